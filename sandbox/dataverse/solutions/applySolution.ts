/**
 * Room sandbox/dataverse, solutions. Writes the rows of a checked package, in the caller's transaction. A component that is
 * there already with the same content is left as it is.
 */
import type { ColumnValue, EmbeddedDataverse, Guid, Row, RowLabels, StoredRow } from '../contracts';
import { toStableId } from '../platform/ids';
import { findSolution } from './checkSolution';
import { HalfImportedError, type ComponentName } from './faults';
import { hasSameLabels, writeRowLabels } from './rowLabels';
import type { ComponentRow, ControlPart, SolutionManifest, SolutionPackage } from './solutionPackage';

/** `covered`: a layer above stays what everybody sees. `kept`: the newer version no longer has it. `deleted`: an upgrade took it away. `unprocessed`: the import stopped before. */
export type ComponentOutcome = 'created' | 'updated' | 'unchanged' | 'covered' | 'kept' | 'deleted' | 'unprocessed';

/** What became of one component. */
export interface ComponentResult extends ComponentName {
  readonly outcome: ComponentOutcome;
}

/**
 * Call inside a transaction. Any error leaves it to the caller to roll back.
 * @param named the solution's row: its own name, or that of a holding solution
 * @throws {HalfImportedError} with the component at fault and what had been written before it
 */
export function applySolution(
  dataverse: EmbeddedDataverse,
  solution: SolutionPackage,
  named: string,
): ComponentResult[] {
  const results: ComponentResult[] = [];
  const steps: readonly (readonly [ComponentName, () => ComponentResult])[] = [
    [{ type: 'Solution', name: named }, () => writeSolution(dataverse, solution.manifest, named)],
    ...solution.rows.map((row) => [row, () => writeComponent(dataverse, solution, row)] as const),
    ...solution.controls.map(
      (control) =>
        [
          { type: 'Custom Control', name: control.name },
          () => writeControl(dataverse, solution.manifest, control),
        ] as const,
    ),
  ];
  steps.forEach(([{ type, name }, write], index) => {
    try {
      results.push(write());
    } catch (cause) {
      const left = steps
        .slice(index + 1)
        .map(([one]) => ({ type: one.type, name: one.name, outcome: 'unprocessed' as const }));
      throw new HalfImportedError({ type, name }, [...results, ...left], { cause });
    }
  });
  for (const [name, value] of solution.environmentVariableValues) writeVariableValue(dataverse, name, value);
  return results;
}

type Values = ComponentRow['values'];

export const isSame = (stored: ColumnValue | undefined, value: ColumnValue | undefined): boolean => {
  const [left, right] = [stored, value].map((one) => (one === undefined || one === '' ? null : one));
  return JSON.stringify(left) === JSON.stringify(right);
};

/** Creates the row, or changes the columns that differ. @param labels absent: those of the row stay */
export function writeRow(
  dataverse: EmbeddedDataverse,
  table: string,
  id: Guid,
  values: Row,
  before = dataverse.rows.find(table, id),
  labels?: RowLabels,
): ComponentOutcome {
  if (!before) {
    const primaryId = dataverse.metadata.table(table)?.primaryId ?? `${table}id`;
    dataverse.rows.create(table, { ...values, [primaryId]: id });
    if (labels) writeRowLabels(dataverse, table, id, labels);
    return 'created';
  }
  const changed = Object.entries(values).filter(
    ([column, value]) => value !== undefined && !isSame(before.values[column], value),
  );
  const newLabels = labels && !hasSameLabels(dataverse.labels.of(table, before.id), labels) ? labels : undefined;
  if (changed.length === 0 && !newLabels) return 'unchanged';
  dataverse.rows.update(table, before.id, Object.fromEntries(changed));
  if (newLabels) writeRowLabels(dataverse, table, before.id, newLabels);
  return 'updated';
}

function writeSolution(dataverse: EmbeddedDataverse, manifest: SolutionManifest, named: string): ComponentResult {
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
  const known = findSolution(dataverse, named);
  const id = known?.id ?? toStableId(`solution/${named.toLowerCase()}`);
  const now = dataverse.clock().toISOString();
  const outcome = writeRow(
    dataverse,
    'solution',
    id,
    {
      uniquename: named,
      friendlyname: manifest.friendlyName,
      description: manifest.description ?? null,
      version: manifest.version,
      ismanaged: manifest.isManaged,
      publisherid: { table: 'publisher', id: publisherId },
      ...(known ? {} : { installedon: now, isvisible: true }),
    },
    known,
    manifest.labels,
  );
  if (outcome !== 'unchanged') dataverse.rows.update('solution', id, { updatedon: now });
  return { type: 'Solution', name: named, outcome };
}

/** What component rows say about where they come from. */
export type Provenance = Pick<SolutionManifest, 'uniqueName' | 'isManaged'>;

/** Columns that say which solution wrote the component last, where its table has them. */
export function provenance(dataverse: EmbeddedDataverse, table: string, manifest: Provenance): Values {
  const columns = new Set(dataverse.metadata.table(table)?.columns.map((column) => column.logicalName));
  return {
    ...(columns.has('solutionname') ? { solutionname: manifest.uniqueName } : {}),
    ...(columns.has('ismanaged') ? { ismanaged: manifest.isManaged } : {}),
  };
}

/** The row of a component: by its id, or by its name where names are unique. */
export function findComponent(dataverse: EmbeddedDataverse, row: ComponentRow): StoredRow | undefined {
  const byId = dataverse.rows.find(row.table, row.id);
  if (byId || row.uniqueColumn === undefined) return byId;
  return dataverse.rows.findWhere(row.table, { [row.uniqueColumn]: row.name })[0];
}

function writeComponent(dataverse: EmbeddedDataverse, solution: SolutionPackage, row: ComponentRow): ComponentResult {
  const values = { ...row.values, ...row.references, ...provenance(dataverse, row.table, solution.manifest) };
  const known = findComponent(dataverse, row);
  const written = known ? values : { ...values, ...row.initialValues };
  const outcome = writeRow(dataverse, row.table, row.id, written, known, row.labels);
  return { type: row.type, name: row.name, outcome };
}

/** Writes a control with all its files. */
export function writeControl(dataverse: EmbeddedDataverse, from: Provenance, control: ControlPart): ComponentResult {
  const known = dataverse.rows.findWhere('customcontrol', { name: control.name })[0];
  const id = known?.id ?? toStableId(`customcontrol/${control.name}`);
  const values = {
    name: control.name,
    version: control.version,
    manifest: control.manifest,
    compatibledatatypes: control.dataTypes,
    ...provenance(dataverse, 'customcontrol', from),
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
