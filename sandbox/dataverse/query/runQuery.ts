/**
 * Room sandbox/dataverse. Runs the query model: rows with the values of the root table and of linked tables, by source.
 */
import type { ColumnValue } from '../contracts';
import type { RowStore } from '../rows/rowStore';
import { decodeValue } from '../storage/columnStorage';
import type { SqlValue } from '../storage/database';
import type { ColumnReference, RowQuery } from './queryModel';
import type { SelectStatement } from './toSql';
import { toCount, toSelect } from './toSql';

export interface QueriedRow {
  /** Empty in a distinct query that does not read the primary id. */
  readonly id: string;
  readonly versionNumber: number;
  readonly values: Record<string, ColumnValue>;
  /** Values of linked tables by alias. */
  readonly linked: Readonly<Record<string, Record<string, ColumnValue>>>;
}

function toRow(statement: SelectStatement, alias: string, row: readonly SqlValue[]): QueriedRow {
  const values: Record<string, ColumnValue> = {};
  const linked: Record<string, Record<string, ColumnValue>> = {};
  for (const { source, column, value, lookupTable } of statement.selected) {
    const decoded = decodeValue(
      column,
      row[value] ?? null,
      lookupTable === undefined ? null : (row[lookupTable] ?? null),
    );
    if (source === alias) values[column.logicalName] = decoded;
    else (linked[source] ??= {})[column.logicalName] = decoded;
  }
  return { id: String(row[0] ?? ''), versionNumber: Number(row[1] ?? 0), values, linked };
}

export function runQuery(store: RowStore, query: RowQuery): QueriedRow[] {
  const statement = toSelect(store.metadata, query);
  return store.database.all(statement.sql, statement.parameters).map((row) => toRow(statement, query.alias, row));
}

/** Rows of a query whose `column` is one of the ids, at most `query.limit` for each id. */
export function runQueryWithin(
  store: RowStore,
  query: RowQuery,
  column: ColumnReference,
  ids: readonly string[],
): QueriedRow[] {
  const statement = toSelect(store.metadata, query, { column, within: ids });
  return store.database.all(statement.sql, statement.parameters).map((row) => toRow(statement, query.alias, row));
}

/** How many rows the query has, counted no further than `upTo + 1`. */
export function countRows(store: RowStore, query: RowQuery, upTo: number): number {
  const { sql, parameters } = toCount(store.metadata, query, upTo);
  return Number(store.database.first(sql, parameters)?.[0] ?? 0);
}
