/**
 * Room outbound, sends, budget. The ledger: how many requests are booked in which slot, and the sends that want more. Pure values; each
 * change gives a new ledger.
 */
import type { BudgetLimits } from './limits';
import type { Granted, RequestKind } from './requestBudget';
import { WINDOW_SLOTS } from './slots';

/** A send that asked lately. Times are ledger time in milliseconds since 1970. */
export interface SendUse {
  readonly id: string;
  /** When it last asked. */
  readonly seen: number;
  /** Requests it still had to post after its last grant. */
  readonly waiting: number;
  /** What its runner asked for at last. */
  readonly wanted: number;
  /** Its last grant was less than it could post: it is held up by the allowance, not by its own speed. */
  readonly isHungry: boolean;
  /** Requests a second it took when it was not hungry, to two decimals; 0 while not known. */
  readonly pace: number;
  /** What it was granted since then, while not hungry: the next pace. */
  readonly paceFrom: number;
  readonly paceCount: number;
  /** Requests granted by bucket of `BUCKET_SLOTS` slots, the first of which begins with the ledger's first slot. */
  readonly used: readonly number[];
}

/** The bookings of the sliding window. A value: every change gives a new one. Slots are counted from 1970 (`slotOf`). */
export interface Ledger {
  /** First slot of the arrays, a multiple of `BUCKET_SLOTS`. */
  readonly first: number;
  /** Newest slot that was booked in, or may have been. Nothing is booked before it any more. */
  readonly newest: number;
  /** Requests by slot, from `first` to `newest`. */
  readonly bulk: readonly number[];
  readonly event: readonly number[];
  readonly sends: readonly SendUse[];
  /** Grows by one with each change. */
  readonly revision: number;
  /** The last bookings of which something was given back, oldest first. */
  readonly released: readonly number[];
  /** The hour that follows. Set when the row is closed. */
  readonly next?: string;
}

/**
 * What a send used is remembered by five minutes, and a bucket that has partly left the window counts in proportion to the bulk requests
 * of its slots that are still in it. By the slot it would be exact, but 360 counts a send do not fit into a row.
 */
export const BUCKET_SLOTS = 30;

/** Sends remembered. The rest share what is free as they come; the allowance itself does not depend on who is remembered. */
export const MAX_SENDS = 20;

/** How many bookings are kept against giving back twice. */
export const RELEASED_KEPT = 16;

/** A ledger without bookings, from `slot` on. */
export const emptyLedger = (slot: number): Ledger => ({
  first: Math.floor(slot / BUCKET_SLOTS) * BUCKET_SLOTS,
  newest: slot,
  bulk: [],
  event: [],
  sends: [],
  revision: 0,
  released: [],
});

const sum = (counts: readonly number[]): number => counts.reduce((total, count) => total + count, 0);

/** The ledger as of a later slot, without what nobody needs any more. Time never runs back: an earlier slot changes nothing. */
export function advanceLedger(ledger: Ledger, slot: number): Ledger {
  const newest = Math.max(ledger.newest, slot);
  const firstBucket = Math.floor((newest - WINDOW_SLOTS + 1) / BUCKET_SLOTS);
  const buckets = firstBucket - ledger.first / BUCKET_SLOTS;
  if (buckets <= 0) return newest === ledger.newest ? ledger : { ...ledger, newest };
  const slots = buckets * BUCKET_SLOTS;
  return {
    ...ledger,
    first: firstBucket * BUCKET_SLOTS,
    newest,
    bulk: ledger.bulk.slice(slots),
    event: ledger.event.slice(slots),
    sends: ledger.sends.map((send) => ({ ...send, used: send.used.slice(buckets) })),
  };
}

/** Requests booked in the slots from `from` up to and including `to`. */
export function bookedBetween(ledger: Ledger, kind: RequestKind, from: number, to: number): number {
  return sum(ledger[kind].slice(Math.max(0, from - ledger.first), Math.max(0, to + 1 - ledger.first)));
}

