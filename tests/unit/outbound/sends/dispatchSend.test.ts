import fc from 'fast-check';
import type { BatchOutcome } from '../../../../outbound/invoke/classifyAnswer';
import {
  dispatchSend,
  type DispatchHost,
  type DispatchOptions,
  type DispatchProgress,
} from '../../../../outbound/sends/dispatchSend';
import { planSend } from '../../../../outbound/sends/planSend';
import { reconcile } from '../../../../outbound/sends/reconcile';
import { MemoryJournal } from '../../../builders/memoryJournal';
import { contactList } from '../../../builders/recipients';

const sendId = '5e000000-0000-4000-8000-000000000001';
const accepted: BatchOutcome = { kind: 'accepted' };
const refused: BatchOutcome = { kind: 'refused', code: '0x80040203', message: 'no' };
const throttled: BatchOutcome = { kind: 'throttled', retryAfterMs: 7_000 };
const unknown: BatchOutcome = { kind: 'unknown', code: 'timeout', message: 'no answer' };

const journalOf = (contacts: number, batchSize = 100) =>
  new MemoryJournal(
    planSend({
      items: contactList(contacts),
      outboundConfigurationId: '0c000000-0000-4000-8000-000000000001',
      batchSize,
    }),
  );

interface Run {
  readonly waits: number[];
  readonly posted: string[];
  readonly progress: DispatchProgress[];
}

/** Runs over the journal with the given outcomes, one a request; the last one goes on for ever. */
async function run(journal: MemoryJournal, outcomes: readonly BatchOutcome[], more: Partial<DispatchOptions> = {}) {
  const facts: Run = { waits: [], posted: [], progress: [] };
  const host: DispatchHost = {
    store: journal,
    invoker: {
      async invoke(list) {
        facts.posted.push(list);
        return outcomes[Math.min(facts.posted.length, outcomes.length) - 1] ?? accepted;
      },
    },
    clock: () => new Date('2025-03-05T10:00:00Z'),
    wait: async (ms) => {
      facts.waits.push(ms);
    },
    onProgress: (step) => facts.progress.push(step),
  };
  return { report: await dispatchSend(host, sendId, { claimedBy: 'test', ...more }), ...facts };
}

const statesOf = (journal: MemoryJournal) => journal.all().map((batch) => batch.state);

