import fc from 'fast-check';
import { decideGrant } from '../../../../../outbound/sends/budget/decideGrant';
import { forecastFinish } from '../../../../../outbound/sends/budget/forecastFinish';
import { bookRequests, emptyLedger } from '../../../../../outbound/sends/budget/ledger';
import { parseLedger } from '../../../../../outbound/sends/budget/ledgerText';
import type { BudgetRequest } from '../../../../../outbound/sends/budget/requestBudget';
import { slotOf } from '../../../../../outbound/sends/budget/slots';
import { startCompetition } from './competition';
import { HOUR_MS } from './posts';

const START = Date.parse('2026-11-22T19:00:00.000Z');
const LIMITS = { limit: 30_000, eventReserve: 1_000 };
const EMPTY = emptyLedger(slotOf(START));

const minutes = (date: Date | undefined): number => ((date?.getTime() ?? Number.NaN) - START) / 60_000;

const forecast = (input: Partial<Parameters<typeof forecastFinish>[0]>) =>
  forecastFinish({
    ledger: EMPTY,
    waitingBatches: 100,
    now: new Date(START),
    batchesPerSecond: 10,
    limits: LIMITS,
    ...input,
  });

describe('forecastFinish', () => {
  it('is now when nothing waits', () => {
    expect(forecast({ waitingBatches: 0 })).toEqual(new Date(START));
  });

  it('goes by the speed of the send while the allowance suffices', () => {
    expect(minutes(forecast({ waitingBatches: 12_000 }))).toBeCloseTo(20, 5);
  });

  it('waits for what the window frees', () => {
    // 29,000 in the first 48 minutes and 20 seconds; the rest an hour and 20 seconds after the start.
    expect(minutes(forecast({ waitingBatches: 29_600 }))).toBeCloseTo(61.33, 2);
  });

  it('shares with competitors', () => {
    const busy = decideGrant(
      EMPTY,
      { sendId: 'other', wanted: 10, waiting: 100_000, kind: 'bulk' },
      START,
      LIMITS,
    ).ledger;
    expect(minutes(forecast({ ledger: busy, batchesPerSecond: 50, waitingBatches: 14_000 }))).toBeLessThan(10);
    expect(minutes(forecast({ ledger: busy, batchesPerSecond: 50, waitingBatches: 15_000 }))).toBeGreaterThan(60);
  });

  it('counts requests of events that are booked as those who ask do: nobody uses the reserve', () => {
    const ledger = bookRequests(EMPTY, 'event', 20_000);
    const all: BudgetRequest = { sendId: 'all', wanted: 30_000, waiting: 30_000, kind: 'bulk' };
    expect(decideGrant(ledger, all, START, LIMITS).grant).toMatchObject({ count: 9_000 });
    expect(minutes(forecast({ ledger, waitingBatches: 9_000 }))).toBeLessThan(20);
    expect(minutes(forecast({ ledger, waitingBatches: 9_100 }))).toBeGreaterThan(60);
  });

  it('says never when nothing gets through', () => {
    expect(forecast({ batchesPerSecond: 0 })).toBeUndefined();
    expect(forecast({ limits: { limit: 10, eventReserve: 10 } })).toBeUndefined();
  });

  it('ends for a send of a size nobody has', () => {
    const finish = forecast({ waitingBatches: 1e9 });
    expect(minutes(finish) / 60).toBeGreaterThan(1e9 / 29_000);
    expect(minutes(finish) / 60).toBeLessThan(1.01 * (1e9 / 29_000));
    expect(
      minutes(forecast({ waitingBatches: Number.MAX_SAFE_INTEGER, limits: { limit: 1, eventReserve: 0 } })),
    ).toBeGreaterThan(0);
  });

  it('is never earlier than the speed allows, and not earlier for more', () => {
    const amount = fc.integer({ min: 1, max: 100_000 });
    fc.assert(
      fc.property(amount, amount, fc.integer({ min: 1, max: 60 }), (one, other, batchesPerSecond) => {
        const [less, more] = [Math.min(one, other), Math.max(one, other)];
        const [first, second] = [less, more].map(
          (waitingBatches) => forecast({ waitingBatches, batchesPerSecond })?.getTime() ?? 0,
        );
        expect(second).toBeGreaterThanOrEqual(first ?? Infinity);
        expect(first).toBeGreaterThanOrEqual(START + (less / batchesPerSecond) * 1000 - 1);
      }),
      { numRuns: 50 },
    );
  });

  it('foretells within minutes what three competing sends do', async () => {
    const sends = [25_000, 40_000, 60_000].map((requests, index) => ({ id: `send-${index}`, requests, perSecond: 20 }));
    const options = { start: '2026-11-22T19:00:00.000Z', limits: LIMITS, hasServerClock: true };
    const { time, start, posts, ledger, waiting } = startCompetition(sends, options);
    await time.runUntil(start + 0.5 * HOUR_MS);
    const now = new Date(time.now);
    const known = parseLedger(ledger.latest()?.ledger ?? '');
    const foretold = sends.map(({ id }) =>
      forecastFinish({
        ledger: known,
        sendId: id,
        waitingBatches: waiting(id),
        now,
        batchesPerSecond: 20,
        limits: LIMITS,
      }),
    );
    await time.runUntil(start + 6 * HOUR_MS);
    sends.forEach(({ id }, index) => {
      const finished = posts.get(id)?.at(-1) ?? 0;
      expect(Math.abs((foretold[index]?.getTime() ?? 0) - finished)).toBeLessThan(5 * 60_000);
    });
  }, 60_000);
});
