/**
 * Room sandbox/dataverse, solutions. The components of a package one by one, as they are kept in layers: a table without its
 * columns, each column, key, relationship, choice, component row and control.
 */
import type { EmbeddedDataverse, Row, RowLabels } from '../contracts';
import type { AlternateKey, Choice, Column, ManyToMany, Relationship, Table } from '../model';
import { metadataId } from '../metadata/metadataId';
import { findComponent, provenance, type Provenance } from './applySolution';
import { COMPONENT } from './components';
import type { PlannedDefinitions } from './planDefinitions';
import type { ControlPart, SolutionPackage } from './solutionPackage';

/** What a control is without its files in a map, so that it can be kept as JSON. */
export type KeptControl = Omit<ControlPart, 'files'> & {
  readonly files: readonly (readonly [string, string])[];
  readonly from: Provenance;
};

/** One component. `name` is unique within its kind: `table`, `table.column`, a schema name, `<component table>/<id>`. */
export type Part =
  | { readonly kind: 'table'; readonly name: string; readonly content: Omit<Table, 'columns' | 'keys'> }
  | { readonly kind: 'column'; readonly name: string; readonly table: string; readonly content: Column }
  | { readonly kind: 'key'; readonly name: string; readonly table: string; readonly content: AlternateKey }
  | { readonly kind: 'relationship'; readonly name: string; readonly content: Relationship }
  | { readonly kind: 'manytomany'; readonly name: string; readonly content: ManyToMany }
  | { readonly kind: 'choice'; readonly name: string; readonly content: Choice }
  | { readonly kind: 'row'; readonly name: string; readonly content: KeptRow }
  | { readonly kind: 'control'; readonly name: string; readonly content: KeptControl };

export interface KeptRow {
  readonly table: string;
  readonly id: string;
  readonly type: string;
  readonly label: string;
  readonly values: Row;
  /** Texts in other languages. Absent in layers of a database from before they were kept. */
  readonly labels?: RowLabels;
}

export const keyOf = ({ kind, name }: Pick<Part, 'kind' | 'name'>): string => `${kind} ${name}`;

/** Every component of a package, rows under the id that they have or will have in the environment. */
export function partsOf(
  dataverse: EmbeddedDataverse,
  solution: SolutionPackage,
  definitions: PlannedDefinitions,
): Part[] {
  const parts: Part[] = [];
  for (const { table, isWhole } of definitions.tables) {
    const { columns, keys, logicalName: name } = table;
    if (isWhole) parts.push({ kind: 'table', name, content: frameOf(table) });
    for (const one of columns)
      parts.push({ kind: 'column', name: `${name}.${one.logicalName}`, table: name, content: one });
    for (const one of keys) parts.push({ kind: 'key', name: `${name}.${one.logicalName}`, table: name, content: one });
  }
  for (const one of definitions.relationships) parts.push({ kind: 'relationship', name: one.schemaName, content: one });
  for (const one of definitions.manyToMany) parts.push({ kind: 'manytomany', name: one.schemaName, content: one });
  for (const one of solution.choices) parts.push({ kind: 'choice', name: one.name, content: one });
  for (const row of solution.rows) {
    const id = findComponent(dataverse, row)?.id ?? row.id;
    const values = { ...row.values, ...row.references, ...provenance(dataverse, row.table, solution.manifest) };
    const content = { table: row.table, id, type: row.type, label: row.name, values, labels: row.labels ?? {} };
    parts.push({ kind: 'row', name: `${row.table}/${id}`, content });
  }
  const { uniqueName, isManaged } = solution.manifest;
  for (const control of solution.controls) {
    const content = { ...control, files: [...control.files], from: { uniqueName, isManaged } };
    parts.push({ kind: 'control', name: control.name, content });
  }
  return parts;
}

/** A table without what hangs on it. */
function frameOf(table: Table): Omit<Table, 'columns' | 'keys'> {
  const frame: Partial<Table> = { ...table };
  delete (frame as { columns?: unknown }).columns;
  delete (frame as { keys?: unknown }).keys;
  return frame as Omit<Table, 'columns' | 'keys'>;
}

