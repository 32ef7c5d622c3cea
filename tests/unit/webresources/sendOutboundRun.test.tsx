/** Room tests. The Send outbound dialog while it sends, and what it says afterwards. */
import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import type { BatchOutcome } from '../../../outbound/invoke/classifyAnswer';
import { SEND_ID } from '../../builders/memoryJournal';
import { cases, confirm, later, open, outcome, pick, requestStates, sum } from './dialogDriver';
import { caseId, caseRow, fakeGateway, mobile } from './fakeGateway';

describe('sending', () => {
  it('asks once, with the focus on the way back, and Escape goes back', async () => {
    const gateway = fakeGateway(cases(2));
    open(gateway);
    await pick();
    fireEvent.click(await screen.findByRole('button', { name: 'Send 2 messages in 1 request' }));
    const question = await screen.findByRole('alertdialog', { name: 'Send 2 messages now? This cannot be undone.' });
    const back = within(question).getByRole('button', { name: 'Back' });
    await waitFor(() => expect(document.activeElement).toBe(back));
    // Taken, so that the host does not close the dialog by the same key.
    expect(fireEvent.keyDown(back, { key: 'Escape' })).toBe(false);
    const again = await screen.findByRole('button', { name: 'Send 2 messages in 1 request' });
    await waitFor(() => expect(document.activeElement).toBe(again));
    expect(gateway.calls).toEqual([]);
  });

  it('makes one send of two quick clicks on the confirmation', async () => {
    const gateway = fakeGateway(cases(2));
    open(gateway);
    await pick();
    fireEvent.click(await screen.findByRole('button', { name: 'Send 2 messages in 1 request' }));
    const yes = await screen.findByRole('button', { name: 'Yes, send' });
    fireEvent.click(yes);
    fireEvent.click(yes);
    await outcome();
    expect(gateway.sends).toHaveLength(1);
    expect(gateway.calls).toHaveLength(1);
  });

  it('makes 250 messages three requests of 100, 100 and 50, all in the journal before the first call', async () => {
    const gateway = fakeGateway(cases(250));
    let journalAtFirstCall: (string | undefined)[] = [];
    gateway.answers = (call) => {
      if (call === 0) journalAtFirstCall = gateway.journal?.states() ?? [];
      return { kind: 'accepted' };
    };
    open(gateway);
    await pick();
    await confirm('Send 250 messages in 3 requests');
    await outcome();
    expect(journalAtFirstCall).toEqual(['claimed', 'claimed', 'waiting']);
    const lists = gateway.calls.map((call) => JSON.parse(call) as { tocontactid: string }[]);
    expect(lists.map((list) => list.length)).toEqual([100, 100, 50]);
    expect(lists.flat().map(({ tocontactid }) => tocontactid)).toEqual(
      gateway.rows.map((_row, index) => mobile(index)),
    );
    expect(sum('Accepted by the service')).toBe('250');
    expect(gateway.journal?.row()).toMatchObject({ state: 'finished', counts: { accepted: 250, waiting: 0 } });
  });

  it('freezes what was decided: audience, exclusions and the regarding record of each', async () => {
    const gateway = fakeGateway([caseRow(0), caseRow(1, { number: null })]);
    open(gateway);
    await pick();
    await confirm('Send 1 message in 1 request');
    await outcome();
    expect(gateway.sends[0]).toMatchObject({
      name: 'Case solved 2026-01-02 03:04 UTC',
      sourceTable: 'incident',
      prepared: { selected: 2, excluded: [{ rowId: caseId(1), reason: 'no-number' }], sourceIds: [caseId(0)] },
    });
    expect(JSON.parse(gateway.calls[0] ?? '')).toEqual([
      expect.objectContaining({
        tocontactid: mobile(0),
        contextitems: expect.objectContaining({
          regardingobjectid: caseId(0),
          entityrelationshipname: 'incident_msdyn_ocoutboundmessages',
          CaseName: 'Case 0',
        }),
      }),
    ]);
    expect(sum('Not messaged')).toBe('1');
    expect(sum('Selected')).toBe('2');
  });

  it('names no regarding record where the environment has no relationship', async () => {
    const gateway = fakeGateway([caseRow(0)]);
    gateway.readRelationships = async () => new Map();
    open(gateway);
    await pick();
    await confirm('Send 1 message in 1 request');
    await outcome();
    expect(gateway.calls[0]).not.toContain('entityrelationshipname');
  });

  it('shows each request as it goes, warns before the window is left, and tells screen readers', async () => {
    const gateway = fakeGateway(cases(150));
    const answers = [later<BatchOutcome>(), later<BatchOutcome>()];
    gateway.answers = (call) => answers[call]?.promise ?? { kind: 'accepted' };
    open(gateway);
    await pick();
    await confirm('Send 150 messages in 2 requests');
    await waitFor(() => expect(requestStates()).toEqual(['sending', 'waiting']));
    expect(document.activeElement?.textContent).toBe('Sending: Case solved');
    const leaving = new Event('beforeunload', { cancelable: true });
    window.dispatchEvent(leaving);
    expect(leaving.defaultPrevented).toBe(true);
    // Taken, so that a stray Escape does not have the host close the dialog.
    expect(fireEvent.keyDown(document.activeElement ?? document, { key: 'Escape' })).toBe(false);
    answers[0]?.resolve({ kind: 'accepted' });
    await waitFor(() => expect(requestStates()).toEqual(['accepted', 'sending']));
    const live = screen.getByText('1 of 2 requests answered, 100 messages accepted by the service.');
    expect(live.getAttribute('aria-live')).toBe('polite');
    answers[1]?.resolve({ kind: 'accepted' });
    const title = await outcome();
    expect(document.activeElement).toBe(title);
    expect(fireEvent.keyDown(title, { key: 'Escape' })).toBe(true);
    const left = new Event('beforeunload', { cancelable: true });
    window.dispatchEvent(left);
    expect(left.defaultPrevented).toBe(false);
  });

  it('shows that it waits when the service asks to slow down, then sends that request again', async () => {
    const gateway = fakeGateway(cases(1));
    const pause = later<undefined>();
    const setup = gateway.dispatchSetup;
    gateway.dispatchSetup = async (configuration) => {
      const { host, options } = await setup(configuration);
      return { host: { ...host, wait: () => pause.promise }, options };
    };
    gateway.answers = (call) => (call === 0 ? { kind: 'throttled', retryAfterMs: 9000 } : { kind: 'accepted' });
    open(gateway);
    await pick();
    await confirm('Send 1 message in 1 request');
    await waitFor(() => expect(requestStates()).toEqual(['throttled']));
    pause.resolve(undefined);
    await outcome();
    expect(gateway.calls).toHaveLength(2);
    expect(sum('Accepted by the service')).toBe('1');
  });
});

