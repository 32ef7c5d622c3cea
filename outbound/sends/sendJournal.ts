/**
 * Room outbound, sends. What the dispatcher asks of the journal that keeps sends and their batches. The journal is the truth:
 * several runners may work on one send, and each may vanish at any moment.
 */
import type { BatchState, SendState } from './states';

/** A send as the journal keeps it. */
export interface JournalSend {
  readonly id: string;
  readonly state: SendState;
  readonly outboundConfigurationId: string;
  /** Everybody the user chose. */
  readonly audience: number;
  readonly excluded: number;
  /** Batches that were planned; fewer rows mean that some were deleted. */
  readonly batchCount: number;
  readonly scheduledOn?: Date;
  readonly startBy?: Date;
  /** Present while a cloud flow holds the send: its last sign of life. See flowHold.ts. */
  readonly flowSignOn?: Date;
  /** The server's time when it was read, where the answer carried it. */
  readonly readOn?: Date;
  /** Version of the row. */
  readonly etag: string;
}

/** A batch as the journal lists it, without contact data. */
export interface JournalBatch {
  readonly id: string;
  readonly sendId: string;
  /** From 0, in sending order. */
  readonly index: number;
  readonly state: BatchState;
  readonly contactCount: number;
  /** SHA-256 of the contact list, from the plan; empty where a cloud flow, which cannot hash, wrote the batch. */
  readonly hash: string;
  /** Requests posted for this batch so far, throttled ones included. */
  readonly attempts: number;
  /** Set while claimed; kept with an unknown outcome. */
  readonly claimedBy?: string;
  /** A claim that is not answered by then is given up: see `ExpiredState`. */
  readonly leaseExpiresOn?: Date;
  /** When the last request was posted, or may have been. Absent while claimed: the action was not called for this claim. */
  readonly postedOn?: Date;
  readonly errorCode?: string;
  /** What a person decided last: see `RESOLUTIONS` in states.ts. */
  readonly resolution?: string;
  /** When its contact list was removed: there is nothing left to send. */
  readonly clearedOn?: Date;
  /** Version of the row; a claim is made against it. */
  readonly etag: string;
}

/** A batch that is this runner's alone. */
export interface ClaimedBatch extends JournalBatch {
  readonly contactList: string;
  readonly claimedBy: string;
  readonly leaseExpiresOn: Date;
}

/** A runner's hold on a batch: nobody else posts it while the lease lasts. */
export interface Claim {
  /** Unique for every claim: the runner's name and an id, such as `browser/3f2a#1c9e`. */
  readonly claimedBy: string;
  readonly claimedOn: Date;
  readonly leaseExpiresOn: Date;
  /** Does the request mark the row (`postedOn`) before the action is called, and only under this claim's version? See `OutboundGateway`. */
  readonly isGuarded: boolean;
}

/** What becomes of a batch whose claim nobody answered in its time: see `stateAfterLease` in claims.ts. */
export type ExpiredState = 'waiting' | 'unknown';

/** What came of trying to claim a batch. */
export type ClaimResult =
  | { readonly kind: 'claimed'; readonly batch: ClaimedBatch }
  /** Somebody else changed the row first, or it is gone. */
  | { readonly kind: 'lost' };

/** What the journal keeps of an outcome. `waiting` is a throttled batch, or one never posted, that goes back. */
export interface BatchRecord {
  readonly state: Exclude<BatchState, 'claimed'>;
  readonly attempts: number;
  readonly answeredOn: Date;
  readonly errorCode?: string;
  readonly errorText?: string;
}

/** What came of writing an outcome. */
export type RecordResult =
  | { readonly kind: 'recorded'; readonly batch: JournalBatch }
  /** The row is no longer this claim's: a person or a sweep moved it on. What stands there stays. */
  | { readonly kind: 'superseded' };

/** A move of a send, with whatever else is to be written with it. What is absent stays; `null` empties the column. */
export interface SendChange {
  readonly state?: SendState;
  readonly startedOn?: Date;
  readonly finishedOn?: Date;
  readonly forecastFinish?: Date | null;
  readonly stop?: { readonly code: string; readonly text: string } | null;
  /** A new time, or none. */
  readonly scheduledOn?: Date | null;
  readonly startBy?: Date | null;
  readonly counts?: { accepted: number; refused: number; unknown: number; waiting: number };
}

/** Every method rejects with a typed error when it could not find out what it was asked to. */
export interface SendJournal {
  /** `undefined`: there is no such send. */
  readSend(sendId: string): Promise<JournalSend | undefined>;
  /** Changes the send if nobody changed it since it was read; gives it as it is then, `undefined` when somebody did. */
  changeSend(send: JournalSend, change: SendChange): Promise<JournalSend | undefined>;
  /** Every batch of the send without contact lists, in order of index. */
  readBatches(sendId: string): Promise<readonly JournalBatch[]>;
  /**
   * Moves a batch from waiting to claimed if nobody changed it since it was read (`If-Match`; 412 means lost, unless the row turns
   * out to carry this very claim: connections may repeat a request) and gives its contact list. `postedOn` becomes what
   * `postedOnOf` in claims.ts says, in the same write.
   */
  claimBatch(batch: JournalBatch, claim: Claim): Promise<ClaimResult>;
  /**
   * Writes the outcome of a claimed batch while the row is still this claim's (claimed by it; or `unknown` from its expired lease
   * and not yet resolved by a person, when the late outcome is final). Whatever else stands there stays: `superseded`. A call that
   * is repeated after its answer was lost finds its own outcome and is `recorded`. `waiting` also empties claim and lease.
   * `batch.etag` is the row's version as far as the runner knows it: the gateway may have changed the row since the claim.
   */
  recordOutcome(batch: ClaimedBatch, record: BatchRecord): Promise<RecordResult>;
  /**
   * Gives up a claim whose lease is over, if nobody changed it since it was read (by etag). False: somebody did. `waiting` empties
   * who claimed it, when, and the lease.
   */
  expireClaim(batch: JournalBatch, state: ExpiredState, at: Date): Promise<boolean>;
  /** Moves a batch as a person decided (`refused`/`unknown` back to `waiting`, `unknown` to `accepted`/`refused`), by etag. False: it was changed meanwhile. */
  resolveBatch(batch: JournalBatch, decision: BatchDecision): Promise<boolean>;
}

/** What a person decided about a batch, who and when. */
export interface BatchDecision {
  readonly state: 'waiting' | 'accepted' | 'refused';
  readonly resolution: string;
  readonly resolvedBy: string;
  readonly resolvedOn: Date;
}
