/**
 * Room sandbox/dataverse, solutions. What a package changes in the definitions: new tables, added columns, choices and
 * relationships, as one change for the metadata service, with the outcome of every table and choice.
 */
import type { EmbeddedDataverse, MetadataService } from '../contracts';
import { FIRST_CUSTOM_TYPE_CODE } from '../metadata/manyToMany';
import type { Column, ManyToMany, Relationship, Table } from '../model';
import { ACTIVITY_POINTER } from '../rows/activities';
import type { ComponentResult } from './applySolution';
import { isSystemOwner } from './checkSolution';
import { impliedActivityRelationships } from './readRelationships';
import type { SolutionPackage, TablePart } from './solutionPackage';

export interface DefinitionPlan {
  readonly results: readonly ComponentResult[];
  /** Everything that the package says, changed or not. */
  readonly definitions: PlannedDefinitions;
  /** Absent when the environment knows everything already. */
  readonly change?: Parameters<MetadataService['save']>[0];
}

export interface PlannedDefinitions {
  /** With the package's own columns and keys only; `isWhole` when it brings the table itself too. */
  readonly tables: readonly { readonly table: Table; readonly isWhole: boolean }[];
  readonly relationships: readonly Relationship[];
  readonly manyToMany: readonly ManyToMany[];
}

/** Pure: saves nothing. */
export function planDefinitions(dataverse: EmbeddedDataverse, solution: SolutionPackage): DefinitionPlan {
  const { metadata } = dataverse;
  // Ownership is the platform's own: one relationship a user or team, whatever the file calls it.
  const declared = solution.relationships.filter((one) => !isSystemOwner(one.referencedTable));
  const activities = metadata.tables().filter((table) => table.isActivity || table.logicalName === ACTIVITY_POINTER);
  const newActivities = solution.tables
    .filter((part) => part.definition?.isActivity && !metadata.table(part.logicalName))
    .map((part) => toTable(part, declared, 0));
  const implied = impliedActivityRelationships(solution.tables, [...activities, ...newActivities]);
  const relationships = [
    ...declared,
    ...implied.filter((one) => !declared.some((known) => known.schemaName === one.schemaName)),
  ];

  let typeCode = Math.max(FIRST_CUSTOM_TYPE_CODE - 1, ...metadata.tables().map((table) => table.objectTypeCode));
  const results: ComponentResult[] = [];
  const planned: { table: Table; isWhole: boolean }[] = [];
  const tables = solution.tables.flatMap((part) => {
    const known = metadata.table(part.logicalName);
    if (!known) typeCode += 1;
    const table = known ? extend(known, part, declared) : toTable(part, declared, typeCode);
    const outcome = !known ? 'created' : isUnchanged(known, table) ? 'unchanged' : 'updated';
    results.push({ type: 'Entity', name: part.logicalName, outcome });
    planned.push({ table, isWhole: part.definition !== undefined });
    return outcome === 'unchanged' ? [] : [table];
  });
  const changedChoices = solution.choices.filter(
    (choice) => JSON.stringify(metadata.choice(choice.name)) !== JSON.stringify(choice),
  );
  for (const choice of solution.choices) {
    const outcome = !metadata.choice(choice.name)
      ? 'created'
      : changedChoices.includes(choice)
        ? 'updated'
        : 'unchanged';
    results.push({ type: 'Option Set', name: choice.name, outcome });
  }
  const changedRelationships = relationships.filter(
    (one) => JSON.stringify(metadata.relationship(one.schemaName)) !== JSON.stringify(one),
  );
  const changedManyToMany = solution.manyToMany.filter((one) => {
    const known = metadata.manyToMany().find(({ schemaName }) => schemaName === one.schemaName);
    return JSON.stringify(known) !== JSON.stringify(one);
  });
  const definitions = { tables: planned, relationships, manyToMany: solution.manyToMany };
  const changed = [tables, changedChoices, changedRelationships, changedManyToMany];
  if (changed.every((one) => one.length === 0)) return { results, definitions };
  const change = {
    tables,
    choices: changedChoices,
    relationships: changedRelationships,
    manyToMany: changedManyToMany,
  };
  return { results, definitions, change };
}

const withTargets = (table: string, columns: readonly Column[], relationships: readonly Relationship[]): Column[] =>
  columns.map((column) => {
    const targets = relationships
      .filter((one) => one.referencingTable === table && one.referencingColumn === column.logicalName)
      .map((one) => one.referencedTable);
    if (targets.length > 0) return { ...column, targets };
    return column.logicalName.endsWith('onbehalfby') ? { ...column, targets: ['systemuser'] } : column;
  });

/** @throws {TypeError} when the part has no definition: the checks refuse that earlier. */
function toTable(part: TablePart, relationships: readonly Relationship[], objectTypeCode: number): Table {
  if (!part.definition) throw new TypeError(`The table ${part.logicalName} is neither defined nor known.`);
  return {
    ...part.definition,
    objectTypeCode,
    columns: withTargets(part.logicalName, part.columns, relationships),
    keys: part.keys,
  };
}

function extend(known: Table, part: TablePart, relationships: readonly Relationship[]): Table {
  const columns = withTargets(part.logicalName, part.columns, relationships);
  return { ...known, ...part.definition, objectTypeCode: known.objectTypeCode, columns, keys: part.keys };
}

/** Would saving the table change what is known of it? */
function isUnchanged(known: Table, change: Table): boolean {
  const columns = new Map(known.columns.map((column) => [column.logicalName, column]));
  const sameColumns = change.columns.every((column) => {
    const before = columns.get(column.logicalName);
    return before !== undefined && canonical({ ...before, ...column, targets: before.targets }) === canonical(before);
  });
  const newKey = change.keys.some(
    (key) => !known.keys.some((before) => JSON.stringify(before) === JSON.stringify(key)),
  );
  const frame = (table: Table): string => canonical({ ...table, columns: [], keys: [] });
  return sameColumns && !newKey && frame(known) === frame(change);
}

const canonical = (value: object): string =>
  JSON.stringify(
    Object.fromEntries(
      Object.entries(value)
        .filter(([, one]) => one !== undefined)
        .sort(([left], [right]) => (left < right ? -1 : 1)),
    ),
  );