/** The component as the environment has it now; `undefined` when it is not there. */
export function currentPart(dataverse: EmbeddedDataverse, part: Part): Part | undefined {
  const { metadata, rows } = dataverse;
  switch (part.kind) {
    case 'table': {
      const table = metadata.table(part.name);
      if (!table) return undefined;
      return { ...part, content: frameOf(table) };
    }
    case 'column': {
      const column = metadata.table(part.table)?.columns.find((one) => one.logicalName === part.content.logicalName);
      return column && { ...part, content: column };
    }
    case 'key': {
      const key = metadata.table(part.table)?.keys.find((one) => one.logicalName === part.content.logicalName);
      return key && { ...part, content: key };
    }
    case 'relationship': {
      const relationship = metadata.relationship(part.name);
      return relationship && { ...part, content: relationship };
    }
    case 'manytomany': {
      const crossing = metadata.manyToMany().find((one) => one.schemaName === part.name);
      return crossing && { ...part, content: crossing };
    }
    case 'choice': {
      const choice = metadata.choice(part.name);
      return choice && { ...part, content: choice };
    }
    case 'row': {
      const row = rows.find(part.content.table, part.content.id);
      if (!row) return undefined;
      const values = Object.fromEntries(
        Object.keys(part.content.values).map((column) => [column, row.values[column] ?? null]),
      );
      const labels = dataverse.labels.of(part.content.table, row.id);
      return { ...part, content: { ...part.content, values, labels } };
    }
    case 'control':
      return currentControl(dataverse, part);
  }
}

function currentControl(dataverse: EmbeddedDataverse, part: Extract<Part, { kind: 'control' }>): Part | undefined {
  const row = dataverse.rows.findWhere('customcontrol', { name: part.name })[0];
  if (!row) return undefined;
  const files = dataverse.rows
    .findWhere('customcontrolresource', { customcontrolid: row.id })
    .map((file) => [String(file.values.name), String(file.values.content)] as const);
  const text = (column: string): string => String(row.values[column] ?? '');
  const content = {
    ...part.content,
    version: text('version'),
    manifest: text('manifest'),
    dataTypes: text('compatibledatatypes'),
    files,
    from: { uniqueName: text('solutionname'), isManaged: row.values.ismanaged === true },
  };
  return { ...part, content };
}

/** Component types by kind, and for rows by table. */
const KIND_TYPES = {
  table: COMPONENT.table,
  column: COMPONENT.column,
  key: COMPONENT.key,
  relationship: COMPONENT.relationship,
  manytomany: COMPONENT.relationship,
  choice: COMPONENT.choice,
  control: COMPONENT.control,
} as const;

const ROW_TYPES: Readonly<Record<string, number>> = {
  role: COMPONENT.role,
  workflow: COMPONENT.workflow,
  savedquery: COMPONENT.view,
  savedqueryvisualization: COMPONENT.chart,
  systemform: COMPONENT.form,
  webresource: COMPONENT.webResource,
  sitemap: COMPONENT.siteMap,
  appmodule: COMPONENT.app,
  ribboncustomization: COMPONENT.applicationRibbon,
  environmentvariabledefinition: COMPONENT.environmentVariable,
  sdkmessageprocessingstep: COMPONENT.step,
  serviceendpoint: COMPONENT.serviceEndpoint,
};

/** How solutions number, name and identify a component. */
export interface PartIdentity {
  readonly type: number;
  readonly label: string;
  readonly id: string;
}

export function identityOf(part: Part): PartIdentity {
  if (part.kind === 'row') {
    return { type: ROW_TYPES[part.content.table] ?? 0, label: part.content.label, id: part.content.id };
  }
  const names =
    part.kind === 'column'
      ? ['attribute', part.table, part.content.logicalName]
      : part.kind === 'key'
        ? ['key', part.table, part.content.logicalName]
        : [part.kind === 'manytomany' ? 'relationship' : part.kind, part.name];
  return { type: KIND_TYPES[part.kind], label: part.name, id: metadataId(...names) };
}
