/**
 * Room sandbox/dataverse, solutions. What deleting the row of a solution means. A managed solution goes with everything that
 * nobody else brings too, unless others need it; an unmanaged one is only a list, and its components stay.
 * Source: Microsoft Learn, "Uninstall or delete a solution".
 */
import type { Guid, StoredRow } from '../contracts';
import { DataverseError, missingArgument } from '../errors';
import type { OpenedDataverse } from '../open';
import { toStableId } from '../platform/ids';
import { findSolution } from './checkSolution';
import { describeDependency, findDependencies, type Dependency } from './dependencies';
import { holdingName } from './importPackage';
import type { Layers } from './layers';
import { partsThatGo, removeParts } from './removeParts';

/** Registers what happens when a row of `solution` is deleted, whoever does it. */
export function registerUninstall(dataverse: OpenedDataverse, layers: Layers): void {
  dataverse.registerTableEvent({
    table: 'solution',
    message: 'Delete',
    stage: 'before',
    handle: ({ before }) => {
      if (before?.values.ismanaged === true) uninstall(dataverse, layers, String(before.values.uniquename));
    },
  });
  dataverse.registerTableEvent({
    table: 'solution',
    message: 'Delete',
    stage: 'after',
    handle: ({ before }) => forgetPublisher(dataverse, before),
  });
}

/** What stands in the way of uninstalling a managed solution. @throws {DataverseError} when there is no such solution */
export function dependenciesForUninstall(dataverse: OpenedDataverse, layers: Layers, uniqueName: string): Dependency[] {
  requireManaged(dataverse, uniqueName);
  return findDependencies(dataverse, layers, partsThatGo(layers, uniqueName, layers.ofOwner(uniqueName)));
}

/** The row of an installed managed solution. @throws {DataverseError} when there is none of that name */
export function requireManaged(dataverse: OpenedDataverse, uniqueName: string): StoredRow {
  const row = findSolution(dataverse, uniqueName);
  if (!row) throw missingArgument(`There is no solution with the unique name '${uniqueName}'.`);
  if (row.values.ismanaged !== true) throw missingArgument(`The solution '${uniqueName}' is not managed.`);
  return row;
}

/** @throws {DataverseError} 0x8004F01D with the list when other components need what would be deleted */
function uninstall(dataverse: OpenedDataverse, layers: Layers, uniqueName: string): void {
  if (findSolution(dataverse, holdingName(uniqueName))) {
    throw new DataverseError(
      400,
      '0x8004F01D',
      `The solution ${uniqueName} cannot be uninstalled: ${holdingName(uniqueName)} is waiting to take its place. Promote or uninstall that one first.`,
    );
  }
  const parts = layers.ofOwner(uniqueName);
  assertFree(findDependencies(dataverse, layers, partsThatGo(layers, uniqueName, parts)));
  removeParts(dataverse, layers, uniqueName, parts);
}

/**
 * Code and first sentence as the platform has them; the list after it is the sandbox's own wording.
 * Source: Microsoft Learn, "Web service error codes", CannotUninstallWithDependencies.
 * @throws {DataverseError} when there is any dependency
 */
export function assertFree(dependencies: readonly Dependency[]): void {
  if (dependencies.length === 0) return;
  const list = dependencies.map(describeDependency).join('; ');
  throw new DataverseError(
    400,
    '0x8004F01D',
    `Solution dependencies exist, cannot uninstall. DependencyCount : ${dependencies.length}. ${list}.`,
  );
}

/** Differs from the platform: a publisher that came with a solution goes with its last one (the platform's rule is not published). */
function forgetPublisher(dataverse: OpenedDataverse, solution: StoredRow | undefined): void {
  const publisher = solution?.values.publisherid as { id: Guid } | null | undefined;
  if (!publisher || dataverse.rows.findWhere('solution', { publisherid: publisher.id }).length > 0) return;
  const row = dataverse.rows.find('publisher', publisher.id);
  if (row?.id === toStableId(`publisher/${String(row?.values.uniquename).toLowerCase()}`)) {
    dataverse.rows.delete('publisher', row.id);
  }
}
