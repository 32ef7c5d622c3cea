import fc from 'fast-check';
import { ACTIVE_MS, decideGrant, LONGEST_WAIT_MS } from '../../../../../outbound/sends/budget/decideGrant';
import {
  bookedBetween,
  emptyLedger,
  freeRequests,
  MAX_SENDS,
  releaseRequests,
  type Ledger,
} from '../../../../../outbound/sends/budget/ledger';
import type { BudgetRequest } from '../../../../../outbound/sends/budget/requestBudget';
import { slotDeadline, slotOf, slotStart } from '../../../../../outbound/sends/budget/slots';
import { ascending, HOUR_MS, mostInAnHour } from './posts';

const START = Date.parse('2026-11-22T19:00:00.000Z');
const LIMITS = { limit: 100, eventReserve: 10 };

const bulk = (sendId: string, wanted: number, waiting = 100_000): BudgetRequest => ({
  sendId,
  wanted,
  waiting,
  kind: 'bulk',
});
const event = (wanted: number): BudgetRequest => ({ sendId: 'flow', wanted, waiting: wanted, kind: 'event' });

/** A ledger that is asked again and again. */
function ask(limits = LIMITS) {
  let ledger: Ledger = emptyLedger(slotOf(START));
  return {
    ledger: () => ledger,
    /** What is granted; or, negative, the milliseconds until it is to be asked again. */
    count(request: BudgetRequest, now: number): number {
      const decision = decideGrant(ledger, request, now, limits);
      ledger = decision.ledger;
      return decision.grant.kind === 'granted' ? decision.grant.count : now - decision.grant.until;
    },
  };
}

describe('decideGrant', () => {
  it('grants all that is wanted while there is enough', () => {
    expect(ask().count(bulk('one', 40), START)).toBe(40);
  });

  it('leaves the reserve to the cloud flows, whoever asks', () => {
    const { count } = ask();
    expect(count(bulk('one', 80), START)).toBe(80);
    expect(count(event(1000), START)).toBe(10);
    expect(count(event(1), START)).toBeLessThan(0);
    expect(count(bulk('one', 1), START)).toBeLessThan(0);
  });

  it('counts what event messages took against the sends', () => {
    const { count } = ask();
    expect(count(event(60), START)).toBe(60);
    expect(count(bulk('one', 1000), START)).toBe(30);
  });

  it('writes nothing when an event message has to wait', () => {
    const { count, ledger } = ask();
    count(event(100), START);
    const before = ledger();
    count(event(1), START + 1);
    expect(ledger()).toBe(before);
  });

  it('gives a request back to the allowance no sooner than an hour after its last instant, and no later than need be', () => {
    const { count } = ask();
    const late = START + 9_999;
    expect(count(event(100), late)).toBe(90);
    const latestPost = slotDeadline(slotOf(late)) - 1;
    expect(count(event(1), latestPost + 3_600_000)).toBe(-1);
    expect(count(event(1), latestPost + 3_600_001)).toBe(1);
  });

  it('says when to ask again: when something is freed, but at the latest after half a minute', () => {
    const { count } = ask();
    count(bulk('one', 90), START);
    expect(count(bulk('one', 5), START + 1_000)).toBe(-LONGEST_WAIT_MS);
    expect(count(bulk('one', 5), START + 3_618_000)).toBe(-2_000);
    expect(count(bulk('one', 5), START + 3_620_000)).toBe(5);
  });

  it('books in the newest slot when the clock is behind it', () => {
    const { count, ledger } = ask();
    count(bulk('one', 1), START + 60_000);
    count(bulk('one', 1), START + 5_000);
    expect(bookedBetween(ledger(), 'bulk', slotOf(START + 60_000), slotOf(START + 60_000))).toBe(2);
  });

  it('keeps for a send that is held up what it is behind by', () => {
    const { count } = ask({ limit: 90, eventReserve: 0 });
    expect(count(bulk('greedy', 90), START)).toBe(90);
    const freed = START + 3_620_000;
    expect(count(bulk('late', 10), freed - 5_000)).toBeLessThan(0);
    expect(count(bulk('greedy', 90), freed)).toBe(45);
    expect(count(bulk('late', 90), freed)).toBe(45);
  });

  it('no longer counts a send that has not asked for a while', () => {
    const { count } = ask({ limit: 90, eventReserve: 0 });
    count(bulk('greedy', 90), START);
    const freed = START + 3_620_000;
    count(bulk('gone', 10), freed - ACTIVE_MS - 1);
    expect(count(bulk('greedy', 90), freed)).toBe(90);
  });

  it('keeps nothing for a send that is through', () => {
    const { count } = ask({ limit: 90, eventReserve: 0 });
    expect(count(bulk('through', 10, 10), START)).toBe(10);
    expect(count(bulk('greedy', 90), START)).toBe(80);
  });

  it('remembers a bounded number of sends, first of all those that wait', () => {
    const { count, ledger } = ask({ limit: 30_000, eventReserve: 0 });
    count(bulk('waits', 10), START);
    for (let send = 0; send < 3 * MAX_SENDS; send += 1) count(bulk(`through-${send}`, 1, 1), START + send);
    expect(ledger().sends).toHaveLength(MAX_SENDS);
    expect(ledger().sends.map(({ id }) => id)).toContain('waits');
  });
});

