/**
 * Room outbound, sends. Cuts contact list items into requests one batch at a time, so that a send of a million recipients never
 * sits in memory. The same items give the same bytes and hashes on every machine and in every time zone: no clock, no locale,
 * no random number takes part.
 */
import { sha256 } from '@noble/hashes/sha2';
import { bytesToHex } from '@noble/hashes/utils';
import type { ContactListItem } from '../contactList/contactListItem';
import {
  ContactOverSizeCapError,
  isOverSizeCap,
  postedLength,
  RequestRoom,
  type OverSizeExclusion,
} from '../contactList/sizeCap';
import { contactWriter, joinContacts } from '../contactList/wire';
import { OutboundError } from '../errors';

/** Contacts one request may carry. Source: Microsoft Learn, "Configure outbound messaging", closing note (2025-03). */
export const MAX_CONTACTS_PER_REQUEST = 100;

/** One request of a plan, with the very text that is posted. */
export interface PlannedBatch {
  /** From 0, in sending order. */
  readonly index: number;
  readonly items: readonly ContactListItem[];
  readonly contactCount: number;
  /** JSON text of the contact list; the body it is posted in stays under `REQUEST_TEXT_CAP` UTF-16 units. */
  readonly contactList: string;
  /** SHA-256 of `contactList` in UTF-8, 64 hex digits. */
  readonly hash: string;
}

/** What is known of a plan when its last batch has been made. */
export interface PlanTotals {
  readonly batchCount: number;
  readonly contactCount: number;
  /** SHA-256 over the outbound configuration and the batches' hashes in order, 64 hex digits. */
  readonly hash: string;
}

/** What a plan has in common for all its batches. */
export interface PlanOptions {
  readonly outboundConfigurationId: string;
  /** Contacts in one batch at most; a batch gets fewer where the size cap needs it. @default 100 */
  readonly batchSize?: number;
  /** Takes note of a contact that fits into no request; it is left out. @default such a contact ends the plan with an error */
  readonly onExcluded?: (exclusion: OverSizeExclusion) => void;
}

/** Less than one contact a request, or more than the platform takes. */
export class BatchSizeInvalidError extends OutboundError {
  override readonly name = 'BatchSizeInvalidError';
  readonly code = 'batch-size-invalid';
  constructor(readonly size: number) {
    super(`A batch has to hold 1 to ${MAX_CONTACTS_PER_REQUEST} contacts, not ${size}.`);
  }
}

/** Makes batches out of items that come one by one. */
export interface BatchPlanner {
  /**
   * Takes the next item; gives the batch that is complete because of it, if there is one.
   * @throws {SlugReservedError} and {SlugRepeatedError} when the item cannot be written.
   * @throws {ContactOverSizeCapError} when it fits into no request and `onExcluded` is absent.
   */
  add(item: ContactListItem): PlannedBatch | undefined;
  /** Gives the last batch, unless nothing is left for it. */
  end(): PlannedBatch | undefined;
  /** Of the batches given so far. */
  totals(): PlanTotals;
}

/**
 * A planner without items.
 * @throws {BatchSizeInvalidError}
 */
export function createBatchPlanner({
  outboundConfigurationId,
  batchSize = MAX_CONTACTS_PER_REQUEST,
  onExcluded,
}: PlanOptions): BatchPlanner {
  if (!Number.isInteger(batchSize) || batchSize < 1 || batchSize > MAX_CONTACTS_PER_REQUEST) {
    throw new BatchSizeInvalidError(batchSize);
  }
  const write = contactWriter(outboundConfigurationId);
  const planHash = sha256.create().update(outboundConfigurationId);
  let position = 0;
  let contactCount = 0;
  let batchCount = 0;
  let items: ContactListItem[] = [];
  let texts: string[] = [];
  let room = new RequestRoom();

  const close = (): PlannedBatch | undefined => {
    if (items.length === 0) return undefined;
    const contactList = joinContacts(texts);
    const hash = hashText(contactList);
    const batch = { index: batchCount, items, contactCount: items.length, contactList, hash };
    planHash.update(`\n${hash}`);
    batchCount += 1;
    contactCount += items.length;
    items = [];
    texts = [];
    room = new RequestRoom();
    return batch;
  };

  return {
    add(item) {
      const text = write(item);
      const itemPosition = position;
      position += 1;
      if (isOverSizeCap(text)) {
        const length = postedLength(text);
        if (!onExcluded) throw new ContactOverSizeCapError(itemPosition, length);
        onExcluded({ item, position: itemPosition, reason: 'over-size-cap', length });
        return undefined;
      }
      const complete = room.takes(text) ? undefined : close();
      room.add(text);
      items.push(item);
      texts.push(text);
      // Never both: a batch closed for its size was not full, so that a batch holds two or more, and this one holds one.
      if (items.length === batchSize) return close();
      return complete;
    },
    end: close,
    totals: () => ({ batchCount, contactCount, hash: bytesToHex(planHash.clone().digest()) }),
  };
}

/**
 * The batches of these items, made when they are asked for, in order, losing and repeating nobody; without items there is
 * none. The generator's return value holds the totals. Only the items of one batch are held at a time, and one more.
 * @throws {BatchSizeInvalidError} at the first step.
 * @throws what `BatchPlanner.add` throws, at the item concerned.
 */
export function planBatches(
  items: Iterable<ContactListItem>,
  options: PlanOptions,
): Generator<PlannedBatch, PlanTotals, undefined>;
export function planBatches(
  items: AsyncIterable<ContactListItem>,
  options: PlanOptions,
): AsyncGenerator<PlannedBatch, PlanTotals, undefined>;
export function planBatches(
  items: Iterable<ContactListItem> | AsyncIterable<ContactListItem>,
  options: PlanOptions,
): Generator<PlannedBatch, PlanTotals, undefined> | AsyncGenerator<PlannedBatch, PlanTotals, undefined> {
  return Symbol.asyncIterator in items ? planArriving(items, options) : planGiven(items, options);
}

function* planGiven(
  items: Iterable<ContactListItem>,
  options: PlanOptions,
): Generator<PlannedBatch, PlanTotals, undefined> {
  const planner = createBatchPlanner(options);
  for (const item of items) {
    const batch = planner.add(item);
    if (batch) yield batch;
  }
  const last = planner.end();
  if (last) yield last;
  return planner.totals();
}

async function* planArriving(
  items: AsyncIterable<ContactListItem>,
  options: PlanOptions,
): AsyncGenerator<PlannedBatch, PlanTotals, undefined> {
  const planner = createBatchPlanner(options);
  for await (const item of items) {
    const batch = planner.add(item);
    if (batch) yield batch;
  }
  const last = planner.end();
  if (last) yield last;
  return planner.totals();
}

/** SHA-256 of a text in UTF-8, as 64 lower-case hex digits. */
export const hashText = (text: string): string => bytesToHex(sha256(text));
