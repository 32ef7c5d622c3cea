/**
 * Room sandbox/dataverse, platform. How one file under platform/tables becomes a table with its relationships, and one entry of
 * platform/choices.json a choice. The columns that every table of an ownership type carries are added here.
 */
import { imageCompanions } from '../files/imageColumns';
import type { Choice, ChoiceOption, Column, Labels, Relationship, Table } from '../model';
import type { ChoiceFile, ColumnFile, LabelPair, OptionTuple, TableFile } from './fileShapes';
import { systemColumns } from './systemColumns';

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
