import { createRequestBudget } from '../../../../../outbound/sends/budget/createRequestBudget';
import type { BudgetLimits } from '../../../../../outbound/sends/budget/limits';
import type { BudgetRequest, Grant, Granted } from '../../../../../outbound/sends/budget/requestBudget';
import { codeOf } from '../../../../builders/errors';
import { MemoryLedger, type LedgerOperation } from '../../../../builders/memoryLedger';

const LIMITS: BudgetLimits = { limit: 100, eventReserve: 10 };

const bulk = (wanted: number, sendId = 'one'): BudgetRequest => ({ sendId, wanted, waiting: 1000, kind: 'bulk' });

function open(store = new MemoryLedger(), start = '2026-11-22T19:30:00.000Z') {
  const time = { now: Date.parse(start) };
  const budget = createRequestBudget({ store, clock: () => new Date(time.now), limits: LIMITS });
  return { store, time, budget };
}

const granted = (grant: Grant): Granted => {
  if (grant.kind !== 'granted') throw new Error('nothing was granted');
  return grant;
};

const rejection = async (work: Promise<unknown>): Promise<unknown> => {
  const [result] = await Promise.allSettled([work]);
  return codeOf(() => {
    if (result?.status === 'rejected') throw result.reason;
  });
};

/** True at the first such operation only. */
function once(operation: LedgerOperation): (asked: LedgerOperation) => boolean {
  let isDone = false;
  return (asked) => {
    if (isDone || asked !== operation) return false;
    isDone = true;
    return true;
  };
}

const failing = (operation: LedgerOperation) => (asked: LedgerOperation) => {
  if (asked === operation) throw new Error('connection reset');
};

describe('reserve', () => {
  it('opens the first ledger and books in the row of the hour', async () => {
    const { store, budget } = open();
    const grant = granted(await budget.reserve(bulk(40)));
    expect(grant).toMatchObject({
      count: 40,
      sendId: 'one',
      requestKind: 'bulk',
      useBefore: new Date('2026-11-22T19:30:20.000Z'),
    });
    expect([...store.rows.keys()]).toEqual(['1970-01-01T00Z', '2026-11-22T19Z']);
    expect(store.latest()).toMatchObject({
      hour: '2026-11-22T19Z',
      used: 40,
      limit: 100,
      eventReserve: 10,
      isClosed: false,
    });
  });

  it('says when to ask again when the allowance is used', async () => {
    const { budget } = open();
    await budget.reserve(bulk(90));
    expect(await budget.reserve(bulk(1))).toEqual({ kind: 'wait', until: new Date('2026-11-22T19:30:30.000Z') });
  });

  it('carries over into the next hour what was booked in the last', async () => {
    const { store, time, budget } = open();
    await budget.reserve(bulk(60));
    time.now += 45 * 60_000;
    expect(granted(await budget.reserve(bulk(60))).count).toBe(30);
    expect([...store.rows.values()].map(({ hour, used, isClosed }) => [hour, used, isClosed])).toEqual([
      ['1970-01-01T00Z', 0, true],
      ['2026-11-22T19Z', 60, true],
      ['2026-11-22T20Z', 30, false],
    ]);
  });

  it('gives a grant to a slow clock no longer than to a right one', async () => {
    const store = new MemoryLedger();
    await open(store, '2026-11-22T19:30:00.000Z').budget.reserve(bulk(1));
    const grant = granted(await open(store, '2026-11-22T19:28:20.000Z').budget.reserve(bulk(1)));
    expect(grant.useBefore).toEqual(new Date('2026-11-22T19:28:40.000Z'));
  });

  it('goes by the server’s time, taking the safe end of what it can be', async () => {
    const store = new MemoryLedger();
    store.serverClock = () => new Date('2026-11-22T12:00:09.500Z');
    const { budget } = open(store);
    const grant = granted(await budget.reserve(bulk(90)));
    expect(store.latest()?.hour).toBe('2026-11-22T12Z');
    expect(grant.useBefore).toEqual(new Date('2026-11-22T19:30:10.001Z'));
    expect(await budget.reserve(bulk(1))).toEqual({ kind: 'wait', until: new Date('2026-11-22T19:30:30.000Z') });
  });

  it('gives nothing that could not be posted any more when the answer comes', async () => {
    const { store, time, budget } = open();
    const isSlow = once('writeHour');
    await budget.reserve(bulk(1));
    store.after = (operation) => {
      if (isSlow(operation)) time.now += 25_000;
    };
    const grant = granted(await budget.reserve(bulk(89)));
    expect(grant.useBefore.getTime()).toBeGreaterThan(time.now);
    expect(grant.count).toBe(89);
    expect(store.latest()?.used).toBe(90);
  });

  it('asks to come again when others are always faster', async () => {
    const { store, time, budget } = open();
    await budget.reserve(bulk(1));
    store.before = (operation) => {
      const row = store.latest();
      if (operation === 'writeHour' && row) store.put(row);
    };
    expect(await budget.reserve(bulk(1))).toEqual({ kind: 'wait', until: new Date(time.now + 1_000) });
    expect(store.latest()?.used).toBe(1);
  });

  it.each<LedgerOperation>(['readLatestHour', 'writeHour', 'createHour'])(
    'rejects when %s fails',
    async (operation) => {
      const { store, budget } = open();
      store.before = failing(operation);
      expect(await rejection(budget.reserve(bulk(1)))).toBe('budget-unavailable');
    },
  );

  it('counts a booking as used when its answer is lost', async () => {
    const { store, budget } = open();
    await budget.reserve(bulk(1));
    store.after = failing('writeHour');
    expect(await rejection(budget.reserve(bulk(40)))).toBe('budget-unavailable');
    expect(store.latest()?.used).toBe(41);
  });

  it('rejects a damaged row and names its hour', async () => {
    const { store, budget } = open();
    await budget.reserve(bulk(1));
    const row = store.latest();
    if (row) store.put({ ...row, ledger: row.ledger.replace('"bulk":[0', '"bulk":[-1') });
    await expect(budget.reserve(bulk(1))).rejects.toMatchObject({
      code: 'budget-ledger-damaged',
      hour: '2026-11-22T19Z',
      path: 'bulk[0]',
    });
  });

  it.each([undefined, '2026-11-22T18Z', '2026-11-22T19Z'])('rejects a closed row followed by %s', async (next) => {
    const { store, budget } = open();
    await budget.reserve(bulk(1));
    const row = store.latest();
    if (row) store.put({ ...row, isClosed: true, ledger: JSON.stringify({ ...JSON.parse(row.ledger), next }) });
    expect(await rejection(budget.reserve(bulk(1)))).toBe('budget-ledger-damaged');
  });

  it('rejects when the ledger is far ahead of the clock', async () => {
    const { time, budget } = open();
    await budget.reserve(bulk(1));
    time.now -= 11 * 60_000;
    await expect(budget.reserve(bulk(1))).rejects.toMatchObject({ code: 'budget-clock-differs', minutesAhead: 11 });
  });

  it.each<[string, Partial<BudgetRequest>]>([
    ['no request', { wanted: 0 }],
    ['half a request', { wanted: 1.5 }],
    ['fewer than none waiting', { waiting: -1 }],
    ['a send that is none', { sendId: 'a "send"' }],
  ])('rejects %s', async (_what, change) => {
    expect(await rejection(open().budget.reserve({ ...bulk(1), ...change }))).toBe('budget-request-invalid');
  });

  it.each([
    { limit: 0, eventReserve: 0 },
    { limit: 10, eventReserve: 11 },
    { limit: 10.5, eventReserve: 0 },
    { limit: Number.NaN, eventReserve: 0 },
  ])('is not made for the limits %j', (limits) => {
    const make = () => createRequestBudget({ store: new MemoryLedger(), clock: () => new Date(0), limits });
    expect(codeOf(make)).toBe('budget-limits-invalid');
  });
});

