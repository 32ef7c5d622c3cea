/** Room tests. Two browsers that are two users: choosing whom to act as, giving a role by hand, and what the app then shows. */
import type { Browser, BrowserContext, Page } from 'playwright-core';
import type { RunningSandbox } from '../../../sandbox/server';
import { axeFindings } from '../../e2e/axe';
import { launchBrowser } from '../../support/browser';
import { pick } from '../../support/fields';
import { APP, openSandbox } from '../../support/sandbox';

const CASES = `/main.aspx?appname=${APP}&pagetype=entitylist&etn=incident`;

jest.setTimeout(90_000);

let sandbox: RunningSandbox;
let browser: Browser;
let contexts: BrowserContext[];

beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser?.close());
beforeEach(async () => {
  sandbox = await openSandbox();
  contexts = [];
});
afterEach(async () => {
  for (const context of contexts) await context.close();
  await sandbox.close();
});

async function newBrowser(): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
  contexts.push(context);
  const page = await context.newPage();
  page.setDefaultTimeout(15_000);
  return page;
}

const userButton = (page: Page, name: string) => page.getByRole('button', { name: `Signed in as ${name}` });
const userOf = (page: Page): Promise<unknown> =>
  page.evaluate(
    '({ name: Xrm.Utility.getGlobalContext().userSettings.userName, roles: Xrm.Utility.getGlobalContext().userSettings.roles.getAll().map((role) => role.name).sort() })',
  );

/** As the person at the machine gives it, with the mouse. */
async function giveRole(page: Page, user: string, role: string): Promise<void> {
  await userButton(page, 'System Administrator').click();
  await page.getByRole('menuitem', { name: 'Manage roles' }).click();
  const dialog = page.getByRole('dialog', { name: 'Manage roles' });
  await pick(dialog.getByRole('combobox', { name: 'User' }), page.getByRole('option', { name: user }));
  await dialog.getByRole('checkbox', { name: role }).check({ force: true });
  await dialog.getByRole('button', { name: 'Save' }).click();
  await dialog.getByText('The roles were saved.').waitFor();
}

async function actAs(page: Page, before: string, user: string): Promise<void> {
  await userButton(page, before).click();
  await page.getByRole('menuitemcheckbox', { name: new RegExp(`^${user}`) }).click();
  await userButton(page, user).waitFor();
}

it('shows an app to nobody without one of its roles', async () => {
  const page = await newBrowser();
  await page.goto(sandbox.url);
  await page.getByRole('link', { name: /Outbound Messaging/ }).waitFor();
  await page.getByRole('combobox', { name: 'Act as' }).selectOption({ label: 'Sari Wulandari' });
  await page.getByRole('button', { name: 'Change' }).click();
  await page.getByText('This user has no role of an installed app.').waitFor();
  expect(await axeFindings(page)).toEqual([]);
  expect(await page.getByRole('link', { name: /Outbound Messaging/ }).count()).toBe(0);
  await page.goto(sandbox.url + CASES);
  await page.getByText('You need one of the roles of the app Outbound Messaging to open it.').waitFor();
  await page.goto(sandbox.url);
  await page.getByRole('combobox', { name: 'Act as' }).selectOption({ label: 'System Administrator' });
  await page.getByRole('button', { name: 'Change' }).click();
  await page.getByRole('link', { name: /Outbound Messaging/ }).waitFor();
});

it('makes two browsers two users, each with their own rows and commands', async () => {
  const administrator = await newBrowser();
  await administrator.goto(sandbox.url + CASES);
  await giveRole(administrator, 'Sari Wulandari', 'Outbound Sender');
  expect(await axeFindings(administrator)).toEqual([]);
  await administrator.getByRole('dialog').getByRole('button', { name: 'Close' }).first().click();

  const agent = await newBrowser();
  await agent.goto(sandbox.url + CASES);
  await actAs(agent, 'System Administrator', 'Sari Wulandari');
  await agent.getByRole('heading', { name: 'Active Cases' }).waitFor();
  expect(await userOf(agent)).toEqual({ name: 'Sari Wulandari', roles: ['Basic User', 'Outbound Sender'] });

  await administrator.reload();
  await userButton(administrator, 'System Administrator').waitFor();
  expect(await userOf(administrator)).toEqual({ name: 'System Administrator', roles: ['System Administrator'] });

  const owners = (page: Page) =>
    page.evaluate(
      "fetch('/api/data/v9.2/incidents?$apply=groupby((_ownerid_value))').then((answer) => answer.json()).then(({ value }) => value.length)",
    );
  expect([await owners(agent), await owners(administrator)]).toEqual([1, 3]);
});

it('can be worked with the keyboard alone, in Indonesian too', async () => {
  const page = await newBrowser();
  await page.goto(`${sandbox.url}${CASES}&lcid=1057`);
  const button = page.getByRole('button', { name: 'Masuk sebagai System Administrator' });
  await button.focus();
  await page.keyboard.press('Enter');
  await page.getByText('Bertindak sebagai').waitFor();
  const hasFocus = (role: 'menuitem' | 'menuitemcheckbox', name: RegExp) =>
    page.getByRole(role, { name }).and(page.locator(':focus')).waitFor();
  await hasFocus('menuitemcheckbox', /^Budi Santoso/);
  expect(await axeFindings(page)).toEqual([]);
  await page.keyboard.press('End');
  await hasFocus('menuitem', /^Kelola peran/);
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('dialog', { name: 'Kelola peran' });
  await dialog.getByRole('group', { name: 'Peran keamanan' }).waitFor();
  await page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'hidden' });
});