/** Requests of either kind booked in the window that ends with a slot. */
export const bookedInWindow = (ledger: Ledger, slot: number): number =>
  bookedBetween(ledger, 'bulk', slot - WINDOW_SLOTS + 1, slot) +
  bookedBetween(ledger, 'event', slot - WINDOW_SLOTS + 1, slot);

/**
 * What a window leaves in which so many requests are booked, whoever asks. The reserve is not among it: cloud flows draw on it by rows
 * of their own (`BUDGET_SHARE`), which the ledger knows nothing of, because a connector has no `If-Match`.
 */
export const freeBeside = (booked: number, { limit, eventReserve }: BudgetLimits): number =>
  Math.max(0, limit - eventReserve - booked);

/** Requests that may still be booked in a slot (the newest or a later one). */
export function freeRequests(ledger: Ledger, limits: BudgetLimits, slot = ledger.newest): number {
  return freeBeside(bookedInWindow(ledger, slot), limits);
}

/** The first slot after the newest in which something is free, if nothing more is booked; `undefined` when nothing ever is. */
export function nextFreeSlot(ledger: Ledger, limits: BudgetLimits): number | undefined {
  for (let slot = ledger.newest + 1; slot <= ledger.newest + WINDOW_SLOTS; slot += 1) {
    if (freeRequests(ledger, limits, slot) > 0) return slot;
  }
  return undefined;
}

/** Requests a send used in the window that ends with a slot; to a fraction in the bucket that is leaving the window. */
export function usedBySend(ledger: Ledger, send: SendUse, slot = ledger.newest): number {
  const windowStart = slot - WINDOW_SLOTS + 1;
  return send.used.reduce((total, count, bucket) => {
    const from = ledger.first + bucket * BUCKET_SLOTS;
    const to = from + BUCKET_SLOTS - 1;
    if (count === 0 || to < windowStart) return total;
    if (from >= windowStart) return total + count;
    const whole = bookedBetween(ledger, 'bulk', from, to);
    return whole === 0 ? total : total + (count * bookedBetween(ledger, 'bulk', windowStart, to)) / whole;
  }, 0);
}

/** `counts` with `count` more at `index`, never below 0. */
function addAt(counts: readonly number[], index: number, count: number): number[] {
  const length = Math.max(counts.length, index + 1);
  const filled = Array.from({ length }, (_, position) => counts[position] ?? 0);
  filled[index] = Math.max(0, (filled[index] ?? 0) + count);
  return filled;
}

/** Books requests in the newest slot. */
export const bookRequests = (ledger: Ledger, kind: RequestKind, count: number): Ledger => ({
  ...ledger,
  [kind]: addAt(ledger[kind], ledger.newest - ledger.first, count),
});

/** What a send used, with `count` more in the newest slot. */
export const addUse = (ledger: Ledger, used: readonly number[], count: number, slot = ledger.newest): number[] =>
  addAt(used, Math.floor((slot - ledger.first) / BUCKET_SLOTS), count);

/** Gives requests of a grant back; the same ledger when there is nothing to give back, or it was given back before. */
export function releaseRequests(ledger: Ledger, grant: Granted, unused: number): Ledger {
  const index = grant.slot - ledger.first;
  const count = Math.min(unused, grant.count, ledger[grant.requestKind][index] ?? 0);
  if (count <= 0 || ledger.released.includes(grant.booking)) return ledger;
  return {
    ...ledger,
    [grant.requestKind]: addAt(ledger[grant.requestKind], index, -count),
    sends: ledger.sends.map((send) =>
      grant.requestKind === 'bulk' && send.id === grant.sendId
        ? { ...send, used: addUse(ledger, send.used, -count, grant.slot) }
        : send,
    ),
    revision: ledger.revision + 1,
    released: [...ledger.released, grant.booking].slice(-RELEASED_KEPT),
  };
}
