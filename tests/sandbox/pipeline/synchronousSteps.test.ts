/** Room tests. Synchronous webhooks: when they are called, in which order, what they are told, and what their refusal does. */
import type { OpenedDataverse } from '../../../sandbox/dataverse/open';
import { byKey, contextOf, Receiver } from './receiver';
import { addEndpoint, addImage, addStep, openWorld, STAGE } from './world';

describe('a synchronous webhook', () => {
  let dataverse: OpenedDataverse;
  let receiver: Receiver;
  let endpoint = '';
  let contact = '';

  beforeAll(async () => {
    receiver = await Receiver.open();
  });
  afterAll(() => receiver.close());
  beforeEach(async () => {
    receiver.answerWith(200);
    await receiver.forget();
    dataverse = openWorld();
    endpoint = addEndpoint(dataverse, receiver.url);
    contact = dataverse.rows.create('contact', { firstname: 'Sari', lastname: 'Dewi' });
  });
  afterEach(async () => {
    dataverse.close();
  });

  const rename = (firstname = 'Ayu'): void => dataverse.rows.update('contact', contact, { firstname });

  it('is called once a stage, in the order of the stages and of the ranks', async () => {
    addStep(dataverse, endpoint, { stage: STAGE.postOperation, rank: 1, more: { name: 'post' } });
    addStep(dataverse, endpoint, { stage: STAGE.preOperation, rank: 2, more: { name: 'pre 2' } });
    addStep(dataverse, endpoint, { stage: STAGE.preOperation, rank: 1, more: { name: 'pre 1' } });
    addStep(dataverse, endpoint, { stage: STAGE.preValidation, rank: 5, more: { name: 'validation' } });
    rename();
    const names = (await receiver.requests(4)).map((request) => {
      const step = contextOf(request)['OwningExtension'] as { Id: string };
      return dataverse.rows.find('sdkmessageprocessingstep', step.Id)?.values.name;
    });
    expect(names).toEqual(['validation', 'pre 1', 'pre 2', 'post']);
  });

  it('is told who did what to which row, without a column it did not ask for', async () => {
    const step = addStep(dataverse, endpoint, { columns: 'firstname' });
    addImage(dataverse, step, 0, 'Before', 'firstname,statecode,mobilephone');
    rename();
    const [request] = await receiver.requests(1);
    expect(request).toMatchObject({ method: 'POST', url: '/hook?code=secret-key' });
    expect(request?.headers).toMatchObject({
      'content-type': 'application/json; charset=utf-8',
      'x-ms-dynamics-organization': 'localhost',
      'x-ms-dynamics-entity-name': 'contact',
      'x-ms-dynamics-request-name': 'Update',
    });
    expect(request?.headers['x-ms-dynamics-msg-size-exceeded']).toBeUndefined();
    const context = contextOf(request);
    expect(request?.headers['x-ms-correlation-request-id']).toBe(context['CorrelationId']);
    expect(context).toMatchObject({
      Depth: 1,
      InitiatingUserId: dataverse.administrator.userId,
      UserId: dataverse.administrator.userId,
      IsInTransaction: true,
      IsolationMode: 1,
      MessageName: 'Update',
      Mode: 0,
      OperationCreatedOn: '/Date(1773230400000+0000)/',
      OrganizationName: 'sandbox',
      OutputParameters: [],
      OwningExtension: { Id: step, LogicalName: 'sdkmessageprocessingstep', KeyAttributes: [], Name: null },
      ParentContext: null,
      PostEntityImages: [],
      PrimaryEntityId: contact,
      PrimaryEntityName: 'contact',
      RequestId: null,
      SecondaryEntityName: 'none',
      SharedVariables: [],
      Stage: 20,
    });
    expect(byKey(context['InputParameters'])).toEqual({
      Target: {
        __type: 'Entity:http://schemas.microsoft.com/xrm/2011/Contracts',
        Attributes: [
          { key: 'firstname', value: 'Ayu' },
          { key: 'contactid', value: contact },
        ],
        EntityState: null,
        FormattedValues: [],
        Id: contact,
        KeyAttributes: [],
        LogicalName: 'contact',
        RelatedEntities: [],
        RowVersion: null,
      },
    });
    const { Before: before } = byKey(context['PreEntityImages']);
    expect(before?.['__type']).toBeUndefined();
    expect(byKey(before?.['Attributes'])).toEqual({
      firstname: 'Sari',
      statecode: { __type: 'OptionSetValue:http://schemas.microsoft.com/xrm/2011/Contracts', Value: 0 },
      contactid: contact,
    });
  });

  it('escapes slashes as the serializer of the platform does', async () => {
    addStep(dataverse, endpoint);
    rename();
    expect((await receiver.requests(1))[0]?.body).toContain(
      '"__type":"Entity:http:\\/\\/schemas.microsoft.com\\/xrm\\/2011\\/Contracts"',
    );
  });

  it('sees after the operation what the platform has set, and below it what the caller asked for', async () => {
    const step = addStep(dataverse, endpoint, { stage: STAGE.postOperation, columns: 'firstname' });
    addImage(dataverse, step, 2, 'Image', 'fullname,parentcustomerid');
    rename();
    const context = contextOf((await receiver.requests(1))[0]);
    expect(byKey(byKey(context['InputParameters'])['Target']?.['Attributes'])).toMatchObject({
      firstname: 'Ayu',
      fullname: 'Ayu Dewi',
      modifiedon: '/Date(1773230400000)/',
      modifiedby: {
        __type: 'EntityReference:http://schemas.microsoft.com/xrm/2011/Contracts',
        Id: dataverse.administrator.userId,
        KeyAttributes: [],
        LogicalName: 'systemuser',
        Name: null,
        RowVersion: null,
      },
      modifiedonbehalfby: null,
      contactid: contact,
    });
    expect(byKey(byKey(context['PreEntityImages'])['Image']?.['Attributes'])['fullname']).toBe('Sari Dewi');
    expect(byKey(byKey(context['PostEntityImages'])['Image']?.['Attributes'])['fullname']).toBe('Ayu Dewi');
    const parent = context['ParentContext'] as Record<string, unknown>;
    expect(parent).toMatchObject({ Stage: 30, Depth: 1, CorrelationId: context['CorrelationId'], ParentContext: null });
    const inputs = byKey(parent['InputParameters']);
    expect(inputs['SuppressDuplicateDetection']).toBe(false);
    expect(Object.keys(byKey(inputs['Target']?.['Attributes']))).toEqual(['firstname', 'contactid']);
  });

  it('is told the id of a new row only after it is there', async () => {
    const before = addStep(dataverse, endpoint, { message: 'Create', stage: STAGE.preOperation });
    addStep(dataverse, endpoint, { message: 'Create', stage: STAGE.postOperation });
    const id = dataverse.rows.create('contact', { lastname: 'Putri' });
    const [first, second] = (await receiver.requests(2)).map(contextOf);
    expect((first?.['OwningExtension'] as { Id: string }).Id).toBe(before);
    expect(byKey(first?.['InputParameters'])['Target']).toMatchObject({ Id: '00000000-0000-0000-0000-000000000000' });
    expect(second?.['OutputParameters']).toEqual([{ key: 'id', value: id }]);
    expect(byKey(second?.['InputParameters'])['Target']).toMatchObject({ Id: id, LogicalName: 'contact' });
  });

  it('is told a deleted row as a reference, with its image before', async () => {
    const step = addStep(dataverse, endpoint, { message: 'Delete' });
    addImage(dataverse, step, 0, 'Before');
    dataverse.rows.delete('contact', contact);
    const context = contextOf((await receiver.requests(1))[0]);
    expect(byKey(context['InputParameters'])['Target']).toMatchObject({
      __type: 'EntityReference:http://schemas.microsoft.com/xrm/2011/Contracts',
      Id: contact,
      LogicalName: 'contact',
    });
    expect(byKey(byKey(context['PreEntityImages'])['Before']?.['Attributes'])['lastname']).toBe('Dewi');
  });

  it('is called only when the caller names one of its columns, changed or not', async () => {
    addStep(dataverse, endpoint, { columns: 'firstname, mobilephone' });
    dataverse.rows.update('contact', contact, { lastname: 'Lestari' });
    dataverse.rows.update('contact', contact, { firstname: 'Sari' });
    const requests = await receiver.requests(1);
    expect(requests).toHaveLength(1);
    expect(Object.keys(byKey(byKey(contextOf(requests[0])['InputParameters'])['Target']?.['Attributes']))).toContain(
      'firstname',
    );
  });

  it.each([STAGE.preValidation, STAGE.preOperation, STAGE.postOperation])(
    'cancels the whole request when it refuses at stage %s',
    (stage) => {
      receiver.answerWith(400);
      addStep(dataverse, endpoint, { stage });
      const work = (): void =>
        dataverse.rows.transaction(() => {
          dataverse.rows.create('account', { name: 'In the same request' });
          rename();
        });
      expect(work).toThrow(
        expect.objectContaining({
          status: 400,
          code: '0x80040265',
          message:
            "Invalid Plugin Execution. The step 'Acme: Update of contact' stopped the operation: The webhook answered with HTTP status 400.",
        }),
      );
      expect(dataverse.rows.find('contact', contact)?.values.firstname).toBe('Sari');
      expect(dataverse.rows.findWhere('account', { name: 'In the same request' })).toEqual([]);
    },
  );

  it.each([502, 503, 504])('gets exactly one more attempt after %s', async (status) => {
    addStep(dataverse, endpoint);
    receiver.answerWith(status, 200);
    rename();
    const [first, second] = await receiver.requests(2);
    expect(second?.body).toBe(first?.body);
    await receiver.forget();
    receiver.answerWith(status);
    expect(() => rename('Wati')).toThrow(`The webhook answered twice with HTTP status ${status}.`);
    await receiver.requests(2);
    expect(await receiver.count()).toBe(2);
  });

  it.each([301, 400, 401, 408, 429, 500, 505])('gets no second attempt after %s', async (status) => {
    addStep(dataverse, endpoint);
    receiver.answerWith(status, 200);
    expect(() => rename()).toThrow(`The webhook answered with HTTP status ${status}.`);
    await receiver.forget();
    rename();
    await receiver.requests(1);
    expect(await receiver.count()).toBe(1);
  });

  it('is heard no more once its step is disabled or deleted, also within a transaction that is rolled back', async () => {
    const step = addStep(dataverse, endpoint);
    receiver.answerWith(400);
    dataverse.rows.update('sdkmessageprocessingstep', step, { statecode: 1 });
    rename('Ayu');
    dataverse.rows.update('sdkmessageprocessingstep', step, { statecode: 0 });
    const undone = (): void =>
      dataverse.rows.transaction(() => {
        dataverse.rows.delete('sdkmessageprocessingstep', step);
        rename('Wati');
        throw new Error('undo');
      });
    expect(undone).toThrow('undo');
    expect(() => rename('Putri')).toThrow('HTTP status 400');
    dataverse.rows.delete('sdkmessageprocessingstep', step);
    rename('Indah');
    expect(dataverse.rows.find('contact', contact)?.values.firstname).toBe('Indah');
  });

  it('is passed over by a request that bypasses steps', () => {
    receiver.answerWith(400);
    addStep(dataverse, endpoint);
    dataverse.rows.update(
      'contact',
      contact,
      { firstname: 'Ayu' },
      { ...dataverse.administrator, bypassesSteps: true },
    );
    expect(dataverse.rows.find('contact', contact)?.values.firstname).toBe('Ayu');
  });

  it('cancels the operation when nobody listens, and when no answer comes in time', async () => {
    const deaf = addEndpoint(dataverse, 'http://127.0.0.1:9/');
    const step = addStep(dataverse, deaf);
    expect(() => rename()).toThrow('could not be reached');
    dataverse.rows.delete('sdkmessageprocessingstep', step);
    dataverse.close();
    dataverse = openWorld({ webhookTimeoutMs: 40 });
    contact = dataverse.rows.create('contact', { firstname: 'Sari', lastname: 'Dewi' });
    addStep(dataverse, addEndpoint(dataverse, receiver.url));
    receiver.answerWith(0);
    expect(() => rename()).toThrow('did not answer in time');
  });
});

