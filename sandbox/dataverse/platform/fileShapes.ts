/**
 * Room sandbox/dataverse, platform. Shape of the files under platform/tables and of platform/choices.json. They hold what makes a table
 * different; what every table of an ownership type carries is in systemColumns.ts.
 */
import type { CascadeAssign, CascadeDelete, ColumnType, RequiredLevel, Table } from '../model';

/** English, then Indonesian. */
export type LabelPair = readonly [english: string, indonesian: string];

/** Value, English, Indonesian; State: then its default status; Status: then its state. */
export type OptionTuple = readonly [value: number, english: string, indonesian: string, related?: number];

/** One N:1 pair of a lookup column. `null` in its place: the column names the table only (party lists). */
export interface TargetFile {
  readonly relationship: string;
  /** Default: the column's logical name, with `_<table>` when it has several targets, and the table's suffix. */
  readonly navigation?: string;
  readonly delete: CascadeDelete;
  /** Default: NoCascade. */
  readonly assign?: CascadeAssign;
  readonly hierarchical?: boolean;
}

export interface ColumnFile {
  readonly schemaName: string;
  readonly type: ColumnType;
  readonly label: LabelPair;
  /** Default: None. */
  readonly required?: RequiredLevel;
  readonly maxLength?: number;
  /** Has each language a text of its own? Source: the column's IsLocalizable in Microsoft's table reference. */
  readonly isLocalizable?: boolean;
  readonly format?: string;
  readonly dateBehavior?: string;
  readonly minValue?: number;
  readonly maxValue?: number;
  readonly precision?: number;
  readonly globalChoice?: string;
  readonly options?: readonly OptionTuple[];
  readonly defaultValue?: number | boolean;
  readonly targets?: Readonly<Record<string, TargetFile | null>>;
  /** `true`: neither on create nor on update; `update`: on create only. */
  readonly readOnly?: boolean | 'update';
  /** It can be written and never read: a secret. */
  readonly writeOnly?: boolean;
  /** Where the column differs from the platform's and why. */
  readonly differs?: string;
}

export interface TableFile {
  readonly schemaName: string;
  /** Public source of names, types and values. */
  readonly source: string;
  readonly description?: string;
  readonly entitySetName: string;
  readonly objectTypeCode: number;
  readonly label: LabelPair;
  readonly collectionLabel: LabelPair;
  readonly primaryId: string;
  readonly primaryName: string;
  readonly ownership: Table['ownership'];
  readonly isActivity?: boolean;
  readonly hasActivities?: boolean;
  /** Activity tables put their own name behind every single-valued navigation property. */
  readonly navigationSuffix?: string;
  readonly icon?: string;
  /** Names of the relationships of system columns where they are not `lk_<table>_createdby` and the like. */
  readonly systemRelationships?: Readonly<Record<string, string>>;
  /** System columns that this table does not have. */
  readonly without?: readonly string[];
  /** No statecode and statuscode. */
  readonly stateless?: boolean;
  /** Default: Active and Inactive. */
  readonly states?: readonly OptionTuple[];
  readonly statuses?: readonly OptionTuple[];
  readonly columns: readonly ColumnFile[];
}

export interface ChoiceFile {
  readonly name: string;
  readonly label: LabelPair;
  readonly source: string;
  readonly options: readonly OptionTuple[];
}
