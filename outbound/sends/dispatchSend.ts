/**
 * Room outbound, sends. Works through the batches of a planned send: claim, invoke, record. At most one accepted request a
 * batch: what may have been sent is never repeated, and what another runner holds is left alone.
 * Knows neither leases nor a budget: `dispatch/dispatchSend.ts` replaces it; it leaves with `journal.ts`.
 */
import type { BatchOutcome } from '../invoke/classifyAnswer';
import type { Invoker } from '../invoke/gateway';
import type { BatchRecord, BatchStore, JournalBatch } from './journal';
import { hashText } from './planSend';
import type { BatchState } from './states';

export interface DispatchHost {
  readonly store: BatchStore;
  readonly invoker: Invoker;
  readonly clock: () => Date;
  /** Resolves after the time, earlier when the host is closing; never rejects. */
  readonly wait: (ms: number) => Promise<void>;
  /** Told before a batch is posted, when it has to wait, and when its outcome is known. */
  readonly onProgress?: (progress: DispatchProgress) => void;
}

export interface DispatchOptions {
  /** Names this runner in the journal, such as `browser/3f2a`. */
  readonly claimedBy: string;
  /** Requests for one batch while the platform throttles. @default 5 */
  readonly maxAttempts?: number;
  /** Tries to write one outcome down. @default 3 */
  readonly maxRecordAttempts?: number;
  /** The pause before an outcome is written again, times the tries so far. @default 1000 */
  readonly recordRetryMs?: number;
  /** Asked before each batch: true leaves the rest waiting. @default never */
  readonly shouldStop?: () => boolean;
}

/**
 * How a batch stands for this runner. `elsewhere`: another runner has or had it, its outcome is in the journal;
 * `waiting`: nothing was sent and it may be tried again.
 */
export type BatchReport = {
  readonly batchId: string;
  readonly index: number;
  readonly contactCount: number;
} & (
  | { readonly kind: 'accepted' | 'waiting' }
  /** `state` is the one read at the start; absent when the claim was lost just now. */
  | { readonly kind: 'elsewhere'; readonly state?: BatchState }
  | {
      readonly kind: 'refused' | 'unknown';
      readonly code: string;
      readonly message: string;
      /** The answer that was seen but could not be written down (`code` is `outcome-not-recorded`). */
      readonly seen?: BatchOutcome['kind'];
    }
);

type ProgressStep =
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
  | { readonly kind: 'journal-unavailable'; readonly cause: unknown };

export interface SendReport {
  readonly sendId: string;
  /** One a batch, in order of index. */
  readonly batches: readonly BatchReport[];
  /** Contacts by how their batch stands. */
  readonly contacts: Readonly<Record<BatchReport['kind'], number>>;
  readonly stopped?: StopReason;
  /** What `onProgress` threw first, if it did. */
  readonly progressError?: { readonly cause: unknown };
}

/** What the program writes when a batch's text is not the one that was planned. */
export const BATCH_DAMAGED = 'batch-damaged';
/** What the report says when an outcome could not be written down. */
export const OUTCOME_NOT_RECORDED = 'outcome-not-recorded';

type Settled = { readonly report: BatchReport; readonly stop?: StopReason };

/**
 * Sends what waits. Never rejects: the caller wants the whole report, not the first failure. Safe to run several times and
 * from several runners at once, because a claim can be lost; a batch found claimed is not touched.
 */
export async function dispatchSend(host: DispatchHost, sendId: string, options: DispatchOptions): Promise<SendReport> {
  let batches: readonly JournalBatch[];
  try {
    batches = await host.store.readBatches(sendId);
  } catch (cause) {
    return toReport(sendId, [], { kind: 'journal-unavailable', cause });
  }
  const run = new Run(host, options, batches.length);
  const reports: BatchReport[] = [];
  let stop: StopReason | undefined;
  for (const batch of batches) {
    if (!stop && batch.state === 'waiting' && options.shouldStop?.()) stop = { kind: 'asked' };
    if (stop || batch.state !== 'waiting') {
      reports.push(untouched(batch));
      if (batch.state !== 'waiting') run.done += 1;
      continue;
    }
    const settled = await run.settle(batch);
    reports.push(settled.report);
    stop = settled.stop;
  }
  return toReport(sendId, reports, stop, run.progressError);
}

/** One pass over the batches; holds what is the same for all of them. */
class Run {
  done = 0;
  progressError: { readonly cause: unknown } | undefined;

  constructor(
    private readonly host: DispatchHost,
    private readonly options: DispatchOptions,
    private readonly total: number,
  ) {}

  /** Brings one waiting batch to an outcome, or leaves it waiting when the platform goes on throttling. */
  async settle(waiting: JournalBatch): Promise<Settled> {
    const { maxAttempts = 5 } = this.options;
    let batch = waiting;
    for (let tries = 1; ; tries += 1) {
      const claimed = await this.claim(batch);
      if ('report' in claimed) return this.finish(claimed);
      batch = claimed.batch;

      const outcome = await this.invoke(batch);
      if (outcome.kind === 'throttled' && outcome.etag !== undefined) batch = { ...batch, etag: outcome.etag };
      const recorded = await this.record(batch, outcome);
      if (!recorded.batch) return this.finish(notRecorded(batch, outcome, recorded.cause));
      batch = recorded.batch;
      if (outcome.kind !== 'throttled') return this.finish({ report: { ...identityOf(batch), ...reportOf(outcome) } });

      const { retryAfterMs } = outcome;
      if (tries >= maxAttempts) {
        return this.finish({ report: { ...identityOf(batch), kind: 'waiting' }, stop: { kind: 'throttled' } });
      }
      this.tell({ kind: 'throttled', index: batch.index, retryAfterMs });
      await this.host.wait(retryAfterMs);
    }
  }

