/** Room tests. The Send outbound dialog as a user meets it, over a fake gateway. */
import { registerIcons, setIconOptions } from '@fluentui/react/lib/Styling';
import { act, configure, fireEvent, render, screen, waitFor, within, type RenderResult } from '@testing-library/react';
import * as React from 'react';
import type { BatchOutcome } from '../../../outbound/invoke/classifyAnswer';
import { SendOutboundDialog } from '../../../webresources/pages/sendOutbound/SendOutboundDialog';
import { caseId, caseRow, CONFIGURATION, fakeGateway, mobile, template, type FakeGateway } from './fakeGateway';
import { initialiseXrm } from './xrmHost';

// The whole page in every failure would hide the sentence that matters.
configure({ getElementError: (message) => new Error(message ?? 'not found') });
setIconOptions({ disableWarnings: true });
registerIcons({ icons: {} });

beforeEach(() => {
  initialiseXrm();
});

const cases = (count: number): ReturnType<typeof caseRow>[] =>
  Array.from({ length: count }, (_, index) => caseRow(index));
const idsOf = (rows: readonly { incidentid: string }[]): string[] => rows.map(({ incidentid }) => incidentid);

function open(gateway: FakeGateway, ids: readonly string[] = idsOf(gateway.rows), table = 'incident'): RenderResult {
  return render(<SendOutboundDialog gateway={gateway} request={{ table, ids }} />);
}

async function pick(name = 'Case solved'): Promise<void> {
  fireEvent.click(await screen.findByRole('combobox', { name: /Outbound configuration/ }));
  const option = await screen.findByRole('option', { name: new RegExp(name) });
  await act(async () => void fireEvent.click(option));
}

async function confirm(label: string): Promise<void> {
  fireEvent.click(await screen.findByRole('button', { name: label }));
  const yes = await screen.findByRole('button', { name: 'Yes, send' });
  await act(async () => void fireEvent.click(yes));
}

const outcome = (): Promise<HTMLElement> => screen.findByRole('heading', { name: 'Result: Case solved' });
const sum = (label: string): string | null | undefined =>
  screen.getAllByText(label, { selector: 'dt' })[0]?.parentElement?.querySelector('dd')?.textContent;
const requestStates = (): (string | null)[] =>
  within(screen.getByRole('list', { name: 'Requests' }))
    .getAllByRole('listitem')
    .map((item) => item.getAttribute('data-state'));

