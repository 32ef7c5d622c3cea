/** Room tests. Links between rows: only the one that is named is changed, only where it is, and only in the version that is meant. */
import type { RowBody } from '../../contract/webApi/client';
import { errorCode, WebApiClient } from '../../contract/webApi/client';
import type { SandboxHost } from '../../contract/webApi/openSandboxHost';
import { openSandboxHost } from '../../contract/webApi/openSandboxHost';

describe('Links between rows', () => {
  let host: SandboxHost;
  let client: WebApiClient;
  let here = '';
  let there = '';
  let contact = '';
  beforeAll(async () => {
    host = await openSandboxHost();
    client = new WebApiClient(host);
    here = await client.create('accounts', { name: 'Here' });
    there = await client.create('accounts', { name: 'There' });
  });
  afterAll(() => host.close());
  beforeEach(async () => {
    contact = await client.create('contacts', {
      lastname: 'Linked',
      'parentcustomerid_account@odata.bind': `/accounts(${there})`,
    });
  });

  const read = async (path: string, column: string): Promise<unknown> =>
    (await client.get(`${path}?$select=${column}`)).body[column];
  const etagOf = async (path: string): Promise<string> => String((await client.get(path)).body['@odata.etag']);

  it.each<[string, () => string]>([
    ['by key', () => `accounts(${here})/contact_customer_accounts(${contact})/$ref`],
    ['by $id', () => `accounts(${here})/contact_customer_accounts/$ref?$id=${host.serviceRoot}contacts(${contact})`],
    ['of the other table of a polymorphic lookup', () => `contacts(${contact})/parentcustomerid_contact/$ref`],
  ])('refuse to remove one that is not there, and keep the one that is: %s', async (_how, path) => {
    const answer = await client.send('DELETE', path());
    expect([answer.status, errorCode(answer)]).toEqual([404, '0x80040217']);
    expect(await read(`contacts(${contact})`, '_parentcustomerid_value')).toBe(there);
  });

  it('are removed where they are, and an empty lookup may be emptied again', async () => {
    const path = `accounts(${there})/contact_customer_accounts(${contact.toUpperCase()})/$ref`;
    expect((await client.send('DELETE', path)).status).toBe(204);
    expect((await client.send('DELETE', `contacts(${contact})/parentcustomerid_contact/$ref`)).status).toBe(204);
    expect(await read(`contacts(${contact})`, '_parentcustomerid_value')).toBeNull();
    expect((await client.send('DELETE', path)).status).toBe(404);
  });

  it.each<[string, RowBody | undefined]>([
    ['GET', undefined],
    ['PATCH', { lastname: 'Changed' }],
    ['DELETE', undefined],
  ])('lead %s to rows of the collection only', async (method, body) => {
    const answer = await client.send(method, `accounts(${here})/contact_customer_accounts(${contact})`, body);
    expect([answer.status, errorCode(answer)]).toEqual([404, '0x80040217']);
    expect(await read(`contacts(${contact})`, 'lastname')).toBe('Linked');
    const within = await client.send(method, `accounts(${there})/contact_customer_accounts(${contact})`, body);
    expect([200, 204]).toContain(within.status);
  });

  it('lead across many-to-many relationships to related rows only', async () => {
    const lead = await client.create('leads', { lastname: 'Related' });
    const path = `accounts(${here})/accountleads_association`;
    expect((await client.get(`${path}(${lead})?$select=lastname`)).status).toBe(404);
    await client.send('POST', `${path}/$ref`, { '@odata.id': `${host.serviceRoot}leads(${lead})` });
    expect((await client.get(`${path}(${lead})?$select=lastname`)).body.lastname).toBe('Related');
  });

  it('are set and removed only in the version that If-Match names', async () => {
    const path = `contacts(${contact})/parentcustomerid_account/$ref`;
    const reference = { '@odata.id': `${host.serviceRoot}accounts(${here})` };
    const stale = { 'if-match': 'W/"1"' };
    expect((await client.send('PUT', path, reference, stale)).status).toBe(412);
    expect((await client.send('DELETE', path, undefined, stale)).status).toBe(412);
    expect(await read(`contacts(${contact})`, '_parentcustomerid_value')).toBe(there);
    const current = { 'if-match': await etagOf(`contacts(${contact})`) };
    expect((await client.send('PUT', path, reference, current)).status).toBe(204);
    expect((await client.send('DELETE', path, undefined, current)).status).toBe(412);
    expect(await read(`contacts(${contact})`, '_parentcustomerid_value')).toBe(here);
  });

  it('of a collection are set and removed only in the version of the row whose collection it is', async () => {
    const lead = await client.create('leads', { lastname: 'Related' });
    const stale = { 'if-match': 'W/"1"' };
    const children = `accounts(${here})/contact_customer_accounts`;
    const across = `accounts(${here})/accountleads_association`;
    const statuses = async (headers: Record<string, string>): Promise<number[]> => {
      const answers = [
        await client.send('POST', `${children}/$ref`, { '@odata.id': `contacts(${contact})` }, headers),
        await client.send('POST', `${across}/$ref`, { '@odata.id': `leads(${lead})` }, headers),
        await client.send('DELETE', `${children}(${contact})/$ref`, undefined, headers),
        await client.send('DELETE', `${across}(${lead})/$ref`, undefined, headers),
      ];
      return answers.map(({ status }) => status);
    };
    expect(await statuses(stale)).toEqual([412, 412, 412, 412]);
    expect(await read(`contacts(${contact})`, '_parentcustomerid_value')).toBe(there);
    expect(await statuses({ 'if-match': await etagOf(`accounts(${here})`) })).toEqual([204, 204, 204, 204]);
    expect(await statuses({ 'if-match': '*' })).toEqual([204, 204, 204, 204]);
  });

  it('are refused to rows of another host, however they are written', async () => {
    const away = `https://other.example/api/data/v9.2/accounts(${here})`;
    const sent: [string, string, RowBody | undefined][] = [
      ['POST', 'contacts', { lastname: 'Astray', 'parentcustomerid_account@odata.bind': away }],
      ['PATCH', `contacts(${contact})`, { 'parentcustomerid_account@odata.bind': away }],
      ['PUT', `contacts(${contact})/parentcustomerid_account/$ref`, { '@odata.id': away }],
      [
        'POST',
        'accounts/Microsoft.Dynamics.CRM.UpdateMultiple',
        { Targets: [{ '@odata.type': 'Microsoft.Dynamics.CRM.account', '@odata.id': away, name: 'Away' }] },
      ],
      ['DELETE', `accounts(${here})/accountleads_association/$ref?$id=${away}`, undefined],
      [
        'GET',
        `InitializeFrom(EntityMoniker=@m,TargetEntityName='contact',TargetFieldType=@t)?@m={'@odata.id':'${away}'}&@t=Microsoft.Dynamics.CRM.TargetFieldType'All'`,
        undefined,
      ],
    ];
    for (const [method, path, body] of sent) {
      const answer = await client.send(method, path, body);
      expect([path, answer.status, errorCode(answer)]).toEqual([path, 400, '0x80060888']);
      expect(answer.text).toContain("'other.example' is not valid because it is not based on");
    }
    expect(await read(`contacts(${contact})`, '_parentcustomerid_value')).toBe(there);
  });

  it.each([
    ['relative', () => `accounts(${here})`],
    ['of this host', () => `${host.serviceRoot}accounts(${here})`],
    ['of another name of this machine', () => `${host.serviceRoot.replace('127.0.0.1', 'LOCALHOST')}accounts(${here})`],
  ])('are taken when the address is %s', async (_how, address) => {
    const body = { 'parentcustomerid_account@odata.bind': address() };
    expect((await client.send('PATCH', `contacts(${contact})`, body)).status).toBe(204);
    expect(await read(`contacts(${contact})`, '_parentcustomerid_value')).toBe(here);
  });
});
