/** Room tests. Custom APIs: operations with declared parameters, carried out by registered handlers, with steps around them. */
import type { Row } from '../../../sandbox/dataverse/contracts';
import type { OpenedDataverse } from '../../../sandbox/dataverse/open';
import { errorCode, WebApiClient } from '../../contract/webApi/client';
import { serve, type SandboxHost } from '../../contract/webApi/openSandboxHost';
import { byKey, contextOf, Receiver } from './receiver';
import { addEndpoint, openWorld } from './world';

describe('a custom API', () => {
  let host: SandboxHost;
  let dataverse: OpenedDataverse;
  let client: WebApiClient;

  beforeEach(async () => {
    dataverse = openWorld();
    host = await serve(dataverse);
    client = new WebApiClient(host);
  });
  afterEach(() => host.close());

  const named = (uniquename: string): Row => ({
    uniquename,
    name: uniquename,
    displayname: uniquename,
    description: uniquename,
  });
  const addApi = (name: string, more: Row = {}): string =>
    dataverse.rows.create('customapi', { ...named(name), ...more });
  const addParameter = (api: string, name: string, type: number, more: Row = {}): string =>
    dataverse.rows.create('customapirequestparameter', {
      ...named(name),
      type,
      customapiid: { table: 'customapi', id: api },
      ...more,
    });
  const addProperty = (api: string, name: string, type: number): string =>
    dataverse.rows.create('customapiresponseproperty', {
      ...named(name),
      type,
      customapiid: { table: 'customapi', id: api },
    });

  /** Counts letters: text in, number out. */
  const addCount = (more: Row = {}): string => {
    const api = addApi('acme_Count', more);
    addParameter(api, 'Text', 10);
    addParameter(api, 'Times', 7, { isoptional: true });
    addProperty(api, 'Length', 7);
    dataverse.registerCustomApiHandler('acme_Count', ({ parameters }) => ({
      Length: String(parameters['Text']).length * Number(parameters['Times'] ?? 1),
    }));
    return api;
  };

  it('is refused by name until somebody carries it out', async () => {
    addApi('acme_Nobody');
    const answer = await client.send('POST', 'acme_Nobody', {});
    expect(answer.status).toBe(501);
    expect(answer.text).toContain('acme_Nobody');
  });

  it('takes its declared parameters and gives its declared properties', async () => {
    addCount();
    expect((await client.send('POST', 'acme_Count', { Text: 'abc', Times: 2 })).body).toMatchObject({ Length: 6 });
    for (const [body, code] of [
      [{}, '0x80040203'],
      [{ Text: 5 }, '0x80048d19'],
      [{ Text: 'a', Unknown: 1 }, '0x80048d19'],
    ] as const) {
      const answer = await client.send('POST', 'acme_Count', body);
      expect([answer.status, errorCode(answer)]).toEqual([400, code]);
    }
    expect((await client.get('acme_Count(Text=%27abc%27)')).status).toBe(405);
  });

  it('gives no property that is not declared', async () => {
    addApi('acme_Count');
    dataverse.registerCustomApiHandler('acme_Count', () => ({ Secret: 1 }));
    const answer = await client.send('POST', 'acme_Count', {});
    expect(answer.status).toBe(500);
    expect(answer.text).not.toContain('Secret');
  });

  it('is a function when its row says so', async () => {
    addCount({ isfunction: true });
    expect((await client.get("acme_Count(Text='abc')")).body).toMatchObject({ Length: 3 });
    expect((await client.get("acme_Count(Text=@p)?@p='abcd'")).body).toMatchObject({ Length: 4 });
  });

  it('is bound to rows or sets when its row says so', async () => {
    const contact = dataverse.rows.create('contact', { lastname: 'Dewi' });
    addApi('acme_Greet', { bindingtype: 1, boundentitylogicalname: 'contact' });
    addApi('acme_GreetAll', { bindingtype: 2, boundentitylogicalname: 'contact' });
    const greeted: unknown[] = [];
    for (const name of ['acme_Greet', 'acme_GreetAll'])
      dataverse.registerCustomApiHandler(name, ({ target }) => void greeted.push(target));
    expect((await client.send('POST', `contacts(${contact})/Microsoft.Dynamics.CRM.acme_Greet`, {})).status).toBe(204);
    expect((await client.send('POST', 'contacts/Microsoft.Dynamics.CRM.acme_GreetAll', {})).status).toBe(204);
    expect((await client.send('POST', 'acme_Greet', {})).status).toBe(404);
    expect(greeted).toEqual([{ table: 'contact', id: contact }, undefined]);
  });

  it('stands in $metadata unless it is private, and is gone with its row', async () => {
    const api = addCount();
    addApi('acme_Private', { isprivate: true });
    const metadata = (await client.get('$metadata')).text;
    expect(metadata).toContain('<Action Name="acme_Count">');
    expect(metadata).toContain('<Property Name="Length" Type="Edm.Int32"');
    expect(metadata).not.toContain('acme_Private');
    dataverse.rows.delete('customapi', api);
    expect((await client.send('POST', 'acme_Count', { Text: 'a' })).status).toBe(404);
    expect((await client.get('$metadata')).text).not.toContain('acme_Count');
    expect(dataverse.rows.findWhere('sdkmessage', { name: 'acme_Count' })).toEqual([]);
    expect(dataverse.rows.findWhere('customapirequestparameter', {})).toEqual([]);
  });

  it('takes no name that a message has', () => {
    expect(() => addApi('Create')).toThrow("There is a message 'Create' already");
  });

  describe('with steps', () => {
    let receiver: Receiver;
    beforeEach(async () => {
      receiver = await Receiver.open();
    });
    afterEach(() => receiver.close());

    const addApiStep = (stage: number, mode = 0): string => {
      const [message] = dataverse.rows.findWhere('sdkmessage', { name: 'acme_Count' });
      return dataverse.rows.create('sdkmessageprocessingstep', {
        name: 'Acme count',
        stage,
        mode,
        rank: 1,
        eventhandler: { table: 'serviceendpoint', id: addEndpoint(dataverse, receiver.url) },
        sdkmessageid: { table: 'sdkmessage', id: message?.id ?? '' },
      });
    };

    it('tells them what went in and what came out', async () => {
      addCount({ allowedcustomprocessingsteptype: 2 });
      addApiStep(40);
      await client.send('POST', 'acme_Count', { Text: 'abc' });
      const context = contextOf((await receiver.requests(1))[0]);
      expect(context).toMatchObject({ MessageName: 'acme_Count', PrimaryEntityName: 'none' });
      expect(byKey(context['InputParameters'])).toEqual({ Text: 'abc' });
      expect(byKey(context['OutputParameters'])).toEqual({ Length: 3 });
    });

    it('is taken back, rows and all, when one of them refuses', async () => {
      addCount({ allowedcustomprocessingsteptype: 2 });
      dataverse.registerCustomApiHandler('acme_Count', ({ context }) => {
        dataverse.rows.create('account', { name: 'Made by the handler' }, context);
        return { Length: 1 };
      });
      addApiStep(40);
      receiver.answerWith(400);
      expect(errorCode(await client.send('POST', 'acme_Count', { Text: 'abc' }))).toBe('0x80040265');
      expect(dataverse.rows.findWhere('account', { name: 'Made by the handler' })).toEqual([]);
    });

    it('waits for a handler that takes its time before it tells them', async () => {
      addCount({ allowedcustomprocessingsteptype: 2 });
      dataverse.registerCustomApiHandler('acme_Count', async () => ({ Length: 7 }));
      addApiStep(40);
      expect((await client.send('POST', 'acme_Count', { Text: 'abc' })).body).toMatchObject({ Length: 7 });
      expect(byKey(contextOf((await receiver.requests(1))[0])['OutputParameters'])).toEqual({ Length: 7 });
    });

    it.each([
      [0, 0, 'takes no steps'],
      [0, 1, 'takes no steps'],
      [1, 0, 'takes asynchronous steps only'],
    ])('which allows %s refuses a step of mode %s: it %s', (allowed, mode, message) => {
      addCount({ allowedcustomprocessingsteptype: allowed });
      expect(() => addApiStep(40, mode)).toThrow(message);
    });
  });
});
