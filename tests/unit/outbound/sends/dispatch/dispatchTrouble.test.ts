import { PermissionDeniedError } from '../../../../../outbound/dataverse/webApiErrors';
import { classifyAnswer, type BatchOutcome } from '../../../../../outbound/invoke/classifyAnswer';
import { BudgetUnavailableError } from '../../../../../outbound/sends/budget/budgetErrors';
import type { RequestBudget } from '../../../../../outbound/sends/budget/requestBudget';
import { SEND_ID } from '../../../../builders/memoryJournal';
import { accepted, journalOf, refused, run, START, throttled } from '../../../../builders/dispatchRun';

describe('dispatchSend, throttled', () => {
  it('puts a throttled batch back, waits as asked, and repeats it', async () => {
    const journal = journalOf(2, 1);
    const { report, waits, posted } = await run(journal, [throttled, throttled, accepted], { lookEveryMs: 60_000 });
    expect(waits).toEqual([7_000, 7_000]);
    expect(posted).toHaveLength(4);
    expect(journal.all()[0]?.attempts).toBe(3);
    expect(report.contacts.accepted).toBe(2);
  });

  it('lets every request of the run wait, and gives back what was claimed ahead', async () => {
    const journal = journalOf(6, 1);
    const times: number[] = [];
    let now = START;
    const { report } = await run(
      journal,
      [],
      { concurrency: 2 },
      {
        clock: () => new Date(now),
        wait: async (ms) => {
          // The other requests get their chance to go wrong before the time is over.
          await new Promise((resolve) => setImmediate(resolve));
          now += ms;
        },
        invoker: {
          isGuarded: false,
          async invoke(): Promise<BatchOutcome> {
            times.push(now - START);
            return times.length === 1 ? throttled : accepted;
          },
        },
      },
    );
    // The second request was under way when the first was throttled.
    expect(times.slice(2).every((time) => time >= 7_000)).toBe(true);
    const givenBack = journal.records.filter(({ record }) => record.state === 'waiting' && record.attempts === 0);
    expect(givenBack.length).toBeGreaterThan(0);
    expect(report.contacts.accepted).toBe(6);
  });

  it('stops after so many throttled requests and leaves the rest waiting, unclaimed', async () => {
    const journal = journalOf(3, 1);
    const { report, posted, waits } = await run(journal, [throttled], { maxAttempts: 3, lookEveryMs: 60_000 });
    expect(posted).toHaveLength(3);
    expect(waits).toHaveLength(2);
    expect(journal.states()).toEqual(['waiting', 'waiting', 'waiting']);
    expect(report.stopped).toEqual({ kind: 'throttled' });
    expect(report.contacts.waiting).toBe(3);
  });

  it('gives a throttled batch back under the version that the request left behind', async () => {
    const journal = journalOf(1);
    const record = jest.spyOn(journal, 'recordOutcome');
    await run(journal, [{ ...throttled, etag: 'W/"raised"' } as BatchOutcome], { maxAttempts: 1 });
    expect(record.mock.calls.map(([held]) => held.etag)).toEqual(['W/"raised"']);
  });
});

