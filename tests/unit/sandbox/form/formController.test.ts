/**
 * Opening and saving: what reaches the server, what keeps it from being reached, and what scripts are told.
 * @jest-environment jsdom
 */
import type { FormPageProps } from '../../../../sandbox/app/contracts';
import { FormController } from '../../../../sandbox/app/form/formController';
import { parseHandlerParameters } from '../../../../sandbox/app/form/formEvents';
import { ALL_CELLS, ROW_ID, fakeServices, formXml } from './builders';

type Services = ReturnType<typeof fakeServices>;

async function open(services: Services, props: Partial<FormPageProps> = {}, id: string | undefined = ROW_ID) {
  const controller = new FormController(() => ({ services, table: 'contoso_order', ...props }));
  await controller.open(id, undefined);
  const { session } = controller;
  if (!session) throw new Error(`The form did not open: ${JSON.stringify(controller.state)}`);
  return { controller, session };
}

const newOrder = (services: Services, props: Partial<FormPageProps> = {}) => {
  const controller = new FormController(() => ({ services, table: 'contoso_order', ...props }));
  return controller.open(undefined, undefined).then(() => ({ controller, session: controller.session! }));
};

const outcome = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => 'saved',
    (error: unknown) => (error as { code?: unknown }).code ?? (error as Error).message,
  );

const withEvents = (events: string): string =>
  formXml(
    ALL_CELLS,
    `<events>${events}</events><formLibraries><Library name="n.js" libraryUniqueId="{1}"/></formLibraries>`,
  );
const handler = (name: string, event: string, parameters = ''): string =>
  `<event name="${event}"><Handlers><Handler functionName="${name}" libraryName="n.js" enabled="true" passExecutionContext="true" parameters="${parameters}"/></Handlers></event>`;

describe('a row that may not be written', () => {
  it('opens read-only, tells scripts so, and is not saved', async () => {
    const services = fakeServices({ mayWrite: () => Promise.resolve(false) });
    const { controller, session } = await open(services);
    expect(session.isInactive).toBe(false);
    expect(session.formType).toBe(3);
    expect([...session.controls.values()].filter((control) => control.isEditable)).toEqual([]);
    expect(controller.commands().canSave).toBe(false);
    session.attributes.get('contoso_name')?.edit('Second');
    expect(await outcome(controller.save(1))).toBe('save-refused');
    expect(services.sent).toEqual([]);
  });

  it('is a row that was given away: its form closes itself to changes with the save that does it', async () => {
    const asked: string[] = [];
    const services: Services = fakeServices({
      mayWrite: (table, id) => {
        asked.push(`${table} ${id}`);
        return Promise.resolve(services.sent.length === 0);
      },
    });
    const { controller, session } = await open(services);
    expect(session.formType).toBe(2);
    session.attributes.get('contoso_name')?.edit('Second');
    expect(await outcome(controller.save(1))).toBe('saved');
    expect(session.formType).toBe(3);
    expect(asked).toEqual([`contoso_order ${ROW_ID}`, `contoso_order ${ROW_ID}`]);
  });

  it('is disabled instead when it is not active, and a new row is neither', async () => {
    const services = fakeServices({ mayWrite: () => Promise.resolve(false) });
    services.row = { ...services.row, statecode: 1 };
    expect((await open(services)).session.formType).toBe(4);
    expect((await newOrder(services)).session.formType).toBe(1);
  });
});

