/** Room sandbox/dataverse. Aggregates in SQL: one statement with GROUP BY, and one that counts the rows it would look at. */
import type { ColumnValue } from '../../contracts';
import { decodeValue, isLookup, isText, lookupTableName } from '../../storage/columnStorage';
import type { SqlValue } from '../../storage/database';
import { quoteName } from '../../storage/database';
import { datePartSql } from '../dateParts';
import type { QuerySource } from '../queryModel';
import { countRows } from '../runQuery';
import { SqlWriter } from '../toSql';
import type { Aggregate, AggregateQuery, Grouping } from './aggregateQuery';
import { aggregateLimitExceeded, shownColumn } from './aggregateQuery';

/** Values by alias. */
export type AggregateRow = Readonly<Record<string, ColumnValue>>;

/** What the groups are told apart by; texts without regard to case and accent. */
const keyExpression = (writer: SqlWriter, { reference, column, dateGrouping }: Grouping): string =>
  dateGrouping === undefined
    ? writer.expression(reference)
    : datePartSql(dateGrouping.part, writer.plain(reference), column, dateGrouping.calendar);

function groupExpressions(writer: SqlWriter, grouping: Grouping): string[] {
  const { reference, column } = grouping;
  if (grouping.dateGrouping !== undefined) return [keyExpression(writer, grouping)];
  const plain = writer.plain(reference);
  if (isText(column)) return [`min(${plain})`];
  if (!isLookup(column)) return [plain];
  return [plain, `min(${writer.alias(reference.source)}.${quoteName(lookupTableName(column.logicalName))})`];
}

function aggregateExpression(writer: SqlWriter, { kind, reference, column }: Aggregate): string {
  const plain = writer.plain(reference);
  switch (kind) {
    case 'count':
      return 'count(*)';
    case 'countcolumn':
      return `count(${plain})`;
    case 'countdistinct':
      return `count(DISTINCT ${writer.expression(reference)})`;
    case 'avg':
      // The average of whole numbers is a whole number, as in SQL Server (inferred for the platform).
      return column.type === 'Integer' || column.type === 'BigInt' ? `CAST(avg(${plain}) AS INTEGER)` : `avg(${plain})`;
    default:
      return `${kind}(${plain})`;
  }
}

/** @throws {DataverseError} 0x8004E023 when more rows than allowed would be looked at */
export function runAggregate(source: QuerySource, aggregate: AggregateQuery): AggregateRow[] {
  const { query, groupings, aggregates, rowLimit } = aggregate;
  // Joins multiply rows, so what is counted are rows of the join, not of the table.
  if (countRows(source, { ...query, distinct: false }, rowLimit) > rowLimit) throw aggregateLimitExceeded();
  const writer = new SqlWriter(source);
  const body = writer.body(query);
  const places = new Map<string, number>();
  const expressions: string[] = [];
  for (const grouping of groupings)
    places.set(
      grouping.alias,
      expressions.push(...groupExpressions(writer, grouping)) - (isReference(grouping) ? 1 : 0),
    );
  for (const one of aggregates) places.set(one.alias, expressions.push(aggregateExpression(writer, one)));
  const keys = groupings.map((grouping) => keyExpression(writer, grouping));
  const groupBy = keys.length === 0 ? '' : ` GROUP BY ${keys.join(', ')}`;
  const asked = aggregate.order.map(
    ({ alias, descending }) => `${places.get(alias) ?? 1} ${descending ? 'DESC' : 'ASC'}`,
  );
  const orderBy = keys.length === 0 ? '' : ` ORDER BY ${[...asked, ...keys].join(', ')}`;
  const parameters: SqlValue[] = [...writer.parameters, aggregate.limit ?? -1, aggregate.skip ?? 0];
  const sql = `SELECT ${expressions.join(', ')} ${body}${groupBy}${orderBy} LIMIT ? OFFSET ?`;
  return source.database.all(sql, parameters).map((row) => {
    const values: Record<string, ColumnValue> = {};
    for (const part of [...groupings, ...aggregates]) {
      const place = (places.get(part.alias) ?? 1) - 1;
      const table = !('kind' in part) && isReference(part) ? (row[place + 1] ?? null) : null;
      values[part.alias] = decodeValue(shownColumn(part), row[place] ?? null, table);
    }
    return values;
  });
}

/** Lookups take two places of the SQL row: the id, and the table it is of. */
const isReference = ({ column, dateGrouping }: Grouping): boolean => dateGrouping === undefined && isLookup(column);
