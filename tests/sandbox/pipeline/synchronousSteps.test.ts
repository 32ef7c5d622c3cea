/** Room tests. Synchronous webhooks: when they are called, in which order, what they are told, and what their refusal does. */
import type { OpenedDataverse } from '../../../sandbox/dataverse/open';
import { byKey, contextOf, Receiver } from './receiver';
import { addEndpoint, addImage, addStep, openWorld, STAGE, useHookWorld } from './world';

describe('a synchronous webhook', () => {
  const world = useHookWorld();

  it('is called once a stage, in the order of the stages and of the ranks', async () => {
    addStep(world.dataverse, world.endpoint, { stage: STAGE.postOperation, rank: 1, more: { name: 'post' } });
    addStep(world.dataverse, world.endpoint, { stage: STAGE.preOperation, rank: 2, more: { name: 'pre 2' } });
    addStep(world.dataverse, world.endpoint, { stage: STAGE.preOperation, rank: 1, more: { name: 'pre 1' } });
    addStep(world.dataverse, world.endpoint, { stage: STAGE.preValidation, rank: 5, more: { name: 'validation' } });
    world.rename();
    const names = (await world.receiver.requests(4)).map((request) => {
      const step = contextOf(request)['OwningExtension'] as { Id: string };
      return world.dataverse.rows.find('sdkmessageprocessingstep', step.Id)?.values.name;
    });
    expect(names).toEqual(['validation', 'pre 1', 'pre 2', 'post']);
  });

  it('is told who did what to which row, without a column it did not ask for', async () => {
    const step = addStep(world.dataverse, world.endpoint, { columns: 'firstname' });
    addImage(world.dataverse, step, 0, 'Before', 'firstname,statecode,mobilephone');
    world.rename();
    const [request] = await world.receiver.requests(1);
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
      InitiatingUserId: world.dataverse.administrator.userId,
      UserId: world.dataverse.administrator.userId,
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
      PrimaryEntityId: world.contact,
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
          { key: 'contactid', value: world.contact },
        ],
        EntityState: null,
        FormattedValues: [],
        Id: world.contact,
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
      contactid: world.contact,
    });
  });

  it('escapes slashes as the serializer of the platform does', async () => {
    addStep(world.dataverse, world.endpoint);
    world.rename();
    expect((await world.receiver.requests(1))[0]?.body).toContain(
      '"__type":"Entity:http:\\/\\/schemas.microsoft.com\\/xrm\\/2011\\/Contracts"',
    );
  });

  it('sees after the operation what the platform has set, and below it what the caller asked for', async () => {
    const step = addStep(world.dataverse, world.endpoint, { stage: STAGE.postOperation, columns: 'firstname' });
    addImage(world.dataverse, step, 2, 'Image', 'fullname,parentcustomerid');
    world.rename();
    const context = contextOf((await world.receiver.requests(1))[0]);
    expect(byKey(byKey(context['InputParameters'])['Target']?.['Attributes'])).toMatchObject({
      firstname: 'Ayu',
      fullname: 'Ayu Dewi',
      modifiedon: '/Date(1773230400000)/',
      modifiedby: {
        __type: 'EntityReference:http://schemas.microsoft.com/xrm/2011/Contracts',
        Id: world.dataverse.administrator.userId,
        KeyAttributes: [],
        LogicalName: 'systemuser',
        Name: null,
        RowVersion: null,
      },
      modifiedonbehalfby: null,
      contactid: world.contact,
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
    const before = addStep(world.dataverse, world.endpoint, { message: 'Create', stage: STAGE.preOperation });
    addStep(world.dataverse, world.endpoint, { message: 'Create', stage: STAGE.postOperation });
    const id = world.dataverse.rows.create('contact', { lastname: 'Putri' });
    const [first, second] = (await world.receiver.requests(2)).map(contextOf);
    expect((first?.['OwningExtension'] as { Id: string }).Id).toBe(before);
    expect(byKey(first?.['InputParameters'])['Target']).toMatchObject({ Id: '00000000-0000-0000-0000-000000000000' });
    expect(second?.['OutputParameters']).toEqual([{ key: 'id', value: id }]);
    expect(byKey(second?.['InputParameters'])['Target']).toMatchObject({ Id: id, LogicalName: 'contact' });
  });

  it('is told a deleted row as a reference, with its image before', async () => {
    const step = addStep(world.dataverse, world.endpoint, { message: 'Delete' });
    addImage(world.dataverse, step, 0, 'Before');
    world.dataverse.rows.delete('contact', world.contact);
    const context = contextOf((await world.receiver.requests(1))[0]);
    expect(byKey(context['InputParameters'])['Target']).toMatchObject({
      __type: 'EntityReference:http://schemas.microsoft.com/xrm/2011/Contracts',
      Id: world.contact,
      LogicalName: 'contact',
    });
    expect(byKey(byKey(context['PreEntityImages'])['Before']?.['Attributes'])['lastname']).toBe('Dewi');
  });

  it('is called only when the caller names one of its columns, changed or not', async () => {
    addStep(world.dataverse, world.endpoint, { columns: 'firstname, mobilephone' });
    world.dataverse.rows.update('contact', world.contact, { lastname: 'Lestari' });
    world.dataverse.rows.update('contact', world.contact, { firstname: 'Sari' });
    const requests = await world.receiver.requests(1);
    expect(requests).toHaveLength(1);
    expect(Object.keys(byKey(byKey(contextOf(requests[0])['InputParameters'])['Target']?.['Attributes']))).toContain(
      'firstname',
    );
  });

  it.each([STAGE.preValidation, STAGE.preOperation, STAGE.postOperation])(
    'cancels the whole request when it refuses at stage %s',
    (stage) => {
      world.receiver.answerWith(400);
      addStep(world.dataverse, world.endpoint, { stage });
      const work = (): void =>
        world.dataverse.rows.transaction(() => {
          world.dataverse.rows.create('account', { name: 'In the same request' });
          world.rename();
        });
      expect(work).toThrow(
        expect.objectContaining({
          status: 400,
          code: '0x80040265',
          message:
            "Invalid Plugin Execution. The step 'Acme: Update of contact' stopped the operation: The webhook answered with HTTP status 400.",
        }),
      );
      expect(world.dataverse.rows.find('contact', world.contact)?.values.firstname).toBe('Sari');
      expect(world.dataverse.rows.findWhere('account', { name: 'In the same request' })).toEqual([]);
    },
  );

  it.each([502, 503, 504])('gets exactly one more attempt after %s', async (status) => {
    addStep(world.dataverse, world.endpoint);
    world.receiver.answerWith(status, 200);
    world.rename();
    const [first, second] = await world.receiver.requests(2);
    expect(second?.body).toBe(first?.body);
    await world.receiver.forget();
    world.receiver.answerWith(status);
    expect(() => world.rename('Wati')).toThrow(`The webhook answered twice with HTTP status ${status}.`);
    await world.receiver.requests(2);
    expect(await world.receiver.count()).toBe(2);
  });

  it.each([301, 400, 401, 408, 429, 500, 505])('gets no second attempt after %s', async (status) => {
    addStep(world.dataverse, world.endpoint);
    world.receiver.answerWith(status, 200);
    expect(() => world.rename()).toThrow(`The webhook answered with HTTP status ${status}.`);
    await world.receiver.forget();
    world.rename();
    await world.receiver.requests(1);
    expect(await world.receiver.count()).toBe(1);
  });

  it('is heard no more once its step is disabled or deleted, also within a transaction that is rolled back', async () => {
    const step = addStep(world.dataverse, world.endpoint);
    world.receiver.answerWith(400);
    world.dataverse.rows.update('sdkmessageprocessingstep', step, { statecode: 1 });
    world.rename('Ayu');
    world.dataverse.rows.update('sdkmessageprocessingstep', step, { statecode: 0 });
    const undone = (): void =>
      world.dataverse.rows.transaction(() => {
        world.dataverse.rows.delete('sdkmessageprocessingstep', step);
        world.rename('Wati');
        throw new Error('undo');
      });
    expect(undone).toThrow('undo');
    expect(() => world.rename('Putri')).toThrow('HTTP status 400');
    world.dataverse.rows.delete('sdkmessageprocessingstep', step);
    world.rename('Indah');
    expect(world.dataverse.rows.find('contact', world.contact)?.values.firstname).toBe('Indah');
  });

  it('is passed over by a request that bypasses steps', () => {
    world.receiver.answerWith(400);
    addStep(world.dataverse, world.endpoint);
    world.dataverse.rows.update(
      'contact',
      world.contact,
      { firstname: 'Ayu' },
      { ...world.dataverse.administrator, bypassesSteps: true },
    );
    expect(world.dataverse.rows.find('contact', world.contact)?.values.firstname).toBe('Ayu');
  });

  it('cancels the operation when nobody listens, and when no answer comes in time', async () => {
    const deaf = addEndpoint(world.dataverse, 'http://127.0.0.1:9/');
    const step = addStep(world.dataverse, deaf);
    expect(() => world.rename()).toThrow('could not be reached');
    world.dataverse.rows.delete('sdkmessageprocessingstep', step);
    world.dataverse.close();
    world.dataverse = openWorld({ webhookTimeoutMs: 40 });
    world.contact = world.dataverse.rows.create('contact', { firstname: 'Sari', lastname: 'Dewi' });
    addStep(world.dataverse, addEndpoint(world.dataverse, world.receiver.url));
    world.receiver.answerWith(0);
    expect(() => world.rename()).toThrow('did not answer in time');
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
