/** Room tests. What scripts of solutions meet as Xrm: requests on the wire, rejections, refusals by name. */
import { NotSupportedBySandboxError } from '../../../../sandbox/app/host/errors';
import { createWebApiClient } from '../../../../sandbox/app/host/webApiClient';
import type { TableInfo } from '../../../../sandbox/app/contracts';
import { withRefusals } from '../../../../sandbox/app/xrm/notSupported';
import { createXrmWebApi } from '../../../../sandbox/app/xrm/webApi';

interface Sent {
  readonly method: string;
  readonly url: string;
  readonly headers: Record<string, string>;
  readonly body: unknown;
}

const ID = '0f6e2d3a-0000-4000-8000-00000000aaaa';
const SETS: Readonly<Record<string, string>> = { contoso_order: 'contoso_orderes', incident: 'incidents' };

const tableInfo = (table: string): Promise<TableInfo> => {
  const entitySetName = SETS[table];
  return entitySetName === undefined
    ? Promise.reject(new Error(`no table ${table}`))
    : Promise.resolve({ table: { entitySetName } } as TableInfo);
};

/** A Web API whose wire is this list; every request gets the next answer. */
function openWebApi(...answers: Array<Response | Error>) {
  const sent: Sent[] = [];
  jest.spyOn(globalThis, 'fetch').mockImplementation((url, init) => {
    const body = typeof init?.body === 'string' ? (JSON.parse(init.body) as unknown) : undefined;
    sent.push({
      method: init?.method ?? 'GET',
      url: String(url as string),
      headers: { ...(init?.headers as Record<string, string>) },
      body,
    });
    const answer = answers[sent.length - 1] ?? new Response(null, { status: 204 });
    return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer);
  });
  const webApi = createXrmWebApi(createWebApiClient(tableInfo));
  return { webApi, sent };
}

const json = (body: unknown, status = 200): Response => new Response(JSON.stringify(body), { status });
const rejectionOf = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => Promise.reject(new Error('It did not reject.')),
    (error: unknown) => error,
  );

afterEach(() => jest.restoreAllMocks());

describe('Xrm.WebApi', () => {
  it('creates in the set the metadata names and answers the new id', async () => {
    const created = new Response(null, {
      status: 204,
      headers: { 'OData-EntityId': `http://localhost/api/data/v9.2/contoso_orderes(${ID})` },
    });
    const { webApi, sent } = openWebApi(created);
    expect(await webApi.createRecord('contoso_order', { contoso_name: 'A' })).toEqual({
      entityType: 'contoso_order',
      id: ID,
    });
    expect(sent[0]).toMatchObject({
      method: 'POST',
      url: '/api/data/v9.2/contoso_orderes',
      body: { contoso_name: 'A' },
    });
  });

  it('updates only what exists, whatever the spelling of the id', async () => {
    const { webApi, sent } = openWebApi();
    await webApi.updateRecord('incident', `{${ID.toUpperCase()}}`, { title: 'B' });
    expect(sent[0]).toMatchObject({
      method: 'PATCH',
      url: `/api/data/v9.2/incidents(${ID})`,
      headers: { 'If-Match': '*' },
    });
  });

  it('reads pages with annotations and gives the link of the next', async () => {
    const { webApi, sent } = openWebApi(
      json({ value: [{ title: 'A' }], '@odata.nextLink': 'http://localhost/next?$skiptoken=1' }),
    );
    const page = await webApi.retrieveMultipleRecords('incident', '?$select=title', 10);
    expect(page).toEqual({ entities: [{ title: 'A' }], nextLink: 'http://localhost/next?$skiptoken=1' });
    expect(sent[0]).toMatchObject({
      url: '/api/data/v9.2/incidents?$select=title',
      headers: { Prefer: 'odata.include-annotations="*",odata.maxpagesize=10' },
    });
  });

  it.each([
    ['plain', (fetchXml: string) => fetchXml],
    ['encoded', encodeURIComponent],
  ])('takes %s FetchXML and pages it by the size of the call', async (_name, encode) => {
    const { webApi, sent } = openWebApi(
      json({ value: [], '@Microsoft.Dynamics.CRM.fetchxmlpagingcookie': '<cookie />' }),
    );
    const answer = await webApi.retrieveMultipleRecords(
      'incident',
      `?fetchXml=${encode('<fetch><entity name="incident" /></fetch>')}`,
      20,
    );
    expect(decodeURIComponent(sent[0]?.url ?? '')).toBe(
      '/api/data/v9.2/incidents?fetchXml=<fetch count="20"><entity name="incident" /></fetch>',
    );
    expect(answer.fetchXmlPagingCookie).toBe('<cookie />');
  });

  it('rejects with the platform’s code as a number and its message, as a plain object', async () => {
    const { webApi } = openWebApi(
      json({ error: { code: '0x80040217', message: 'incident With Id = x Does Not Exist' } }, 404),
    );
    expect(await rejectionOf(webApi.retrieveRecord('incident', ID))).toEqual({
      errorCode: 0x80040217,
      message: 'incident With Id = x Does Not Exist',
    });
  });

  it('rejects with code 0 when nobody answered', async () => {
    const { webApi } = openWebApi(new TypeError('Failed to fetch'));
    expect(await rejectionOf(webApi.deleteRecord('incident', ID))).toEqual({
      errorCode: 0,
      message: 'The server did not answer: Failed to fetch',
    });
  });
});

