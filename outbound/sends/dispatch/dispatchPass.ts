/**
 * Room outbound, sends. One pass over the waiting batches of a send: several requests in flight, claims made ahead of them,
 * outcomes written behind them.
 */
import type { BatchOutcome } from '../../invoke/classifyAnswer';
import { hashText } from '../planBatches';
import type { BatchRecord, ClaimedBatch, JournalBatch } from '../sendJournal';
import type { BudgetPurse } from './budgetPurse';
import { ClaimAhead, type ReadyBatch } from './claimAhead';
import { BATCH_DAMAGED, identityOf, reportFromOutcome, reportNotRecorded } from './dispatchReport';
import type { Runner } from './runner';
import type { SendWatch } from './sendWatch';

/** A request is posted only while a quarter of the lease is left: time for its answer and for writing it down. */
const LEASE_RESERVE = 4;

/** One pass over the batches that wait; what becomes of each is a report. */
export class DispatchPass {
  /** Requests that were posted, and batches refused without. */
  settled = 0;
  private readonly claims: ClaimAhead;
  private readonly behind = new Set<Promise<void>>();
  private pausing: Promise<void> | undefined;

  constructor(
    private readonly runner: Runner,
    private readonly watch: SendWatch,
    private readonly purse: BudgetPurse,
    pending: JournalBatch[],
    /** Requests of this run by batch id, kept from pass to pass. */
    private readonly tries: Map<string, number>,
  ) {
    this.claims = new ClaimAhead(runner, watch, purse, pending);
  }

  /** Resolves when nothing of it is in flight any more and every outcome is written, or the report says that it is not. */
  async run(): Promise<void> {
    await Promise.all(Array.from({ length: this.runner.settings.concurrency }, () => this.work()));
    for (const ready of await this.claims.leftOver()) await this.giveBack(ready);
    await Promise.all(this.behind);
    await this.pausing;
  }

  private async work(): Promise<void> {
    for (let ready = await this.claims.take(); ready; ready = await this.claims.take()) {
      // A claim made ahead may be older than the last look when the service is slow.
      await this.watch.check();
      if (this.runner.isStopping || this.runner.isThrottled || !this.mayPost(ready)) {
        const back = await this.giveBack(ready);
        // A batch whose time ran out waits for the next pass: its clock may not be trusted in this one.
        if (back && this.mayPost(ready)) this.claims.back(back);
        else this.claims.done();
        continue;
      }
      const outcome = await this.post(ready);
      this.settled += 1;
      this.writeBehind(ready, outcome);
      // Outcomes that only this runner knows are what a crash can cost.
      while (this.behind.size > this.runner.settings.concurrency) await Promise.race(this.behind);
    }
  }

  /** Nobody else may take the batch for abandoned while its request is under way. */
  private mayPost({ batch, token, claimedOn }: ReadyBatch): boolean {
    const { now, settings } = this.runner;
    const isLeaseGood = now >= claimedOn && now <= batch.leaseExpiresOn.getTime() - settings.leaseMs / LEASE_RESERVE;
    return isLeaseGood && this.purse.isGood(token);
  }

  private async post({ batch, token }: ReadyBatch): Promise<BatchOutcome & { readonly isPosted: boolean }> {
    // A cloud flow cannot hash, so what it wrote and nobody has sent yet has none.
    if (batch.hash !== '' && hashText(batch.contactList) !== batch.hash) {
      this.purse.putBack(token);
      const message = 'The contact list of this batch is not the one that was planned. It was not sent.';
      return { kind: 'refused', code: BATCH_DAMAGED, message, isPosted: false };
    }
    const { index, contactCount } = batch;
    this.runner.tell({ kind: 'sending', index, contactCount });
    try {
      const outcome = await this.runner.host.invoker.invoke(batch.contactList, batch);
      this.heed(batch, outcome);
      return { ...outcome, isPosted: true };
    } catch (error) {
      // An invoker never rejects; if one does, what it did is not known.
      const message = error instanceof Error ? error.name : 'The call failed.';
      return { kind: 'unknown', code: 'invoker-failed', message, isPosted: true };
    }
  }

  /** What an answer means for the other batches, at once. */
  private heed({ id, index }: ClaimedBatch, outcome: BatchOutcome): void {
    const { runner } = this;
    if (outcome.kind === 'refused' && outcome.stops !== undefined) {
      const { stops: code, message } = outcome;
      runner.stop({ kind: 'platform', code, message });
      this.pausing ??= this.watch.pause(code, message);
    }
    if (outcome.kind !== 'throttled') return;
    const tries = (this.tries.get(id) ?? 0) + 1;
    this.tries.set(id, tries);
    if (tries >= runner.settings.maxAttempts) return runner.stop({ kind: 'throttled' });
    runner.tell({ kind: 'throttled', index, retryAfterMs: outcome.retryAfterMs });
    runner.throttle(outcome.retryAfterMs);
  }

  private writeBehind({ batch }: ReadyBatch, outcome: BatchOutcome & { readonly isPosted: boolean }): void {
    const held = outcome.etag === undefined ? batch : { ...batch, etag: outcome.etag };
    const attempts = batch.attempts + (outcome.isPosted ? 1 : 0);
    const writing = this.write(held, attempts, outcome).then((back) => {
      this.behind.delete(writing);
      if (back) this.claims.back(back);
      else this.claims.done();
    });
    this.behind.add(writing);
  }

  /** Writes an outcome: the only trace of what was sent. Gives the batch when it waits again. */
  private async write(batch: ClaimedBatch, attempts: number, outcome: BatchOutcome): Promise<JournalBatch | undefined> {
    const { runner } = this;
    const record = toRecord(outcome, attempts, runner.host.clock());
    const answer = await runner.ask(() => runner.host.journal.recordOutcome(batch, record));
    if (!('value' in answer)) {
      runner.report(reportNotRecorded(batch, outcome.kind));
      runner.stop({ kind: 'journal-unavailable', cause: answer.cause });
    } else if (answer.value.kind === 'superseded') {
      runner.report({ ...identityOf(batch), kind: 'elsewhere', seen: outcome.kind });
    } else if (outcome.kind === 'throttled') {
      runner.report({ ...identityOf(batch), kind: 'waiting' });
      return answer.value.batch;
    } else {
      runner.report(reportFromOutcome(batch, outcome));
    }
    return undefined;
  }

  /** Nothing was posted: the batch goes back as it was. Gives it when it did. */
  private async giveBack({ batch, token }: ReadyBatch): Promise<JournalBatch | undefined> {
    const { runner } = this;
    this.purse.putBack(token);
    const record: BatchRecord = { state: 'waiting', attempts: batch.attempts, answeredOn: runner.host.clock() };
    const answer = await runner.ask(() => runner.host.journal.recordOutcome(batch, record));
    if (!('value' in answer)) {
      runner.report(reportNotRecorded(batch));
      runner.stop({ kind: 'journal-unavailable', cause: answer.cause });
      return undefined;
    }
    const isBack = answer.value.kind === 'recorded';
    runner.report({ ...identityOf(batch), kind: isBack ? 'waiting' : 'elsewhere' });
    return answer.value.kind === 'recorded' ? answer.value.batch : undefined;
  }
}

function toRecord(outcome: BatchOutcome, attempts: number, answeredOn: Date): BatchRecord {
  const common = { attempts, answeredOn };
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
