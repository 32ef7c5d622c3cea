/**
 * Room tests. A user whose language has no file, in an organisation whose base language has none either: the app gives null
 * for every text (Microsoft Learn, "RESX web resources"), so scripts read the English ones themselves.
 */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { XrmMockGenerator } from 'xrm-mock';
import type * as Command from '../../../webresources/commands/sendOutbound';
import type * as ConfigurationForm from '../../../webresources/forms/outboundConfigurationForm';
import type * as TemplateForm from '../../../webresources/forms/messageTemplateForm';
import type * as CopyPage from '../../../webresources/pages/copyConfigurationId/copyPage';
import { initialiseXrm, settle } from './xrmHost';

const ENGLISH = readFileSync(resolve(__dirname, '../../../webresources/strings/outbound.1033.resx'), 'utf8');
const GERMAN = 1031;

const answer = (status: number, text: string): unknown => ({
  ok: status < 300,
  status,
  headers: new Headers(),
  text: () => Promise.resolve(text),
});

/** A German app. Gives the addresses that were asked for. */
function openGermanApp(): { xrm: Xrm.XrmStatic; asked: string[] } {
  // The modules keep what they read, so each test gets its own.
  jest.resetModules();
  const xrm = initialiseXrm();
  xrm.Utility.getResourceString = (() => null) as never;
  xrm.Utility.getGlobalContext().userSettings.languageId = GERMAN;
  const asked: string[] = [];
  globalThis.fetch = ((address: string) => {
    asked.push(address);
    if (address.includes('/WebResources/obm_/strings/outbound.1033.resx')) return Promise.resolve(answer(200, ENGLISH));
    if (address.includes('ManyToOneRelationships')) return Promise.resolve(answer(200, '{"value":[]}'));
    return Promise.resolve(answer(404, ''));
  }) as never;
  return { xrm, asked };
}

const notices = (): string[] =>
  (XrmMockGenerator.formContext.ui as never as { formNotifications?: { message: string }[] }).formNotifications?.map(
    ({ message }) => message,
  ) ?? [];

describe('a user in whose language nothing is there', () => {
  it('gets the dialog with an English title, read from the environment’s own address', async () => {
    const { xrm, asked } = openGermanApp();
    const titles: unknown[] = [];
    xrm.Navigation.navigateTo = ((_page: unknown, { title }: { title?: string }) => {
      titles.push(title);
      return Promise.resolve();
    }) as never;
    const { fromGrid } = (await import('../../../webresources/commands/sendOutbound')) as typeof Command;
    await fromGrid({}, [{ Id: '{AAAAAAAA-0000-4000-8000-00000000000A}', TypeName: 'incident' }], 'incident');
    expect(titles).toEqual(['Send outbound']);
    expect(asked).toEqual([
      'https://contoso.test/WebResources/obm_/strings/outbound.1031.resx',
      'https://contoso.test/WebResources/obm_/strings/outbound.1033.resx',
    ]);
  });

  it('reads an English notice on the message template form', async () => {
    openGermanApp();
    const { formContext, eventContext, Attribute } = XrmMockGenerator;
    formContext.ui.getFormType = () => 2 as never;
    Attribute.createString('msdyn_messagetext', 'Hi {}');
    Attribute.createOptionSet('msdyn_streamsource');
    const form = (await import('../../../webresources/forms/messageTemplateForm')) as typeof TemplateForm;
    await form.onLoad(eventContext as never);
    expect(notices()).toEqual([expect.stringContaining('line 1, character 4')]);
  });

  it('reads an English notice on the outbound configuration form', async () => {
    openGermanApp();
    const { eventContext, Attribute } = XrmMockGenerator;
    Attribute.createBoolean('msdyn_showinactivities', true);
    const form = (await import('../../../webresources/forms/outboundConfigurationForm')) as typeof ConfigurationForm;
    await form.onLoad(eventContext as never);
    expect(notices()).toEqual([expect.stringContaining('cases, contacts, accounts')]);
  });

  it('finds an English button to copy the configuration ID with', async () => {
    openGermanApp();
    document.body.innerHTML =
      '<div id="app"><button id="copy"></button><input id="configurationId" /><span id="status"></span></div>';
    const { startCopyPage } =
      (await import('../../../webresources/pages/copyConfigurationId/copyPage')) as typeof CopyPage;
    startCopyPage(window as never, undefined);
    const page = window as never as { setClientApiContext: (xrm: unknown, form: unknown) => void };
    page.setClientApiContext({}, { data: { entity: { getId: () => '{C0FFEE00-0000-4000-8000-000000000001}' } } });
    await settle();
    expect(document.getElementById('copy')?.textContent).toBe('Copy configuration ID');
  });
});
