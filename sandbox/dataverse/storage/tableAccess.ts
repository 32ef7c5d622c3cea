/**
 * Room sandbox/dataverse. Statements that read and write whole rows of one table, built once per table definition.
 */
import type { ColumnValue, StoredRow } from '../contracts';
import type { Column, Table } from '../model';
import {
  decodeValue,
  encodeValue,
  isLookup,
  isStored,
  lookupTableName,
  sqlColumns,
  VERSION_COLUMN,
} from './columnStorage';
import type { SqlValue } from './database';
import { quoteName } from './database';

export interface TableAccess {
  readonly table: Table;
  readonly columns: readonly Column[];
  /** `SELECT … FROM …` of every stored column, for `decode`; a WHERE clause follows. */
  readonly select: string;
  readonly insert: string;
  decode(row: readonly SqlValue[]): StoredRow;
  /** Parameters of `insert`. */
  encode(id: string, version: number, values: Readonly<Record<string, ColumnValue>>): SqlValue[];
}

export function accessTable(table: Table): TableAccess {
  const columns = table.columns.filter(
    (column) => isStored(column) && column.logicalName !== table.primaryId && column.logicalName !== VERSION_COLUMN,
  );
  const selected: string[] = [table.primaryId, VERSION_COLUMN];
  const places = columns.map((column) => {
    const value = selected.push(column.logicalName) - 1;
    const lookupTable = isLookup(column) ? selected.push(lookupTableName(column.logicalName)) - 1 : undefined;
    return { column, value, lookupTable };
  });
  const written = [table.primaryId, VERSION_COLUMN, ...columns.flatMap(sqlColumns).map((column) => column.name)];
  const hasVersionColumn = table.columns.some((column) => column.logicalName === VERSION_COLUMN);
  const name = quoteName(table.logicalName);
  return {
    table,
    columns,
    select: `SELECT ${selected.map(quoteName).join(', ')} FROM ${name}`,
    insert: `INSERT INTO ${name} (${written.map(quoteName).join(', ')}) VALUES (${written.map(() => '?').join(', ')})`,
    decode(row) {
      const id = String(row[0]);
      const versionNumber = Number(row[1]);
      const values: Record<string, ColumnValue> = { [table.primaryId]: id };
      if (hasVersionColumn) values[VERSION_COLUMN] = versionNumber;
      for (const { column, value, lookupTable } of places) {
        const lookup = lookupTable === undefined ? null : (row[lookupTable] ?? null);
        values[column.logicalName] = decodeValue(column, row[value] ?? null, lookup);
      }
      return { id, versionNumber, values };
    },
    encode(id, version, values) {
      return [id, version, ...columns.flatMap((column) => encodeValue(column, values[column.logicalName] ?? null))];
    },
  };
}
