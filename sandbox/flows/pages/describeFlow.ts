/** Room sandbox/flows. A flow as the page shows it. */
import type { StoredRow } from '../../dataverse/contracts';
import type { OpenedDataverse } from '../../dataverse/open';
import { FlowNotReadyError, isConnected, isOn, triggerKindOf, type LoadedFlow } from '../host/loadFlow';
import type { FlowHost } from '../host/flowHost';
import type { FlowConnection, FlowItem } from './contracts';

const textOf = (row: StoredRow | undefined, column: string): string | undefined => {
  const value = row?.values[column];
  return typeof value === 'string' && value !== '' ? value : undefined;
};

/** A flow, with its texts in a language. */
export function describeFlow(dataverse: OpenedDataverse, host: FlowHost, row: StoredRow, languageId: number): FlowItem {
  const [shown = row] = dataverse.labels.inLanguage('workflow', [row], languageId);
  const loaded = tryLoad(host, row);
  const flow = loaded instanceof FlowNotReadyError ? undefined : loaded;
  const problem = loaded instanceof FlowNotReadyError ? loaded.problem : host.problemOf(row.id);
  const description = textOf(shown, 'description');
  const solution = solutionOf(dataverse, row, languageId);
  const nextRun = isOn(row) ? host.nextRunOf(row.id) : undefined;
  const [lastRun] = host.history.list(row.id, 1);
  return {
    id: row.id,
    name: textOf(shown, 'name') ?? row.id,
    ...(description === undefined ? {} : { description }),
    ...(solution === undefined ? {} : { solution }),
    isOn: isOn(row),
    ...(flow ? triggerOf(flow) : {}),
    connections: flow ? connectionsOf(dataverse, flow) : [],
    ...(problem === undefined ? {} : { problem }),
    ...(nextRun === undefined ? {} : { nextRun }),
    ...(lastRun ? { lastRun } : {}),
  };
}

function tryLoad(host: FlowHost, row: StoredRow): LoadedFlow | FlowNotReadyError {
  try {
    return host.load(row);
  } catch (error) {
    if (error instanceof FlowNotReadyError) return error;
    throw error;
  }
}

function triggerOf({ trigger }: LoadedFlow): Pick<FlowItem, 'triggerKind' | 'table' | 'fields'> {
  return {
    triggerKind: triggerKindOf(trigger),
    ...(trigger.kind === 'row' ? { table: trigger.subscription.table } : {}),
    ...(trigger.kind === 'button' ? { fields: trigger.fields } : {}),
  };
}

function connectionsOf({ rows }: OpenedDataverse, { compiled }: LoadedFlow): FlowConnection[] {
  return [...new Set(compiled.connectionReferences.values())].map((logicalName) => {
    const row = rows.findWhere('connectionreference', { connectionreferencelogicalname: logicalName })[0];
    return {
      logicalName,
      ...(row ? { id: row.id } : {}),
      name: textOf(row, 'connectionreferencedisplayname') ?? logicalName,
      isConnected: row !== undefined && isConnected(row),
    };
  });
}

function solutionOf({ rows, labels }: OpenedDataverse, row: StoredRow, languageId: number): string | undefined {
  const uniqueName = textOf(row, 'solutionname');
  if (uniqueName === undefined) return undefined;
  const [solution] = labels.inLanguage('solution', rows.findWhere('solution', { uniquename: uniqueName }), languageId);
  return textOf(solution, 'friendlyname') ?? uniqueName;
}

/** Flows in the order of their names. */
export function listFlows(dataverse: OpenedDataverse, host: FlowHost, languageId: number): FlowItem[] {
  return dataverse.rows
    .findWhere('workflow', { category: 5 })
    .map((row) => describeFlow(dataverse, host, row, languageId))
    .sort((one, other) => one.name.localeCompare(other.name));
}

/** The user whose connection a person gives to a flow on the page. */
export const newConnectionId = (newId: () => string): string => `shared-commondataser-${newId()}`;
