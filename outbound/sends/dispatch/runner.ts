/** Room outbound, sends. What every part of one run shares: whether it is to stop, its waits, and its questions to the journal. */
import type { BatchReport, ProgressStep, StopReason } from './dispatchReport';
import { Reports } from './dispatchReport';
import { toSettings, type DispatchHost, type DispatchOptions, type DispatchSettings } from './dispatchHost';

/** What a question to the journal came to: a value, or what was thrown. */
export type Answer<T> = { readonly value: T; readonly cause?: undefined } | { readonly cause: unknown };

/** The shared part of one run. */
export class Runner {
  readonly settings: DispatchSettings;
  readonly reports = new Reports();
  stopReason: StopReason | undefined;
  progressError: { readonly cause: unknown } | undefined;
  private readonly throttles = new Set<Promise<void>>();
  private bell = newBell();

  constructor(
    readonly host: DispatchHost,
    readonly sendId: string,
    private readonly options: DispatchOptions,
  ) {
    this.settings = toSettings(options);
  }

  /** The first reason counts. Nothing is claimed or posted from then on. */
  stop(reason: StopReason): void {
    this.stopReason ??= reason;
    this.ring();
  }

  get isStopping(): boolean {
    if (!this.stopReason && this.options.shouldStop?.()) this.stop({ kind: 'asked' });
    return this.stopReason !== undefined;
  }

  get now(): number {
    return this.host.clock().getTime();
  }

  /** Waits so long, or until it is no longer needed. Counts its own pieces, so that a clock that jumps changes nothing. */
  async pause(ms: number, isNeeded: () => boolean = () => true): Promise<void> {
    const { lookEveryMs } = this.settings;
    for (let left = ms; left > 0 && !this.isStopping && isNeeded(); left -= lookEveryMs) {
      await this.host.wait(Math.min(left, lookEveryMs));
    }
  }

  /** The platform throttles: nobody of this run claims or posts until the time is over. */
  throttle(retryAfterMs: number): void {
    const over = this.pause(retryAfterMs).then(() => {
      this.throttles.delete(over);
      this.ring();
    });
    this.throttles.add(over);
  }

  get isThrottled(): boolean {
    return this.throttles.size > 0;
  }

  async throttleOver(): Promise<void> {
    while (this.isThrottled) await Promise.all(this.throttles);
  }

  /**
   * Asks the journal, several times if it fails: everything it is asked may be repeated (a claim has its own name, an outcome
   * belongs to its claim).
   */
  async ask<T>(question: () => Promise<T>): Promise<Answer<T>> {
    const { maxJournalAttempts, journalRetryMs } = this.settings;
    for (let tries = 1; ; tries += 1) {
      try {
        return { value: await question() };
      } catch (cause) {
        if (tries >= maxJournalAttempts) return { cause };
        await this.host.wait(journalRetryMs * tries);
      }
    }
  }

  report(report: BatchReport): void {
    this.reports.put(report);
    this.tell({ kind: 'batch', report });
  }

  /** A listener that fails must not leave a claimed batch behind; the report carries its first error. */
  tell(step: ProgressStep): void {
    try {
      this.host.onProgress?.({ done: this.reports.done, total: this.reports.total, ...step });
    } catch (cause) {
      this.progressError ??= { cause };
    }
  }

  /** Wakes everybody who waits for `rung`. */
  ring(): void {
    const { ring } = this.bell;
    this.bell = newBell();
    ring();
  }

  /** Something changed: a batch came back or is done, or the run stops. */
  get rung(): Promise<void> {
    return this.bell.rung;
  }
}

function newBell(): { readonly rung: Promise<void>; readonly ring: () => void } {
  let ring!: () => void;
  const rung = new Promise<void>((resolve) => {
    ring = resolve;
  });
  return { rung, ring };
}