describe('saving an existing row', () => {
  it('sends the changed columns only, with the etag it read', async () => {
    const services = fakeServices();
    const { controller, session } = await open(services);
    session.attributes.get('contoso_count')?.edit(5);
    session.attributes.get('contoso_tags')?.edit([7]);
    await controller.save(1);
    expect(services.sent).toEqual([
      { kind: 'update', table: 'contoso_order', body: { contoso_count: 5, contoso_tags: '7' }, etag: 'W/"1"' },
    ]);
    expect([session.isDirty, session.etag]).toEqual([false, 'W/"2"']);
  });

  it('binds a lookup through the navigation property of its target table, case kept', async () => {
    const services = fakeServices();
    const { controller, session } = await open(services);
    session.attributes.get('contoso_customerid')?.edit([{ id: 'b1', name: 'Acme', entityType: 'account' }]);
    await controller.save(1);
    expect(services.sent[0]?.body).toEqual({ 'contoso_CustomerId_account@odata.bind': '/accounts(b1)' });
  });

  it('clears a lookup through the relationship its old value came by', async () => {
    const services = fakeServices();
    services.row._contoso_customerid_value = 'c1';
    services.row['_contoso_customerid_value@Microsoft.Dynamics.CRM.lookuplogicalname'] = 'account';
    const { controller, session } = await open(services);
    session.attributes.get('contoso_customerid')?.edit(null);
    await controller.save(1);
    expect(services.sent[0]?.body).toEqual({ 'contoso_CustomerId_account@odata.bind': null });
  });

  it('writes a moment in UTC and a day as a day', async () => {
    const services = fakeServices();
    const { controller, session } = await open(services);
    session.attributes.get('contoso_due')?.edit(new Date('2025-03-01T10:30:00Z'));
    session.attributes.get('contoso_day')?.edit(new Date(2025, 2, 1));
    await controller.save(1);
    expect(services.sent[0]?.body).toEqual({ contoso_due: '2025-03-01T10:30:00Z', contoso_day: '2025-03-01' });
  });

  it('obeys submit modes', async () => {
    const services = fakeServices();
    const { controller, session } = await open(services);
    session.attributes.get('contoso_count')!.submitMode = 'never';
    session.attributes.get('contoso_count')?.edit(5);
    session.attributes.get('contoso_name')!.submitMode = 'always';
    await controller.save(1);
    expect(services.sent[0]?.body).toEqual({ contoso_name: 'First' });
  });

  it('asks nothing of the server when nothing changed, and still tells onsave and postsave', async () => {
    const services = fakeServices();
    const { controller, session } = await open(services);
    const told: string[] = [];
    session.onSave.add(() => told.push('save'));
    session.onPostSave.add(() => told.push('postsave'));
    await controller.save(1);
    expect(services.sent).toEqual([]);
    expect(told).toEqual(['save', 'postsave']);
  });

  it('offers a reload when somebody else changed the row, and keeps the edits', async () => {
    const services = fakeServices();
    const { controller, session } = await open(services);
    session.attributes.get('contoso_name')?.edit('Mine');
    services.fail = Object.assign(new Error('RowVersion'), { status: 412 });
    expect(await outcome(controller.save(1))).toBe('RowVersion');
    expect(controller.saveState).toEqual({ kind: 'conflict' });
    expect(session.attributes.get('contoso_name')?.value).toBe('Mine');
    services.fail = undefined;
    await controller.refresh();
    expect([controller.saveState.kind, session.attributes.get('contoso_name')?.value]).toEqual(['idle', 'First']);
  });
});

