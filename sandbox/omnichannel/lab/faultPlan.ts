/**
 * Room sandbox/omnichannel/lab. Faults on demand: which call of the action meets which trouble. Kept in memory only; a
 * restart forgets them.
 */

export const FAULT_KINDS = ['delay', 'throttle', 'refuse', 'error', 'lost-answer', 'exit-after-acceptance'] as const;

export type FaultKind = (typeof FAULT_KINDS)[number];

/** An ordered fault. */
export interface FaultOrder {
  /**
   * `delay`: answers late. `throttle`: 429 with Retry-After. `refuse`: 400. `error`: 500. These three do nothing else.
   * `lost-answer`: does the work, then cuts the connection. `exit-after-acceptance`: does the work, then ends the process.
   */
  readonly kind: FaultKind;
  /** The first call it strikes, counted from now: 1 is the next one. */
  readonly atCall: number;
  /** How many calls in a row it strikes. */
  readonly times: number;
  /** For `delay`. */
  readonly delayMs: number;
  /** For `throttle`. */
  readonly retryAfterSeconds: number;
}

export interface PendingFault extends FaultOrder {
  readonly id: number;
}

interface Planned {
  readonly id: number;
  readonly order: FaultOrder;
  readonly firstCall: number;
}

/** Counts calls and says which fault each one meets. */
export class FaultPlan {
  private calls = 0;
  private lastId = 0;
  private planned: Planned[] = [];

  order(order: FaultOrder): PendingFault {
    this.lastId += 1;
    this.planned.push({ id: this.lastId, order, firstCall: this.calls + order.atCall });
    return { id: this.lastId, ...order };
  }

  /** Counts one call; gives its fault. When two are ordered for it, the earlier order strikes. */
  next(): FaultOrder | undefined {
    this.calls += 1;
    const struck = this.planned.find(
      ({ firstCall, order }) => firstCall <= this.calls && this.calls < firstCall + order.times,
    );
    this.planned = this.planned.filter(({ firstCall, order }) => this.calls + 1 < firstCall + order.times);
    return struck?.order;
  }

  /** What is still to come, counted from now. */
  pending(): PendingFault[] {
    return this.planned.map(({ id, order, firstCall }) => {
      const past = Math.max(0, this.calls + 1 - firstCall);
      return { id, ...order, atCall: firstCall + past - this.calls, times: order.times - past };
    });
  }

  clear(): void {
    this.planned = [];
  }
}
