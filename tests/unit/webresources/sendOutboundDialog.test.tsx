/** Room tests. The Send outbound dialog as a user meets it, up to the decision to send. */
import { act, fireEvent, render, screen, waitFor, within } from '@testing-library/react';
import * as React from 'react';
import { SendOutboundDialog } from '../../../webresources/pages/sendOutbound/SendOutboundDialog';
import { cases, confirm, idsOf, JAKARTA, later, open, outcome, pick } from './dialogDriver';
import { caseId, caseRow, CONFIGURATION, fakeGateway, template, type FakeGateway } from './fakeGateway';

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
    expect(screen.getByText(/The slug \{Voucher\} .* stays in the message/)).toBeTruthy();
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
      'unclosed-brace',
      (gateway) => {
        gateway.template = template('Fine', [[1057, 'Halo {CustomerName']]);
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
    open(fakeGateway([]), ['x'], { table: 'queue' });
    expect((await screen.findByRole('alert')).textContent).toContain('(table-not-supported)');
  });

  it('because the rows did not arrive says so', async () => {
    render(<SendOutboundDialog gateway={fakeGateway([])} request={undefined} time={JAKARTA} />);
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
    const again = screen.getByRole('button', { name: 'Send 2 messages in 1 request' });
    await waitFor(() => expect(document.activeElement).toBe(again));
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

  it('because the configuration was changed shows it anew when it is picked again, and sends that', async () => {
    const gateway = fakeGateway(cases(2));
    open(gateway);
    await pick();
    await screen.findByRole('button', { name: /^Send 2/ });
    gateway.configurations = [{ ...CONFIGURATION, showInTimeline: false }];
    gateway.template = template('Something else for {CustomerName}');
    await confirm('Send 2 messages in 1 request');
    expect((await screen.findByRole('alert')).textContent).toContain('Pick it again');
    await pick();
    await screen.findByText('Something else for Person 0');
    await confirm('Send 2 messages in 1 request');
    await outcome();
    expect(gateway.sends).toHaveLength(1);
    expect(gateway.calls[0]).not.toContain('entityrelationshipname');
  });

  it('because the configuration is gone takes it from the list when it is picked again', async () => {
    const gateway = fakeGateway(cases(2));
    open(gateway);
    await pick();
    await screen.findByRole('button', { name: /^Send 2/ });
    gateway.configurations = [{ ...CONFIGURATION, id: 'c0ffee00-0000-4000-8000-000000000002', name: 'Another' }];
    await pick();
    expect((await screen.findByRole('alert')).textContent).toContain('(changed-since-preview)');
    fireEvent.click(await screen.findByRole('combobox', { name: /Outbound configuration/ }));
    expect((await screen.findAllByRole('option')).map(({ textContent }) => textContent)).toEqual([
      'Another · SMS · Solved',
    ]);
  });
});
