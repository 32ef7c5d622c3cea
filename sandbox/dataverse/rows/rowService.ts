/**
 * Room sandbox/dataverse. Create, update and delete of rows, and finding them: what the call means, then the pipeline, all in one
 * transaction. HTTP and in-process callers both come through here.
 */
import type { Guid, RequestContext, Row, RowLabels, RowService, StoredRow } from '../contracts';
import { rowDoesNotExist } from '../errors';
import { BASE_LANGUAGE } from '../labels/baseLanguage';
import type { Table } from '../model';
import { coerceRow } from '../pipeline/checkValues';
import type { OperationStack, RowOperation } from '../pipeline/operation';
import type { PipelineServices, StepRunner } from '../pipeline/runPipeline';
import { runPipeline } from '../pipeline/runPipeline';
import { ACTIVITY_POINTER, insertPointer, isActivityTable, readParties } from './activities';
import { createAssociations } from './associations';
import { toGuid, ValueCoercer } from './coerceValue';
import type { RowStore } from './rowStore';
import { stampCreate } from './stampRow';
import { applyStateRules } from './stateRules';
import type { TableEvents } from './tableEvents';

export interface RowServiceOptions {
  readonly store: RowStore;
  readonly events: TableEvents;
  /** The steps of solutions. */
  readonly steps: StepRunner;
  checkPrivileges(operation: RowOperation): void;
  readonly stack: OperationStack;
  readonly clock: () => Date;
  readonly newId: () => Guid;
  /** Who acts when a call names nobody. */
  readonly administrator: RequestContext;
  readonly query: RowService['query'];
}

export interface SeedableRowService extends RowService {
  /** Puts a row in place before anybody works: no events, and its lookups may point at rows that follow. */
  seed(table: string, id: Guid, values: Row, labels?: RowLabels): void;
}

export function createRowService(options: RowServiceOptions): SeedableRowService {
  const { store, clock, newId, administrator } = options;
  const unnamed: RequestContext = { ...administrator, language: BASE_LANGUAGE };
  const coercer = new ValueCoercer(store.metadata);
  const services: PipelineServices = {
    ...options,
    coercer,
    deleteReferring: (table, id, context) => remove(table, id, context),
    assignReferring: (table, id, ownerid, context) => update(table, id, { ownerid }, context),
  };

  const run = (operation: Omit<RowOperation, 'kind' | 'asked' | 'values' | 'parent'>, asked: Row = {}): void =>
    options.stack.run<RowOperation, void>({ ...operation, kind: 'row', asked, values: {} }, (running) =>
      runPipeline(services, running),
    );

  const create = (logicalName: string, row: Row, context: RequestContext): Guid => {
    const { table } = store.access(logicalName);
    const draft: Row = { ...row };
    const given = draft[table.primaryId];
    const id = (typeof given === 'string' ? toGuid(given) : undefined) ?? newId();
    draft[table.primaryId] = given === undefined || given === null ? id : given;
    run({ message: 'Create', table, id, draft, context }, row);
    return id;
  };

  const update = (logicalName: string, id: Guid, row: Row, context: RequestContext): void => {
    const { table, before } = existing(logicalName, id);
    run({ message: 'Update', table, id, draft: { ...row }, before, context }, row);
  };

  const remove = (logicalName: string, id: Guid, context: RequestContext): void => {
    const { table, before } = existing(logicalName, id);
    run({ message: 'Delete', table, id, draft: {}, before, context });
  };

  /**
   * The row that a change is about. The common row of an activity only mirrors: what changes is the row of the activity's own table.
   */
  const existing = (logicalName: string, id: Guid): { readonly table: Table; readonly before: StoredRow } => {
    const { table } = store.access(logicalName);
    const before = find(logicalName, id);
    if (!before) throw rowDoesNotExist(logicalName, id);
    const own = logicalName === ACTIVITY_POINTER ? before.values.activitytypecode : undefined;
    const isElsewhere = typeof own === 'string' && own !== ACTIVITY_POINTER && store.metadata.table(own);
    return isElsewhere && store.exists(own, id) ? existing(own, id) : { table, before };
  };

  const seed = (logicalName: string, id: Guid, row: Row, labels: RowLabels = {}): void => {
    const { table } = store.access(logicalName);
    const values = coerceRow(store, coercer, table, { ...row, [table.primaryId]: id });
    stampCreate(store, clock, table, values, administrator);
    applyStateRules(store.metadata, table, values);
    store.insert(logicalName, id, values);
    store.labels.replace(logicalName, id, labels);
    if (isActivityTable(table)) insertPointer(store, table, id, values);
  };

  const find = (logicalName: string, id: Guid): StoredRow | undefined => {
    const row = store.find(logicalName, toGuid(id) ?? id);
    if (!row) return undefined;
    const { table } = store.access(logicalName);
    return table.isActivity ? { ...row, values: { ...row.values, ...readParties(store, table, row.id) } } : row;
  };

  const transaction: RowService['transaction'] = (work) => store.database.transaction(work);
  const associations = createAssociations({ store, events: options.events, newId });

  return {
    create: (table, values, context = unnamed) => transaction(() => create(table, values, context)),
    update: (table, id, values, context = unnamed) =>
      transaction(() => update(table, toGuid(id) ?? id, values, context)),
    delete: (table, id, context = administrator) => transaction(() => remove(table, toGuid(id) ?? id, context)),
    associate: (relationship, target, related, context = administrator) =>
      transaction(() => associations.associate({ relationship, target, related, context })),
    disassociate: (relationship, target, related, context = administrator) =>
      transaction(() => associations.disassociate({ relationship, target, related, context })),
    find,
    findWhere: (table, where) => store.findWhere(table, where),
    query: options.query,
    transaction,
    seed,
  };
}