describe('dispatchSend, with a journal that fails', () => {
  it('writes an outcome again when the journal fails for a moment', async () => {
    const journal = journalOf(1);
    let failures = 2;
    journal.fails = (call) => call === 'record' && failures-- > 0;
    const { report, posted, waits } = await run(journal, [accepted], { journalRetryMs: 10 });
    expect(posted).toHaveLength(1);
    expect(waits).toEqual([10, 20]);
    expect(report.contacts.accepted).toBe(1);
  });

  it.each(['claim', 'record', 'readBatches', 'readSend', 'changeSend'] as const)(
    'asks again when the answer to %s is lost, without a second request',
    async (lost) => {
      const journal = journalOf(2, 1);
      let isLost = false;
      journal.fails = (call) => {
        if (call !== lost || isLost) return false;
        isLost = true;
        return 'after';
      };
      const { report, posted } = await run(journal, [accepted]);
      expect(posted).toHaveLength(2);
      expect(report.contacts.accepted).toBe(2);
      expect(journal.states()).toEqual(['accepted', 'accepted']);
    },
  );

  it('reports a batch as unknown when its outcome cannot be written, keeps it claimed and stops', async () => {
    const journal = journalOf(3, 1);
    journal.fails = (call, index) => call === 'record' && index === 1;
    const { report } = await run(journal, [accepted]);
    expect(report.batches).toMatchObject([
      { kind: 'accepted' },
      { kind: 'unknown', code: 'outcome-not-recorded', seen: 'accepted' },
      {},
    ]);
    expect(journal.states()[1]).toBe('claimed');
    expect(report.stopped?.kind).toBe('journal-unavailable');
  });

  it('posts nothing it could not claim', async () => {
    const journal = journalOf(2, 1);
    journal.fails = (call) => call === 'claim';
    const { report, posted } = await run(journal, [accepted]);
    expect(posted).toHaveLength(0);
    expect(report).toMatchObject({ contacts: { waiting: 2 }, stopped: { kind: 'journal-unavailable' } });
  });

  it('adds up what stands in the journal, not the nothing that it could not read', async () => {
    const journal = journalOf(2, 1);
    let reads = 0;
    // After the pass the batches cannot be read; for the sums they can.
    journal.fails = (call) => call === 'readBatches' && [2, 3, 4].includes((reads += 1));
    const { report } = await run(journal, [accepted]);
    expect(report.stopped?.kind).toBe('journal-unavailable');
    expect(journal.row()).toMatchObject({ state: 'finished', counts: { accepted: 2 } });
  });

  it('reports an unreadable journal, and that the sums could not be written', async () => {
    const journal = journalOf(1);
    journal.fails = () => true;
    const { report, posted } = await run(journal, [accepted]);
    expect(posted).toHaveLength(0);
    expect(report).toMatchObject({ batches: [], stopped: { kind: 'journal-unavailable' } });
    expect(report.settleError).toBeDefined();
  });
});

