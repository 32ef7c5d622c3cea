/**
 * Room solution. Lint rules for what the platform takes of a cloud flow: its limits, the numbers of its triggers, names of entity sets,
 * variables, and how an action that sends is called.
 * Sources: Microsoft Learn, "Limits of automated, scheduled, and instant flows" and "Schema reference for trigger and action types";
 * numbers of the Dataverse trigger as in solutions that Microsoft publishes; the entity set of outbound configurations, whose name
 * cannot be guessed, in the entity reference "msdyn_ocoutboundconfiguration".
 */
import { childText } from '../xml';
import { entityOf, isOwnTable, repeated, type LintContext } from './context';
import { actionsOf, objectOf, textsOf, type Add, type FlowAction, type Json } from './flowActions';

const MOST = {
  actions: 500,
  depth: 8,
  variables: 250,
  nameLength: 80,
  expressionLength: 8192,
  untilRounds: 5000,
  parallel: 50,
};
const FREQUENCIES: readonly unknown[] = ['Month', 'Week', 'Day', 'Hour', 'Minute', 'Second'];
/** Highest number of each; the lowest is 1. */
const TRIGGER_NUMBERS = { message: 7, scope: 4, runas: 3 } as const;
/** Messages in which a row is modified. */
const MODIFIES: readonly unknown[] = [3, 4, 6, 7];
const SEND_ACTION = 'msdyn_InvokeOutboundAPI';
const OUTBOUND_CONFIGURATIONS = 'msdyn_ocoutboundconfigurationes';

const inputsOf = (action: Json): Json => objectOf(action['inputs']);
const parametersOf = (action: Json): Json => objectOf(inputsOf(action)['parameters']);

const depthOf = (actions: Json): number =>
  Math.max(
    0,
    ...Object.values(actions).map((value) => {
      const action = objectOf(value);
      const inner = [action['actions'], objectOf(action['else'])['actions'], objectOf(action['default'])['actions']];
      const cases = Object.values(objectOf(action['cases'])).map((item) => objectOf(item)['actions']);
      return 1 + Math.max(...[...inner, ...cases].map((item) => depthOf(objectOf(item))));
    }),
  );

function lintSizes(definition: Json, actions: readonly FlowAction[], add: Add): void {
  const top = objectOf(definition['actions']);
  if (actions.length > MOST.actions)
    add('flow-limits', `The flow has ${actions.length} actions; ${MOST.actions} are allowed.`);
  const depth = depthOf(top);
  if (depth > MOST.depth) add('flow-limits', `Actions stand ${depth} levels deep; ${MOST.depth} are allowed.`);
  for (const name of [...Object.keys(objectOf(definition['triggers'])), ...actions.map((item) => item.name)]) {
    if (name.length > MOST.nameLength)
      add('flow-limits', `The name ${name.slice(0, 40)}… is longer than ${MOST.nameLength} characters.`);
  }
  for (const text of textsOf(definition).filter((item) => item.startsWith('@') && !item.startsWith('@@'))) {
    if (text.length > MOST.expressionLength) {
      add(
        'flow-limits',
        `The expression ${text.slice(0, 40)}… has ${text.length} characters; ${MOST.expressionLength} are allowed.`,
      );
    }
  }
}

function lintLoops(actions: readonly FlowAction[], add: Add): void {
  for (const { name, action } of actions) {
    const count = objectOf(action['limit'])['count'];
    if (
      action['type'] === 'Until' &&
      !(Number.isInteger(count) && Number(count) >= 1 && Number(count) <= MOST.untilRounds)
    ) {
      add('flow-loop', `The loop ${name} needs a limit of 1 to ${MOST.untilRounds} rounds.`);
    }
    const runtime = objectOf(action['runtimeConfiguration']);
    const repetitions = objectOf(runtime['concurrency'])['repetitions'];
    if (repetitions !== undefined && !(Number(repetitions) >= 1 && Number(repetitions) <= MOST.parallel)) {
      add(
        'flow-loop',
        `The loop ${name} runs ${String(repetitions)} rounds beside each other; 1 to ${MOST.parallel} are allowed.`,
      );
    }
    const result = runtime['staticResult'];
    if (result !== undefined && typeof objectOf(result)['name'] !== 'string') {
      add('flow-static-result', `Action ${name} has a static result without a name, and cannot be saved. Remove it.`);
    }
  }
}

