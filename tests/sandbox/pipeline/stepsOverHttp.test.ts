/** Room tests. Steps as clients of the Web API meet them: registering, refusals, chains of events, closing a case, the secret. */
import type { OpenedDataverse } from '../../../sandbox/dataverse/open';
import { errorCode, WebApiClient } from '../../contract/webApi/client';
import { serve, type SandboxHost } from '../../contract/webApi/openSandboxHost';
import { byKey, contextOf, Receiver } from './receiver';
import { addEndpoint, addStep, openWorld, UPDATE } from './world';

describe('steps over the Web API', () => {
  let host: SandboxHost;
  let dataverse: OpenedDataverse;
  let client: WebApiClient;
  let receiver: Receiver;
  let contact = '';

  beforeAll(async () => {
    receiver = await Receiver.open();
  });
  afterAll(() => receiver.close());
  beforeEach(async () => {
    receiver.answerWith(200);
    await receiver.forget();
    dataverse = openWorld();
    host = await serve(dataverse);
    client = new WebApiClient(host);
    contact = dataverse.rows.create('contact', { firstname: 'Sari', lastname: 'Dewi' });
  });
  afterEach(async () => {
    await host.close();
  });

  const rows = (answer: { readonly body: unknown }): Record<string, unknown>[] =>
    (answer.body as { value: Record<string, unknown>[] }).value;

  it('are registered as on the platform: message, filter, endpoint, step', async () => {
    const filters = await client.send(
      'GET',
      "sdkmessagefilters?$select=sdkmessagefilterid,_sdkmessageid_value&$filter=primaryobjecttypecode eq 'contact' and sdkmessageid/name eq 'Update'",
    );
    expect(rows(filters)).toMatchObject([{ _sdkmessageid_value: UPDATE }]);
    const endpoint = await client.send('POST', 'serviceendpoints', {
      name: 'Acme',
      contract: 8,
      authtype: 4,
      authvalue: 'secret-key',
      url: receiver.url,
    });
    expect(endpoint.status).toBe(204);
    const [id] = rows(await client.send('GET', 'serviceendpoints?$select=serviceendpointid,isauthvalueset'));
    expect(id).toMatchObject({ isauthvalueset: true });
    const step = await client.send('POST', 'sdkmessageprocessingsteps', {
      name: 'Acme step',
      stage: 20,
      mode: 0,
      rank: 1,
      'sdkmessageid@odata.bind': `/sdkmessages(${UPDATE})`,
      'sdkmessagefilterid@odata.bind': `/sdkmessagefilters(${String(rows(filters)[0]?.['sdkmessagefilterid'])})`,
      'eventhandler_serviceendpoint@odata.bind': `/serviceendpoints(${String(id?.['serviceendpointid'])})`,
    });
    expect(step.status).toBe(204);
    receiver.answerWith(403);
    const refused = await client.send('PATCH', `contacts(${contact})`, { firstname: 'Ayu' });
    expect([refused.status, errorCode(refused)]).toEqual([400, '0x80040265']);
    expect(JSON.stringify(refused.body)).not.toContain('nobody reads');
  });

  it('never show the secret of a webhook', async () => {
    const id = addEndpoint(dataverse, receiver.url);
    const fetch = (inner: string): string =>
      `serviceendpoints?fetchXml=${encodeURIComponent(`<fetch><entity name="serviceendpoint">${inner}</entity></fetch>`)}`;
    const answers = await Promise.all(
      [
        'serviceendpoints',
        `serviceendpoints(${id})`,
        `serviceendpoints(${id})?$select=authvalue`,
        `serviceendpoints(${id})/authvalue`,
        `serviceendpoints(${id})/authvalue/$value`,
        "serviceendpoints?$filter=startswith(authvalue,'s')",
        'serviceendpoints?$orderby=authvalue',
        'serviceendpoints?$apply=groupby((authvalue))',
        fetch('<all-attributes/>'),
        fetch('<attribute name="authvalue"/>'),
        fetch('<filter><condition attribute="authvalue" operator="like" value="s%"/></filter>'),
        fetch('<order attribute="authvalue"/>'),
      ].map((path) => client.send('GET', path)),
    );
    for (const answer of answers) expect(JSON.stringify(answer.body)).not.toContain('secret-key');
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 400, 404, 404, 400, 400, 400, 200, 400, 400, 400]);
  });

  it('hear of the closing of a case as Close, and of the case’s change as a part of it', async () => {
    const incident = dataverse.rows.create('incident', {
      title: 'Lost parcel',
      customerid: { table: 'contact', id: contact },
    });
    const endpoint = addEndpoint(dataverse, receiver.url);
    addStep(dataverse, endpoint, { message: 'Close', table: 'incident' });
    addStep(dataverse, endpoint, { table: 'incident', columns: 'statecode' });
    const answer = await client.send('POST', 'CloseIncident', {
      IncidentResolution: {
        subject: 'Found',
        '@odata.type': 'Microsoft.Dynamics.CRM.incidentresolution',
        'incidentid@odata.bind': `/incidents(${incident})`,
      },
      Status: 5,
    });
    expect(answer.status).toBe(204);
    const [close, update] = (await receiver.requests(2)).map(contextOf);
    expect(close).toMatchObject({
      MessageName: 'Close',
      PrimaryEntityName: 'incident',
      PrimaryEntityId: '00000000-0000-0000-0000-000000000000',
    });
    const inputs = byKey(close?.['InputParameters']);
    expect(Object.keys(inputs)).toEqual(['IncidentResolution', 'Status']);
    expect(inputs['Status']).toMatchObject({ Value: 5 });
    expect(inputs['IncidentResolution']).toMatchObject({ LogicalName: 'incidentresolution' });
    expect(byKey(inputs['IncidentResolution']?.['Attributes'])['incidentid']).toMatchObject({
      __type: 'EntityReference:http://schemas.microsoft.com/xrm/2011/Contracts',
      Id: incident,
    });
    expect(update).toMatchObject({
      MessageName: 'Update',
      PrimaryEntityId: incident,
      CorrelationId: close?.['CorrelationId'],
      ParentContext: { MessageName: 'Close', Stage: 30 },
    });
    receiver.answerWith(400);
  });

  it('stop the closing of a case that they do not agree with', async () => {
    const incident = dataverse.rows.create('incident', {
      title: 'Lost parcel',
      customerid: { table: 'contact', id: contact },
    });
    addStep(dataverse, addEndpoint(dataverse, receiver.url), { message: 'Close', table: 'incident', stage: 40 });
    receiver.answerWith(500);
    const answer = await client.send('POST', 'CloseIncident', {
      IncidentResolution: {
        subject: 'Found',
        '@odata.type': 'Microsoft.Dynamics.CRM.incidentresolution',
        'incidentid@odata.bind': `/incidents(${incident})`,
      },
      Status: 5,
    });
    expect(errorCode(answer)).toBe('0x80040265');
    expect(dataverse.rows.find('incident', incident)?.values.statecode).toBe(0);
    expect(dataverse.rows.findWhere('incidentresolution', {})).toEqual([]);
  });

  it('end a chain of events that cause each other at the ninth link', async () => {
    addStep(dataverse, addEndpoint(dataverse, receiver.url));
    dataverse.rows.update('contact', contact, { firstname: 'first' });
    let [request] = await receiver.requests(1);
    for (let depth = 1; depth <= 8; depth += 1) {
      expect(contextOf(request)['Depth']).toBe(depth);
      const correlation = request?.headers['x-ms-correlation-request-id'] ?? '';
      await receiver.forget();
      const answer = await client.send(
        'PATCH',
        `contacts(${contact})`,
        { firstname: `link ${depth}` },
        {
          'x-ms-correlation-request-id': correlation,
        },
      );
      if (depth === 8) {
        expect([answer.status, errorCode(answer)]).toEqual([400, '0x80044182']);
        return;
      }
      expect(answer.status).toBe(204);
      [request] = await receiver.requests(1);
      expect(request?.headers['x-ms-correlation-request-id']).toBe(correlation);
    }
  });

  it('are for messages that nobody makes or removes', async () => {
    const answers = await Promise.all([
      client.send('POST', 'sdkmessages', { name: 'Acme' }),
      client.send('PATCH', `sdkmessages(${UPDATE})`, { name: 'Acme' }),
      client.send('DELETE', `sdkmessages(${UPDATE})`),
    ]);
    for (const answer of answers) expect([answer.status, errorCode(answer)]).toEqual([400, '0x80040800']);
    expect(dataverse.rows.find('sdkmessage', UPDATE)?.values.name).toBe('Update');
  });

  it('are called for users who may not read their registration, and cannot be passed over by them', async () => {
    const [role] = dataverse.rows.findWhere('role', { name: 'Basic User' });
    const unit = dataverse.rows.findWhere('businessunit', {})[0]?.id ?? '';
    const user = dataverse.rows.create('systemuser', {
      firstname: 'Budi',
      domainname: 'budi@contoso.example',
      businessunitid: { table: 'businessunit', id: unit },
    });
    const related = { table: 'role', id: role?.id ?? '' };
    dataverse.rows.associate('systemuserroles_association', { table: 'systemuser', id: user }, related);
    const own = dataverse.rows.create('contact', { lastname: 'Own', ownerid: { table: 'systemuser', id: user } });
    const endpoint = addEndpoint(dataverse, receiver.url);
    addStep(dataverse, endpoint);
    addStep(dataverse, endpoint, { isAsynchronous: true });
    const headers = { MSCRMCallerID: user };
    const bypassed = { ...headers, 'MSCRM.BypassCustomPluginExecution': 'true' };
    expect((await client.send('PATCH', `contacts(${own})`, { firstname: 'Ayu' }, bypassed)).status).toBe(403);
    expect((await client.get(`serviceendpoints(${endpoint})`, headers)).status).toBe(403);
    expect((await client.send('PATCH', `contacts(${own})`, { firstname: 'Ayu' }, headers)).status).toBe(204);
    await dataverse.pipeline.jobs.idle();
    const [first, second] = (await receiver.requests(2)).map(contextOf);
    expect([first?.['UserId'], second?.['UserId']]).toEqual([user, user]);
  });

  it('are passed over by a request that says so', async () => {
    addStep(dataverse, addEndpoint(dataverse, receiver.url));
    receiver.answerWith(400);
    const headers = { 'MSCRM.BypassCustomPluginExecution': 'true' };
    expect((await client.send('PATCH', `contacts(${contact})`, { firstname: 'Ayu' }, headers)).status).toBe(204);
  });
});