describe('dispatchSend, with leases', () => {
  it('takes a claim whose lease is over for unknown, and leaves one that holds alone', async () => {
    const journal = journalOf(3, 1);
    const isOver = { claimedBy: 'gone', leaseExpiresOn: new Date(START - 1), postedOn: new Date(START - 2) };
    journal.change(0, { state: 'claimed', ...isOver });
    journal.change(1, { state: 'claimed', claimedBy: 'at work', leaseExpiresOn: new Date(START) });
    const { report, posted } = await run(journal, [accepted]);
    expect(posted).toHaveLength(1);
    expect(journal.states()).toEqual(['unknown', 'claimed', 'accepted']);
    expect(report.batches[0]).toMatchObject({ kind: 'elsewhere', state: 'unknown' });
    expect(report.settled?.state).toBe('sending');
  });

  it('sends at once what a vanished runner had claimed and surely not posted', async () => {
    const journal = journalOf(2, 1);
    journal.change(0, { state: 'claimed', claimedBy: 'gone', leaseExpiresOn: new Date(START - 1) });
    const { report, posted } = await run(journal, [accepted]);
    expect(posted).toHaveLength(2);
    expect(report).toMatchObject({ contacts: { accepted: 2 }, settled: { state: 'finished' } });
  });

  it('sends also what another runner gave up in the same moment', async () => {
    const journal = journalOf(1);
    journal.change(0, { state: 'claimed', claimedBy: 'gone', leaseExpiresOn: new Date(START - 1) });
    jest.spyOn(journal, 'expireClaim').mockImplementation(async () => {
      journal.change(0, { state: 'waiting', claimedBy: undefined, leaseExpiresOn: undefined });
      return false;
    });
    const { report } = await run(journal, [accepted]);
    expect(report.contacts.accepted).toBe(1);
  });

  it('leaves a batch to others whose claim was put back before its request arrived', async () => {
    const journal = journalOf(1);
    const { report } = await run(
      journal,
      [],
      {},
      {
        invoker: {
          isGuarded: true,
          async invoke() {
            journal.change(0, { state: 'waiting', claimedBy: undefined, leaseExpiresOn: undefined });
            journal.changeRow({ state: 'paused' });
            return classifyAnswer({ kind: 'repeated' });
          },
        },
      },
    );
    expect(journal.all()).toMatchObject([{ state: 'waiting', attempts: 0 }]);
    expect(report.batches).toMatchObject([{ kind: 'elsewhere', seen: 'unknown' }]);
  });

  it.each([true, false])('claims with the word of its gateway whether it is guarded: %s', async (isGuarded) => {
    const journal = journalOf(1);
    const seen: (Date | undefined)[] = [];
    const invoker = {
      isGuarded,
      async invoke(): Promise<BatchOutcome> {
        seen.push(journal.all()[0]?.postedOn);
        return accepted;
      },
    };
    await run(journal, [], {}, { invoker });
    expect(journal.claims).toMatchObject([{ claim: { isGuarded } }]);
    expect(seen).toEqual([isGuarded ? undefined : new Date(START)]);
  });

  it('gives up claims of a canceled send too, and posts nothing', async () => {
    const journal = journalOf(3, 1);
    const isOver = { claimedBy: 'gone', leaseExpiresOn: new Date(START - 1) };
    journal.change(0, { state: 'claimed', ...isOver, postedOn: new Date(START - 2) });
    journal.change(1, { state: 'claimed', ...isOver });
    journal.changeRow({ state: 'canceled' });
    const { report, posted } = await run(journal, [accepted]);
    expect(posted).toHaveLength(0);
    expect(journal.states()).toEqual(['unknown', 'waiting', 'waiting']);
    expect(report.stopped).toEqual({ kind: 'not-sending', state: 'canceled' });
    expect(journal.row()).toMatchObject({ state: 'canceled', counts: { unknown: 1, waiting: 2 } });
  });

  it.each([
    ['nearly over', 8 * 60_000],
    ['over', 11 * 60_000],
    ['not begun, by a clock that jumped back', -1],
  ])('does not post under a lease that is %s, and claims anew in the next pass', async (_what, jump) => {
    const journal = journalOf(2, 1);
    let now = START;
    let isJumped = false;
    const claim = journal.claimBatch.bind(journal);
    jest.spyOn(journal, 'claimBatch').mockImplementation(async (batch, asked) => {
      const result = await claim(batch, asked);
      if (batch.index === 1 && !isJumped) {
        now += jump;
        isJumped = true;
      }
      return result;
    });
    const { posted, report } = await run(journal, [accepted], { concurrency: 2 }, { clock: () => new Date(now) });
    expect(posted).toHaveLength(2);
    expect(journal.records.filter(({ record }) => record.state === 'waiting')).not.toEqual([]);
    expect(report.contacts.accepted).toBe(2);
  });

  it('stops when claims run out again and again before they can be posted, and leaves everybody waiting', async () => {
    const journal = journalOf(2, 1);
    let now = START;
    const claim = journal.claimBatch.bind(journal);
    jest.spyOn(journal, 'claimBatch').mockImplementation(async (...asked) => {
      await new Promise((resolve) => setImmediate(resolve));
      const result = await claim(...asked);
      now += 600_000;
      return result;
    });
    const { posted, report } = await run(journal, [accepted], {}, { clock: () => new Date(now) });
    expect(posted).toHaveLength(0);
    expect(report.stopped).toEqual({ kind: 'leases-lost' });
    expect(journal.states()).toEqual(['waiting', 'waiting']);
  });

  it('writes an answer that comes after the lease, unless a person decided meanwhile', async () => {
    const journal = journalOf(2, 1);
    let now = START;
    const { report } = await run(
      journal,
      [],
      {},
      {
        clock: () => new Date(now),
        invoker: {
          isGuarded: false,
          async invoke(_list, { id }) {
            const index = journal.batch(id)?.index ?? 0;
            journal.change(index, { state: 'unknown' });
            if (index === 0) return accepted;
            journal.change(index, { state: 'waiting', claimedBy: undefined, resolution: 'send-again' });
            now += 60_000;
            journal.changeRow({ state: 'paused' });
            return accepted;
          },
        },
      },
    );
    expect(journal.states()).toEqual(['accepted', 'waiting']);
    expect(report.batches).toMatchObject([{ kind: 'accepted' }, { kind: 'elsewhere', seen: 'accepted' }]);
  });
});

