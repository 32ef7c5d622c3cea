/** Room tests. The Dataverse connector against the sandbox's own Web API, over HTTP, with the lab's faults in between. */
import { NoAnswerError, type ConnectorCall } from '../../../../sandbox/flows/contracts';
import { dataverseConnector } from '../../../../sandbox/flows/connectors/dataverse';
import { nestedValue } from '../../../../sandbox/flows/connectors/flatParameters';
import type { FlowObject } from '../../../../sandbox/flows/expressions';
import { button, call, flowId, flowZip, type Json } from './flowZip';
import { attribute, toolTable } from '../../solutions/solutionZip';
import { openFlows, type Flows } from './openFlows';

let flows: Flows;
beforeAll(async () => {
  flows = await openFlows();
  const manual = attribute('file', 'acme_Manual', '<MaxSizeInKB>100</MaxSizeInKB>');
  await flows.importZip(flowZip([], { sections: { Entities: toolTable({ attributes: [manual] }) } }));
  flows.connect();
});
afterAll(() => flows.close());

const ask = (operationId: string, parameters: FlowObject, more: Partial<ConnectorCall> = {}) =>
  dataverseConnector({ serverUrl: () => flows.sandbox.url, userId: flows.sandbox.dataverse.administrator.userId })({
    connectionReference: 'acme_dataverse',
    api: 'shared_commondataserviceforapps',
    operationId,
    parameters,
    signal: new AbortController().signal,
    ...more,
  });

const contact = (lastname: string): string => flows.sandbox.dataverse.rows.create('contact', { lastname });
const bodyOf = (answer: { body: unknown }): Record<string, unknown> => answer.body as Record<string, unknown>;

describe('flat parameters', () => {
  it.each<[string, FlowObject, unknown]>([
    ['nothing', { other: 1 }, undefined],
    ['columns', { 'item/a': 1, 'item/b@odata.bind': '/c(1)' }, { a: 1, 'b@odata.bind': '/c(1)' }],
    [
      'nested objects',
      { 'item/Outer/inner': 1, 'item/Outer/other/deep': 2 },
      { Outer: { inner: 1, other: { deep: 2 } } },
    ],
    ['a whole with parts', { item: { a: 1, b: 2 }, 'item/b': 3 }, { a: 1, b: 3 }],
    ['names that objects have by birth', { 'item/__proto__/x': 1 }, JSON.parse('{"__proto__":{"x":1}}')],
  ])('make a body of %s', (_what, parameters, expected) => {
    expect(nestedValue(parameters, 'item')).toEqual(expected);
  });

  it.each<[string, FlowObject]>([
    ['a text and a part of it', { item: 'x', 'item/a': 1 }],
    ['a column and a part of it', { 'item/a': 1, 'item/a/b': 2 }],
    ['a part and then its whole', { 'item/a/b': 2, 'item/a': { c: 1 } }],
  ])('refuse %s', (_what, parameters) => {
    expect(() => nestedValue(parameters, 'item')).toThrow(/once as a whole and once in parts/);
  });
});

