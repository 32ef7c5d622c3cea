/** Room tests. The page of cloud flows as somebody sees it who may not see flows, and who may see and not change them. */
import type { Browser, Page } from 'playwright-core';
import type { RunningSandbox } from '../../../sandbox/server';
import { axeFindings } from '../../e2e/axe';
import { launchBrowser } from '../../support/browser';
import { openSandbox } from '../../support/sandbox';

jest.setTimeout(90_000);

const SARI = 'Sari Wulandari';
const CASES_RESOLVED = /^Cases resolved/;

let sandbox: RunningSandbox;
let browser: Browser;
let page: Page;

beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser?.close());
beforeEach(async () => {
  sandbox = await openSandbox();
  page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
  page.setDefaultTimeout(15_000);
});
afterEach(async () => {
  await page.close();
  await sandbox.close();
});

async function openFlowsAs(user: string): Promise<void> {
  await page.goto(sandbox.url);
  await page.getByRole('combobox', { name: 'Act as' }).selectOption({ label: user });
  await page.getByRole('button', { name: 'Change' }).click();
  await page.waitForLoadState();
  await page.goto(`${sandbox.url}/flows`);
}

/** Gives a role that has the one privilege, as an administrator would have made it. */
function give(user: string, privilege: string): void {
  const { rows } = sandbox.dataverse;
  const found = rows.findWhere('systemuser', { fullname: user })[0];
  const [unit] = rows.findWhere('businessunit', { parentbusinessunitid: null });
  const id = rows.create('role', {
    name: 'Sees flows',
    businessunitid: { table: 'businessunit', id: unit?.id ?? '' },
    privilegesxml: `<RolePrivileges><RolePrivilege name="${privilege}" level="Global" /></RolePrivileges>`,
  });
  rows.associate('systemuserroles_association', { table: 'systemuser', id: found?.id ?? '' }, { table: 'role', id });
}

const flowsShown = (): Promise<number> => page.getByRole('button', { name: CASES_RESOLVED }).count();

it('shows no flow to a user without the privilege, and names the privilege', async () => {
  await openFlowsAs(SARI);
  await page.getByText(/is missing prvReadWorkflow privilege/).waitFor();
  expect(await flowsShown()).toBe(0);
  expect(await page.getByText('Loading…').count()).toBe(0);
  expect(await axeFindings(page)).toEqual([]);
});

it('lets a user see a flow who may read it, and refuses with a sentence to turn it on or off', async () => {
  give(SARI, 'prvReadWorkflow');
  await openFlowsAs(SARI);
  await page.getByRole('button', { name: CASES_RESOLVED }).click();
  const toggle = page.getByRole('switch', { name: 'Turned on' });
  await toggle.click();
  await page.getByText(/is missing prvWriteWorkflow privilege/).waitFor();
  expect(await toggle.getAttribute('aria-checked')).toBe('false');
});

it('takes the flows away from an open page as soon as it asks without the privilege', async () => {
  give(SARI, 'prvReadWorkflow');
  await openFlowsAs(SARI);
  await page.getByRole('button', { name: CASES_RESOLVED }).click();
  const { rows } = sandbox.dataverse;
  const [role] = rows.findWhere('role', { name: 'Sees flows' });
  rows.delete('role', role?.id ?? '');
  await page.getByRole('switch', { name: 'Turned on' }).click();
  await page.getByRole('switch', { name: 'Turned on' }).waitFor({ state: 'hidden' });
  expect(await flowsShown()).toBe(0);
  // The list and the runs are asked for at once: one answer or the other is shown.
  await page.getByText(/is missing prvReadWorkflow privilege|There is no flow with this id/).waitFor();
});