describe('dispatchSend', () => {
  it('posts every waiting batch once, in order, as it was planned', async () => {
    const journal = journalOf(250);
    const { report, posted } = await run(journal, [accepted]);
    expect(posted).toEqual(journal.all().map((batch) => batch.contactList));
    expect(statesOf(journal)).toEqual(['accepted', 'accepted', 'accepted']);
    expect(report.contacts).toEqual({ accepted: 250, refused: 0, unknown: 0, waiting: 0, elsewhere: 0 });
    expect(report.stopped).toBeUndefined();
  });

  it('gives a throttled batch back under the version that the request left behind', async () => {
    const journal = journalOf(1);
    const given: string[] = [];
    const host: DispatchHost = {
      store: {
        readBatches: () => journal.readBatches(),
        claimBatch: (waiting, claim) => journal.claimBatch(waiting, claim),
        recordOutcome: async (held, record) => {
          given.push(held.etag);
          return { ...held, state: record.state, attempts: record.attempts, etag: 'W/"next"' };
        },
      },
      invoker: { invoke: async () => ({ kind: 'throttled', retryAfterMs: 1, etag: 'W/"raised"' }) },
      clock: () => new Date(0),
      wait: async () => undefined,
    };
    await dispatchSend(host, sendId, { claimedBy: 'test', maxAttempts: 1 });
    expect(given).toEqual(['W/"raised"']);
  });

  it('claims before it posts and writes the runner and the time', async () => {
    const journal = journalOf(1);
    await run(journal, [accepted], { claimedBy: 'browser/1' });
    expect(journal.claims).toEqual([
      { index: 0, claim: { claimedBy: 'browser/1', claimedOn: new Date('2025-03-05T10:00:00Z') } },
    ]);
    expect(journal.records).toMatchObject([{ index: 0, record: { state: 'accepted', attempts: 1 } }]);
  });

  it('goes on behind a refused batch and keeps the reason', async () => {
    const journal = journalOf(3, 1);
    const { report } = await run(journal, [accepted, refused, accepted]);
    expect(statesOf(journal)).toEqual(['accepted', 'refused', 'accepted']);
    expect(report.batches[1]).toMatchObject({ kind: 'refused', code: '0x80040203' });
    expect(journal.records[1]?.record).toMatchObject({ errorCode: '0x80040203', errorText: 'no' });
  });

  it('never repeats a batch whose outcome is unknown, in this run or the next', async () => {
    const journal = journalOf(2, 1);
    const first = await run(journal, [unknown, accepted]);
    expect(first.posted).toHaveLength(2);
    expect(first.report.contacts).toMatchObject({ unknown: 1, accepted: 1 });
    const second = await run(journal, [accepted]);
    expect(second.posted).toHaveLength(0);
    expect(second.report.batches[0]).toMatchObject({ kind: 'elsewhere', state: 'unknown' });
  });

  it('puts a throttled batch back, waits as asked, and repeats it', async () => {
    const journal = journalOf(2, 1);
    const { report, waits, posted } = await run(journal, [throttled, throttled, accepted]);
    expect(waits).toEqual([7_000, 7_000]);
    expect(posted).toHaveLength(4);
    expect(journal.records.map(({ record }) => record.state)).toEqual(['waiting', 'waiting', 'accepted', 'accepted']);
    expect(journal.all()[0]?.attempts).toBe(3);
    expect(report.contacts.accepted).toBe(2);
  });

  it('stops after so many throttled requests and leaves the rest waiting', async () => {
    const journal = journalOf(3, 1);
    const { report, posted, waits } = await run(journal, [throttled], { maxAttempts: 3 });
    expect(posted).toHaveLength(3);
    expect(waits).toHaveLength(2);
    expect(statesOf(journal)).toEqual(['waiting', 'waiting', 'waiting']);
    expect(report.stopped).toEqual({ kind: 'throttled' });
    expect(report.contacts.waiting).toBe(3);
  });

  it('leaves a batch alone that somebody else claimed first', async () => {
    const journal = journalOf(2, 1);
    const stale = journal.all();
    journal.change(0, { state: 'claimed' });
    jest.spyOn(journal, 'readBatches').mockResolvedValue(stale);
    const { report, posted } = await run(journal, [accepted]);
    expect(posted).toEqual([stale[1]?.contactList]);
    expect(report.batches.map((batch) => batch.kind)).toEqual(['elsewhere', 'accepted']);
  });

  it('leaves a batch alone that another runner holds or finished', async () => {
    const journal = journalOf(4, 1);
    journal.change(0, { state: 'claimed' });
    journal.change(1, { state: 'accepted' });
    const { report, posted } = await run(journal, [accepted]);
    expect(posted).toHaveLength(2);
    expect(report.contacts).toMatchObject({ elsewhere: 2, accepted: 2 });
  });

  it('writes an outcome again when the journal fails for a moment', async () => {
    const journal = journalOf(1);
    let failures = 2;
    journal.fails = (operation) => operation === 'record' && failures-- > 0;
    const { report, posted, waits } = await run(journal, [accepted], { recordRetryMs: 10 });
    expect(posted).toHaveLength(1);
    expect(waits).toEqual([10, 20]);
    expect(report.contacts.accepted).toBe(1);
  });

  it('reports a batch as unknown when its outcome cannot be written, keeps it claimed and stops', async () => {
    const journal = journalOf(3, 1);
    journal.fails = (operation, index) => operation === 'record' && index === 1;
    const { report, posted } = await run(journal, [accepted]);
    expect(posted).toHaveLength(2);
    expect(report.batches).toMatchObject([
      { kind: 'accepted' },
      { kind: 'unknown', code: 'outcome-not-recorded', seen: 'accepted' },
      { kind: 'waiting' },
    ]);
    expect(statesOf(journal)).toEqual(['accepted', 'claimed', 'waiting']);
    expect(report.stopped?.kind).toBe('journal-unavailable');
  });

  it('posts nothing it could not claim', async () => {
    const journal = journalOf(2, 1);
    journal.fails = (operation) => operation === 'claim';
    const { report, posted } = await run(journal, [accepted]);
    expect(posted).toHaveLength(0);
    expect(report).toMatchObject({ contacts: { waiting: 2 }, stopped: { kind: 'journal-unavailable' } });
  });

  it('reports an unreadable journal', async () => {
    const journal = journalOf(1);
    jest.spyOn(journal, 'readBatches').mockRejectedValue(new Error('gone'));
    const { report } = await run(journal, [accepted]);
    expect(report).toMatchObject({ batches: [], stopped: { kind: 'journal-unavailable' } });
  });

  it('refuses a batch whose text is not the planned one, without posting it, and goes on', async () => {
    const journal = journalOf(2, 1);
    journal.change(0, { contactList: '[]' });
    const { report, posted } = await run(journal, [accepted]);
    expect(posted).toEqual([journal.all()[1]?.contactList]);
    expect(report.batches).toMatchObject([{ kind: 'refused', code: 'batch-damaged' }, { kind: 'accepted' }]);
    expect(statesOf(journal)).toEqual(['refused', 'accepted']);
  });

  it('stops before the next batch when asked', async () => {
    const journal = journalOf(3, 1);
    let asked = 0;
    const { report, posted } = await run(journal, [accepted], { shouldStop: () => ++asked > 1 });
    expect(posted).toHaveLength(1);
    expect(report).toMatchObject({ contacts: { accepted: 1, waiting: 2 }, stopped: { kind: 'asked' } });
  });

  it('tells of every batch, with how many are done', async () => {
    const { progress } = await run(journalOf(2, 1), [accepted, throttled, refused]);
    expect(progress.map((step) => `${step.kind} ${step.done}/${step.total}`)).toEqual([
      'sending 0/2',
      'batch 1/2',
      'sending 1/2',
      'throttled 1/2',
      'sending 1/2',
      'batch 2/2',
    ]);
  });

  it('finishes its work although the listener or the invoker fails', async () => {
    const journal = journalOf(2, 1);
    const host: DispatchHost = {
      store: journal,
      invoker: { invoke: () => Promise.reject(new TypeError('broken')) },
      clock: () => new Date(0),
      wait: async () => undefined,
      onProgress: () => {
        throw new Error('listener');
      },
    };
    const report = await dispatchSend(host, sendId, { claimedBy: 'test' });
    expect(report.contacts.unknown).toBe(2);
    expect(report.progressError?.cause).toEqual(new Error('listener'));
    expect(statesOf(journal)).toEqual(['unknown', 'unknown']);
  });

  it('sends no batch twice with several runners, failing journals and any answers', async () => {
    const outcome = fc.constantFrom(accepted, accepted, refused, throttled, unknown);
    await fc.assert(
      fc.asyncProperty(
        fc.scheduler(),
        fc.integer({ min: 1, max: 6 }),
        fc.integer({ min: 1, max: 4 }),
        fc.infiniteStream(outcome),
        fc.infiniteStream(fc.integer({ min: 0, max: 9 })),
        async (scheduler, batchCount, runners, outcomes, dice) => {
          const journal = journalOf(batchCount, 1);
          journal.fails = () => dice.next().value === 0;
          const answered = new Map<string, BatchOutcome['kind'][]>();
          const host: DispatchHost = {
            store: {
              readBatches: scheduler.scheduleFunction(() => journal.readBatches()),
              claimBatch: scheduler.scheduleFunction((batch, claim) => journal.claimBatch(batch, claim)),
              recordOutcome: scheduler.scheduleFunction((batch, record) => journal.recordOutcome(batch, record)),
            },
            invoker: {
              invoke: scheduler.scheduleFunction(async (list: string) => {
                const answer = outcomes.next().value;
                answered.set(list, [...(answered.get(list) ?? []), answer.kind]);
                return answer;
              }),
            },
            clock: () => new Date(0),
            wait: scheduler.scheduleFunction(async () => undefined),
          };
          const reports = Promise.all(
            Array.from({ length: runners }, (_, index) => dispatchSend(host, sendId, { claimedBy: `runner-${index}` })),
          );
          await scheduler.waitFor(reports);

          for (const kinds of answered.values()) {
            expect(kinds.filter((kind) => kind !== 'throttled').length).toBeLessThanOrEqual(1);
          }
          for (const report of await reports) {
            const { accepted: a, refused: r, unknown: u, waiting: w, elsewhere: e } = report.contacts;
            expect([0, batchCount]).toContain(a + r + u + w + e);
          }
          const counts = reconcile({ audience: batchCount, excluded: 0, batches: journal.all() });
          expect(counts.missing).toBe(0);
          // What the journal calls accepted was accepted, and nothing that may have been sent waits to be sent again.
          for (const batch of journal.all()) {
            const kinds = answered.get(batch.contactList) ?? [];
            if (batch.state === 'accepted') expect(kinds.at(-1)).toBe('accepted');
            if (batch.state === 'waiting') expect(kinds.every((kind) => kind === 'throttled')).toBe(true);
          }
        },
      ),
      { numRuns: 150 },
    );
  });
});
