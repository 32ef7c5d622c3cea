/**
 * Room tests. `npm run pictures`: takes the pictures of the README anew, by walking the sandbox as a person would. Look at
 * them before you commit them.
 */
import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Page } from 'playwright-core';
import { App } from '../e2e/app';
import { launchBrowser } from '../support/browser';
import { openSandbox, TEST_DAY } from '../support/sandbox';

const FOLDER = resolve(__dirname, '../../docs/pictures');
const SIZE = { width: 1280, height: 800 };

async function takePicture(page: Page, name: string): Promise<void> {
  // Fluent fades rows in; a picture shows them arrived.
  await page.evaluate(() =>
    Promise.all(document.getAnimations().map((animation) => animation.finished.catch(() => undefined))),
  );
  await page.evaluate(() => document.fonts.ready.then(() => undefined));
  await page.screenshot({ path: join(FOLDER, `${name}.png`) });
  console.log(`docs/pictures/${name}.png`);
}

async function main(): Promise<void> {
  mkdirSync(FOLDER, { recursive: true });
  const sandbox = await openSandbox(() => TEST_DAY);
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
  } finally {
    await browser.close();
    await sandbox.close();
  }
}

main().catch((error: unknown) => {
  console.error(error);
  process.exit(1);
});
