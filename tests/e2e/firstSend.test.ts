/**
 * Room tests. The way of Microsoft's article, walked as an administrator: a template with two languages, a configuration,
 * and a message to every customer with a resolved case on the page.
 */
import type { Browser } from 'playwright-core';
import type { RunningSandbox } from '../../sandbox/server';
import { launchBrowser } from '../support/browser';
import { fillIn } from '../support/fields';
import { openSandbox } from '../support/sandbox';
import { App } from './app';
import { caseOfActivity, readCalls, readHandset, sentContacts } from './service';

/** The number of the sample data's SMS channel. */
const SAMPLE_NUMBER = '+18335550100';

let sandbox: RunningSandbox;
let browser: Browser;
let app: App;

beforeAll(async () => {
  [sandbox, browser] = await Promise.all([openSandbox(), launchBrowser()]);
  app = new App(await browser.newPage({ viewport: { width: 1366, height: 900 } }), sandbox.url);
  await app.open();
});

afterAll(async () => {
  await browser?.close();
  await sandbox?.close();
});

describe('an administrator and an agent', () => {
  it('find the configurations and templates where the article says', async () => {
    await app.area('Outbound');
    await app.subarea('Customer settings');
    await app
      .mainPage()
      .getByRole('button', { name: /^Manage.*Outbound/ })
      .click();
    await app.page.getByRole('heading', { level: 1, name: 'Active Outbound Configurations' }).waitFor();
    await app.subarea('Productivity');
    await app
      .mainPage()
      .getByRole('button', { name: /^Manage.*Message templates/ })
      .click();
    await app.page.getByRole('heading', { level: 1, name: 'Message templates' }).waitFor();
  });

  it('write an SMS template with an English default', async () => {
    const { page } = app;
    await app.command('New');
    await fillIn(page.getByRole('textbox', { name: 'Name' }), 'Resolved case');
    await app.lookup('Default language', 'English - United States');
    const text = page.getByRole('textbox', { name: 'Default text' });
    await fillIn(text, 'Hi {CustomerName}, your case {casename} is resolved. Reply to tell us how we did.');
    await page.getByText(/SMS segments: 1/).waitFor();
    const slugs = page.getByRole('list', { name: 'Slugs in the text' }).getByRole('listitem');
    await slugs.nth(1).waitFor();
    expect(await slugs.allTextContents()).toEqual(['{CustomerName}', '{casename}']);
    await app.command('Save');
    await page.getByRole('heading', { level: 1, name: /^Resolved case/ }).waitFor();
  });

  it('add an Indonesian version', async () => {
    const { page } = app;
    const texts = page.getByRole('region', { name: 'Texts in other languages' });
    await texts.getByRole('button', { name: 'New Localization' }).click();
    const dialog = page.getByRole('dialog');
    await app.lookup('Customer language', 'Indonesian - Indonesia', dialog);
    await fillIn(
      dialog.getByRole('textbox', { name: 'Localized text' }),
      'Halo {CustomerName}, kasus {CaseName} sudah selesai.',
    );
    await dialog.getByRole('menuitem', { name: 'Save & Close' }).click();
    await texts.getByRole('link', { name: /^Halo/ }).waitFor();
  });

  it('make a configuration whose ID appears when it is saved', async () => {
    const { page } = app;
    await app.subarea('Customer settings');
    await app
      .mainPage()
      .getByRole('button', { name: /^Manage.*Outbound/ })
      .click();
    await app.command('New');
    await fillIn(page.getByRole('textbox', { name: 'Name' }), 'Resolved cases by SMS');
    await page.getByRole('switch', { name: 'Show in timeline' }).click();
    await app.choose('Channel type', 'SMS');
    await fillIn(page.getByRole('textbox', { name: 'Channel' }), SAMPLE_NUMBER);
    await app.lookup('Message template', 'Resolved case');
    expect(await page.getByRole('textbox', { name: 'Configuration ID' }).isVisible()).toBe(false);
    await app.command('Save');
    await page.getByRole('textbox', { name: 'Configuration ID' }).waitFor();
    expect(await page.getByRole('textbox', { name: 'Configuration ID' }).inputValue()).toMatch(/^[0-9a-f-]{36}$/);
  });

  it('send to all resolved cases of the page, and see beforehand who is left out and why', async () => {
    await app.area('Service');
    await app.subarea('Cases');
    await app.view('Resolved Cases');
    await app.selectAllOnPage();
    await app.command('Send outbound');
    const dialog = app.dialogPage();
    await app.pickConfiguration('Resolved cases by SMS');
    const sum = await dialog.getByText(/can be messaged\.$/).textContent();
    const [, eligible, selected] = /^(\d+) of the (\d+) selected/.exec(sum ?? '') ?? [];
    expect(Number(selected)).toBe(50);
    const reasons = await dialog
      .getByRole('list', { name: 'Not messaged, by reason' })
      .locator('summary')
      .allTextContents();
    const excluded = reasons.map((reason) => Number(/\d+$/.exec(reason)?.[0])).reduce((a, b) => a + b, 0);
    expect(Number(eligible) + excluded).toBe(50);

    await dialog.getByRole('button', { name: `Send ${eligible} messages in 1 request` }).click();
    await dialog.getByRole('button', { name: 'Yes, send' }).click();
    const outcome = await app.outcome();
    expect(outcome).toEqual({
      'Accepted by the service': Number(eligible),
      Refused: 0,
      Unknown: 0,
      'Waiting, never called': 0,
      'Not messaged': excluded,
      Selected: 50,
    });
  });

  it('were heard by the server as requests of at most 100 contacts', async () => {
    const calls = await readCalls(sandbox.url);
    expect(Math.max(...calls.map((call) => call.contactCount ?? Infinity))).toBeLessThanOrEqual(100);
    expect(calls.length).toBe(1);
  });

  it('reached every number once, in its language, with its values', async () => {
    const messages = await sentContacts(sandbox.url);
    const numbers = messages.map((message) => message.number);
    expect(new Set(numbers).size).toBe(numbers.length);
    const indonesian = messages.filter((message) => message.text?.startsWith('Halo '));
    const english = messages.filter((message) => message.text?.startsWith('Hi '));
    expect(indonesian.length).toBeGreaterThan(0);
    expect(english.length).toBeGreaterThan(0);
    expect(indonesian.length + english.length).toBe(messages.length);
    // Titles of sample cases hold braces of their own; what must be gone are the template's slugs.
    expect(messages.filter((message) => /\{(customername|casename)\}/i.test(message.text ?? ''))).toEqual([]);
    expect(new Set(indonesian.map((message) => message.lcid))).toEqual(new Set([1057]));
  });

  it('show on the phone and in the timeline of the case', async () => {
    const { page } = app;
    const contact = (await sentContacts(sandbox.url)).find(({ text }) => text?.startsWith('Halo '));
    const { number, activityId = '' } = contact!;
    const text = (await readHandset(sandbox.url, number)).messages[0]!.text;
    expect(text).toBe(contact!.text);
    const caseId = await caseOfActivity(sandbox.url, activityId);

    await page.goto(`${sandbox.url}/phones`);
    await fillIn(page.getByRole('searchbox'), number);
    await page.getByText(text).first().waitFor();

    await page.goto(
      `${sandbox.url}/main.aspx?appname=obm_OutboundMessaging&pagetype=entityrecord&etn=incident&id=${caseId}`,
    );
    await page.getByRole('region', { name: 'Timeline' }).getByText(text).first().waitFor();
    // A resolved case is read-only; messaging its customer is still allowed from its form.
    await page.getByRole('menuitem', { name: 'Send outbound' }).waitFor();
  });

  it('get an answer from a phone as a conversation', async () => {
    const { page } = app;
    const contact = (await sentContacts(sandbox.url)).find(({ text }) => text?.startsWith('Halo '));
    await page.goto(`${sandbox.url}/phones#${encodeURIComponent(contact!.number)}`);
    await fillIn(page.getByRole('textbox', { name: /reply/i }), 'Terima kasih, semuanya beres.');
    await page.keyboard.press('Enter');
    await page.getByRole('log').getByText('Terima kasih, semuanya beres.').waitFor();

    await app.open();
    await app.subarea('Conversations');
    await page
      .getByRole('grid')
      .getByRole('link', { name: /Terima kasih/ })
      .click();
    await page.getByRole('heading', { level: 1, name: /Terima kasih/ }).waitFor();
  });

  it('find the send in the journal, with sums that add up', async () => {
    const { page } = app;
    await app.open();
    await app.area('Outbound');
    await app.subarea('Sends');
    await page
      .getByRole('grid')
      .getByRole('link', { name: /Resolved cases by SMS/ })
      .first()
      .click();
    await page.getByRole('heading', { level: 1, name: /Resolved cases by SMS/ }).waitFor();
    const value = async (label: string): Promise<number> =>
      Number(await page.getByRole('textbox', { name: label }).inputValue());
    const [audience, accepted, excluded] = [await value('Audience'), await value('Accepted'), await value('Excluded')];
    expect(audience).toBe(50);
    expect(accepted + excluded).toBe(audience);
    const batches = page.getByRole('grid', { name: /Batches/ });
    await batches.getByText('Accepted').first().waitFor();
  });
});
