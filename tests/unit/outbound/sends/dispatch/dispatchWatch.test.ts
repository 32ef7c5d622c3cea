import type { BatchOutcome } from '../../../../../outbound/invoke/classifyAnswer';
import type { Grant, RequestBudget } from '../../../../../outbound/sends/budget/requestBudget';
import { accepted, journalOf, run, START } from '../../../../builders/dispatchRun';
import type { MemoryJournal } from '../../../../builders/memoryJournal';

/** Every request takes a second. */
async function runTimed(journal: MemoryJournal, afterPost: (count: number) => void, lookEveryMs = 3000) {
  let now = START;
  let count = 0;
  return run(
    journal,
    [],
    { lookEveryMs },
    {
      clock: () => new Date(now),
      invoker: {
        isGuarded: false,
        async invoke(): Promise<BatchOutcome> {
          now += 1000;
          afterPost((count += 1));
          return accepted;
        },
      },
    },
  );
}

describe('dispatchSend, watching the send', () => {
  it.each(['paused', 'canceled'] as const)('notices within seconds that a person made it %s', async (state) => {
    const journal = journalOf(20, 1);
    const { report } = await runTimed(journal, (count) => {
      if (count === 5) journal.changeRow({ state });
    });
    const sent = journal.states().filter((batch) => batch === 'accepted').length;
    expect(sent).toBeGreaterThanOrEqual(5);
    expect(sent).toBeLessThanOrEqual(5 + 3 + 1);
    expect(journal.states()).not.toContain('claimed');
    expect(report.stopped).toEqual({ kind: 'not-sending', state });
    expect(journal.row()).toMatchObject({ state, counts: { accepted: sent, waiting: 20 - sent } });
  });

  it.each([
    ['the service was slow', 60_000],
    ['its clock was set back', -3_600_000],
  ])('does not post what was claimed ahead of a cancellation while %s', async (_, passes) => {
    const journal = journalOf(6, 1);
    let now = START;
    const { posted, report } = await run(
      journal,
      [accepted],
      {},
      {
        clock: () => new Date(now),
        onProgress: ({ kind }) => {
          // Somebody cancels during the first request; the next batch was claimed before.
          if (kind !== 'sending' || now !== START) return;
          now += passes;
          journal.changeRow({ state: 'canceled' });
        },
      },
    );
    expect(posted).toHaveLength(1);
    expect(report.stopped).toEqual({ kind: 'not-sending', state: 'canceled' });
    expect(journal.states()).toEqual(['accepted', ...Array.from({ length: 5 }, () => 'waiting')]);
  });

  it('stops when the send is deleted', async () => {
    const journal = journalOf(20, 1);
    const { report } = await runTimed(journal, (count) => {
      if (count === 5) journal.deleteSend();
    });
    expect(report.stopped).toEqual({ kind: 'not-sending' });
    expect(report.settled).toBeUndefined();
    expect(journal.states()).not.toContain('claimed');
  });

  it('does not look more often than it was told', async () => {
    const journal = journalOf(20, 1);
    const read = jest.spyOn(journal, 'readSend');
    await runTimed(journal, () => undefined, 6000);
    // At the start, every 6 of 20 seconds, and for the sums.
    expect(read.mock.calls.length).toBeLessThanOrEqual(1 + 4 + 1);
    expect(read.mock.calls.length).toBeGreaterThanOrEqual(1 + 3 + 1);
  });

  it('stops before the next batch when asked, and gives back what was claimed ahead', async () => {
    const journal = journalOf(8, 1);
    const { report, posted } = await run(journal, [accepted], {
      concurrency: 2,
      shouldStop: () => journal.records.length > 1,
    });
    expect(posted.length).toBeLessThan(6);
    expect(report.stopped).toEqual({ kind: 'asked' });
    expect(report.contacts.accepted + report.contacts.waiting).toBe(8);
    expect(journal.states()).not.toContain('claimed');
  });

  it.each(['waiting', 'paused', 'windowMissed', 'finished', 'needsAttention'] as const)(
    'posts nothing of a send that is %s',
    async (state) => {
      const journal = journalOf(1);
      if (state === 'needsAttention' || state === 'finished') journal.change(0, { state: 'unknown' });
      journal.changeRow({ state });
      const { report, posted } = await run(journal, [accepted]);
      expect(posted).toHaveLength(0);
      expect(report.stopped).toEqual({ kind: 'not-sending', state });
      expect(journal.row().state).toBe(state);
    },
  );

  it('goes on with a send that needs attention once a person let a batch wait again', async () => {
    const journal = journalOf(1);
    journal.changeRow({ state: 'needsAttention' });
    const { posted } = await run(journal, [accepted]);
    expect(posted).toHaveLength(1);
    expect(journal.row().state).toBe('finished');
  });

  it('starts a scheduled send in its time, leaves it before, and asks after', async () => {
    const at = (ms: number): Date => new Date(START + ms);
    const early = journalOf(1);
    early.changeRow({ state: 'scheduled', scheduledOn: at(1), startBy: at(5) });
    expect((await run(early, [accepted])).report.stopped).toEqual({ kind: 'scheduled', until: at(1) });
    expect(early.row().state).toBe('scheduled');

    const timely = journalOf(1);
    timely.changeRow({ state: 'scheduled', scheduledOn: at(0), startBy: at(0) });
    expect((await run(timely, [accepted])).posted).toHaveLength(1);
    expect(timely.row()).toMatchObject({ state: 'finished', startedOn: at(0) });

    const late = journalOf(1);
    late.changeRow({ state: 'scheduled', scheduledOn: at(-9), startBy: at(-1) });
    const { report, posted } = await run(late, [accepted]);
    expect(report.stopped).toEqual({ kind: 'window-missed' });
    expect(posted).toHaveLength(0);
    expect(late.row().state).toBe('windowMissed');
  });
});

