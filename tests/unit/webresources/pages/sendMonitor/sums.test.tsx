/** Room tests. What the send monitor shows of a send: everybody by outcome, from the journal as it is at that moment. */
import { act, screen, waitFor } from '@testing-library/react';
import fc from 'fast-check';
import { SEND_STATES, type BatchState, type SendState } from '../../../../../outbound/sends/states';
import { toView } from '../../../../../webresources/pages/sendMonitor/viewModel';
import { journalOf } from '../../../../builders/dispatchRun';
import { buttons, FakeMonitor, NOW, open, press, said, table } from './monitorDriver';

function troubledSend(): FakeMonitor {
  const gateway = new FakeMonitor(journalOf(250, 50, 20));
  gateway.journal.change(0, { state: 'accepted' });
  gateway.journal.change(1, { state: 'refused', errorCode: '0x80040203' });
  gateway.journal.change(2, { state: 'unknown', errorCode: 'timeout' });
  gateway.journal.change(3, {
    state: 'claimed',
    claimedBy: 'other',
    leaseExpiresOn: new Date(NOW.getTime() + 60_000),
    postedOn: NOW,
  });
  return gateway;
}

describe('the reconciliation', () => {
  it('is the journal’s, as a table and as a sum that is written out', async () => {
    await open(troubledSend());
    expect(table()).toEqual({
      'Accepted by the service': '50',
      'Not messaged': '20',
      Refused: '50',
      Unknown: '100',
      'Waiting, never called': '50',
      Selected: '270',
    });
    screen.getByText(
      '270 selected = 50 accepted by the service + 20 not messaged + 50 refused + 100 unknown + 50 waiting',
    );
    screen.getByRole('img', { name: 'Everybody of this send, by outcome' });
    screen.getByText('Of the unknown, being sent right now: 50.');
  });

  it('names people whose row was deleted as missing', async () => {
    const gateway = troubledSend();
    gateway.journal.delete(4);
    await open(gateway);
    expect(table()).toMatchObject({ 'Missing: their rows were deleted': '50', 'Waiting, never called': '0' });
    screen.getByText(/\+ 0 waiting \+ 50 missing$/);
  });

  it('never calls anything delivered', async () => {
    const { container } = await open(troubledSend());
    expect(container.textContent).not.toMatch(/deliver/i);
  });

  it('moves a claim that nobody answered in its time to unknown before it is shown', async () => {
    const gateway = troubledSend();
    gateway.now = new Date(NOW.getTime() + 61_000);
    await open(gateway);
    expect(gateway.journal.states()[3]).toBe('unknown');
    expect(buttons()).toContain('They were sent: request 4');
  });

  it('brings a send to its end whose last runner vanished before it could', async () => {
    const gateway = new FakeMonitor(journalOf(250));
    for (const { index } of gateway.journal.all()) gateway.journal.change(index, { state: 'accepted' });
    await open(gateway);
    expect(gateway.journal.row()).toMatchObject({ state: 'finished', counts: { accepted: 250 } });
    screen.getByRole('heading', { level: 2, name: 'Finished' });
  });

  it('adds a send up again whose claims nobody answered', async () => {
    const gateway = new FakeMonitor(journalOf(250));
    for (const { index } of gateway.journal.all()) gateway.journal.change(index, { state: 'accepted' });
    const isOver = { claimedBy: 'gone', leaseExpiresOn: new Date(NOW.getTime() - 1) };
    gateway.journal.change(2, { state: 'claimed', ...isOver, postedOn: new Date(NOW.getTime() - 2) });
    await open(gateway);
    expect(gateway.journal.row()).toMatchObject({ state: 'needsAttention', counts: { accepted: 200, unknown: 50 } });
    screen.getByRole('heading', { level: 2, name: 'Needs attention' });
  });

  it('lets a send go on in which somebody waits although it needs attention', async () => {
    const gateway = new FakeMonitor(journalOf(100, 50));
    gateway.journal.change(0, { state: 'accepted' });
    gateway.journal.changeRow({ state: 'needsAttention' });
    await open(gateway);
    expect(gateway.journal.row()).toMatchObject({ state: 'sending', counts: { accepted: 50, waiting: 50 } });
    await press('Send from this tab too');
    await waitFor(() => expect(gateway.journal.row().state).toBe('finished'));
  });

  it('is shown to a person who may only look', async () => {
    const gateway = troubledSend();
    gateway.now = new Date(NOW.getTime() + 61_000);
    gateway.journal.fails = (call) => call === 'expire' || call === 'changeSend';
    await open(gateway);
    expect(table()).toMatchObject({ Unknown: '100', Selected: '270' });
    expect(await said('alert')).toEqual([]);
  });

  it('always adds up, whatever the states of the batches', () => {
    const states: BatchState[] = ['waiting', 'claimed', 'accepted', 'refused', 'unknown'];
    const batch = fc.record({ state: fc.constantFrom(...states), contactCount: fc.integer({ min: 1, max: 100 }) });
    fc.assert(
      fc.property(fc.array(batch), fc.nat(500), fc.nat(5000), (batches, excluded, audience) => {
        const gateway = new FakeMonitor();
        const view = toView({
          kind: 'open',
          snapshot: {
            name: '',
            send: { ...gateway.journal.row(), audience, excluded },
            batches: batches.map((facts, index) => ({ ...firstBatch(gateway), ...facts, index, id: String(index) })),
          },
          isBusy: false,
          notices: [],
          evidence: {},
          errorTexts: {},
        });
        if (view.kind !== 'open') throw new Error(view.kind);
        expect(view.parts.reduce((sum, { count }) => sum + count, 0)).toBe(audience);
        expect(view.announced.percent % 10).toBe(0);
      }),
    );
  });
});

