/** Room sandbox/dataverse, pipeline. What has to be true of the values of a row before they are written. */
import type { Row, RowReference, StoredRow } from '../contracts';
import { invalidPayloadProperty, missingArgument, rowDoesNotExist } from '../errors';
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
