/** Room tests. Sends that start later: the time is the user's own, a missed start asks, and a tab that waits starts in time. */
import { act, fireEvent, screen, waitFor } from '@testing-library/react';
import { PermissionDeniedError } from '../../../../../outbound/dataverse/webApiErrors';
import { buttons, FakeMonitor, NOW, open, press, said } from './monitorDriver';

const HOUR_MS = 3_600_000;
const later = (hours: number): Date => new Date(NOW.getTime() + hours * HOUR_MS);

function scheduledSend(scheduledOn = later(1), startBy?: Date): FakeMonitor {
  const gateway = new FakeMonitor();
  gateway.journal.changeRow({ state: 'scheduled', scheduledOn, startBy });
  return gateway;
}

function fill(label: string, value: string): void {
  fireEvent.change(screen.getByLabelText(label), { target: { value } });
}

const START = 'Start at';
const LIMIT = 'Ask me if it has not started by (optional)';

describe('a scheduled send', () => {
  it('tells its times in the user’s time zone', async () => {
    await open(scheduledSend(later(1), later(2)));
    screen.getByText(/^Starts at Mar 5, 2026, 10:00\sAM\.$/);
    screen.getByText(/by Mar 5, 2026, 11:00\sAM, it asks you/);
  });

  it('gets a new time, which the user writes in their own time zone', async () => {
    const gateway = scheduledSend(later(1), later(2));
    await open(gateway);
    await press('Change the time');
    expect(screen.getByLabelText(START)).toHaveProperty('value', '2026-03-05T10:00');
    expect(document.activeElement).toBe(screen.getByLabelText(START));
    screen.getByText(/^Times are in your time zone, UTC\+07:00\./);
    fill(START, '2026-03-06T08:30');
    fill(LIMIT, '2026-03-06T09:00');
    await press('Schedule');
    expect(gateway.journal.row()).toMatchObject({
      state: 'scheduled',
      scheduledOn: new Date('2026-03-06T01:30:00Z'),
      startBy: new Date('2026-03-06T02:00:00Z'),
    });
    expect(await said('status')).toEqual(['The send is scheduled.']);
  });

  it('loses its latest start when the field is emptied', async () => {
    const gateway = scheduledSend(later(1), later(2));
    await open(gateway);
    await press('Change the time');
    fill(LIMIT, '');
    await press('Schedule');
    expect(gateway.journal.row().startBy).toBeUndefined();
  });

  it.each([
    ['', '', 'Enter a date and a time.', START],
    ['2026-03-05T08:59', '', 'This time is over. Enter a later one.', START],
    [
      '2026-03-05T12:00',
      '2026-03-05T11:00',
      'The latest start has to be in the future and not before the start.',
      LIMIT,
    ],
  ])('refuses start %j with limit %j, at the field', async (start, limit, sentence, field) => {
    const gateway = scheduledSend();
    await open(gateway);
    await press('Change the time');
    fill(START, start);
    fill(LIMIT, limit);
    await press('Schedule');
    expect(await said('alert')).toEqual([sentence]);
    expect(screen.getByLabelText(field).getAttribute('aria-invalid')).toBe('true');
    expect(screen.getByLabelText(field).getAttribute('aria-describedby')).toContain('timeProblem');
    expect(gateway.journal.row().scheduledOn).toEqual(later(1));
  });

  it('starts now after one question, and is sent from this tab', async () => {
    const gateway = scheduledSend();
    await open(gateway);
    await press('Start now');
    screen.getByRole('alertdialog', { name: 'Send 250 messages now? This cannot be undone.' });
    expect(gateway.posted).toEqual([]);
    await press('Yes, start now');
    await waitFor(() => expect(gateway.journal.row().state).toBe('finished'));
    expect(gateway.posted.length).toBe(3);
  });

  it('is started in time by a tab that saw it wait', async () => {
    const gateway = scheduledSend();
    await open(gateway);
    expect(gateway.posted).toEqual([]);
    gateway.now = later(1);
    await gateway.ring(HOUR_MS + 1);
    await waitFor(() => expect(gateway.journal.row().state).toBe('finished'));
    expect(gateway.posted.length).toBe(3);
  });

  it.each([
    ['may not start it, once', new PermissionDeniedError(), 'scheduled'],
    ['is offline, again at a later look', new TypeError('Failed to fetch'), 'finished'],
  ])('is tried by a tab that %s', async (_who, error, state) => {
    const gateway = scheduledSend();
    await open(gateway);
    gateway.now = later(1);
    const setup = gateway.dispatchSetup.bind(gateway);
    gateway.dispatchSetup = async () => {
      const { host, options } = await setup();
      return { host: { ...host, wait: () => Promise.resolve() }, options };
    };
    const change = jest.spyOn(gateway.journal, 'changeSend').mockRejectedValue(error);
    await gateway.ring(HOUR_MS + 1);
    await waitFor(() => expect(gateway.refreshes).toBe(1));
    expect(gateway.setups).toBe(1);
    expect(buttons()).toContain('Start now');
    change.mockRestore();
    await gateway.ring(10_000);
    await waitFor(() => expect(gateway.journal.row().state).toBe(state));
    expect(gateway.setups).toBe(state === 'finished' ? 2 : 1);
  });

  it('is not started by a tab that is being left, where nobody would send it', async () => {
    const gateway = scheduledSend();
    const page = await open(gateway);
    gateway.now = later(1);
    const batches = await gateway.journal.readBatches();
    let answer: () => void = () => undefined;
    jest
      .spyOn(gateway.journal, 'readBatches')
      .mockImplementationOnce(() => new Promise((resolve) => (answer = () => resolve(batches))));
    await gateway.ring(HOUR_MS + 1);
    page.unmount();
    await act(async () => answer());
    expect(gateway.setups).toBe(0);
    expect(gateway.journal.row().state).toBe('scheduled');
  });

  it('is not started by looking at it after its time: that would be late without anybody’s word', async () => {
    const gateway = scheduledSend(later(-1));
    await open(gateway);
    await screen.findByText('Its time has come, and nobody has started it yet.');
    expect(gateway.posted).toEqual([]);
    expect(buttons()).toContain('Start now');
  });
});

