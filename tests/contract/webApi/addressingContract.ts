import type { RowBody, WebApiClient } from './client';
import { errorCode, uniqueName } from './client';

/**
 * The spellings of references and properties: Microsoft Learn, "Associate and disassociate table rows by using the Web API",
 * "Create a table row", "Update and delete table rows", single property values.
 */
export function describeAddressing(client: () => WebApiClient): void {
  const root = (): string => client().serviceRoot;
  const newContact = (): Promise<string> => client().create('contacts', { lastname: uniqueName('Bind') });
  const newAccount = (more: RowBody = {}): Promise<string> =>
    client().create('accounts', { name: uniqueName('Bind'), ...more });
  const value = async (path: string, name: string): Promise<unknown> =>
    (await client().get(`${path}?$select=${name}`)).body[name];

  describe('binding to rows', () => {
    it.each<[string, (id: string) => string]>([
      ['a path', (id) => `/contacts(${id})`],
      ['a path without its slash', (id) => `contacts(${id})`],
      ['an absolute address', (id) => `${root()}contacts(${id})`],
      ['a path from the root of the host', (id) => `/${new URL(root()).pathname.slice(1)}contacts(${id})`],
      ['an id in capitals', (id) => `/contacts(${id.toUpperCase()})`],
      ['a named key', (id) => `/contacts(contactid=${id})`],
    ])('takes %s, on create and on update', async (_what, spell) => {
      const contact = await newContact();
      const bind = { 'primarycontactid@odata.bind': spell(contact) };
      const created = await newAccount(bind);
      const updated = await newAccount();
      expect((await client().send('PATCH', `accounts(${updated})`, bind)).status).toBe(204);
      for (const account of [created, updated])
        expect(await value(`accounts(${account})`, '_primarycontactid_value')).toBe(contact);
    });

    it.each<[string, RowBody]>([
      ['unbound with null', { 'primarycontactid@odata.bind': null }],
      ['emptied by the property itself', { primarycontactid: null }],
    ])('is %s', async (_what, body) => {
      const account = await newAccount({ 'primarycontactid@odata.bind': `/contacts(${await newContact()})` });
      expect((await client().send('PATCH', `accounts(${account})`, body)).status).toBe(204);
      expect(await value(`accounts(${account})`, '_primarycontactid_value')).toBeNull();
    });

    it.each<[string, string, string, 'contacts' | 'accounts']>([
      ['incidents', 'customerid_contact', '_customerid_value', 'contacts'],
      ['incidents', 'customerid_account', '_customerid_value', 'accounts'],
      ['contacts', 'parentcustomerid_account', '_parentcustomerid_value', 'accounts'],
      ['tasks', 'regardingobjectid_account_task', '_regardingobjectid_value', 'accounts'],
      ['tasks', 'regardingobjectid_contact_task', '_regardingobjectid_value', 'contacts'],
    ])('names the table of a polymorphic lookup: %s %s', async (set, navigation, property, target) => {
      const id = target === 'contacts' ? await newContact() : await newAccount();
      const texts: Readonly<Record<string, RowBody>> = {
        incidents: { title: 'Bind' },
        contacts: { lastname: 'Bind' },
        tasks: { subject: 'Bind' },
      };
      const row = await client().create(set, { ...texts[set], [`${navigation}@odata.bind`]: `/${target}(${id})` });
      expect(await value(`${set}(${row})`, property)).toBe(id);
    });

    it.each<[string, (contact: string) => RowBody]>([
      ['a navigation property in the wrong case', (id) => ({ 'PrimaryContactId@odata.bind': `/contacts(${id})` })],
      ['a table that the lookup does not take', (id) => ({ 'parentaccountid@odata.bind': `/contacts(${id})` })],
      ['the lookup by its value', (id) => ({ _primarycontactid_value: id })],
      ['an array for one row', (id) => ({ 'primarycontactid@odata.bind': [`/contacts(${id})`] })],
    ])('refuses %s', async (_what, bodyOf) => {
      const answer = await client().send('PATCH', `accounts(${await newAccount()})`, bodyOf(await newContact()));
      expect([answer.status, errorCode(answer)]).toEqual([400, '0x80048d19']);
    });

    it('refuses a row that is not there', async () => {
      const answer = await client().send('PATCH', `accounts(${await newAccount()})`, {
        'primarycontactid@odata.bind': '/contacts(11111111-2222-4333-8444-555555555555)',
      });
      expect([answer.status, errorCode(answer)]).toEqual([404, '0x80040217']);
    });
  });

  describe('references of single-valued navigation properties', () => {
    it('are read, set and removed by $ref', async () => {
      const [account, contact] = [await newAccount(), await newContact()];
      const path = `accounts(${account})/primarycontactid`;
      expect((await client().get(`${path}/$ref`)).status).toBe(204);
      const reference = { '@odata.id': `${root()}contacts(${contact})` };
      expect((await client().send('PUT', `${path}/$ref`, reference)).status).toBe(204);
      expect((await client().get(`${path}/$ref`)).body).toMatchObject(reference);
      expect((await client().get(`${path}?$select=contactid`)).body.contactid).toBe(contact);
      expect((await client().send('DELETE', `${path}/$ref`)).status).toBe(204);
      expect((await client().get(path)).status).toBe(204);
    });
  });

  describe('rows of a collection', () => {
    // OData 4.0 URL Conventions, "Addressing Entities": a key behind a navigation property names one of the related rows.
    it('are addressed by their key, and no others', async () => {
      const [account, other] = [await newAccount(), await newAccount()];
      const contact = await client().create('contacts', {
        lastname: uniqueName('Within'),
        'parentcustomerid_account@odata.bind': `/accounts(${account})`,
      });
      const within = (id: string): string => `accounts(${id})/contact_customer_accounts(${contact})?$select=contactid`;
      expect((await client().get(within(account))).body.contactid).toBe(contact);
      expect((await client().get(within(other))).status).toBe(404);
    });
  });

  describe('single properties', () => {
    it.each<[string, unknown, string]>([
      ['name', 'Changed', 'Changed'],
      ['numberofemployees', 42, '42'],
      ['donotphone', true, 'true'],
      ['revenue', 12.5, '12.5'],
      ['industrycode', 1, '1'],
    ])('are set, read, read raw and cleared: %s', async (property, given, raw) => {
      const path = `accounts(${await newAccount()})/${property}`;
      expect((await client().send('PUT', path, { value: given })).status).toBe(204);
      const { body } = await client().get(path);
      expect(body.value).toBe(given);
      expect(body['@odata.context']).toMatch(new RegExp(`#accounts\\(.+\\)/${property}$`));
      const plain = await client().get(`${path}/$value`);
      expect([plain.headers.get('content-type'), plain.text.toLowerCase()]).toEqual([
        expect.stringMatching(/^text\/plain/),
        raw.toLowerCase(),
      ]);
      if (property === 'name' || property === 'donotphone') return;
      expect((await client().send('DELETE', path)).status).toBe(204);
      expect((await client().get(path)).status).toBe(204);
    });

    it.each<[string, string, RowBody]>([
      ['a lookup', '_primarycontactid_value', { value: '11111111-2222-4333-8444-555555555555' }],
      ['the wrong type', 'numberofemployees', { value: 'many' }],
      ['no value', 'name', {}],
    ])('refuse %s', async (_what, property, body) => {
      const answer = await client().send('PUT', `accounts(${await newAccount()})/${property}`, body);
      expect(answer.status).toBe(400);
    });

    it('do not exist when the column does not', async () => {
      const answer = await client().get(`accounts(${await newAccount()})/nothing`);
      expect([answer.status, errorCode(answer)]).toEqual([404, '0x8006088a']);
    });
  });
}