function lintVariables(definition: Json, actions: readonly FlowAction[], add: Add): void {
  const top = objectOf(definition['actions']);
  const begun = actions.filter(({ action }) => action['type'] === 'InitializeVariable');
  for (const { name } of begun) {
    if (!(name in top))
      add('flow-variable-place', `Action ${name} begins a variable inside of another action. Move it to the top.`);
  }
  const names = begun.flatMap(({ action }) => {
    const list = inputsOf(action)['variables'];
    return Array.isArray(list) ? list.map((item) => String(objectOf(item)['name'])) : [];
  });
  if (names.length > MOST.variables)
    add('flow-limits', `The flow has ${names.length} variables; ${MOST.variables} are allowed.`);
  for (const name of repeated(names)) add('flow-variable-place', `The variable ${name} is begun twice. Begin it once.`);
  const text = JSON.stringify(definition);
  for (const [, name = ''] of text.matchAll(/\bvariables\('([^']+)'\)/g)) {
    if (!names.includes(name))
      add('flow-expression', `An expression reads the variable ${name}, which is never begun.`);
  }
  const parameters = objectOf(definition['parameters']);
  for (const [, name = ''] of text.matchAll(/\bparameters\('((?:[^']|'')+)'\)/g)) {
    if (!(name in parameters))
      add('flow-expression', `An expression reads the parameter ${name}, which is not declared.`);
  }
}

function lintTrigger(definition: Json, add: Add): void {
  for (const [name, value] of Object.entries(objectOf(definition['triggers']))) {
    const trigger = objectOf(value);
    if (trigger['type'] === 'Recurrence' && !FREQUENCIES.includes(objectOf(trigger['recurrence'])['frequency'])) {
      add('flow-trigger', `The trigger ${name} needs a frequency: ${FREQUENCIES.join(', ')}.`);
    }
    const parameters = parametersOf(trigger);
    if (objectOf(inputsOf(trigger)['host'])['operationId'] !== 'SubscribeWebhookTrigger') continue;
    for (const [key, most] of Object.entries(TRIGGER_NUMBERS)) {
      const number = parameters[`subscriptionRequest/${key}`];
      if (number === undefined && key === 'runas') continue;
      if (!(Number.isInteger(number) && Number(number) >= 1 && Number(number) <= most)) {
        add(
          'flow-trigger',
          `The trigger ${name} has the ${key} ${String(number)}, which never fires. It takes 1 to ${most}.`,
        );
      }
    }
    if (
      parameters['subscriptionRequest/filteringattributes'] !== undefined &&
      !MODIFIES.includes(parameters['subscriptionRequest/message'])
    ) {
      add('flow-trigger', `The trigger ${name} filters columns, which only a modified row has. Remove the filter.`);
    }
  }
}

function lintConnectorActions(actions: readonly FlowAction[], context: LintContext, add: Add): void {
  const tables = context.source.tables.filter(isOwnTable);
  const sets = new Set(tables.map((table) => childText(entityOf(table) ?? table.entity.root, 'EntitySetName')));
  for (const { name, action } of actions.filter((item) => item.action['type'] === 'OpenApiConnection')) {
    const inputs = inputsOf(action);
    const host = objectOf(inputs['host']);
    const parameters = parametersOf(action);
    if (!String(host['apiId']).endsWith(`/${String(host['connectionName']).replace(/_\d+$/, '')}`)) {
      add(
        'flow-connection',
        `Action ${name} names the connection ${String(host['connectionName'])} and another connector. Make both fit.`,
      );
    }
    const set = parameters['entityName'];
    const isOurs = typeof set === 'string' && set.startsWith(context.prefix);
    const isMisspelt = typeof set === 'string' && /^msdyn_ocoutboundconfigurations?$/.test(set);
    if ((isOurs && !sets.has(set)) || isMisspelt) {
      const right = isMisspelt ? OUTBOUND_CONFIGURATIONS : [...sets].join(', ');
      add('flow-entity-set', `Action ${name} names ${String(set)}, which is no entity set. It is one of ${right}.`);
    }
    if (parameters['actionName'] !== SEND_ACTION) continue;
    if (objectOf(inputs['retryPolicy'])['type'] !== 'none') {
      add(
        'flow-send-repeated',
        `Action ${name} sends, and would be repeated by itself: people get the message twice. Set retryPolicy to none.`,
      );
    }
    const secured = objectOf(objectOf(action['runtimeConfiguration'])['secureData'])['properties'];
    if (!(Array.isArray(secured) && secured.includes('inputs'))) {
      add('flow-numbers-open', `Action ${name} shows phone numbers in the run history. Secure its inputs and outputs.`);
    }
  }
}

/** Checks a definition against what the platform takes. */
export function lintFlowLimits(definition: Json, context: LintContext, add: Add): void {
  const actions = actionsOf(objectOf(definition['actions']));
  lintSizes(definition, actions, add);
  lintLoops(actions, add);
  lintVariables(definition, actions, add);
  lintTrigger(definition, add);
  lintConnectorActions(actions, context, add);
}