describe('a send that missed its time', () => {
  it('asks: send now, choose a new time, or cancel', async () => {
    const gateway = scheduledSend(later(-2), later(-1));
    await open(gateway);
    expect(gateway.journal.row().state).toBe('windowMissed');
    screen.getByText(/^Nobody started this send by Mar 5, 2026, 8:00\sAM\. Should it still be sent\?$/);
    expect(buttons()).toEqual(['Start now', 'Choose a new time', 'Cancel the send', 'Export']);
    expect(gateway.posted).toEqual([]);
  });

  it('gets a new time, and waits for it', async () => {
    const gateway = scheduledSend(later(-2), later(-1));
    await open(gateway);
    await press('Choose a new time');
    expect(screen.getByLabelText(START)).toHaveProperty('value', '');
    fill(START, '2026-03-05T10:00');
    await press('Schedule');
    expect(gateway.journal.row()).toMatchObject({ state: 'scheduled', scheduledOn: later(1), startBy: undefined });
  });

  it('is asked about in a tab that was asleep when its time came', async () => {
    const gateway = scheduledSend(later(1), later(2));
    await open(gateway);
    gateway.now = later(3);
    await gateway.ring(HOUR_MS + 1);
    expect(gateway.journal.row().state).toBe('windowMissed');
    expect(gateway.posted).toEqual([]);
  });

  it('asks a person who may not change it, too', async () => {
    const gateway = scheduledSend(later(-2), later(-1));
    gateway.journal.fails = (call) => call === 'changeSend';
    await open(gateway);
    screen.getByText(/Should it still be sent\?$/);
  });
});