describe('saving a new row', () => {
  it('refuses while a required column is empty, and names it', async () => {
    const services = fakeServices();
    const { controller } = await newOrder(services);
    expect(await outcome(controller.save(1))).toBe('save-refused');
    expect(controller.saveState).toMatchObject({ kind: 'invalid', problems: [{ control: 'contoso_name' }] });
    expect(services.sent).toEqual([]);
  });

  it('creates with defaults, owner and parent, stays on the row and tells everybody', async () => {
    const services = fakeServices();
    const onSaved = jest.fn();
    const { controller, session } = await newOrder(services, {
      onSaved,
      defaults: { contoso_name: 'New one', contoso_kind: '2' },
      createdFrom: { entityType: 'contact', id: '{C0}', name: 'Budi' },
    });
    const postSave = jest.fn();
    session.onPostSave.add(postSave);
    await controller.save(1);
    expect(services.sent[0]).toEqual({
      kind: 'create',
      table: 'contoso_order',
      body: {
        contoso_name: 'New one',
        contoso_kind: 2,
        contoso_urgent: false,
        'contoso_CustomerId_contact@odata.bind': '/contacts(c0)',
        'ownerid@odata.bind': '/systemusers(aaaaaaaa-0000-0000-0000-000000000001)',
      },
    });
    expect(session.id).toBe(ROW_ID);
    expect(postSave).toHaveBeenCalledTimes(1);
    expect(onSaved).toHaveBeenCalledWith({ entityType: 'contoso_order', id: ROW_ID, name: 'New one' });
  });

  it('runs onload again once the row exists, without handlers that scripts added before', async () => {
    const services = fakeServices();
    services.xml = withEvents(handler('N.load', 'onload'));
    const changes = jest.fn();
    services.functions['N.load'] = jest.fn(
      (context: { getFormContext(): { getAttribute(name: string): { addOnChange(f: unknown): void } } }) => {
        context
          .getFormContext()
          .getAttribute('contoso_name')
          .addOnChange(() => {
            changes();
          });
      },
    ) as never;
    const { controller, session } = await newOrder(services, { defaults: { contoso_name: 'x' } });
    await controller.save(1);
    expect(services.functions['N.load']).toHaveBeenCalledTimes(2);
    session.attributes.get('contoso_name')?.edit('y');
    expect(changes).toHaveBeenCalledTimes(1);
  });
});

describe('answers that come late, or not at all', () => {
  const failing = (status: number): Error => Object.assign(new Error('Out of order'), { status });

  /** Holds back what the server says to a question until the test lets it go. */
  function held<T>(): { promise: Promise<T>; answer: (value: T) => void } {
    let answer: (value: T) => void = () => undefined;
    const promise = new Promise<T>((resolve) => (answer = resolve));
    return { promise, answer };
  }

  it('of a created row that cannot be read again make no second row when it is saved again', async () => {
    const services = fakeServices();
    const onSaved = jest.fn();
    const { controller, session } = await newOrder(services, { onSaved, defaults: { contoso_name: 'New one' } });
    const { retrieve } = services.api;
    services.api.retrieve = () => Promise.reject(failing(503));
    expect(await outcome(controller.save(1))).toBe('saved');
    expect(controller.saveState).toEqual({ kind: 'unread', message: 'Out of order' });
    expect([session.id, session.isDirty]).toEqual([ROW_ID, false]);
    expect(onSaved).toHaveBeenCalledWith({ entityType: 'contoso_order', id: ROW_ID, name: 'New one' });
    services.api.retrieve = retrieve;
    session.attributes.get('contoso_name')?.edit('Second name');
    await controller.save(1);
    expect(services.sent.map(({ kind, body }) => [kind, body.contoso_name])).toEqual([
      ['create', 'New one'],
      ['update', 'Second name'],
    ]);
    expect(controller.saveState.kind).toBe('saved');
  });

  it.each([
    [0, 'unclear'],
    [408, 'unclear'],
    [502, 'unclear'],
    [400, 'failed'],
    [429, 'failed'],
  ])('of a save with status %s leave the row %s', async (status, kind) => {
    const services = fakeServices();
    const { controller } = await newOrder(services, { defaults: { contoso_name: 'New one' } });
    services.fail = failing(status);
    await outcome(controller.save(1));
    expect(controller.saveState).toEqual({ kind, message: 'Out of order' });
  });

  it('to a save keep what was typed meanwhile, as a change', async () => {
    const services = fakeServices();
    const { controller, session } = await open(services);
    const { update } = services.api;
    const [asked, written] = [held<undefined>(), held<undefined>()];
    services.api.update = async (...change) => {
      asked.answer(undefined);
      await written.promise;
      return update(...change);
    };
    const name = session.attributes.get('contoso_name');
    name?.edit('Typed');
    session.attributes.get('contoso_count')?.edit(5);
    const saving = controller.save(1);
    await asked.promise;
    name?.edit('Typed on');
    written.answer(undefined);
    await saving;
    expect(services.sent[0]?.body).toEqual({ contoso_name: 'Typed', contoso_count: 5 });
    expect([name?.value, name?.isDirty]).toEqual(['Typed on', true]);
    expect(session.attributes.get('contoso_count')?.isDirty).toBe(false);
    await controller.save(1);
    expect(services.sent[1]).toMatchObject({ body: { contoso_name: 'Typed on' }, etag: 'W/"2"' });
  });

  it('to a refresh before a save do not bring the old row back', async () => {
    const services = fakeServices();
    const { controller, session } = await open(services);
    const { retrieve } = services.api;
    const old = held<typeof services.row>();
    services.api.retrieve = () => old.promise;
    const refreshing = controller.refresh();
    services.api.retrieve = retrieve;
    const before = { ...services.row };
    session.attributes.get('contoso_name')?.edit('Newer');
    await controller.save(1);
    old.answer(before);
    await refreshing;
    expect([session.primaryName, session.etag, session.isDirty]).toEqual(['Newer', 'W/"2"', false]);
  });

  it('move nobody who has gone on to another page', async () => {
    const services = fakeServices();
    const [onSaved, onClose] = [jest.fn(), jest.fn()];
    const { controller } = await newOrder(services, { onSaved, onClose, defaults: { contoso_name: 'New one' } });
    const saving = controller.save(2);
    controller.dispose();
    await saving;
    expect(services.sent).toHaveLength(1);
    expect([onSaved.mock.calls, onClose.mock.calls]).toEqual([[], []]);
  });
});