describe('dispatchSend, with a send that cannot go on', () => {
  it.each(['permission-denied', 'configuration-missing', 'template-missing', 'action-missing'] as const)(
    'pauses the send with the code %s and leaves the rest waiting',
    async (stops) => {
      const journal = journalOf(5, 1);
      const { report, posted } = await run(journal, [accepted, { ...refused, stops } as BatchOutcome]);
      expect(posted).toHaveLength(2);
      expect(journal.states()).toEqual(['accepted', 'refused', 'waiting', 'waiting', 'waiting']);
      expect(journal.row()).toMatchObject({
        state: 'paused',
        stop: { code: stops, text: 'no' },
        counts: { accepted: 1, refused: 1, waiting: 3 },
      });
      expect(report.stopped).toEqual({ kind: 'platform', code: stops, message: 'no' });
    },
  );

  it('tells the first reason of several', async () => {
    const outcomes = [{ ...refused, stops: 'permission-denied' } as BatchOutcome, throttled];
    const { report, posted } = await run(journalOf(2, 1), outcomes, { concurrency: 2, maxAttempts: 1 });
    expect(posted).toHaveLength(2);
    expect(report.stopped).toMatchObject({ kind: 'platform', code: 'permission-denied' });
  });

  it('ends only when the pause is written, however long that takes', async () => {
    const journal = journalOf(2, 1);
    const change = journal.changeSend.bind(journal);
    jest.spyOn(journal, 'changeSend').mockImplementation(async (...asked) => {
      if (asked[1].state === 'paused') for (let turn = 0; turn < 20; turn += 1) await new Promise(setImmediate);
      return change(...asked);
    });
    const { report } = await run(journal, [{ ...refused, stops: 'permission-denied' } as BatchOutcome]);
    expect(report.settled?.state).toBe('paused');
  });

  it.each(['claim', 'record', 'readBatches', 'budget'] as const)(
    'pauses the send when the privilege for the journal is lost half way (%s)',
    async (lost) => {
      const journal = journalOf(4, 1);
      let asked = 0;
      const deny = (call: string): boolean => {
        if (call === lost && (asked += 1) > 1) throw new PermissionDeniedError();
        return false;
      };
      journal.fails = deny;
      const budget: RequestBudget = {
        async reserve(request) {
          try {
            deny('budget');
          } catch (cause) {
            throw new BudgetUnavailableError({ cause });
          }
          const useBefore = new Date(START + 600_000);
          return {
            kind: 'granted',
            count: 1,
            useBefore,
            slot: 0,
            sendId: SEND_ID,
            requestKind: request.kind,
            booking: 1,
          };
        },
        release: async () => undefined,
      };
      const { report } = await run(journal, [accepted], {}, { budget });
      expect(report.stopped?.kind).toBe(lost === 'budget' ? 'budget-unavailable' : 'journal-unavailable');
      expect(journal.row()).toMatchObject({ state: 'paused', stop: { code: 'permission-denied' } });
    },
  );

  it('does not pause a send because the journal cannot be reached', async () => {
    const journal = journalOf(2, 1);
    journal.fails = (call) => call === 'claim';
    await run(journal, [accepted]);
    expect(journal.row().state).toBe('sending');
  });

  it('leaves a send canceled that a person canceled in the same moment', async () => {
    const journal = journalOf(3, 1);
    await run(
      journal,
      [],
      {},
      {
        invoker: {
          isGuarded: false,
          async invoke(): Promise<BatchOutcome> {
            journal.changeRow({ state: 'canceled' });
            return { ...refused, stops: 'permission-denied' } as BatchOutcome;
          },
        },
      },
    );
    expect(journal.row().state).toBe('canceled');
    expect(journal.row().stop).toBeUndefined();
  });
});
