import type { WebApiClient } from './client';
import { errorCode, uniqueName } from './client';

/** Addresses: Microsoft Learn, "Compose HTTP requests and handle errors", "Retrieve a table row", "Use Web API functions". */
export function describeAddresses(client: () => WebApiClient): void {
  describe('addresses', () => {
    let accountId: string;
    let contactId: string;
    let name: string;

    beforeAll(async () => {
      name = uniqueName('Addressed');
      accountId = await client().create('accounts', { name, description: 'raw\ntext' });
      contactId = await client().create('contacts', {
        lastname: name,
        'parentcustomerid_account@odata.bind': `/accounts(${accountId})`,
      });
      const bind = { 'primarycontactid@odata.bind': `/contacts(${contactId})` };
      await client().send('PATCH', `accounts(${accountId})`, bind);
    });

    it.each(['v9.0', 'v9.1', 'v9.2'])('begin with the version %s', async (version) => {
      const root = client().serviceRoot.replace('v9.2', version);
      const answer = await client().get(`${root}accounts(${accountId})?$select=name`);
      expect(answer.body).toMatchObject({ name, '@odata.context': `${root}$metadata#accounts(name)/$entity` });
    });

    it('name a set, a kind and an address in each entry of the service document', async () => {
      const { body } = await client().get('');
      expect(body['@odata.context']).toBe(`${client().serviceRoot}$metadata`);
      expect(body.value).toContainEqual({ name: 'accounts', kind: 'EntitySet', url: 'accounts' });
    });

    it.each([
      ['in upper case', (id: string) => id.toUpperCase()],
      ['with the name of the primary id', (id: string) => `accountid=${id}`],
      ['in braces', (id: string) => `{${id}}`],
      ['in quotes', (id: string) => `'${id}'`],
    ])('find a row by its id %s', async (_how, toKey) => {
      const { status, body } = await client().get(`accounts(${toKey(accountId)})?$select=name`);
      expect([status, body.name]).toEqual([200, name]);
    });

    it('refuse a key that is none', async () => {
      expect((await client().get("accounts(name='x')")).status).toBe(400);
      expect((await client().get('accounts(5)')).status).toBe(400);
    });

    it('give one column, and its raw value', async () => {
      const { body } = await client().get(`accounts(${accountId})/name`);
      expect(body).toEqual({
        '@odata.context': `${client().serviceRoot}$metadata#accounts(${accountId})/name`,
        value: name,
      });
      expect((await client().get(`accounts(${accountId})/description/$value`)).text).toBe('raw\ntext');
    });

    it('set one column and clear it', async () => {
      expect((await client().send('PUT', `accounts(${accountId})/fax`, { value: '55' })).status).toBe(204);
      expect((await client().get(`accounts(${accountId})/fax`)).body.value).toBe('55');
      expect((await client().send('DELETE', `accounts(${accountId})/fax`)).status).toBe(204);
      expect((await client().get(`accounts(${accountId})/fax`)).status).toBe(204);
    });

    it('follow navigation properties, with options', async () => {
      const one = await client().get(`accounts(${accountId})/primarycontactid?$select=lastname`);
      expect(one.body).toMatchObject({ lastname: name, contactid: contactId });
      const many = await client().rows(`accounts(${accountId})/contact_customer_accounts?$select=lastname`);
      expect(many).toEqual([expect.objectContaining({ contactid: contactId })]);
      const counted = await client().get(`accounts(${accountId})/contact_customer_accounts/$count`);
      expect(counted.text.replace('\ufeff', '')).toBe('1');
    });

    it('list links, and take one away by $id, by the key, and for a single one by nothing', async () => {
      const links = `accounts(${accountId})/contact_customer_accounts`;
      const link = { '@odata.id': `${client().serviceRoot}contacts(${contactId})` };
      expect(await client().rows(`${links}/$ref`)).toEqual([link]);
      const byId = `${links}/$ref?$id=${encodeURIComponent(link['@odata.id'])}`;
      expect((await client().send('DELETE', byId)).status).toBe(204);
      expect(await client().rows(`${links}/$ref`)).toEqual([]);
      expect((await client().send('POST', `${links}/$ref`, link)).status).toBe(204);
      expect((await client().send('DELETE', `${links}(${contactId})/$ref`)).status).toBe(204);
      expect((await client().send('POST', `${links}/$ref`, link)).status).toBe(204);

      const single = `accounts(${accountId})/primarycontactid/$ref`;
      expect((await client().send('DELETE', single)).status).toBe(204);
      expect((await client().send('PUT', single, link)).status).toBe(204);
      expect((await client().get(single)).body['@odata.id']).toBe(link['@odata.id']);
    });

    it('count a set as plain text that begins with a byte order mark', async () => {
      const answer = await fetch(`${client().serviceRoot}accounts/$count?$filter=accountid eq ${accountId}`, {
        headers: client().headers(),
      });
      expect([...new Uint8Array(await answer.arrayBuffer())]).toEqual([0xef, 0xbb, 0xbf, 0x31]);
      expect(answer.headers.get('content-type')).toContain('text/plain');
    });

    it.each(['%20', '+'])('take %s for a blank', async (blank) => {
      const rows = await client().rows(`accounts?$select=name&$filter=accountid${blank}eq${blank}${accountId}`);
      expect(rows).toHaveLength(1);
    });

    it.each([
      ['inline', "RetrieveCurrentOrganization(AccessType=Microsoft.Dynamics.CRM.EndpointAccessType'Default')"],
      [
        'by alias',
        "RetrieveCurrentOrganization(AccessType=@p1)?@p1=Microsoft.Dynamics.CRM.EndpointAccessType'Default'",
      ],
    ])('give arguments to a function %s', async (_how, path) => {
      const { status, body } = await client().get(path);
      expect([status, typeof (body.Detail as { OrganizationId?: unknown }).OrganizationId]).toEqual([200, 'string']);
    });

    it('say which segment is not known', async () => {
      const answer = await client().get(`accounts(${accountId})/nosuchsegment`);
      expect([answer.status, errorCode(answer)]).toEqual([404, '0x8006088a']);
      expect(answer.text).toContain("Resource not found for the segment 'nosuchsegment'");
    });

    it('do not take a set under another spelling of its name', async () => {
      expect((await client().get('account')).status).toBe(404);
      expect((await client().get('Accounts')).status).toBe(404);
    });
  });
}