describe('a webhook’s registration', () => {
  let dataverse: OpenedDataverse;
  let receiver: Receiver;
  beforeAll(async () => {
    receiver = await Receiver.open();
  });
  afterAll(() => receiver.close());
  beforeEach(() => {
    dataverse = openWorld();
  });
  afterEach(() => dataverse.close());

  it.each([
    ['a key in the query string', 4, 'a key & more', { url: '/hook?code=a+key+%26+more', header: undefined }],
    [
      'pairs in headers',
      5,
      '<settings><setting name="X-Acme" value="one"/></settings>',
      { url: '/hook', header: 'one' },
    ],
    [
      'pairs in the query string',
      6,
      '<settings><setting name="a" value="1"/><setting name="b" value="2"/></settings>',
      { url: '/hook?a=1&b=2', header: undefined },
    ],
  ])('sends %s', async (_what, authtype, authvalue, expected) => {
    addStep(dataverse, addEndpoint(dataverse, receiver.url, { authtype, authvalue }), { message: 'Create' });
    await receiver.forget();
    dataverse.rows.create('contact', { lastname: 'Dewi' });
    const [request] = await receiver.requests(1);
    expect({ url: request?.url, header: request?.headers['x-acme'] }).toEqual(expected);
  });

  it('refuses other machines by name', () => {
    addStep(dataverse, addEndpoint(dataverse, 'https://hooks.example.com/send?x=1'), { message: 'Create' });
    expect(() => dataverse.rows.create('contact', { lastname: 'Dewi' })).toThrow(
      'The sandbox does not support webhooks outside of this machine: it does not call hooks.example.com.',
    );
  });

  it.each([
    ['a service bus', { contract: 2 }, 'contract 2'],
    ['no address', { url: '' }, 'complete address'],
    ['a shared access key', { authtype: 2 }, 'authtype of a webhook'],
    ['headers that are no XML', { authtype: 5, authvalue: 'hidden' }, 'The authvalue of header'],
  ])('refuses %s', (_what, more, message) => {
    expect(() => addEndpoint(dataverse, receiver.url, more)).toThrow(message);
  });

  it('refuses asynchronous steps before the operation, filters of other messages, and images of rows that are not there', () => {
    const endpoint = addEndpoint(dataverse, receiver.url);
    const [create] = dataverse.rows.findWhere('sdkmessage', { name: 'Create' });
    expect(() => addStep(dataverse, endpoint, { more: { mode: 1, stage: 20 } })).toThrow('stage 40');
    expect(() => addStep(dataverse, endpoint, { stage: 30 })).toThrow('stage 10');
    expect(() =>
      addStep(dataverse, endpoint, { more: { sdkmessageid: { table: 'sdkmessage', id: create?.id ?? '' } } }),
    ).toThrow('message filter');
    const step = addStep(dataverse, endpoint, { message: 'Create' });
    expect(() => addImage(dataverse, step, 0, 'Before')).toThrow('row after it');
    expect(() => addImage(dataverse, addStep(dataverse, endpoint, { message: 'Delete' }), 1, 'After')).toThrow(
      'row before it',
    );
    expect(() => addImage(dataverse, addStep(dataverse, endpoint), 1, 'After')).toThrow('stage 40');
  });
});
