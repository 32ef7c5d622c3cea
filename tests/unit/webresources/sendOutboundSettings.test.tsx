/** Room tests. The Send outbound dialog as the environment's settings, the consents and the linter shape it. */
import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { FORMATTED_VALUE } from '../../../outbound/dataverse/names';
import type { WireContact } from '../../../outbound/contactList/wire';
import { cases, confirm, idsOf, open, pick } from './dialogDriver';
import { caseId, caseRow, CONFIGURATION, fakeGateway, mobile, template, type FakeGateway } from './fakeGateway';

const SID = `HX${'0123456789abcdef'.repeat(2)}`;

/** What the confirmed plan holds: the very text that is posted. */
const contactsOf = (gateway: FakeGateway): WireContact[] =>
  gateway.sends.flatMap(({ prepared: { plan } }) =>
    plan.batches.flatMap(({ contactList }) => JSON.parse(contactList) as WireContact[]),
  );

async function send(gateway: FakeGateway, label: string): Promise<void> {
  await confirm(label);
  await waitFor(() => expect(gateway.sends).toHaveLength(1));
}

/** The text of every notice; Fluent fills an alert a moment after it is there, so that readers notice. */
async function alerts(): Promise<string[]> {
  const textOf = (alert: HTMLElement): string => alert.textContent?.replace(/^\P{L}*/u, '') ?? '';
  await screen.findAllByRole('alert');
  await waitFor(() => expect(screen.getAllByRole('alert').map(textOf)).not.toContain(''));
  return screen.getAllByRole('alert').map(textOf);
}
const reason = async (summary: string): Promise<HTMLElement> =>
  (await screen.findByText(summary, { selector: 'summary > span' })).closest('li') as HTMLElement;
const rowsOf = (group: HTMLElement): (string | null)[] =>
  within(group)
    .getAllByRole('listitem', { hidden: true })
    .map((item) => item.textContent);

describe('mistakes in the settings', () => {
  it('are all shown when the dialog opens, and nothing else is', async () => {
    const gateway = fakeGateway(cases(1));
    gateway.variables = {
      obm_RecipientSources: '{"sources":{"incident":{"id":"incidentid"}}}',
      obm_DefaultCountry: 'Indonesia',
    };
    open(gateway);
    expect(await alerts()).toEqual([
      'The environment variable obm_DefaultCountry has a mistake. Expected: a two-letter country code such as ID. (default-country-invalid)',
      'The environment variable obm_RecipientSources has a mistake at sources.incident.name. Expected there: the logical name of a column. (recipient-sources-invalid)',
    ]);
    expect(screen.queryByRole('combobox')).toBeNull();
  });
});

describe('a first reading that failed', () => {
  const again = (): Promise<HTMLElement> => screen.findByRole('button', { name: 'Try again' });

  it('is tried again as often as a person wants, with the focus kept in the dialog', async () => {
    const gateway = fakeGateway(cases(1));
    const { readConfigurations } = gateway;
    gateway.readConfigurations = () => Promise.reject(new TypeError('Failed to fetch'));
    open(gateway);
    for (const attempt of ['second', 'third']) {
      const button = await again();
      expect(await alerts()).toHaveLength(1);
      if (attempt === 'third') gateway.readConfigurations = readConfigurations;
      button.focus();
      fireEvent.click(button);
      expect(document.activeElement).toBe(screen.getByRole('main'));
    }
    await pick();
    await screen.findByRole('button', { name: 'Send 1 message in 1 request' });
    expect(screen.queryByRole('alert')).toBeNull();
  });

  it('for want of a selection is not', async () => {
    open(fakeGateway([]));
    expect((await alerts())[0]).toContain('(selection-missing)');
    expect(screen.queryByRole('button')).toBeNull();
  });
});

