/**
 * Room sandbox/dataverse, solutions. One package into the environment, in the caller's transaction: what was there before is
 * kept as the layer below, what lies above stays what everybody sees, and the package's own layers are written down.
 */
import type { EmbeddedDataverse } from '../contracts';
import type { OpenedDataverse } from '../open';
import { keepMessageFilters } from '../pipeline/steps/messageFilters';
import { applySolution, findComponent, isSame, type ComponentResult } from './applySolution';
import { findSolution } from './checkSolution';
import { typeName } from './components';
import { ACTIVE, SYSTEM, type Layers } from './layers';
import { currentPart, identityOf, keyOf, partsOf, type Part } from './parts';
import { planDefinitions } from './planDefinitions';
import { hasSameLabels } from './rowLabels';
import type { SolutionPackage } from './solutionPackage';

export interface ImportMode {
  /** A managed package takes the place of unmanaged customizations, too. */
  readonly overwritesUnmanaged: boolean;
  /** Beside the installed version, until it is promoted. */
  readonly isHolding: boolean;
}

/** Unique name of a holding solution. Source: Microsoft Learn, "Stage, upgrade, and delete patches or solutions" (inferred suffix). */
export const holdingName = (uniqueName: string): string => `${uniqueName}_Upgrade`;

/** @throws {HalfImportedError} when a component cannot be written */
export function importPackage(
  dataverse: OpenedDataverse,
  layers: Layers,
  solution: SolutionPackage,
  mode: ImportMode,
): ComponentResult[] {
  const { uniqueName, isManaged } = solution.manifest;
  const named = mode.isHolding ? holdingName(uniqueName) : uniqueName;
  const owner = isManaged ? named : ACTIVE;
  const plan = planDefinitions(dataverse, solution);
  const parts = partsOf(dataverse, solution, plan.definitions);
  keepWhatIsBelow(dataverse, layers, solution, parts);
  if (isManaged && mode.overwritesUnmanaged) for (const part of parts) layers.remove(ACTIVE, part);
  const covered = parts.filter((part) => isCovered(dataverse, layers, owner, part, mode));
  const visible = covered.length === 0 ? solution : withoutParts(dataverse, solution, new Set(covered.map(keyOf)));
  const { results, change } = covered.length === 0 ? plan : planDefinitions(dataverse, visible);
  if (change) dataverse.metadata.save(change);
  keepMessageFilters(dataverse);
  const outcomes = [...applySolution(dataverse, visible, named), ...results];
  const known = knownParts(layers, owner, uniqueName);
  const brought = new Set(parts.map(keyOf));
  for (const part of parts) layers.put(owner, part);
  return [
    ...outcomes,
    ...covered.map((part) => resultOf(part, 'covered')),
    ...known.filter((part) => !brought.has(keyOf(part))).map((part) => resultOf(part, 'kept')),
  ];
}

function resultOf(part: Part, outcome: ComponentResult['outcome']): ComponentResult {
  const { type, label } = identityOf(part);
  return { type: typeName(type), name: label, outcome };
}

/** What an earlier version brought. Unmanaged solutions share one layer: their rows say which of them wrote last. */
const knownParts = (layers: Layers, owner: string, uniqueName: string): Part[] =>
  layers
    .ofOwner(owner)
    .filter((part) => owner !== ACTIVE || (part.kind === 'row' && part.content.values.solutionname === uniqueName));

/** Components without any layer that are there already are Microsoft's, or those of a database from before layers were kept. */
function keepWhatIsBelow(
  dataverse: EmbeddedDataverse,
  layers: Layers,
  { manifest, tables }: SolutionPackage,
  parts: readonly Part[],
): void {
  const isInstalled = findSolution(dataverse, manifest.uniqueName) !== undefined;
  const prefix = `${manifest.publisher.prefix.toLowerCase()}_`;
  const own = new Set(tables.filter((table) => table.definition).map((table) => table.logicalName));
  for (const part of parts) {
    if (layers.of(part.kind, part.name).length > 0) continue;
    const current = currentPart(dataverse, part);
    if (!current) continue;
    // A lookup without relationship has an implied one, which goes with its table.
    if (current.kind === 'relationship' && own.has(current.content.referencingTable)) continue;
    if (isInstalled && isOwn(current, manifest.uniqueName, prefix)) continue;
    layers.put(SYSTEM, current);
  }
}

function isOwn(part: Part, uniqueName: string, prefix: string): boolean {
  if (part.kind === 'row') return part.content.values.solutionname === uniqueName;
  if (part.kind === 'control') return part.content.from.uniqueName === uniqueName;
  return part.name.toLowerCase().includes(prefix);
}

/** Is there a layer above the one that is about to be written? */
function isCovered(
  dataverse: EmbeddedDataverse,
  layers: Layers,
  owner: string,
  part: Part,
  { overwritesUnmanaged }: ImportMode,
): boolean {
  if (owner === ACTIVE) return false;
  const all = layers.of(part.kind, part.name);
  const own = all.findIndex((layer) => layer.owner === owner);
  const above = own < 0 ? all.filter((layer) => layer.owner === ACTIVE) : all.slice(own + 1);
  if (above.length > 0) return true;
  const top = all.at(-1);
  if (overwritesUnmanaged || !top || top.owner === SYSTEM || part.kind !== 'row' || top.part.kind !== 'row')
    return false;
  // Somebody has changed the row itself: an unmanaged customization that no import has brought.
  const current = currentPart(dataverse, top.part);
  if (current?.kind !== 'row' || hasSameValues(current, top.part)) return false;
  layers.put(ACTIVE, current);
  return true;
}

const hasSameValues = (current: Extract<Part, { kind: 'row' }>, kept: Extract<Part, { kind: 'row' }>): boolean =>
  Object.entries(kept.content.values).every(([column, value]) => isSame(current.content.values[column], value)) &&
  (kept.content.labels === undefined || hasSameLabels(current.content.labels ?? {}, kept.content.labels));

/** The package without components that are covered. */
function withoutParts(
  dataverse: EmbeddedDataverse,
  solution: SolutionPackage,
  covered: ReadonlySet<string>,
): SolutionPackage {
  const has = (kind: Part['kind'], name: string): boolean => covered.has(keyOf({ kind, name }));
  return {
    ...solution,
    tables: solution.tables.map((table) => ({
      ...table,
      ...(has('table', table.logicalName) ? { definition: undefined } : {}),
      columns: table.columns.filter((one) => !has('column', `${table.logicalName}.${one.logicalName}`)),
      keys: table.keys.filter((one) => !has('key', `${table.logicalName}.${one.logicalName}`)),
    })),
    relationships: solution.relationships.filter((one) => !has('relationship', one.schemaName)),
    manyToMany: solution.manyToMany.filter((one) => !has('manytomany', one.schemaName)),
    choices: solution.choices.filter((one) => !has('choice', one.name)),
    controls: solution.controls.filter((one) => !has('control', one.name)),
    rows: solution.rows.filter((row) => !has('row', `${row.table}/${findComponent(dataverse, row)?.id ?? row.id}`)),
  };
}