function firstBatch({ journal }: FakeMonitor) {
  const [batch] = journal.all();
  if (!batch) throw new Error('no batch');
  return batch;
}

describe('the monitor', () => {
  it('looks again while somebody sends, and a reader hears of it by tenths only', async () => {
    const gateway = new FakeMonitor(journalOf(250, 1));
    await open(gateway);
    const heard = () => document.querySelector('[aria-live=polite]')?.textContent;
    expect(heard()).toBe('Sending. 0 % of the messages answered.');
    gateway.journal.change(0, { state: 'accepted' });
    await gateway.ring(2_000);
    expect(table()['Accepted by the service']).toBe('1');
    expect(heard()).toBe('Sending. 0 % of the messages answered.');
    for (let index = 1; index < 30; index += 1) gateway.journal.change(index, { state: 'accepted' });
    await gateway.ring(2_000);
    expect(heard()).toBe('Sending. 10 % of the messages answered.');
  });

  it('does not look while nobody sees it, and looks when it is seen again', async () => {
    const gateway = new FakeMonitor();
    await open(gateway);
    gateway.visible = false;
    await act(async () => void document.dispatchEvent(new Event('visibilitychange')));
    expect([...gateway.timers]).toEqual([]);
    gateway.journal.change(0, { state: 'accepted' });
    gateway.visible = true;
    await act(async () => void document.dispatchEvent(new Event('visibilitychange')));
    expect(table()['Accepted by the service']).toBe('100');
    expect([...gateway.timers.values()]).toEqual([2_000]);
  });

  it.each(['finished', 'canceled'] as const)('does not look again at a send that is %s', async (state) => {
    const gateway = new FakeMonitor();
    gateway.journal.changeRow({ state });
    await open(gateway);
    expect([...gateway.timers]).toEqual([]);
  });

  it('stops looking when the page goes', async () => {
    const gateway = new FakeMonitor();
    const page = await open(gateway);
    page.unmount();
    expect([...gateway.timers]).toEqual([]);
  });

  it('keeps what it showed when the journal cannot be read for a while, and says so', async () => {
    const gateway = new FakeMonitor();
    await open(gateway);
    gateway.journal.fails = () => true;
    await gateway.ring(2_000);
    expect(table()['Selected']).toBe('250');
    expect(await said('alert')).toEqual([expect.stringContaining('this may be old')]);
    gateway.journal.fails = () => false;
    await gateway.ring(2_000);
    expect(await said('alert')).toEqual([]);
  });

  it('says so when the send was deleted, and when it cannot be read at all', async () => {
    const gone = new FakeMonitor();
    gone.journal.deleteSend();
    const page = await open(gone);
    expect(await said('alert')).toEqual(['This send no longer exists.']);
    page.unmount();
    const broken = new FakeMonitor();
    broken.journal.fails = (call) => call === 'readSend';
    await open(broken);
    expect(await said('alert')).toEqual([expect.stringMatching(/journal unreachable.*\(host-request-failed\)/)]);
  });

  it('says what stopped the send, in the user’s language, with its code', async () => {
    const gateway = new FakeMonitor();
    gateway.journal.changeRow({ state: 'paused' });
    gateway.stop = { code: 'configuration-missing', text: 'the server’s own words' };
    await open(gateway);
    screen.getByText(/The outbound configuration of this send no longer exists.*\(configuration-missing\)/);
  });

  it('tells when a sending send finishes, in the user’s own time', async () => {
    const gateway = new FakeMonitor();
    gateway.forecastFinish = new Date('2026-03-05T03:30:00Z');
    await open(gateway);
    screen.getByText(/^Finishes at about Mar 5, 2026, 10:30\sAM\.$/);
  });

  it('foretells the end by the pace it sees, and a tab that sends writes it down', async () => {
    const gateway = new FakeMonitor(journalOf(100, 1));
    gateway.outcomes = [new Promise(() => undefined)];
    await open(gateway);
    for (let index = 0; index < 20; index += 1) gateway.journal.change(index, { state: 'accepted' });
    gateway.now = new Date(NOW.getTime() + 10_000);
    await gateway.ring(2_000);
    expect(gateway.forecasts).toEqual([[80, 2]]);
    screen.getByText(/^Finishes at about Mar 5, 2026, 9:00\sAM\.$/);
    expect(gateway.journal.row().forecastFinish).toBeUndefined();
    await press('Send from this tab too');
    gateway.now = new Date(NOW.getTime() + 20_000);
    await gateway.ring(2_000);
    await waitFor(() => expect(gateway.journal.row().forecastFinish).toBeInstanceOf(Date));
  });

  it('looks less often at a send of very many requests', async () => {
    const gateway = new FakeMonitor(journalOf(501, 1));
    await open(gateway);
    expect([...gateway.timers.values()]).toEqual([10_000]);
  });

  it('shows no sum of a send that is still being recorded', async () => {
    const gateway = new FakeMonitor();
    gateway.journal.changeRow({ state: 'waiting', batchCount: 0, audience: 0 });
    await open(gateway);
    screen.getByText(/still being recorded/);
    expect(screen.queryByRole('table')).toBeNull();
    expect(buttons()).toEqual(['Cancel the send', 'Export']);
  });
});