describe('the settings', () => {
  it('let nobody through but the numbers of the test allow-list', async () => {
    const gateway = fakeGateway(cases(3));
    gateway.variables = { obm_TestAllowList: mobile(1) };
    open(gateway);
    await pick();
    expect(rowsOf(await reason('Not on the test allow-list: 2'))).toHaveLength(2);
    await send(gateway, 'Send 1 message in 1 request');
    expect(contactsOf(gateway).map(({ tocontactid }) => tocontactid)).toEqual([mobile(1)]);
    expect(gateway.sends[0]?.prepared.excluded).toEqual([
      { rowId: caseId(0), reason: 'not-on-allow-list' },
      { rowId: caseId(2), reason: 'not-on-allow-list' },
    ]);
  });

  const sharedNumber = () => [caseRow(0, { optedOut: true, title: 'Loud' }), caseRow(1, { number: mobile(0) })];

  it('hold an opt-out for the whole number, and say which row opted out', async () => {
    open(fakeGateway(sharedNumber()));
    await pick();
    expect(rowsOf(await reason('Opted out: 2'))).toEqual([
      expect.stringContaining('– decided by the column customerid_contact.donotphone: Yes'),
      expect.stringContaining('– Loud has the same number and opted out'),
    ]);
  });

  it('hold an opt-out for its own row only, when they say so', async () => {
    const gateway = fakeGateway(sharedNumber());
    gateway.variables = { obm_OptOutHoldsForNumber: 'no' };
    open(gateway);
    await pick();
    await screen.findByRole('button', { name: 'Send 1 message in 1 request' });
  });

  it('name the channel with each contact only when they say so', async () => {
    for (const [value, channelid] of [
      ['yes', 'SMS'],
      ['no', undefined],
    ] as const) {
      const gateway = fakeGateway(cases(1));
      gateway.variables = { obm_SendChannelId: value };
      const { unmount } = open(gateway);
      await pick();
      await send(gateway, 'Send 1 message in 1 request');
      expect(contactsOf(gateway)[0]?.channelid).toBe(channelid);
      unmount();
    }
  });

  /** Leads of an environment that keeps its own consent, and names a date. */
  const VISITS = JSON.stringify({
    sources: {
      new_visit: {
        id: 'new_visitid',
        name: 'new_name',
        relationship: 'new_visit_messages',
        recipients: [
          {
            id: 'new_visitid',
            number: 'new_phone',
            consent: { column: 'new_allowed', allowedWhen: true },
            names: { full: 'new_name' },
          },
        ],
        slugs: { When: { column: 'new_when', kind: 'date-time' } },
      },
    },
  });
  const visits = ['2026-03-12T22:30:00Z', null].map((when, index) => ({
    new_visitid: caseId(index),
    new_name: `Visit ${index}`,
    new_phone: mobile(index),
    new_allowed: when !== null,
    new_when: when,
  }));

  function visitGateway(relationships: [string, string][]): FakeGateway {
    const gateway = fakeGateway([]);
    gateway.variables = { obm_RecipientSources: VISITS, obm_TimeZone: 'Asia/Jakarta' };
    gateway.template = template('See you on {When}');
    gateway.readRows = async () => visits;
    gateway.readRelationships = async () => new Map(relationships);
    return gateway;
  }

  it('make a choice speak the language of whoever reads the message', async () => {
    const gateway = visitGateway([['new_visit', 'new_visit_messages']]);
    gateway.variables = {
      obm_RecipientSources: VISITS.replace(
        '"slugs":{',
        '"slugs":{"Kind":{"column":"new_kind","kind":"choice"},',
      ).replace('"names":', '"locale":"new_language","names":'),
    };
    gateway.template = template('{Kind}!', [[1057, '{Kind}, ya!']]);
    const rows = [1057, 1033].map((new_language, index) => ({
      ...visits[0],
      new_visitid: caseId(index),
      new_language,
    }));
    gateway.readRows = async () =>
      rows.map((row, index) => ({
        ...row,
        new_phone: mobile(index),
        new_kind: 7,
        [`new_kind${FORMATTED_VALUE}`]: 'Erste',
      }));
    gateway.choiceLabels = new Map([
      [
        'new_kind',
        new Map([
          [
            7,
            new Map([
              [1033, 'First visit'],
              [1057, 'Kunjungan pertama'],
            ]),
          ],
        ]),
      ],
    ]);
    open(
      gateway,
      rows.map(({ new_visitid }) => new_visitid),
      { table: 'new_visit' },
    );
    await pick();
    await send(gateway, 'Send 2 messages in 1 request');
    expect(contactsOf(gateway).map(({ contextitems }) => contextitems.Kind)).toEqual([
      'Kunjungan pertama',
      'First visit',
    ]);
  });

  it('make messages of rows of an own table, in the time zone, with its own consent and relationship', async () => {
    const gateway = visitGateway([['new_visit', 'new_visit_messages']]);
    open(gateway, idsOf(visits.map(({ new_visitid }) => ({ incidentid: new_visitid }))), { table: 'new_visit' });
    await pick();
    await screen.findByText('See you on March 13, 2026, 05:30', { selector: 'blockquote' });
    const optedOut = await reason('Opted out: 1');
    expect(rowsOf(optedOut)[0]).toContain('decided by the column new_allowed: No');
    expect(optedOut.textContent).not.toContain('preference about phone calls');
    await send(gateway, 'Send 1 message in 1 request');
    expect(contactsOf(gateway)[0]?.contextitems).toMatchObject({
      entityrelationshipname: 'new_visit_messages',
      regardingobjectid: caseId(0),
    });
  });

  it.each<[string, [string, string][], string]>([
    ['another one', [['new_visit', 'new_visit_other']], 'the relationship new_visit_other'],
    ['none', [], 'a relationship of this environment between the table and outbound messages'],
  ])('are refused when they name a relationship and the environment has %s', async (_what, relationships, expected) => {
    open(visitGateway(relationships), [caseId(0)], { table: 'new_visit' });
    await pick();
    expect(await alerts()).toEqual([
      `The environment variable obm_RecipientSources has a mistake at sources.new_visit.relationship. Expected there: ${expected}. (recipient-sources-invalid)`,
    ]);
  });
});

