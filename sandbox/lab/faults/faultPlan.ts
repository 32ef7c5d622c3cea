/**
 * Room sandbox/lab, faults. Counts requests and says which ordered fault each one meets. Kept in memory only; a restart forgets
 * it.
 */
import { SeededRandom } from '../../data/random';
import type { FaultOrder } from './faultOrder';
import { matchesOperation, type RequestedOperation } from './operationMatch';

/** An order that is not over. */
export interface PendingFault extends FaultOrder {
  readonly id: number;
  /** Matching requests since it was ordered. */
  readonly met: number;
  readonly struck: number;
}

class Planned {
  met = 0;
  struck = 0;
  /** Turns that were its own, also those in which an earlier order struck. */
  private turns = 0;
  private readonly random: SeededRandom;

  constructor(
    readonly id: number,
    readonly order: FaultOrder,
  ) {
    this.random = new SeededRandom(order.seed ?? 1);
  }

  get isOver(): boolean {
    return this.order.times !== null && this.turns >= this.order.times;
  }

  /** Counts a matching request; whether it is the fault's turn. */
  meet(): boolean {
    this.met += 1;
    const { atCall, every, rate } = this.order;
    const past = this.met - atCall;
    if (past < 0 || past % every !== 0) return false;
    if (rate !== undefined && this.random.next() >= rate) return false;
    this.turns += 1;
    return true;
  }

  /** What is still to come, counted from now. */
  pending(): PendingFault {
    const { atCall, every, times } = this.order;
    const past = this.met - atCall;
    return {
      id: this.id,
      ...this.order,
      atCall: past < 0 ? -past : every - (past % every),
      times: times === null ? null : times - this.turns,
      met: this.met,
      struck: this.struck,
    };
  }
}

export class FaultPlan {
  private lastId = 0;
  private planned: Planned[] = [];

  /** @param changed told whenever `pending` may give something else */
  constructor(private readonly changed: () => void = () => undefined) {}

  get isEmpty(): boolean {
    return this.planned.length === 0;
  }

  order(order: FaultOrder): PendingFault {
    this.lastId += 1;
    const planned = new Planned(this.lastId, order);
    this.planned.push(planned);
    this.changed();
    return planned.pending();
  }

  /** Counts one request; gives its fault. When it is the turn of two, the earlier order strikes. */
  next(request: RequestedOperation): FaultOrder | undefined {
    let striking: Planned | undefined;
    let isMet = false;
    for (const planned of this.planned) {
      if (!matchesOperation(planned.order.operation, request)) continue;
      isMet = true;
      if (planned.meet()) striking ??= planned;
    }
    if (!isMet) return undefined;
    if (striking) striking.struck += 1;
    this.planned = this.planned.filter(({ isOver }) => !isOver);
    this.changed();
    return striking?.order;
  }

  pending(): PendingFault[] {
    return this.planned.map((planned) => planned.pending());
  }

  /** Takes an order back. @returns false when there is none with this id */
  remove(id: number): boolean {
    const before = this.planned.length;
    this.planned = this.planned.filter((planned) => planned.id !== id);
    if (this.planned.length === before) return false;
    this.changed();
    return true;
  }

  clear(): void {
    this.planned = [];
    this.changed();
  }
}
