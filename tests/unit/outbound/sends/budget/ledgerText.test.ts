import fc from 'fast-check';
import { decideGrant } from '../../../../../outbound/sends/budget/decideGrant';
import {
  BUCKET_SLOTS,
  emptyLedger,
  MAX_SENDS,
  RELEASED_KEPT,
  type Ledger,
} from '../../../../../outbound/sends/budget/ledger';
import { parseLedger, serializeLedger } from '../../../../../outbound/sends/budget/ledgerText';
import { slotOf, WINDOW_SLOTS } from '../../../../../outbound/sends/budget/slots';
import { codeOf } from '../../../../builders/errors';

const START = Date.parse('2026-11-22T19:00:00.000Z');
const LIMITS = { limit: 30_000, eventReserve: 1_000 };
const MOST_CHARACTERS = 8_000;

const step = fc.record({
  passMs: fc.oneof(fc.nat(20_000), fc.nat(900_000)),
  send: fc.nat(40),
  kind: fc.constantFrom('bulk' as const, 'event' as const),
  wanted: fc.oneof(fc.nat(200), fc.nat(30_000)),
  waiting: fc.nat(Number.MAX_SAFE_INTEGER),
});

/** Any ledger that bookings can make. */
const anyLedger = fc.array(step, { maxLength: 80 }).map((steps) => {
  let now = START;
  return steps.reduce<Ledger>(
    (ledger, { passMs, send, kind, wanted, waiting }) => {
      now += passMs;
      return decideGrant(ledger, { sendId: `send-${send}`, kind, wanted: wanted + 1, waiting }, now, LIMITS).ledger;
    },
    emptyLedger(slotOf(START)),
  );
});

describe('serializeLedger', () => {
  it('writes what parseLedger reads back as the same ledger', () => {
    fc.assert(
      fc.property(anyLedger, fc.option(fc.constant('2026-11-22T20Z'), { nil: undefined }), (ledger, next) => {
        const whole = next === undefined ? ledger : { ...ledger, next };
        expect(parseLedger(serializeLedger(whole))).toEqual(whole);
      }),
    );
  });

  it('stays short whoever asks for whatever', () => {
    fc.assert(
      fc.property(anyLedger, (ledger) => {
        expect(serializeLedger(ledger).length).toBeLessThan(MOST_CHARACTERS);
      }),
    );
  });

  it('stays short when each slot, each send and each number is as long as it can be', () => {
    const slots = WINDOW_SLOTS + BUCKET_SLOTS - 1;
    const first = slotOf(START) - (slotOf(START) % BUCKET_SLOTS);
    const longest: Ledger = {
      first,
      newest: first + slots - 1,
      // More than the allowance: 39,100 requests of sends and 39,100 of events.
      bulk: Array.from({ length: slots }, () => 100),
      event: Array.from({ length: slots }, () => 100),
      sends: Array.from({ length: MAX_SENDS }, (_, send) => ({
        id: `9f2b7f0e-51a5-4b7e-9d0e-6a1f6f3b8a${String(send).padStart(2, '0')}`,
        seen: START,
        waiting: 9_999_999,
        wanted: 30_000,
        isHungry: true,
        pace: 1234.56,
        paceFrom: START,
        paceCount: 30_000,
        used: Array.from({ length: 14 }, () => 1000),
      })),
      revision: 999_999_999,
      released: Array.from({ length: RELEASED_KEPT }, () => 999_999_999),
      next: '2026-11-22T20Z',
    };
    const text = serializeLedger(longest);
    expect(text.length).toBeLessThan(MOST_CHARACTERS);
    expect(parseLedger(text)).toEqual(longest);
  });
});

describe('parseLedger', () => {
  const sound = {
    v: 1,
    first: 30,
    newest: 31,
    bulk: [1, 2],
    event: [],
    sends: [['one', 1, 1, 1, 0, 0.5, 1, 1, [3]]],
    revision: 3,
    released: [],
  };

  it('reads a sound ledger', () => {
    expect(parseLedger(JSON.stringify(sound)).bulk).toEqual([1, 2]);
  });

  it.each<[string, object]>([
    ['another version', { v: 2 }],
    ['no version', { v: undefined }],
    ['a negative count', { bulk: [1, -1] }],
    ['a fraction', { event: [0.5] }],
    ['a number too large to be exact', { event: [2 ** 53] }],
    ['a count as text', { bulk: ['1'] }],
    ['counts after the newest slot', { bulk: [1, 2, 3] }],
    ['a slot before the first', { newest: 29 }],
    ['too many slots', { newest: 30 + 391 }],
    ['a first slot between buckets', { first: 29 }],
    ['counts that are no array', { bulk: { 0: 1 } }],
    ['a send without an id', { sends: [[null, 1, 1, 1, 0, 0.5, 1, 1, []]] }],
    ['a send twice', { sends: [sound.sends[0], sound.sends[0]] }],
    [
      'too many sends',
      { sends: Array.from({ length: MAX_SENDS + 1 }, (_, send) => [`s${send}`, 1, 1, 1, 0, 0, 1, 1, []]) },
    ],
    ['a pace below 0', { sends: [['one', 1, 1, 1, 0, -1, 1, 1, []]] }],
    ['an answer that is neither yes nor no', { sends: [['one', 1, 1, 1, true, 1, 1, 1, []]] }],
    ['a following hour that is none', { next: '2026-02-30T10Z' }],
    ['no revision', { revision: undefined }],
  ])('refuses %s', (_what, change) => {
    expect(codeOf(() => parseLedger(JSON.stringify({ ...sound, ...change })))).toBe('budget-ledger-damaged');
  });

  it('refuses what is no JSON, and any JSON that is no ledger', () => {
    expect(codeOf(() => parseLedger(''))).toBe('budget-ledger-damaged');
    expect(codeOf(() => parseLedger(JSON.stringify(sound).slice(0, -1)))).toBe('budget-ledger-damaged');
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(codeOf(() => parseLedger(JSON.stringify(value)))).toBe('budget-ledger-damaged');
      }),
    );
  });

  it('reads a damaged field as damage or as a ledger that is safe to write again, never as anything else', () => {
    fc.assert(
      fc.property(fc.constantFrom(...Object.keys(sound), 'next'), fc.jsonValue(), (field, value) => {
        const text = JSON.stringify({ ...sound, [field]: value });
        const code = codeOf(() => {
          const ledger = parseLedger(text);
          expect(parseLedger(serializeLedger(ledger))).toEqual(ledger);
        });
        expect([undefined, 'budget-ledger-damaged']).toContain(code);
      }),
    );
  });
});
