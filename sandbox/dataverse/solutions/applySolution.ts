/**
 * Room sandbox/dataverse, solutions. Writes the rows of a checked package, in the caller's transaction. A component that is there already with the same content is left as it is.
 *
 * An import is an update, not an upgrade: components that the newer version no longer has stay, and the result names them.
 */
import type { ColumnValue, EmbeddedDataverse, Guid, Row, StoredRow } from '../contracts';
import { toStableId } from '../platform/ids';
import { findSolution } from './checkSolution';
import type { ComponentName } from './faults';
import type { ComponentRow, ControlPart, SolutionPackage } from './solutionPackage';

export type ComponentOutcome = 'created' | 'updated' | 'unchanged' | 'kept';

/** What became of one component. */
export interface ComponentResult extends ComponentName {
  readonly outcome: ComponentOutcome;
}

/** Call inside a transaction. Any error leaves it to the caller to roll back. */
export function applySolution(dataverse: EmbeddedDataverse, solution: SolutionPackage): ComponentResult[] {
  const results: ComponentResult[] = [writeSolution(dataverse, solution)];
  for (const row of solution.rows) results.push(writeComponent(dataverse, solution, row));
  for (const control of solution.controls) results.push(writeControl(dataverse, solution, control));
  for (const [name, value] of solution.environmentVariableValues) writeVariableValue(dataverse, name, value);
  results.push(...keptComponents(dataverse, solution));
  return results;
}

type Values = ComponentRow['values'];

const isSame = (stored: ColumnValue | undefined, value: ColumnValue | undefined): boolean => {
  const [left, right] = [stored, value].map((one) => (one === undefined || one === '' ? null : one));
  return JSON.stringify(left) === JSON.stringify(right);
};

/** Creates the row, or changes the columns that differ. */
function writeRow(
  dataverse: EmbeddedDataverse,
  table: string,
  id: Guid,
  values: Row,
  before = dataverse.rows.find(table, id),
): ComponentOutcome {
  if (!before) {
    const primaryId = dataverse.metadata.table(table)?.primaryId ?? `${table}id`;
    dataverse.rows.create(table, { ...values, [primaryId]: id });
    return 'created';
  }
  const changed = Object.entries(values).filter(
    ([column, value]) => value !== undefined && !isSame(before.values[column], value),
  );
  if (changed.length === 0) return 'unchanged';
  dataverse.rows.update(table, before.id, Object.fromEntries(changed));
  return 'updated';
}

function writeSolution(dataverse: EmbeddedDataverse, { manifest }: SolutionPackage): ComponentResult {
  const { publisher } = manifest;
  const knownPublisher = dataverse.rows.findWhere('publisher', { uniquename: publisher.uniqueName })[0];
  const publisherId = knownPublisher?.id ?? toStableId(`publisher/${publisher.uniqueName.toLowerCase()}`);
  writeRow(
    dataverse,
    'publisher',
    publisherId,
    {
      uniquename: publisher.uniqueName,
      friendlyname: publisher.friendlyName,
      description: publisher.description ?? null,
      customizationprefix: publisher.prefix,
      customizationoptionvalueprefix: publisher.optionValuePrefix ?? null,
      emailaddress: publisher.email ?? null,
      supportingwebsiteurl: publisher.website ?? null,
    },
    knownPublisher,
  );
  const known = findSolution(dataverse, manifest.uniqueName);
  const id = known?.id ?? toStableId(`solution/${manifest.uniqueName.toLowerCase()}`);
  const now = dataverse.clock().toISOString();
  const outcome = writeRow(
    dataverse,
    'solution',
    id,
    {
      uniquename: manifest.uniqueName,
      friendlyname: manifest.friendlyName,
      description: manifest.description ?? null,
      version: manifest.version,
      ismanaged: manifest.isManaged,
      publisherid: { table: 'publisher', id: publisherId },
      ...(known ? {} : { installedon: now, isvisible: true }),
    },
    known,
  );
  if (outcome !== 'unchanged') dataverse.rows.update('solution', id, { updatedon: now });
  return { type: 'Solution', name: manifest.uniqueName, outcome };
}

/** Columns that say which solution wrote the component last, where its table has them. */
function provenance(dataverse: EmbeddedDataverse, table: string, { manifest }: SolutionPackage): Values {
  const columns = new Set(dataverse.metadata.table(table)?.columns.map((column) => column.logicalName));
  return {
    ...(columns.has('solutionname') ? { solutionname: manifest.uniqueName } : {}),
    ...(columns.has('ismanaged') ? { ismanaged: manifest.isManaged } : {}),
  };
}

