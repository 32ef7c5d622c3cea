import { request } from 'node:http';
import { ALL_ANNOTATIONS, errorCode, WebApiClient } from '../../contract/webApi/client';
import type { SandboxHost } from '../../contract/webApi/openSandboxHost';
import { openSandboxHost, serve } from '../../contract/webApi/openSandboxHost';
import { openFixture, ship } from '../../unit/sandbox/dataverse/fixture';

describe('addressing by alternate key', () => {
  let host: SandboxHost;
  let client: WebApiClient;
  beforeAll(async () => {
    host = await serve(openFixture());
    client = new WebApiClient(host);
  });
  afterAll(() => host.close());

  it('reads, upserts and updates the row that the key names', async () => {
    expect(
      (await client.send('PATCH', "ships(callsign='O''Hara')", { name: 'Ada' }, { prefer: 'return=representation' }))
        .status,
    ).toBe(201);
    expect(
      (await client.send('PATCH', "ships(callsign='O''HARA')", { crew: 3 }, { prefer: 'return=representation' }))
        .status,
    ).toBe(200);
    const { body } = await client.get("ships(callsign='o''hara')?$select=name,crew,callsign");
    expect(body).toMatchObject({ name: 'Ada', crew: 3, callsign: "O'Hara" });
  });

  it('lets an upsert change no value that it finds the row by, and a body win over the address of a new row', async () => {
    expect((await client.send('PATCH', "ships(callsign='Here')", { name: 'New', callsign: 'There' })).status).toBe(204);
    expect((await client.get("ships(callsign='Here')")).status).toBe(404);
    expect((await client.send('PATCH', "ships(callsign='There')", { name: 'Old', callsign: 'Gone' })).status).toBe(204);
    expect((await client.get("ships(callsign='There')?$select=name")).body.name).toBe('Old');
    expect((await client.get("ships(callsign='Gone')")).status).toBe(404);
  });

  it('says which key is missing, and which is none', async () => {
    const missing = await client.get("ships(callsign='Nobody')");
    expect([missing.status, errorCode(missing)]).toEqual([404, '0x80060891']);
    expect((await client.send('PATCH', "ships(callsign='Nobody')", { crew: 1 }, { 'if-match': '*' })).status).toBe(404);
    for (const key of ["name='Ada'", 'callsign=5', "FleetId='x'", "callsign='a',crew=1"]) {
      expect((await client.get(`ships(${key})`)).status).toBe(400);
    }
  });

  it('refuses an empty text in a key, which would create another row each time', async () => {
    const before = host.dataverse.rows.findWhere('ship', {}).length;
    const tries = [
      () => client.send('PATCH', "ships(callsign='')", { name: 'Nobody' }),
      () => client.send('PATCH', "ships(callsign='')", { name: 'Nobody' }, { 'if-none-match': '*' }),
      () => client.get("ships(callsign='')"),
    ];
    for (const attempt of tries) {
      const answer = await attempt();
      expect([answer.status, errorCode(answer)]).toEqual([400, '0x80060888']);
    }
    expect(host.dataverse.rows.findWhere('ship', {})).toHaveLength(before);
  });

  it('refuses a key that is used already', async () => {
    ship(host.dataverse, { name: 'Taken', callsign: 'TAKEN' });
    const answer = await client.send('POST', 'ships', { name: 'Other', callsign: 'taken' });
    expect([answer.status, errorCode(answer)]).toEqual([412, '0x80060892']);
  });

  it('formats choices, multiple choices, numbers and dates', async () => {
    const id = ship(host.dataverse, {
      name: 'Fine',
      kind: 2,
      cargo: [1, 3],
      draught: 1234.5,
      launched: '2020-02-09',
      docked: '2026-03-01T15:04:00Z',
    });
    const { body } = await client.get(
      `ships(${id})?$select=kind,cargo,draught,launched,docked,insured`,
      ALL_ANNOTATIONS,
    );
    const formatted = (name: string): unknown => body[`${name}@OData.Community.Display.V1.FormattedValue`];
    expect(body.cargo).toBe('1,3');
    expect(['kind', 'cargo', 'draught', 'launched', 'docked', 'insured'].map(formatted)).toEqual([
      'Ferry',
      'Tug; Barge',
      '1,234.50',
      '2/9/2020',
      '3/1/2026 3:04 PM',
      'Yes',
    ]);
  });
});

