/** Room sandbox/omnichannel/service. Counts the requests of the last hour and says how long to wait when they are too many. */

/** Requests of one organisation in an hour. Source: Microsoft Learn, "Configure outbound messaging", closing note (2025-03). */
export const MAX_REQUESTS_PER_HOUR = 30_000;

const HOUR_MS = 3_600_000;

/**
 * The requests of any 60 minutes. The page gives the number only: that the window slides, and that a refused request does
 * not count, is inferred.
 */
export class RequestWindow {
  /** Times of the requests that count, ascending, in ms since 1970; those before `first` have left the window. */
  private times: number[];
  private first = 0;

  /** @param earlier times of requests before a restart, ascending. */
  constructor(
    private readonly limit: number = MAX_REQUESTS_PER_HOUR,
    earlier: readonly number[] = [],
  ) {
    this.times = [...earlier];
  }

  /** Begins anew with other times, those of a restored call log. */
  restart(earlier: readonly number[]): void {
    this.times = [...earlier];
    this.first = 0;
  }

  /** Counts one request, or, when the hour is full, gives the seconds until the next one fits and counts nothing. */
  take(now: Date): { readonly retryAfterSeconds?: number } {
    const nowMs = now.getTime();
    while (this.first < this.times.length && (this.times[this.first] ?? 0) <= nowMs - HOUR_MS) this.first += 1;
    if (this.times.length - this.first >= this.limit) {
      // There is room again when this one leaves.
      const blocking = this.times[this.times.length - this.limit] ?? nowMs;
      return { retryAfterSeconds: Math.max(1, Math.ceil((blocking + HOUR_MS - nowMs) / 1000)) };
    }
    this.forgetLeft();
    this.times.push(nowMs);
    return {};
  }

  /** Drops what left the window once it is half of the array, so that the cost per request stays constant. */
  private forgetLeft(): void {
    if (this.first < 1024 || this.first * 2 < this.times.length) return;
    this.times = this.times.slice(this.first);
    this.first = 0;
  }
}