describe('Xrm.WebApi.online.execute', () => {
  class Ship {
    constructor(
      readonly Target: unknown,
      readonly Note: string,
    ) {}
    getMetadata() {
      return {
        boundParameter: null,
        operationType: 0,
        operationName: 'contoso_Ship',
        parameterTypes: {
          Target: { typeName: 'mscrm.contoso_order', structuralProperty: 5 },
          Note: { typeName: 'Edm.String', structuralProperty: 1 },
        },
      };
    }
  }

  it('posts an unbound action with its declared parameters and nothing else', async () => {
    const { webApi, sent } = openWebApi();
    const target = { '@odata.type': 'Microsoft.Dynamics.CRM.contoso_order', contoso_orderid: ID };
    const answer = await webApi.online.execute(Object.assign(new Ship(target, 'now'), { extra: 1 }));
    expect(sent[0]).toMatchObject({
      method: 'POST',
      url: '/api/data/v9.2/contoso_Ship',
      body: { Target: target, Note: 'now' },
    });
    expect(sent[0]?.body).not.toHaveProperty('extra');
    expect([answer.ok, answer.status]).toEqual([true, 204]);
  });

  it('calls a bound action on its row', async () => {
    const { webApi, sent } = openWebApi();
    const request = {
      entity: { entityType: 'incident', id: ID },
      getMetadata: () => ({
        boundParameter: 'entity',
        operationType: 0,
        operationName: 'Escalate',
        parameterTypes: { entity: { typeName: 'mscrm.incident', structuralProperty: 5 } },
      }),
    };
    await webApi.online.execute(request);
    expect(sent[0]).toMatchObject({
      method: 'POST',
      url: `/api/data/v9.2/incidents(${ID})/Microsoft.Dynamics.CRM.Escalate`,
      body: {},
    });
  });

  it('writes the arguments of a function into aliases by their types', async () => {
    const { webApi, sent } = openWebApi(json({}));
    const request = {
      Text: "O'Neil",
      Id: ID,
      Count: 3,
      getMetadata: () => ({
        boundParameter: null,
        operationType: 1,
        operationName: 'contoso_Find',
        parameterTypes: {
          Text: { typeName: 'Edm.String', structuralProperty: 1 },
          Id: { typeName: 'Edm.Guid', structuralProperty: 1 },
          Count: { typeName: 'Edm.Int32', structuralProperty: 1 },
        },
      }),
    };
    await webApi.online.execute(request);
    expect(decodeURIComponent(sent[0]?.url ?? '')).toBe(
      `/api/data/v9.2/contoso_Find(Text=@Text,Id=@Id,Count=@Count)?@Text='O''Neil'&@Id=${ID}&@Count=3`,
    );
  });

  it.each([
    ['Create', { etn: 'incident', payload: { title: 'A' } }, 'POST', '/api/data/v9.2/incidents'],
    ['Update', { etn: 'incident', id: ID, payload: { title: 'A' } }, 'PATCH', `/api/data/v9.2/incidents(${ID})`],
    ['Delete', { entityReference: { entityType: 'incident', id: ID } }, 'DELETE', `/api/data/v9.2/incidents(${ID})`],
  ])('sends the CRUD request %s', async (operationName, fields, method, url) => {
    const { webApi, sent } = openWebApi();
    await webApi.online.execute({
      ...fields,
      getMetadata: () => ({ boundParameter: undefined, operationType: 2, operationName }),
    });
    expect(sent[0]).toMatchObject({ method, url });
  });

  it('rejects a failed action with code and message', async () => {
    const { webApi } = openWebApi(
      json({ error: { code: '0x80072322', message: 'Number of requests exceeded the limit.' } }, 429),
    );
    expect(await rejectionOf(webApi.online.execute(new Ship({}, '')))).toEqual({
      errorCode: 0x80072322,
      message: 'Number of requests exceeded the limit.',
    });
  });

  it('executes several in order and refuses change sets by name', async () => {
    const { webApi, sent } = openWebApi();
    await webApi.online.executeMultiple([new Ship({}, 'one'), new Ship({}, 'two')]);
    expect(sent.map(({ body }) => (body as { Note: string }).Note)).toEqual(['one', 'two']);
    expect(await rejectionOf(webApi.online.executeMultiple([[new Ship({}, '')]]))).toBeInstanceOf(
      NotSupportedBySandboxError,
    );
  });
});

describe('withRefusals', () => {
  const xrm = withRefusals('Xrm', { known: () => 'here' }) as unknown as Record<
    string,
    Record<string, () => unknown> & (() => unknown)
  >;

  it('keeps what is there', () => {
    expect(xrm['known']?.()).toBe('here');
  });

  it('refuses what is not there when it is called, by its whole name', () => {
    expect(() => xrm['Device']?.['captureImage']?.()).toThrow(
      'Xrm.Device.captureImage is not supported by the sandbox.',
    );
    expect(() => xrm['later']?.()).toThrow(NotSupportedBySandboxError);
  });

  it('can be looked at and awaited without a refusal', async () => {
    expect(xrm['Device']).toBeTruthy();
    expect(await Promise.resolve(xrm)).toBe(xrm);
    expect(String(Symbol.iterator in Object(xrm['Device']))).toBe('false');
  });
});
