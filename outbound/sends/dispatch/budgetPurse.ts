/**
 * Room outbound, sends. The requests a run has booked of the organisation's allowance: booked in lots, ahead of need, spent
 * one a request, given back when they are left over or too old.
 */
import type { Granted } from '../budget/requestBudget';
import type { Runner } from './runner';

/** One request that may be posted. */
export interface Token {
  /** Absent without a budget. */
  readonly grant?: Granted;
}

const UNCOUNTED: Token = {};
/** A budget that says "now" and grants nothing must not be asked without a pause. */
const MIN_WAIT_MS = 1000;

/** The booked requests of one run. What is left is given back when it is closed. */
export class BudgetPurse {
  private readonly lots = new Map<Granted, number>();
  private readonly releases = new Set<Promise<void>>();
  private asking: Promise<void> | undefined;
  private takers = 0;
  private isClosed = false;
  /** Nothing is free before then, by the last answer: no booking ahead. */
  private quietUntil: Date | undefined;
  /** Nothing is free before then, which is later than this run may wait: what was granted is posted, and no more. */
  usedUpUntil: Date | undefined;
  /** Requests booked together: more while lots are used up, fewer when they get too old. */
  private lotSize: number;

  constructor(
    private readonly runner: Runner,
    /** Batches that nobody has taken a token for yet. */
    private readonly waiting: () => number,
  ) {
    this.lotSize = Math.min(runner.settings.budgetChunk, runner.settings.concurrency * 4);
  }

  /** A request to post, as soon as one is free; `undefined` when the run is to stop or may not wait so long. */
  async take(): Promise<Token | undefined> {
    if (!this.runner.host.budget) return this.runner.isStopping ? undefined : UNCOUNTED;
    this.takers += 1;
    try {
      while (!this.runner.isStopping && !this.usedUpUntil) {
        this.dropOld();
        const grant = this.lots.keys().next().value;
        if (grant === undefined) {
          await this.book();
          continue;
        }
        this.add(grant, -1);
        return { grant };
      }
      return undefined;
    } finally {
      this.takers -= 1;
      this.bookAhead();
    }
  }

  /** May a request with this token still be posted? */
  isGood({ grant }: Token): boolean {
    return grant === undefined || this.runner.now < grant.useBefore.getTime();
  }

  /** Nothing was posted with it. */
  putBack({ grant }: Token): void {
    if (grant) this.add(grant, 1);
  }

  /** Gives back what is left. */
  async close(): Promise<void> {
    this.isClosed = true;
    await this.asking;
    for (const [grant, left] of this.lots) this.release(grant, left);
    await Promise.all(this.releases);
  }

  private add(grant: Granted, count: number): void {
    const left = (this.lots.get(grant) ?? 0) + count;
    if (left > 0) {
      this.lots.set(grant, left);
      return;
    }
    this.lots.delete(grant);
    this.lotSize = Math.min(this.runner.settings.budgetChunk, this.lotSize * 2);
  }

  private dropOld(): void {
    for (const [grant, left] of this.lots) {
      if (this.isGood({ grant })) continue;
      this.release(grant, left);
      this.lotSize = Math.max(this.runner.settings.concurrency, Math.ceil(this.lotSize / 2));
    }
  }

  private release(grant: Granted, left: number): void {
    this.lots.delete(grant);
    const { budget } = this.runner.host;
    if (!budget) return;
    // What cannot be given back counts as used: nothing else is lost by it.
    const release: Promise<void> = budget
      .release(grant, left)
      .catch(() => undefined)
      .then(() => {
        this.releases.delete(release);
      });
    this.releases.add(release);
  }

  private get left(): number {
    return [...this.lots.values()].reduce((sum, left) => sum + left, 0);
  }

  /** Books the next lot while half of this one is there, so that nobody waits for the ledger. */
  private bookAhead(): void {
    const { left } = this;
    if (this.runner.isStopping || !this.runner.host.budget || left === 0) return;
    if (this.quietUntil && this.runner.now < this.quietUntil.getTime()) return;
    if (left * 2 < this.lotSize && left < this.waiting()) void this.book();
  }

  private book(): Promise<void> {
    this.asking ??= this.reserve().finally(() => {
      this.asking = undefined;
    });
    return this.asking;
  }

  private async reserve(): Promise<void> {
    const { host, settings, sendId } = this.runner;
    const { budget } = host;
    if (!budget) return;
    const waiting = this.waiting() + this.takers;
    const wanted = Math.max(1, Math.min(this.lotSize, waiting - this.left));
    const answer = await this.runner.ask(() => budget.reserve({ sendId, wanted, waiting, kind: 'bulk' }));
    if (!('value' in answer)) return this.runner.stop({ kind: 'budget-unavailable', cause: answer.cause });
    const grant = answer.value;
    if (grant.kind === 'granted' && grant.count > 0) return this.add(grant, grant.count);
    const until = grant.kind === 'wait' ? grant.until : new Date(this.runner.now + MIN_WAIT_MS);
    this.quietUntil = until;
    // Booked ahead: whoever needs it asks again.
    if (this.takers === 0) return;
    const ms = Math.max(MIN_WAIT_MS, until.getTime() - this.runner.now);
    if (ms > settings.maxBudgetWaitMs) {
      this.usedUpUntil = until;
      return;
    }
    this.tellWait(until);
    await this.runner.pause(ms, () => !this.isClosed);
  }

  private tellWait(until: Date): void {
    try {
      this.runner.host.onBudgetWait?.(until);
    } catch (cause) {
      this.runner.progressError ??= { cause };
    }
  }
}
