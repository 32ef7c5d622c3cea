/**
 * Room tests. `npm run pictures`: takes the pictures of the documents anew, by walking the sandbox as a person would. Look at
 * them before you commit them.
 */
import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Page } from 'playwright-core';
import { buildApp } from '../../sandbox/app/build';
import type { RunningSandbox } from '../../sandbox/server';
import { App } from '../e2e/app';
import { launchBrowser } from '../support/browser';
import { MANAGED_ZIP, openSandbox, TEST_DAY } from '../support/sandbox';
import { SandboxFlows } from '../../solution/tools/startFlows';
import { deploySolution } from '../../solution/tools/deploy/deploySolution';
import { readPackageFile } from '../../solution/tools/deploy/readPackage';
import { readSettingsFile } from '../../solution/tools/deploy/settings';

const ASSETS = resolve(__dirname, '../../dist/sandbox');
const FOLDER = resolve(__dirname, '../../docs/pictures');
const SIZE = { width: 1280, height: 800 };
const SETTINGS = resolve(__dirname, '../../solution/sandbox.settings.json');
const CASE_CREATED = 'Case created';

async function takePicture(page: Page, name: string): Promise<void> {
  // Nothing is pointed at.
  await page.mouse.move(0, 0);
  // Fluent fades rows in; a picture shows them arrived.
  await page.evaluate(() =>
    Promise.all(document.getAnimations().map((animation) => animation.finished.catch(() => undefined))),
  );
  await page.evaluate(() => document.fonts.ready.then(() => undefined));
  await page.screenshot({ path: join(FOLDER, `${name}.png`) });
  console.log(`docs/pictures/${name}.png`);
}

/** Connects the flows, turns them on and creates a case that one of them answers. */
async function runCaseCreated({ url, dataverse, flows }: RunningSandbox): Promise<void> {
  const solution = readPackageFile(MANAGED_ZIP);
  await deploySolution({ baseUrl: url, solution, settings: readSettingsFile(SETTINGS, solution) });
  await new SandboxFlows(url).turnOn();
  const [customer] = dataverse.rows.findWhere('contact', { donotphone: false });
  dataverse.rows.create('incident', {
    title: 'Parcel lost',
    customerid: { table: 'contact', id: customer?.id ?? '' },
  });
  await flows.idle();
}

/** Orders one fault and notes requests, so that the lab has something to show. */
async function orderFault({ url }: RunningSandbox): Promise<void> {
  const order = (method: string, path: string, body: unknown): Promise<Response> =>
    fetch(`${url}/lab/${path}`, {
      method,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
  await order('PUT', 'traces', { isOn: true });
  await order('POST', 'faults', { kind: 'lost-answer', operation: { set: 'contacts', message: 'Create' } });
  await fetch(`${url}/api/data/v9.2/incidents?$select=title&$top=5`);
  await fetch(`${url}/api/data/v9.2/contacts?$top=1`);
}

async function main(): Promise<void> {
  mkdirSync(FOLDER, { recursive: true });
  await buildApp(ASSETS);
  // A millisecond goes by whenever somebody asks for the time: durations are shown, and are the same each time.
  let asked = 0;
  const sandbox = await openSandbox(() => new Date(TEST_DAY.getTime() + asked++));
  sandbox.snapshots.markStart();
  const browser = await launchBrowser();
  try {
    const page = await browser.newPage({ viewport: SIZE, deviceScaleFactor: 1, timezoneId: 'Asia/Jakarta' });
    // The server's day, or the picture of a send would have been started months after it was made.
    await page.clock.setFixedTime(TEST_DAY);
    const app = new App(page, sandbox.url);
    await app.open();
    await app.view('Resolved Cases');
    await app.selectAllOnPage();
    await page.getByRole('menuitem', { name: 'Send outbound' }).waitFor();
    await takePicture(page, 'case-grid');

    await app.command('Send outbound');
    await app.pickConfiguration('Case follow-up by SMS');
    const dialog = app.dialogPage();
    await dialog.getByText(/can be messaged\.$/).waitFor();
    await takePicture(page, 'send-dialog');
    await dialog.getByRole('button', { name: /^Send \d+ messages/ }).click();
    await dialog.getByRole('button', { name: 'Yes, send' }).click();
    await app.outcome();
    await takePicture(page, 'send-outcome');
    await dialog.getByRole('button', { name: 'Open the record of this send' }).click();
    const monitor = page.frameLocator('iframe[title="Monitor"]');
    const state = monitor.getByRole('heading', { level: 2, name: 'Finished', exact: true });
    await state.waitFor();
    await state.evaluate((heading) => heading.scrollIntoView({ block: 'start' }));
    await takePicture(page, 'send-monitor');

    await page.goto(`${sandbox.url}/phones`);
    await page
      .getByRole('navigation', { name: 'Phones' })
      .getByRole('link')
      .or(page.getByRole('navigation', { name: 'Phones' }).getByRole('button'))
      .nth(2)
      .click();
    await page.getByRole('log').waitFor();
    await takePicture(page, 'phones');

    await app.open();
    await app.area('Outbound');
    await app.subarea('Productivity');
    await app
      .mainPage()
      .getByRole('button', { name: /^Manage/ })
      .click();
    await page.getByRole('link', { name: 'Case follow-up (sample)' }).click();
    await page.getByRole('list', { name: 'Slugs in the text' }).waitFor();
    await takePicture(page, 'template-form');

    await app.subarea('Customer settings');
    const settings = app.mainPage().getByRole('button', { name: /^Manage.*Outbound/ });
    await settings.waitFor();
    await takePicture(page, 'customer-settings');
    await settings.click();
    await page.getByRole('link', { name: 'Case follow-up by SMS (sample)' }).click();
    await page.getByRole('textbox', { name: 'Configuration ID' }).waitFor();
    await takePicture(page, 'configuration-form');

    await runCaseCreated(sandbox);
    await page.goto(`${sandbox.url}/flows`);
    const flows = page.getByRole('navigation', { name: 'Cloud flows' });
    await flows.getByRole('button', { name: new RegExp(`^${CASE_CREATED}`) }).click();
    await page.getByText('Succeeded').first().waitFor();
    await takePicture(page, 'flows');

    await orderFault(sandbox);
    await page.goto(`${sandbox.url}/lab`);
    await page.getByRole('region', { name: 'Faults', exact: true }).first().waitFor();
    await takePicture(page, 'lab');
  } finally {
    await browser.close();
    await sandbox.close();
  }
}

main().catch((error: unknown) => {
  console.error(error);
  process.exit(1);
});
