/**
 * What scripts see of a form: values, dirtiness, events, notifications, and errors that name what is missing.
 * @jest-environment jsdom
 */
import { ALL_CELLS, ROW_ID, cell, formXml, openSession, scriptAttribute, scriptControl } from './builders';

const codeOf = (work: () => unknown): unknown => {
  try {
    work();
  } catch (error) {
    return (error as { code?: unknown }).code;
  }
  return undefined;
};

describe('attributes', () => {
  it('are dirty while their value differs from the server’s, and clean again when it is back', () => {
    const session = openSession();
    const name = scriptAttribute(session, 'contoso_name');
    expect(name.getIsDirty()).toBe(false);
    name.setValue('Second');
    expect([name.getIsDirty(), session.isDirty]).toEqual([true, true]);
    name.setValue('First');
    expect([name.getIsDirty(), session.isDirty]).toEqual([false, false]);
  });

  it('setValue does not raise onchange, a user’s edit does, and only for another value', () => {
    const session = openSession();
    const sources: string[] = [];
    const name = scriptAttribute(session, 'contoso_name');
    name.addOnChange((context: { getEventSource(): { getName(): string } }) =>
      sources.push(context.getEventSource().getName()),
    );
    name.setValue('Second');
    expect(sources).toEqual([]);
    session.attributes.get('contoso_name')?.edit('Second');
    session.attributes.get('contoso_name')?.edit('Third');
    expect(sources).toEqual(['contoso_name']);
  });

  it('run a handler once however often it was added, and not after it was removed', () => {
    const session = openSession();
    const handler = jest.fn();
    const name = scriptAttribute(session, 'contoso_name');
    name.addOnChange(handler);
    name.addOnChange(handler);
    name.fireOnChange();
    expect(handler).toHaveBeenCalledTimes(1);
    name.removeOnChange(handler);
    name.fireOnChange();
    expect(handler).toHaveBeenCalledTimes(1);
  });

  it('give lookups as references with a braced id and take them back', () => {
    const key = '_contoso_customerid_value';
    const session = openSession(undefined, {
      [key]: 'aaaaaaaa-0000-0000-0000-00000000000a',
      [`${key}@OData.Community.Display.V1.FormattedValue`]: 'Budi',
      [`${key}@Microsoft.Dynamics.CRM.lookuplogicalname`]: 'contact',
    });
    const customer = scriptAttribute(session, 'contoso_customerid');
    const value = customer.getValue();
    expect(value).toEqual([{ id: '{AAAAAAAA-0000-0000-0000-00000000000A}', name: 'Budi', entityType: 'contact' }]);
    customer.setValue(value);
    expect(customer.getIsDirty()).toBe(false);
  });

  it('read dates as Date and calendar days without a shift of zone', () => {
    const session = openSession(undefined, { contoso_due: '2025-03-01T10:30:00Z', contoso_day: '2025-03-01' });
    expect(scriptAttribute(session, 'contoso_due').getValue().toISOString()).toBe('2025-03-01T10:30:00.000Z');
    const day: Date = scriptAttribute(session, 'contoso_day').getValue();
    expect([day.getFullYear(), day.getMonth(), day.getDate(), day.getHours()]).toEqual([2025, 2, 1, 0]);
  });

  it.each([
    ['contoso_name', 'x'.repeat(21)],
    ['contoso_name', 5],
    ['contoso_count', 101],
    ['contoso_count', 'many'],
    ['contoso_urgent', 'yes'],
    ['contoso_customerid', [{ name: 'no id' }]],
  ])('%s refuses %j', (name, value) => {
    expect(codeOf(() => scriptAttribute(openSession(), name).setValue(value))).toBe('value-invalid');
  });

  it('exist for columns of the form only', () => {
    const session = openSession(formXml([cell('contoso_name')]));
    expect(scriptAttribute(session, 'contoso_count')).toBeNull();
    expect(session.selectedColumns).toEqual(['contoso_orderid', 'contoso_name', 'statecode']);
  });
});

