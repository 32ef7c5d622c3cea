/** Room tests. The Send outbound dialog writes a send that starts later: the time is the user's own, and nothing is sent from here. */
import { act, fireEvent, screen, waitFor, within } from '@testing-library/react';
import { createUserTime } from '../../../webresources/pages/sendMonitor/userTime';
import { SEND_ID } from '../../builders/memoryJournal';
import { cases, open, pick } from './dialogDriver';
import { fakeGateway, template, type FakeGateway } from './fakeGateway';

const START = 'Start at';
const LIMIT = 'Ask me if it has not started by (optional)';

async function press(name: string): Promise<void> {
  const button = await screen.findByRole('button', { name });
  await act(async () => void fireEvent.click(button));
}

const fill = (label: string, value: string): void =>
  void fireEvent.change(screen.getByLabelText(label), { target: { value } });
const valueOf = (label: string): string => (screen.getByLabelText(label) as HTMLInputElement).value;

/** The dialog asks for the time; now is 10:04 of January 2nd for this user. */
async function askForTime(gateway: FakeGateway = fakeGateway(cases(250))): Promise<FakeGateway> {
  open(gateway);
  await pick();
  await press('Send later');
  return gateway;
}

describe('sending later', () => {
  it('offers the next full hour of the user’s time zone, and to ask two hours after it', async () => {
    await askForTime();
    expect([valueOf(START), valueOf(LIMIT)]).toEqual(['2026-01-02T11:00', '2026-01-02T13:00']);
    screen.getByText(/^Times are in your time zone, UTC\+07:00\./);
    expect(document.activeElement).toBe(screen.getByLabelText(START));
  });

  it('names the offset from UTC that the chosen day has, across the change of the clocks', async () => {
    const summerStarts = Date.parse('2026-03-29T01:00:00Z');
    const inSummer = (instant: Date): boolean => instant.getTime() >= summerStarts;
    const copenhagen = createUserTime(
      60,
      (instant) => (inSummer(instant) ? 120 : 60),
      new Date('2026-01-02T03:04:05Z'),
      () => 'en',
    );
    open(fakeGateway(cases(1)), undefined, { time: copenhagen });
    await pick();
    await press('Send later');
    screen.getByText(/^Times are in your time zone, UTC\+01:00\./);
    fill(START, '2026-07-01T09:00');
    screen.getByText(/^Times are in your time zone, UTC\+02:00\./);
    fill(START, '');
    screen.getByText(/^Times are in your time zone, UTC\+01:00\./);
  });

  it('moves the latest start along with the start until the user enters one', async () => {
    await askForTime();
    fill(START, '');
    fill(START, '2026-01-03T08:30');
    expect(valueOf(LIMIT)).toBe('2026-01-03T10:30');
    fill(LIMIT, '');
    fill(START, '2026-01-04T08:30');
    expect(valueOf(LIMIT)).toBe('');
  });

  it('writes the plan for its time and sends nothing, then says who starts it and leads there', async () => {
    const gateway = await askForTime();
    fill(START, '2026-01-03T08:30');
    await press('Schedule');
    await screen.findByRole('heading', { name: 'Scheduled: Case solved' });
    expect(gateway.sends[0]?.schedule).toEqual({
      scheduledOn: new Date('2026-01-03T01:30:00Z'),
      startBy: new Date('2026-01-03T03:30:00Z'),
    });
    expect(gateway.sends[0]?.prepared.plan.batches).toHaveLength(3);
    expect(gateway.calls).toEqual([]);
    screen.getByText('Nothing has been sent yet. Waiting for its time: 250 messages.');
    screen.getByText(/^Starts at Jan 3, 2026, 8:30\sAM\. \(UTC\+07:00\)$/);
    screen.getByText(/by Jan 3, 2026, 10:30\sAM, it asks you/);
    screen.getByText(/^The server part starts it then.*leave it open: that page starts it\.$/);
    await press('Open the record of this send');
    expect(gateway.opened).toEqual([SEND_ID]);
    expect(window.dispatchEvent(new Event('beforeunload', { cancelable: true }))).toBe(true);
  });

  it('that the server does not confirm never offers to schedule it again, and leads to the record', async () => {
    const gateway = await askForTime();
    gateway.releaseUnclear = true;
    await press('Schedule');
    await screen.findByRole('heading', { name: 'Not known whether it goes out: Case solved' });
    expect((await screen.findByRole('alert')).textContent).toMatch(/Open its record and look before you send/);
    expect(screen.queryAllByRole('button').map(({ textContent }) => textContent)).toEqual([
      'Open the record of this send',
    ]);
    expect(screen.queryByText(/Nothing was sent/)).toBeNull();
  });

  it('may be without a latest start', async () => {
    const gateway = await askForTime();
    fill(LIMIT, '');
    await press('Schedule');
    await screen.findByRole('heading', { name: 'Scheduled: Case solved' });
    expect(gateway.sends[0]?.schedule).toEqual({ scheduledOn: new Date('2026-01-02T04:00:00Z'), startBy: undefined });
    expect(screen.queryByText(/it asks you/)).toBeNull();
  });

  it.each([
    ['', '', 'Enter a date and a time.', START],
    ['2026-01-02T10:04', '', 'This time is over. Enter a later one.', START],
    [
      '2026-01-02T12:00',
      '2026-01-02T11:00',
      'The latest start has to be in the future and not before the start.',
      LIMIT,
    ],
  ])(
    'refuses start %j with limit %j, at the field, and takes it back at the next edit',
    async (start, limit, said, at) => {
      const gateway = await askForTime();
      fill(START, start);
      fill(LIMIT, limit);
      await press('Schedule');
      expect(screen.getByRole('alert').textContent).toBe(said);
      expect(screen.getByLabelText(at).getAttribute('aria-invalid')).toBe('true');
      expect(gateway.sends).toEqual([]);
      fill(START, '2026-01-02T12:30');
      expect(screen.queryByRole('alert')).toBeNull();
    },
  );

  it('goes back by Escape, to the button that asked', async () => {
    const gateway = await askForTime();
    const question = screen.getByRole('alertdialog', { name: 'When should it start?' });
    expect(fireEvent.keyDown(within(question).getByLabelText(START), { key: 'Escape' })).toBe(false);
    const later = await screen.findByRole('button', { name: 'Send later' });
    await waitFor(() => expect(document.activeElement).toBe(later));
    expect(gateway.sends).toEqual([]);
  });

  it('writes one send of two quick clicks', async () => {
    const gateway = await askForTime();
    const yes = screen.getByRole('button', { name: 'Schedule' });
    fireEvent.click(yes);
    fireEvent.click(yes);
    await screen.findByRole('heading', { name: 'Scheduled: Case solved' });
    expect(gateway.sends).toHaveLength(1);
  });

  it('writes nothing when the template was changed meanwhile, or the journal cannot be reached', async () => {
    const gateway = await askForTime();
    const before = gateway.template;
    gateway.template = template('Something else');
    await press('Schedule');
    expect((await screen.findByRole('alert')).textContent).toContain('(changed-since-preview)');
    gateway.template = before;
    gateway.journalDown = true;
    await press('Send later');
    await press('Schedule');
    expect((await screen.findByRole('alert')).textContent).toMatch(/^Nothing was sent\./);
    expect(gateway.sends).toEqual([]);
  });
});
