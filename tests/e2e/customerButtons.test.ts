/** Room tests. Send outbound where the customers are: lists and forms of contacts and accounts, and lists on their forms. */
import type { Browser, Locator } from 'playwright-core';
import type { RunningSandbox } from '../../sandbox/server';
import { launchBrowser } from '../support/browser';
import { APP, openSandbox } from '../support/sandbox';
import { App } from './app';
import { sentContacts } from './service';

const GREETING = 'Greeting by SMS';
/** How the enable rule asks whether there is anything to send with. */
const QUESTION = /\/msdyn_ocoutboundconfigurationes\?.*\$top=1/;

let sandbox: RunningSandbox;
let browser: Browser;
let app: App;
/** Times that the rule asked since the page was loaded. */
let questions: string[];
let zulaikha: string;
let zubaidah: string;
let account: string;

beforeAll(async () => {
  [sandbox, browser] = await Promise.all([openSandbox(), launchBrowser()]);
  const { rows } = sandbox.dataverse;
  const configuration = rows.findWhere('msdyn_ocoutboundconfiguration', {})[0]?.values ?? {};
  const language = rows.findWhere('msdyn_oclanguage', { msdyn_localeid: 1033 })[0]?.id ?? '';
  const template = rows.create('msdyn_ocsystemmessage', {
    msdyn_name: 'Greeting',
    msdyn_messagetype: 3,
    msdyn_streamsource: configuration['msdyn_channel'],
    msdyn_messagereceiver: 192350001,
    msdyn_defaultlanguage: { table: 'msdyn_oclanguage', id: language },
    msdyn_messagetext: 'Hi {CustomerName}, thank you.',
  });
  rows.create('msdyn_ocoutboundconfiguration', {
    msdyn_name: GREETING,
    msdyn_channel: configuration['msdyn_channel'],
    msdyn_channelid: configuration['msdyn_channelid'],
    msdyn_showinactivities: true,
    msdyn_messagetemplate: { table: 'msdyn_ocsystemmessage', id: template },
  });
  zulaikha = rows.create('contact', { lastname: 'Zzulaikha Uji', mobilephone: '0812-7000-0001' });
  zubaidah = rows.create('contact', { lastname: 'Zzubaidah Uji', mobilephone: '0812-7000-0002' });
  account = rows.create('account', {
    name: 'Toko Uji',
    telephone1: '021-555-0100',
    primarycontactid: { table: 'contact', id: zubaidah },
  });
  rows.create('incident', { title: 'Lampu uji', customerid: { table: 'contact', id: zulaikha } });
});

afterAll(async () => {
  await browser?.close();
  await sandbox?.close();
});

beforeEach(async () => {
  app = new App(await browser.newPage({ viewport: { width: 1366, height: 1000 } }), sandbox.url);
  questions = [];
  app.page.on('request', (request) => {
    if (QUESTION.test(decodeURIComponent(request.url()))) questions.push(request.url());
  });
  await app.open();
});

afterEach(() => app.page.close());

const button = (place: Locator, name = 'Send outbound'): Locator => place.getByRole('menuitem', { name, exact: true });
const commands = (): Locator => app.page.getByRole('menubar', { name: 'Commands' }).first();

/** Sends with the configuration, closes the dialog, and gives the numbers that got a message by it. */
async function send(count: number): Promise<string[]> {
  const before = (await sentContacts(sandbox.url)).length;
  await app.pickConfiguration(GREETING);
  const dialog = app.dialogPage();
  await dialog.getByRole('button', { name: new RegExp(`^Send ${count} messages? in 1 request$`) }).click();
  await dialog.getByRole('button', { name: 'Yes, send' }).click();
  await app.outcome();
  await app.page.getByRole('dialog').getByRole('button', { name: 'Close' }).click();
  return (await sentContacts(sandbox.url)).slice(before).map(({ number }) => number);
}

