/** Room sandbox/dataverse, pipeline. What has to be true of the values of a row before they are written. */
import type { Guid, Row, RowReference, StoredRow } from '../contracts';
import { invalidPayloadProperty, loopInHierarchy, missingArgument, rowDoesNotExist } from '../errors';
import type { Table } from '../model';
import type { ValueCoercer } from '../rows/coerceValue';
import type { RowStore } from '../rows/rowStore';
import { isLookup } from '../storage/columnStorage';
import type { Values } from './operation';

/** Checks every value. @throws {DataverseError} for an unknown column or a value that does not fit */
export function coerceRow(store: RowStore, coercer: ValueCoercer, table: Table, row: Row): Values {
  const values: Values = {};
  for (const [logicalName, value] of Object.entries(row)) {
    if (value === undefined) continue;
    const column = store.metadata.column(table.logicalName, logicalName);
    if (!column) throw invalidPayloadProperty(logicalName, table.logicalName);
    values[logicalName] = coercer.coerce(table.logicalName, column, value);
  }
  return values;
}

/** Every lookup must point at a row that is there. @throws {DataverseError} 0x80040217 */
export function assertTargetsExist(store: RowStore, table: Table, values: Values, known?: StoredRow): void {
  for (const column of table.columns) {
    const value = values[column.logicalName];
    if (!value || !isLookup(column)) continue;
    const reference = value as RowReference;
    const before = known?.values[column.logicalName] as RowReference | null | undefined;
    if (before?.id === reference.id) continue;
    if (!store.exists(reference.table, reference.id)) throw rowDoesNotExist(reference.table, reference.id);
  }
}

/**
 * No row is its own parent, over however many steps: where rows form a tree, and where parents take their children with them (the
 * latter inferred). @throws {DataverseError} 0x80040507
 */
export function assertNoLoop(store: RowStore, table: Table, id: Guid, values: Values): void {
  for (const one of store.metadata.manyToOne(table.logicalName)) {
    const isTree = one.isHierarchical === true || one.cascadeDelete === 'Cascade';
    if (one.referencedTable !== table.logicalName || !isTree) continue;
    const seen = new Set<Guid>();
    let parent = values[one.referencingColumn] as RowReference | null | undefined;
    while (parent?.table === table.logicalName && !seen.has(parent.id)) {
      if (parent.id === id) throw loopInHierarchy(table.logicalName);
      seen.add(parent.id);
      parent = store.find(table.logicalName, parent.id)?.values[one.referencingColumn] as
        RowReference | null | undefined;
    }
  }
}

/** @throws {DataverseError} 0x80040203 for a column without the value that the system needs */
export function assertRequired(table: Table, values: Values, creating: boolean): void {
  for (const column of table.columns) {
    if (column.required !== 'SystemRequired' || column.logicalName === table.primaryId) continue;
    const value = values[column.logicalName];
    const missing = value === null || (creating && value === undefined && column.validForCreate);
    if (missing)
      throw missingArgument(`The column '${column.logicalName}' of table '${table.logicalName}' needs a value.`);
  }
}
