/**
 * Room solution. Tables and choices as the name generator needs them: our own from the unpacked solution, Microsoft's from the
 * metadata files that the sandbox imports, which are read as data.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isOwnTable, columnElements, entityOf } from '../lint/context';
import type { SolutionSource, TableSource } from '../readSource';
import { attribute, child, childText, children, descendants, type Element } from '../xml';

export interface Option {
  readonly value: number;
  /** English. */
  readonly label: string;
}

/** A global choice. */
export interface ChoiceModel {
  readonly name: string;
  readonly options: readonly Option[];
}

export interface ColumnModel {
  /** Logical name. */
  readonly name: string;
  /** What a row of the Web API holds under it; a lookup has a property of its own name. */
  readonly kind: 'string' | 'number' | 'boolean' | 'lookup' | 'parties';
  /** One English sentence or label. */
  readonly about: string;
  /** Name of the global choice whose values the column takes. */
  readonly choice?: string;
  /** Values of a choice of the column's own. */
  readonly values?: readonly number[];
  /** Single-valued navigation properties of a lookup. */
  readonly navigation: readonly string[];
}

export interface TableModel {
  /** Logical name. */
  readonly name: string;
  readonly set: string;
  /** Primary key. */
  readonly id: string;
  /** Where names and types come from. */
  readonly source: string;
  readonly columns: readonly ColumnModel[];
}

const ENGLISH = '1033';

/** The English text among the label elements of a list. */
function english(list: Element | undefined): string {
  const labels = list ? children(list) : [];
  const label = labels.find((item) => attribute(item, 'languagecode') === ENGLISH);
  return (label && attribute(label, 'description')) ?? '';
}

/** Column types of customization files. */
const KINDS: Readonly<Record<string, ColumnModel['kind']>> = {
  primarykey: 'string',
  nvarchar: 'string',
  ntext: 'string',
  datetime: 'string',
  multiselectpicklist: 'string',
  int: 'number',
  decimal: 'number',
  float: 'number',
  money: 'number',
  picklist: 'number',
  state: 'number',
  status: 'number',
  bit: 'boolean',
  lookup: 'lookup',
  owner: 'lookup',
};

function toOwnColumn(element: Element): ColumnModel {
  const name = childText(element, 'LogicalName');
  const kind = KINDS[childText(element, 'Type')] ?? 'string';
  const choice = childText(element, 'OptionSetName');
  const local = child(element, 'optionset');
  const values = local ? [...descendants(local, 'state'), ...descendants(local, 'status')] : [];
  const isCustom = childText(element, 'IsCustomField') === '1';
  return {
    name,
    kind,
    about: english(child(element, 'Descriptions')) || english(child(element, 'displaynames')),
    ...(choice === '' ? {} : { choice }),
    ...(values.length === 0 ? {} : { values: values.map((item) => Number(attribute(item, 'value'))) }),
    navigation: kind === 'lookup' ? [isCustom ? (attribute(element, 'PhysicalName') ?? name) : name] : [],
  };
}

const VERSION_NUMBER: ColumnModel = { name: 'versionnumber', kind: 'number', about: 'Version Number', navigation: [] };

function toOwnTable(table: TableSource): TableModel {
  const entity = entityOf(table);
  const columns = columnElements(table).map(toOwnColumn);
  return {
    name: table.logicalName,
    set: entity ? childText(entity, 'EntitySetName') : '',
    id: `${table.logicalName}id`,
    source: 'solution/src',
    // The platform keeps it, exports leave it out.
    columns: [...columns, VERSION_NUMBER],
  };
}

/** Tables of our own. */
export const ownTables = ({ tables }: SolutionSource): TableModel[] => tables.filter(isOwnTable).map(toOwnTable);

/** Global choices of our own. */
export const ownChoices = ({ choices }: SolutionSource): ChoiceModel[] =>
  choices.map(({ root }) => ({
    name: attribute(root, 'Name') ?? '',
    options: descendants(root, 'option').map((option) => ({
      value: Number(attribute(option, 'value')),
      label: english(child(option, 'labels')),
    })),
  }));

type OptionTuple = readonly [value: number, english: string, ...more: unknown[]];

/** The parts of the sandbox's metadata files that are read here. */
interface PlatformTable {
  readonly schemaName: string;
  readonly source: string;
  readonly entitySetName: string;
  readonly primaryId: string;
  readonly ownership: string;
  readonly navigationSuffix?: string;
  readonly without?: readonly string[];
  readonly stateless?: boolean;
  readonly states?: readonly OptionTuple[];
  readonly statuses?: readonly OptionTuple[];
  readonly columns: readonly PlatformColumn[];
}

