/**
 * Room sandbox/dataverse, solutions. Who still needs components that are about to be deleted: relationships, choice columns,
 * forms, views, ribbons, site maps and apps of others.
 * Differs from the platform: it keeps rows of `dependency` as components are written; here the environment is looked through.
 */
import type { Row, RowReference } from '../contracts';
import { ACTIVITY_PARTY } from '../metadata/activityParty';
import type { OpenedDataverse } from '../open';
import { COMPONENT, typeName } from './components';
import type { Layers } from './layers';
import { identityOf, keyOf, type Part, type PartIdentity } from './parts';

/** One component that needs another one, which would be deleted. */
export interface Dependency {
  readonly dependent: PartIdentity;
  readonly required: PartIdentity;
  /** Solutions that the dependent component belongs to; none for one that somebody made by hand. */
  readonly solutions: readonly string[];
}

/** As error texts name it. */
export const describeDependency = ({ dependent, required, solutions }: Dependency): string => {
  const from = solutions.length === 0 ? '' : ` of ${solutions.join(', ')}`;
  return `${dependent.label} (${typeName(dependent.type)}${from}) needs ${required.label} (${typeName(required.type)})`;
};

/** Lookups through which the platform itself ties activities and notes to any table, as parties are: they go without being asked. */
const OPEN_LOOKUPS = new Set(['regardingobjectid', 'objectid']);

/** @param gone the components that would be deleted */
export function findDependencies(dataverse: OpenedDataverse, layers: Layers, gone: readonly Part[]): Dependency[] {
  const leaving = new Set(gone.map(keyOf));
  const found: Dependency[] = [];
  const add = (dependent: Part, required: Part): void => {
    if (leaving.has(keyOf(dependent))) return;
    const solutions = layers
      .of(dependent.kind, dependent.name)
      .map(({ owner }) => owner)
      .filter((owner) => !owner.startsWith('@'));
    found.push({ dependent: identityOf(dependent), required: identityOf(required), solutions });
  };
  for (const part of gone) {
    if (part.kind === 'table') relationshipsTo(dataverse, leaving, part, add);
    if (part.kind === 'choice') columnsWith(dataverse, leaving, part, add);
  }
  stepsThatNeed(dataverse, leaving, gone, add);
  for (const row of otherRows(dataverse, leaving)) {
    for (const part of gone) if (mentions(row, part)) add(row, part);
  }
  return found;
}

type Add = (dependent: Part, required: Part) => void;

function relationshipsTo(
  { metadata }: OpenedDataverse,
  leaving: ReadonlySet<string>,
  table: Extract<Part, { kind: 'table' }>,
  add: Add,
): void {
  for (const one of metadata.oneToMany(table.name)) {
    const column = keyOf({ kind: 'column', name: `${one.referencingTable}.${one.referencingColumn}` });
    const isLeaving = leaving.has(column) || leaving.has(keyOf({ kind: 'table', name: one.referencingTable }));
    const isOpen = one.referencingTable === ACTIVITY_PARTY || OPEN_LOOKUPS.has(one.referencingColumn);
    if (isLeaving || isOpen) continue;
    add({ kind: 'relationship', name: one.schemaName, content: one }, table);
  }
  for (const one of metadata.manyToMany(table.name)) {
    const isLeaving = [one.first.table, one.second.table]
      .filter((side) => side !== table.name)
      .some((side) => leaving.has(keyOf({ kind: 'table', name: side })));
    // Between own tables that both go, the relationship goes without being asked.
    if (!isLeaving) add({ kind: 'manytomany', name: one.schemaName, content: one }, table);
  }
}

function columnsWith(
  { metadata }: OpenedDataverse,
  leaving: ReadonlySet<string>,
  choice: Extract<Part, { kind: 'choice' }>,
  add: Add,
): void {
  for (const table of metadata.tables()) {
    if (leaving.has(keyOf({ kind: 'table', name: table.logicalName }))) continue;
    for (const column of table.columns) {
      if (column.globalChoice !== choice.name) continue;
      const name = `${table.logicalName}.${column.logicalName}`;
      add({ kind: 'column', name, table: table.logicalName, content: column }, choice);
    }
  }
}

type RowPart = Extract<Part, { kind: 'row' }>;

const STEP = 'sdkmessageprocessingstep';