  private async claim(batch: JournalBatch): Promise<{ batch: JournalBatch } | Settled> {
    const { store, clock } = this.host;
    try {
      const result = await store.claimBatch(batch, { claimedBy: this.options.claimedBy, claimedOn: clock() });
      if (result.kind === 'claimed') return { batch: result.batch };
      return { report: { ...identityOf(batch), kind: 'elsewhere' } };
    } catch (cause) {
      // Whether the claim was written is open, but nothing was posted.
      return { report: { ...identityOf(batch), kind: 'waiting' }, stop: { kind: 'journal-unavailable', cause } };
    }
  }

  private async invoke(batch: JournalBatch): Promise<BatchOutcome> {
    if (hashText(batch.contactList) !== batch.hash) {
      const message = 'The contact list of this batch is not the one that was planned. It was not sent.';
      return { kind: 'refused', code: BATCH_DAMAGED, message };
    }
    const { index, contactCount } = batch;
    this.tell({ kind: 'sending', index, contactCount });
    try {
      return await this.host.invoker.invoke(batch.contactList, batch);
    } catch (error) {
      // An invoker never rejects; if one does, what it did is not known.
      return {
        kind: 'unknown',
        code: 'invoker-failed',
        message: error instanceof Error ? error.name : 'The call failed.',
      };
    }
  }

  /** Writes the outcome down, several times if it has to: it is the only trace of what was sent. */
  private async record(
    batch: JournalBatch,
    outcome: BatchOutcome,
  ): Promise<{ batch: JournalBatch; cause?: undefined } | { batch?: undefined; cause: unknown }> {
    const { maxRecordAttempts = 3, recordRetryMs = 1000 } = this.options;
    const record = recordOf(batch, outcome, this.host.clock());
    for (let tries = 1; ; tries += 1) {
      try {
        return { batch: await this.host.store.recordOutcome(batch, record) };
      } catch (cause) {
        if (tries >= maxRecordAttempts) return { cause };
        await this.host.wait(recordRetryMs * tries);
      }
    }
  }

  private finish(settled: Settled): Settled {
    if (settled.report.kind !== 'waiting') this.done += 1;
    this.tell({ kind: 'batch', report: settled.report });
    return settled;
  }

  /** A listener that fails must not leave a claimed batch behind; the report carries its first error. */
  private tell(step: ProgressStep): void {
    try {
      this.host.onProgress?.({ done: this.done, total: this.total, ...step });
    } catch (error) {
      this.progressError ??= { cause: error };
    }
  }
}

const untouched = (batch: JournalBatch): BatchReport =>
  batch.state === 'waiting'
    ? { ...identityOf(batch), kind: 'waiting' }
    : { ...identityOf(batch), kind: 'elsewhere', state: batch.state };

const identityOf = ({ id, index, contactCount }: JournalBatch) => ({ batchId: id, index, contactCount });

const reportOf = (outcome: Exclude<BatchOutcome, { kind: 'throttled' }>) =>
  outcome.kind === 'accepted'
    ? { kind: outcome.kind }
    : { kind: outcome.kind, code: outcome.code, message: outcome.message };

function recordOf(batch: JournalBatch, outcome: BatchOutcome, answeredOn: Date): BatchRecord {
  const common = { attempts: batch.attempts + 1, answeredOn };
  switch (outcome.kind) {
    case 'accepted':
      return { ...common, state: 'accepted' };
    case 'throttled':
      return { ...common, state: 'waiting' };
    case 'refused':
    case 'unknown':
      return { ...common, state: outcome.kind, errorCode: outcome.code, errorText: outcome.message };
  }
}

/** The batch stays claimed in the journal. Reported as unknown, whatever was seen: nobody else can know it. */
const notRecorded = (batch: JournalBatch, outcome: BatchOutcome, cause: unknown): Settled => ({
  report: {
    ...identityOf(batch),
    kind: 'unknown',
    code: OUTCOME_NOT_RECORDED,
    message: 'The answer for this batch came but could not be written to the journal.',
    seen: outcome.kind,
  },
  stop: { kind: 'journal-unavailable', cause },
});

function toReport(
  sendId: string,
  batches: readonly BatchReport[],
  stopped: StopReason | undefined,
  progressError?: SendReport['progressError'],
): SendReport {
  const contacts = { accepted: 0, refused: 0, unknown: 0, waiting: 0, elsewhere: 0 };
  for (const batch of batches) contacts[batch.kind] += batch.contactCount;
  return { sendId, batches, contacts, ...(stopped && { stopped }), ...(progressError && { progressError }) };
}
