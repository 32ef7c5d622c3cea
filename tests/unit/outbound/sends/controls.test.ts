import {
  cancelSend,
  pauseSend,
  resolveUnknown,
  resumeSend,
  retryRefused,
  scheduleSend,
} from '../../../../outbound/sends/controls';
import { FLOW_HOLD_MINUTES } from '../../../../outbound/sends/flowHold';
import { canMoveSend, SEND_STATES, type SendState } from '../../../../outbound/sends/states';
import { journalOf, START } from '../../../builders/dispatchRun';
import { SEND_ID, type MemoryJournal } from '../../../builders/memoryJournal';

const decider = { by: 'Siti Rahayu', on: new Date(START) };
const at = (ms: number): Date => new Date(START + ms);
const states = Object.keys(SEND_STATES) as SendState[];

const inState = (state: SendState, batches = 1): MemoryJournal => {
  const journal = journalOf(batches, 1);
  journal.changeRow({ state });
  return journal;
};

describe('controls of a send', () => {
  const controls = {
    paused: (journal: MemoryJournal) => pauseSend(journal, SEND_ID),
    canceled: (journal: MemoryJournal) => cancelSend(journal, SEND_ID, decider),
  };

  it.each(states.flatMap((from) => (['paused', 'canceled'] as const).map((to) => ({ from, to }))))(
    'move a $from send to $to only as the table allows',
    async ({ from, to }) => {
      const journal = inState(from);
      const result = await controls[to](journal);
      const isAllowed = canMoveSend(from, to);
      expect(result).toMatchObject(isAllowed ? { kind: 'moved' } : { kind: 'not-allowed', code: 'send-move-refused' });
      expect(journal.row().state).toBe(isAllowed ? to : from);
    },
  );

  it.each(states)('resume a %s send if it was held or never started, or somebody waits in it', async (from) => {
    const journal = inState(from);
    journal.changeRow({ stop: { code: 'permission-denied', text: 'no' } });
    await resumeSend(journal, SEND_ID, decider);
    const isStarted = from === 'scheduled' || from === 'windowMissed';
    const isResumed = isStarted || from === 'paused' || from === 'needsAttention';
    expect(journal.row().state).toBe(isResumed ? 'sending' : from);
    expect(journal.row().stop).toEqual(isResumed ? null : { code: 'permission-denied', text: 'no' });
    expect(journal.row().startedOn).toEqual(isStarted ? decider.on : undefined);
  });

  it('leave a send that needs attention for decisions when nobody waits in it', async () => {
    for (const state of ['refused', 'unknown', 'accepted', 'claimed'] as const) {
      const journal = inState('needsAttention');
      journal.change(0, { state });
      await expect(resumeSend(journal, SEND_ID, decider)).resolves.toMatchObject({ code: 'send-move-refused' });
      expect(journal.row().state).toBe('needsAttention');
    }
  });

  it.each(['sending', 'needsAttention'] as const)(
    'bring a send that is %s in line with what was decided before the connection broke, as far as it went',
    async (before) => {
      const journal = inState(before, 3);
      for (const index of [0, 1, 2]) journal.change(index, { state: 'refused', errorCode: 'x' });
      journal.fails = (call, index) => call === 'resolve' && index === 1;
      await expect(retryRefused(journal, SEND_ID, decider)).rejects.toThrow('journal unreachable');
      expect(journal.states()).toEqual(['waiting', 'refused', 'refused']);
      expect(journal.row()).toMatchObject({ state: 'sending', counts: { waiting: 1, refused: 2 } });
    },
  );

  it('let a send go on that was left needing attention when the connection broke between batches and sums', async () => {
    const journal = inState('needsAttention', 2);
    journal.change(0, { state: 'accepted' });
    journal.change(1, { state: 'refused', errorCode: 'x' });
    journal.fails = (call) => call === 'changeSend';
    await expect(retryRefused(journal, SEND_ID, decider)).rejects.toThrow('journal unreachable');
    journal.fails = () => false;
    expect([journal.row().state, journal.states()]).toEqual(['needsAttention', ['accepted', 'waiting']]);
    await expect(resumeSend(journal, SEND_ID, decider)).resolves.toMatchObject({ kind: 'moved' });
    expect(journal.row().state).toBe('sending');
  });

  describe('of a send that a cloud flow holds', () => {
    const held = (more: { readOn?: Date } = {}): MemoryJournal => {
      const journal = inState('paused');
      journal.changeRow({ flowSignOn: at(0), ...more });
      return journal;
    };
    const end = FLOW_HOLD_MINUTES * 60_000;
    const resumed = (journal: MemoryJournal, ms: number) => resumeSend(journal, SEND_ID, { by: 'Siti', on: at(ms) });

    it('refuse to resume it until its last sign of life is old enough, and say until when', async () => {
      const journal = held();
      const refusal = { kind: 'not-allowed', code: 'flow-sending', until: at(end) };
      await expect(resumed(journal, end)).resolves.toMatchObject(refusal);
      expect(journal.row().state).toBe('paused');
      await expect(resumed(journal, end + 1)).resolves.toMatchObject({ kind: 'moved' });
      expect(journal.row().stop).toBeNull();
    });

    it('never resume it before it is written in full, however long the flow is silent', async () => {
      const journal = held();
      journal.changeRow({ batchCount: 0 });
      await expect(resumed(journal, 100 * end)).resolves.toMatchObject({ kind: 'not-allowed', code: 'flow-writing' });
      expect(journal.row().state).toBe('paused');
      await expect(cancelSend(journal, SEND_ID, decider)).resolves.toMatchObject({ kind: 'moved' });
    });

    it("go by the server's time where it is known", async () => {
      await expect(resumed(held({ readOn: at(end) }), end + 1)).resolves.toMatchObject({ code: 'flow-sending' });
      await expect(resumed(held({ readOn: at(end + 1) }), 0)).resolves.toMatchObject({ kind: 'moved' });
    });

    it('cancel it at any time', async () => {
      await expect(cancelSend(held(), SEND_ID, decider)).resolves.toMatchObject({ kind: 'moved' });
    });

    it('take nothing over when the flow gives a sign between the look and the change', async () => {
      const journal = held();
      const read = journal.readSend.bind(journal);
      jest.spyOn(journal, 'readSend').mockImplementation(async (id) => {
        const seen = await read(id);
        journal.changeRow({ flowSignOn: at(end) });
        return seen;
      });
      await expect(resumed(journal, end + 1)).resolves.toEqual({ kind: 'changed-meanwhile' });
      expect(journal.row().state).toBe('paused');
    });
  });

  it('set and change a time, and refuse one that cannot be met', async () => {
    const journal = inState('windowMissed');
    const schedule = { scheduledOn: at(1000), startBy: at(2000) };
    await expect(scheduleSend(journal, SEND_ID, schedule, at(0))).resolves.toMatchObject({ kind: 'moved' });
    await expect(scheduleSend(journal, SEND_ID, { scheduledOn: at(3000) }, at(0))).resolves.toMatchObject({
      kind: 'moved',
    });
    expect(journal.row()).toMatchObject({ state: 'scheduled', scheduledOn: at(3000), startBy: undefined });
    for (const wrong of [
      { scheduledOn: at(2), startBy: at(1) },
      { scheduledOn: at(-9), startBy: at(-1) },
    ]) {
      await expect(scheduleSend(journal, SEND_ID, wrong, at(0))).resolves.toMatchObject({ code: 'schedule-invalid' });
    }
    await expect(scheduleSend(inState('sending'), SEND_ID, schedule, at(0))).resolves.toMatchObject({
      code: 'send-move-refused',
    });
  });

  it('tell when somebody was faster, and when the send is gone', async () => {
    const journal = inState('sending');
    jest.spyOn(journal, 'changeSend').mockResolvedValue(undefined);
    await expect(pauseSend(journal, SEND_ID)).resolves.toEqual({ kind: 'changed-meanwhile' });
    journal.deleteSend();
    await expect(pauseSend(journal, SEND_ID)).resolves.toMatchObject({ code: 'send-missing' });
    await expect(retryRefused(journal, SEND_ID, decider)).resolves.toMatchObject({ code: 'send-missing' });
    await expect(resolveUnknown(journal, SEND_ID, 'batch-0', 'sent', decider)).resolves.toMatchObject({
      code: 'send-missing',
    });
  });
});

