/**
 * Room outbound, sends, budget. The request allowance over a store that all runners share. Every booking is serialised by the etag of one
 * row, so it holds for any number of runners, and a runner that vanishes at any step costs at most what it had booked.
 *
 * Hours: the row of an hour takes all bookings until somebody needs a later one. They close it (by its etag) and write the following
 * hour into it; only then that hour is created, with what is carried over, by whoever comes first. So a closed row has one successor for
 * everybody, whatever their clocks say, and nothing can be booked in a row that was carried over.
 *
 * Clocks: with the server's time in each read, runners' clocks do not matter; only while a grant is used, how fast they run. Without it,
 * ledger time is that of the clock that is furthest ahead, because nothing is booked before the newest slot. When clocks differ by `d`,
 * requests can then come back up to `d` too early, so every hour less `d` keeps to the allowance. When the clock that is ahead
 * no longer takes part, the others book in its newest slot until they get there, so less is used; beyond `MOST_AHEAD_MS` they
 * reject instead of waiting in silence. A clock set back while a grant is used lets that grant be used later by as much.
 */
import {
  BudgetClockError,
  BudgetRequestInvalidError,
  BudgetUnavailableError,
  LedgerDamagedError,
} from './budgetErrors';
import { decideGrant } from './decideGrant';
import { advanceLedger, bookedBetween, emptyLedger, releaseRequests, RELEASED_KEPT, type Ledger } from './ledger';
import { parseLedger, SEND_ID, serializeLedger } from './ledgerText';
import type { LedgerRow, LedgerStore, StoredLedgerRow } from './ledgerStore';
import { checkBudgetLimits, DEFAULT_BUDGET_LIMITS, type BudgetLimits } from './limits';
import type { BudgetRequest, Grant, Granted, RequestBudget } from './requestBudget';
import { FIRST_HOUR, HOUR_SLOTS, hourOf, hourStart, slotDeadline, slotOf, slotStart } from './slots';

/** What a budget needs of the place it runs in. */
export interface RequestBudgetHost {
  readonly store: LedgerStore;
  readonly clock: () => Date;
  /** Waits between tries when several runners book at once. @default no wait: the store's own answer time is the wait */
  readonly wait?: (ms: number) => Promise<void>;
  /** @default DEFAULT_BUDGET_LIMITS */
  readonly limits?: BudgetLimits;
}

/** A ledger further ahead of the clock than this was written by a computer whose clock is wrong. */
export const MOST_AHEAD_MS = 10 * 60_000;

/** Each try ends with somebody's booking, so this many suffice for as many runners that book at the same instant. */
const MOST_TRIES = 20;

/** After so many tries in vain the runner is told to ask again after this time. */
const BUSY_MS = 1_000;

/** The server's time is cut to seconds. */
const SERVER_TIME_CUT_MS = 999;

/**
 * Ledger time against the runner's clock. With the server's time it is known between bounds, and each use takes the safe one: slots are
 * chosen by the earliest that it can be now, grants end by the latest.
 */
interface LedgerTime {
  /** The earliest it can be. */
  readonly now: number;
  /** A ledger time by the runner's clock: not after it, and not before it. */
  readonly notAfter: (time: number) => Date;
  readonly notBefore: (time: number) => Date;
}

interface OpenLedger {
  readonly row: StoredLedgerRow;
  readonly ledger: Ledger;
  readonly time: LedgerTime;
}

/**
 * The allowance of the organisation whose rows the store keeps.
 * @throws {BudgetLimitsInvalidError} when the limits cannot be.
 */