describe('dispatchSend, starting a scheduled send', () => {
  it('posts nothing when somebody cancels it in the same moment', async () => {
    const journal = journalOf(1);
    journal.changeRow({ state: 'scheduled', scheduledOn: new Date(START) });
    const change = journal.changeSend.bind(journal);
    jest.spyOn(journal, 'changeSend').mockImplementationOnce(async (...asked) => {
      journal.changeRow({ state: 'canceled' });
      return change(...asked);
    });
    const { posted, report } = await run(journal, [accepted]);
    expect(posted).toEqual([]);
    expect(report.stopped).toEqual({ kind: 'not-sending', state: 'canceled' });
  });
});

describe('dispatchSend, with a budget', () => {
  /** Grants at most `lot` at once and `limit` in all, good for 10 seconds; says `wait` for a minute otherwise. */
  function budgetOf(limit: number, lot: number, now: () => number) {
    const facts = { granted: 0, released: 0, lastUse: 0, wanted: [] as number[], waiting: [] as number[] };
    const budget: RequestBudget = {
      async reserve({ wanted, waiting, sendId }): Promise<Grant> {
        facts.wanted.push(wanted);
        facts.waiting.push(waiting);
        const count = Math.min(wanted, lot, limit - (facts.granted - facts.released));
        if (count <= 0) return { kind: 'wait', until: new Date(now() + 60_000) };
        facts.granted += count;
        const useBefore = new Date(now() + 10_000);
        facts.lastUse = useBefore.getTime();
        return {
          kind: 'granted',
          count,
          useBefore,
          slot: 0,
          sendId,
          requestKind: 'bulk',
          booking: facts.wanted.length,
        };
      },
      async release(_grant, unused) {
        facts.released += unused;
      },
    };
    return { budget, facts };
  }

  it('posts no request that was not granted, and gives back what is left', async () => {
    const journal = journalOf(20, 1);
    const { budget, facts } = budgetOf(1000, 7, () => START);
    const { posted } = await run(journal, [accepted], { concurrency: 3 }, { budget });
    expect(posted).toHaveLength(20);
    expect(facts.granted - facts.released).toBe(20);
    expect(facts.waiting[0]).toBe(20);
  });

  it('gives a request back that was granted for a batch somebody else claimed', async () => {
    const journal = journalOf(3, 1);
    const stale = await journal.readBatches();
    journal.change(1, { state: 'accepted' });
    jest.spyOn(journal, 'readBatches').mockResolvedValueOnce(stale);
    const { budget, facts } = budgetOf(1000, 50, () => START);
    const { posted } = await run(journal, [accepted], {}, { budget });
    expect(posted).toHaveLength(2);
    expect(facts.granted - facts.released).toBe(2);
  });

  it('waits when nothing is free, tells until when, and holds no claim meanwhile', async () => {
    const journal = journalOf(4, 1);
    let now = START;
    const { budget, facts } = budgetOf(2, 50, () => now);
    const told: Date[] = [];
    const claimedWhileWaiting: number[] = [];
    const { report } = await run(
      journal,
      [accepted],
      {},
      {
        budget,
        clock: () => new Date(now),
        wait: async (ms) => {
          await new Promise((resolve) => setImmediate(resolve));
          claimedWhileWaiting.push(journal.states().filter((state) => state === 'claimed').length);
          now += ms;
          if (now - START >= 60_000) facts.granted = 0;
        },
        onBudgetWait: (until) => told.push(until),
      },
    );
    expect(report.contacts.accepted).toBe(4);
    expect(told).toEqual([new Date(START + 60_000)]);
    expect(Math.max(...claimedWhileWaiting)).toBe(0);
  });

  it('ends instead when it may not wait that long', async () => {
    const journal = journalOf(4, 1);
    const { budget } = budgetOf(2, 50, () => START);
    const { report } = await run(journal, [accepted], { maxBudgetWaitMs: 1000 }, { budget });
    expect(report.stopped).toEqual({ kind: 'budget-used', until: new Date(START + 60_000) });
    expect(report.contacts).toMatchObject({ accepted: 2, waiting: 2 });
  });

  it('posts nothing when the budget cannot be asked', async () => {
    const journal = journalOf(2, 1);
    const budget: RequestBudget = {
      reserve: () => Promise.reject(new Error('ledger')),
      release: () => Promise.resolve(),
    };
    const { report, posted } = await run(journal, [accepted], {}, { budget });
    expect(posted).toHaveLength(0);
    expect(report.stopped).toMatchObject({ kind: 'budget-unavailable' });
  });

  it('does not post with a grant that is too old, and asks for another', async () => {
    const journal = journalOf(6, 1);
    let now = START;
    const { budget, facts } = budgetOf(1000, 50, () => now);
    let tooLate = 0;
    await run(
      journal,
      [],
      {},
      {
        budget,
        clock: () => new Date(now),
        invoker: {
          isGuarded: false,
          async invoke(): Promise<BatchOutcome> {
            if (now >= facts.lastUse) tooLate += 1;
            now += 4000;
            return accepted;
          },
        },
      },
    );
    expect(tooLate).toBe(0);
    expect(facts.wanted.length).toBeGreaterThan(1);
    expect(journal.states()).toEqual(Array.from({ length: 6 }, () => 'accepted'));
    expect(facts.granted - facts.released).toBe(6);
  });

  it('does not post with a grant that ran out while its batch was being claimed', async () => {
    const journal = journalOf(1);
    let now = START;
    const { budget, facts } = budgetOf(1000, 50, () => now);
    const claim = journal.claimBatch.bind(journal);
    // To the very end of the grant, and well within the lease.
    jest.spyOn(journal, 'claimBatch').mockImplementationOnce(async (...asked) => {
      const result = await claim(...asked);
      now = facts.lastUse;
      return result;
    });
    const { posted } = await run(journal, [accepted], {}, { budget, clock: () => new Date(now) });
    expect(journal.records.map(({ record }) => record.state)).toEqual(['waiting', 'accepted']);
    expect(posted).toHaveLength(1);
    expect(facts.wanted).toHaveLength(2);
    expect(facts.granted - facts.released).toBe(1);
  });

  it('claims nothing of a send that was canceled while it waited for the allowance', async () => {
    const journal = journalOf(4, 1);
    let now = START;
    const { budget, facts } = budgetOf(0, 50, () => now);
    const reserve = budget.reserve.bind(budget);
    jest.spyOn(budget, 'reserve').mockImplementation(async (request) => {
      if (facts.wanted.length === 0) return reserve(request);
      journal.changeRow({ state: 'canceled' });
      const grant = { kind: 'granted' as const, count: 4, useBefore: new Date(now + 10_000), slot: 0 };
      return { ...grant, sendId: request.sendId, requestKind: request.kind, booking: 1 };
    });
    const release = jest.spyOn(budget, 'release');
    const wait = async (ms: number): Promise<void> => void (now += ms);
    const { report } = await run(journal, [accepted], {}, { budget, clock: () => new Date(now), wait });
    expect(report.stopped).toEqual({ kind: 'not-sending', state: 'canceled' });
    expect(journal.claims).toEqual([]);
    expect(release.mock.calls.map(([, unused]) => unused)).toEqual([4]);
  });
});
