/**
 * Room sandbox/dataverse, pipeline. Stage 30: the platform's own logic, its checks and stamps, the write itself, activities and
 * cascades.
 */
import type { Guid, RequestContext, RowReference } from '../contracts';
import { stampImages } from '../files/imageColumns';
import { writeLabels } from '../labels/writeLabels';
import {
  ACTIVITY_POINTER,
  changePointer,
  insertPointer,
  isActivityTable,
  removePointer,
  writeParties,
} from '../rows/activities';
import { cascadeAssign } from '../rows/cascadeAssign';
import { cascadeDelete } from '../rows/cascadeDelete';
import type { ValueCoercer } from '../rows/coerceValue';
import type { RowStore } from '../rows/rowStore';
import { stampCreate, stampUpdate } from '../rows/stampRow';
import { applyStateRules } from '../rows/stateRules';
import type { TableEvents } from '../rows/tableEvents';
import { assertNoLoop, assertRequired, assertTargetsExist, coerceRow } from './checkValues';
import type { PipelineOperation, RowOperation } from './operation';

export interface MainOperationServices {
  readonly store: RowStore;
  readonly coercer: ValueCoercer;
  readonly events: TableEvents;
  readonly clock: () => Date;
  readonly newId: () => Guid;
  /** Deletes a row that goes with another one, by a pipeline of its own. */
  deleteReferring(table: string, id: Guid, context: RequestContext): void;
  /** Gives a row to the new owner of another one, by a pipeline of its own. */
  assignReferring(table: string, id: Guid, owner: RowReference, context: RequestContext): void;
}

export function mainOperation(services: MainOperationServices, operation: RowOperation): void {
  const { events } = services;
  const { message, id, before, context } = operation;
  const event = { table: operation.table.logicalName, message, id, before, context };
  events.raise('before', { ...event, values: operation.draft });
  writers[message](services, operation);
  events.raise('after', { ...event, values: operation.values });
}

const writers: Readonly<
  Record<RowOperation['message'], (services: MainOperationServices, operation: RowOperation) => void>
> = { Create: insertRow, Update: changeRow, Delete: removeRow };

function insertRow(services: MainOperationServices, operation: RowOperation): void {
  const { store, coercer, clock, newId } = services;
  const { table, id, draft, context } = operation;
  const { logicalName } = table;
  const values = coerceRow(store, coercer, table, draft);
  if (isActivityTable(table) && store.metadata.column(logicalName, 'activitytypecode')) {
    values.activitytypecode = logicalName;
  }
  stampCreate(store, clock, table, values, context);
  stampImages(table, values, { isNew: true, clock, newId });
  applyStateRules(store.metadata, table, values);
  assertRequired(table, values, true);
  assertTargetsExist(store, table, values);
  store.insert(logicalName, id, values);
  if (isActivityTable(table)) {
    insertPointer(store, table, id, values);
    writeParties(store, newId, table, id, values);
  }
  operation.values = values;
}

function changeRow(services: MainOperationServices, operation: RowOperation): void {
  const { store, coercer, clock, newId } = services;
  const { table, id, draft, before, context } = operation;
  const values = coerceRow(store, coercer, table, draft);
  delete values[table.primaryId];
  stampUpdate(store, clock, table, values, context);
  stampImages(table, values, { isNew: false, clock, newId });
  applyStateRules(store.metadata, table, values, before?.values);
  assertRequired(table, values, false);
  assertTargetsExist(store, table, values, before);
  assertNoLoop(store, table, id, values);
  store.change(table.logicalName, id, writeLabels(store, table, id, values, context));
  if (isActivityTable(table)) {
    changePointer(store, table, id, values);
    writeParties(store, newId, table, id, values);
  }
  operation.values = values;
  assignWith(services, operation);
}

/** Rows below a row with a new owner. */
function assignWith({ store, assignReferring }: MainOperationServices, operation: RowOperation): void {
  const { table, id, before, values, context } = operation;
  const [former, owner] = [before?.values.ownerid, values.ownerid] as (RowReference | null | undefined)[];
  if (!owner || owner.id === former?.id) return;
  cascadeAssign(store, { table: table.logicalName, id }, former, owner, (referring, referringId) =>
    assignReferring(referring, referringId, owner, context),
  );
}

/** Rows that refer to each other in a circle: the first of them is on its way out already. */
function isBeingDeleted(operation: RowOperation, table: string, id: Guid): boolean {
  for (let one: PipelineOperation | undefined = operation; one; one = one.parent)
    if (one.kind === 'row' && one.message === 'Delete' && one.table.logicalName === table && one.id === id) return true;
  return false;
}

function removeRow({ store, deleteReferring }: MainOperationServices, operation: RowOperation): void {
  const { table, id, context } = operation;
  const deleteWith = (referring: string, referringId: Guid): void => {
    if (!isBeingDeleted(operation, referring, referringId)) deleteReferring(referring, referringId, context);
  };
  cascadeDelete(store, table.logicalName, id, deleteWith);
  store.remove(table.logicalName, id);
  if (isActivityTable(table)) {
    cascadeDelete(store, ACTIVITY_POINTER, id, deleteWith);
    removePointer(store, id);
  }
}
