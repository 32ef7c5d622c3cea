/** Room tests. What a person does with a send on its form: pause, resume, cancel, retry, decide, export; and what comes of it. */
import { act, fireEvent, screen, waitFor, within } from '@testing-library/react';
import { ActionMissingError } from '../../../../../outbound/invoke/signature';
import { OutcomeUnclearError, PermissionDeniedError } from '../../../../../outbound/dataverse/webApiErrors';
import { journalOf, refused, unknown } from '../../../../builders/dispatchRun';
import { buttons, FakeMonitor, open, press, said, table } from './monitorDriver';

const settled = (gateway: FakeMonitor, state: string): Promise<void> =>
  waitFor(() => expect(gateway.journal.row().state).toBe(state));

describe('pausing and resuming', () => {
  it('pauses at once, and says that requests under way are still answered', async () => {
    const gateway = new FakeMonitor();
    await open(gateway);
    await press('Pause');
    expect(gateway.journal.row().state).toBe('paused');
    expect(await said('status')).toEqual(['The send is paused. Requests under way are still answered and recorded.']);
    expect(buttons()).toContain('Resume');
    expect(gateway.refreshes).toBe(1);
  });

  it('resumes by sending what waits from this tab, each request once', async () => {
    const gateway = new FakeMonitor();
    gateway.journal.changeRow({ state: 'paused' });
    await open(gateway);
    await press('Resume');
    await settled(gateway, 'finished');
    expect(gateway.posted.length).toBe(3);
    expect(new Set(gateway.posted).size).toBe(3);
    await waitFor(() => expect(table()['Accepted by the service']).toBe('250'));
    expect(buttons()).toEqual(['Export']);
  });

  it('shows how far this tab is, and warns before the window goes meanwhile', async () => {
    const gateway = new FakeMonitor();
    gateway.journal.changeRow({ state: 'paused' });
    let answer: (outcome: { kind: 'accepted' }) => void = () => undefined;
    gateway.outcomes = [0, 1, 2].map(() => new Promise((resolve) => (answer = resolve)));
    await open(gateway);
    const leave = (): boolean => window.dispatchEvent(new Event('beforeunload', { cancelable: true }));
    expect(leave()).toBe(true);
    await press('Resume');
    await screen.findAllByText(/^This tab is sending: \d of 3 requests answered/);
    expect(leave()).toBe(false);
    expect(buttons()).not.toContain('Send from this tab too');
    answer({ kind: 'accepted' });
    await screen.findAllByText(/^This tab is sending: 1 of 3/);
  });

  it('warns until the last request is answered, also of a send that was paused and resumed meanwhile', async () => {
    const gateway = new FakeMonitor();
    gateway.journal.changeRow({ state: 'paused' });
    const answers: ((outcome: { kind: 'accepted' }) => void)[] = [];
    gateway.outcomes = [0, 1, 2].map(() => new Promise((resolve) => answers.push(resolve)));
    await open(gateway);
    const leave = (): boolean => window.dispatchEvent(new Event('beforeunload', { cancelable: true }));
    await press('Resume');
    await waitFor(() => expect(gateway.posted).toHaveLength(3));
    await press('Pause');
    await press('Resume');
    await waitFor(() => expect(gateway.setups).toBe(2));
    await waitFor(() => expect(gateway.refreshes).toBe(4));
    expect(leave()).toBe(false);
    expect(buttons()).not.toContain('Send from this tab too');
    for (const answer of answers) await act(async () => answer({ kind: 'accepted' }));
    await settled(gateway, 'finished');
    await waitFor(() => expect(leave()).toBe(true));
    expect(gateway.posted).toHaveLength(3);
  });

  it.each([
    ['paused', 'Paused', 'Resume'],
    ['sending', 'Sending', 'Pause'],
  ])(
    'says that it is not known what the server did, and shows the send as it stands now: %s',
    async (state, title, can) => {
      const gateway = new FakeMonitor();
      await open(gateway);
      const change = jest.spyOn(gateway.journal, 'changeSend');
      change.mockImplementationOnce(async () => {
        if (state === 'paused') gateway.journal.changeRow({ state });
        throw new OutcomeUnclearError();
      });
      await press('Pause');
      expect(await said('alert')).toEqual([
        expect.stringMatching(/^The server did not say whether this was done\. Look at what stands here now/),
      ]);
      screen.getByRole('heading', { level: 2, name: title });
      expect(buttons()).toContain(can);
      expect(change).toHaveBeenCalledTimes(1);
    },
  );

  it('says until when a cloud flow has the send, and offers nothing but to cancel it', async () => {
    const gateway = new FakeMonitor();
    gateway.journal.changeRow({ state: 'paused', flowSignOn: gateway.now });
    gateway.stop = { code: 'cloud-flow-sending', text: 'A cloud flow is sending this.' };
    await open(gateway);
    await screen.findByText(/^A cloud flow is sending this\. Unless .* taken over after .*9:30/);
    expect(buttons()).toEqual(['Cancel the send', 'Export']);
  });

  it('offers nothing but to cancel a send that a cloud flow has not written in full, however long it is silent', async () => {
    const gateway = new FakeMonitor();
    gateway.journal.changeRow({ state: 'paused', flowSignOn: new Date(0), batchCount: 0 });
    gateway.stop = { code: 'cloud-flow-sending', text: 'The run 1 of a cloud flow is writing this down.' };
    await open(gateway);
    await screen.findByText(/still being recorded, or its recording was broken off/);
    expect(screen.queryByText(/sign of life|The run 1/)).toBeNull();
    expect(buttons()).toEqual(['Cancel the send', 'Export']);
  });

  it('offers to take over from a flow that is silent, and asks the journal whether it still is', async () => {
    const gateway = new FakeMonitor();
    const silent = new Date(gateway.now.getTime() - 31 * 60_000);
    gateway.journal.changeRow({ state: 'paused', flowSignOn: silent });
    await open(gateway);
    await screen.findByText(/no sign of life for 30 minutes/);
    gateway.journal.changeRow({ flowSignOn: gateway.now });
    await press('Take over');
    expect(await said('alert')).toEqual([expect.stringMatching(/taken over after .*9:30.*\(flow-sending\)/)]);
    expect(gateway.posted).toEqual([]);
    gateway.now = new Date(gateway.now.getTime() + 31 * 60_000);
    await gateway.ring(10_000);
    await press('Take over');
    await settled(gateway, 'finished');
    expect(gateway.posted.length).toBe(3);
  });

  it('stays paused where this environment cannot send', async () => {
    const gateway = new FakeMonitor();
    gateway.journal.changeRow({ state: 'paused' });
    gateway.setupError = new ActionMissingError('msdyn_InvokeOutboundAPI');
    await open(gateway);
    await press('Resume');
    expect(await said('alert')).toEqual([expect.stringMatching(/no send action.*\(action-missing\)/i)]);
    expect(gateway.journal.row().state).toBe('paused');
  });

  it('does nothing when somebody else changed the send meanwhile, and shows what they left', async () => {
    const gateway = new FakeMonitor();
    await open(gateway);
    gateway.journal.changeRow({ state: 'canceled' });
    await press('Pause');
    expect(await said('alert')).toEqual([expect.stringMatching(/^Somebody changed this meanwhile/)]);
    expect(gateway.journal.row().state).toBe('canceled');
    screen.getByRole('heading', { level: 2, name: 'Canceled' });
  });

  it('says a sentence, not a stack, to a person without the privilege', async () => {
    const gateway = new FakeMonitor();
    gateway.journal.changeSend = () => Promise.reject(new PermissionDeniedError());
    await open(gateway);
    await press('Pause');
    expect(await said('alert')).toEqual([
      'You are not allowed to do this. Ask an administrator for the missing privilege. (permission-denied)',
    ]);
  });

  it('does not cancel what somebody resumed since the person saw it paused', async () => {
    const gateway = new FakeMonitor();
    gateway.journal.changeRow({ state: 'paused' });
    await open(gateway);
    await press('Cancel the send');
    gateway.journal.changeRow({ state: 'sending' });
    await press('Yes, cancel the send');
    expect(await said('alert')).toEqual([expect.stringMatching(/^Somebody changed this meanwhile/)]);
    expect(gateway.journal.row().state).toBe('sending');
  });

  it('drives the send once from two quick clicks', async () => {
    const gateway = new FakeMonitor();
    await open(gateway);
    const button = screen.getByRole('button', { name: 'Send from this tab too' });
    await act(async () => {
      fireEvent.click(button);
      fireEvent.click(button);
    });
    await settled(gateway, 'finished');
    expect(gateway.posted.length).toBe(3);
    expect(gateway.setups).toBe(1);
  });

  it('says until when the organization’s requests are used up', async () => {
    const gateway = new FakeMonitor();
    gateway.journal.changeRow({ state: 'paused' });
    const until = new Date(gateway.now.getTime() + 600_000);
    gateway.budget = { reserve: async () => ({ kind: 'wait', until }), release: async () => undefined };
    const page = await open(gateway);
    await press('Resume');
    await screen.findByText(/used up\. It goes on by itself at about Mar 5, 2026, 9:10\sAM\.$/);
    page.unmount();
  });
});

