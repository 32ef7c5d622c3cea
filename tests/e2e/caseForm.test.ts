/** Room tests. One customer, messaged from the form of their case. */
import type { Browser } from 'playwright-core';
import type { RunningSandbox } from '../../sandbox/server';
import { launchBrowser } from '../support/browser';
import { fillIn } from '../support/fields';
import { APP, openSandbox } from '../support/sandbox';
import { App } from './app';
import { sentContacts } from './service';

let sandbox: RunningSandbox;
let browser: Browser;

beforeAll(async () => {
  [sandbox, browser] = await Promise.all([openSandbox(), launchBrowser()]);
});

afterAll(async () => {
  await browser?.close();
  await sandbox?.close();
});

describe('Send outbound on the case form', () => {
  it('messages the customer of this case, and the timeline shows it when the dialog closes', async () => {
    const { rows } = sandbox.dataverse;
    const customer = rows.create('contact', { firstname: 'Sulastri', mobilephone: '0812-7000-0001' });
    const incident = rows.create('incident', {
      title: 'Lampu <b>mati</b> 💡',
      customerid: { table: 'contact', id: customer },
    });
    const app = new App(await browser.newPage({ viewport: { width: 1366, height: 900 } }), sandbox.url);
    await app.open();
    await app.openRow('incident', incident);
    await app.sendOne('Case follow-up by SMS');

    const [contact] = await sentContacts(sandbox.url);
    expect(contact).toMatchObject({ number: '+6281270000001', timeline: 'written' });
    expect(contact?.text).toContain('"Lampu <b>mati</b> 💡"');
    const timeline = app.page.getByRole('region', { name: 'Timeline' });
    await timeline.getByText(contact?.text ?? '').waitFor();
    // The title is text to the reader, never markup.
    expect(await timeline.locator('b').count()).toBe(0);
  });
});

describe('Resolve Case', () => {
  it('asks how, resolves the case on the form, and Reactivate Case opens it again from the list', async () => {
    const { rows } = sandbox.dataverse;
    const customer = rows.create('contact', { lastname: 'Sulastri' });
    const title = 'Router keeps restarting';
    const incident = rows.create('incident', { title, customerid: { table: 'contact', id: customer } });
    const stateOf = (): unknown => rows.find('incident', incident)?.values.statecode;
    const app = new App(await browser.newPage({ viewport: { width: 1366, height: 900 } }), sandbox.url);
    await app.open();
    await app.openRow('incident', incident);
    await app.command('Resolve Case');
    const dialog = app.page.getByRole('alertdialog', { name: 'Resolve Case' });
    await dialog.getByRole('button', { name: 'Resolve', exact: true }).click();
    await dialog.getByText('Say how the case was resolved.').waitFor();
    expect(stateOf()).toBe(0);
    await fillIn(dialog.getByRole('textbox', { name: 'Resolution' }), 'New firmware');
    await fillIn(dialog.getByRole('textbox', { name: 'Remarks' }), 'Version 2.1');
    await dialog.getByRole('button', { name: 'Resolve', exact: true }).click();
    await app.page.getByRole('menuitem', { name: 'Reactivate Case', exact: true }).waitFor();
    expect(stateOf()).toBe(1);
    const [resolution] = rows.findWhere('incidentresolution', { incidentid: incident });
    expect(resolution?.values).toMatchObject({ subject: 'New firmware', description: 'Version 2.1', statecode: 1 });

    await app.page.goto(`${sandbox.url}/main.aspx?appname=${APP}&pagetype=entitylist&etn=incident`);
    await app.view('Resolved Cases');
    await app.search(title);
    await app.page
      .getByRole('row', { name: new RegExp(title) })
      .getByRole('checkbox')
      .click();
    await app.command('Reactivate Case');
    await app.page.getByRole('alertdialog').getByRole('button', { name: 'OK' }).click();
    await app.page.getByRole('row', { name: new RegExp(title) }).waitFor({ state: 'detached' });
    expect(stateOf()).toBe(0);
    expect(rows.find('incidentresolution', resolution?.id ?? '')?.values.statecode).toBe(2);
  });
});
