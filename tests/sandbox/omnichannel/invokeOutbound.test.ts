/** Room tests. The simulated service behind the action, over a real embedded Dataverse. */
import {
  contact,
  language,
  openService,
  SMS_NUMBER,
  WHATSAPP,
  type TestService,
  type TestServiceOptions,
} from './openService';

const NUMBER = '+6281200000001';
const UNKNOWN_ID = '11111111-2222-4333-8444-555555555555';

let service: TestService;
const open = async (options?: TestServiceOptions): Promise<TestService> => (service = await openService(options));
afterEach(() => service.close());

describe('a call of the action', () => {
  it('puts the replaced text on the phone', async () => {
    await open();
    await service.invoke([contact()]);
    expect(await service.texts(NUMBER)).toEqual(['Hello Sari, case Refund']);
  });

  it('picks the localized text by locale and falls back to the default one', async () => {
    await open();
    await service.invoke([
      contact({ tocontactid: '+6281200000001', locale: '1057' }),
      contact({ tocontactid: '+6281200000002', locale: '1031' }),
      contact({ tocontactid: '+6281200000003' }),
    ]);
    expect(await service.texts('+6281200000001')).toEqual(['Halo Sari, kasus Refund']);
    expect(await service.texts('+6281200000002')).toEqual(['Hello Sari, case Refund']);
    expect(await service.texts('+6281200000003')).toEqual(['Hello Sari, case Refund']);
  });

  it('drops people who did not opt in and records that', async () => {
    await open();
    await service.invoke([contact({ optin: false }), contact({ tocontactid: '+6281200000002' })]);
    expect(await service.texts(NUMBER)).toEqual([]);
    expect((await service.calls()).calls[0]).toMatchObject({
      outcome: 'accepted',
      contactCount: 2,
      outcomes: { 'opted-out': 1, sent: 1 },
    });
  });

  it('sends twice to a number that is named twice', async () => {
    await open();
    await service.invoke([contact(), contact()]);
    expect(await service.texts(NUMBER)).toHaveLength(2);
  });

  it('takes an upper-case id in braces', async () => {
    await open();
    await service.invoke([contact()], `{${service.configurationId.toUpperCase()}}`);
    expect(await service.texts(NUMBER)).toHaveLength(1);
  });

  it('refuses a whole list for one bad item and sends nothing', async () => {
    await open();
    expect(await service.refusal([contact(), { tocontactid: NUMBER }])).toMatchObject({
      status: 400,
      code: '0x80040203',
    });
    expect((await service.handsets()).total).toBe(0);
    expect(service.activities()).toEqual([]);
  });

  it.each([
    ['more than 100 contacts', Array.from({ length: 101 }, () => contact())],
    ['text that is no JSON', '[{'],
  ])('refuses %s with 400 and logs the refusal', async (_what, contacts) => {
    await open();
    expect(await service.refusal(contacts)).toMatchObject({ status: 400 });
    expect((await service.calls()).calls).toMatchObject([
      { outcome: 'refused', status: 400, configurationId: service.configurationId },
    ]);
  });
});

