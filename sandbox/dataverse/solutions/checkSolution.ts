/**
 * Room sandbox/dataverse, solutions. Everything that can be refused before a single row is written: version and mode,
 * dependencies, root components, lookups without relationship, and platform libraries that are not served.
 */
import type { EmbeddedDataverse, StoredRow } from '../contracts';
import { checkKeys } from './checkKeys';
import { checkPrivileges } from './checkPrivileges';
import { COMPONENT, isInEnvironment, isInPackage, isKept, typeName, type ComponentKey } from './components';
import {
  invalidCustomizations,
  managedOverUnmanaged,
  missingChoice,
  missingDependencies,
  olderVersion,
  otherPublisher,
  platformLibraryNotSupported,
  undeclaredRootComponent,
  unknownRootComponent,
  unmanagedOverManaged,
} from './faults';
import type { ImportWarning, RequiredComponent, RootComponent, SolutionPackage } from './solutionPackage';

/** Checks a package against the environment and gives what is said but does not stop the import. @throws {SolutionImportError} */
export function checkSolution(dataverse: EmbeddedDataverse, solution: SolutionPackage): ImportWarning[] {
  checkInstalled(dataverse, solution);
  for (const control of solution.controls) {
    const refused = control.platformLibraries.find((library) => !isServed(library.name, library.version));
    if (refused) throw platformLibraryNotSupported(control.name, refused.name, refused.version);
  }
  const unchecked = checkDependencies(dataverse, solution);
  const unknown = checkRoots(dataverse, solution);
  checkDeclared(solution);
  checkColumns(dataverse, solution);
  checkKeys(dataverse, solution);
  const foreign = checkPrivileges(dataverse, solution);
  return [...unchecked, ...unknown, ...foreign, ...unknownViewColumns(dataverse, solution)];
}

/** Row of the installed solution of that name. */
export const findSolution = (dataverse: EmbeddedDataverse, uniqueName: string): StoredRow | undefined =>
  dataverse.rows.findWhere('solution', { uniquename: uniqueName })[0];

