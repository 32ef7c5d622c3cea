/**
 * Room tests. A send that is written in the dialog for a later time, by keyboard: nothing goes out before, and the send's own page,
 * left open, starts it in its time.
 */
import type { Browser } from 'playwright-core';
import type { RunningSandbox } from '../../sandbox/server';
import { launchBrowser } from '../support/browser';
import { getRows } from '../support/journal';
import { openSandbox } from '../support/sandbox';
import { fillIn, hasFocus } from '../support/fields';
import { App } from './app';
import { axeFindings } from './axe';
import { readCalls } from './service';

const CONFIGURATION = 'Case follow-up by SMS';

let sandbox: RunningSandbox;
let browser: Browser;
let app: App;

beforeAll(async () => {
  [sandbox, browser] = await Promise.all([openSandbox(), launchBrowser()]);
  const page = await browser.newPage({ viewport: { width: 1366, height: 900 }, timezoneId: 'Asia/Jakarta' });
  // Runs like the machine's, and can be moved.
  await page.clock.install();
  app = new App(page, sandbox.url);
  await app.open();
});

afterAll(async () => {
  await browser?.close();
  await sandbox?.close();
});

interface SendRow {
  readonly obm_sendid: string;
  readonly obm_state: number;
  readonly obm_scheduledon: string;
  readonly obm_startby: string;
}
const SCHEDULED = 841200005;

/** Longer than anybody takes to enter it. */
const AHEAD_MINUTES = 30;

/** `2026-03-05T09:30`: so many full minutes from now, on a clock so many minutes ahead of UTC. */
const localIn = (minutes: number, offset: number): string =>
  new Date((Math.floor(Date.now() / 60_000) + minutes + offset) * 60_000).toISOString().slice(0, 16);

describe('a send for later', () => {
  it('is asked for beside Send, in the time zone of the user, with a latest start already entered', async () => {
    await app.area('Service');
    await app.subarea('Cases');
    await app.view('Resolved Cases');
    await app.selectAllOnPage();
    await app.command('Send outbound');
    await app.pickConfiguration(CONFIGURATION);
    const dialog = app.dialogPage();
    const later = dialog.getByRole('button', { name: 'Send later' });
    await later.focus();
    await app.page.keyboard.press('Enter');
    const question = dialog.getByRole('alertdialog', { name: 'When should it start?' });
    await question.waitFor();
    const start = question.getByLabel('Start at');
    await hasFocus(start);
    expect(await question.getByLabel(/^Ask me if/).inputValue()).not.toBe('');
    expect(await axeFindings(app.page)).toEqual([]);
    await app.page.keyboard.press('Escape');
    await hasFocus(later);
  });

  it('is written for its time, and says what happens and who starts it', async () => {
    const dialog = app.dialogPage();
    // By mouse, on the button that has the focus from the keyboard.
    await dialog.getByRole('button', { name: 'Send later' }).click();
    const zone = /UTC([+-])(\d\d):(\d\d)/.exec(
      (await dialog.getByText(/^Times are in your time zone/).textContent()) ?? '',
    );
    const offset = (zone?.[1] === '-' ? -1 : 1) * (Number(zone?.[2]) * 60 + Number(zone?.[3]));
    await fillIn(dialog.getByLabel('Start at'), localIn(AHEAD_MINUTES, offset));
    await dialog.getByRole('button', { name: 'Schedule' }).press('Enter');
    await dialog.getByRole('heading', { level: 1, name: /^Scheduled: / }).waitFor();
    await dialog.getByText(/that page starts it\.$/).waitFor();
    expect(await axeFindings(app.page)).toEqual([]);
    const [send] = await getRows<SendRow>(sandbox.url, 'obm_sends?$filter=obm_scheduledon ne null');
    expect(send?.obm_state).toBe(SCHEDULED);
    expect(Date.parse(send!.obm_startby) - Date.parse(send!.obm_scheduledon)).toBe(2 * 3_600_000);
    expect(await readCalls(sandbox.url)).toEqual([]);
  });

  it('is started in its time by its own page, which the dialog leads to', async () => {
    const { page } = app;
    await app.dialogPage().getByRole('button', { name: 'Open the record of this send' }).click();
    const monitor = page.frameLocator('iframe[title="Monitor"]');
    await monitor.getByRole('heading', { level: 2, name: 'Scheduled', exact: true }).waitFor();
    expect(await readCalls(sandbox.url)).toEqual([]);
    await page.clock.fastForward(AHEAD_MINUTES * 60_000);
    await monitor.getByRole('heading', { level: 2, name: 'Finished', exact: true }).waitFor();
    expect(await readCalls(sandbox.url)).toHaveLength(1);
  });
});