describe('the outbound configuration', () => {
  it('must exist', async () => {
    await open();
    expect(await service.refusal([contact()], UNKNOWN_ID)).toMatchObject({ status: 404, code: '0x80040217' });
  });

  it.each([undefined, null, 'not an id', 42])('must be named by its id, not by %j', async (id) => {
    await open();
    const parameters = { OutboundSettingsRecord: { msdyn_ocoutboundconfigurationid: id }, ContactList: '[]' };
    const run = service.dataverse.operations
      .find('msdyn_InvokeOutboundAPI')
      ?.run({ parameters, context: service.dataverse.administrator });
    await expect(run).rejects.toMatchObject({ status: 400, code: '0x80040203' });
  });

  it.each([
    ['inactive', { statecode: 1 }],
    ['of another channel type', { msdyn_channel: 192370000 }],
    ['of a channel type that the template is not for', { msdyn_channel: WHATSAPP }],
    ['without a channel', { msdyn_channelid: null }],
    ['with a channel that names no number', { msdyn_channelid: 'acs-sms-1' }],
    ['with a channel that names an unknown row', { msdyn_channelid: UNKNOWN_ID }],
    ['without a template', { msdyn_messagetemplate: null }],
  ])('is refused when it is %s', async (_what, values) => {
    await open();
    service.updateConfiguration(values);
    expect(await service.refusal([contact()])).toMatchObject({ status: 400, code: '0x80040203' });
    expect((await service.handsets()).total).toBe(0);
  });

  it.each([
    ['the number', () => SMS_NUMBER],
    ['the number without its plus sign', () => SMS_NUMBER.slice(1)],
    ['the id of the number', () => service.numberId],
    ['the id of the setting', () => service.settingId],
  ])('may name its channel by %s', async (_what, channelId) => {
    await open();
    service.updateConfiguration({ msdyn_channelid: channelId() });
    await service.invoke([contact()]);
    expect((await service.handsets()).handsets[0]?.lastMessage.organizationNumber).toBe(SMS_NUMBER);
  });

  it('is refused when its number may not send', async () => {
    await open();
    service.dataverse.rows.update('msdyn_ocphonenumber', service.numberId, { msdyn_smsoutboundenabled: false });
    expect(await service.refusal([contact()])).toMatchObject({ status: 400 });
  });

  it('is refused when its template is an automated message', async () => {
    await open();
    service.dataverse.rows.update('msdyn_ocsystemmessage', service.templateId, { msdyn_messagetype: 2 });
    expect(await service.refusal([contact()])).toMatchObject({ status: 400 });
  });
});

describe('the timeline', () => {
  const openCase = (): string => {
    const { rows } = service.dataverse;
    const customerId = rows.create('contact', { firstname: 'Sari', lastname: 'Utami', mobilephone: NUMBER });
    return rows.create('incident', { title: 'Refund', customerid: { table: 'contact', id: customerId } });
  };
  const regarding = (caseId: unknown, relationship: unknown = 'incident_msdyn_ocoutboundmessages') =>
    contact({
      contextitems: {
        CustomerName: 'Sari',
        CaseName: 'Refund',
        regardingobjectid: caseId,
        entityrelationshipname: relationship,
      },
    });

  it('gets a completed activity with text, numbers, channel, locale and configuration', async () => {
    await open();
    const caseId = openCase();
    await service.invoke([{ ...regarding(caseId), locale: '1057' }]);
    const [activity] = service.activities();
    expect(activity?.values).toMatchObject({
      subject: 'Case follow-up',
      regardingobjectid: { table: 'incident', id: caseId },
      msdyn_ocoutboundconfiguration: { table: 'msdyn_ocoutboundconfiguration', id: service.configurationId },
      msdyn_ocmessagetext: 'Halo Sari, kasus Refund',
      msdyn_ocreceiverchannelid: NUMBER,
      msdyn_ocsenderchannelid: SMS_NUMBER,
      msdyn_occhanneltype: [192340000],
      msdyn_occustomerlocale: language(1057),
      msdyn_ocmessagetype: 100000000,
      statecode: 1,
      statuscode: 2,
    });
    expect(activity?.values['msdyn_failurereason']).toBeNull();
  });

  it('takes the keys without regard to case and ids in braces', async () => {
    await open();
    const caseId = openCase();
    const contextitems = {
      RegardingObjectId: `{${caseId.toUpperCase()}}`,
      EntityRelationshipName: 'incident_msdyn_ocoutboundmessages',
    };
    await service.invoke([contact({ contextitems })]);
    expect(service.activities()).toHaveLength(1);
  });

  it('gets the message but no activity when Show in timeline is off', async () => {
    await open({ configuration: { msdyn_showinactivities: false } });
    await service.invoke([regarding(openCase())]);
    expect(service.activities()).toEqual([]);
    expect(await service.texts(NUMBER)).toHaveLength(1);
    expect((await service.calls('?full=true')).calls[0]?.contacts?.[0]?.timeline).toBe('show-in-timeline-off');
  });

  it.each([
    ['the relationship is missing', (id: string) => regarding(id, null), 'relationship-or-regarding-missing'],
    ['the regarding row is missing', () => regarding(null), 'relationship-or-regarding-missing'],
    ['the relationship does not exist', (id: string) => regarding(id, 'incident_messages'), 'relationship-unknown'],
    [
      'the relationship is no regarding one',
      (id: string) => regarding(id, 'incident_customer_contacts'),
      'relationship-unknown',
    ],
    [
      'the relationship is of another table',
      (id: string) => regarding(id, 'contact_msdyn_ocoutboundmessages'),
      'regarding-not-found',
    ],
    ['the row does not exist', () => regarding(UNKNOWN_ID), 'regarding-not-found'],
  ])('gets the message but no activity when %s', async (_what, item, timeline) => {
    await open();
    await service.invoke([item(openCase())]);
    expect(service.activities()).toEqual([]);
    expect(await service.texts(NUMBER)).toHaveLength(1);
    expect((await service.calls('?full=true')).calls[0]?.contacts?.[0]?.timeline).toBe(timeline);
  });

  it('gets no activity for a person who did not opt in', async () => {
    await open();
    await service.invoke([{ ...regarding(openCase()), optin: false }]);
    expect(service.activities()).toEqual([]);
  });

  it('keeps the reason when the provider would not carry the message', async () => {
    await open();
    await service.invoke([{ ...regarding(openCase()), tocontactid: '0812-0000-0001' }]);
    expect(service.activities()[0]?.values['msdyn_failurereason']).toContain('E.164');
    expect((await service.handsets()).total).toBe(0);
  });

  it('names the person who has the number as recipient', async () => {
    await open();
    const caseId = openCase();
    await service.invoke([regarding(caseId)]);
    const id = service.activities()[0]?.id ?? '';
    const person = service.dataverse.rows.find('incident', caseId)?.values['customerid'];
    expect(service.dataverse.rows.find('msdyn_ocoutboundmessage', id)?.values['to']).toEqual([
      expect.objectContaining({ party: person }),
    ]);
  });
});

