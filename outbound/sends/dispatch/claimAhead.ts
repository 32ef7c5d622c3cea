/**
 * Room outbound, sends. The batches one pass works through, claimed a few ahead of need so that no request waits for the
 * journal, in order of index.
 */
import type { ClaimedBatch, JournalBatch } from '../sendJournal';
import type { BudgetPurse, Token } from './budgetPurse';
import { identityOf } from './dispatchReport';
import type { Runner } from './runner';
import type { SendWatch } from './sendWatch';

/** A batch that is this run's alone, with a request to post it. */
export interface ReadyBatch {
  readonly batch: ClaimedBatch;
  readonly token: Token;
  /** Milliseconds since 1970, by the runner's clock. */
  readonly claimedOn: number;
}

/** The batches of one pass, in order of index, each given out once and claimed before. */
export class ClaimAhead {
  private readonly ahead: Promise<ReadyBatch | undefined>[] = [];
  /** Taken, and neither done nor back. */
  private open = 0;

  constructor(
    private readonly runner: Runner,
    private readonly watch: SendWatch,
    private readonly purse: BudgetPurse,
    /** In order; shared with whoever counts them. */
    private readonly pending: JournalBatch[],
  ) {}

  /** The next batch, as soon as it is claimed; `undefined` when there is none or the run is to stop. Each is closed by `done` or `back`. */
  async take(): Promise<ReadyBatch | undefined> {
    while (!this.runner.isStopping) {
      const { isThrottled } = this.runner;
      if (!isThrottled) this.fill();
      // Also while throttled: a claim is not held over a wait, its taker gives it back.
      const next = this.ahead.shift();
      if (!next && isThrottled) {
        await this.runner.throttleOver();
        continue;
      }
      if (!next) {
        if (this.open === 0) return undefined;
        // A batch in flight may come back.
        await this.runner.rung;
        continue;
      }
      this.open += 1;
      if (!isThrottled) this.fill();
      const ready = await next;
      if (ready) return ready;
      this.done();
    }
    return undefined;
  }

  done(): void {
    this.open -= 1;
    this.runner.ring();
  }

  /** The batch waits again, in its place. */
  back(batch: JournalBatch): void {
    const place = this.pending.findIndex(({ index }) => index > batch.index);
    this.pending.splice(place < 0 ? this.pending.length : place, 0, batch);
    this.done();
  }

  /** After the last `take`: what was claimed and nobody took. */
  async leftOver(): Promise<ReadyBatch[]> {
    const claims = await Promise.all(this.ahead.splice(0));
    return claims.flatMap((ready) => (ready ? [ready] : []));
  }

  private fill(): void {
    while (this.ahead.length < this.runner.settings.concurrency) {
      const batch = this.pending.shift();
      if (!batch) return;
      this.ahead.push(this.claim(batch));
    }
  }

  /** Books a request, looks at the send, then claims: a claim is never held while the budget is waited for. */
  private async claim(batch: JournalBatch): Promise<ReadyBatch | undefined> {
    const { runner, purse } = this;
    const token = await purse.take();
    if (!token) return undefined;
    await this.watch.check();
    if (runner.isStopping) {
      purse.putBack(token);
      return undefined;
    }
    const { host, settings } = runner;
    const claimedOn = host.clock();
    const claim = {
      claimedBy: `${settings.claimedBy}#${host.newId()}`,
      claimedOn,
      leaseExpiresOn: new Date(claimedOn.getTime() + settings.leaseMs),
      isGuarded: host.invoker.isGuarded,
    };
    const answer = await runner.ask(() => host.journal.claimBatch(batch, claim));
    if ('value' in answer && answer.value.kind === 'claimed') {
      return { batch: answer.value.batch, token, claimedOn: claimedOn.getTime() };
    }
    purse.putBack(token);
    if ('value' in answer) runner.report({ ...identityOf(batch), kind: 'elsewhere' });
    else {
      // Whether the claim was written is open, but nothing was posted.
      runner.report({ ...identityOf(batch), kind: 'waiting' });
      runner.stop({ kind: 'journal-unavailable', cause: answer.cause });
    }
    return undefined;
  }
}