describe('operations', () => {
  it('create, read, change, change only, and delete a row', async () => {
    const created = await ask('CreateRecord', {
      entityName: 'contacts',
      'item/lastname': 'Sari',
      'item/donotphone': true,
    });
    expect(created.statusCode).toBe(201);
    const id = String(bodyOf(created).contactid);
    expect(bodyOf(created)['donotphone@OData.Community.Display.V1.FormattedValue']).toBe('Do Not Allow');
    const read = await ask('GetItem', { entityName: 'contacts', recordId: id, $select: 'lastname' });
    expect(bodyOf(read)).toMatchObject({ lastname: 'Sari' });
    expect(bodyOf(read)).not.toHaveProperty('donotphone');
    const changed = await ask('UpdateRecord', { entityName: 'contacts', recordId: id, 'item/lastname': 'Dewi' });
    expect(bodyOf(changed)).toMatchObject({ lastname: 'Dewi' });
    expect((await ask('DeleteRecord', { entityName: 'contacts', recordId: id })).statusCode).toBe(204);
    const gone = { entityName: 'contacts', recordId: id, 'item/lastname': 'Sari' };
    expect((await ask('UpdateOnlyRecord', gone)).statusCode).toBe(404);
    // Upserts.
    expect((await ask('UpdateRecord', gone)).statusCode).toBe(201);
  });

  it('bind lookups, expand them, and tell their tables', async () => {
    const id = contact('Sari');
    const created = await ask('CreateRecord', {
      entityName: 'incidents',
      'item/title': 'Lamp',
      'item/customerid_contact@odata.bind': `contacts(${id})`,
    });
    expect(bodyOf(created)).toMatchObject({
      _customerid_value: id,
      '_customerid_value@Microsoft.Dynamics.CRM.lookuplogicalname': 'contact',
    });
    const read = await ask('GetItem', {
      entityName: 'incidents',
      recordId: String(bodyOf(created).incidentid),
      $expand: 'customerid_contact($select=lastname)',
    });
    expect(bodyOf(read).customerid_contact).toMatchObject({ lastname: 'Sari' });
  });

  it('call unbound and bound actions, and relate rows', async () => {
    const id = contact('Sari');
    const { rows } = flows.sandbox.dataverse;
    const incident = rows.create('incident', { title: 'Lamp', customerid: { table: 'contact', id } });
    const closed = await ask('PerformUnboundAction', {
      actionName: 'CloseIncident',
      'item/IncidentResolution/subject': 'Done',
      'item/IncidentResolution/incidentid@odata.bind': `/incidents(${incident})`,
      'item/Status': 5,
    });
    expect(closed).toMatchObject({ statusCode: 204, body: null });
    expect(rows.find('incident', incident)?.values.statecode).toBe(1);
    const unknown = await ask('PerformBoundAction', {
      entityName: 'contacts',
      recordId: id,
      actionName: 'Microsoft.Dynamics.CRM.Nothing',
    });
    expect(unknown.statusCode).toBe(404);
  });

  it('relate rows and part them again', async () => {
    const id = contact('Sari');
    const { rows } = flows.sandbox.dataverse;
    const account = rows.create('account', { name: 'Acme' });
    const place = {
      entityName: 'accounts',
      recordId: account,
      associationEntityRelationship: 'contact_customer_accounts',
    };
    const address = `${flows.sandbox.url}/api/data/v9.2/contacts(${id})`;
    expect((await ask('AssociateEntities', { ...place, 'item/@odata.id': address })).statusCode).toBe(204);
    expect(rows.find('contact', id)?.values.parentcustomerid).toEqual({ table: 'account', id: account });
    expect((await ask('DisassociateEntities', { ...place, $id: address })).statusCode).toBe(204);
    expect(rows.find('contact', id)?.values.parentcustomerid).toBeNull();
  });

  it('put a file into a column and take it out again', async () => {
    const recordId = flows.sandbox.dataverse.rows.create('acme_tool', { acme_name: 'With manual' });
    const place = { entityName: 'acme_tools', recordId, fileImageFieldName: 'acme_manual' };
    const item = { '$content-type': 'text/plain', $content: Buffer.from('Hold here.').toString('base64') };
    const put = await ask('UpdateEntityFileImageFieldContent', { ...place, item, 'x-ms-file-name': 'm\u00e4nual.txt' });
    expect(put.statusCode).toBe(204);
    const taken = await ask('GetEntityFileImageFieldContent', place);
    expect(bodyOf(taken).$content).toBe(item.$content);
    expect(await ask('UpdateEntityFileImageFieldContent', { ...place, item: 1, 'x-ms-file-name': 'x' })).toMatchObject({
      statusCode: 400,
    });
  });

  it('refuse by name what they do not know', async () => {
    await expect(ask('ExecuteChangeset', {})).rejects.toThrow(/'ExecuteChangeset'/);
    await expect(ask('GetItem', { entityName: 'contacts', recordId: '1', organization: 'x' })).rejects.toThrow(
      /organization/,
    );
    await expect(ask('GetItem', {}, { api: 'shared_office365' })).rejects.toThrow(/shared_office365/);
    const fetchXml = '<fetch aggregate="true"><entity name="contact" /></fetch>';
    await expect(ask('ListRecords', { entityName: 'contacts', fetchXml })).rejects.toThrow(/aggregate/);
  });

  it('answer 400 without asking Dataverse when a parameter is missing or cannot be part of an address', async () => {
    const wrong: FlowObject[] = [{ entityName: 'contacts' }, { entityName: '../secret', recordId: 'x' }];
    for (const parameters of wrong) {
      expect(await ask('GetItem', parameters)).toMatchObject({ statusCode: 400, requests: 0 });
    }
  });

  it('act in the name of the flow’s owner', async () => {
    const { rows, administrator } = flows.sandbox.dataverse;
    const unit = rows.find('systemuser', administrator.userId)?.values.businessunitid ?? null;
    const userId = rows.create('systemuser', {
      lastname: 'Nobody',
      domainname: 'n@acme.example',
      businessunitid: unit,
    });
    const connector = dataverseConnector({ serverUrl: () => flows.sandbox.url, userId });
    const answer = await connector({
      connectionReference: 'acme_dataverse',
      api: 'shared_commondataserviceforapps',
      operationId: 'ListRecords',
      parameters: { entityName: 'contacts' },
      signal: new AbortController().signal,
    });
    // A user without any role may read nothing.
    expect(answer.statusCode).toBe(403);
  });
});