describe('the Web API of the sandbox', () => {
  let host: SandboxHost;
  let client: WebApiClient;
  beforeAll(async () => {
    host = await openSandboxHost();
    client = new WebApiClient(host);
  });
  afterAll(() => host.close());

  it('writes parties through the collection of an activity, and shows the activity among all activities', async () => {
    const contact = await client.create('contacts', { lastname: 'Party' });
    const id = await client.create('emails', {
      subject: 'Hello',
      'regardingobjectid_contact_email@odata.bind': `/contacts(${contact})`,
      email_activity_parties: [{ 'partyid_contact@odata.bind': `/contacts(${contact})`, participationtypemask: 2 }],
    });
    const { body } = await client.get(
      `emails(${id})?$select=subject&$expand=email_activity_parties($select=_partyid_value,participationtypemask)`,
    );
    expect(body.email_activity_parties).toEqual([
      expect.objectContaining({ _partyid_value: contact, participationtypemask: 2 }),
    ]);
    const [pointer] = await client.rows(
      `activitypointers?$select=subject,activitytypecode,_regardingobjectid_value&$filter=_regardingobjectid_value eq ${contact}`,
    );
    expect(pointer).toMatchObject({
      activityid: id,
      subject: 'Hello',
      activitytypecode: 'email',
      _regardingobjectid_value: contact,
    });
    expect(host.dataverse.rows.find('email', id)?.values.to).toEqual([{ party: { table: 'contact', id: contact } }]);
  });

  it('gives answers as the documentation shows them: no character set, no quotes, and as many bytes as it says', async () => {
    const id = host.dataverse.rows.create('account', { name: 'Kapal „Ānanda“ 🚢' });
    const { status, headers, body } = await client.get(`accounts(${id})?$select=name`);
    expect([status, headers.get('content-type')]).toEqual([200, 'application/json; odata.metadata=minimal']);
    expect(body).toMatchObject({ name: 'Kapal „Ānanda“ 🚢' });
    expect(Number(headers.get('content-length'))).toBe(Buffer.byteLength(JSON.stringify(body)));
    const missing = await client.get(`accounts(${id.replaceAll(/[1-9a-f]/g, '0')})`);
    expect([missing.status, missing.headers.get('content-type')]).toEqual([
      404,
      'application/json; odata.metadata=minimal',
    ]);
  });

  it('runs a stored view', async () => {
    const [view] = host.dataverse.rows.findWhere('savedquery', { returnedtypecode: 'incident' });
    const answer = await client.get(`incidents?savedQuery=${view?.id}`);
    expect(answer.status).toBe(200);
  });

  it.each<[string, string, Record<string, string>]>([
    ['compute', 'accounts?$apply=compute(revenue mul 2 as twice)', {}],
    ['odata.track-changes', 'accounts?$select=name', { prefer: 'odata.track-changes' }],
  ])('answers 501 and names %s, which it cannot do', async (named, path, headers) => {
    const answer = await client.get(path, headers);
    expect(answer.status).toBe(501);
    expect(answer.text.toLowerCase()).toContain(named.toLowerCase());
  });

  it('expands an owner that is a user, and says so when it is a team instead of showing nothing', async () => {
    const mate = await client.create('accounts', { name: 'Of a user' });
    const { body } = await client.get(`accounts(${mate})?$select=name&$expand=ownerid($select=fullname)`);
    expect(body.ownerid).toMatchObject({ fullname: 'System Administrator' });
    const team = host.dataverse.rows.create('team', { name: 'Agents' });
    const account = host.dataverse.rows.create('account', { name: 'Of a team', ownerid: { table: 'team', id: team } });
    expect((await client.get(`accounts(${account})?$select=name&$expand=ownerid`)).status).toBe(501);
  });

  it('refuses bodies that are too deep for nothing and too large for anything', async () => {
    const deep = '['.repeat(20_000) + ']'.repeat(20_000);
    expect((await client.send('POST', 'accounts', deep)).status).toBe(400);
  });

  const raw = (headers: Record<string, string>): Promise<number> =>
    new Promise((resolve, reject) => {
      const url = new URL(`${client.serviceRoot}WhoAmI`);
      const sent = request({ host: url.hostname, port: url.port, path: url.pathname, headers }, (answer) => {
        answer.resume();
        resolve(answer.statusCode ?? 0);
      });
      sent.on('error', reject);
      sent.end();
    });

  it('answers loopback names and its own pages only', async () => {
    const { host: own, port } = new URL(client.serviceRoot);
    expect(await raw({})).toBe(200);
    expect(await raw({ host: `localhost:${port}` })).toBe(200);
    expect(await raw({ host: own, origin: `http://${own}` })).toBe(200);
    expect(await raw({ host: 'attacker.example' })).toBe(403);
    expect(await raw({ host: 'localhost.attacker.example' })).toBe(403);
    expect(await raw({ origin: 'https://attacker.example' })).toBe(403);
    expect(await raw({ origin: 'null' })).toBe(403);
    expect(await raw({ host: own, origin: `http://127.0.0.1:${Number(port) + 1}` })).toBe(403);
  });
});

describe('definitions of columns that no standard table has', () => {
  let host: SandboxHost;
  let client: WebApiClient;
  beforeAll(async () => {
    host = await serve(openFixture());
    client = new WebApiClient(host);
  });
  afterAll(() => host.close());

  it.each<[string, string, string, object]>([
    ['Decimal', 'ship', 'draught', { MinValue: 0, Precision: 2 }],
    ['MultiSelectPicklist', 'ship', 'cargo', { OptionSet: { Options: [{ Value: 1 }, { Value: 2 }, { Value: 3 }] } }],
    ['UniqueIdentifier', 'ship', 'shipid', {}],
    ['BigInt', 'ship', 'versionnumber', {}],
    ['EntityName', 'voyage', 'activitytypecode', {}],
    ['Enum', 'ship', 'cargo', { OptionSet: { Options: [{ Value: 1 }, { Value: 2 }, { Value: 3 }] } }],
  ])('of type %s are found by their cast', async (kind, table, column, more) => {
    const expand = kind === 'MultiSelectPicklist' || kind === 'Enum' ? '?$expand=OptionSet' : '';
    const path = `EntityDefinitions(LogicalName='${table}')/Attributes/Microsoft.Dynamics.CRM.${kind}AttributeMetadata`;
    const rows = await client.rows(`${path}${expand}`);
    expect(rows.find((row) => row.LogicalName === column)).toMatchObject(more);
    expect(rows.some((row) => row.LogicalName === 'name')).toBe(false);
  });
});
