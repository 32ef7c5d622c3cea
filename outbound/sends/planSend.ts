/**
 * Room outbound, sends. Freezes a send as data, without effects: the requests it will take, in order, each with the very
 * text that will be posted and a hash of it. For sends that fit into memory; `planBatches` makes the batches one by one.
 */
import type { ContactListItem } from '../contactList/contactListItem';
import { createBatchPlanner, type PlannedBatch, type PlanOptions } from './planBatches';

/** A whole plan in memory. Hashes are 64 lower-case hex digits. */
export interface SendPlan {
  readonly batches: readonly PlannedBatch[];
  readonly contactCount: number;
  /** SHA-256 over the outbound configuration and the batches' hashes in order. */
  readonly hash: string;
}

/** The items of a plan, in the order in which they are sent. */
export interface PlanInput extends PlanOptions {
  readonly items: readonly ContactListItem[];
}

/**
 * Cuts the items into batches, in order, losing and repeating nobody. Without items there is no batch.
 * @throws {BatchSizeInvalidError}
 * @throws {SlugReservedError} and {SlugRepeatedError} when an item cannot be written.
 * @throws {ContactOverSizeCapError} when an item fits into no request and `onExcluded` is absent.
 */
export function planSend({ items, ...options }: PlanInput): SendPlan {
  const planner = createBatchPlanner(options);
  const batches: PlannedBatch[] = [];
  for (const item of items) {
    const batch = planner.add(item);
    if (batch) batches.push(batch);
  }
  const last = planner.end();
  if (last) batches.push(last);
  const { contactCount, hash } = planner.totals();
  return { batches, contactCount, hash };
}