describe('controls', () => {
  it('show and clear notifications by id, and an error keeps the form from saving', () => {
    const session = openSession();
    const control = scriptControl(session, 'contoso_name');
    control.setNotification('Too short', 'length');
    expect(session.problems()).toEqual([{ control: 'contoso_name', message: 'Label of contoso_name: Too short' }]);
    expect(control.clearNotification('other')).toBe(false);
    expect(control.clearNotification('length')).toBe(true);
    expect(session.problems()).toEqual([]);
  });

  it('do not keep the form from saving for a recommendation, and run its action', () => {
    const session = openSession();
    const apply = jest.fn();
    scriptControl(session, 'contoso_name').addNotification({
      messages: ['Shorter is better'],
      notificationLevel: 'RECOMMENDATION',
      uniqueId: 'r',
      actions: [{ message: 'Shorten', actions: [apply] }],
    });
    expect(session.problems()).toEqual([]);
    session.controls.get('contoso_name')?.notifications.get('r')?.actions[0]?.run();
    expect(apply).toHaveBeenCalledTimes(1);
    expect(session.controls.get('contoso_name')?.notifications.size).toBe(0);
  });

  it('of choices offer fewer options without touching the column', () => {
    const session = openSession();
    const control = scriptControl(session, 'contoso_kind');
    control.removeOption(1);
    expect(control.getOptions()).toEqual([{ value: 2, text: 'Large' }]);
    control.clearOptions();
    control.addOption({ value: 1, text: 'Tiny' });
    expect(control.getOptions()).toEqual([{ value: 1, text: 'Tiny' }]);
    expect(scriptAttribute(session, 'contoso_kind').getOptions()).toHaveLength(2);
  });

  it('of lookups ask the presearch handlers for filters at every search and keep none from the one before', () => {
    const session = openSession();
    const control = scriptControl(session, 'contoso_customerid');
    let number = 0;
    control.addPreSearch(() => {
      number += 1;
      control.addCustomFilter(`<filter><condition attribute="n" operator="eq" value="${number}"/></filter>`, 'contact');
    });
    const lookup = session.controls.get('contoso_customerid') as unknown as {
      filtersFor(table: string): { xml: string }[];
    };
    expect(lookup.filtersFor('contact')).toHaveLength(1);
    expect(lookup.filtersFor('contact').map((filter) => filter.xml)).toEqual([
      '<filter><condition attribute="n" operator="eq" value="2"/></filter>',
    ]);
    expect(lookup.filtersFor('account')).toEqual([]);
    expect(control.getEntityTypes()).toEqual(['contact', 'account']);
  });

  it('are read-only when the row is not active', () => {
    const session = openSession(undefined, { contoso_name: 'Done', statecode: 1 });
    expect(scriptControl(session, 'contoso_name').getDisabled()).toBe(true);
    expect((session.formContext.ui as { getFormType(): number }).getFormType()).toBe(4);
  });
});

describe('ui and data', () => {
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- scripts are untyped JavaScript
  const context = (session = openSession()): any => session.formContext;

  it('key form notifications by id', () => {
    const session = openSession();
    const { ui } = context(session);
    ui.setFormNotification('One', 'INFO', 'a');
    ui.setFormNotification('Two', 'ERROR', 'a');
    expect([...session.notifications.values()]).toEqual([{ id: 'a', level: 'ERROR', message: 'Two' }]);
    expect(ui.clearFormNotification('a')).toBe(true);
    expect(ui.clearFormNotification('a')).toBe(false);
  });

  it('hide sections and tabs, and a control in a hidden section is not visible', () => {
    const session = openSession();
    const section = context(session).ui.tabs.get('general').sections.get('main');
    section.setVisible(false);
    expect(scriptControl(session, 'contoso_name').getVisible()).toBe(false);
    section.setVisible(true);
    expect(scriptControl(session, 'contoso_name').getVisible()).toBe(true);
  });

  it('give the id in braces and the reference', () => {
    const { entity } = context().data;
    expect(entity.getId()).toBe(`{${ROW_ID}}`);
    expect(entity.getEntityReference()).toMatchObject({ entityType: 'contoso_order', name: 'First' });
  });

  it('name the member that is not supported', () => {
    const form = context();
    expect(() => form.ui.process).toThrow('formContext.ui.process');
    expect(() => form.data.process).toThrow('formContext.data.process');
    expect(codeOf(() => form.ui.getViewPortHeight())).toBe('member-not-supported');
    expect(codeOf(() => form.getControl('contoso_name').addOnKeyPress(jest.fn()))).toBe('member-not-supported');
  });

  it('hand shared variables and the depth from handler to handler', () => {
    const session = openSession();
    const seen: unknown[] = [];
    const name = scriptAttribute(session, 'contoso_name');
    type Context = {
      getDepth(): number;
      getSharedVariable(key: string): unknown;
      setSharedVariable(key: string, value: unknown): void;
    };
    name.addOnChange((one: Context) => {
      one.setSharedVariable('k', 'v');
      seen.push(one.getDepth());
    });
    name.addOnChange((one: Context) => seen.push(one.getDepth(), one.getSharedVariable('k')));
    name.fireOnChange();
    expect(seen).toEqual([0, 1, 'v']);
  });

  it('report a handler’s exception and run the others', () => {
    const errors: unknown[] = [];
    const session = openSession(formXml(ALL_CELLS), {}, undefined, { scriptError: (error) => errors.push(error) });
    const after = jest.fn();
    const name = scriptAttribute(session, 'contoso_name');
    name.addOnChange(() => {
      throw new Error('broken');
    });
    name.addOnChange(after);
    name.fireOnChange();
    expect(errors).toHaveLength(1);
    expect(after).toHaveBeenCalledTimes(1);
  });
});