/** Steps that listen to a table which goes, or call an endpoint which goes. */
function stepsThatNeed({ rows }: OpenedDataverse, leaving: ReadonlySet<string>, gone: readonly Part[], add: Add): void {
  for (const { id, values } of rows.findWhere(STEP, {})) {
    const name = `${STEP}/${id}`;
    if (leaving.has(keyOf({ kind: 'row', name }))) continue;
    const content = { table: STEP, id, type: typeName(COMPONENT.step), label: String(values.name ?? id), values: {} };
    const filter = values.sdkmessagefilterid as RowReference | null | undefined;
    const endpoint = values.eventhandler as RowReference | null | undefined;
    const table = filter && rows.find('sdkmessagefilter', filter.id)?.values.primaryobjecttypecode;
    for (const part of gone) {
      const isItsTable = part.kind === 'table' && part.name === table;
      const isItsEndpoint = part.kind === 'row' && part.content.id === endpoint?.id;
      if (isItsTable || isItsEndpoint) add({ kind: 'row', name, content }, part);
    }
  }
}

/** Component tables whose rows may need others: what names the row, the table it is about, and the texts with names in them. */
const LOOKED_THROUGH = [
  { table: 'systemform', type: 'Form', label: 'name', about: 'objecttypecode', texts: ['formxml'] },
  {
    table: 'savedquery',
    type: 'Saved Query',
    label: 'name',
    about: 'returnedtypecode',
    texts: ['fetchxml', 'layoutxml'],
  },
  {
    table: 'savedqueryvisualization',
    type: 'Saved Query Visualization',
    label: 'name',
    about: 'primaryentitytypecode',
    texts: ['datadescription'],
  },
  { table: 'ribboncustomization', type: 'Ribbon', label: 'entity', about: 'entity', texts: ['ribbondiffxml'] },
  { table: 'sitemap', type: 'Site Map', label: 'sitemapnameunique', about: undefined, texts: ['sitemapxml'] },
  { table: 'appmodule', type: 'App Module', label: 'uniquename', about: undefined, texts: ['descriptor'] },
  { table: 'workflow', type: 'Workflow', label: 'name', about: undefined, texts: ['clientdata'] },
  { table: 'webresource', type: 'Web Resource', label: 'name', about: undefined, texts: ['dependencyxml'] },
] as const;

/** Component rows that stay, with the texts to be looked through. Rows about a table that goes will go with it. */
function otherRows({ rows }: OpenedDataverse, leaving: ReadonlySet<string>): RowPart[] {
  return LOOKED_THROUGH.flatMap(({ table, type, label, about, texts }) =>
    rows.findWhere(table, {}).flatMap((row): RowPart[] => {
      const name = `${table}/${row.id}`;
      const subject = about === undefined ? null : row.values[about];
      const goes = typeof subject === 'string' && leaving.has(keyOf({ kind: 'table', name: subject }));
      if (goes || leaving.has(keyOf({ kind: 'row', name }))) return [];
      const values: Row = { about: subject ?? null };
      for (const text of texts) values[text] = row.values[text] ?? null;
      return [
        { kind: 'row', name, content: { table, id: row.id, type, label: String(row.values[label] ?? ''), values } },
      ];
    }),
  );
}

/** Components that flows know by their names. */
const NAMED_IN_FLOWS = new Set(['connectionreference', 'environmentvariabledefinition']);

const quoted = (text: string, name: string): boolean => text.includes(`"${name}"`) || text.includes(`'${name}'`);

/** Does the component row name the part in one of its texts? */
function mentions({ content }: RowPart, part: Part): boolean {
  const text = Object.entries(content.values)
    .map(([column, value]) => (column === 'about' || typeof value !== 'string' ? '' : value))
    .join('\n');
  switch (part.kind) {
    case 'table':
      // Flows name a table by its set.
      return quoted(text, part.name) || quoted(text, part.content.entitySetName);
    case 'column':
      return content.values.about === part.table && quoted(text, part.content.logicalName);
    case 'control':
      return quoted(text, part.name);
    case 'row':
      if (part.content.table === 'webresource') {
        return quoted(text, part.content.label) || text.includes(`$webresource:${part.content.label}"`);
      }
      if (NAMED_IN_FLOWS.has(part.content.table)) return quoted(text, part.content.label);
      return text.includes(part.content.id);
    default:
      return false;
  }
}

/** Is the component one that solutions list on its own? */
export const isListed = ({ type }: PartIdentity): boolean => type !== 0 && type !== COMPONENT.key;
