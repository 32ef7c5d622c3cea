/**
 * Room outbound, sends, budget. The ledger's time: slots of ten seconds that requests are booked in, and the clock hours (UTC)
 * that ledger rows stand for. All times are milliseconds since 1970.
 */

/** Width of a slot. */
export const SLOT_MS = 10_000;

/** How long after the end of its slot a granted request may still be posted. */
export const GRANT_LIFETIME_MS = 10_000;

const HOUR_MS = 3_600_000;

/** Slots of a clock hour. */
export const HOUR_SLOTS = HOUR_MS / SLOT_MS;

/**
 * Consecutive slots that together may hold at most the allowance, so that no hour of real posts exceeds it. A request of slot `s`
 * is posted in `[s, s + 1)` slots or its lifetime later, so posts of `s` and of `s + 362` are more than an hour apart, and those of
 * `s + 361` need not be. The price of the certainty is that a request comes back after 3,620 s: 99.4 % of the allowance can be used.
 */
export const WINDOW_SLOTS = (HOUR_MS + GRANT_LIFETIME_MS) / SLOT_MS + 1;

/** The slot an instant lies in. */
export const slotOf = (time: number): number => Math.floor(time / SLOT_MS);

/** First instant of a slot. */
export const slotStart = (slot: number): number => slot * SLOT_MS;

/** First instant at which a request booked in the slot must not be posted any more. */
export const slotDeadline = (slot: number): number => slotStart(slot + 1) + GRANT_LIFETIME_MS;

/** Key of the hour an instant lies in, such as `2026-11-22T19Z`. Keys sort as their hours do, from 1970 to 9999. */
export const hourOf = (time: number): string => `${new Date(time).toISOString().slice(0, 13)}Z`;

/** First instant of an hour by its key; `undefined` when the text is no such key. */
export function hourStart(hour: string): number | undefined {
  if (!/^\d{4}-\d\d-\d\dT\d\dZ$/.test(hour)) return undefined;
  const time = Date.parse(`${hour.slice(0, 13)}:00:00.000Z`);
  // `2026-02-30` is read as a day of March by some engines.
  return Number.isNaN(time) || hourOf(time) !== hour ? undefined : time;
}

/**
 * Key of the very first row. It is the same for everybody, so that two runners who start at once, on either side of a full hour,
 * cannot open two ledgers. The hour that follows it is written in it, as in any other row.
 */
export const FIRST_HOUR = hourOf(0);