describe('lists of rows', () => {
  beforeAll(() => {
    const { rows } = flows.sandbox.dataverse;
    rows.transaction(() => {
      for (let index = 0; index < 5003; index += 1) rows.create('task', { subject: `Task ${index}` });
    });
  });
  const tasks = { entityName: 'tasks', $select: 'subject' };

  it('end at 5,000 rows with a link when nobody asked for more', async () => {
    const body = bodyOf(await ask('ListRecords', tasks));
    expect((body.value as unknown[]).length).toBe(5000);
    expect(body['@odata.nextLink']).toContain('$skiptoken');
  });

  it('are whole pages up to the number asked for, without a link, each page a request', async () => {
    const answer = await ask('ListRecords', tasks, { minimumItemCount: 5001 });
    expect((bodyOf(answer).value as unknown[]).length).toBe(5003);
    expect(bodyOf(answer)).not.toHaveProperty('@odata.nextLink');
    expect(answer.requests).toBe(2);
    expect((await ask('ListRecords', tasks, { minimumItemCount: 4000 })).requests).toBe(1);
  });

  it('take filters, orders, a number of rows, and FetchXML with its paging cookie', async () => {
    const first = await ask('ListRecords', {
      ...tasks,
      $filter: "endswith(subject,'99')",
      $orderby: 'subject desc',
      $top: 2,
    });
    expect((bodyOf(first).value as { subject: string }[]).map(({ subject }) => subject)).toEqual([
      'Task 999',
      'Task 99',
    ]);
    const fetchXml =
      '<fetch count="2"><entity name="task"><attribute name="subject" /><order attribute="subject" /></entity></fetch>';
    const second = bodyOf(await ask('ListRecords', { entityName: 'tasks', fetchXml }));
    expect((second.value as unknown[]).length).toBe(2);
    expect(second['@Microsoft.Dynamics.CRM.morerecords']).toBe(true);
    expect(second['@Microsoft.Dynamics.CRM.fetchxmlpagingcookie']).toContain('pagenumber="2"');
  });

  it('take FetchXML that is far longer than most servers allow in an address', async () => {
    const values = Array.from({ length: 700 }, (_, index) => `<value>Task ${index}</value>`).join('');
    const fetchXml = `<fetch><entity name="task"><attribute name="subject" /><filter><condition attribute="subject" operator="in">${values}</condition></filter></entity></fetch>`;
    expect(encodeURIComponent(fetchXml).length).toBeGreaterThan(16_384);
    const { value } = bodyOf(await ask('ListRecords', { entityName: 'tasks', fetchXml }));
    expect((value as unknown[]).length).toBe(700);
  });

  it('fail as a whole when a later page fails', async () => {
    await fault({ kind: 'throttle', operation: { set: 'tasks' }, atCall: 2, retryAfterSeconds: 7 });
    const answer = await ask('ListRecords', tasks, { minimumItemCount: 5001 });
    expect(answer).toMatchObject({ statusCode: 429, requests: 2 });
    expect(answer.headers['retry-after']).toBe('7');
  });
});

async function fault(order: Json): Promise<void> {
  const answer = await flows.send('POST', '/lab/faults', order);
  if (answer.status !== 201) throw new Error(JSON.stringify(answer.body));
}

describe('a request that has no good end', () => {
  const create = (name: string) => ask('CreateRecord', { entityName: 'acme_tools', 'item/acme_name': name });
  const made = (name: string): number => flows.names().filter((one) => one === name).length;

  it('that is throttled gives 429 with Retry-After, and was not carried out', async () => {
    await fault({ kind: 'throttle', operation: { set: 'acme_tools' }, retryAfterSeconds: 3 });
    expect(await create('Throttled')).toMatchObject({ statusCode: 429, headers: { 'retry-after': '3' } });
    expect(made('Throttled')).toBe(0);
  });

  it('whose answer is lost says that it does not know, and is not repeated', async () => {
    await fault({ kind: 'lost-answer', operation: { set: 'acme_tools' } });
    const outcome = await create('Lost').catch((error: unknown) => error);
    expect(outcome).toBeInstanceOf(NoAnswerError);
    expect((outcome as NoAnswerError).code).toBe('connection-lost');
    expect(made('Lost')).toBe(1);
  });

  it('in a flow without retries fails the action: the row is there once', async () => {
    const id = flowId(1);
    const actions = {
      Create: call(
        'CreateRecord',
        { entityName: 'acme_tools', 'item/acme_name': 'Once' },
        { inputs: { retryPolicy: { type: 'none' } } },
      ),
    };
    await flows.importZip(
      flowZip([{ id, name: 'Create once', trigger: button(), actions }], { uniqueName: 'AcmeOnce' }),
    );
    expect((await flows.turnOn(id)).status).toBe(204);
    await fault({ kind: 'lost-answer', operation: { set: 'acme_tools' } });
    const { body } = await flows.send('POST', `/flows/api/flows/${id}/runs`, {});
    expect((await flows.ended(id)).status).toBe('Failed');
    expect(made('Once')).toBe(1);
    expect((await flows.level(String(body.id))).actions[0]?.status).toBe('Failed');
  });

  it('that is given up says so', async () => {
    await fault({ kind: 'delay', operation: { set: 'acme_tools' }, delayMs: 60_000 });
    const outcome = await ask(
      'CreateRecord',
      { entityName: 'acme_tools', 'item/acme_name': 'Late' },
      { signal: AbortSignal.timeout(20) },
    ).catch((error: unknown) => error);
    expect((outcome as NoAnswerError).code).toBe('timeout');
  });
});
