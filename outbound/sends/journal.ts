/**
 * Room outbound, sends. What the dispatcher asks of the journal that keeps a send's batches. The journal is the truth: several
 * runners may work on one send, and each may vanish at any moment.
 */
import type { BatchState } from './states';

/** A batch as the journal keeps it. */
export interface JournalBatch {
  readonly id: string;
  /** From 0, in sending order. */
  readonly index: number;
  readonly state: BatchState;
  readonly contactCount: number;
  readonly contactList: string;
  /** SHA-256 of `contactList`, from the plan. */
  readonly hash: string;
  /** Requests posted for this batch so far, throttled ones included. */
  readonly attempts: number;
  /** Version of the row; a claim is made against it. */
  readonly etag: string;
}

export interface Claim {
  /** Names the runner; for people who read the journal. */
  readonly claimedBy: string;
  readonly claimedOn: Date;
}

export type ClaimResult =
  /** The batch is this runner's alone; with the row's new etag. */
  | { readonly kind: 'claimed'; readonly batch: JournalBatch }
  /** Somebody else changed the row first. */
  | { readonly kind: 'lost' };

/** What the journal keeps of an outcome. `waiting` is a throttled batch that goes back. */
export interface BatchRecord {
  readonly state: Exclude<BatchState, 'claimed'>;
  readonly attempts: number;
  readonly answeredOn: Date;
  readonly errorCode?: string;
  readonly errorText?: string;
}

export interface BatchStore {
  /** Every batch of the send, in order of index. */
  readBatches(sendId: string): Promise<readonly JournalBatch[]>;
  /**
   * Moves a batch from waiting to claimed if nobody changed it since it was read (`If-Match` with its etag; 412 means
   * lost). Rejects when it cannot tell.
   */
  claimBatch(batch: JournalBatch, claim: Claim): Promise<ClaimResult>;
  /** Writes the outcome of a claimed batch and gives the batch as it is then. Rejects when it was not, or perhaps not, written. */
  recordOutcome(batch: JournalBatch, record: BatchRecord): Promise<JournalBatch>;
}