describe('a slug without a value', () => {
  const withoutCase = contact({ contextitems: { CustomerName: 'Sari' } });

  it('stays as written and is recorded', async () => {
    await open();
    await service.invoke([withoutCase]);
    expect(await service.texts(NUMBER)).toEqual(['Hello Sari, case {CaseName}']);
    expect((await service.calls('?full=true')).calls[0]?.contacts?.[0]?.unresolvedSlugs).toEqual(['CaseName']);
  });

  it('refuses the whole call where the sandbox was told so', async () => {
    await open({ unresolvedSlugs: 'refuse' });
    expect(await service.refusal([contact(), withoutCase])).toMatchObject({ status: 400 });
    expect((await service.handsets()).total).toBe(0);
  });
});

describe('WhatsApp', () => {
  const openWhatsApp = async (name: string): Promise<void> => {
    await open({ templateText: 'Hello {{1}}, case {{2}}' });
    const { rows } = service.dataverse;
    const numberId = rows.create('msdyn_ocwhatsappchannelnumber', {
      msdyn_name: 'WA',
      msdyn_organizationphonenumber: '+12065550199',
    });
    rows.update('msdyn_ocsystemmessage', service.templateId, { msdyn_streamsource: WHATSAPP, msdyn_name: name });
    service.updateConfiguration({ msdyn_channel: WHATSAPP, msdyn_channelid: numberId });
  };
  const SID = `HX${'0123456789abcdef'.repeat(2)}`;
  const template = (parameters: Record<string, string>) =>
    contact({ sendastemplate: true, templateparameters: parameters, contextitems: {}, locale: '1057' });
  const reasonOfLast = async () => (await service.calls('?full=true')).calls.at(-1)?.contacts?.[0]?.reason;

  it('puts numbered parameters into an approved text, whatever the locale', async () => {
    await openWhatsApp(SID);
    await service.invoke([template({ 1: 'Sari', 2: 'Refund' })]);
    expect(await service.texts(NUMBER)).toEqual(['Hello Sari, case Refund']);
  });

  it('accepts the call but carries no template whose parameters are incomplete', async () => {
    await openWhatsApp(SID);
    await service.invoke([template({ 1: 'Sari' })]);
    expect(await service.texts(NUMBER)).toEqual([]);
    expect(await reasonOfLast()).toContain('no value');
  });

  it('carries no template whose name is not a Content SID', async () => {
    await openWhatsApp('Follow-up');
    await service.invoke([template({ 1: 'Sari', 2: 'Refund' })]);
    expect(await reasonOfLast()).toContain('Content SID');
  });

  it('carries plain text only within 24 hours of a reply', async () => {
    await openWhatsApp(SID);
    const plain = contact({ contextitems: {} });
    await service.invoke([plain]);
    expect(await service.texts(NUMBER)).toEqual([]);
    await service.invoke([template({ 1: 'Sari', 2: 'Refund' })]);
    await service.post(`/phones/api/${encodeURIComponent(NUMBER)}/replies`, { text: 'Yes' });
    service.advance(23 * 3_600_000);
    await service.invoke([plain]);
    expect(await service.texts(NUMBER)).toHaveLength(3);
    service.advance(2 * 3_600_000);
    await service.invoke([plain]);
    expect(await service.texts(NUMBER)).toHaveLength(3);
  });

  it('carries nothing longer than 1024 characters', async () => {
    await openWhatsApp(SID);
    service.dataverse.rows.update('msdyn_ocsystemmessage', service.templateId, {
      msdyn_messagetext: `{{1}}${'x'.repeat(1020)}`,
    });
    await service.invoke([template({ 1: 'abcd' }), { ...template({ 1: 'abcde' }), tocontactid: '+6281200000002' }]);
    expect((await service.calls()).calls[0]?.outcomes).toEqual({ sent: 1, undeliverable: 1 });
  });
});