describe('what a person can do', () => {
  const OFFERED: Readonly<Record<SendState, readonly string[]>> = {
    waiting: ['Cancel the send'],
    scheduled: ['Start now', 'Change the time', 'Cancel the send'],
    windowMissed: ['Start now', 'Choose a new time', 'Cancel the send'],
    sending: ['Send from this tab too', 'Pause', 'Cancel the send'],
    paused: ['Resume', 'Cancel the send'],
    finished: [],
    // Somebody waits in it, so it is sending again.
    needsAttention: ['Send from this tab too', 'Pause', 'Cancel the send'],
    canceled: [],
  };
  it.each(Object.keys(SEND_STATES) as SendState[])(
    'with a send that is %s, follows from the table of moves',
    async (state) => {
      const gateway = new FakeMonitor();
      gateway.journal.changeRow({ state });
      await open(gateway);
      expect(buttons()).toEqual([...OFFERED[state], 'Export']);
    },
  );

  it('with somebody waiting in a send that needs attention, is to send to them, whatever broke off before', async () => {
    const gateway = new FakeMonitor(journalOf(100, 50));
    gateway.journal.change(0, { state: 'accepted' });
    gateway.journal.changeRow({ state: 'needsAttention' });
    // Whoever looks first may only look.
    gateway.journal.fails = (call) => call === 'changeSend';
    await open(gateway);
    expect(buttons()).toEqual(['Resume', 'Cancel the send', 'Export']);
    gateway.journal.fails = () => false;
    await press('Resume');
    await waitFor(() => expect(gateway.journal.row().state).toBe('finished'));
    expect([gateway.journal.states(), gateway.posted.length]).toEqual([['accepted', 'accepted'], 1]);
  });

  it('with nothing waiting, is to resume only what was paused: it comes to its end that way', async () => {
    const gateway = new FakeMonitor(journalOf(100));
    gateway.journal.change(0, { state: 'refused' });
    gateway.journal.changeRow({ state: 'needsAttention' });
    const page = await open(gateway);
    expect(buttons()).not.toContain('Resume');
    page.unmount();
    gateway.journal.change(0, { state: 'accepted' });
    gateway.journal.changeRow({ state: 'paused' });
    await open(gateway);
    await press('Resume');
    await waitFor(() => expect(gateway.journal.row().state).toBe('finished'));
    expect(gateway.posted).toEqual([]);
  });
});
