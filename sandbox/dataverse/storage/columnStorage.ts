/**
 * Room sandbox/dataverse. How one Dataverse column lies in SQL: which SQL columns it has, and how values go in and out.
 * Differs from the platform: decimal and money are stored as binary floating point.
 */
import type { ColumnValue } from '../contracts';
import type { Column, ColumnType } from '../model';
import type { SqlValue } from './database';
import { quoteName } from './database';
import { foldedForStorage } from './foldText';

/** The SQL column every table has: rises with every write in the whole database. */
export const VERSION_COLUMN = 'versionnumber';

const SQL_TYPES: Readonly<Record<ColumnType, 'TEXT' | 'INTEGER' | 'REAL' | undefined>> = {
  Uniqueidentifier: 'TEXT',
  String: 'TEXT',
  Memo: 'TEXT',
  Integer: 'INTEGER',
  BigInt: 'INTEGER',
  Decimal: 'REAL',
  Double: 'REAL',
  Money: 'REAL',
  Boolean: 'INTEGER',
  DateTime: 'TEXT',
  Picklist: 'INTEGER',
  MultiSelectPicklist: 'TEXT',
  State: 'INTEGER',
  Status: 'INTEGER',
  Lookup: 'TEXT',
  Customer: 'TEXT',
  Owner: 'TEXT',
  // Parties are rows of activityparty.
  PartyList: undefined,
  EntityName: 'TEXT',
  // The id of the file; its content is kept apart.
  File: 'TEXT',
  // The picture itself, as base64.
  Image: 'TEXT',
};

export const isLookup = (column: Pick<Column, 'type'>): boolean =>
  column.type === 'Lookup' || column.type === 'Customer' || column.type === 'Owner';

/** May the lookup point at rows of several tables? Only then does the table beside the id decide. */
export const isPolymorphic = (column: Pick<Column, 'targets'>): boolean => (column.targets?.length ?? 0) !== 1;

export const isText = (column: Pick<Column, 'type'>): boolean => column.type === 'String' || column.type === 'Memo';

export const isChoice = (column: Pick<Column, 'type'>): boolean =>
  column.type === 'Picklist' || column.type === 'State' || column.type === 'Status';

/** Is there anything of this column in its table's SQL table? */
export const isStored = (column: Pick<Column, 'type' | 'logicalName'>): boolean => SQL_TYPES[column.type] !== undefined;

export const foldedName = (logicalName: string): string => `${logicalName}$fold`;
export const lookupTableName = (logicalName: string): string => `${logicalName}$table`;

/** SQL columns of a column with their types. The first holds the value itself. */
export function sqlColumns(column: Column): { readonly name: string; readonly type: string }[] {
  const type = SQL_TYPES[column.type];
  if (!type || column.logicalName === VERSION_COLUMN) return [];
  const columns = [{ name: column.logicalName, type }];
  if (isText(column)) columns.push({ name: foldedName(column.logicalName), type: 'TEXT' });
  if (isLookup(column)) columns.push({ name: lookupTableName(column.logicalName), type: 'TEXT' });
  return columns;
}

/** The SQL expression that compares and sorts texts without regard to case. `source` is the table's alias in the statement. */
export const comparableText = (source: string | undefined, logicalName: string): string => {
  const prefix = source === undefined ? '' : `${quoteName(source)}.`;
  return `coalesce(${prefix}${quoteName(foldedName(logicalName))}, ${prefix}${quoteName(logicalName)}) COLLATE NOCASE`;
};

/** SQL values in the order of `sqlColumns`. The value must have passed validation. */
export function encodeValue(column: Column, value: ColumnValue): SqlValue[] {
  const width = sqlColumns(column).length;
  if (value === null) return new Array<SqlValue>(width).fill(null);
  if (isText(column)) return [value as string, foldedForStorage(value as string)];
  if (isLookup(column)) {
    const reference = value as { readonly table: string; readonly id: string };
    return [reference.id, reference.table];
  }
  if (column.type === 'Boolean') return [value === true ? 1 : 0];
  if (column.type === 'MultiSelectPicklist') return [JSON.stringify(value)];
  return [value as string | number];
}

/** The inverse of `encodeValue`; `read` gives the SQL value of a SQL column by its name. */
export function decodeValue(column: Column, value: SqlValue, lookupTable: SqlValue): ColumnValue {
  if (value === null) return null;
  if (isLookup(column)) return { table: String(lookupTable), id: String(value) };
  if (column.type === 'Boolean') return value === 1;
  if (column.type === 'MultiSelectPicklist') return JSON.parse(String(value)) as number[];
  return value;
}
