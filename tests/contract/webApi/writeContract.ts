import type { RowBody, WebApiClient } from './client';
import { errorCode, idIn, uniqueName } from './client';

const MISSING = '00000000-0000-4000-8000-000000000001';

/** Create, update, upsert, delete: Microsoft Learn, "Create a table row", "Update and delete table rows". */
export function describeWrites(client: () => WebApiClient): void {
  describe('writing rows', () => {
    it('answers a create with 204 and the address of the row', async () => {
      const answer = await client().send('POST', 'accounts', { name: uniqueName('Created') });
      expect(answer.status).toBe(204);
      const id = client().track('accounts', idIn(answer));
      expect(answer.headers.get('odata-entityid')).toBe(`${client().serviceRoot}accounts(${id})`);
      expect(answer.headers.get('odata-version')).toBe('4.0');
    });

    it('returns the row with 201 when the representation is preferred, cut to $select', async () => {
      const name = uniqueName('Represented');
      const answer = await client().send(
        'POST',
        'accounts?$select=name',
        { name, telephone1: '555' },
        { prefer: 'return=representation' },
      );
      expect(answer.status).toBe(201);
      client().track('accounts', String(answer.body.accountid));
      expect(answer.headers.get('preference-applied')).toContain('return=representation');
      expect(answer.body).toMatchObject({ name, '@odata.etag': expect.stringMatching(/^W\/"\d+"$/) });
      expect(answer.body).not.toHaveProperty('telephone1');
      expect(answer.body['@odata.context']).toBe(`${client().serviceRoot}$metadata#accounts(name)/$entity`);
    });

    it('changes only the columns that an update names', async () => {
      const id = await client().create('accounts', { name: uniqueName('Before'), telephone1: '1', fax: '2' });
      expect((await client().send('PATCH', `accounts(${id})`, { telephone1: '3', fax: null })).status).toBe(204);
      const { body } = await client().get(`accounts(${id})?$select=telephone1,fax`);
      expect(body).toMatchObject({ telephone1: '3', fax: null });
    });

    it('creates the row of a PATCH whose id does not exist, and updates it the second time', async () => {
      const id = client().track('accounts', crypto.randomUUID());
      const first = await client().send(
        'PATCH',
        `accounts(${id})`,
        { name: uniqueName('Upserted') },
        { prefer: 'return=representation' },
      );
      expect(first.status).toBe(201);
      const second = await client().send('PATCH', `accounts(${id})`, { fax: '9' }, { prefer: 'return=representation' });
      expect(second.status).toBe(200);
      expect(second.body).toMatchObject({ accountid: id, fax: '9' });
    });

    it('does not create with If-Match: * and does not update with If-None-Match: *', async () => {
      const update = await client().send('PATCH', `accounts(${MISSING})`, { name: 'x' }, { 'if-match': '*' });
      expect([update.status, errorCode(update)]).toEqual([404, '0x80040217']);
      const id = await client().create('accounts', { name: uniqueName('There') });
      const create = await client().send('PATCH', `accounts(${id})`, { name: 'x' }, { 'if-none-match': '*' });
      expect(create.status).toBe(412);
    });

    it('updates and deletes only the version that If-Match names', async () => {
      const id = await client().create('accounts', { name: uniqueName('Version') });
      const etag = String((await client().get(`accounts(${id})?$select=name`)).body['@odata.etag']);
      expect((await client().send('PATCH', `accounts(${id})`, { fax: '1' }, { 'if-match': etag })).status).toBe(204);
      const late = await client().send('PATCH', `accounts(${id})`, { fax: '2' }, { 'if-match': etag });
      expect([late.status, errorCode(late)]).toEqual([412, '0x80060882']);
      expect((await client().send('DELETE', `accounts(${id})`, undefined, { 'if-match': etag })).status).toBe(412);
      expect((await client().get(`accounts(${id})?$select=fax`)).body.fax).toBe('1');
    });

    it('answers 304 while the row has not changed', async () => {
      const id = await client().create('accounts', { name: uniqueName('Cached') });
      const etag = String((await client().get(`accounts(${id})?$select=name`)).body['@odata.etag']);
      expect((await client().get(`accounts(${id})?$select=name`, { 'if-none-match': etag })).status).toBe(304);
      await client().send('PATCH', `accounts(${id})`, { fax: '1' });
      expect((await client().get(`accounts(${id})?$select=name`, { 'if-none-match': etag })).status).toBe(200);
    });

    it('deletes a row, and says 404 with the id afterwards', async () => {
      const id = await client().create('accounts', { name: uniqueName('Doomed') });
      expect((await client().send('DELETE', `accounts(${id})`)).status).toBe(204);
      const gone = await client().get(`accounts(${id})`);
      expect([gone.status, errorCode(gone)]).toEqual([404, '0x80040217']);
      expect(gone.text).toContain(id);
    });

    it.each([
      ['with a slash', (id: string) => `/contacts(${id})`],
      ['without a slash', (id: string) => `contacts(${id})`],
      ['absolute', (id: string) => `${client().serviceRoot}contacts(${id})`],
    ])('binds a lookup: %s', async (_spelling, toReference) => {
      const contact = await client().create('contacts', { lastname: uniqueName('Bound') });
      const account = await client().create('accounts', {
        name: uniqueName('Binding'),
        'primarycontactid@odata.bind': toReference(contact),
      });
      expect(
        (await client().get(`accounts(${account})?$select=_primarycontactid_value`)).body._primarycontactid_value,
      ).toBe(contact);
    });

    it('binds a polymorphic lookup through the navigation property of the target table', async () => {
      const account = await client().create('accounts', { name: uniqueName('Customer') });
      const incident = await client().create('incidents', {
        title: uniqueName('Case'),
        'customerid_account@odata.bind': `/accounts(${account})`,
      });
      const { body } = await client().get(`incidents(${incident})?$select=_customerid_value`, {
        prefer: 'odata.include-annotations="*"',
      });
      expect(body).toMatchObject({
        _customerid_value: account,
        '_customerid_value@Microsoft.Dynamics.CRM.lookuplogicalname': 'account',
        '_customerid_value@Microsoft.Dynamics.CRM.associatednavigationproperty': 'customerid_account',
      });
    });

    it('creates related rows along with the row, in both directions', async () => {
      const name = uniqueName('Deep');
      const id = await client().create('accounts', {
        name,
        primarycontactid: { lastname: `${name} primary` },
        contact_customer_accounts: [{ lastname: `${name} one` }, { lastname: `${name} two` }],
      });
      const { body } = await client().get(
        `accounts(${id})?$select=name&$expand=primarycontactid($select=lastname),contact_customer_accounts($select=lastname;$orderby=lastname)`,
      );
      expect(body.primarycontactid).toMatchObject({ lastname: `${name} primary` });
      expect((body.contact_customer_accounts as { lastname: string }[]).map((row) => row.lastname)).toEqual([
        `${name} one`,
        `${name} two`,
      ]);
    });

    it('keeps nothing of a deep insert whose inner row is wrong', async () => {
      const name = uniqueName('Atomic');
      const answer = await client().send('POST', 'accounts', {
        name,
        contact_customer_accounts: [{ nosuchcolumn: 1 }],
      });
      expect(answer.status).toBe(400);
      expect(await client().rows(`accounts?$select=name&$filter=name eq '${name}'`)).toEqual([]);
    });

    it('adds and removes links between rows with $ref', async () => {
      const contact = await client().create('contacts', { lastname: uniqueName('Linked') });
      const account = await client().create('accounts', { name: uniqueName('Linking') });
      const reference = { '@odata.id': `${client().serviceRoot}contacts(${contact})` };
      expect((await client().send('PUT', `accounts(${account})/primarycontactid/$ref`, reference)).status).toBe(204);
      expect((await client().get(`accounts(${account})/primarycontactid?$select=lastname`)).body.contactid).toBe(
        contact,
      );
      expect((await client().send('DELETE', `accounts(${account})/primarycontactid/$ref`)).status).toBe(204);
      expect((await client().get(`accounts(${account})/primarycontactid`)).status).toBe(204);
      expect(
        (await client().send('POST', `accounts(${account})/contact_customer_accounts/$ref`, reference)).status,
      ).toBe(204);
      expect((await client().rows(`accounts(${account})/contact_customer_accounts?$select=lastname`)).length).toBe(1);
      const removal = `accounts(${account})/contact_customer_accounts(${contact})/$ref`;
      expect((await client().send('DELETE', removal)).status).toBe(204);
      expect(await client().rows(`accounts(${account})/contact_customer_accounts?$select=lastname`)).toEqual([]);
    });

    it('takes a whole number in quotes', async () => {
      const id = await client().create('accounts', {
        name: uniqueName('Quoted'),
        numberofemployees: '200',
        industrycode: '2',
      });
      const { body } = await client().get(`accounts(${id})?$select=numberofemployees,industrycode`);
      expect(body).toMatchObject({ numberofemployees: 200, industrycode: 2 });
    });

    it('replaces the parties of an activity through their collection', async () => {
      const [first, second] = [
        await client().create('contacts', { lastname: uniqueName('Party') }),
        await client().create('contacts', { lastname: uniqueName('Party') }),
      ];
      const party = (id: string, participationtypemask: number): RowBody => ({
        'partyid_contact@odata.bind': `contacts(${id})`,
        participationtypemask,
      });
      const email = await client().create('emails', {
        subject: uniqueName('Parties'),
        email_activity_parties: [party(first, 2)],
      });
      const path = `emails(${email})/email_activity_parties`;
      const answer = await client().send('PUT', path, { value: [party(second, 2), party(first, 3)] });
      expect(answer.status).toBe(204);
      const rows = await client().rows(`${path}?$select=_partyid_value,participationtypemask`);
      const written = rows.map((row) => [row.participationtypemask, row._partyid_value]);
      expect(written).toEqual(
        expect.arrayContaining([
          [2, second],
          [3, first],
        ]),
      );
      expect(written).not.toContainEqual([2, first]);
      expect((await client().send('PUT', path, { value: [{ participationtypemask: 99 }] })).status).toBe(400);
      expect((await client().rows(`${path}?$select=participationtypemask`)).length).toBe(rows.length);
      expect((await client().send('PUT', path, {})).status).toBe(400);
    });

    it('reads, writes and clears a single column', async () => {
      const id = await client().create('accounts', { name: uniqueName('Property'), fax: '1' });
      expect((await client().get(`accounts(${id})/fax`)).body.value).toBe('1');
      expect((await client().get(`accounts(${id})/fax/$value`)).text).toBe('1');
      expect((await client().send('PUT', `accounts(${id})/fax`, { value: '2' })).status).toBe(204);
      expect((await client().get(`accounts(${id})/fax`)).body.value).toBe('2');
      expect((await client().send('DELETE', `accounts(${id})/fax`)).status).toBe(204);
      expect((await client().get(`accounts(${id})/fax`)).status).toBe(204);
    });

    it('cuts the link of a row that referred to a deleted row when the relationship says so', async () => {
      const contact = await client().create('contacts', { lastname: uniqueName('Leaving') });
      const account = await client().create('accounts', {
        name: uniqueName('Staying'),
        'primarycontactid@odata.bind': `/contacts(${contact})`,
      });
      await client().send('DELETE', `contacts(${contact})`);
      expect(
        (await client().get(`accounts(${account})?$select=_primarycontactid_value`)).body._primarycontactid_value,
      ).toBeNull();
    });

    it('accepts a body that is JSON inside a JSON text, as dataverse-ify sends it', async () => {
      const answer = await client().send(
        'POST',
        'accounts',
        JSON.stringify(JSON.stringify({ name: uniqueName('Twice') })),
      );
      expect(answer.status).toBe(204);
      client().track('accounts', idIn(answer));
    });
  });

  describe('refusing bad writes', () => {
    it.each<[string, unknown, number, string]>([
      ['text that is no JSON', '{"name":', 400, '0x80048d19'],
      ['an array', [], 400, '0x80048d19'],
      ['an unknown property', { nosuchcolumn: 1 }, 400, '0x80048d19'],
      ['a number for a text', { name: 5 }, 400, '0x80048d19'],
      ['a text for a number', { numberofemployees: 'many' }, 400, '0x80048d19'],
      ['a text that is too long', { name: 'x'.repeat(161) }, 400, '0x80044331'],
      ['a text with a fraction for a number', { numberofemployees: '1.5' }, 400, '0x80048d19'],
      ['a number that is out of range', { numberofemployees: -1 }, 400, '0x8004432f'],
      ['a choice that does not exist', { preferredcontactmethodcode: 4711 }, 400, '0x8004431a'],
      ['a status of another state', { statecode: 0, statuscode: 2 }, 400, '0x80048408'],
      ['a lookup column as a value', { _primarycontactid_value: MISSING }, 400, '0x80048d19'],
      [
        'a navigation property in the wrong case',
        { 'PrimaryContactId@odata.bind': `/contacts(${MISSING})` },
        400,
        '0x80048d19',
      ],
      [
        'a lookup to a row that does not exist',
        { 'primarycontactid@odata.bind': `/contacts(${MISSING})` },
        404,
        '0x80040217',
      ],
    ])('refuses %s', async (_what, body, status, code) => {
      const answer = await client().send('POST', 'accounts', typeof body === 'string' ? body : JSON.stringify(body));
      expect([answer.status, errorCode(answer)]).toEqual([status, code]);
    });

    it('refuses a second row with the same id', async () => {
      const id = await client().create('accounts', { name: uniqueName('Once') });
      const answer = await client().send('POST', 'accounts', { accountid: id, name: 'again' });
      expect([answer.status, errorCode(answer)]).toEqual([412, '0x80040237']);
    });

    it('refuses to delete a whole set', async () => {
      expect((await client().send('DELETE', 'accounts')).status).toBe(405);
    });

    it('enters the default status of a state, and refuses a status that does not fit the present state', async () => {
      const id = await client().create('accounts', { name: uniqueName('State') });
      await client().send('PATCH', `accounts(${id})`, { statecode: 1 });
      expect((await client().get(`accounts(${id})?$select=statecode,statuscode`)).body).toMatchObject({
        statecode: 1,
        statuscode: 2,
      });
      const answer = await client().send('PATCH', `accounts(${id})`, { statuscode: 1 });
      expect([answer.status, errorCode(answer)]).toEqual([400, '0x80048408']);
    });
  });
}
