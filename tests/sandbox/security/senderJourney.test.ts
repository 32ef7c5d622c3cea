/** Room tests. A customer service agent with the role Outbound Sender: from the form of a case through the dialog to the monitor. */
import type { Browser, Page } from 'playwright-core';
import { sampleId } from '../../../sandbox/data/sampleRow';
import { BUSINESS_UNIT_ID } from '../../../sandbox/dataverse/platform/ids';
import type { RunningSandbox } from '../../../sandbox/server';
import { App } from '../../e2e/app';
import { sentContacts } from '../../e2e/service';
import { launchBrowser } from '../../support/browser';
import { APP, openSandbox } from '../../support/sandbox';
import { rolePrivileges } from './world';

const SARI = { table: 'systemuser', id: sampleId('systemuser', 'sari') };
const SENDER_ROLE = { table: 'role', id: '7df7667c-008a-580f-9d8a-12320697d24b' };

jest.setTimeout(90_000);

let sandbox: RunningSandbox;
let browser: Browser;
let page: Page;
beforeAll(async () => {
  [sandbox, browser] = await Promise.all([openSandbox(), launchBrowser()]);
  sandbox.dataverse.rows.associate('systemuserroles_association', SARI, SENDER_ROLE);
  const context = await browser.newContext({ viewport: { width: 1366, height: 900 } });
  await context.addCookies([{ name: 'sandbox-user', value: SARI.id, url: sandbox.url }]);
  page = await context.newPage();
});
afterAll(async () => {
  await browser?.close();
  await sandbox?.close();
});

it('sends to the customer of an own case and sees what became of it', async () => {
  const { rows } = sandbox.dataverse;
  const own = { ownerid: SARI };
  const customer = rows.create('contact', { firstname: 'Ratna', mobilephone: '0812-7000-0002', ...own });
  const incident = rows.create('incident', {
    title: 'Router restarts',
    customerid: { table: 'contact', id: customer },
    ...own,
  });
  const app = new App(page, sandbox.url);
  await app.open();
  await app.openRow('incident', incident);
  await app.sendOne('Case follow-up by SMS');

  const [contact] = await sentContacts(sandbox.url);
  expect(contact).toMatchObject({ number: '+6281270000002', timeline: 'written' });
  await page
    .getByRole('region', { name: 'Timeline' })
    .getByText(contact?.text ?? '')
    .waitFor();

  const [send] = rows.findWhere('obm_send', {});
  expect(send?.values).toMatchObject({ ownerid: SARI, createdby: SARI });
  await page.goto(`${sandbox.url}/main.aspx?appname=${APP}&pagetype=entityrecord&etn=obm_send&id=${send?.id}`);
  await page.getByText('Accepted', { exact: false }).first().waitFor();
});

it('may look at a configuration, whose form is read-only', async () => {
  const [configuration] = sandbox.dataverse.rows.findWhere('msdyn_ocoutboundconfiguration', { statecode: 0 });
  const app = new App(page, sandbox.url);
  await app.openRow('msdyn_ocoutboundconfiguration', configuration?.id ?? '');
  await page.getByText('Read-only. You do not have permission to change this row.').waitFor();
  const name = page.getByRole('textbox', { name: /^Name/ });
  expect(await name.inputValue()).toBe(configuration?.values.msdyn_name);
  expect(await name.isEditable()).toBe(false);
  expect(await page.getByRole('menuitem', { name: 'Save', exact: true }).isEnabled()).toBe(false);
});

it('edits own rows, and only reads the same kind of row of somebody else', async () => {
  const { rows } = sandbox.dataverse;
  const reader = rows.create('role', {
    name: 'Reads every contact',
    businessunitid: { table: 'businessunit', id: BUSINESS_UNIT_ID },
    privilegesxml: rolePrivileges({ prvReadContact: 'Global' }),
  });
  rows.associate('systemuserroles_association', SARI, { table: 'role', id: reader });
  const own = rows.create('contact', { lastname: 'Own', ownerid: SARI });
  const other = rows.create('contact', { lastname: 'Other' });
  const app = new App(page, sandbox.url);
  const name = page.getByRole('textbox', { name: /^Last Name/ });
  await app.openRow('contact', own);
  await name.waitFor();
  expect(await name.isEditable()).toBe(true);
  await app.openRow('contact', other);
  await page.getByText('Read-only. You do not have permission to change this row.').waitFor();
  expect(await name.isEditable()).toBe(false);
});