interface PlatformColumn {
  readonly schemaName: string;
  readonly type: string;
  readonly label: readonly [string, string];
  readonly globalChoice?: string;
  readonly options?: readonly OptionTuple[];
  readonly targets?: Readonly<Record<string, { readonly navigation?: string } | null>>;
}

/** Column types of the metadata files; the others hold text. */
const PLATFORM_KINDS: Readonly<Record<string, ColumnModel['kind']>> = {
  BigInt: 'number',
  Boolean: 'boolean',
  Customer: 'lookup',
  Decimal: 'number',
  Double: 'number',
  Integer: 'number',
  Lookup: 'lookup',
  Money: 'number',
  Owner: 'lookup',
  PartyList: 'parties',
  Picklist: 'number',
  State: 'number',
  Status: 'number',
};

const LABELLED = (schemaName: string, type: string, label: string): PlatformColumn => ({
  schemaName,
  type,
  label: [label, label],
});

/** Columns of every table. Source: Microsoft Learn, table references, sections "Read-only columns/attributes". */
const EVERY_TABLE: readonly PlatformColumn[] = [
  LABELLED('createdby', 'Lookup', 'Created By'),
  LABELLED('createdon', 'DateTime', 'Created On'),
  LABELLED('modifiedby', 'Lookup', 'Modified By'),
  LABELLED('modifiedon', 'DateTime', 'Modified On'),
  LABELLED('versionnumber', 'BigInt', 'Version Number'),
];
const OWNED = LABELLED('ownerid', 'Owner', 'Owner');
const ACTIVE_AND_INACTIVE: readonly OptionTuple[] = [
  [0, 'Active'],
  [1, 'Inactive'],
];
const ACTIVE_AND_INACTIVE_REASON: readonly OptionTuple[] = [
  [1, 'Active'],
  [2, 'Inactive'],
];

function toPlatformColumn(column: PlatformColumn, suffix: string): ColumnModel {
  const name = column.schemaName.toLowerCase();
  const kind = PLATFORM_KINDS[column.type] ?? 'string';
  const targets = Object.entries(column.targets ?? {});
  const navigation = targets.map(
    ([table, target]) => target?.navigation ?? `${name}${targets.length > 1 ? `_${table}` : ''}${suffix}`,
  );
  return {
    name,
    kind,
    about: column.label[0],
    ...(column.globalChoice === undefined ? {} : { choice: column.globalChoice }),
    ...(column.options === undefined || kind === 'boolean' ? {} : { values: column.options.map(([value]) => value) }),
    navigation: kind !== 'lookup' ? [] : targets.length > 0 ? navigation : [`${name}${suffix}`],
  };
}

function stateColumns({ stateless, states, statuses }: PlatformTable): PlatformColumn[] {
  if (stateless) return [];
  return [
    { ...LABELLED('statecode', 'State', 'Status'), options: states ?? ACTIVE_AND_INACTIVE },
    { ...LABELLED('statuscode', 'Status', 'Status Reason'), options: statuses ?? ACTIVE_AND_INACTIVE_REASON },
  ];
}

/** A table of Microsoft's, by its metadata file. */
export function platformTable(folder: string, name: string): TableModel {
  const file = JSON.parse(readFileSync(join(folder, 'tables', `${name}.json`), 'utf8')) as PlatformTable;
  const without = new Set(file.without ?? []);
  const described = [
    LABELLED(file.primaryId, 'Uniqueidentifier', 'Primary key'),
    ...file.columns,
    ...stateColumns(file),
    ...EVERY_TABLE.filter(({ schemaName }) => !without.has(schemaName)),
    ...(file.ownership === 'UserOwned' ? [OWNED] : []),
  ].map((column) => toPlatformColumn(column, file.navigationSuffix ?? ''));
  const columns = [...new Map(described.reverse().map((column) => [column.name, column])).values()].reverse();
  return {
    name: file.schemaName.toLowerCase(),
    set: file.entitySetName,
    id: file.primaryId,
    source: file.source,
    columns,
  };
}

/** Global choices of Microsoft's. */
export function platformChoices(folder: string): ChoiceModel[] {
  const files = JSON.parse(readFileSync(join(folder, 'choices.json'), 'utf8')) as readonly {
    readonly name: string;
    readonly options: readonly OptionTuple[];
  }[];
  return files.map(({ name, options }) => ({ name, options: options.map(([value, label]) => ({ value, label })) }));
}
