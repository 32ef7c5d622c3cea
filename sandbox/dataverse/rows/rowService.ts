/**
 * Room sandbox/dataverse. The pipeline of create, update and delete: events before, checks, stamps, the write itself,
 * activities and cascades, events after; all in one transaction. HTTP and in-process callers both come through here.
 */
import type { ColumnValue, Guid, RequestContext, Row, RowReference, RowService, StoredRow } from '../contracts';
import { invalidPayloadProperty, missingArgument, rowDoesNotExist } from '../errors';
import { isLookup } from '../storage/columnStorage';
import type { Table } from '../model';
import {
  ACTIVITY_POINTER,
  changePointer,
  insertPointer,
  isActivityTable,
  readParties,
  removePointer,
  writeParties,
} from './activities';
import { cascadeDelete } from './cascadeDelete';
import { toGuid, ValueCoercer } from './coerceValue';
import type { RowStore } from './rowStore';
import { stampCreate, stampUpdate } from './stampRow';
import { applyStateRules } from './stateRules';
import type { TableEvents } from './tableEvents';

type Values = Record<string, ColumnValue>;

export interface RowServiceOptions {
  readonly store: RowStore;
  readonly events: TableEvents;
  readonly clock: () => Date;
  readonly newId: () => Guid;
  /** Who acts when a call names nobody. */
  readonly administrator: RequestContext;
  readonly query: RowService['query'];
}

export interface SeedableRowService extends RowService {
  /** Puts a row in place before anybody works: no events, and its lookups may point at rows that follow. */
  seed(table: string, id: Guid, values: Row): void;
}

