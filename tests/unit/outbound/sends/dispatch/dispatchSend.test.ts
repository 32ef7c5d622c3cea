import type { BatchOutcome } from '../../../../../outbound/invoke/classifyAnswer';
import { dispatchSend } from '../../../../../outbound/sends/dispatch/dispatchSend';
import {
  accepted,
  journalOf,
  refused,
  run,
  START,
  testHost,
  throttled,
  unknown,
} from '../../../../builders/dispatchRun';
import { SEND_ID } from '../../../../builders/memoryJournal';

describe('dispatchSend', () => {
  it('posts every waiting batch once, in order, as it was planned, and finishes the send', async () => {
    const journal = journalOf(250, 100, 7);
    const { report, posted } = await run(journal, [accepted]);
    expect(posted).toEqual(journal.all().map((batch) => batch.contactList));
    expect(journal.states()).toEqual(['accepted', 'accepted', 'accepted']);
    expect(report.contacts).toEqual({ accepted: 250, refused: 0, unknown: 0, waiting: 0, elsewhere: 0 });
    expect(report.stopped).toBeUndefined();
    expect(report.settled).toMatchObject({ state: 'finished', counts: { audience: 257, accepted: 250, excluded: 7 } });
    expect(journal.row()).toMatchObject({ state: 'finished', counts: { accepted: 250, waiting: 0 } });
  });

  it('claims before it posts and writes a name of its own for every claim, the time and the lease', async () => {
    const journal = journalOf(2, 1);
    await run(journal, [accepted], { claimedBy: 'browser/1', leaseMs: 60_000 });
    const facts = { claimedOn: new Date(START), leaseExpiresOn: new Date(START + 60_000), isGuarded: false };
    expect(journal.claims).toEqual([
      { index: 0, claim: { claimedBy: 'browser/1#1', ...facts } },
      { index: 1, claim: { claimedBy: 'browser/1#2', ...facts } },
    ]);
    expect(journal.records).toMatchObject([{ record: { state: 'accepted', attempts: 1 } }, { index: 1 }]);
  });

  it('goes on behind a refused batch, keeps the reason, and the send needs attention', async () => {
    const journal = journalOf(3, 1);
    const { report } = await run(journal, [accepted, refused, accepted]);
    expect(journal.states()).toEqual(['accepted', 'refused', 'accepted']);
    expect(report.batches[1]).toMatchObject({ kind: 'refused', code: '0x80040203' });
    expect(journal.records[1]?.record).toMatchObject({ errorCode: '0x80040203', errorText: 'no' });
    expect(journal.row().state).toBe('needsAttention');
  });

  it('never repeats a batch whose outcome is unknown, in this run or the next', async () => {
    const journal = journalOf(2, 1);
    const first = await run(journal, [unknown, accepted]);
    expect(first.posted).toHaveLength(2);
    expect(first.report.contacts).toMatchObject({ unknown: 1, accepted: 1 });
    journal.changeRow({ state: 'sending' });
    const second = await run(journal, [accepted]);
    expect(second.posted).toHaveLength(0);
    expect(second.report.batches[0]).toMatchObject({ kind: 'elsewhere', state: 'unknown' });
  });

  it('leaves a batch alone that somebody else claimed first', async () => {
    const journal = journalOf(2, 1);
    const lists = journal.all().map(({ contactList }) => contactList);
    const stale = await journal.readBatches();
    const leaseExpiresOn = new Date(START + 1);
    journal.change(0, { state: 'claimed', claimedBy: 'other', leaseExpiresOn });
    jest.spyOn(journal, 'readBatches').mockResolvedValueOnce(stale);
    const { report, posted } = await run(journal, [accepted]);
    expect(posted).toEqual([lists[1]]);
    expect(report.batches).toMatchObject([{ kind: 'elsewhere', state: 'claimed' }, { kind: 'accepted' }]);
    expect(report.settled).toMatchObject({ state: 'sending', counts: { inFlight: 1 } });
  });

  it('refuses a batch whose text is not the planned one, without posting it, and goes on', async () => {
    const journal = journalOf(2, 1);
    journal.change(0, { contactList: '[]' });
    const { report, posted } = await run(journal, [accepted]);
    expect(posted).toEqual([journal.all()[1]?.contactList]);
    expect(report.batches).toMatchObject([{ kind: 'refused', code: 'batch-damaged' }, { kind: 'accepted' }]);
    expect(journal.records).toMatchObject([
      { record: { state: 'refused', attempts: 0, errorCode: 'batch-damaged' } },
      { record: { state: 'accepted' } },
    ]);
  });

  it('posts a batch that a cloud flow wrote, which cannot hash', async () => {
    const journal = journalOf(1);
    journal.change(0, { hash: '' });
    const { posted } = await run(journal, [accepted]);
    expect(posted).toEqual([journal.all()[0]?.contactList]);
    expect(journal.states()).toEqual(['accepted']);
  });

  it('shows people whose batch was deleted', async () => {
    const journal = journalOf(3, 1);
    journal.delete(1);
    const { report } = await run(journal, [accepted]);
    expect(report.settled).toMatchObject({ state: 'needsAttention', counts: { accepted: 2, missing: 1 } });
  });

  it('sends a batch too that a person lets wait again meanwhile', async () => {
    const journal = journalOf(2, 1);
    journal.change(0, { state: 'refused' });
    let isReturned = false;
    const { posted } = await run(journal, [accepted], {
      shouldStop: () => {
        if (journal.states()[1] === 'accepted' && !isReturned) {
          isReturned = true;
          journal.change(0, { state: 'waiting' });
        }
        return false;
      },
    });
    expect(posted).toHaveLength(2);
    expect(journal.row().state).toBe('finished');
  });

  it('adds up what its last pass did, though it was stopped in it', async () => {
    const journal = journalOf(2, 1);
    journal.change(0, { state: 'refused' });
    const { report } = await run(journal, [accepted], {
      shouldStop: () => {
        if (journal.states()[0] === 'refused' && journal.states()[1] === 'accepted')
          journal.change(0, { state: 'waiting' });
        return journal.states()[0] === 'accepted';
      },
    });
    expect(report.stopped).toEqual({ kind: 'asked' });
    expect(journal.row()).toMatchObject({ state: 'finished', counts: { accepted: 2, waiting: 0 } });
  });

  it('ends well when another runner was the last to finish the send', async () => {
    const journal = journalOf(1);
    const record = journal.recordOutcome.bind(journal);
    jest.spyOn(journal, 'recordOutcome').mockImplementation(async (...all) => {
      const result = await record(...all);
      journal.changeRow({ state: 'finished' });
      return result;
    });
    const { report } = await run(journal, [accepted]);
    expect(report.stopped).toBeUndefined();
    expect(report.settled?.state).toBe('finished');
  });

  it('keeps so many requests in flight, begins them in order, and claims ahead of them', async () => {
    const journal = journalOf(12, 1);
    const answers: ((outcome: BatchOutcome) => void)[] = [];
    const started: string[] = [];
    const invoke = (list: string) =>
      new Promise<BatchOutcome>((resolve) => {
        started.push(list);
        answers.push(resolve);
      });
    const { host } = testHost(journal, [], { invoker: { isGuarded: false, invoke } });
    const over = dispatchSend(host, SEND_ID, { claimedBy: 'test', concurrency: 3 });
    await settleMicrotasks();
    expect(started).toHaveLength(3);
    expect(journal.claims).toHaveLength(6);
    while (answers.length > 0) {
      answers.shift()?.(accepted);
      await settleMicrotasks();
      expect(started.length - journal.records.length).toBeLessThanOrEqual(3);
    }
    await over;
    expect(started).toEqual(journal.all().map(({ contactList }) => contactList));
  });

  it('posts on while outcomes are being written', async () => {
    const journal = journalOf(3, 1);
    const write = holdAccepted(journal);
    const { host, facts } = testHost(journal, [accepted]);
    const over = dispatchSend(host, SEND_ID, { claimedBy: 'test', concurrency: 1 });
    await settleMicrotasks();
    // Two outcomes that only this runner knows, and no third.
    expect(facts.posted).toHaveLength(2);
    write();
    await expect(over).resolves.toMatchObject({ contacts: { accepted: 3 } });
  });

  it('does not end before the outcomes of its last requests are written, though it is told to stop', async () => {
    const journal = journalOf(3, 1);
    const write = holdAccepted(journal);
    const { host, facts } = testHost(journal, [accepted]);
    const shouldStop = (): boolean => facts.posted.length === 1;
    const over = dispatchSend(host, SEND_ID, { claimedBy: 'test', concurrency: 1, shouldStop });
    await settleMicrotasks();
    write();
    const { batches, settled } = await over;
    expect(batches.map(({ kind }) => kind)).toEqual(['accepted', 'waiting', 'waiting']);
    expect(settled?.counts).toMatchObject({ accepted: 1, waiting: 2, inFlight: 0 });
  });

  it('tells of every batch, with how many are done', async () => {
    const { progress } = await run(journalOf(2, 1), [accepted, throttled, refused]);
    expect(progress.map((step) => `${step.kind} ${step.done}/${step.total}`)).toEqual([
      'sending 0/2',
      'batch 1/2',
      'sending 1/2',
      'throttled 1/2',
      'batch 1/2',
      'sending 1/2',
      'batch 2/2',
    ]);
  });

  it('finishes its work although the listener or the invoker fails', async () => {
    const journal = journalOf(2, 1);
    const { report } = await run(
      journal,
      [],
      {},
      {
        invoker: { isGuarded: false, invoke: () => Promise.reject(new TypeError('broken')) },
        onProgress: () => {
          throw new Error('listener');
        },
      },
    );
    expect(report.contacts.unknown).toBe(2);
    expect(report.progressError?.cause).toEqual(new Error('listener'));
    expect(journal.states()).toEqual(['unknown', 'unknown']);
  });
});

/** Lets everything run that does not wait for an answer. */
const settleMicrotasks = () => new Promise<void>((resolve) => setImmediate(resolve));

/** Holds back the writing of every accepted outcome, until the function that it gives is called. */
function holdAccepted(journal: ReturnType<typeof journalOf>): () => void {
  const record = journal.recordOutcome.bind(journal);
  let write!: () => void;
  const isWritable = new Promise<void>((resolve) => {
    write = resolve;
  });
  jest.spyOn(journal, 'recordOutcome').mockImplementation(async (...all) => {
    if (all[1].state === 'accepted') await isWritable;
    return record(...all);
  });
  return write;
}