function findComponent(dataverse: EmbeddedDataverse, row: ComponentRow): StoredRow | undefined {
  const byId = dataverse.rows.find(row.table, row.id);
  if (byId || row.uniqueColumn === undefined) return byId;
  return dataverse.rows.findWhere(row.table, { [row.uniqueColumn]: row.name })[0];
}

function writeComponent(dataverse: EmbeddedDataverse, solution: SolutionPackage, row: ComponentRow): ComponentResult {
  const values = { ...row.values, ...row.references, ...provenance(dataverse, row.table, solution) };
  const outcome = writeRow(dataverse, row.table, row.id, values, findComponent(dataverse, row));
  return { type: row.type, name: row.name, outcome };
}

function writeControl(dataverse: EmbeddedDataverse, solution: SolutionPackage, control: ControlPart): ComponentResult {
  const known = dataverse.rows.findWhere('customcontrol', { name: control.name })[0];
  const id = known?.id ?? toStableId(`customcontrol/${control.name}`);
  const values = {
    name: control.name,
    version: control.version,
    manifest: control.manifest,
    compatibledatatypes: control.dataTypes,
    ...provenance(dataverse, 'customcontrol', solution),
  };
  const outcome = writeRow(dataverse, 'customcontrol', id, values, known);
  const stored = dataverse.rows.findWhere('customcontrolresource', { customcontrolid: id });
  for (const file of stored) {
    if (!control.files.has(String(file.values.name))) dataverse.rows.delete('customcontrolresource', file.id);
  }
  let filesChanged = stored.length > control.files.size;
  for (const [name, content] of control.files) {
    const before = stored.find((file) => file.values.name === name);
    const fileId = before?.id ?? toStableId(`customcontrolresource/${control.name}/${name}`);
    const file = { name, content, customcontrolid: { table: 'customcontrol', id } };
    if (writeRow(dataverse, 'customcontrolresource', fileId, file, before) !== 'unchanged') filesChanged = true;
  }
  return {
    type: 'Custom Control',
    name: control.name,
    outcome: outcome === 'unchanged' && filesChanged ? 'updated' : outcome,
  };
}

/** A value that is there already stays: the administrator may have set it. */
function writeVariableValue(dataverse: EmbeddedDataverse, schemaName: string, value: string): void {
  const definition = dataverse.rows.findWhere('environmentvariabledefinition', { schemaname: schemaName })[0];
  if (!definition) return;
  const known = dataverse.rows.findWhere('environmentvariablevalue', {
    environmentvariabledefinitionid: definition.id,
  });
  if (known.length > 0) return;
  dataverse.rows.create('environmentvariablevalue', {
    schemaname: schemaName,
    value,
    environmentvariabledefinitionid: { table: 'environmentvariabledefinition', id: definition.id },
  });
}

const TRACKED = [
  { table: 'systemform', type: 'Form', nameColumn: 'name' },
  { table: 'savedquery', type: 'Saved Query', nameColumn: 'name' },
  { table: 'webresource', type: 'Web Resource', nameColumn: 'name' },
  { table: 'customcontrol', type: 'Custom Control', nameColumn: 'name' },
  { table: 'role', type: 'Role', nameColumn: 'name' },
  { table: 'appmodule', type: 'App Module', nameColumn: 'uniquename' },
  { table: 'sitemap', type: 'Site Map', nameColumn: 'sitemapnameunique' },
  { table: 'ribboncustomization', type: 'Ribbon', nameColumn: 'entity' },
  { table: 'environmentvariabledefinition', type: 'Environment Variable Definition', nameColumn: 'schemaname' },
] as const;

/** Components that an earlier version brought and this one does not have. */
function keptComponents(dataverse: EmbeddedDataverse, solution: SolutionPackage): ComponentResult[] {
  return TRACKED.flatMap(({ table, type, nameColumn }) => {
    const brought = solution.rows.filter((row) => row.table === table).map((row) => findComponent(dataverse, row)?.id);
    const ids = new Set([
      ...brought,
      ...solution.controls.map(({ name }) => dataverse.rows.findWhere('customcontrol', { name })[0]?.id),
    ]);
    return dataverse.rows
      .findWhere(table, { solutionname: solution.manifest.uniqueName })
      .filter((row) => !ids.has(row.id))
      .map((row) => ({ type, name: String(row.values[nameColumn] ?? ''), outcome: 'kept' as const }));
  });
}
