/**
 * Room outbound, sends. Freezes a send as data, without effects: the requests it will take, in order, each with the very
 * text that will be posted and a hash of it. The same items give the same bytes and hashes everywhere.
 */
import { sha256 } from '@noble/hashes/sha2';
import { bytesToHex } from '@noble/hashes/utils';
import type { ContactListItem } from '../contactList/contactListItem';
import { serializeContactList } from '../contactList/wire';
import { OutboundError } from '../errors';

/** Contacts one request may carry. Source: Microsoft Learn, "Configure outbound messaging", closing note (2025-03). */
export const MAX_CONTACTS_PER_REQUEST = 100;

export interface PlannedBatch {
  /** From 0, in sending order. */
  readonly index: number;
  readonly items: readonly ContactListItem[];
  readonly contactCount: number;
  /** JSON text of the contact list. */
  readonly contactList: string;
  /** SHA-256 of `contactList` in UTF-8, 64 hex digits. */
  readonly hash: string;
}

export interface SendPlan {
  readonly batches: readonly PlannedBatch[];
  readonly contactCount: number;
  /** SHA-256 over the outbound configuration and the batches' hashes in order. */
  readonly hash: string;
}

export interface PlanInput {
  readonly items: readonly ContactListItem[];
  readonly outboundConfigurationId: string;
  /** @default 100 */
  readonly batchSize?: number;
}

/** Less than one contact a request, or more than the platform takes. */
export class BatchSizeInvalidError extends OutboundError {
  override readonly name = 'BatchSizeInvalidError';
  readonly code = 'batch-size-invalid';
  constructor(readonly size: number) {
    super(`A batch has to hold 1 to ${MAX_CONTACTS_PER_REQUEST} contacts, not ${size}.`);
  }
}

/**
 * Cuts the items into batches, in order, losing and repeating nobody. Without items there is no batch.
 * @throws {BatchSizeInvalidError}
 * @throws {SlugReservedError} and {SlugRepeatedError} when an item cannot be written.
 */
export function planSend({
  items,
  outboundConfigurationId,
  batchSize = MAX_CONTACTS_PER_REQUEST,
}: PlanInput): SendPlan {
  if (!Number.isInteger(batchSize) || batchSize < 1 || batchSize > MAX_CONTACTS_PER_REQUEST) {
    throw new BatchSizeInvalidError(batchSize);
  }
  const count = Math.ceil(items.length / batchSize);
  const batches = Array.from({ length: count }, (_, index): PlannedBatch => {
    const batchItems = items.slice(index * batchSize, (index + 1) * batchSize);
    const contactList = serializeContactList(batchItems, outboundConfigurationId);
    return { index, items: batchItems, contactCount: batchItems.length, contactList, hash: hashText(contactList) };
  });
  return {
    batches,
    contactCount: items.length,
    hash: hashText([outboundConfigurationId, ...batches.map((batch) => batch.hash)].join('\n')),
  };
}

/** SHA-256 of a text in UTF-8, as 64 lower-case hex digits. */
export const hashText = (text: string): string => bytesToHex(sha256(text));