export function createRowService(options: RowServiceOptions): SeedableRowService {
  const { store, events, clock, newId, administrator } = options;
  const coercer = new ValueCoercer(store.metadata);

  /** Checks every value. @throws {DataverseError} for an unknown column or a value that does not fit */
  const coerce = (table: Table, row: Row): Values => {
    const values: Values = {};
    for (const [logicalName, value] of Object.entries(row)) {
      if (value === undefined) continue;
      const column = store.metadata.column(table.logicalName, logicalName);
      if (!column) throw invalidPayloadProperty(logicalName, table.logicalName);
      values[logicalName] = coercer.coerce(table.logicalName, column, value);
    }
    return values;
  };

  /** Every lookup must point at a row that is there. */
  const assertTargetsExist = (table: Table, values: Values, known?: StoredRow): void => {
    for (const column of table.columns) {
      const value = values[column.logicalName];
      if (!value || !isLookup(column)) continue;
      const reference = value as RowReference;
      const before = known?.values[column.logicalName] as RowReference | null | undefined;
      if (before?.id === reference.id) continue;
      if (!store.exists(reference.table, reference.id)) throw rowDoesNotExist(reference.table, reference.id);
    }
  };

  const assertRequired = (table: Table, values: Values, creating: boolean): void => {
    for (const column of table.columns) {
      if (column.required !== 'SystemRequired' || column.logicalName === table.primaryId) continue;
      const value = values[column.logicalName];
      const missing = value === null || (creating && value === undefined && column.validForCreate);
      if (missing)
        throw missingArgument(`The column '${column.logicalName}' of table '${table.logicalName}' needs a value.`);
    }
  };

  const create = (logicalName: string, row: Row, context: RequestContext): Guid => {
    const { table } = store.access(logicalName);
    const draft: Row = { ...row };
    const given = draft[table.primaryId];
    const id = (typeof given === 'string' ? toGuid(given) : undefined) ?? newId();
    draft[table.primaryId] = given === undefined || given === null ? id : given;
    const event = { table: logicalName, message: 'Create' as const, id, values: draft, context };
    events.raise('before', event);
    const values = coerce(table, draft);
    if (isActivityTable(table) && store.metadata.column(logicalName, 'activitytypecode')) {
      values.activitytypecode = logicalName;
    }
    stampCreate(store, clock, table, values, context);
    applyStateRules(store.metadata, table, values);
    assertRequired(table, values, true);
    assertTargetsExist(table, values);
    store.insert(logicalName, id, values);
    if (isActivityTable(table)) {
      insertPointer(store, table, id, values);
      writeParties(store, newId, table, id, values);
    }
    events.raise('after', { ...event, values });
    store.database.afterCommit(() => events.announce({ ...event, values }));
    return id;
  };

  const seed = (logicalName: string, id: Guid, row: Row): void => {
    const { table } = store.access(logicalName);
    const values = coerce(table, { ...row, [table.primaryId]: id });
    stampCreate(store, clock, table, values, administrator);
    applyStateRules(store.metadata, table, values);
    store.insert(logicalName, id, values);
    if (isActivityTable(table)) insertPointer(store, table, id, values);
  };

  const update = (logicalName: string, id: Guid, row: Row, context: RequestContext): void => {
    const { table } = store.access(logicalName);
    const before = find(logicalName, id);
    if (!before) throw rowDoesNotExist(logicalName, id);
    if (logicalName === ACTIVITY_POINTER) {
      // The common row only mirrors: what changes is the row of the activity's own table.
      const own = before.values.activitytypecode;
      if (typeof own === 'string' && own !== ACTIVITY_POINTER && store.metadata.table(own)) {
        update(own, id, row, context);
        return;
      }
    }
    const draft: Row = { ...row };
    const event = { table: logicalName, message: 'Update' as const, id, values: draft, before, context };
    events.raise('before', event);
    const values = coerce(table, draft);
    delete values[table.primaryId];
    stampUpdate(store, clock, table, values, context);
    applyStateRules(store.metadata, table, values, before.values);
    assertRequired(table, values, false);
    assertTargetsExist(table, values, before);
    store.change(logicalName, id, values);
    if (isActivityTable(table)) {
      changePointer(store, table, id, values);
      writeParties(store, newId, table, id, values);
    }
    events.raise('after', { ...event, values });
    store.database.afterCommit(() => events.announce({ ...event, values }));
  };

  const remove = (logicalName: string, id: Guid, context: RequestContext): void => {
    const { table } = store.access(logicalName);
    const before = find(logicalName, id);
    if (!before) throw rowDoesNotExist(logicalName, id);
    if (logicalName === ACTIVITY_POINTER) {
      const own = before.values.activitytypecode;
      if (typeof own === 'string' && own !== ACTIVITY_POINTER && store.metadata.table(own) && store.exists(own, id)) {
        remove(own, id, context);
        return;
      }
    }
    const event = { table: logicalName, message: 'Delete' as const, id, values: {}, before, context };
    events.raise('before', event);
    cascadeDelete(store, logicalName, id, (referring, referringId) => remove(referring, referringId, context));
    store.remove(logicalName, id);
    if (isActivityTable(table)) {
      cascadeDelete(store, ACTIVITY_POINTER, id, (referring, referringId) => remove(referring, referringId, context));
      removePointer(store, id);
    }
    events.raise('after', event);
    store.database.afterCommit(() => events.announce({ ...event, values: {} }));
  };

  const find = (logicalName: string, id: Guid): StoredRow | undefined => {
    const row = store.find(logicalName, toGuid(id) ?? id);
    if (!row) return undefined;
    const { table } = store.access(logicalName);
    return table.isActivity ? { ...row, values: { ...row.values, ...readParties(store, table, row.id) } } : row;
  };

  const transaction: RowService['transaction'] = (work) => store.database.transaction(work);

  return {
    create: (table, values, context = administrator) => transaction(() => create(table, values, context)),
    update: (table, id, values, context = administrator) =>
      transaction(() => update(table, toGuid(id) ?? id, values, context)),
    delete: (table, id, context = administrator) => transaction(() => remove(table, toGuid(id) ?? id, context)),
    find,
    findWhere: (table, where) => store.findWhere(table, where),
    query: options.query,
    transaction,
    seed,
  };
}
