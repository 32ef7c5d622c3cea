/**
 * Room sandbox/dataverse, security. The privileges that a create, update or delete needs: of the row itself, of what its lookups are
 * set to, and for a new owner.
 * Source: Microsoft Learn, "Security concepts in Dataverse", privileges; "Append and AppendTo" in "Security role and privilege reference".
 * Differs from the platform: parties of an activity need no AppendTo, and whether the new owner could read the row is not asked.
 */
import type { RowReference, StoredRow } from '../contracts';
import type { RowOperation } from '../pipeline/operation';
import type { RowStore } from '../rows/rowStore';
import { writesNoSuchTable } from './faults';
import { idIn, unitOf } from './place';
import { ownershipOf } from './privilegeNames';
import type { Security } from './security';

type CheckedOperation = Pick<RowOperation, 'asked' | 'before' | 'context' | 'id' | 'message' | 'table'>;

/** @throws {DataverseError} 403 naming the privilege that is missing */
export function checkOperation(store: RowStore, security: Security, operation: CheckedOperation): void {
  const { context, table, message } = operation;
  if (context.isSystem) return;
  if (ownershipOf(table) === 'open') throw writesNoSuchTable(message, table.logicalName);
  if (security.mayEverything(context)) return;
  switch (message) {
    case 'Create':
      return checkCreate(store, security, operation);
    case 'Update':
      return checkUpdate(store, security, operation);
    case 'Delete':
      return security.requireOn(context, 'Delete', table, operation.before?.values ?? {});
  }
}

/** The row as it will lie: owned by the user unless it is given to somebody else at once. */
function placed(store: RowStore, { table, asked, context, id }: CheckedOperation): StoredRow['values'] {
  const owner = idIn(asked.ownerid) ?? context.userId;
  const values = Object.fromEntries(Object.entries(asked).map(([column, value]) => [column, value ?? null]));
  if (ownershipOf(table) !== 'user') return { ...values, [table.primaryId]: id };
  return { ...values, ownerid: owner, owningbusinessunit: unitOf(store, owner) ?? null };
}

function checkCreate(store: RowStore, security: Security, operation: CheckedOperation): void {
  const { context, table, asked } = operation;
  const values = placed(store, operation);
  security.requireOn(context, 'Create', table, values);
  const owner = idIn(asked.ownerid);
  if (ownershipOf(table) === 'user' && owner !== undefined && owner !== context.userId)
    security.requireOn(context, 'Assign', table, values);
  checkLookups(store, security, operation, values);
}

function checkUpdate(store: RowStore, security: Security, operation: CheckedOperation): void {
  const { context, table, asked, before } = operation;
  if (!before) return;
  security.requireOn(context, 'Write', table, before.values);
  const owner = idIn(asked.ownerid);
  if (ownershipOf(table) === 'user' && owner !== undefined && owner !== idIn(before.values.ownerid))
    security.requireOn(context, 'Assign', table, before.values);
  checkLookups(store, security, operation, before.values);
}

/** Append on the row that refers, AppendTo on the row that is referred to; ownership is a matter of Assign. */
function checkLookups(
  store: RowStore,
  security: Security,
  { context, table, asked, before }: CheckedOperation,
  values: StoredRow['values'],
): void {
  for (const column of table.columns) {
    if (column.type !== 'Lookup' && column.type !== 'Customer') continue;
    if (!column.validForCreate && !column.validForUpdate) continue;
    const target = referenceIn(asked[column.logicalName]);
    if (!target || !store.metadata.table(target.table)) continue;
    if (before && idIn(before.values[column.logicalName]) === idIn(target)) continue;
    security.requireOn(context, 'Append', table, values);
    const { table: targetTable } = store.access(target.table);
    security.requireOn(context, 'AppendTo', targetTable, store.find(target.table, target.id)?.values ?? {});
  }
}

const referenceIn = (value: unknown): RowReference | undefined =>
  typeof value === 'object' && value !== null && 'id' in value && 'table' in value
    ? (value as RowReference)
    : undefined;
