/**
 * Room outbound, sends, budget. Foretells when a send is through, from what the window frees, the sends it shares with and its own speed.
 */
import { isActive, paceOf } from './decideGrant';
import { fairShares } from './fairShares';
import { advanceLedger, bookedInWindow, freeBeside, usedBySend, type Ledger } from './ledger';
import type { BudgetLimits } from './limits';
import { SLOT_MS, slotOf, slotStart, WINDOW_SLOTS } from './slots';

/** What a forecast is made of. */
export interface ForecastInput {
  readonly ledger: Ledger;
  /** Absent: a send that has not asked yet. */
  readonly sendId?: string;
  /** Requests the send still has to post. */
  readonly waitingBatches: number;
  /** Ledger time; the runner's clock will do. */
  readonly now: Date;
  /** How fast the send goes when the allowance does not hold it up. */
  readonly batchesPerSecond: number;
  readonly limits: BudgetLimits;
}

/** Slots played through one by one: a week. What takes longer goes on at the speed of the last hour. */
const PLAYED_SLOTS = (7 * 24 * 3_600_000) / SLOT_MS;

/** A send on the way through the slots to come. */
interface Runner {
  waiting: number;
  readonly perSlot: number;
  /** Granted by slot, from the first slot played. */
  readonly granted: number[];
  /** Sum of `granted` in the window. */
  inWindow: number;
  /** What it used before, as far as it is in the window of a slot. */
  readonly usedBefore: (slot: number) => number;
}

/**
 * When the send has posted its last request, if competitors go on as they do and nobody new comes. `undefined`: never, since the
 * limits or the speed let nothing through.
 */
export function forecastFinish(input: ForecastInput): Date | undefined {
  const { waitingBatches, batchesPerSecond, limits } = input;
  const now = input.now.getTime();
  if (waitingBatches <= 0) return new Date(now);
  if (!(batchesPerSecond > 0) || limits.limit <= limits.eventReserve) return undefined;
  const firstSlot = Math.max(slotOf(now), input.ledger.newest);
  const ledger = advanceLedger(input.ledger, firstSlot);
  const own = toRunner(ledger, input.sendId, waitingBatches, batchesPerSecond);
  const runners = [own, ...competitors(ledger, input, Math.max(now, slotStart(firstSlot)))];
  for (let step = 0; step < PLAYED_SLOTS; step += 1) {
    const slot = firstSlot + step;
    const from = Math.max(now, slotStart(slot));
    const before = own.waiting;
    playSlot(ledger, runners, slot, step, (slotStart(slot + 1) - from) / SLOT_MS, limits);
    if (own.waiting < 1e-6) return new Date(from + Math.ceil((before / batchesPerSecond) * 1000));
  }
  const end = slotStart(firstSlot + PLAYED_SLOTS);
  if (own.inWindow <= 0) return undefined;
  return toDate(end + (own.waiting / own.inWindow) * WINDOW_SLOTS * SLOT_MS);
}

/** The latest date there is stands for all that are later. */
const toDate = (time: number): Date => new Date(Math.min(time, 8_640_000_000_000_000));

function competitors(ledger: Ledger, { sendId, batchesPerSecond }: ForecastInput, time: number): Runner[] {
  return ledger.sends
    .filter((send) => send.id !== sendId && isActive(send, time))
    .map((send) => toRunner(ledger, send.id, send.waiting, paceOf(send, time) || batchesPerSecond));
}

function toRunner(ledger: Ledger, sendId: string | undefined, waiting: number, perSecond: number): Runner {
  const send = ledger.sends.find(({ id }) => id === sendId);
  const usedBefore = (slot: number) => (send ? usedBySend(ledger, send, slot) : 0);
  return { waiting, perSlot: (perSecond * SLOT_MS) / 1000, granted: [], inWindow: 0, usedBefore };
}

/** Shares what is free in a slot, of which `part` is left. */
function playSlot(
  ledger: Ledger,
  runners: readonly Runner[],
  slot: number,
  step: number,
  part: number,
  limits: BudgetLimits,
): void {
  for (const runner of runners) runner.inWindow -= runner.granted[step - WINDOW_SLOTS] ?? 0;
  const played = runners.reduce((total, { inWindow }) => total + inWindow, 0);
  const isPast = step >= WINDOW_SLOTS;
  const free = freeBeside(played + (isPast ? 0 : bookedInWindow(ledger, slot)), limits);
  const needs = runners.map((runner) => ({
    used: runner.inWindow + (isPast ? 0 : runner.usedBefore(slot)),
    need: Math.min(runner.waiting, runner.perSlot * part),
  }));
  fairShares(needs, free).forEach((share, index) => {
    const runner = runners[index];
    if (!runner) return;
    runner.granted[step] = share;
    runner.inWindow += share;
    runner.waiting = Math.max(0, runner.waiting - share);
  });
}
