/** Room tests. The outbound configuration form's handlers. */
import type { EntityMock, ItemCollectionMock, LookupControlMock, UiMock } from 'xrm-mock';
import { IframeControlMock, XrmMockGenerator } from 'xrm-mock';
import {
  onChannelTypeChange,
  onLoad,
  onShowInTimelineChange,
} from '../../../webresources/forms/outboundConfigurationForm';
import { initialiseXrm, settle } from './xrmHost';

const SMS = 192340000;
const WHATSAPP = 192300000;
const TEMPLATE = {
  id: '{7E3F0000-0000-4000-8000-000000000007}',
  name: 'Case solved',
  entityType: 'msdyn_ocsystemmessage',
};
const ALL_TABLES = ['incident', 'contact', 'account'];

interface Setup {
  readonly id?: string;
  readonly channel?: number;
  readonly template?: typeof TEMPLATE;
  readonly showInTimeline?: boolean;
  readonly displayId?: string;
  /** Tables that have a regarding relationship; a status instead makes the server refuse. */
  readonly relationships?: readonly string[] | number;
  readonly templateChannel?: number;
}

function openForm(setup: Setup = {}) {
  const xrm = initialiseXrm();
  const { Attribute, formContext } = XrmMockGenerator;
  const entity = formContext.data.entity as unknown as EntityMock;
  entity.id = setup.id ?? '{C0FFEE00-0000-4000-8000-000000000001}';
  const attributes = {
    channel: Attribute.createOptionSet('msdyn_channel'),
    template: Attribute.createLookup('msdyn_messagetemplate', setup.template ? [setup.template] : undefined),
    timeline: Attribute.createBoolean('msdyn_showinactivities', setup.showInTimeline ?? false),
    displayId: Attribute.createString('msdyn_displayoutboundconfigurationid', setup.displayId),
  };
  attributes.channel.setValue((setup.channel ?? SMS) as number);
  const page = new IframeControlMock({ name: 'WebResource_copyConfigurationId' } as never);
  let visible = true;
  page.setVisible = (value: boolean) => {
    visible = value;
  };
  page.getVisible = () => visible;
  const handed: unknown[] = [];
  const pageWindow = { setClientApiContext: (...given: unknown[]) => handed.push(given[1]) };
  page.getContentWindow = () => Promise.resolve(pageWindow) as never;
  (formContext.ui.controls as unknown as ItemCollectionMock<unknown>).push(page);
  xrm.WebApi.retrieveMultipleRecords = (() =>
    Promise.resolve({ entities: [{ msdyn_streamsource: setup.templateChannel }] })) as never;
  const requests: string[] = [];
  globalThis.fetch = ((url: string) => {
    requests.push(url);
    if (typeof setup.relationships === 'number') {
      return Promise.resolve({
        ok: false,
        status: setup.relationships,
        headers: new Headers(),
        text: () => Promise.resolve(''),
      });
    }
    const value = (setup.relationships ?? ALL_TABLES).map((table) => ({
      SchemaName: `${table}_msdyn_ocoutboundmessages`,
      ReferencedEntity: table,
      ReferencingAttribute: 'regardingobjectid',
    }));
    const owner = { SchemaName: 'owner_x', ReferencedEntity: 'account', ReferencingAttribute: 'ownerid' };
    const text = JSON.stringify({ value: [owner, ...value] });
    return Promise.resolve({ ok: true, status: 200, headers: new Headers(), text: () => Promise.resolve(text) });
  }) as never;
  return {
    event: XrmMockGenerator.eventContext as unknown as Xrm.Events.EventContext,
    form: formContext,
    entity,
    attributes,
    page,
    handed,
    requests,
    control: (name: string) => formContext.getControl(name) as LookupControlMock,
    notices: () =>
      ((formContext.ui as unknown as UiMock).formNotifications ?? []).map(({ level, message }) => ({
        level: String(level),
        message,
      })),
  };
}