describe('the hour’s limit', () => {
  it('answers 429 with the seconds to wait, and takes calls again after them', async () => {
    await open({ maxRequestsPerHour: 2 });
    await service.invoke([contact()]);
    service.advance(60_000);
    await service.invoke([contact()]);
    expect(await service.refusal([contact()])).toMatchObject({ status: 429, retryAfterSeconds: 3540 });
    service.advance(3_540_000);
    await service.invoke([contact()]);
    expect(await service.texts(NUMBER)).toHaveLength(3);
    expect((await service.calls()).calls.map(({ outcome }) => outcome)).toEqual([
      'accepted',
      'accepted',
      'throttled',
      'accepted',
    ]);
  });
});

describe('the signature', () => {
  const parametersOf = () => service.dataverse.operations.find('msdyn_InvokeOutboundAPI')?.parameters;

  it('is the likeliest one by default', async () => {
    await open();
    expect(parametersOf()).toEqual([
      { name: 'OutboundSettingsRecord', type: 'mscrm.msdyn_ocoutboundconfiguration' },
      { name: 'ContactList', type: 'Edm.String' },
    ]);
  });

  it('can be absent', async () => {
    await open({ signature: 'absent' });
    expect(service.dataverse.operations.find('msdyn_InvokeOutboundAPI')).toBeUndefined();
  });

  it('can go by other names and take a collection', async () => {
    await open({
      signature: { settingsParameter: 'Settings', contactListParameter: 'Contacts', contactListEncoding: 'collection' },
    });
    expect(parametersOf()?.[1]).toEqual({ name: 'Contacts', type: 'mscrm.expando', isCollection: true });
    await service.dataverse.operations.find('msdyn_InvokeOutboundAPI')?.run({
      parameters: { Settings: { msdyn_ocoutboundconfigurationid: service.configurationId }, Contacts: [contact()] },
      context: service.dataverse.administrator,
    });
    expect(await service.texts(NUMBER)).toHaveLength(1);
  });
});
