/**
 * Room sandbox/dataverse. Runs the query model: rows with the values of the root table and of linked tables, by source.
 */
import type { ColumnValue, Guid } from '../contracts';
import { decodeValue } from '../storage/columnStorage';
import type { SqlValue } from '../storage/database';
import type { ColumnReference, Condition, QuerySource, RowQuery } from './queryModel';
import { READS_EVERYTHING } from './queryModel';
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
  // Aliases are the caller's: without a prototype, `__proto__` is a name like any other.
  const linked = Object.create(null) as Record<string, Record<string, ColumnValue>>;
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

/** For the platform's own work, which sees every row. */
export const everythingIn = ({ metadata, database }: Omit<QuerySource, 'access'>): QuerySource => ({
  metadata,
  database,
  access: READS_EVERYTHING,
});

export function runQuery(source: QuerySource, query: RowQuery): QueriedRow[] {
  const statement = toSelect(source, query);
  return source.database.all(statement.sql, statement.parameters).map((row) => toRow(statement, query.alias, row));
}

/**
 * Statements that read one row for whoever may read every row, in whatever language: for the same query only the id differs.
 */
const openRowStatements = new WeakMap<RowQuery, SelectStatement>();

/**
 * The row with that id, whatever the query's own conditions. Reading one takes a third of the time that a list of one takes.
 * @param primaryId name of the column that holds the id
 */
export function runQueryForRow(
  source: QuerySource,
  query: RowQuery,
  primaryId: string,
  id: Guid,
): QueriedRow | undefined {
  const isOpen = query.links.length === 0 && source.access.restrict(query.table, query.alias) === undefined;
  const kept = isOpen ? openRowStatements.get(query) : undefined;
  const statement = kept ?? toRowSelect(source, query, primaryId, id);
  if (isOpen && !kept && !statement.dependsOnLanguage) openRowStatements.set(query, statement);
  const row = source.database.first(statement.sql, kept ? [id] : statement.parameters);
  return row && toRow(statement, query.alias, row);
}

function toRowSelect(source: QuerySource, query: RowQuery, primaryId: string, id: Guid): SelectStatement {
  const column = { source: query.alias, column: primaryId };
  const where: Condition = { kind: 'compare', column, operator: 'eq', value: id };
  return toSelect(source, { ...query, where, limit: undefined, skip: undefined });
}

/** Rows of a query whose `column` is one of the ids, at most `query.limit` for each id. */
export function runQueryWithin(
  source: QuerySource,
  query: RowQuery,
  column: ColumnReference,
  ids: readonly string[],
): QueriedRow[] {
  const statement = toSelect(source, query, { column, within: ids });
  return source.database.all(statement.sql, statement.parameters).map((row) => toRow(statement, query.alias, row));
}

/** How many rows the query has, counted no further than `upTo + 1`. */
export function countRows(source: QuerySource, query: RowQuery, upTo: number): number {
  const { sql, parameters } = toCount(source, query, upTo);
  return Number(source.database.first(sql, parameters)?.[0] ?? 0);
}
