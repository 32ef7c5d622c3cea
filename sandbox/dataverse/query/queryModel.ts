/**
 * Room sandbox/dataverse. The one query model. OData and FetchXML are both turned into it, and SQL is made from nothing
 * else. Every name in it has been checked against the metadata; every value becomes a bound parameter.
 */
import type { DateCalendar, DatePart } from './dateParts';
import type { MetadataStore } from '../metadata/metadataStore';
import type { SqlDatabase } from '../storage/database';

/** A column of the root table or of a linked one, by the source's alias. */
export interface ColumnReference {
  readonly source: string;
  readonly column: string;
}

export type QueryValue = string | number | boolean;

export type CompareOperator = 'eq' | 'ne' | 'gt' | 'ge' | 'lt' | 'le';

/** Rows of a table as a tree. */
export interface Hierarchy {
  readonly table: string;
  readonly primaryId: string;
  /** The lookup to the parent. */
  readonly parent: string;
}

export type Condition =
  | { readonly kind: 'and' | 'or'; readonly conditions: readonly Condition[] }
  | { readonly kind: 'not'; readonly condition: Condition }
  | { readonly kind: 'always'; readonly holds: boolean }
  | {
      readonly kind: 'compare';
      readonly column: ColumnReference;
      readonly operator: CompareOperator;
      readonly value: QueryValue;
    }
  | {
      readonly kind: 'compare-columns';
      readonly left: ColumnReference;
      readonly operator: CompareOperator;
      readonly right: ColumnReference;
    }
  | { readonly kind: 'null'; readonly column: ColumnReference }
  /** `pattern` is SQL LIKE with `\` as escape, over folded text. */
  | { readonly kind: 'like'; readonly column: ColumnReference; readonly pattern: string }
  | { readonly kind: 'in'; readonly column: ColumnReference; readonly values: readonly QueryValue[] }
  /** Any of the values is among the choices of a multi-select column. */
  | { readonly kind: 'contains-values'; readonly column: ColumnReference; readonly values: readonly number[] }
  /** From inclusive, to exclusive; either may be open. ISO texts in UTC. */
  | { readonly kind: 'date-range'; readonly column: ColumnReference; readonly from?: string; readonly to?: string }
  /** A part of the date, by the user's clock and the organisation's fiscal year. */
  | {
      readonly kind: 'date-part';
      readonly column: ColumnReference;
      readonly part: DatePart;
      readonly calendar: DateCalendar;
      readonly value: number;
    }
  /** The row is one of those above or below a row, by the lookup from each to its parent. */
  | {
      readonly kind: 'hierarchy';
      readonly column: ColumnReference;
      readonly hierarchy: Hierarchy;
      readonly direction: 'above' | 'under';
      readonly includesSelf: boolean;
      readonly id: string;
    }
  /** The lookup points at a row of that table. */
  | { readonly kind: 'lookup-table'; readonly column: ColumnReference; readonly table: string }
  /** At least one row of the linked table. */
  | { readonly kind: 'exists'; readonly link: Link };

/** A table joined to another source. */
export interface Link {
  readonly alias: string;
  readonly table: string;
  /** Column of the linked table. */
  readonly from: string;
  /** Column of the source it hangs on. */
  readonly to: ColumnReference;
  /** `first`: as inner, with the oldest of the linked rows that meet the filters only. */
  readonly kind: 'inner' | 'outer' | 'first';
  /** When the parent's column is a polymorphic lookup: it must point at the linked table. */
  readonly checkTable?: boolean;
  /** When the linked table's own column is a polymorphic lookup: it must point at this table. */
  readonly pointsAt?: string;
  readonly where?: Condition;
  readonly columns: readonly string[];
  readonly links: readonly Link[];
  /** Joined for the name of what a lookup points at, which whoever may read the lookup sees. */
  readonly isOpen?: boolean;
}

export interface Order {
  /** The first of them that is not empty decides: a polymorphic lookup has one name column per target. */
  readonly columns: readonly ColumnReference[];
  readonly descending: boolean;
  /** Choice columns that are ordered by label: the labels in their order, by value. */
  readonly ranks?: readonly (readonly [value: number, rank: number])[];
}

export interface RowQuery {
  readonly table: string;
  /** Alias of the root table. */
  readonly alias: string;
  /** Columns to read; the primary id always comes too. */
  readonly columns: readonly string[];
  readonly where?: Condition;
  readonly order: readonly Order[];
  readonly links: readonly Link[];
  readonly distinct?: boolean;
  /** At most so many rows, counted from `skip`. */
  readonly limit?: number;
  readonly skip?: number;
}

/** What those who ask may read. */
export interface ReadAccess {
  /**
   * What holds for the rows of a table that may be read; `undefined` when all of them may.
   * @param source alias of the table in the query
   * @throws {DataverseError} 403 when none of them may
   */
  restrict(table: string, source: string): Condition | undefined;
}

export const READS_EVERYTHING: ReadAccess = { restrict: () => undefined };

/** What queries run against, and for whom. */
export interface QuerySource {
  readonly metadata: MetadataStore;
  readonly database: SqlDatabase;
  readonly access: ReadAccess;
  /** LCID of the language in which localizable columns are read. Absent: the base language. */
  language?(): number;
}

/** What every query without `$top` is cut at. Source: Microsoft Learn, "Page results using OData". */
export const MAX_PAGE_SIZE = 5000;

/** What counts stop at. Source: Microsoft Learn, "Count number of rows". */
export const MAX_COUNT = 5000;

export const allOf = (conditions: readonly (Condition | undefined)[]): Condition | undefined => {
  const present = conditions.filter((one): one is Condition => one !== undefined);
  return present.length <= 1 ? present[0] : { kind: 'and', conditions: present };
};

export const not = (condition: Condition): Condition => ({ kind: 'not', condition });
