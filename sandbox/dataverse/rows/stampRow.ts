/**
 * Room sandbox/dataverse. What the platform itself writes into a row: who and when, owner and business unit, default
 * values, currency.
 */
import type { ColumnValue, RequestContext, RowReference } from '../contracts';
import type { Table } from '../model';
import type { RowStore } from './rowStore';
import { toStoredDate } from './coerceValue';

type Values = Record<string, ColumnValue>;

/** Now, as DateTime columns store it. */
const toStamp = (clock: () => Date): string => toStoredDate({}, clock().toISOString()) ?? '';

/** Sets `column` unless the table lacks it or the caller has given a value. */
function setDefault(table: Table, values: Values, logicalName: string, value: ColumnValue | undefined): void {
  if (value === undefined || (values[logicalName] ?? null) !== null) return;
  if (table.columns.some((column) => column.logicalName === logicalName)) values[logicalName] = value;
}

function applyOwner(store: RowStore, table: Table, values: Values): void {
  const owner = values.ownerid as RowReference | null | undefined;
  if (!owner) return;
  const has = (logicalName: string): boolean => table.columns.some((column) => column.logicalName === logicalName);
  if (has('owninguser')) values.owninguser = owner.table === 'systemuser' ? owner : null;
  if (has('owningteam')) values.owningteam = owner.table === 'team' ? owner : null;
  if (has('owningbusinessunit')) {
    values.owningbusinessunit = store.find(owner.table, owner.id)?.values.businessunitid ?? null;
  }
}

/** Who called, when they acted as another user. */
const delegateOf = ({ callerId }: RequestContext): RowReference | undefined =>
  callerId === undefined ? undefined : { table: 'systemuser', id: callerId };

/** Completes a new row. */
export function stampCreate(
  store: RowStore,
  clock: () => Date,
  table: Table,
  values: Values,
  context: RequestContext,
): void {
  const now = toStamp(clock);
  const user: RowReference = { table: 'systemuser', id: context.userId };
  for (const column of table.columns) {
    if (column.defaultValue !== undefined) setDefault(table, values, column.logicalName, column.defaultValue);
    // Every two-option column has a default; unless the definition says otherwise it is No.
    else if (column.type === 'Boolean') setDefault(table, values, column.logicalName, false);
  }
  setDefault(table, values, 'createdon', values.overriddencreatedon ?? now);
  setDefault(table, values, 'modifiedon', values.overriddencreatedon ?? now);
  setDefault(table, values, 'createdby', user);
  setDefault(table, values, 'modifiedby', user);
  for (const column of ['createdonbehalfby', 'modifiedonbehalfby'])
    setDefault(table, values, column, delegateOf(context));
  if (table.ownership === 'UserOwned') {
    setDefault(table, values, 'ownerid', user);
    applyOwner(store, table, values);
  }
  const hasMoney = table.columns.some(
    (column) => column.type === 'Money' && (values[column.logicalName] ?? null) !== null,
  );
  if (hasMoney && store.metadata.table('transactioncurrency')) {
    // Differs from the platform: the oldest currency stands for the organisation's base currency, without exchange rates.
    const currency = store.findWhere('transactioncurrency', {})[0];
    setDefault(table, values, 'transactioncurrencyid', currency && { table: 'transactioncurrency', id: currency.id });
  }
}

/** Completes a change. */
export function stampUpdate(
  store: RowStore,
  clock: () => Date,
  table: Table,
  values: Values,
  context: RequestContext,
): void {
  setDefault(table, values, 'modifiedon', toStamp(clock));
  setDefault(table, values, 'modifiedby', { table: 'systemuser', id: context.userId });
  if (table.columns.some((column) => column.logicalName === 'modifiedonbehalfby'))
    values.modifiedonbehalfby = delegateOf(context) ?? null;
  if (table.ownership === 'UserOwned') applyOwner(store, table, values);
}