describe('releaseRequests', () => {
  const granted = (count: number) => {
    const decision = decideGrant(emptyLedger(slotOf(START)), bulk('one', count), START, LIMITS);
    if (decision.grant.kind !== 'granted') throw new Error('nothing granted');
    const { slot, booking } = decision.grant;
    const grant = {
      kind: 'granted',
      count,
      slot,
      booking,
      sendId: 'one',
      requestKind: 'bulk',
      useBefore: new Date(0),
    } as const;
    return { ledger: decision.ledger, grant };
  };

  it('makes room by what was not used, of the allowance and of the send’s share', () => {
    const { ledger, grant } = granted(50);
    const after = releaseRequests(ledger, grant, 20);
    expect(freeRequests(after, LIMITS)).toBe(60);
    expect(after.sends[0]?.used.reduce((total, count) => total + count, 0)).toBe(30);
  });

  it('never gives back more than was granted, nor twice', () => {
    const { ledger, grant } = granted(50);
    const other = decideGrant(ledger, bulk('two', 30), START, LIMITS).ledger;
    const once = releaseRequests(other, grant, 500);
    expect(freeRequests(once, LIMITS)).toBe(60);
    expect(releaseRequests(once, grant, 50)).toBe(once);
  });
});

describe('the law of the allowance', () => {
  const limits = { limit: 60, eventReserve: 15 };
  const step = fc.record({
    /** Often around the width of a slot or of the window, where mistakes are. */
    passMs: fc.oneof(fc.nat(15_000), fc.nat(400_000), fc.integer({ min: 3_570_000, max: 3_640_000 })),
    sendId: fc.constantFrom('one', 'two', 'three'),
    kind: fc.constantFrom('bulk' as const, 'bulk' as const, 'event' as const),
    wanted: fc.integer({ min: 1, max: 60 }),
    isClockBehind: fc.boolean(),
    postsLate: fc.boolean(),
    unused: fc.constantFrom(0, 0, 1, 30),
  });

  it.each([
    ['in any hour of posts, made as late as they may be', 0],
    ['in any hour less 20 s when clocks differ by 20 s', 20_000],
  ])('holds %s: at most the limit less the reserve, whoever asks', (_where, behindMs) => {
    fc.assert(
      fc.property(fc.array(step, { minLength: 5, maxLength: 60 }), (steps) => {
        let ledger = emptyLedger(slotOf(START));
        let now = START;
        const posts = { bulk: [] as number[], event: [] as number[] };
        for (const { passMs, sendId, kind, wanted, isClockBehind, postsLate, unused } of steps) {
          now += passMs;
          const clock = isClockBehind ? now - behindMs : now;
          const decision = decideGrant(ledger, { sendId, kind, wanted, waiting: 1000 }, clock, limits);
          ledger = decision.ledger;
          if (decision.grant.kind !== 'granted') continue;
          const { slot, count, booking } = decision.grant;
          expect(count).toBeLessThanOrEqual(wanted);
          const grant = {
            kind: 'granted',
            count,
            slot,
            booking,
            sendId,
            requestKind: kind,
            useBefore: new Date(0),
          } as const;
          const free = freeRequests(ledger, limits);
          ledger = releaseRequests(ledger, grant, unused);
          expect(freeRequests(ledger, limits)).toBeGreaterThanOrEqual(free);
          const latest = now + slotDeadline(slot) - Math.max(clock, slotStart(slot)) - 1;
          for (let post = unused; post < count; post += 1) posts[kind].push(postsLate ? latest : now);
        }
        const most = (times: readonly number[]) => mostInAnHour(ascending(times), HOUR_MS - behindMs);
        expect(most([...posts.bulk, ...posts.event])).toBeLessThanOrEqual(limits.limit - limits.eventReserve);
      }),
      { numRuns: 500 },
    );
  });
});