describe('canceling', () => {
  it('asks first and says how many are not sent then; the safe answer has the focus', async () => {
    const gateway = new FakeMonitor();
    gateway.journal.change(0, { state: 'accepted' });
    await open(gateway);
    await press('Cancel the send');
    const question = screen.getByRole('alertdialog', {
      name: 'Cancel this send for good? Never sent then: 150 messages.',
    });
    const back = within(question).getByRole('button', { name: 'Back' });
    await waitFor(() => expect(document.activeElement).toBe(back));
    expect(fireEvent.keyDown(back, { key: 'Escape' })).toBe(false);
    expect(screen.queryByRole('alertdialog')).toBeNull();
    expect(document.activeElement).toBe(screen.getByRole('button', { name: 'Cancel the send' }));
    expect(gateway.journal.row().state).toBe('sending');
    await press('Cancel the send');
    await press('Yes, cancel the send');
    expect(gateway.journal.row().state).toBe('canceled');
    expect(gateway.journal.states()).toEqual(['accepted', 'waiting', 'waiting']);
    expect(gateway.posted).toEqual([]);
  });
});

describe('the refused', () => {
  function refusedSend(): FakeMonitor {
    const gateway = new FakeMonitor(journalOf(250, 50));
    gateway.journal.changeRow({ state: 'needsAttention' });
    gateway.journal.change(0, { state: 'accepted' });
    gateway.journal.change(1, { state: 'refused', errorCode: '0x80040203' });
    gateway.journal.change(2, { state: 'refused', errorCode: '0x80040203' });
    gateway.journal.change(3, { state: 'refused', errorCode: 'batch-damaged' });
    gateway.journal.change(4, { state: 'unknown', errorCode: 'timeout' });
    return gateway;
  }

  it('are listed by reason with their counts, in our words or the platform’s', async () => {
    await open(refusedSend());
    const list = within(screen.getByRole('region', { name: 'Refused, by reason' }));
    expect(list.getAllByRole('listitem').map((item) => item.querySelector('span')?.textContent)).toEqual([
      'The channel is not provisioned. (0x80040203): 100 messages in 2 requests',
      expect.stringMatching(/not the one that was planned.*\(batch-damaged\): 50 messages in 1 request$/),
    ]);
  });

  it('of one reason are tried again, and nobody else: never the unknown', async () => {
    const gateway = refusedSend();
    await open(gateway);
    await press(/^Try again: The channel is not provisioned/);
    screen.getByRole('alertdialog', { name: 'Send these again now? Refused before: 100 messages.' });
    await press('Yes, try again');
    await waitFor(() =>
      expect(gateway.journal.states()).toEqual(['accepted', 'accepted', 'accepted', 'refused', 'unknown']),
    );
    expect(gateway.posted).toEqual([1, 2].map((index) => gateway.journal.all()[index]?.contactList));
    await settled(gateway, 'needsAttention');
    expect(gateway.journal.all()[1]).toMatchObject({ resolution: 'retry-refused', resolvedBy: 'Citra' });
  });

  it('are all tried again at once, and may be refused again', async () => {
    const gateway = refusedSend();
    gateway.outcomes = [refused, refused, refused];
    await open(gateway);
    await press('Try all refused again');
    await press('Yes, try again');
    await settled(gateway, 'needsAttention');
    await waitFor(() => expect(gateway.posted.length).toBe(3));
    await waitFor(() => expect(table()['Refused']).toBe('150'));
  });

  it('of a paused send wait until it is resumed', async () => {
    const gateway = refusedSend();
    gateway.journal.changeRow({ state: 'paused' });
    await open(gateway);
    await press('Try all refused again');
    await press('Yes, try again');
    expect(await said('status')).toContain('They wait again, and are sent once you resume the send.');
    expect(gateway.posted).toEqual([]);
    expect(gateway.journal.states()).toEqual(['accepted', 'waiting', 'waiting', 'waiting', 'unknown']);
  });

  it('of a canceled send cannot be tried again', async () => {
    const gateway = refusedSend();
    gateway.journal.changeRow({ state: 'canceled' });
    await open(gateway);
    expect(buttons()).toEqual(
      ['Look again: request 5', 'They were sent: request 5', 'They were not sent: request 5', 'Export'].slice(1),
    );
  });
});

