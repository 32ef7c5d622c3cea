/** Room tests. What callers cannot write: columns of the platform's own, rows of another type, days that do not exist, circles of parents. */
import type { OpenedDataverse } from '../../../sandbox/dataverse/open';
import { ADMINISTRATOR_ID, BUSINESS_UNIT_ID } from '../../../sandbox/dataverse/platform/ids';
import { ask, errorOf, openOrganisation, type Reply } from '../security/world';

let dataverse: OpenedDataverse;
let account = '';
let contact = '';
let user = '';
let unit = '';
beforeAll(() => {
  dataverse = openOrganisation();
  const { rows } = dataverse;
  unit = rows.create('businessunit', {
    name: 'Elsewhere',
    parentbusinessunitid: { table: 'businessunit', id: BUSINESS_UNIT_ID },
  });
  user = rows.create('systemuser', { lastname: 'Somebody', domainname: 'somebody@sandbox.example' });
});
beforeEach(() => {
  account = dataverse.rows.create('account', { name: 'One' });
  contact = dataverse.rows.create('contact', { lastname: 'One' });
});
afterAll(() => dataverse.close());

const send = (method: string, path: string, body?: unknown): Promise<Reply> =>
  ask(dataverse, ADMINISTRATOR_ID, { method, path, ...(body === undefined ? {} : { body }) });
const valuesOf = (table: string, id: string) => dataverse.rows.find(table, id)?.values;
const refusal = (reply: Reply) => [reply.status, errorOf(reply).code, errorOf(reply).message];

describe('Lookups that only the platform writes', () => {
  const forged = () => ({
    name: 'Forged',
    'createdby@odata.bind': `/systemusers(${user})`,
    'modifiedby@odata.bind': `/systemusers(${user})`,
    'owningbusinessunit@odata.bind': `/businessunits(${unit})`,
  });
  const written = () => ({
    createdby: { table: 'systemuser', id: ADMINISTRATOR_ID },
    modifiedby: { table: 'systemuser', id: ADMINISTRATOR_ID },
    owningbusinessunit: { table: 'businessunit', id: BUSINESS_UNIT_ID },
  });

  it('stay as they are when a row is changed or created', async () => {
    expect((await send('PATCH', `accounts(${account})`, forged())).status).toBe(204);
    expect(valuesOf('account', account)).toMatchObject({ ...written(), name: 'Forged' });
    const id = 'aaaaaaaa-0000-4000-8000-000000000001';
    await send('PATCH', `accounts(${id})`, forged());
    expect(valuesOf('account', id)).toMatchObject(written());
  });

  it('bring no row with them', async () => {
    const before = dataverse.rows.findWhere('systemuser', {}).length;
    await send('POST', 'accounts', { name: 'Deep', createdby: { lastname: 'Made up', domainname: 'made@up.example' } });
    expect(dataverse.rows.findWhere('systemuser', {})).toHaveLength(before);
  });

  it('are no links to set, to remove, or to reach from the other end', async () => {
    const reference = { '@odata.id': `systemusers(${user})` };
    for (const reply of [
      await send('PUT', `accounts(${account})/createdby/$ref`, reference),
      await send('DELETE', `accounts(${account})/owninguser/$ref`),
      await send('POST', `businessunits(${unit})/business_unit_accounts/$ref`, { '@odata.id': `accounts(${account})` }),
      await send('POST', 'businessunits', {
        name: 'Taking',
        'parentbusinessunitid@odata.bind': `/businessunits(${BUSINESS_UNIT_ID})`,
        'business_unit_accounts@odata.bind': [`/accounts(${account})`],
      }),
    ])
      expect(refusal(reply)).toEqual([
        400,
        '0x80048d19',
        expect.stringMatching(/The property '\w+' cannot be written/),
      ]);
    expect(valuesOf('account', account)).toMatchObject({
      createdby: { id: ADMINISTRATOR_ID },
      owninguser: { id: ADMINISTRATOR_ID },
      owningbusinessunit: { id: BUSINESS_UNIT_ID },
    });
  });
});

