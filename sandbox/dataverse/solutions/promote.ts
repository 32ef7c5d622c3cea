/**
 * Room sandbox/dataverse, solutions. The second half of an upgrade: the installed version goes, the holding solution takes its
 * name, and what the newer version no longer has is deleted. Rows of tables that both versions have are not touched.
 * Source: Microsoft Learn, "DeleteAndPromoteRequest Class", remarks.
 */
import type { Guid } from '../contracts';
import { missingArgument } from '../errors';
import type { OpenedDataverse } from '../open';
import { findSolution } from './checkSolution';
import { findDependencies } from './dependencies';
import { holdingName } from './importPackage';
import { SYSTEM, type Layers } from './layers';
import { identityOf, keyOf, type PartIdentity } from './parts';
import { partsThatGo, removeParts, showTop } from './removeParts';
import { assertFree, requireManaged } from './uninstall';

export interface Promotion {
  readonly solutionId: Guid;
  /** Components of the older version that are gone. */
  readonly deleted: readonly PartIdentity[];
}

/**
 * Call inside a transaction.
 * @throws {DataverseError} when one of the two versions is missing, or others need what would be deleted
 */
export function promoteSolution(dataverse: OpenedDataverse, layers: Layers, uniqueName: string): Promotion {
  const { rows } = dataverse;
  const installed = requireManaged(dataverse, uniqueName);
  const holding = findSolution(dataverse, holdingName(uniqueName));
  if (!holding)
    throw missingArgument(`No newer version of '${uniqueName}' is staged: import one with HoldingSolution first.`);
  const owner = holdingName(uniqueName);
  const next = layers.ofOwner(owner);
  const staying = new Set(next.map(keyOf));
  const dropped = layers.ofOwner(uniqueName).filter((part) => !staying.has(keyOf(part)));
  assertFree(findDependencies(dataverse, layers, partsThatGo(layers, uniqueName, dropped)));
  const deleted = removeParts(dataverse, layers, uniqueName, dropped);
  layers.rename(owner, uniqueName);
  // Solutions that were installed after the older version lie above the newer one again.
  for (const part of next) {
    const top = layers.of(part.kind, part.name).at(-1);
    if (top && top.owner !== uniqueName && top.owner !== SYSTEM) showTop(dataverse, layers, part);
  }
  const { version, friendlyname, description } = holding.values;
  rows.update('solution', installed.id, {
    version,
    friendlyname,
    description,
    updatedon: dataverse.clock().toISOString(),
  });
  dataverse.labels.replace('solution', installed.id, dataverse.labels.of('solution', holding.id));
  rows.delete('solution', holding.id);
  return { solutionId: installed.id, deleted: deleted.map(identityOf) };
}