describe('consent', () => {
  it('by donotphone is said to be a preference about calls, once', async () => {
    open(fakeGateway([caseRow(0, { optedOut: true }), caseRow(1, { optedOut: true }), caseRow(2)]));
    await pick();
    const group = await reason('Opted out: 2');
    expect(group.textContent?.match(/donotphone records a preference about phone calls/g)).toHaveLength(1);
  });

  it('by donotphone is said to be a preference about calls also where it lets everybody through', async () => {
    open(fakeGateway([caseRow(0)]));
    await pick();
    const recipients = await screen.findByRole('region', { name: 'Recipients' });
    expect(recipients.textContent).toContain('donotphone records a preference about phone calls');
  });

  it('that could not be read counts as none, and that is said', async () => {
    const row = caseRow(0);
    delete (row.customerid_contact as { donotphone?: boolean }).donotphone;
    open(fakeGateway([row]));
    await pick();
    expect(rowsOf(await reason('Opted out: 1'))[0]).toContain(
      '– the column customerid_contact.donotphone could not be read, which counts as no consent',
    );
  });
});

describe('a WhatsApp content template', () => {
  function whatsApp(text: string, variables: Record<string, unknown> | undefined, titles = ['Parcel lost']) {
    const gateway = fakeGateway(titles.map((title, index) => caseRow(index, { title, name: `Siti ${index}` })));
    gateway.configurations = [{ ...CONFIGURATION, channelType: 'WhatsApp' }];
    gateway.template = { ...template(text), name: SID };
    if (variables) gateway.variables = { obm_ContentVariables: JSON.stringify({ [SID]: variables }) };
    open(gateway);
    return gateway;
  }

  it('is shown with its values and sent with them', async () => {
    const gateway = whatsApp('Hi {{1}}, {{2}} looks into {{3}} now.', {
      '1': 'customername',
      '2': { text: 'Contoso' },
      '3': 'CaseName',
    });
    await pick();
    await screen.findByText('Hi Siti 0, Contoso looks into Parcel lost now.', { selector: 'blockquote' });
    const languages = screen.getByRole('heading', { name: 'Languages' }).closest('section');
    expect(languages?.querySelector('ul')?.textContent).toBe('English: 1');
    await send(gateway, 'Send 1 message in 1 request');
    expect(contactsOf(gateway)[0]).toMatchObject({
      sendastemplate: true,
      templateparameters: { '1': 'Siti 0', '2': 'Contoso', '3': 'Parcel lost' },
    });
  });

  it.each<[string, Record<string, unknown> | undefined, string]>([
    [
      'nothing fills its variables',
      undefined,
      `Nothing says what fills {{1}}, {{2}} of the content template ${SID}. An administrator can say so in the environment variable obm_ContentVariables. (content-variables-mismatch)`,
    ],
    [
      'one of them is not filled',
      { '2': 'CaseName' },
      `Nothing says what fills {{1}} of the content template ${SID}. An administrator can say so in the environment variable obm_ContentVariables. (content-variables-mismatch)`,
    ],
    [
      'one is filled that it does not have',
      { '1': 'CaseName', '2': 'CaseName', '7': 'CaseName' },
      `The environment variable obm_ContentVariables fills {{7}}, which the text of the content template ${SID} does not have. (content-variables-mismatch)`,
    ],
    [
      'one is filled by a slug that these rows have no value for',
      { '1': 'CaseName', '2': 'Voucher' },
      'The environment variable obm_ContentVariables fills {{2}} with the slug {Voucher}, and rows of the table incident have no value for it. (content-variable-slug)',
    ],
  ])('is refused when %s, by the names of variable and setting', async (_why, variables, sentence) => {
    const gateway = whatsApp('Hi {{1}} and {{2}} now.', variables);
    await pick();
    expect(await alerts()).toEqual([sentence]);
    expect(gateway.calls).toEqual([]);
  });

  it('is not held to localized texts, which WhatsApp never sends', async () => {
    const gateway = whatsApp('Hi {{1}} there.', { '1': 'CustomerName' });
    gateway.template = {
      ...gateway.template,
      ...template('Hi {{1}} there.', [[1057, 'Halo {CustomerName']]),
      name: SID,
    };
    await pick();
    await screen.findByRole('button', { name: 'Send 1 message in 1 request' });
  });

  it('leaves out the one row whose value is too long, and sends the rest', async () => {
    const gateway = whatsApp('About {{1}} now.', { '1': 'CaseName' }, ['Parcel lost', 'a'.repeat(256)]);
    await pick();
    expect(rowsOf(await reason('Value too long for the content template: 1'))[0]).toContain(
      '– the value of {{1}} has 256 characters, and 255 are allowed',
    );
    await send(gateway, 'Send 1 message in 1 request');
    expect(gateway.sends[0]?.prepared.excluded).toEqual([{ rowId: caseId(1), reason: 'variable-too-long' }]);
  });
});

