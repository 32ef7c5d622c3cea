/**
 * Room sandbox/dataverse, Web API. Service protection: how many requests, how much execution time and how many requests at once
 * one user may ask for within a sliding window, and the 429 that answers what is more.
 * Source: Microsoft Learn, "Service protection API limits" (numbers, codes, texts and headers as of 2025).
 * Differs from the platform: one server instead of several, the waiting time is exactly until the window has room again, and
 * requests that are refused count for nothing.
 */
import type { Guid } from '../contracts';
import { DataverseError } from '../errors';
import { RecentList } from './recentList';

export interface ProtectionLimits {
  /** Requests of one user within the window; a batch is one. */
  readonly requests: number;
  /** Combined execution time of one user within the window. */
  readonly executionMs: number;
  /** Requests of one user at the same time. */
  readonly concurrent: number;
}

/** What the platform allows. */
export const DOCUMENTED_LIMITS: ProtectionLimits = { requests: 6000, executionMs: 1_200_000, concurrent: 52 };

export const WINDOW_MS = 300_000;

/** How long to wait when too many requests run at once: nobody knows when one ends. */
const CONCURRENCY_WAIT_MS = 1000;

interface Use {
  /** When requests came, oldest first. */
  readonly arrivals: RecentList<number>;
  /** When executions ended, oldest first, with their duration. */
  readonly executions: RecentList<{ readonly at: number; readonly ms: number }>;
  /** Sum of the executions. */
  spentMs: number;
  running: number;
}

export interface Admission {
  /** What is left for the user, as response headers say it. */
  readonly headers: Readonly<Record<string, string>>;
  /** Ends the request. */
  leave(): void;
}

const refused = (code: string, message: string, waitMs: number): DataverseError =>
  new DataverseError(429, code, message, Math.max(1, Math.ceil(waitMs / 1000)));

const SECONDS = new Intl.NumberFormat('en-US', { minimumFractionDigits: 2, maximumFractionDigits: 2 });

export class ServiceProtection {
  private readonly uses = new Map<Guid, Use>();
  /** Kept: writing a number takes longer than the rest of an admission, and hundredths of a second last for many requests. */
  private written = { hundredths: 0, text: SECONDS.format(0) };

  /**
   * @param clock now, for the window
   * @param elapsed milliseconds of any steady clock, for durations
   */
  constructor(
    private readonly clock: () => Date,
    private readonly elapsed: () => number,
    /** `undefined`: nothing is limited, and nothing counted. */
    private limits: ProtectionLimits | undefined,
  ) {}

  get current(): ProtectionLimits | undefined {
    return this.limits;
  }

  /** New limits begin with an empty window. */
  limit(limits: ProtectionLimits | undefined): void {
    this.limits = limits;
    this.uses.clear();
  }

  /**
   * Lets a request in. `leave` has to be called when it is done.
   * @throws {DataverseError} 429 with the seconds to wait
   */
  enter(userId: Guid): Admission {
    const { limits } = this;
    if (!limits) return { headers: {}, leave: () => undefined };
    const now = this.clock().getTime();
    const use = this.useOf(userId, now);
    this.assertRoom(use, limits, now);
    use.arrivals.push(now);
    use.running += 1;
    const began = this.elapsed();
    return {
      headers: {
        'x-ms-ratelimit-burst-remaining-xrm-requests': String(limits.requests - use.arrivals.length),
        'x-ms-ratelimit-time-remaining-xrm-requests': this.toSeconds(limits.executionMs - use.spentMs),
      },
      leave: () => {
        use.running -= 1;
        const ms = this.elapsed() - began;
        use.executions.push({ at: this.clock().getTime(), ms });
        use.spentMs += ms;
      },
    };
  }

  /** `1,199.25`, as the platform writes it. */
  private toSeconds(ms: number): string {
    const hundredths = Math.round(Math.max(ms, 0) / 10);
    if (hundredths !== this.written.hundredths) {
      this.written = { hundredths, text: SECONDS.format(hundredths / 100) };
    }
    return this.written.text;
  }

  private useOf(userId: Guid, now: number): Use {
    const use: Use = this.uses.get(userId) ?? {
      arrivals: new RecentList(),
      executions: new RecentList(),
      spentMs: 0,
      running: 0,
    };
    this.uses.set(userId, use);
    const start = now - WINDOW_MS;
    while ((use.arrivals.at(0) ?? now) <= start) use.arrivals.drop();
    for (let oldest = use.executions.at(0); oldest && oldest.at <= start; oldest = use.executions.at(0)) {
      use.spentMs -= oldest.ms;
      use.executions.drop();
    }
    // What is left of adding and taking away fractions.
    if (use.executions.length === 0) use.spentMs = 0;
    return use;
  }

  private assertRoom(use: Use, limits: ProtectionLimits, now: number): void {
    const seconds = WINDOW_MS / 1000;
    if (use.arrivals.length >= limits.requests) {
      const oldest = use.arrivals.at(use.arrivals.length - limits.requests) ?? now;
      throw refused(
        '0x80072322',
        `Number of requests exceeded the limit of ${limits.requests} over time window of ${seconds} seconds.`,
        oldest + WINDOW_MS - now,
      );
    }
    if (use.spentMs >= limits.executionMs) {
      throw refused(
        '0x80072321',
        `Combined execution time of incoming requests exceeded limit of ${limits.executionMs.toLocaleString('en-US')} milliseconds over time window of ${seconds} seconds. Decrease number of concurrent requests or reduce the duration of requests and try again later.`,
        roomAt(use, limits.executionMs) + WINDOW_MS - now,
      );
    }
    if (use.running >= limits.concurrent) {
      throw refused(
        '0x80072326',
        `Number of concurrent requests exceeded the limit of ${limits.concurrent}.`,
        CONCURRENCY_WAIT_MS,
      );
    }
  }
}

/** End of the execution that has to leave the window so that there is room again. */
function roomAt(use: Use, limitMs: number): number {
  let left = use.spentMs;
  let leaving = 0;
  for (let index = 0; index < use.executions.length && left >= limitMs; index += 1) {
    const { at = 0, ms = 0 } = use.executions.at(index) ?? {};
    left -= ms;
    leaving = at;
  }
  return leaving;
}