/** A promise to be settled by the test. */
function later<T>(): { promise: Promise<T>; resolve: (value: T) => void } {
  let resolve: (value: T) => void = () => undefined;
  const promise = new Promise<T>((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}

it('has one title on every screen, the own one of the outcome included', async () => {
  const titles = (): (string | null)[] =>
    screen.getAllByRole('heading', { level: 1 }).map((title) => title.textContent);
  open(fakeGateway(cases(2)));
  expect(titles()).toEqual(['Send outbound']);
  await pick();
  expect(titles()).toEqual(['Send outbound']);
  await confirm('Send 2 messages in 1 request');
  await outcome();
  expect(titles()).toEqual(['Result: Case solved']);
});

describe('choosing a configuration', () => {
  it('offers each with its channel and template', async () => {
    const gateway = fakeGateway(cases(1));
    gateway.configurations = [
      CONFIGURATION,
      { ...CONFIGURATION, id: 'c2', name: 'Promo', channelType: 'WhatsApp', template: undefined },
    ];
    open(gateway);
    fireEvent.click(await screen.findByRole('combobox', { name: /Outbound configuration/ }));
    expect((await screen.findAllByRole('option')).map((option) => option.textContent)).toEqual([
      'Case solved · SMS · Solved',
      'Promo · WhatsApp · no message template',
    ]);
  });

  it('says what to do when there is none', async () => {
    const gateway = fakeGateway(cases(1));
    gateway.configurations = [];
    open(gateway);
    expect((await screen.findByRole('alert')).textContent).toContain('There is no active outbound configuration');
  });

  it('sends nothing by itself', async () => {
    const gateway = fakeGateway(cases(3));
    open(gateway);
    await pick();
    await screen.findByRole('button', { name: 'Send 3 messages in 1 request' });
    expect(gateway.calls).toEqual([]);
    expect(gateway.sends).toEqual([]);
  });

  it('shows the answer to the last choice, not a slow one to an earlier choice', async () => {
    const gateway = fakeGateway(cases(1));
    const other = { ...CONFIGURATION, id: 'c2', name: 'Reminder', template: { id: 't2', name: 'Remind' } };
    gateway.configurations = [CONFIGURATION, other];
    const slow = later<typeof gateway.template>();
    gateway.readTemplate = (id) => (id === 't2' ? Promise.resolve(template('Second text')) : slow.promise);
    open(gateway);
    await pick('Case solved');
    await pick('Reminder');
    await screen.findByText('Second text');
    await act(async () => {
      slow.resolve(template('First text'));
      await slow.promise;
    });
    expect(screen.queryByText('First text')).toBeNull();
    expect(screen.getByText('Second text')).toBeTruthy();
  });
});

describe('the counts before sending', () => {
  const mixed = [
    caseRow(0, { number: '+6281234567890', name: 'Sari' }),
    caseRow(1, { number: '0812-3456-7890', title: 'Same phone' }),
    caseRow(2, { number: null }),
    caseRow(3, { number: '12' }),
    caseRow(4, { optedOut: true }),
    { ...caseRow(5), customerid_contact: null },
  ] as ReturnType<typeof caseRow>[];

  it('tell how many can be messaged and, by reason, who cannot', async () => {
    open(fakeGateway(mixed), [...idsOf(mixed), caseId(99)]);
    await pick();
    expect(await screen.findByText('1 of the 7 selected can be messaged.')).toBeTruthy();
    const reasons = within(screen.getByRole('list', { name: 'Not messaged, by reason' }));
    expect(
      reasons.getAllByText(/: \d+$/, { selector: 'summary > span' }).map((summary) => summary.textContent),
    ).toEqual([
      'No customer: 1',
      'No phone number: 1',
      'Phone number not valid: 1',
      'Opted out: 1',
      'Same number as another recipient: 1',
      'Row no longer exists: 1',
    ]);
  });

  it('name the excluded and who stands for a duplicate, with numbers masked but for three digits', async () => {
    const { container } = open(fakeGateway(mixed));
    await pick();
    expect((await screen.findByText(/Same phone/)).closest('li')?.textContent).toBe(
      'Same phone · Person 1 •••••••••••890 – messaged through Case 0',
    );
    expect(container.textContent).not.toMatch(/6281234567890|0812-3456/);
  });

  it('tell which language version people get and who falls back', async () => {
    const rows = [
      caseRow(0, { lcid: 1057 }),
      caseRow(1, { lcid: 1057 }),
      caseRow(2, { lcid: 1030 }),
      caseRow(3),
      caseRow(4, { lcid: 1033 }),
    ];
    const gateway = fakeGateway(rows);
    gateway.template = template('Hello {CustomerName}', [[1057, 'Halo {CustomerName}']]);
    open(gateway);
    await pick();
    const section = (await screen.findByRole('heading', { name: 'Languages' })).closest('section') as HTMLElement;
    expect(section.querySelector('ul')?.textContent).toBe(
      'English: 31 because there is no text in Danish1 because no language is recordedIndonesian: 2',
    );
  });

  it('say for which locales another region or the default language stands in', async () => {
    const gateway = fakeGateway([caseRow(0, { lcid: 2057 }), caseRow(1, { lcid: 1057 })]);
    gateway.template = template('Hello {CustomerName}');
    open(gateway);
    await pick();
    const section = (await screen.findByRole('heading', { name: 'Languages' })).closest('section') as HTMLElement;
    expect(section.querySelector('ul')?.textContent).toBe(
      'English: 21 because there is no text in British English1 because there is no text in Indonesian',
    );
  });

  it('show the text of the first three in their language, with unresolved slugs marked', async () => {
    const gateway = fakeGateway([caseRow(0, { lcid: 1057, name: 'Sari' }), caseRow(1), caseRow(2), caseRow(3)]);
    gateway.template = template('Hi {CustomerName}, code {Voucher}', [[1057, 'Halo {customername}']]);
    open(gateway);
    await pick();
    await screen.findByText('Halo Sari');
    const texts = screen.getAllByRole('figure').map((figure) => figure.querySelector('blockquote')?.textContent);
    expect(texts).toEqual(['Halo Sari', 'Hi Person 1, code {Voucher}', 'Hi Person 2, code {Voucher}']);
    expect(screen.getAllByTitle('No value for this slug').map((mark) => mark.textContent)).toEqual([
      '{Voucher}',
      '{Voucher}',
    ]);
    expect(screen.getByText(/Some messages have no value for: Voucher/)).toBeTruthy();
  });

  it('never take record values for HTML', async () => {
    const gateway = fakeGateway([caseRow(0, { name: '<img src=x onerror=alert(1)>' })]);
    const { container } = open(gateway);
    await pick();
    await screen.findByText(/<img src=x/, { selector: 'blockquote' });
    expect(container.querySelector('img')).toBeNull();
  });

  it('offer no sending when nobody can be messaged', async () => {
    open(fakeGateway([caseRow(0, { number: null })]));
    await pick();
    expect((await screen.findByRole('alert')).textContent).toContain('nothing is sent');
    expect(screen.queryByRole('button', { name: /Send/ })).toBeNull();
  });
});

describe('a send that cannot begin', () => {
  it.each<[string, string, (gateway: FakeGateway) => void]>([
    [
      'the send action is missing',
      'action-missing',
      (gateway) => {
        gateway.requireSendAction = () => Promise.reject(Object.assign(new Error('x'), { code: 'action-missing' }));
      },
    ],
    [
      'the template was deleted',
      'row-missing',
      (gateway) => {
        gateway.readTemplate = () => Promise.reject(Object.assign(new Error('x'), { code: 'row-missing' }));
      },
    ],
    [
      'the configuration has no template',
      'template-missing',
      (gateway) => {
        gateway.configurations = [{ ...CONFIGURATION, template: undefined }];
      },
    ],
    [
      'a text has a brace without its partner',
      'template-unbalanced',
      (gateway) => {
        gateway.template = template('Fine', [[1057, 'Halo {CustomerName']]);
      },
    ],
    [
      'the default country is none',
      'default-country-invalid',
      (gateway) => {
        gateway.readSettings = async () => ({ defaultCountry: 'XX' });
      },
    ],
    [
      'the template has numbered variables without values',
      'content-variables-unknown',
      (gateway) => {
        gateway.configurations = [{ ...CONFIGURATION, channelType: 'WhatsApp' }];
        gateway.template = template('Hi {{1}}');
      },
    ],
  ])('because %s says so in a sentence with its code', async (_why, code, arrange) => {
    const gateway = fakeGateway(cases(1));
    arrange(gateway);
    open(gateway);
    await pick();
    const alert = await screen.findByRole('alert');
    expect(alert.textContent).toMatch(new RegExp(`^\\P{L}*\\p{Lu}.+\\. \\(${code}\\)$`, 'u'));
    expect(screen.queryByRole('button', { name: /Send/ })).toBeNull();
  });

  it('because the table has no recipients says so', async () => {
    open(fakeGateway([]), ['x'], 'queue');
    expect((await screen.findByRole('alert')).textContent).toContain('(table-not-supported)');
  });

  it('because the rows did not arrive says so', async () => {
    render(<SendOutboundDialog gateway={fakeGateway([])} request={undefined} />);
    expect((await screen.findByRole('alert')).textContent).toContain('(selection-missing)');
  });

  it('because the journal cannot be written tells that nothing was sent, and can be tried again', async () => {
    const gateway = fakeGateway(cases(2));
    gateway.journalDown = true;
    open(gateway);
    await pick();
    await confirm('Send 2 messages in 1 request');
    expect((await screen.findByRole('alert')).textContent).toContain('Nothing was sent.');
    expect(gateway.calls).toEqual([]);
    gateway.journalDown = false;
    await confirm('Send 2 messages in 1 request');
    await outcome();
    expect(gateway.calls).toHaveLength(1);
  });

  it('because the template was edited after the preview asks to look again', async () => {
    const gateway = fakeGateway(cases(2));
    open(gateway);
    await pick();
    await screen.findByRole('button', { name: /^Send 2/ });
    gateway.template = template('Something else');
    await confirm('Send 2 messages in 1 request');
    expect((await screen.findByRole('alert')).textContent).toContain('(changed-since-preview)');
    expect(gateway.sends).toEqual([]);
  });
});

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
      if (call === 0) journalAtFirstCall = gateway.journal.map(({ state }) => state);
      return { kind: 'accepted' };
    };
    open(gateway);
    await pick();
    await confirm('Send 250 messages in 3 requests');
    await outcome();
    expect(journalAtFirstCall).toEqual(['claimed', 'waiting', 'waiting']);
    const lists = gateway.calls.map((call) => JSON.parse(call) as { tocontactid: string }[]);
    expect(lists.map((list) => list.length)).toEqual([100, 100, 50]);
    expect(lists.flat().map(({ tocontactid }) => tocontactid)).toEqual(
      gateway.rows.map((_row, index) => mobile(index)),
    );
    expect(sum('Accepted by the service')).toBe('250');
    expect(gateway.finished).toEqual([{ audience: 250, excluded: 0 }]);
  });

  it('freezes what was decided: audience, exclusions and the regarding record of each', async () => {
    const gateway = fakeGateway([caseRow(0), caseRow(1, { number: null })]);
    open(gateway);
    await pick();
    await confirm('Send 1 message in 1 request');
    await outcome();
    expect(gateway.sends[0]).toMatchObject({
      name: 'Case solved 2026-01-02 03:04',
      sourceTable: 'incident',
      audience: 2,
      excludedIds: { 'no-number': [caseId(1)] },
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
    answers[0]?.resolve({ kind: 'accepted' });
    await waitFor(() => expect(requestStates()).toEqual(['accepted', 'sending']));
    const live = screen.getByText('1 of 2 requests answered, 100 messages accepted by the service.');
    expect(live.getAttribute('aria-live')).toBe('polite');
    answers[1]?.resolve({ kind: 'accepted' });
    const title = await outcome();
    expect(document.activeElement).toBe(title);
    const left = new Event('beforeunload', { cancelable: true });
    window.dispatchEvent(left);
    expect(left.defaultPrevented).toBe(false);
  });

  it('shows that it waits when the service asks to slow down, then sends that request again', async () => {
    const gateway = fakeGateway(cases(1));
    const pause = later<undefined>();
    const host = gateway.dispatchHost;
    gateway.dispatchHost = async (configuration) => ({ ...(await host(configuration)), wait: () => pause.promise });
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

  it('leads to the record of the send', async () => {
    const gateway = fakeGateway(cases(1));
    open(gateway);
    await pick();
    await confirm('Send 1 message in 1 request');
    await outcome();
    fireEvent.click(screen.getByText('Open the record of this send'));
    expect(gateway.opened).toEqual(['send-1']);
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
    expect(requestStates()).toEqual(['accepted', 'unknown', 'waiting', 'waiting']);
    expect([sum('Accepted by the service'), sum('Unknown'), sum('Waiting, never called')]).toEqual([
      '100',
      '100',
      '150',
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
    expect(requestStates()).toEqual(['accepted', 'waiting']);
    expect(
      screen.getByText('This window saw the answer, but it could not be recorded. (outcome-not-recorded)'),
    ).toBeTruthy();
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
    await waitFor(() => expect(gateway.finished).toHaveLength(1));
    await outcome();
    expect(requestStates()).toEqual(['unknown', 'accepted', 'accepted']);
    expect(gateway.calls).toHaveLength(3);
    expect(new Set(gateway.calls).size).toBe(3);
  });
});
