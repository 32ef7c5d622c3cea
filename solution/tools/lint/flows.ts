/**
 * Room solution. Lint rules for cloud flows: the row, the file and its name belong together, and what the definition uses is in
 * the solution.
 * Source: Microsoft Learn, "Workflow (Process) table reference", and exports that Microsoft publishes.
 */
import type { FlowSource } from '../readSource';
import { attribute, child, children, childText } from '../xml';
import type { Finding, LintContext } from './context';
import { actionsOf, lintFlowActions, objectOf, type Add, type FlowAction, type Json } from './flowActions';
import { lintFlowExpressions } from './flowExpressions';
import { lintFlowLimits } from './flowLimits';
import { lintFlowRows } from './flowRows';

/** What every export of a cloud flow has in its row. */
const ROW = { Type: '1', Category: '5', Mode: '0', Scope: '4', PrimaryEntity: 'none' } as const;
const OFF_AND_ON: readonly string[] = ['0 1', '1 2'];
const SCHEMA = /2016-06-01\/workflowdefinition\.json#?$/;
const CONNECTOR_TYPES: readonly string[] = ['OpenApiConnection', 'OpenApiConnectionWebhook'];
/** Where every connector has its id. */
const CONNECTORS = '/providers/Microsoft.PowerApps/apis/';
const AUTHENTICATION = "@parameters('$authentication')";
/** Parameters that every definition has, with their types. */
const OWN_PARAMETERS = { $connections: 'Object', $authentication: 'SecureObject' } as const;

function lintRow({ root, id, path, definitionPath }: FlowSource, add: Add): void {
  const guid = id.replace(/[{}]/g, '').toUpperCase();
  if (!definitionPath.endsWith(`-${guid}.json`)) {
    add(
      'flow-file-name',
      `The definition of ${path} must be called <name>-${guid}.json, by the flow's id in upper case.`,
    );
  }
  if (childText(root, 'JsonFileName') !== `/${definitionPath}`) {
    add('flow-file-name', `JsonFileName must be /${definitionPath}.`);
  }
  for (const [name, value] of Object.entries(ROW)) {
    const written = childText(root, name);
    if (written !== value) add('flow-row', `The row of a cloud flow has the ${name} ${value}, not "${written}".`);
  }
  if (!OFF_AND_ON.includes(`${childText(root, 'StateCode')} ${childText(root, 'StatusCode')}`)) {
    add('flow-row', 'StateCode and StatusCode are 0 and 1 (off) or 1 and 2 (on).');
  }
}

function lintConnections(properties: Json, actions: readonly FlowAction[], context: LintContext, add: Add): void {
  const section = child(context.source.customizations.root, 'connectionreferences');
  const packaged = new Map(
    (section ? children(section) : []).map((item) => [
      attribute(item, 'connectionreferencelogicalname'),
      childText(item, 'connectorid'),
    ]),
  );
  const references = objectOf(properties['connectionReferences']);
  for (const [key, value] of Object.entries(references)) {
    const reference = objectOf(value);
    const name = objectOf(reference['connection'])['connectionReferenceLogicalName'];
    if (reference['runtimeSource'] !== 'embedded') {
      add('flow-connection', `The connection ${key} needs runtimeSource "embedded": the flow runs as its owner.`);
    }
    const connector = typeof name === 'string' ? packaged.get(name) : undefined;
    const api = `${CONNECTORS}${String(objectOf(reference['api'])['name'])}`;
    if (connector === undefined) {
      add(
        'flow-connection',
        `The connection ${key} uses "${String(name)}", which is no connection reference of the solution.`,
      );
    } else if (connector.toLowerCase() !== api.toLowerCase()) {
      add('flow-connection', `The connection ${key} is one of ${api}; the reference it uses is one of "${connector}".`);
    }
  }
  for (const { name, action } of actions.filter((item) => CONNECTOR_TYPES.includes(String(item.action['type'])))) {
    const inputs = objectOf(action['inputs']);
    const key = String(objectOf(inputs['host'])['connectionName']);
    if (!(key in references)) {
      add('flow-connection', `${name} uses the connection ${key}, which connectionReferences does not have.`);
    }
    if (inputs['authentication'] !== AUTHENTICATION) {
      add('flow-authentication', `${name} needs "authentication": "${AUTHENTICATION}" among its inputs.`);
    }
  }
}

function lintParameters(definition: Json, variables: ReadonlySet<string>, add: Add): void {
  const parameters = objectOf(definition['parameters']);
  for (const [name, type] of Object.entries(OWN_PARAMETERS)) {
    if (objectOf(parameters[name])['type'] !== type)
      add('flow-parameters', `The definition needs the parameter ${name} of type ${type}.`);
  }
  for (const [name, value] of Object.entries(parameters)) {
    const parameter = objectOf(value);
    const schemaName = objectOf(parameter['metadata'])['schemaName'];
    if (typeof schemaName === 'string' && !(variables.has(schemaName) && name.endsWith(` (${schemaName})`))) {
      add(
        'flow-variable',
        `The parameter "${name}" stands for ${schemaName}. That must be a packaged environment variable, and the parameter be called "<display name> (${schemaName})".`,
      );
    }
    const byDefault = parameter['defaultValue'];
    const isEmpty = typeof byDefault === 'string' ? byDefault === '' : Object.keys(objectOf(byDefault)).length === 0;
    if (/^secure/i.test(String(parameter['type'])) && !isEmpty) {
      add('secret-in-source', `The parameter "${name}" is a secret and must not have a default. Remove it.`);
    }
  }
}

function lintDefinition(text: string, context: LintContext, variables: ReadonlySet<string>, add: Add): void {
  if (text.startsWith('\uFEFF')) {
    add('flow-text-form', 'The definition starts with a byte order mark, which an import refuses. Save it without.');
  }
  let parsed: Json;
  try {
    parsed = objectOf(JSON.parse(text.replace(/^\uFEFF/, '')));
  } catch {
    add('flow-text-form', 'The definition is no JSON. Mend it.');
    return;
  }
  const properties = objectOf(parsed['properties']);
  const definition = objectOf(properties['definition']);
  if (typeof parsed['schemaVersion'] !== 'string' || !SCHEMA.test(String(definition['$schema']))) {
    add('flow-text-form', 'The definition needs schemaVersion beside properties, and the $schema of 2016-06-01.');
  }
  const triggers = Object.entries(objectOf(definition['triggers']));
  if (triggers.length !== 1) add('flow-trigger', `The flow has ${triggers.length} triggers; it needs exactly one.`);
  const webhooks = triggers.map(([name, action]): FlowAction => ({ name, action: objectOf(action), siblings: [] }));
  const actions = actionsOf(objectOf(definition['actions']));
  lintConnections(properties, [...webhooks, ...actions], context, add);
  lintParameters(definition, variables, add);
  lintFlowActions(definition, add);
  lintFlowExpressions(definition, add);
  lintFlowLimits(definition, context, add);
  lintFlowRows(actions, context, add);
}

/** Flows arrive, turn on and find what they use. */
export function lintFlows(context: LintContext): Finding[] {
  const variables = new Set(context.source.environmentVariables.map(({ name }) => name));
  return context.source.flows.flatMap((flow) => {
    const found: Finding[] = [];
    const add: Add = (code, message) => void found.push({ code, file: flow.path, message });
    lintRow(flow, add);
    if (flow.definition === undefined)
      add('flow-definition-missing', `The file ${flow.definitionPath} is missing. Add it.`);
    else lintDefinition(flow.definition, context, variables, add);
    return found;
  });
}
