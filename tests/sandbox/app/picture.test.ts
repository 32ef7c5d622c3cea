/** Room tests. The picture of a contact on its form. */
import { resolve } from 'node:path';
import type { Browser } from 'playwright-core';
import { loadSampleData } from '../../../sandbox/data';
import { startSandbox, type RunningSandbox } from '../../../sandbox/server';
import { axeFindings } from '../../e2e/axe';
import { launchBrowser } from '../../support/browser';
import { CONTOSO_APP, installContosoApp } from './contosoApp';

const ASSETS = resolve(__dirname, '../../../dist/sandbox');
/** 2 by 1 pixels. */
const GIF = 'R0lGODdhAgABAIAAAP8AAAAA/ywAAAAAAgABAAACAkQKADs=';

jest.setTimeout(60_000);

let sandbox: RunningSandbox;
let browser: Browser;
beforeAll(async () => {
  sandbox = await startSandbox({ file: ':memory:', assets: ASSETS, port: 0 });
  loadSampleData(sandbox.dataverse, { now: new Date('2026-03-02T08:00:00Z') });
  installContosoApp(sandbox.dataverse);
  const { rows } = sandbox.dataverse;
  for (const form of rows.findWhere('systemform', { objecttypecode: 'contact' })) {
    const formxml = String(form.values.formxml).replaceAll(
      'datafieldname="emailaddress1"',
      'datafieldname="entityimage"',
    );
    rows.update('systemform', form.id, { formxml });
  }
  browser = await launchBrowser();
});
afterAll(async () => {
  await browser?.close();
  await sandbox?.close();
});

it.each([
  ['shows it', GIF],
  ['is empty without one', null],
])('%s', async (_what, entityimage) => {
  const id = sandbox.dataverse.rows.create('contact', { lastname: 'Pictured', entityimage });
  const page = await browser.newPage();
  page.setDefaultTimeout(10_000);
  await page.goto(`${sandbox.url}/main.aspx?appname=${CONTOSO_APP}&pagetype=entityrecord&etn=contact&id=${id}`);
  const cell = page.locator('[data-control="emailaddress1"]').first();
  await cell.waitFor();
  const picture = cell.locator('img');
  expect(await picture.count()).toBe(entityimage === null ? 0 : 1);
  if (entityimage !== null) expect(await picture.evaluate((one: HTMLImageElement) => one.naturalWidth)).toBe(2);
  else await cell.getByPlaceholder('---').waitFor();
  expect(await axeFindings(page)).toEqual([]);
  await page.close();
});
