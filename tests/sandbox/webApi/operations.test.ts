import type { OperationRequest } from '../../../sandbox/dataverse/contracts';
import { DataverseError } from '../../../sandbox/dataverse/errors';
import { errorCode, WebApiClient } from '../../contract/webApi/client';
import type { SandboxHost } from '../../contract/webApi/openSandboxHost';
import { serve } from '../../contract/webApi/openSandboxHost';
import { openFixture, ship } from '../../unit/sandbox/dataverse/fixture';

describe('actions and functions', () => {
  let host: SandboxHost;
  let client: WebApiClient;
  let calls: OperationRequest[];

  beforeAll(async () => {
    const dataverse = openFixture();
    const keep = (request: OperationRequest): void => void calls.push(request);
    dataverse.registerOperation({
      name: 'fleet_Signal',
      kind: 'action',
      parameters: [
        { name: 'Text', type: 'Edm.String' },
        { name: 'Ship', type: 'mscrm.ship' },
        { name: 'Anything', type: 'mscrm.crmbaseentity', isOptional: true },
        { name: 'Times', type: 'Edm.Int32', isOptional: true },
        { name: 'Flags', type: 'Edm.String', isCollection: true, isOptional: true },
      ],
      run: keep,
    });
    dataverse.registerOperation({
      name: 'fleet_Sink',
      kind: 'action',
      boundTo: { table: 'ship' },
      parameters: [],
      returns: [{ name: 'Depth', type: 'Edm.Int32' }],
      run: async (request) => {
        keep(request);
        return { Depth: 20 };
      },
    });
    dataverse.registerOperation({
      name: 'fleet_Distance',
      kind: 'function',
      parameters: [
        { name: 'From', type: 'Edm.String' },
        { name: 'Knots', type: 'Edm.Int32', isOptional: true },
        { name: 'Ship', type: 'mscrm.ship', isOptional: true },
      ],
      returns: [{ name: 'Miles', type: 'Edm.Int32' }],
      run: (request) => {
        keep(request);
        return { Miles: 3 };
      },
    });
    dataverse.registerOperation({
      name: 'fleet_Storm',
      kind: 'action',
      parameters: [],
      run: () => {
        throw new DataverseError(429, '0x80072322', 'Too many requests.', 7);
      },
    });
    dataverse.registerOperation({
      name: 'fleet_Bug',
      kind: 'action',
      parameters: [],
      run: () => {
        throw new Error('secret detail');
      },
    });
    host = await serve(dataverse);
    client = new WebApiClient(host);
  });
  beforeEach(() => {
    calls = [];
  });
  afterAll(() => host.close());

  const target = { '@odata.type': 'Microsoft.Dynamics.CRM.ship', shipid: '00000000-0000-4000-8000-00000000bbbb' };

  it('runs an unbound action with its parameters and answers 204 when it returns nothing', async () => {
    const body = { Text: 'hello', Ship: target, Times: 2, Flags: ['A', 'B'] };
    const answer = await client.send('POST', 'fleet_Signal', body);
    expect([answer.status, answer.text]).toEqual([204, '']);
    expect(calls).toEqual([expect.objectContaining({ parameters: body, context: host.dataverse.administrator })]);
  });

  it.each<[string, unknown, string]>([
    ['a missing parameter', { Text: 'x' }, '0x80040203'],
    ['an unknown parameter', { Text: 'x', Ship: target, Loud: true }, '0x80048d19'],
    ['a number for a text', { Text: 5, Ship: target }, '0x80048d19'],
    ['a text for a number', { Text: 'x', Ship: target, Times: '2' }, '0x80048d19'],
    ['a single value for a collection', { Text: 'x', Ship: target, Flags: 'A' }, '0x80048d19'],
    ['a row of another table', { Text: 'x', Ship: { '@odata.type': 'Microsoft.Dynamics.CRM.fleet' } }, '0x80048d19'],
    [
      'a base-typed row that does not name its table',
      { Text: 'x', Ship: target, Anything: { shipid: target.shipid } },
      '0x80048d19',
    ],
  ])('refuses %s without running the action', async (_what, body, code) => {
    const answer = await client.send('POST', 'fleet_Signal', body);
    expect([answer.status, errorCode(answer)]).toEqual([400, code]);
    expect(calls).toEqual([]);
  });

  it('says what is missing of a row whose declared type is a base type, and takes it once it names its table', async () => {
    const { shipid } = target;
    const send = (Anything: object) => client.send('POST', 'fleet_Signal', { Text: 'x', Ship: { shipid }, Anything });
    const refused = await send({ shipid });
    expect(refused.text).toContain('EdmEntityObject passed should have the key property value set.');
    expect([refused.status, errorCode(refused)]).toEqual([400, '0x80048d19']);
    for (const type of ['#Microsoft.Dynamics.CRM.nosuchtable', 'Microsoft.Dynamics.CRM.crmbaseentity'])
      expect((await send({ '@odata.type': type, shipid })).status).toBe(400);
    expect(calls).toEqual([]);
    expect((await send({ '@odata.type': '#Microsoft.Dynamics.CRM.ship', shipid })).status).toBe(204);
    expect((await send({ '@odata.id': `ships(${shipid})` })).status).toBe(204);
  });

  it('runs a bound action on its row, with and without the namespace', async () => {
    const id = ship(host.dataverse, { name: 'Ada' });
    for (const name of ['Microsoft.Dynamics.CRM.fleet_Sink', 'fleet_Sink']) {
      const answer = await client.send('POST', `ships(${id})/${name}`);
      expect(answer.status).toBe(200);
      expect(answer.body).toEqual({
        '@odata.context': `${client.serviceRoot}$metadata#Microsoft.Dynamics.CRM.fleet_SinkResponse`,
        Depth: 20,
      });
    }
    expect(calls.map((call) => call.target)).toEqual([
      { table: 'ship', id },
      { table: 'ship', id },
    ]);
  });

  it('runs a function with inline arguments, aliases and references', async () => {
    const reference = encodeURIComponent("{'@odata.id':'ships(1)'}");
    const answer = await client.get(`fleet_Distance(From=@p1,Knots=12,Ship=@p2)?@p1='it''s'&@p2=${reference}`);
    expect(answer.body.Miles).toBe(3);
    expect(calls[0]?.parameters).toEqual({ From: "it's", Knots: 12, Ship: { '@odata.id': 'ships(1)' } });
  });

  it('refuses the wrong verb and unknown names', async () => {
    expect((await client.get('fleet_Signal')).status).toBe(405);
    expect((await client.send('POST', 'fleet_Nothing', {})).status).toBe(404);
    expect((await client.get('fleet_Distance(Nowhere=1)')).status).toBe(400);
  });

  it('acts as the user that the caller names', async () => {
    const mate = host.dataverse.rows.create('systemuser', { name: 'Mate' });
    await client.send('POST', 'fleet_Signal', { Text: 'x', Ship: target }, { MSCRMCallerID: mate });
    expect(calls[0]?.context).toEqual({ userId: mate, callerId: host.dataverse.administrator.userId });
  });

  it('passes the fault of an operation on, with the seconds to wait', async () => {
    const answer = await client.send('POST', 'fleet_Storm', {});
    expect([answer.status, errorCode(answer), answer.headers.get('retry-after')]).toEqual([429, '0x80072322', '7']);
  });

  it('hides what an unexpected error says', async () => {
    const answer = await client.send('POST', 'fleet_Bug', {});
    expect(answer.status).toBe(500);
    expect(answer.text).not.toContain('secret detail');
    expect(errorCode(answer)).toBe('0x80040216');
  });

  it('describes operations in the CSDL, with the types of their parameters', async () => {
    const { text } = await client.get('$metadata');
    expect(text).toMatch(
      /<Action Name="fleet_Signal">\s*<Parameter Name="Text" Type="Edm.String" Nullable="false" \/>\s*<Parameter Name="Ship" Type="mscrm.ship" Nullable="false" \/>/,
    );
    expect(text).toContain('<Parameter Name="Flags" Type="Collection(Edm.String)" />');
    expect(text).toContain('<Action Name="fleet_Sink" IsBound="true">');
    expect(text).toContain('<ReturnType Type="mscrm.fleet_SinkResponse" Nullable="false" />');
    expect(text).toContain('<FunctionImport Name="fleet_Distance" Function="Microsoft.Dynamics.CRM.fleet_Distance" />');
  });
});
