/** Room sandbox/flows. The order that `runAfter` gives the actions of one container. */
import type { ActionStatus } from '../contracts';
import type { FlowValue } from '../expressions';
import { isArray, isObject } from '../expressions';
import { FlowShapeError, RunAfterCycleError, RunAfterNotSiblingError } from './errors';
import type { ActionContainer, ActionNode, RunAfter } from './model';

const STATUSES: ReadonlyMap<string, ActionStatus> = new Map<string, ActionStatus>([
  ['succeeded', 'Succeeded'],
  ['failed', 'Failed'],
  ['skipped', 'Skipped'],
  ['timedout', 'TimedOut'],
]);

function readStatuses(action: string, value: FlowValue): ActionStatus[] {
  const statuses = isArray(value)
    ? value.map((status) => (typeof status === 'string' ? STATUSES.get(status.toLowerCase()) : undefined))
    : [];
  if (statuses.length === 0 || statuses.includes(undefined)) {
    throw new FlowShapeError(action, "'runAfter' must list Succeeded, Failed, Skipped or TimedOut for each action");
  }
  return statuses as ActionStatus[];
}

/** @throws {FlowShapeError} */
export function readRunAfter(action: string, value: FlowValue | undefined): RunAfter[] {
  if (value === undefined) return [];
  if (!isObject(value)) throw new FlowShapeError(action, "'runAfter' must be an object");
  return Object.entries(value).map(([target, statuses]) => ({
    action: target,
    statuses: readStatuses(action, statuses),
  }));
}

/**
 * Puts every action behind those it runs after; the order of the definition decides otherwise.
 * @throws {RunAfterNotSiblingError} @throws {RunAfterCycleError}
 */
export function orderActions(nodes: readonly ActionNode[]): ActionContainer {
  const byName = new Map(nodes.map((node) => [node.name, node]));
  const waitedFor = new Set<string>();
  for (const { name, runAfter } of nodes) {
    for (const { action } of runAfter) {
      if (!byName.has(action)) throw new RunAfterNotSiblingError(name, action);
      waitedFor.add(action);
    }
  }
  const ordered = new Set<ActionNode>();
  let open = [...nodes];
  while (open.length > 0) {
    const still = open.filter((node) => {
      const isReady = node.runAfter.every(({ action }) => ordered.has(byName.get(action) ?? node));
      if (isReady) ordered.add(node);
      return !isReady;
    });
    if (still.length === open.length) throw new RunAfterCycleError(still.map(({ name }) => name));
    open = still;
  }
  return { actions: [...ordered], leaves: nodes.filter(({ name }) => !waitedFor.has(name)) };
}