describe('release', () => {
  const reserved = async (count: number) => {
    const opened = open();
    const grant = granted(await opened.budget.reserve(bulk(count)));
    return { ...opened, grant };
  };

  it('makes room for others', async () => {
    const { store, budget, grant } = await reserved(90);
    await budget.release(grant, 30);
    expect(store.latest()?.used).toBe(60);
    expect(granted(await budget.reserve(bulk(50, 'two'))).count).toBe(30);
  });

  it('works across the hour', async () => {
    const { store, time, budget, grant } = await reserved(90);
    time.now += 31 * 60_000;
    await budget.release(grant, 90);
    expect(store.latest()).toMatchObject({ hour: '2026-11-22T20Z', used: 0 });
    expect(granted(await budget.reserve(bulk(90))).count).toBe(90);
  });

  it('does nothing a second time, by whichever runner', async () => {
    const { store, budget, grant } = await reserved(80);
    await budget.reserve({ ...bulk(10), kind: 'event' });
    await budget.release(grant, 30);
    await budget.release(grant, 30);
    await open(store).budget.release({ ...grant }, 30);
    expect(store.latest()?.used).toBe(60);
  });

  it('gives back once when the connection repeats its request, which then seems to have failed', async () => {
    const { store, budget, grant } = await reserved(90);
    store.repeats = once('writeHour');
    await budget.release(grant, 30);
    expect(store.latest()?.used).toBe(60);
  });

  it('gives nothing back twice when so much happened meanwhile that the ledger no longer tells', async () => {
    const { store, budget, grant } = await reserved(80);
    store.repeats = once('writeHour');
    const isFirstWrite = once('writeHour');
    store.after = async (operation) => {
      if (!isFirstWrite(operation)) return;
      const other = open(store).budget;
      for (let turn = 0; turn < 20; turn += 1) await other.release(await other.reserve(bulk(1, 'two')), 1);
    };
    await budget.release(grant, 30);
    expect(store.latest()?.used).toBe(50);
  });

  it('gives back once when the answer is lost, and does not reject', async () => {
    const { store, budget, grant } = await reserved(90);
    store.after = failing('writeHour');
    await budget.release(grant, 30);
    store.after = () => undefined;
    await budget.release(grant, 30);
    expect(store.latest()?.used).toBe(60);
  });

  it('leaves what it cannot give back counted as used', async () => {
    const { store, budget, grant } = await reserved(90);
    store.before = failing('readLatestHour');
    await budget.release(grant, 30);
    expect(store.latest()?.used).toBe(90);
  });

  it('has nothing to do when all was posted, or nothing was granted', async () => {
    const { store, budget, grant } = await reserved(90);
    store.before = () => {
      throw new Error('nothing is to be asked');
    };
    await budget.release(grant, 0);
    await budget.release({ kind: 'wait', until: new Date(0) }, 5);
    expect(store.latest()?.used).toBe(90);
  });
});