/** Negative when the left version is lower. Missing numbers count as 0. */
export function compareVersions(left: string, right: string): number {
  const [leftParts, rightParts] = [left, right].map((version) => version.split('.').map(Number));
  for (let index = 0; index < 4; index += 1) {
    const difference = (leftParts?.[index] ?? 0) - (rightParts?.[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

function checkInstalled(dataverse: EmbeddedDataverse, { manifest }: SolutionPackage): void {
  const installed = findSolution(dataverse, manifest.uniqueName);
  if (!installed) return;
  const isManaged = installed.values.ismanaged === true;
  if (manifest.isManaged && !isManaged) throw managedOverUnmanaged();
  if (!manifest.isManaged && isManaged) throw unmanagedOverManaged();
  const publisher = installed.values.publisherid;
  const publisherRow =
    publisher && typeof publisher === 'object' && 'id' in publisher
      ? dataverse.rows.find('publisher', publisher.id)
      : undefined;
  const publisherName = String(publisherRow?.values.uniquename ?? '');
  if (publisherName.toLowerCase() !== manifest.publisher.uniqueName.toLowerCase()) {
    throw otherPublisher(manifest.uniqueName, publisherName, manifest.publisher.uniqueName);
  }
  const version = String(installed.values.version ?? '0');
  if (compareVersions(manifest.version, version) < 0)
    throw olderVersion(manifest.uniqueName, manifest.version, version);
}

/** React 16 and Fluent 8 are the libraries that the host of the sandbox provides to virtual controls. */
function isServed(name: string, version: string): boolean {
  const major = Number(version.split('.')[0]);
  return (name === 'React' && major === 16) || (name === 'Fluent' && major === 8);
}

function checkDependencies(dataverse: EmbeddedDataverse, solution: SolutionPackage): ImportWarning[] {
  const missing = new Set<string>();
  const warnings: ImportWarning[] = [];
  for (const required of solution.manifest.requiredComponents) {
    const type = Number(required.type);
    const from = required.solution === undefined ? '' : `, solution ${required.solution}`;
    if (!Number.isInteger(type) || !isKept(type) || isOtherProcess(dataverse, solution, { ...required, type })) {
      warnings.push({
        type: Number.isInteger(type) ? typeName(type) : required.type,
        name: nameOf(required),
        text: `The dependency is not checked: the sandbox keeps no components of this type${from}.`,
      });
    } else if (!isInEnvironment(dataverse, { ...required, type }) && !isInPackage(solution, { ...required, type })) {
      missing.add(`${nameOf(required)} (${typeName(type)}${from})`);
    }
  }
  for (const table of tablesNeeded(solution)) {
    if (!dataverse.metadata.table(table)) missing.add(`${table} (Entity)`);
  }
  if (missing.size > 0) throw missingDependencies(solution.manifest.uniqueName, [...missing]);
  return warnings;
}

/** A process that is nowhere may be one that is not kept: only cloud flows are. */
const isOtherProcess = (dataverse: EmbeddedDataverse, solution: SolutionPackage, key: ComponentKey): boolean =>
  key.type === COMPONENT.workflow && !isInEnvironment(dataverse, key) && !isInPackage(solution, key);

const nameOf = (required: RequiredComponent): string => {
  const own = required.schemaName ?? required.displayName ?? required.id ?? '';
  return required.parentSchemaName === undefined ? own : `${required.parentSchemaName}.${own}`;
};

/** Tables that the parts of a package build upon without bringing them. */
function tablesNeeded(solution: SolutionPackage): Set<string> {
  const own = new Set(solution.tables.filter((table) => table.definition).map((table) => table.logicalName));
  const needed = new Set<string>();
  for (const table of solution.tables) needed.add(table.logicalName);
  for (const relationship of solution.relationships) {
    needed.add(relationship.referencingTable);
    if (!isSystemOwner(relationship.referencedTable)) needed.add(relationship.referencedTable);
  }
  for (const { first, second } of solution.manyToMany) needed.add(first.table).add(second.table);
  for (const row of solution.rows) {
    const table = row.values.objecttypecode ?? row.values.returnedtypecode ?? row.values.entity;
    if (typeof table === 'string') needed.add(table);
  }
  for (const table of own) needed.delete(table);
  return needed;
}

/** The table of all owners: relationships to it are the platform's own business. */
export const isSystemOwner = (table: string): boolean => table === 'owner';

const rootName = (root: RootComponent): string => root.schemaName ?? `{${root.id ?? ''}}`;

function checkRoots(dataverse: EmbeddedDataverse, solution: SolutionPackage): ImportWarning[] {
  const warnings: ImportWarning[] = [];
  for (const root of solution.manifest.rootComponents) {
    const component = { type: typeName(root.type), name: rootName(root) };
    const isNotRun = [root.id, root.schemaName?.toLowerCase()].some(
      (key) => key !== undefined && solution.notRun.has(`${root.type}:${key}`),
    );
    if (isNotRun || isInPackage(solution, root)) continue;
    // A table that is only named (behavior 1 or 2) has to be there already.
    if (isKept(root.type)) {
      if (root.behavior !== 0 && isInEnvironment(dataverse, root)) continue;
      if (!isForForm(root) || !isInEnvironment(dataverse, root)) throw unknownRootComponent(component);
    } else {
      warnings.push({ ...component, text: 'The sandbox keeps no components of this type.' });
    }
  }
  return warnings;
}

/** Forms and views may be named as roots while another solution brings them. */
const isForForm = (root: RootComponent): boolean => root.type === COMPONENT.form || root.type === COMPONENT.view;

/** Types whose components each have to be a root of their own. */
const DECLARED_TYPES: Readonly<Record<string, number>> = {
  webresource: 61,
  sitemap: 62,
  appmodule: 80,
  role: 20,
  workflow: 29,
};

function checkDeclared(solution: SolutionPackage): void {
  const roots = solution.manifest.rootComponents;
  const declared = (type: number, name: string, id?: string): boolean =>
    roots.some((root) => root.type === type && (root.schemaName === name || (id !== undefined && root.id === id)));
  const demand = (type: number, name: string, id?: string): void => {
    if (!declared(type, name, id)) throw undeclaredRootComponent({ type: typeName(type), name });
  };
  for (const table of solution.tables) {
    const isDeclared = roots.some(
      (root) => root.type === COMPONENT.table && root.schemaName?.toLowerCase() === table.logicalName,
    );
    if (!isDeclared) throw undeclaredRootComponent({ type: typeName(COMPONENT.table), name: table.logicalName });
  }
  for (const choice of solution.choices) demand(COMPONENT.choice, choice.name);
  for (const control of solution.controls) demand(COMPONENT.control, control.name);
  for (const row of solution.rows) {
    const type = DECLARED_TYPES[row.table];
    if (type !== undefined) demand(type, row.name, row.id);
  }
}

/** Lookups that the platform relates by itself, without a relationship in the file. */
const SELF_RELATED = new Set(['createdonbehalfby', 'modifiedonbehalfby', 'ownerid']);

function checkColumns(dataverse: EmbeddedDataverse, solution: SolutionPackage): void {
  for (const table of solution.tables) {
    for (const column of table.columns) {
      const component = { type: 'Attribute', name: `${table.logicalName}.${column.logicalName}` };
      if (column.globalChoice !== undefined) {
        const key = { type: COMPONENT.choice, schemaName: column.globalChoice };
        if (!isInPackage(solution, key) && !isInEnvironment(dataverse, key))
          throw missingChoice(column.logicalName, column.globalChoice, component);
      }
      if ((column.type !== 'Lookup' && column.type !== 'Customer') || SELF_RELATED.has(column.logicalName)) continue;
      const isRelated = [...solution.relationships, ...dataverse.metadata.manyToOne(table.logicalName)].some(
        (relationship) =>
          relationship.referencingTable === table.logicalName && relationship.referencingColumn === column.logicalName,
      );
      if (!isRelated) {
        throw invalidCustomizations(
          `The attributes ${component.name} are missing their associated relationship definition.`,
          component,
        );
      }
    }
  }
}

/** Views that ask for columns nobody has would open empty or not at all. */
function unknownViewColumns(dataverse: EmbeddedDataverse, solution: SolutionPackage): ImportWarning[] {
  return solution.rows.flatMap((row) => {
    const table = row.values.returnedtypecode;
    if (row.table !== 'savedquery' || typeof table !== 'string') return [];
    const known = new Set([
      ...(dataverse.metadata.table(table)?.columns ?? []).map((column) => column.logicalName),
      ...(solution.tables.find((part) => part.logicalName === table)?.columns ?? []).map(
        (column) => column.logicalName,
      ),
    ]);
    const ownPart = String(row.values.fetchxml).replace(/<link-entity\b[\s\S]*?<\/link-entity>/g, '');
    const asked = [...ownPart.matchAll(/<attribute name="([^"]+)"/g)].map((match) => match[1] ?? '');
    const unknown = asked.filter((column) => !known.has(column));
    if (unknown.length === 0) return [];
    return [
      {
        type: row.type,
        name: row.name,
        text: `The view asks for columns that the table ${table} does not have: ${unknown.join(', ')}.`,
      },
    ];
  });
}