describe('a send whose start the server did not confirm', () => {
  it('is never called unsent, can be looked at, and cannot be sent again from here', async () => {
    const gateway = fakeGateway(cases(2));
    gateway.releaseUnclear = true;
    open(gateway);
    await pick();
    await confirm('Send 2 messages in 1 request');
    const title = await screen.findByRole('heading', { name: 'Not known whether it goes out: Case solved' });
    expect(document.activeElement).toBe(title);
    const alert = (await screen.findByRole('alert')).textContent;
    expect(alert).toMatch(
      /did not say whether it goes out\. Open its record and look before you send.*\(send-not-confirmed\)/,
    );
    expect(screen.queryByText(/Nothing was sent/)).toBeNull();
    const [record, ...others] = screen.getAllByRole('button');
    expect([record?.textContent, others]).toEqual(['Open the record of this send', []]);
    fireEvent.click(record!);
    expect(gateway.opened).toEqual([SEND_ID]);
    // Its journal stands; this window posts nothing for it.
    expect(gateway.calls).toEqual([]);
    expect(window.dispatchEvent(new Event('beforeunload', { cancelable: true }))).toBe(true);
  });
});

describe('the outcome', () => {
  it('keeps refused and unknown apart, says why, and never sends the unknown again', async () => {
    const gateway = fakeGateway(cases(250));
    gateway.answers = (call) => {
      if (call === 0) return { kind: 'refused', code: '0x80040203', message: 'ContactList is not valid.' };
      if (call === 1) return { kind: 'unknown', code: 'timeout', message: 'x' };
      return { kind: 'accepted' };
    };
    open(gateway);
    await pick();
    await confirm('Send 250 messages in 3 requests');
    await outcome();
    expect(requestStates()).toEqual(['refused', 'unknown', 'accepted']);
    expect([sum('Accepted by the service'), sum('Refused'), sum('Unknown'), sum('Waiting, never called')]).toEqual([
      '50',
      '100',
      '100',
      '0',
    ]);
    expect(screen.getByText('ContactList is not valid. (0x80040203)')).toBeTruthy();
    expect(screen.getByText('The request left, and no answer came back. (timeout)')).toBeTruthy();
    expect(screen.getByText(/never repeats such a request/)).toBeTruthy();
    expect(screen.queryByRole('button', { name: /send the waiting/i })).toBeNull();
    expect(gateway.calls).toHaveLength(3);
  });

  it('says "accepted by the service" and never "delivered"', async () => {
    const gateway = fakeGateway(cases(1));
    const { container } = open(gateway);
    await pick();
    await confirm('Send 1 message in 1 request');
    await outcome();
    expect(container.textContent).toContain('Accepted by the service');
    expect(container.textContent).not.toMatch(/deliver/i);
  });

  it('has old contact data removed behind it, and not before', async () => {
    const gateway = fakeGateway(cases(1));
    open(gateway);
    await pick();
    expect(gateway.clearings).toBe(0);
    await confirm('Send 1 message in 1 request');
    await outcome();
    expect(gateway.clearings).toBe(1);
  });

  it('leads to the record of the send', async () => {
    const gateway = fakeGateway(cases(1));
    open(gateway);
    await pick();
    await confirm('Send 1 message in 1 request');
    await outcome();
    fireEvent.click(screen.getByText('Open the record of this send'));
    expect(gateway.opened).toEqual([SEND_ID]);
  });

  it('still tells accepted, unknown and never called apart when the server dies in the middle', async () => {
    const gateway = fakeGateway(cases(350));
    gateway.answers = (call) => {
      if (call < 1) return { kind: 'accepted' };
      gateway.journalDown = true;
      return { kind: 'unknown', code: 'connection', message: 'x' };
    };
    open(gateway);
    await pick();
    await confirm('Send 350 messages in 4 requests');
    await outcome();
    // The third was claimed ahead and not made; only the journal cannot know.
    expect(requestStates()).toEqual(['accepted', 'unknown', 'unknown', 'waiting']);
    expect([sum('Accepted by the service'), sum('Unknown'), sum('Waiting, never called')]).toEqual([
      '100',
      '200',
      '50',
    ]);
    expect(screen.getAllByRole('alert').map((alert) => alert.textContent)).toEqual([
      expect.stringContaining('(journal-unavailable)'),
      expect.stringContaining('The sums could not be recorded on the send.'),
    ]);
  });

  it('counts a request as accepted when this window saw that, though it could not be recorded', async () => {
    const gateway = fakeGateway(cases(150));
    gateway.answers = () => {
      gateway.journalDown = true;
      return { kind: 'accepted' };
    };
    open(gateway);
    await pick();
    await confirm('Send 150 messages in 2 requests');
    await outcome();
    expect(requestStates()).toEqual(['accepted', 'accepted']);
    expect(
      screen.getAllByText('This window saw the answer, but it could not be recorded. (outcome-not-recorded)'),
    ).toHaveLength(2);
  });

  it('goes on with the waiting requests on demand, and with no other', async () => {
    const gateway = fakeGateway(cases(250));
    gateway.answers = (call) => {
      if (call !== 0) return { kind: 'accepted' };
      gateway.journalDown = true;
      return { kind: 'unknown', code: 'connection', message: 'x' };
    };
    open(gateway);
    await pick();
    await confirm('Send 250 messages in 3 requests');
    await outcome();
    gateway.journalDown = false;
    fireEvent.click(screen.getByRole('button', { name: 'Send the waiting requests' }));
    await waitFor(() => expect(gateway.journal?.row().counts).toMatchObject({ accepted: 50, unknown: 200 }));
    await outcome();
    expect(requestStates()).toEqual(['unknown', 'unknown', 'accepted']);
    expect(new Set(gateway.calls).size).toBe(gateway.calls.length);
  });

  it('goes on once after two quick clicks, and warns at once before the window is left', async () => {
    const gateway = fakeGateway(cases(250));
    gateway.answers = (call) => {
      if (call !== 0) return { kind: 'accepted' };
      gateway.journalDown = true;
      return { kind: 'unknown', code: 'connection', message: 'x' };
    };
    open(gateway);
    await pick();
    await confirm('Send 250 messages in 3 requests');
    await outcome();
    gateway.journalDown = false;
    const setup = gateway.dispatchSetup;
    const isReady = later<undefined>();
    let runs = 0;
    gateway.dispatchSetup = async (configuration) => {
      runs += 1;
      await isReady.promise;
      return setup(configuration);
    };
    const again = screen.getByRole('button', { name: 'Send the waiting requests' });
    fireEvent.click(again);
    fireEvent.click(again);
    const leaving = new Event('beforeunload', { cancelable: true });
    window.dispatchEvent(leaving);
    expect(leaving.defaultPrevented).toBe(true);
    isReady.resolve(undefined);
    await outcome();
    expect(runs).toBe(1);
  });
});
