/**
 * Room sandbox/dataverse, platform. Shape of the files under platform/tables and platform/choices.json, and how one
 * such file becomes a table with its relationships. The files hold what makes a table different; the columns that every
 * table of an ownership type carries are added here.
 */
import { imageCompanions } from '../files/imageColumns';
import type {
  CascadeAssign,
  CascadeDelete,
  Choice,
  ChoiceOption,
  Column,
  ColumnType,
  Labels,
  Relationship,
  RequiredLevel,
  Table,
} from '../model';
import { systemColumns } from './systemColumns';

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

/** A table with the N:1 relationships of its lookup columns. */
export interface TableWithRelationships {
  readonly table: Table;
  readonly relationships: readonly Relationship[];
}

export const toLabels = ([english, indonesian]: LabelPair): Labels => ({ '1033': english, '1057': indonesian });

/** Global choice of `choices.json` in the metadata model. */
export function toChoice(file: ChoiceFile): Choice {
  return {
    name: file.name,
    isGlobal: true,
    displayName: toLabels(file.label),
    options: file.options.map((option) => toOption(option)),
  };
}

/** Expands one file: labels, local choices, read-only columns, system columns and every relationship. */
export function toTable(file: TableFile): TableWithRelationships {
  const files = [primaryIdColumn(file), ...file.columns, ...stateColumns(file), ...systemColumns(file)];
  const seen = new Set<string>();
  const own = files.filter(({ schemaName }) => {
    const name = schemaName.toLowerCase();
    // A file may describe a system column itself when this table's is different.
    return !seen.has(name) && seen.add(name) !== undefined;
  });
  const table: Table = {
    logicalName: file.schemaName.toLowerCase(),
    schemaName: file.schemaName,
    entitySetName: file.entitySetName,
    displayName: toLabels(file.label),
    displayCollectionName: toLabels(file.collectionLabel),
    ...(file.description === undefined ? {} : { description: { '1033': file.description } }),
    primaryId: file.primaryId,
    primaryName: file.primaryName,
    ownership: file.ownership,
    isActivity: file.isActivity ?? false,
    hasActivities: file.hasActivities ?? false,
    objectTypeCode: file.objectTypeCode,
    columns: own
      .map(toColumn)
      .flatMap((column) => (column.type === 'Image' ? [column, ...imageCompanions(column)] : [column])),
    keys: [],
    ...(file.icon === undefined ? {} : { icon: file.icon }),
  };
  return { table, relationships: own.flatMap((column) => toRelationships(file, column)) };
}

function toOption([value, english, indonesian, related]: OptionTuple, kind?: 'State' | 'Status'): ChoiceOption {
  const option = { value, label: toLabels([english, indonesian]) };
  if (kind === 'State') return { ...option, defaultStatus: related };
  if (kind === 'Status') return { ...option, state: related };
  return option;
}

/** Members that a column of the model takes over as they are. */
const TAKEN = [
  'maxLength',
  'isLocalizable',
  'format',
  'minValue',
  'maxValue',
  'precision',
  'globalChoice',
  'defaultValue',
] as const;

function toColumn(file: ColumnFile): Column {
  const { schemaName, type, label, options, targets, readOnly } = file;
  const kind = type === 'State' || type === 'Status' ? type : undefined;
  return {
    ...Object.fromEntries(TAKEN.filter((member) => file[member] !== undefined).map((member) => [member, file[member]])),
    logicalName: schemaName.toLowerCase(),
    schemaName,
    type,
    displayName: toLabels(label),
    required: file.required ?? 'None',
    ...(options === undefined ? {} : { options: options.map((option) => toOption(option, kind)) }),
    ...(type === 'DateTime' ? { dateBehavior: file.dateBehavior ?? 'UserLocal' } : {}),
    ...(targets === undefined ? {} : { targets: Object.keys(targets) }),
    validForCreate: readOnly !== true,
    validForUpdate: readOnly === undefined || readOnly === false,
    validForRead: !file.writeOnly,
  };
}

function toRelationships(table: TableFile, column: ColumnFile): Relationship[] {
  const targets = Object.entries(column.targets ?? {});
  const suffix = table.navigationSuffix ?? '';
  return targets.flatMap(([target, spec]) => {
    if (spec === null) return [];
    const name = column.schemaName.toLowerCase();
    // Mixed-case lookups of solutions keep their schema name in the navigation property; base columns are lower case.
    const base = name.includes('_') ? column.schemaName : name;
    const navigation = spec.navigation ?? `${base}${targets.length > 1 ? `_${target}` : ''}${suffix}`;
    return [
      {
        schemaName: spec.relationship,
        referencingTable: table.schemaName.toLowerCase(),
        referencingColumn: name,
        referencedTable: target,
        navigationProperty: navigation,
        collectionNavigationProperty: spec.relationship,
        cascadeDelete: spec.delete,
        ...(spec.assign === undefined ? {} : { cascadeAssign: spec.assign }),
        ...(spec.hierarchical ? { isHierarchical: true } : {}),
      },
    ];
  });
}

function primaryIdColumn(file: TableFile): ColumnFile {
  const schemaName = file.primaryId === 'activityid' ? 'ActivityId' : file.primaryId;
  return { schemaName, type: 'Uniqueidentifier', label: file.label, required: 'SystemRequired', readOnly: 'update' };
}

const ACTIVE_INACTIVE = {
  states: [
    [0, 'Active', 'Aktif', 1],
    [1, 'Inactive', 'Tidak aktif', 2],
  ],
  statuses: [
    [1, 'Active', 'Aktif', 0],
    [2, 'Inactive', 'Tidak aktif', 1],
  ],
} as const satisfies Record<string, readonly OptionTuple[]>;

function stateColumns(file: TableFile): ColumnFile[] {
  if (file.stateless) return [];
  const states = file.states ?? ACTIVE_INACTIVE.states;
  const statuses = file.statuses ?? ACTIVE_INACTIVE.statuses;
  return [
    {
      schemaName: 'statecode',
      type: 'State',
      label: ['Status', 'Status'],
      required: 'SystemRequired',
      options: states,
    },
    { schemaName: 'statuscode', type: 'Status', label: ['Status Reason', 'Alasan status'], options: statuses },
  ];
}
