/**
 * Room solution, flows. Pieces of cloud flow definitions, in the platform's own spelling. Source: Microsoft Learn, "Schema
 * reference for trigger and action types" (Azure Logic Apps, which runs cloud flows) and "Microsoft Dataverse" (connector
 * reference); the form of connector actions and environment variables as in solutions that Microsoft publishes; which actions can
 * hide what: "Secure access and data in workflows", and the actions' manifests in Microsoft's designer (Azure/LogicAppsUX).
 */

export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };
export type Action = { readonly [key: string]: Json };
export type Actions = Readonly<Record<string, Action>>;

export const CONNECTION = 'shared_commondataserviceforapps';
export const CONNECTION_REFERENCE = 'obm_dataverse';
const API = `/providers/Microsoft.PowerApps/apis/${CONNECTION}`;

/** Statuses an action waits for. */
export type After = Readonly<Record<string, readonly string[]>>;

const SUCCEEDED = ['Succeeded'] as const;
export const ENDED = ['Succeeded', 'Failed', 'Skipped', 'TimedOut'] as const;
/** Ended, and not well. */
export const FAILED = ENDED.filter((name) => name !== 'Succeeded');
/** Expression: how an action ended. */
export const status = (action: string): string => `actions('${action}')?['status']`;

/** A set of actions that run one after another, in the order in which they are given; `runAfter` of an action wins. */
export function inOrder(actions: Readonly<Record<string, Action | undefined>>): Actions {
  const ordered: Record<string, Action> = {};
  let before: string | undefined;
  for (const [name, action] of Object.entries(actions)) {
    if (!action) continue;
    const after: After = before === undefined ? {} : { [before]: SUCCEEDED };
    ordered[name] = { runAfter: after as Json, ...action } as Action;
    before = name;
  }
  return ordered;
}

export const after = (action: Action, runAfter: After): Action => ({ ...action, runAfter: runAfter as Json });

/** What is hidden in the run history. */
const hidden = (...properties: readonly ('inputs' | 'outputs')[]) => ({ secureData: { properties } });

/** Never again, whatever comes back; or within a minute or so, unless an answer asks for a longer wait. */
type Tries = 'once' | 'briefly';
const RETRY_POLICIES = {
  once: { type: 'none' },
  briefly: { type: 'fixed', count: 3, interval: 'PT20S' },
} as const satisfies Record<Tries, Json>;

interface ConnectorOptions {
  /** Rows to be read at least, over as many pages as it takes. */
  readonly atLeast?: number;
  /** How often the connector asks again by itself; else as the platform does, for an hour and more. */
  readonly tries?: Tries;
  /** Leaves inputs and outputs in the run history: they hold nothing about people. */
  readonly isOpen?: boolean;
}

/** An operation of the Dataverse connector. What it takes and gives is hidden in the run history, unless it is said to be open. */
export const connector = (
  operationId: string,
  parameters: Readonly<Record<string, Json>>,
  { atLeast, tries, isOpen = false }: ConnectorOptions = {},
): Action => ({
  type: 'OpenApiConnection',
  inputs: {
    host: { connectionName: CONNECTION, operationId, apiId: API },
    parameters,
    authentication: "@parameters('$authentication')",
    ...(tries && { retryPolicy: RETRY_POLICIES[tries] }),
  },
  ...((atLeast !== undefined || !isOpen) && {
    runtimeConfiguration: {
      ...(atLeast !== undefined && { paginationPolicy: { minimumItemCount: atLeast } }),
      ...(!isOpen && hidden('inputs', 'outputs')),
    },
  }),
});

export const variable = (name: string, type: string, value?: Json): Action => ({
  type: 'InitializeVariable',
  inputs: { variables: [{ name, type, ...(value !== undefined && { value }) }] },
});
export const set = (name: string, value: Json): Action => ({ type: 'SetVariable', inputs: { name, value } });

interface DataOptions {
  /** Leaves inputs and outputs in the run history: they hold nothing about people. */
  readonly isOpen?: boolean;
}

const hiddenUnless = (isOpen: boolean): { runtimeConfiguration?: Json } =>
  isOpen ? {} : { runtimeConfiguration: hidden('inputs', 'outputs') };

