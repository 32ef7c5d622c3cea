/** Four runners whose requests to the store come in any order, at the turn of hours, each of which may vanish at any step. */
import fc from 'fast-check';
import { createRequestBudget } from '../../../../../outbound/sends/budget/createRequestBudget';
import { MemoryLedger } from '../../../../builders/memoryLedger';
import { ascending, HOUR_MS, mostInAnHour } from './posts';

const LIMITS = { limit: 40, eventReserve: 10 };
const RUNNERS = 4;

const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** What happens next: one of the requests under way goes a step on, or its runner vanishes; and time passes. */
const happening = fc.record({
  which: fc.nat(100),
  vanishes: fc.integer({ min: 0, max: 19 }).map((number) => number === 0),
  repeats: fc.integer({ min: 0, max: 9 }).map((number) => number === 0),
  passMs: fc.oneof(fc.constant(0), fc.nat(3_000), fc.constantFrom(40_000, 1_800_000, HOUR_MS, 2 * HOUR_MS)),
});

describe('a ledger shared by four runners', () => {
  it.each([
    ['with the server’s time', true, 0],
    ['with clocks that differ by 10 s', false, 10_000],
  ])(
    'keeps to the allowance at every interleaving, repaired by whoever comes next, %s',
    async (_how, hasServerClock, aheadMs) => {
      const happenings = fc.array(happening, { minLength: 20, maxLength: 160 });
      await fc.assert(
        fc.asyncProperty(happenings, fc.constantFrom(0, 1_790_000), async (events, startMs) => {
          let now = Date.parse('2026-11-22T19:30:00.000Z') + startMs;
          const posts = { bulk: [] as number[], all: [] as number[] };
          const store = new MemoryLedger();
          const gates: (() => void)[] = [];
          const gate = () => new Promise<void>((open) => gates.push(open));
          let repeats = false;
          store.before = gate;
          store.after = gate;
          store.repeats = () => repeats;
          if (hasServerClock) store.serverClock = () => new Date(now);

          const run = async (runner: number) => {
            const clock = () => new Date(now + (runner % 2) * aheadMs);
            const budget = createRequestBudget({ store, clock, limits: LIMITS });
            for (;;) {
              const kind = runner === 3 ? 'event' : 'bulk';
              const grant = await budget.reserve({ sendId: `send-${runner % 2}`, wanted: 12, waiting: 1000, kind });
              if (grant.kind === 'wait') {
                await gate();
                continue;
              }
              // Held up by anything between being granted and posting; what is too late then is given back.
              await gate();
              const isInTime = clock() < grant.useBefore;
              const used = isInTime ? Math.min(9, grant.count) : 0;
              for (let post = 0; post < used; post += 1) {
                posts.all.push(now);
                if (kind === 'bulk') posts.bulk.push(now);
              }
              await budget.release(grant, grant.count - used);
            }
          };

          for (let runner = 0; runner < RUNNERS; runner += 1) void run(runner);
          let vanished = 0;
          for (const event of events) {
            await settle();
            now += event.passMs;
            repeats = event.repeats;
            const [open] = gates.splice(event.which % Math.max(1, gates.length), 1);
            if (event.vanishes) {
              vanished += 1;
              void run(RUNNERS + vanished);
            } else open?.();
          }
          await settle();

          store.before = () => undefined;
          store.after = () => undefined;
          store.repeats = () => false;
          now += 2 * HOUR_MS;
          const next = createRequestBudget({ store, clock: () => new Date(now + aheadMs), limits: LIMITS });
          const grant = await next.reserve({ sendId: 'next', wanted: 12, waiting: 12, kind: 'bulk' });
          expect(grant).toMatchObject({ kind: 'granted', count: 12 });
          const rows = [...store.rows.values()];
          expect(rows.filter(({ isClosed }) => !isClosed)).toHaveLength(1);
          expect(mostInAnHour(ascending(posts.all), HOUR_MS - aheadMs)).toBeLessThanOrEqual(LIMITS.limit);
          expect(mostInAnHour(ascending(posts.bulk), HOUR_MS - aheadMs)).toBeLessThanOrEqual(30);
        }),
        { numRuns: 300 },
      );
    },
    60_000,
  );
});