describe('form scripts', () => {
  it('prevent a save, also after a promise', async () => {
    const services = fakeServices();
    services.xml = withEvents(handler('N.save', 'onsave'));
    services.functions['N.save'] = async (context: unknown) => {
      await Promise.resolve();
      (context as { getEventArgs(): { preventDefault(): void } }).getEventArgs().preventDefault();
    };
    const { controller, session } = await open(services);
    session.attributes.get('contoso_name')?.edit('Other');
    expect(await outcome(controller.save(1))).toBe('save-refused');
    expect(services.sent).toEqual([]);
    expect(await controller.commands().save()).toBe(false);
  });

  it('get the literals of their handler after the execution context', async () => {
    const services = fakeServices();
    services.xml = withEvents(handler('N.load', 'onload', "'it', 2, true"));
    services.functions['N.load'] = jest.fn();
    const { session } = await open(services);
    const [context, ...rest] = (services.functions['N.load'] as jest.Mock).mock.calls[0] as [
      { getFormContext(): unknown },
      ...unknown[],
    ];
    expect(context.getFormContext()).toBe(session.formContext);
    expect(rest).toEqual(['it', 2, true]);
  });

  it('that fail or are missing are reported, and the form opens', async () => {
    const services = fakeServices();
    services.xml = withEvents(handler('N.gone', 'onload'));
    const { controller } = await open(services);
    expect(controller.state.kind).toBe('ready');
    expect(services.errors).toEqual(['A script of this form failed: no function N.gone']);
  });

  it.each(['alert(1)', "'open"])('refuse %s as parameters', (text) => {
    expect(() => parseHandlerParameters('N.f', text)).toThrow('N.f');
  });
});

describe('opening', () => {
  it('says so when the row is gone', async () => {
    const services = fakeServices();
    services.fail = Object.assign(new Error('Does Not Exist'), { status: 404 });
    const controller = new FormController(() => ({ services, table: 'contoso_order' }));
    await controller.open(ROW_ID, undefined);
    expect(controller.state).toEqual({ kind: 'not-found' });
  });

  it('says so when the app has no form for the table', async () => {
    const services = fakeServices({ forms: () => Promise.resolve([]) });
    const controller = new FormController(() => ({ services, table: 'contoso_order' }));
    await controller.open(ROW_ID, undefined);
    expect(controller.state).toMatchObject({ kind: 'failed' });
  });
});
