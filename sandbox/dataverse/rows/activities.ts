/**
 * Room sandbox/dataverse. Activities: every row of an activity table is also a row of activitypointer with the same id,
 * and its party lists are rows of activityparty.
 */
import type { ActivityParty, ColumnValue, Guid, RowReference } from '../contracts';
import { ACTIVITY_PARTY, PARTICIPATION_TYPES } from '../metadata/activityParty';
import type { Table } from '../model';
import { applyStateRules } from './stateRules';
import type { RowStore } from './rowStore';

export const ACTIVITY_POINTER = 'activitypointer';

type Values = Readonly<Record<string, ColumnValue>>;

/** Is it an activity table of its own (and not the common one)? */
export const isActivityTable = (table: Table): boolean => table.isActivity && table.logicalName !== ACTIVITY_POINTER;

const partyColumns = (table: Table): string[] =>
  table.columns.filter((column) => column.type === 'PartyList').map((column) => column.logicalName);

/** The columns of an activity that its activitypointer row shares. */
function sharedValues(store: RowStore, table: Table, values: Values): Record<string, ColumnValue> {
  const shared: Record<string, ColumnValue> = {};
  for (const column of store.access(ACTIVITY_POINTER).columns) {
    const value = values[column.logicalName];
    const own = store.metadata.column(table.logicalName, column.logicalName);
    if (value !== undefined && own?.type === column.type) shared[column.logicalName] = value;
  }
  return shared;
}

/** Status options of the activity table are wider than those of activitypointer, where only the state is sure to fit. */
function fittingStatus(
  store: RowStore,
  shared: Record<string, ColumnValue>,
  before?: Values,
): Record<string, ColumnValue> {
  const column = store.metadata.column(ACTIVITY_POINTER, 'statuscode');
  const table = store.metadata.table(ACTIVITY_POINTER);
  if (!column || !table || shared.statuscode === undefined) return shared;
  if (!store.metadata.options(column).some((option) => option.value === shared.statuscode)) {
    delete shared.statuscode;
    applyStateRules(store.metadata, table, shared, before);
  }
  return shared;
}

export function insertPointer(store: RowStore, table: Table, id: Guid, values: Values): void {
  if (!store.metadata.table(ACTIVITY_POINTER)) return;
  const shared = fittingStatus(store, sharedValues(store, table, values));
  store.insert(ACTIVITY_POINTER, id, { ...shared, activitytypecode: table.logicalName });
}

export function changePointer(store: RowStore, table: Table, id: Guid, values: Values): void {
  if (!store.metadata.table(ACTIVITY_POINTER)) return;
  const before = store.find(ACTIVITY_POINTER, id)?.values;
  if (before) store.change(ACTIVITY_POINTER, id, fittingStatus(store, sharedValues(store, table, values), before));
}

export function removePointer(store: RowStore, id: Guid): void {
  if (!store.metadata.table(ACTIVITY_POINTER)) return;
  store.remove(ACTIVITY_POINTER, id);
  for (const party of partiesOf(store, id)) store.remove(ACTIVITY_PARTY, party.id);
}

const partiesOf = (store: RowStore, activityId: Guid) =>
  store.metadata.table(ACTIVITY_PARTY) ? store.findWhere(ACTIVITY_PARTY, { activityid: activityId }) : [];

/** Replaces the parties of the party list columns that `values` holds. */
export function writeParties(store: RowStore, newId: () => Guid, table: Table, id: Guid, values: Values): void {
  const given = partyColumns(table).filter((name) => values[name] !== undefined);
  if (given.length === 0 || !store.metadata.table(ACTIVITY_PARTY)) return;
  const masks = new Set(given.map((name) => PARTICIPATION_TYPES[name]));
  for (const party of partiesOf(store, id)) {
    if (masks.has(Number(party.values.participationtypemask))) store.remove(ACTIVITY_PARTY, party.id);
  }
  for (const name of given) {
    for (const { party } of (values[name] ?? []) as readonly ActivityParty[]) {
      store.insert(ACTIVITY_PARTY, newId(), {
        activityid: { table: ACTIVITY_POINTER, id },
        partyid: party,
        participationtypemask: PARTICIPATION_TYPES[name] ?? null,
      });
    }
  }
}

/** Values of the party list columns, for a row that was read. */
export function readParties(store: RowStore, table: Table, id: Guid): Record<string, ColumnValue> {
  const names = partyColumns(table);
  if (names.length === 0) return {};
  const parties = partiesOf(store, id);
  return Object.fromEntries(
    names.map((name) => {
      const mask = PARTICIPATION_TYPES[name];
      const own = parties.filter((party) => mask !== undefined && party.values.participationtypemask === mask);
      return [name, own.map((party) => ({ party: party.values.partyid as RowReference }))];
    }),
  );
}
