/**
 * Room sandbox/dataverse, solutions. Takes one owner's layers away: components with another managed layer show that one
 * again, the others are deleted with everything they hold. Call inside a transaction.
 */
import type { OpenedDataverse } from '../open';
import { keepMessageFilters } from '../pipeline/steps/messageFilters';
import { detachTable } from '../rows/detachTable';
import { writeControl, writeRow } from './applySolution';
import { ACTIVE, SYSTEM, type Layers } from './layers';
import { keyOf, type Part } from './parts';

/** Those of the parts that nobody else has a layer of below the unmanaged one: they will be deleted. */
export const partsThatGo = (layers: Layers, owner: string, parts: readonly Part[]): Part[] =>
  parts.filter((part) => beneathActive(layers, part).every((layer) => layer.owner === owner));

const beneathActive = (layers: Layers, part: Part) =>
  layers.of(part.kind, part.name).filter((layer) => layer.owner !== ACTIVE);

/** @returns what was deleted; the rest shows the layer below again */
export function removeParts(
  dataverse: OpenedDataverse,
  layers: Layers,
  owner: string,
  parts: readonly Part[],
): readonly Part[] {
  const gone = partsThatGo(layers, owner, parts);
  const goes = new Set(gone.map(keyOf));
  for (const part of parts) layers.remove(owner, part);
  deleteParts(dataverse, layers, gone);
  for (const part of parts) {
    if (goes.has(keyOf(part))) continue;
    showTop(dataverse, layers, part);
    // Without a solution above it, what was there before needs no keeping.
    if (layers.of(part.kind, part.name).every((layer) => layer.owner === SYSTEM)) layers.removeAll(part);
  }
  return gone;
}

/** Makes the highest layer of a component what everybody sees. */
export function showTop(dataverse: OpenedDataverse, layers: Layers, part: Pick<Part, 'kind' | 'name'>): void {
  const top = layers.of(part.kind, part.name).at(-1);
  if (top) restorePart(dataverse, top.part);
}

function restorePart(dataverse: OpenedDataverse, part: Part): void {
  const { metadata } = dataverse;
  switch (part.kind) {
    case 'table':
      return metadata.save({ tables: [{ ...part.content, columns: [], keys: [] }] });
    case 'column':
      return metadata.replaceColumn(part.table, part.content);
    case 'key': {
      const table = metadata.table(part.table);
      if (table) metadata.save({ tables: [{ ...table, columns: [], keys: [part.content] }] });
      return;
    }
    case 'relationship':
      return metadata.save({ relationships: [part.content] });
    case 'manytomany':
      return metadata.save({ manyToMany: [part.content] });
    case 'choice':
      return metadata.save({ choices: [part.content] });
    case 'row': {
      const { table, id, values, labels = {} } = part.content;
      writeRow(dataverse, table, id, values, undefined, labels);
      return;
    }
    case 'control':
      writeControl(dataverse, part.content.from, { ...part.content, files: new Map(part.content.files) });
  }
}

/** Rows that only make sense with their table, and the column that names it. */
const ROWS_OF_TABLES = [
  ['savedquery', 'returnedtypecode'],
  ['savedqueryvisualization', 'primaryentitytypecode'],
  ['systemform', 'objecttypecode'],
  ['ribboncustomization', 'entity'],
] as const;

/** Component tables in the order in which their rows go: who refers before who is referred to. */
const ROW_ORDER = [
  'sdkmessageprocessingstepimage',
  'sdkmessageprocessingstep',
  'serviceendpoint',
  'customapirequestparameter',
  'customapiresponseproperty',
  'customapi',
  'workflow',
  'connectionreference',
  'appmodule',
  'sitemap',
  'ribboncustomization',
  'savedqueryvisualization',
  'savedquery',
  'systemform',
  'environmentvariabledefinition',
  'webresource',
  'role',
];

function deleteParts(dataverse: OpenedDataverse, layers: Layers, gone: readonly Part[]): void {
  const { metadata, rows } = dataverse;
  const named = <Kind extends Part['kind']>(kind: Kind): Extract<Part, { kind: Kind }>[] =>
    gone.filter((part): part is Extract<Part, { kind: Kind }> => part.kind === kind);
  const tables = named('table').map(({ name }) => name);
  const drop = (table: string, id: string): void => {
    layers.removeAll({ kind: 'row', name: `${table}/${id}` });
    if (rows.find(table, id)) rows.delete(table, id);
  };
  const componentRows = named('row')
    .map(({ content }) => content)
    .sort((left, right) => ROW_ORDER.indexOf(left.table) - ROW_ORDER.indexOf(right.table));
  for (const { table, id } of componentRows) {
    if (table === 'environmentvariabledefinition') {
      const values = rows.findWhere('environmentvariablevalue', { environmentvariabledefinitionid: id });
      for (const value of values) rows.delete('environmentvariablevalue', value.id);
    }
    drop(table, id);
  }
  for (const [table, column] of ROWS_OF_TABLES) {
    for (const name of tables) for (const row of rows.findWhere(table, { [column]: name })) drop(table, row.id);
  }
  for (const { name } of named('control')) {
    for (const row of rows.findWhere('customcontrol', { name })) rows.delete('customcontrol', row.id);
  }
  const goneTables = new Set(tables);
  for (const table of tables) if (metadata.table(table)) detachTable(dataverse.store, rows, table, goneTables);
  metadata.remove({
    tables,
    columns: named('column').map(({ table, content }) => ({ table, column: content.logicalName })),
    keys: named('key').map(({ table, content }) => ({ table, key: content.logicalName })),
    choices: named('choice').map(({ name }) => name),
    relationships: [...named('relationship'), ...named('manytomany')].map(({ name }) => name),
  });
  keepMessageFilters(dataverse);
  for (const part of gone) layers.removeAll(part);
}