describe('retryRefused', () => {
  const refusedJournal = (state: SendState = 'needsAttention') => {
    const journal = inState(state, 4);
    journal.change(0, { state: 'refused', errorCode: '0x1' });
    journal.change(1, { state: 'refused', errorCode: '0x2' });
    journal.change(2, { state: 'unknown' });
    journal.change(3, { state: 'accepted' });
    return journal;
  };

  it('lets all refused batches wait again, no other, and the send go on', async () => {
    const journal = refusedJournal();
    const result = await retryRefused(journal, SEND_ID, decider);
    expect(result).toMatchObject({ kind: 'moved', changedMeanwhile: 0 });
    expect(journal.states()).toEqual(['waiting', 'waiting', 'unknown', 'accepted']);
    expect(journal.all()[0]).toMatchObject({ resolution: 'retry-refused', resolvedBy: 'Siti Rahayu' });
    expect(journal.row()).toMatchObject({ state: 'sending', counts: { waiting: 2, unknown: 1, accepted: 1 } });
  });

  it('takes only those with one code when told', async () => {
    const journal = refusedJournal();
    await retryRefused(journal, SEND_ID, decider, '0x2');
    expect(journal.states()).toEqual(['refused', 'waiting', 'unknown', 'accepted']);
    await expect(retryRefused(journal, SEND_ID, decider, '0x3')).resolves.toMatchObject({ code: 'nothing-refused' });
  });

  it('leaves a paused send paused, and refuses one that is over', async () => {
    const paused = refusedJournal('paused');
    await retryRefused(paused, SEND_ID, decider);
    expect(paused.row().state).toBe('paused');
    const canceled = refusedJournal('canceled');
    await expect(retryRefused(canceled, SEND_ID, decider)).resolves.toMatchObject({ code: 'send-over' });
    expect(canceled.states()[0]).toBe('refused');
  });

  it('counts batches that somebody else was faster with', async () => {
    const journal = refusedJournal();
    const seen = await journal.readBatches();
    jest.spyOn(journal, 'readBatches').mockResolvedValueOnce(seen);
    journal.change(0, { state: 'waiting' });
    await expect(retryRefused(journal, SEND_ID, decider)).resolves.toMatchObject({
      kind: 'moved',
      changedMeanwhile: 1,
    });
  });
});