describe('the templates offered', () => {
  it('are active message templates of the chosen channel type, at the moment of each search', async () => {
    const { event, control, attributes } = openForm({ channel: SMS });
    await onLoad(event);
    const lookup = control('msdyn_messagetemplate');
    const search = (): string => {
      lookup.filters.length = 0;
      lookup.preSearchHandlers.forEach((handler) => handler(event as never));
      expect(lookup.filters.map(({ entityLogicalName }) => entityLogicalName)).toEqual(['msdyn_ocsystemmessage']);
      return lookup.filters[0]?.filter ?? '';
    };
    expect(search()).toBe(
      '<filter type="and"><condition attribute="msdyn_messagetype" operator="eq" value="3"/>' +
        '<condition attribute="statecode" operator="eq" value="0"/>' +
        `<condition attribute="msdyn_streamsource" operator="eq" value="${SMS}"/></filter>`,
    );
    attributes.channel.setValue(WHATSAPP);
    expect(search()).toContain(`value="${WHATSAPP}"`);
    attributes.channel.setValue(-1);
    expect(search()).not.toContain('msdyn_streamsource');
  });

  it('lose a chosen template of another channel, and the form says so', async () => {
    const { event, attributes, notices } = openForm({ channel: WHATSAPP, template: TEMPLATE, templateChannel: SMS });
    await onChannelTypeChange(event);
    expect(attributes.template.getValue()).toBeNull();
    expect(notices()).toEqual([{ level: 'WARNING', message: expect.stringContaining('“Case solved”') }]);
  });

  it('keep a chosen template of the same channel', async () => {
    const { event, attributes, notices } = openForm({ channel: SMS, template: TEMPLATE, templateChannel: SMS });
    await onChannelTypeChange(event);
    expect(attributes.template.getValue()).toEqual([TEMPLATE]);
    expect(notices()).toEqual([]);
  });

  it('keep a template that was chosen while the old one was looked up', async () => {
    const { event, attributes } = openForm({ channel: WHATSAPP, template: TEMPLATE, templateChannel: SMS });
    const newer = { ...TEMPLATE, id: '{7E3F0000-0000-4000-8000-000000000008}' };
    const change = onChannelTypeChange(event);
    attributes.template.setValue([newer]);
    await change;
    expect(attributes.template.getValue()).toEqual([newer]);
  });

  it('keep the chosen template when its channel cannot be read, and the form says why', async () => {
    const { event, attributes, notices } = openForm({ channel: WHATSAPP, template: TEMPLATE });
    (globalThis as unknown as { Xrm: Xrm.XrmStatic }).Xrm.WebApi.retrieveMultipleRecords = (() =>
      Promise.reject({ errorCode: 2147746336, message: 'no privilege' })) as never;
    await onChannelTypeChange(event);
    expect(attributes.template.getValue()).toEqual([TEMPLATE]);
    expect(notices()[0]?.message).toContain('(permission-denied)');
  });
});

describe('the Configuration ID', () => {
  it('is hidden on a row that was never saved, with its copy button', async () => {
    const { event, control, page, handed } = openForm({ id: '' });
    await onLoad(event);
    expect(control('msdyn_displayoutboundconfigurationid').getVisible()).toBe(false);
    expect(page.getVisible()).toBe(false);
    expect(handed).toEqual([]);
  });

  it('shows the primary key when the platform has left it empty, and never submits that', async () => {
    const { event, control, attributes } = openForm();
    await onLoad(event);
    expect(control('msdyn_displayoutboundconfigurationid').getVisible()).toBe(true);
    expect(attributes.displayId.getValue()).toBe('c0ffee00-0000-4000-8000-000000000001');
    expect(attributes.displayId.getSubmitMode()).toBe('never');
  });

  it('shows what the platform has filled in', async () => {
    const { event, attributes } = openForm({ displayId: 'from-the-platform' });
    await onLoad(event);
    expect(attributes.displayId.getValue()).toBe('from-the-platform');
  });

  it('appears after the first save, and the copy page gets the form', async () => {
    const { event, form, entity, control, page, handed } = openForm({ id: '' });
    await onLoad(event);
    entity.id = '{C0FFEE00-0000-4000-8000-000000000002}';
    entity.postSaveEventHandlers.forEach((handler) => handler(event as never));
    await settle();
    expect(control('msdyn_displayoutboundconfigurationid').getVisible()).toBe(true);
    expect(page.getVisible()).toBe(true);
    expect(handed).toEqual([form]);
  });
});

describe('the notice about the timeline', () => {
  it('names the tables whose messages would not appear', async () => {
    const { event, notices, requests } = openForm({ showInTimeline: true, relationships: ['incident'] });
    await onShowInTimelineChange(event);
    expect(notices()).toEqual([{ level: 'WARNING', message: expect.stringContaining('contacts, accounts') }]);
    expect(requests).toEqual([
      "https://contoso.test/api/data/v9.2/EntityDefinitions(LogicalName='msdyn_ocoutboundmessage')/ManyToOneRelationships" +
        '?$select=SchemaName,ReferencedEntity,ReferencingAttribute',
    ]);
  });

  it('is absent when every table has its relationship', async () => {
    const { event, notices } = openForm({ showInTimeline: true });
    await onLoad(event);
    expect(notices()).toEqual([]);
  });

  it('is absent, and nothing is asked, while Show in timeline is off', async () => {
    const { event, notices, requests } = openForm({ showInTimeline: false, relationships: [] });
    await onLoad(event);
    expect(notices()).toEqual([]);
    expect(requests).toEqual([]);
  });

  it('goes away when Show in timeline is switched off', async () => {
    const { event, attributes, notices } = openForm({ showInTimeline: true, relationships: [] });
    await onShowInTimelineChange(event);
    expect(notices()).toHaveLength(1);
    attributes.timeline.setValue(false);
    await onShowInTimelineChange(event);
    expect(notices()).toEqual([]);
  });

  it('says that it does not know when the metadata cannot be read', async () => {
    const { event, notices } = openForm({ showInTimeline: true, relationships: 403 });
    await onLoad(event);
    expect(notices()).toEqual([{ level: 'INFO', message: expect.stringContaining('(permission-denied)') }]);
  });
});
