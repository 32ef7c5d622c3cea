/**
 * Room tests. The model-driven host in a real browser with an app of another publisher: navigation, lists, commands,
 * dialogs, forms.
 */
import { resolve } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { loadSampleData } from '../../../sandbox/data';
import { startSandbox, type RunningSandbox } from '../../../sandbox/server';
import { otherRows } from '../../e2e/onScreen';
import { launchBrowser } from '../../support/browser';
import { fillIn, pick } from '../../support/fields';
import { CONTOSO_APP, installContosoApp } from './contosoApp';

const ASSETS = resolve(__dirname, '../../../dist/sandbox');

jest.setTimeout(60_000);

let sandbox: RunningSandbox;
let browser: Browser;
let page: Page;
/** Everything the page complained about: scripts that failed, requests that went elsewhere. */
let complaints: string[];

beforeAll(async () => {
  sandbox = await startSandbox({ file: ':memory:', assets: ASSETS, port: 0 });
  loadSampleData(sandbox.dataverse, { now: new Date('2026-03-02T08:00:00Z') });
  installContosoApp(sandbox.dataverse);
  browser = await launchBrowser();
});
afterAll(async () => {
  await browser?.close();
  await sandbox?.close();
});

beforeEach(async () => {
  complaints = [];
  page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
  page.setDefaultTimeout(10_000);
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text());
  });
  page.on('request', (request) => {
    if (!request.url().startsWith(sandbox.url) && !request.url().startsWith('data:'))
      complaints.push(`asked ${request.url()}`);
  });
});
afterEach(async () => {
  await page.close();
  expect(complaints).toEqual([]);
});

const open = (query: string): Promise<unknown> => page.goto(`${sandbox.url}/main.aspx?appname=${CONTOSO_APP}&${query}`);
const cases = 'pagetype=entitylist&etn=incident';
const firstLink = () => page.getByRole('grid').getByRole('link').first();
const checkRow = (index: number) => page.locator('.grid-row [role=checkbox], .grid-row [role=radio]').nth(index);
const command = (name: string) => page.getByRole('menuitem', { name, exact: true });

describe('an app', () => {
  it('opens from the chooser with its first page, and its site map leads to the others', async () => {
    await page.goto(sandbox.url);
    await page.getByRole('link', { name: /Contoso <Service>/ }).click();
    await page.getByRole('heading', { name: 'Active Cases' }).waitFor();
    const siteMap = page.getByRole('navigation', { name: 'Site map' });
    expect(await siteMap.getByRole('link', { name: 'Cases' }).getAttribute('aria-current')).toBe('page');
    await siteMap.getByRole('link', { name: 'Contacts' }).click();
    await page.getByRole('heading', { name: 'Active Contacts' }).waitFor();
    await page.goBack();
    await page.getByRole('heading', { name: 'Active Cases' }).waitFor();
    await siteMap.getByRole('link', { name: 'Hello page' }).click();
    await page.frameLocator('iframe').getByText('System Administrator says from the map').waitFor();
  });

  it('speaks Indonesian and turns from right to left when the address asks for it', async () => {
    await open(`${cases}&lcid=1057&rtl=1`);
    await command('Segarkan').waitFor();
    await page.getByRole('columnheader', { name: /Judul kasus/ }).waitFor();
    expect(await page.evaluate('document.documentElement.lang + " " + document.documentElement.dir')).toBe('id-ID rtl');
    await checkRow(0).click();
    await command('Sapa').waitFor();
  });

  it('fits 320 pixels: the site map waits behind its button and nothing scrolls sideways', async () => {
    await page.setViewportSize({ width: 320, height: 640 });
    await open(cases);
    await firstLink().waitFor();
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(320);
    const contacts = page.getByRole('link', { name: 'Contacts' });
    expect(await contacts.isVisible()).toBe(false);
    await page.getByRole('button', { name: 'Show or hide the site map' }).click();
    await contacts.click();
    await page.getByRole('heading', { name: 'Active Contacts' }).waitFor();
    expect(await contacts.isVisible()).toBe(false);
  });
});