/** Hidden like the operations of the connector; Compose knows hidden inputs alone, which hide its outputs too. */
export const compose = (inputs: Json, { isOpen = false }: DataOptions = {}): Action => ({
  type: 'Compose',
  inputs,
  ...(!isOpen && { runtimeConfiguration: hidden('inputs') }),
});
export const select = (from: string, shape: Json, { isOpen = false }: DataOptions = {}): Action => ({
  type: 'Select',
  inputs: { from, select: shape },
  ...hiddenUnless(isOpen),
});
export const filter = (from: string, where: string, { isOpen = false }: DataOptions = {}): Action => ({
  type: 'Query',
  inputs: { from, where },
  ...hiddenUnless(isOpen),
});
export const scope = (actions: Actions): Action => ({ type: 'Scope', actions });
export const wait = (count: Json, unit: string): Action => ({ type: 'Wait', inputs: { interval: { count, unit } } });
export const fail = (code: string, message: string): Action => ({
  type: 'Terminate',
  inputs: { runStatus: 'Failed', runError: { code, message } },
});

/** One at a time. */
export const forEach = (list: string, actions: Actions): Action => ({
  type: 'Foreach',
  foreach: list,
  actions,
  runtimeConfiguration: { concurrency: { repetitions: 1 } },
});

export const until = (expression: string, limit: { count: number; timeout: string }, actions: Actions): Action => ({
  type: 'Until',
  expression,
  limit,
  actions,
});

/** @param test an expression without its `@` */
export const when = (test: string, actions: Actions, otherwise: Actions = {}): Action => ({
  type: 'If',
  expression: { equals: [`@${test}`, true] },
  actions,
  else: { actions: otherwise },
});

/** Expression: the status of an action's answer; 0 where there is none. */
export const statusCodeOf = (action: string): string => `coalesce(outputs('${action}')?['statusCode'], 0)`;

/** Expression: behind an answer with this status that is no success, the same request may succeed later. */
export const mayComeLater = (code: string): string =>
  `or(less(${code}, 400), greaterOrEquals(${code}, 500), contains(createArray(408, 429), ${code}))`;

/** Expression: seconds that an answer asks to wait. Names of headers have no case. */
export const askedWait = (action: string, usual: number): string => {
  const headers = `outputs('${action}')?['headers']`;
  const asked = `string(coalesce(${headers}?['Retry-After'], ${headers}?['retry-after'], ''))`;
  return `max(1, if(isInt(${asked}), int(${asked}), ${usual}))`;
};

/** An environment variable that a flow reads. */
export interface FlowVariable {
  readonly schemaName: string;
  readonly displayName: string;
  readonly type: 'String' | 'Int' | 'Bool';
  readonly defaultValue: Json;
  readonly description: string;
}

/** The key of an environment variable among a definition's parameters. */
export const parameterKey = ({ displayName, schemaName }: FlowVariable): string => `${displayName} (${schemaName})`;

/** The whole file of a flow. */
export function toFlowFile(trigger: Actions, actions: Actions, variables: readonly FlowVariable[]): string {
  const parameters = Object.fromEntries(
    variables.map((item) => [
      parameterKey(item),
      {
        defaultValue: item.defaultValue,
        type: item.type,
        metadata: { schemaName: item.schemaName, description: item.description.slice(0, 256) },
      },
    ]),
  );
  const file = {
    properties: {
      connectionReferences: {
        [CONNECTION]: {
          runtimeSource: 'embedded',
          connection: { connectionReferenceLogicalName: CONNECTION_REFERENCE },
          api: { name: CONNECTION },
        },
      },
      definition: {
        $schema:
          'https://schema.management.azure.com/providers/Microsoft.Logic/schemas/2016-06-01/workflowdefinition.json#',
        contentVersion: '1.0.0.0',
        parameters: {
          $connections: { defaultValue: {}, type: 'Object' },
          $authentication: { defaultValue: {}, type: 'SecureObject' },
          ...parameters,
        },
        triggers: trigger,
        actions,
        outputs: {},
      },
      templateName: '',
    },
    schemaVersion: '1.0.0.0',
  };
  return `${compactLists(JSON.stringify(file, undefined, 2))}\n`;
}

/** Tables of texts stand on one line each: they are thousands of entries that nobody reads one by one. */
const compactLists = (text: string): string =>
  text.replace(/\{(?:\s*"\d+": "\d*",?)+\s*\}/g, (table) => table.replace(/\s+/g, ''));