describe('the unknown', () => {
  function unknownSend(): FakeMonitor {
    const gateway = new FakeMonitor(journalOf(150));
    gateway.journal.changeRow({ state: 'needsAttention' });
    gateway.journal.change(0, { state: 'accepted' });
    gateway.journal.change(1, { state: 'unknown', errorCode: 'timeout', claimedBy: 'gone' });
    gateway.evidence = async () => ({ kind: 'counted', found: 48, outOf: 50 });
    return gateway;
  }

  it('show what stands in the timelines, without being asked', async () => {
    await open(unknownSend());
    await screen.findByText(/outbound messages of this configuration for 48 of 50 records/);
    screen.getByText(/The program never repeats such a request/);
  });

  it.each([
    [{ kind: 'timeline-off' } as const, /can be no evidence: this configuration does not show/],
    [{ kind: 'no-regarding' } as const, /can be no evidence: the messages name no record/],
  ])('say that there can be no evidence (%j)', async (evidence, sentence) => {
    const gateway = unknownSend();
    gateway.evidence = async () => evidence;
    await open(gateway);
    await screen.findByText(sentence);
  });

  it('look again on demand, also after the timelines could not be read', async () => {
    const gateway = unknownSend();
    gateway.evidence = () => Promise.reject(new PermissionDeniedError());
    await open(gateway);
    await screen.findByText(/^The timelines could not be read: You are not allowed/);
    gateway.evidence = async () => ({ kind: 'counted', found: 50, outOf: 50 });
    await press('Look again: request 2');
    await screen.findByText(/for 50 of 50 records/);
  });

  it('get new evidence when they were sent again and are unknown again', async () => {
    const gateway = unknownSend();
    gateway.outcomes = [unknown];
    await open(gateway);
    await screen.findByText(/for 48 of 50 records/);
    gateway.evidence = async () => ({ kind: 'counted', found: 0, outOf: 50 });
    await press('Send again: request 2');
    await press('I accept that');
    await press('Yes, send again');
    await screen.findByText(/for 0 of 50 records/);
  });

  it('that were sent are accepted from then on, with who said so', async () => {
    const gateway = unknownSend();
    await open(gateway);
    await press('They were sent: request 2');
    await press('Yes, record it');
    expect(gateway.journal.all()[1]).toMatchObject({ state: 'accepted', resolution: 'sent', resolvedBy: 'Citra' });
    expect(gateway.journal.row().state).toBe('finished');
    expect(gateway.posted).toEqual([]);
  });

  it('that were not sent are refused from then on, and can be tried again', async () => {
    const gateway = unknownSend();
    await open(gateway);
    await press('They were not sent: request 2');
    await press('Yes, record it');
    expect(gateway.journal.all()[1]).toMatchObject({ state: 'refused', resolution: 'not-sent' });
    expect(gateway.posted).toEqual([]);
    screen.getByText('A person found out that these were not sent. (not-sent): 50 messages in 1 request');
    await press('Try all refused again');
    await press('Yes, try again');
    await settled(gateway, 'finished');
    expect(gateway.posted).toEqual([gateway.journal.all()[1]?.contactList]);
  });

  it('are sent again only after two warnings that people may get the message twice', async () => {
    const gateway = unknownSend();
    await open(gateway);
    await press('Send again: request 2');
    screen.getByRole('alertdialog', { name: /50 people get the message twice\.$/ });
    await press('I accept that');
    expect(gateway.posted).toEqual([]);
    const second = screen.getByRole('alertdialog', { name: /^Are you sure\? Up to 50 people/ });
    await waitFor(() => expect(document.activeElement).toBe(within(second).getByRole('button', { name: 'Back' })));
    await press('Yes, send again');
    await settled(gateway, 'finished');
    expect(gateway.posted).toEqual([gateway.journal.all()[1]?.contactList]);
  });

  it('that somebody else decided about meanwhile stay as they left them', async () => {
    const gateway = unknownSend();
    await open(gateway);
    await press('They were not sent: request 2');
    gateway.journal.change(1, { state: 'accepted' });
    await press('Yes, record it');
    expect((await said('alert')).join()).toContain('Somebody changed this meanwhile');
    expect(gateway.journal.states()).toEqual(['accepted', 'accepted']);
  });

  it('of this very run appear when it ends, and nothing is posted twice', async () => {
    const gateway = new FakeMonitor(journalOf(150));
    gateway.journal.changeRow({ state: 'paused' });
    gateway.outcomes = [unknown];
    await open(gateway);
    await press('Resume');
    await settled(gateway, 'needsAttention');
    await screen.findByRole('region', { name: 'Unknown, for you to decide' });
    expect(gateway.posted.length).toBe(2);
  });
});

