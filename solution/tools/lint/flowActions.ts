/**
 * Room solution. Lint rules for the actions of a cloud flow: names, order, statuses, expressions.
 * Source: Microsoft Learn, "Schema reference guide for the Workflow Definition Language" and "Schema reference for trigger and
 * action types", sections on runAfter and scopes; "Secure access and data in workflows" and the actions' manifests in Microsoft's
 * designer (Azure/LogicAppsUX) on what can hide its data.
 */
import { repeated } from './context';

export type Json = Readonly<Record<string, unknown>>;
export type Add = (code: string, message: string) => void;

export interface FlowAction {
  readonly name: string;
  readonly action: Json;
  /** Names of the actions that stand in the same place. */
  readonly siblings: readonly string[];
}

export const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
export const objectOf = (value: unknown): Json => (isObject(value) ? value : {});

const CONNECTOR_TYPES: readonly string[] = ['OpenApiConnection', 'OpenApiConnectionWebhook', 'ApiConnection', 'Http'];
/** Data operations that hide inputs and outputs; those that hide inputs alone, and their outputs with them. */
const HIDING_TYPES: readonly string[] = [...CONNECTOR_TYPES, 'Select', 'Query', 'Join', 'Table'];
const HIDING_INPUTS_TYPES: readonly string[] = ['Compose', 'ParseJson', 'Response'];
const STATUSES: readonly string[] = ['Succeeded', 'Failed', 'Skipped', 'TimedOut'];
const LONGEST_DESCRIPTION = 256;

/** Places inside an action that hold further actions. */
const nested = (action: Json): Json[] => [
  objectOf(action['actions']),
  objectOf(objectOf(action['else'])['actions']),
  objectOf(objectOf(action['default'])['actions']),
  ...Object.values(objectOf(action['cases'])).map((item) => objectOf(objectOf(item)['actions'])),
];

/** Every action of a definition, those inside scopes, conditions and loops included. */
export function actionsOf(actions: Json): FlowAction[] {
  const siblings = Object.keys(actions);
  return Object.entries(actions).flatMap(([name, value]) => {
    const action = objectOf(value);
    return [{ name, action, siblings }, ...nested(action).flatMap(actionsOf)];
  });
}

/** Does an action wait for itself? */
function isInCycle(start: string, actions: ReadonlyMap<string, FlowAction>): boolean {
  const seen = new Set<string>();
  const open = [start];
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    for (const before of Object.keys(objectOf(actions.get(name)?.action['runAfter']))) {
      if (before === start) return true;
      if (!seen.has(before)) open.push(before);
      seen.add(before);
    }
  }
  return false;
}

function lintOrder(actions: readonly FlowAction[], add: Add): void {
  const byName = new Map(actions.map((item) => [item.name, item]));
  for (const { name, action, siblings } of actions) {
    for (const [before, statuses] of Object.entries(objectOf(action['runAfter']))) {
      if (!siblings.includes(before)) {
        add('flow-run-after', `Action ${name} runs after ${before}, which does not stand beside it. Mend runAfter.`);
      }
      const list: readonly unknown[] = Array.isArray(statuses) ? statuses : [];
      if (list.length === 0 || list.some((status) => !STATUSES.includes(String(status)))) {
        add(
          'flow-run-after',
          `Action ${name} waits for ${before} to be ${list.join(', ') || 'nothing'}. It takes ${STATUSES.join(', ')}.`,
        );
      }
    }
    if (isInCycle(name, byName)) {
      add('flow-cycle', `Action ${name} runs after itself. Cut the circle of runAfter.`);
    }
  }
}

/** Functions of expressions that name an action. */
const REFERENCES = /\b(?:outputs|body|actions|items|result|actionBody|actionOutputs|iterationIndexes)\('([^']+)'\)/g;
const TRIGGER_FIELDS = /\btriggerBody\(\)\??\['([^']+)'\]/g;

/** Fields that the trigger's schema names; undefined when it names none. */
function triggerFields(triggers: Json): ReadonlySet<string> | undefined {
  const trigger = objectOf(Object.values(triggers)[0]);
  const properties = objectOf(objectOf(objectOf(trigger['inputs'])['schema'])['properties']);
  return trigger['type'] === 'Request' && Object.keys(properties).length > 0
    ? new Set(Object.keys(properties))
    : undefined;
}

function lintExpressions(definition: Json, actions: readonly FlowAction[], add: Add): void {
  const text = JSON.stringify(definition);
  const names = new Set(actions.map(({ name }) => name));
  for (const [, name = ''] of text.matchAll(REFERENCES)) {
    if (!names.has(name))
      add('flow-expression', `An expression reads the action ${name}, which does not exist. Mend it.`);
  }
  const fields = triggerFields(objectOf(definition['triggers']));
  for (const [, name = ''] of fields ? text.matchAll(TRIGGER_FIELDS) : []) {
    if (!fields?.has(name)) {
      add(
        'flow-expression',
        `An expression reads the trigger's field ${name}, which its schema does not have. Mend it.`,
      );
    }
  }
}

/** Calls back for every text of a value, with the property that holds it. Definitions are large: nothing is copied. */
function eachText(value: unknown, key: string, visit: (text: string, key: string) => void): void {
  if (typeof value === 'string') visit(value, key);
  else if (typeof value === 'object' && value !== null) {
    for (const [name, item] of Object.entries(value)) eachText(item, name, visit);
  }
}

/** Every text of a value; names of properties are none. */
export function textsOf(value: unknown): string[] {
  const found: string[] = [];
  eachText(value, '', (text) => void found.push(text));
  return found;
}

/** Descriptions anywhere in the definition. */
function descriptionsOf(definition: Json): string[] {
  const found: string[] = [];
  eachText(definition, '', (text, key) => void (key === 'description' && found.push(text)));
  return found;
}

function lintSecureData(name: string, action: Json, add: Add): void {
  const secured = objectOf(objectOf(action['runtimeConfiguration'])['secureData'])['properties'];
  const type = String(action['type']);
  if (secured === undefined || HIDING_TYPES.includes(type)) return;
  if (!HIDING_INPUTS_TYPES.includes(type)) {
    add('flow-secure-data', `Action ${name} of the type ${type} secures its data, which it cannot. Remove it.`);
  } else if (Array.isArray(secured) && secured.includes('outputs')) {
    add('flow-secure-data', `Action ${name} secures its outputs; its type ${type} takes inputs alone, and hides both.`);
  }
}

/** Checks the actions and expressions of a definition. */
export function lintFlowActions(definition: Json, add: Add): void {
  const actions = actionsOf(objectOf(definition['actions']));
  for (const name of repeated(actions.map((item) => item.name.toLowerCase()))) {
    add(
      'flow-action-twice',
      `Two actions are called ${name}; names count over the whole flow, scopes included, and have no case. Rename one.`,
    );
  }
  lintOrder(actions, add);
  lintExpressions(definition, actions, add);
  for (const { name, action } of actions) lintSecureData(name, action, add);
  for (const text of descriptionsOf(definition).filter((item) => item.length > LONGEST_DESCRIPTION)) {
    add(
      'flow-description',
      `The description "${text.slice(0, 40)}…" has ${text.length} characters; a flow with more than ${LONGEST_DESCRIPTION} does not turn on.`,
    );
  }
}