describe('one row whose values are too long', () => {
  it.each([
    [
      'for the channel',
      1700,
      'Hi {CaseName}',
      'Message too long for the channel: 1',
      'the message has 1,703 characters',
    ],
    ['for any request', 140_000, 'Hi', 'Values too large for one request: 1', 'takes 140,'],
  ])(
    '%s is left out with its reason, and the next row of its number is messaged',
    async (_what, length, text, summary, why) => {
      const rows = [caseRow(0, { title: 'a'.repeat(length) }), caseRow(1, { number: mobile(0) }), caseRow(2)];
      const gateway = fakeGateway(rows);
      gateway.template = template(text, [[1057, '{CaseName}']]);
      open(gateway);
      await pick();
      expect(rowsOf(await reason(summary))[0]).toContain(why);
      await send(gateway, 'Send 2 messages in 1 request');
      expect(contactsOf(gateway).map(({ tocontactid }) => tocontactid)).toEqual([mobile(0), mobile(2)]);
    },
  );
});

describe('what the linter finds', () => {
  it('stands in sight when it is a likely mistake, and folded away when it is a note', async () => {
    const gateway = fakeGateway([caseRow(0, { title: `${'a'.repeat(200)}` }), caseRow(1)]);
    gateway.template = template('Hi {CustomerNmae}, {CaseName}');
    open(gateway);
    await pick();
    const section = (await screen.findByRole('heading', { name: 'Check of the message template' })).closest('section');
    const warnings = within(section as HTMLElement).getByRole('list', { name: 'Likely mistakes' });
    expect(warnings.textContent).toContain('Write {CustomerName}, if that is what is meant.');
    const notes = section?.querySelector('details');
    expect(notes?.open).toBe(false);
    expect(notes?.textContent).toContain('Notes about the text: 1');
    expect(notes?.textContent).toContain('The longest message takes 2 SMS segments.');
    await screen.findByRole('button', { name: 'Send 2 messages in 1 request' });
  });

  it('is not there when it finds nothing', async () => {
    open(fakeGateway(cases(1)));
    await pick();
    await screen.findByRole('button', { name: 'Send 1 message in 1 request' });
    expect(screen.queryByRole('heading', { name: 'Check of the message template' })).toBeNull();
  });

  it('forbids the send when it is an error, all of them with the text they are in, before any row is read', async () => {
    const gateway = fakeGateway(cases(1));
    gateway.template = template('Hi {CaseName', [[1057, 'Halo {regardingobjectid}']]);
    let read = 0;
    gateway.readRows = async () => {
      read += 1;
      return [];
    };
    open(gateway);
    await pick();
    expect(await alerts()).toEqual([
      'The message template cannot be sent. In “English”: The brace in line 1, character 4, is never closed. Add } after the slug name. (unclosed-brace)',
      'The message template cannot be sent. In “Indonesian”: The slug {regardingobjectid} in line 1, character 6, has a name that the platform uses itself. Rename it. (slug-reserved)',
    ]);
    expect(read).toBe(0);
  });
});
