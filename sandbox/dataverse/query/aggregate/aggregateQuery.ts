/**
 * Room sandbox/dataverse. Aggregates as data: what FetchXML's `aggregate` and OData's `$apply` are both turned into, and the
 * rules that hold for either. Source: Microsoft Learn, "Aggregate data using FetchXml" and "Aggregate data using OData".
 */
import { badQuery, DataverseError, NotSupportedBySandboxError } from '../../errors';
import type { Column } from '../../model';
import { isStored } from '../../storage/columnStorage';
import type { DateCalendar, DatePart } from '../dateParts';
import type { ColumnReference, RowQuery } from '../queryModel';

export const AGGREGATE_KINDS = ['count', 'countcolumn', 'countdistinct', 'sum', 'avg', 'min', 'max'] as const;
export type AggregateKind = (typeof AGGREGATE_KINDS)[number];

export const DATE_GROUPINGS: readonly DatePart[] = [
  'day',
  'week',
  'month',
  'quarter',
  'year',
  'fiscal-period',
  'fiscal-year',
];

interface Part {
  /** Name in the answer. */
  readonly alias: string;
  readonly reference: ColumnReference;
  readonly column: Column;
  /** Table of the column, for annotations. */
  readonly table: string;
}

export interface Grouping extends Part {
  /** Dates: the part of the date that makes a group, as a whole number. */
  readonly dateGrouping?: { readonly part: DatePart; readonly calendar: DateCalendar };
}

export interface Aggregate extends Part {
  readonly kind: AggregateKind;
}

export interface AggregateQuery {
  /** Sources and conditions; its columns and order are not looked at. */
  readonly query: RowQuery;
  readonly groupings: readonly Grouping[];
  readonly aggregates: readonly Aggregate[];
  readonly order: readonly { readonly alias: string; readonly descending: boolean }[];
  readonly limit?: number;
  readonly skip?: number;
  /** Rows that may be aggregated. */
  readonly rowLimit: number;
}

/** Rows that one aggregate may look at. */
export const AGGREGATE_ROW_LIMIT = 50_000;

/** Source: Microsoft Learn, "Aggregate data using FetchXml", limitations. */
export const aggregateLimitExceeded = (): DataverseError =>
  new DataverseError(400, '0x8004E023', 'AggregateQueryRecordLimit exceeded. Cannot perform this operation.');

const NUMBERS: ReadonlySet<Column['type']> = new Set(['Integer', 'BigInt', 'Decimal', 'Double', 'Money']);

/** @throws {DataverseError} for a column that the aggregate cannot be made of */
export function assertAggregates(kind: AggregateKind, column: Column): void {
  if (!isStored(column))
    throw new NotSupportedBySandboxError(`aggregates over the ${column.type} column '${column.logicalName}'`);
  const isNumber = NUMBERS.has(column.type);
  const fits =
    kind === 'sum' || kind === 'avg'
      ? isNumber
      : kind === 'min' || kind === 'max'
        ? isNumber || column.type === 'DateTime'
        : true;
  if (!fits)
    throw badQuery(
      `The aggregate ${kind} is not allowed on the column '${column.logicalName}' of type ${column.type}.`,
    );
}

/** @throws {DataverseError} for a column whose values make no groups */
export function assertGroups(column: Column): void {
  if (!isStored(column) || column.type === 'MultiSelectPicklist' || column.type === 'Memo')
    throw badQuery(`The column '${column.logicalName}' of type ${column.type} cannot be grouped by.`);
}

/** The column that a result is shown as: counts are whole numbers, parts of dates too, everything else is like its column. */
export const shownColumn = (part: Aggregate | Grouping): Column => {
  const isCount =
    'kind' in part && (part.kind === 'count' || part.kind === 'countcolumn' || part.kind === 'countdistinct');
  const isDatePart = !('kind' in part) && part.dateGrouping !== undefined;
  return isCount || isDatePart ? { ...part.column, type: 'Integer', logicalName: part.alias } : part.column;
};
