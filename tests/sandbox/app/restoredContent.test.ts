/** Room tests. Pages of an app that were open while the lab put back another state: they say so, and are loaded again when asked to. */
import { resolve } from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { loadSampleData } from '../../../sandbox/data';
import { startSandbox, type RunningSandbox } from '../../../sandbox/server';
import { axeFindings } from '../../e2e/axe';
import { outOfReach } from '../../e2e/onScreen';
import { launchBrowser } from '../../support/browser';
import { CONTOSO_APP, installContosoApp } from './contosoApp';

const ASSETS = resolve(__dirname, '../../../dist/sandbox');
const SENTENCE = 'The sandbox was put back to another state or started again. This page may show rows that are gone.';

jest.setTimeout(60_000);

let sandbox: RunningSandbox;
let browser: Browser;
let context: BrowserContext;

beforeAll(async () => {
  sandbox = await startSandbox({ file: ':memory:', assets: ASSETS, port: 0 });
  loadSampleData(sandbox.dataverse, { now: new Date('2026-03-02T08:00:00Z') });
  installContosoApp(sandbox.dataverse);
  sandbox.snapshots.markStart();
  browser = await launchBrowser();
});
afterAll(async () => {
  await browser?.close();
  await sandbox?.close();
});
beforeEach(async () => {
  context = await browser.newContext();
});
afterEach(() => context.close());

const WIDE = { width: 1280, height: 800 };

async function open(path: string, size = WIDE): Promise<Page> {
  const page = await context.newPage();
  page.setDefaultTimeout(10_000);
  await page.setViewportSize(size);
  await page.goto(sandbox.url + path);
  return page;
}

async function openCases(query = '', size = WIDE): Promise<Page> {
  const page = await open(`/main.aspx?appname=${CONTOSO_APP}&pagetype=entitylist&etn=incident${query}`, size);
  await page.getByRole('grid').getByRole('link').first().waitFor();
  return page;
}

const answers = (page: Page): Promise<unknown> =>
  page.waitForResponse((answer) => answer.url().endsWith('/_host/content'));
/** As when somebody turns to the page again. */
const comeBackTo = (page: Page): Promise<unknown> =>
  Promise.all([answers(page), page.evaluate('window.dispatchEvent(new Event("focus"))')]);
const notice = (page: Page) => page.getByText(SENTENCE);

it('say so at once when it was done on the page of the lab, and show the rows that are there when loaded again', async () => {
  const cases = await openCases();
  const lab = await open('/lab');
  await lab.getByRole('button', { name: 'Reset', exact: true }).click();
  await lab.getByRole('dialog').getByRole('button', { name: 'Reset' }).click();
  await notice(cases).waitFor();
  expect(await axeFindings(cases)).toEqual([]);
  const again = cases.getByRole('button', { name: 'Load the page again' });
  await again.focus();
  await Promise.all([cases.waitForEvent('load'), cases.keyboard.press('Enter')]);
  await cases.getByRole('grid').getByRole('link').first().waitFor();
  await comeBackTo(cases);
  expect(await notice(cases).count()).toBe(0);
});

it('say so once when somebody comes back to them after a program did it', async () => {
  const cases = await openCases();
  await comeBackTo(cases);
  expect(await notice(cases).count()).toBe(0);
  sandbox.snapshots.reset();
  await comeBackTo(cases);
  await notice(cases).waitFor();
  sandbox.snapshots.reset();
  await cases.evaluate('window.dispatchEvent(new Event("focus"))');
  expect(await notice(cases).count()).toBe(1);
});

it('say so in Indonesian, on a narrow page whose text runs from right to left', async () => {
  const cases = await openCases('&lcid=1057&rtl=1', { width: 320, height: 640 });
  sandbox.snapshots.reset();
  await comeBackTo(cases);
  const again = cases.getByRole('button', { name: 'Muat ulang halaman' });
  await again.waitFor();
  const sentence = cases.getByText('Sandbox dikembalikan ke keadaan lain atau dimulai ulang.');
  const isWhole = await sentence.evaluate((element) => element.scrollWidth <= element.clientWidth + 1);
  expect(isWhole).toBe(true);
  expect(await outOfReach(cases)).toEqual([]);
  expect(await axeFindings(cases)).toEqual([]);
});