describe('Send outbound for customers', () => {
  it('messages the contacts that are selected in their list', async () => {
    await app.subarea('Contacts');
    await app.search('Zz');
    await app.page.getByText('1 – 2 of 2').waitFor();
    expect(await button(commands()).count()).toBe(0);
    await app.selectAllOnPage();
    await button(commands()).click();
    expect((await send(2)).sort()).toEqual(['+6281270000001', '+6281270000002']);
  });

  it('messages a contact from its form, and the timeline shows it', async () => {
    await app.openRow('contact', zulaikha);
    await button(commands()).click();
    expect(await send(1)).toEqual(['+6281270000001']);
    await app.page
      .getByRole('region', { name: 'Timeline' })
      .getByText('Hi Zzulaikha Uji, thank you.')
      .first()
      .waitFor();
  });

  it('messages the primary contact of an account from its form', async () => {
    await app.openRow('account', account);
    await button(commands()).click();
    expect(await send(1)).toEqual(['+6281270000002']);
  });

  it('messages the customer of a case from the list of cases on the contact’s form', async () => {
    await app.openRow('contact', zulaikha);
    const cases = app.page.getByRole('region', { name: 'Cases', exact: true });
    await cases.getByRole('link', { name: 'Lampu uji' }).waitFor();
    expect(await button(cases).count()).toBe(0);
    await cases.getByRole('checkbox', { name: 'Select all rows on this page' }).click();
    await button(cases).click();
    expect(await send(1)).toEqual(['+6281270000001']);
  });

  it('offers nothing on a contact that is not saved yet', async () => {
    await app.page.goto(`${sandbox.url}/main.aspx?appname=${APP}&pagetype=entityrecord&etn=contact`);
    await button(commands(), 'Save').waitFor();
    expect(await button(commands()).count()).toBe(0);
  });

  it('asks once whether there is a configuration, wherever the button is wanted afterwards', async () => {
    await app.subarea('Contacts');
    await app.selectAllOnPage();
    await button(commands()).waitFor();
    await app.subarea('Accounts');
    await app.selectAllOnPage();
    await button(commands()).waitFor();
    await app.subarea('Cases');
    await app.selectAllOnPage();
    await button(commands()).waitFor();
    expect(questions).toHaveLength(1);
  });

  it('is hidden everywhere while no configuration is active', async () => {
    const { rows } = sandbox.dataverse;
    const active = rows.findWhere('msdyn_ocoutboundconfiguration', { statecode: 0 });
    for (const { id } of active) rows.update('msdyn_ocoutboundconfiguration', id, { statecode: 1, statuscode: 2 });
    try {
      const answered = app.page.waitForResponse((response) => QUESTION.test(decodeURIComponent(response.url())));
      await app.openRow('account', account);
      await answered;
      await app.page.getByRole('link', { name: 'Zzubaidah Uji' }).first().waitFor();
      expect(await button(app.page.getByRole('main')).count()).toBe(0);
    } finally {
      for (const { id } of active) rows.update('msdyn_ocoutboundconfiguration', id, { statecode: 0, statuscode: 1 });
    }
  });

  it('says in Indonesian what it does, from right to left too', async () => {
    const { page } = app;
    const speak = (languageId: number): Promise<Response> =>
      fetch(`${sandbox.url}/_host/session/language`, {
        method: 'PUT',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ languageId }),
      });
    await speak(1057);
    try {
      for (const [table, id, tip] of [
        ['contact', zulaikha, 'Kirim pesan kepada kontak ini.'],
        ['account', account, 'Kirim pesan kepada kontak utama akun ini, atau kepada akun itu sendiri.'],
      ] as const) {
        await page.goto(`${sandbox.url}/main.aspx?appname=${APP}&pagetype=entityrecord&etn=${table}&id=${id}&rtl=1`);
        const bar = page.getByRole('menubar').first();
        await button(bar, 'Kirim pesan keluar').waitFor();
        expect(await button(bar, 'Kirim pesan keluar').getAttribute('title')).toBe(tip);
        expect(await page.evaluate(() => document.documentElement.dir)).toBe('rtl');
      }
    } finally {
      await speak(1033);
    }
  });
});