describe('Rows of another type', () => {
  it.each<[string, () => [string, string, unknown]]>([
    ['a create', () => ['POST', 'accounts', { '@odata.type': 'Microsoft.Dynamics.CRM.contact', name: 'A' }]],
    ['a change', () => ['PATCH', `accounts(${account})`, { '@odata.type': '#Microsoft.Dynamics.CRM.contact' }]],
    [
      'a row behind a lookup',
      () => ['POST', 'accounts', { name: 'A', primarycontactid: { '@odata.type': 'Microsoft.Dynamics.CRM.lead' } }],
    ],
    [
      'a row of a collection',
      () => ['POST', 'accounts', { name: 'A', contact_customer_accounts: [{ '@odata.type': '#mscrm.account' }] }],
    ],
  ])('are refused in %s', async (_where, request) => {
    const reply = await send(...request());
    expect(refusal(reply)).toEqual([
      400,
      '0x80048d19',
      expect.stringContaining('is not assignable to the expected type'),
    ]);
  });

  it('are rows that name their own type in any spelling', async () => {
    for (const type of ['Microsoft.Dynamics.CRM.account', '#Microsoft.Dynamics.CRM.account'])
      expect((await send('POST', 'accounts', { '@odata.type': type, name: 'A' })).status).toBe(204);
  });

  it('are refused where a collection binds them', async () => {
    const reply = await send('POST', 'accounts', {
      name: 'A',
      'incident_customer_accounts@odata.bind': [`/accounts(${account})`],
    });
    expect(refusal(reply)).toEqual([400, '0x80048d19', expect.stringContaining('leads to incident, not to account')]);
  });
});

describe('A lookup with a navigation property for each table', () => {
  const ways = () => ({
    account: { 'parentcustomerid_account@odata.bind': `/accounts(${account})` },
    contact: { 'parentcustomerid_contact@odata.bind': `/contacts(${contact})` },
    none: { 'parentcustomerid_contact@odata.bind': null },
  });

  it('refers to one row only', async () => {
    const reply = await send('POST', 'contacts', { lastname: 'A', ...ways().account, ...ways().contact });
    expect(refusal(reply)).toEqual([400, '0x80048d19', expect.stringContaining('which refers to one row')]);
  });

  it('is not emptied by the navigation property of another table, in whatever order', async () => {
    for (const body of [
      { ...ways().account, ...ways().none },
      { ...ways().none, ...ways().account },
    ]) {
      await send('PATCH', `contacts(${contact})`, { lastname: 'A', ...body });
      expect(valuesOf('contact', contact)).toMatchObject({ parentcustomerid: { table: 'account', id: account } });
    }
    await send('PATCH', `contacts(${contact})`, ways().none);
    expect(valuesOf('contact', contact)).toMatchObject({ parentcustomerid: null });
  });
});

describe('Dates', () => {
  it.each(['2026-02-30', '2026-03-01T00:00:00Z', '2026-03-01T00:00:00', ''])(
    'of a column without time are days that exist, not %j',
    async (birthdate) => {
      const reply = await send('PATCH', `contacts(${contact})`, { birthdate });
      expect(refusal(reply)).toEqual([400, '0x80048d19', expect.stringContaining("expected type 'Edm.Date'")]);
      expect((await send('PUT', `contacts(${contact})/birthdate`, { value: birthdate })).status).toBe(400);
    },
  );

  it.each(['2026-02-30T00:00:00Z', '2026-03-01T24:00:00Z', '9999-12-31T23:59:59-05:00'])(
    'with a time are not moved to another day: %s',
    async (scheduledstart) => {
      const reply = await send('POST', 'tasks', { scheduledstart });
      expect(refusal(reply)).toEqual([
        400,
        '0x80048d19',
        expect.stringContaining("expected type 'Edm.DateTimeOffset'"),
      ]);
    },
  );
});

describe('Parents', () => {
  const under = (child: string, parent: string) =>
    send('PATCH', `accounts(${child})`, { 'parentaccountid@odata.bind': `/accounts(${parent})` });

  it('are never a row itself, over however many steps', async () => {
    const [second, third] = ['Two', 'Three'].map((name) => dataverse.rows.create('account', { name }));
    expect([(await under(second ?? '', account)).status, (await under(third ?? '', second ?? '')).status]).toEqual([
      204, 204,
    ]);
    for (const parent of [account, second ?? '', third ?? ''])
      expect(refusal(await under(account, parent))).toEqual([
        400,
        '0x80040507',
        'Creating this parental association would create a loop in account hierarchy.',
      ]);
  });

  it('go with their children even where an older database has a circle of them', async () => {
    const other = dataverse.rows.create('contact', {
      lastname: 'Two',
      parentcustomerid: { table: 'contact', id: contact },
    });
    dataverse.store.change('contact', contact, { parentcustomerid: { table: 'contact', id: other } });
    expect((await send('DELETE', `contacts(${contact})`)).status).toBe(204);
    expect([valuesOf('contact', contact), valuesOf('contact', other)]).toStrictEqual([undefined, undefined]);
  });
});
