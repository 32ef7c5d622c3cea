/**
 * Room sandbox/flows. Does a write that is kept concern a subscription? Message, scope and filtering columns, and the
 * filter, which the query engine evaluates on the row as it is after the save. Source: Microsoft Learn, "Trigger flows when a row is
 * added, modified, or deleted".
 */
import type { RowChange, RowReference, TableEvent } from '../../dataverse/contracts';
import type { Table } from '../../dataverse/model';
import type { OpenedDataverse } from '../../dataverse/open';
import { dispatch } from '../../dataverse/webApi/dispatch';
import type { RowSubscription } from './contracts';

/** Message numbers that each kind of write belongs to. */
const MESSAGES: Readonly<Record<TableEvent['message'], readonly number[]>> = {
  Create: [1, 4, 5, 7],
  Delete: [2, 5, 6, 7],
  Update: [3, 4, 6, 7],
};

/** All but the filter. @param ownerId the flow's owner, whose rows and business units a narrow scope means */
export function matchesSubscription(
  dataverse: OpenedDataverse,
  subscription: RowSubscription,
  ownerId: string,
  change: RowChange,
): boolean {
  return (
    change.table === subscription.table &&
    MESSAGES[change.message].includes(subscription.message) &&
    hasFilteringColumn(subscription, change) &&
    isInScope(dataverse, subscription.scope, ownerId, change)
  );
}

/** Only changes are told apart by columns: being in the request is enough, also with the value that was there before. */
const hasFilteringColumn = ({ filteringColumns }: RowSubscription, change: RowChange): boolean =>
  change.message !== 'Update' ||
  filteringColumns.length === 0 ||
  filteringColumns.some((column) => change.values[column] !== undefined);

const referenceOf = (value: unknown): RowReference | undefined =>
  typeof value === 'object' && value !== null && 'id' in value ? (value as RowReference) : undefined;

/**
 * Whose rows: the owner's own, those of the business unit, those of it and the units below it, all.
 * Rows that nobody owns belong to the organisation alone (inferred).
 */
function isInScope(dataverse: OpenedDataverse, scope: number, ownerId: string, change: RowChange): boolean {
  if (scope === 4) return true;
  const values = dataverse.rows.find(change.table, change.id)?.values ?? change.before?.values ?? {};
  const owner = referenceOf(values.ownerid);
  if (!owner) return false;
  if (scope === 1) return owner.id === ownerId;
  const home = unitOf(dataverse, ownerId);
  const unit = referenceOf(values.owningbusinessunit)?.id;
  if (home === undefined || unit === undefined) return false;
  return scope === 2 ? unit === home : isBelow(dataverse, unit, home);
}

const unitOf = (dataverse: OpenedDataverse, userId: string): string | undefined =>
  referenceOf(dataverse.rows.find('systemuser', userId)?.values.businessunitid)?.id;

function isBelow(dataverse: OpenedDataverse, unit: string, top: string): boolean {
  const seen = new Set<string>();
  for (let at: string | undefined = unit; at !== undefined && !seen.has(at);) {
    if (at === top) return true;
    seen.add(at);
    at = referenceOf(dataverse.rows.find('businessunit', at)?.values.parentbusinessunitid)?.id;
  }
  return false;
}

/**
 * Does the row pass the filter now? A deleted row is nowhere any more, so that no filter holds for it (inferred). Rows that
 * the flow's owner may not read pass none.
 */
export async function passesFilter(
  dataverse: OpenedDataverse,
  { filter, table: name }: RowSubscription,
  ownerId: string,
  change: RowChange,
): Promise<boolean> {
  if (filter === undefined) return true;
  const table = dataverse.metadata.table(name);
  if (!table || change.message === 'Delete') return false;
  try {
    const answer = await askRows(dataverse, table, `(${filter}) and ${table.primaryId} eq ${change.id}`, ownerId);
    return ((JSON.parse(answer.body ?? '{}') as { value?: unknown[] }).value ?? []).length > 0;
  } catch {
    return false;
  }
}

/** Finds mistakes in a filter when the flow is turned on. @throws {DataverseError} what the query engine says */
export function assertFilterValid(
  dataverse: OpenedDataverse,
  { table: name, filter }: RowSubscription,
  ownerId: string,
): void {
  const table = dataverse.metadata.table(name);
  if (filter !== undefined && table) void askRows(dataverse, table, filter, ownerId);
}

/** Asks the Web API in process, at once: rows are read as they are at this moment. */
const askRows = (dataverse: OpenedDataverse, table: Table, filter: string, userId: string) =>
  dispatch(dataverse, {
    method: 'GET',
    path: table.entitySetName,
    queryString: `$select=${table.primaryId}&$top=1&$filter=${encodeURIComponent(filter)}`,
    headers: { mscrmcallerid: userId },
    serviceRoot: '',
  });