describe('the export', () => {
  it('gives the person every file, and tells how far it is', async () => {
    const gateway = new FakeMonitor();
    let finish: () => void = () => undefined;
    gateway.exportSend = async (_id, onProgress) => {
      onProgress(1, 3);
      await new Promise<void>((resolve) => (finish = resolve));
      return ['people.csv', 'manifest.json'].map((name) => ({ name, content: new Blob([name]) }));
    };
    await open(gateway);
    await press('Export');
    screen.getByText('Writing the files: 1 of 3 requests');
    await act(async () => finish());
    expect(gateway.saved.map(({ name }) => name)).toEqual(['people.csv', 'manifest.json']);
    expect(await said('status')).toEqual(['The two files are written.']);
  });

  it('that fails says why and gives no half of a file', async () => {
    const gateway = new FakeMonitor();
    gateway.exportSend = () => Promise.reject(new PermissionDeniedError());
    await open(gateway);
    await press('Export');
    expect(await said('alert')).toEqual([expect.stringContaining('(permission-denied)')]);
    expect(gateway.saved).toEqual([]);
  });
});

describe('contact data that was removed', () => {
  const clearedOn = new Date('2026-03-01T00:00:00Z');

  it('is not offered to be sent again, and the others of the reason are', async () => {
    const gateway = new FakeMonitor();
    gateway.journal.changeRow({ state: 'needsAttention' });
    gateway.journal.change(0, { state: 'refused', errorCode: '0x1', clearedOn });
    gateway.journal.change(1, { state: 'refused', errorCode: '0x1' });
    gateway.journal.change(2, { state: 'unknown', errorCode: 'timeout', clearedOn });
    await open(gateway);
    expect(buttons()).toContain('They were sent: request 3');
    expect(buttons().filter((name) => name?.startsWith('Send again'))).toEqual([]);
    expect(screen.getAllByText(/^Contact data was removed after the retention time/)).toHaveLength(2);
    await press('Try all refused again');
    screen.getByRole('alertdialog', { name: /100 messages/ });
    gateway.journal.change(1, { clearedOn });
    await press(/^Yes/);
    expect(await said('alert')).toEqual([expect.stringContaining('(contact-data-cleared)')]);
    expect(gateway.posted).toEqual([]);
    expect(buttons()).not.toContain('Try all refused again');
  });

  it('is removed behind the first look at a send', async () => {
    const gateway = new FakeMonitor();
    await open(gateway);
    expect(gateway.clearings).toBe(1);
  });
});