describe('a list', () => {
  it('selects all 250 rows of a page although it draws only those in sight', async () => {
    await open(cases);
    await firstLink().waitFor();
    await pick(page.getByRole('combobox', { name: 'Rows per page' }), page.getByRole('option', { name: '250' }));
    await page.getByText(/^1 – 250 of/).waitFor();
    await page.getByRole('checkbox', { name: 'Select all rows on this page' }).click();
    await page.getByText('250 selected').waitFor();
    expect(await page.locator('.grid-row').count()).toBeLessThan(250);
  });

  it('pages, sorts and searches by query, each from the first page on', async () => {
    await open('pagetype=entitylist&etn=contact');
    await firstLink().waitFor();
    const names = (): Promise<string[]> => page.locator('.grid-row .grid-link').allInnerTexts();
    const first = (await names())[0];
    await otherRows(page, () => page.getByRole('button', { name: 'Next page' }).click());
    await page.getByText(/^51 – 100 of/).waitFor();
    expect((await names())[0]).not.toBe(first);
    await otherRows(page, () => page.getByRole('columnheader', { name: /Full Name/ }).click());
    await page.getByText(/^1 – 50 of/).waitFor();
    expect((await names())[0]).not.toBe(first);
    await fillIn(page.getByRole('searchbox', { name: 'Filter by keyword' }), 'nobody has this name');
    await page.keyboard.press('Enter');
    await page.getByText('We didn’t find anything to show here').waitFor();
  });
});

describe('a command', () => {
  it('shows by its rules, runs in this window, and its dialog closes by itself', async () => {
    await open(cases);
    await firstLink().waitFor();
    expect(await command('Greet').count()).toBe(0);
    await checkRow(0).click();
    await command('Greet').waitFor();
    await checkRow(1).click();
    await checkRow(2).click();
    await command('Greet').waitFor({ state: 'detached' });
    await checkRow(2).click();
    await command('Greet').click();
    const dialog = page.getByRole('dialog', { name: 'Hello!' });
    await dialog.waitFor();
    await page
      .frameLocator('iframe')
      .getByText(/says incident 2 of \d+/)
      .waitFor();
    await page.frameLocator('iframe').getByRole('button', { name: 'Close this' }).click();
    await dialog.waitFor({ state: 'detached' });
    await page.getByText('Greeted').waitFor();
  });

  it('closes its dialog on Esc, also while the keyboard is inside the page', async () => {
    await open(cases);
    await checkRow(0).click();
    await command('Greet').click();
    await page.frameLocator('iframe').getByRole('button', { name: 'Close this' }).focus();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog', { name: 'Hello!' }).waitFor({ state: 'detached' });
  });

  it('gets the form context on a form that exists, and is not offered on a new row', async () => {
    await open(cases);
    const title = await firstLink().innerText();
    await firstLink().click();
    await command('Greet').click();
    await page.getByRole('alertdialog').getByText(title).waitFor();
    await page.getByRole('button', { name: 'OK' }).click();
    await command('New').click();
    await page.getByRole('heading', { name: /New Case/ }).waitFor();
    expect(await command('Greet').count()).toBe(0);
  });
});

describe('a row', () => {
  it('is created, asks before unsaved changes are left, and is deleted from the list', async () => {
    await open('pagetype=entityrecord&etn=contact');
    const lastName = page.getByRole('textbox', { name: /Last Name/ });
    await fillIn(lastName, 'Zebra');
    await command('Save').click();
    await page.getByText('- Saved').waitFor();
    expect(page.url()).toMatch(/[?&]id=[0-9a-f-]{36}/);
    await fillIn(lastName, 'Zebra Two');
    await page.getByRole('link', { name: 'Cases' }).click();
    await page.getByRole('alertdialog', { name: 'Unsaved changes' }).getByRole('button', { name: 'Cancel' }).click();
    await command('Save & Close').click();
    await fillIn(page.getByRole('searchbox'), 'Zebra');
    await page.keyboard.press('Enter');
    await page.getByRole('link', { name: 'Zebra Two' }).waitFor();
    await checkRow(0).click();
    await command('Delete').click();
    await page.getByRole('alertdialog', { name: 'Confirm deletion' }).getByRole('button', { name: 'OK' }).click();
    await page.getByText('We didn’t find anything to show here').waitFor();
  });
});
