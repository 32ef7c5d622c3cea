/**
 * Room sandbox. The one clock of a sandbox: it runs with the machine's, can be moved forward, stopped and started again, and
 * wakes who waits for a time. Dataverse, the flows and the simulated service all ask it, so that moving it moves them all.
 */

export interface SandboxClock {
  now(): Date;
  /**
   * Calls once, as soon as the clock shows that time; at the next turn of the event loop when it does already.
   * @returns takes the order back
   */
  at(time: Date, action: () => void): () => void;
}

/** Where a clock stood or ran, so that another can go on from there. */
export interface ClockSetting {
  /** Milliseconds ahead of the machine's clock. */
  readonly aheadMs: number;
  /** Milliseconds since 1970; absent when it runs. */
  readonly stoppedAt?: number;
}

interface Waiting {
  readonly time: number;
  readonly action: () => void;
}

/** A clock that cannot be moved to a time before the one it shows: rows would be older than what follows from them. */
export class ClockMovedBackError extends Error {
  override readonly name = 'ClockMovedBackError';
  readonly code = 'clock-moved-back';
  constructor(shown: Date) {
    super(`The clock shows ${shown.toISOString()} and can only be moved forward.`);
  }
}

/** The longest wait that a timer of Node takes. */
const LONGEST_WAIT_MS = 2_147_483_647;

export class VirtualClock implements SandboxClock {
  private offsetMs = 0;
  private stoppedAt: number | undefined;
  private waiting: Waiting[] = [];
  private timer: NodeJS.Timeout | undefined;

  /** @param machine milliseconds since 1970 of the clock that this one runs with */
  constructor(private readonly machine: () => number = Date.now) {}

  now(): Date {
    return new Date(this.shown());
  }

  get isStopped(): boolean {
    return this.stoppedAt !== undefined;
  }

  /** Milliseconds that it is ahead of the machine's. */
  get aheadMs(): number {
    return this.shown() - this.machine();
  }

  at(time: Date, action: () => void): () => void {
    const order: Waiting = { time: time.getTime(), action };
    this.waiting.push(order);
    this.wind();
    return () => {
      this.waiting = this.waiting.filter((one) => one !== order);
      this.wind();
    };
  }

  /** Shows that time from now on. @throws {ClockMovedBackError} */
  moveTo(time: Date): void {
    const target = time.getTime();
    if (target < this.shown()) throw new ClockMovedBackError(this.now());
    if (this.stoppedAt === undefined) this.offsetMs = target - this.machine();
    else this.stoppedAt = target;
    this.wind();
  }

  /** Stands still until `run`. It can still be moved. */
  stop(): void {
    this.stoppedAt ??= this.shown();
    this.wind();
  }

  /** Runs with the machine's again, from the time it shows. */
  run(): void {
    if (this.stoppedAt === undefined) return;
    this.offsetMs = this.stoppedAt - this.machine();
    this.stoppedAt = undefined;
    this.wind();
  }

  get setting(): ClockSetting {
    return { aheadMs: this.aheadMs, ...(this.stoppedAt === undefined ? {} : { stoppedAt: this.stoppedAt }) };
  }

  /** Goes on from a setting, be it earlier than what it shows: only for rows that come from a copy of that time too. */
  resume({ aheadMs, stoppedAt }: ClockSetting): void {
    this.offsetMs = aheadMs;
    this.stoppedAt = stoppedAt;
    this.wind();
  }

  /** Forgets who waits. */
  close(): void {
    this.waiting = [];
    this.wind();
  }

  private shown(): number {
    return this.stoppedAt ?? this.machine() + this.offsetMs;
  }

  /** Sets the timer to the first order that is due. */
  private wind(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    if (this.waiting.length === 0) return;
    const wait = Math.max(Math.min(...this.waiting.map(({ time }) => time)) - this.shown(), 0);
    if (wait > 0 && this.isStopped) return;
    this.timer = setTimeout(() => this.ring(), Math.min(wait, LONGEST_WAIT_MS));
    // A flow that waits for tomorrow keeps no process alive.
    this.timer.unref();
  }

  /** Calls who is due, in the order of their times, and one order a turn: an action may move the clock or take orders back. */
  private ring(): void {
    const due = this.waiting.filter(({ time }) => time <= this.shown()).sort((one, other) => one.time - other.time)[0];
    if (due) this.waiting = this.waiting.filter((one) => one !== due);
    this.wind();
    due?.action();
  }
}