export function createRequestBudget({ store, clock, wait, limits: given }: RequestBudgetHost): RequestBudget {
  const limits = checkBudgetLimits(given ?? DEFAULT_BUDGET_LIMITS);
  const pause = async (tries: number) => wait?.(Math.min(800, 25 * 2 ** tries));
  const givenBack = new WeakSet<Granted>();

  /** The open ledger; `undefined` when a step towards it was made, or lost to somebody, and it has to be read again. */
  async function openLedger(): Promise<OpenLedger | undefined> {
    const asked = clock().getTime();
    const { row, serverTime } = await store.readLatestHour();
    const time = toLedgerTime(serverTime?.getTime(), asked, clock().getTime());
    const { now } = time;
    if (!row) {
      await store.createHour(toRow(FIRST_HOUR, emptyLedger(0), limits));
      return undefined;
    }
    const ledger = readRow(row);
    if (row.isClosed) {
      await createNext(row, ledger);
      return undefined;
    }
    const aheadMs = slotStart(ledger.newest) - now;
    if (aheadMs > MOST_AHEAD_MS) throw new BudgetClockError(Math.ceil(aheadMs / 60_000));
    if (hourOf(now) > row.hour) {
      const closed = { ...ledger, next: hourOf(now), revision: ledger.revision + 1 };
      await store.writeHour({ ...row, ...toRow(row.hour, closed, limits), isClosed: true });
      return undefined;
    }
    return { row, ledger, time };
  }

  async function createNext(row: StoredLedgerRow, { next, ...ledger }: Ledger): Promise<void> {
    const start = next === undefined ? undefined : hourStart(next);
    if (next === undefined || start === undefined || next <= row.hour) {
      throw new LedgerDamagedError('next', 'the hour that follows a closed one', row.hour);
    }
    await store.createHour(toRow(next, advanceLedger(ledger, slotOf(start)), limits));
  }

  async function tryToReserve(request: BudgetRequest): Promise<Grant | undefined> {
    const open = await openLedger();
    if (!open) return undefined;
    const { ledger, grant } = decideGrant(open.ledger, request, open.time.now, limits);
    if (ledger !== open.ledger) {
      const answer = await store.writeHour({ ...open.row, ...toRow(open.row.hour, ledger, limits) });
      if (answer === 'changed') return undefined;
    }
    // In a slot ahead of this runner's clock, time counts from the slot's start.
    const ahead = Math.max(0, slotStart(open.ledger.newest) - open.time.now);
    if (grant.kind === 'wait') return { kind: 'wait', until: open.time.notBefore(grant.until - ahead) };
    const useBefore = open.time.notAfter(slotDeadline(grant.slot) - ahead);
    const { sendId, kind: requestKind } = request;
    return {
      kind: 'granted',
      count: grant.count,
      useBefore,
      slot: grant.slot,
      sendId,
      requestKind,
      booking: grant.booking,
    };
  }

  async function reserve(request: BudgetRequest): Promise<Grant> {
    checkRequest(request);
    for (let tries = 0; tries < MOST_TRIES; tries += 1) {
      const grant = await orUnavailable(tryToReserve(request));
      if (grant?.kind === 'granted' && clock().getTime() >= grant.useBefore.getTime()) {
        // The answer took so long that nothing may be posted with it any more.
        await release(grant, grant.count);
      } else if (grant) return grant;
      await pause(tries);
    }
    return { kind: 'wait', until: new Date(clock().getTime() + BUSY_MS) };
  }

  async function release(grant: Grant, unused: number): Promise<void> {
    if (grant.kind !== 'granted' || !(unused >= 1) || givenBack.has(grant)) return;
    givenBack.add(grant);
    try {
      await giveBack(grant, Math.floor(unused));
    } catch {
      // By contract: what cannot be given back counts as used. Trying again could give it back twice.
    }
  }

  async function giveBack(grant: Granted, unused: number): Promise<void> {
    let firstRevision: number | undefined;
    for (let tries = 0; tries < MOST_TRIES; tries += 1) {
      const open = await openLedger();
      if (open) {
        const { row, ledger, time } = open;
        firstRevision ??= ledger.revision;
        // `changed` may be said of a write that was made. As long as the ledger still lists this release if there was one, it can be told.
        if (ledger.revision - firstRevision > RELEASED_KEPT) return;
        const after = releaseRequests(advanceLedger(ledger, slotOf(time.now)), grant, unused);
        if (after.revision === ledger.revision) return;
        if ((await store.writeHour({ ...row, ...toRow(row.hour, after, limits) })) === 'written') return;
      }
      await pause(tries);
    }
  }

  return { reserve, release };
}

function toLedgerTime(serverTime: number | undefined, asked: number, answered: number): LedgerTime {
  if (serverTime === undefined) {
    return { now: answered, notAfter: (time) => new Date(time), notBefore: (time) => new Date(time) };
  }
  return {
    now: serverTime,
    notAfter: (time) => new Date(time - (serverTime + SERVER_TIME_CUT_MS - asked)),
    notBefore: (time) => new Date(time - (serverTime - answered)),
  };
}

function checkRequest({ sendId, wanted, waiting }: BudgetRequest): void {
  if (!SEND_ID.test(sendId)) throw new BudgetRequestInvalidError('sendId', 'the id of a send');
  if (!Number.isSafeInteger(wanted) || wanted < 1)
    throw new BudgetRequestInvalidError('wanted', 'a whole number from 1');
  if (!Number.isSafeInteger(waiting) || waiting < 0)
    throw new BudgetRequestInvalidError('waiting', 'a whole number from 0');
}

function readRow(row: StoredLedgerRow): Ledger {
  if (hourStart(row.hour) === undefined) throw new LedgerDamagedError('the hour', 'such as 2026-11-22T19Z', row.hour);
  try {
    return parseLedger(row.ledger);
  } catch (error) {
    if (!(error instanceof LedgerDamagedError)) throw error;
    throw new LedgerDamagedError(error.path, error.expected, row.hour, { cause: error });
  }
}

function toRow(hour: string, ledger: Ledger, { limit, eventReserve }: BudgetLimits): LedgerRow {
  const from = slotOf(hourStart(hour) ?? 0);
  const to = from + HOUR_SLOTS - 1;
  const used = bookedBetween(ledger, 'bulk', from, to) + bookedBetween(ledger, 'event', from, to);
  return { hour, limit, eventReserve, used, ledger: serializeLedger(ledger), isClosed: false };
}

/** What the store throws becomes the domain's error; what the domain throws stays. */
async function orUnavailable<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (cause) {
    if (cause instanceof LedgerDamagedError || cause instanceof BudgetClockError) throw cause;
    throw new BudgetUnavailableError({ cause });
  }
}