describe('a batch whose contact data was removed', () => {
  const clearedOn = at(0);

  it('is not tried again, while the others of the send are', async () => {
    const journal = inState('needsAttention', 2);
    journal.change(0, { state: 'refused', errorCode: '0x1', clearedOn });
    journal.change(1, { state: 'refused', errorCode: '0x2' });
    await expect(retryRefused(journal, SEND_ID, decider)).resolves.toMatchObject({
      kind: 'moved',
      batches: [{ id: 'batch-1' }],
    });
    expect(journal.states()).toEqual(['refused', 'waiting']);
    await expect(retryRefused(journal, SEND_ID, decider, '0x1')).resolves.toMatchObject({
      kind: 'not-allowed',
      code: 'contact-data-cleared',
    });
  });

  it('is not sent again, but what happened to it can still be written down', async () => {
    const journal = inState('needsAttention');
    journal.change(0, { state: 'unknown', clearedOn });
    await expect(resolveUnknown(journal, SEND_ID, 'batch-0', 'send-again', decider)).resolves.toMatchObject({
      code: 'contact-data-cleared',
    });
    expect(journal.states()).toEqual(['unknown']);
    await resolveUnknown(journal, SEND_ID, 'batch-0', 'sent', decider);
    expect(journal.states()).toEqual(['accepted']);
  });
});

describe('resolveUnknown', () => {
  const unknownJournal = (state: SendState = 'needsAttention') => {
    const journal = inState(state, 2);
    journal.change(0, { state: 'unknown', claimedBy: 'gone' });
    journal.change(1, { state: 'accepted' });
    return journal;
  };

  it.each([
    ['sent', 'accepted', 'finished'],
    ['not-sent', 'refused', 'needsAttention'],
    ['send-again', 'waiting', 'sending'],
  ] as const)('writes down %s: the batch is %s, the send %s', async (resolution, batch, send) => {
    const journal = unknownJournal();
    const result = await resolveUnknown(journal, SEND_ID, 'batch-0', resolution, decider);
    expect(result).toMatchObject({ kind: 'moved', batches: [{ id: 'batch-0' }] });
    expect(journal.all()[0]).toMatchObject({ state: batch, resolution, resolvedBy: 'Siti Rahayu' });
    expect(journal.row().state).toBe(send);
  });

  it.each(['accepted', 'refused', 'waiting', 'claimed'] as const)('decides nothing about a %s batch', async (state) => {
    const journal = unknownJournal();
    journal.change(0, { state });
    const result = await resolveUnknown(journal, SEND_ID, 'batch-0', 'send-again', decider);
    expect(result).toMatchObject({ kind: 'not-allowed', code: 'batch-move-refused' });
    expect(journal.states()[0]).toBe(state);
  });

  it('still takes note of what happened after a send was canceled, but sends nothing again', async () => {
    const journal = unknownJournal('canceled');
    await expect(resolveUnknown(journal, SEND_ID, 'batch-0', 'send-again', decider)).resolves.toMatchObject({
      code: 'send-over',
    });
    await expect(resolveUnknown(journal, SEND_ID, 'batch-0', 'sent', decider)).resolves.toMatchObject({
      kind: 'moved',
    });
    expect(journal.row()).toMatchObject({ state: 'canceled', counts: { accepted: 2 } });
  });

  it('loses against a late answer, and says which batch is gone', async () => {
    const journal = unknownJournal();
    const seen = await journal.readBatches();
    jest.spyOn(journal, 'readBatches').mockResolvedValueOnce(seen);
    journal.change(0, { state: 'accepted' });
    await expect(resolveUnknown(journal, SEND_ID, 'batch-0', 'send-again', decider)).resolves.toEqual({
      kind: 'changed-meanwhile',
    });
    expect(journal.states()[0]).toBe('accepted');
    await expect(resolveUnknown(journal, SEND_ID, 'batch-9', 'sent', decider)).resolves.toMatchObject({
      code: 'batch-missing',
    });
  });
});
