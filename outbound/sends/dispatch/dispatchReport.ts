/** Room outbound, sends. What a run of the dispatcher tells: steps while it works, and a report at its end. */
import type { BatchOutcome, SendStop } from '../../invoke/classifyAnswer';
import type { Reconciliation } from '../reconcile';
import type { JournalBatch } from '../sendJournal';
import type { BatchState, SendState } from '../states';

/**
 * How a batch stands for this runner. `elsewhere`: its outcome in the journal is not this run's doing;
 * `waiting`: nothing was sent and it may be tried again.
 */
export type BatchReport = {
  readonly batchId: string;
  readonly index: number;
  readonly contactCount: number;
} & (
  | { readonly kind: 'accepted' | 'waiting' }
  | {
      readonly kind: 'elsewhere';
      /** As last read; absent when the claim was lost since. */
      readonly state?: BatchState;
      /** The answer this runner got, which the journal does not take any more: a person or a sweep moved the batch on. */
      readonly seen?: BatchOutcome['kind'];
    }
  | {
      readonly kind: 'refused' | 'unknown';
      readonly code: string;
      readonly message: string;
      /** The answer that was seen but could not be written down (`code` is `outcome-not-recorded`). */
      readonly seen?: BatchOutcome['kind'];
    }
);

/** What happened just now. `index` is the batch's, from 0; `retryAfterMs` is milliseconds. */
export type ProgressStep =
  | { readonly kind: 'sending'; readonly index: number; readonly contactCount: number }
  | { readonly kind: 'throttled'; readonly index: number; readonly retryAfterMs: number }
  | { readonly kind: 'batch'; readonly report: BatchReport };

/** Counts are batches. */
export type DispatchProgress = { readonly done: number; readonly total: number } & ProgressStep;

/** Why a run ended before its last batch. */
export type StopReason =
  /** `shouldStop` said so. */
  | { readonly kind: 'asked' }
  /** The platform went on throttling one batch. */
  | { readonly kind: 'throttled' }
  /** The journal could not be read or written: going on would send what cannot be recorded. */
  | { readonly kind: 'journal-unavailable'; readonly cause: unknown }
  /** Its time has not come. */
  | { readonly kind: 'scheduled'; readonly until: Date }
  /** Its time is over: a person says whether it still should be sent. */
  | { readonly kind: 'window-missed' }
  /** A person paused or canceled the send, or it is over. Without a state: it was deleted. */
  | { readonly kind: 'not-sending'; readonly state?: SendState }
  /** The platform takes no batch of this send any more; the send is paused with this code. */
  | { readonly kind: 'platform'; readonly code: SendStop; readonly message: string }
  /** Nothing is free in the organisation's allowance before then, and the run may not wait that long. */
  | { readonly kind: 'budget-used'; readonly until: Date }
  /** Claims ran out again and again before they could be posted: the clock jumps, or the journal is slower than a lease. */
  | { readonly kind: 'leases-lost' }
  /** The budget could not be asked: going on could exceed the allowance. */
  | { readonly kind: 'budget-unavailable'; readonly cause: unknown };

/** What one run came to. */
export interface SendReport {
  readonly sendId: string;
  /** One a batch, in order of index. */
  readonly batches: readonly BatchReport[];
  /** Contacts by how their batch stands. */
  readonly contacts: Readonly<Record<BatchReport['kind'], number>>;
  readonly stopped?: StopReason;
  /** The sums and the state that were written at the end. Absent: the send was deleted, or see `settleError`. */
  readonly settled?: { readonly state: SendState; readonly counts: Reconciliation };
  /** The sums could not be written. The next run writes them. */
  readonly settleError?: { readonly cause: unknown };
  /** What `onProgress` threw first, if it did. */
  readonly progressError?: { readonly cause: unknown };
}

/** What the program writes when a batch's text is not the one that was planned. */
export const BATCH_DAMAGED = 'batch-damaged';
/** What the report says when an outcome could not be written down. */
export const OUTCOME_NOT_RECORDED = 'outcome-not-recorded';

type Identity = Pick<BatchReport, 'batchId' | 'index' | 'contactCount'>;

/** The part of a batch that says which one it is. */
export const identityOf = ({ id, index, contactCount }: JournalBatch): Identity => ({
  batchId: id,
  index,
  contactCount,
});

/** The report of a batch as the journal has it. */
export const reportFromJournal = (batch: JournalBatch): BatchReport =>
  batch.state === 'waiting'
    ? { ...identityOf(batch), kind: 'waiting' }
    : { ...identityOf(batch), kind: 'elsewhere', state: batch.state };

/** The report of a final outcome. */
export const reportFromOutcome = (
  batch: JournalBatch,
  outcome: Exclude<BatchOutcome, { kind: 'throttled' }>,
): BatchReport =>
  outcome.kind === 'accepted'
    ? { ...identityOf(batch), kind: 'accepted' }
    : { ...identityOf(batch), kind: outcome.kind, code: outcome.code, message: outcome.message };

/** The batch stays claimed in the journal until its lease is over. Reported as unknown, as it counts there till then, whatever was seen. */
export const reportNotRecorded = (batch: JournalBatch, seen?: BatchOutcome['kind']): BatchReport => ({
  ...identityOf(batch),
  kind: 'unknown',
  code: OUTCOME_NOT_RECORDED,
  message:
    seen === undefined
      ? 'This batch was not sent, but that could not be written to the journal.'
      : 'The answer for this batch came but could not be written to the journal.',
  ...(seen !== undefined && { seen }),
});

/** The reports of a run: the last of each batch counts. */
export class Reports {
  private readonly byId = new Map<string, BatchReport>();
  private finished = 0;

  /** Batches that wait no more. */
  get done(): number {
    return this.finished;
  }

  get total(): number {
    return this.byId.size;
  }

  put(report: BatchReport): void {
    const before = this.byId.get(report.batchId);
    if (before !== undefined && before.kind !== 'waiting') this.finished -= 1;
    if (report.kind !== 'waiting') this.finished += 1;
    this.byId.set(report.batchId, report);
  }

  /** Takes note of what the journal says; what this run saw itself says more. */
  read(batch: JournalBatch): void {
    const before = this.byId.get(batch.id);
    if (before === undefined || before.kind === 'waiting') this.put(reportFromJournal(batch));
    else if (before.kind === 'elsewhere') this.put({ ...before, state: batch.state });
  }

  inOrder(): BatchReport[] {
    return [...this.byId.values()].sort((one, other) => one.index - other.index);
  }
}

/** The report of a run. */
export function toSendReport(
  sendId: string,
  reports: Reports,
  more: Pick<SendReport, 'stopped' | 'settled' | 'settleError' | 'progressError'>,
): SendReport {
  const batches = reports.inOrder();
  const contacts = { accepted: 0, refused: 0, unknown: 0, waiting: 0, elsewhere: 0 };
  for (const batch of batches) contacts[batch.kind] += batch.contactCount;
  return { sendId, batches, contacts, ...more };
}
