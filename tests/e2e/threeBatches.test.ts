/** Room tests. 250 people who can be messaged, selected on one page of the grid: requests of 100, 100 and 50. */
import type { Browser } from 'playwright-core';
import type { RunningSandbox } from '../../sandbox/server';
import { launchBrowser } from '../support/browser';
import { openSandbox } from '../support/sandbox';
import { App } from './app';
import { readCalls, sentContacts } from './service';

const PEOPLE = 250;
const TAG = 'Tagged for a large send';

let sandbox: RunningSandbox;
let browser: Browser;

/** Cases of as many people, each with a number of their own, found in the grid by their common title. */
function addTaggedCases({ dataverse }: RunningSandbox): void {
  dataverse.rows.transaction(() => {
    for (let index = 0; index < PEOPLE; index += 1) {
      const id = dataverse.rows.create('contact', {
        firstname: 'Person',
        lastname: String(index),
        mobilephone: `+6281270${String(index).padStart(6, '0')}`,
      });
      dataverse.rows.create('incident', { title: `${TAG} ${index}`, customerid: { table: 'contact', id } });
    }
  });
}

beforeAll(async () => {
  [sandbox, browser] = await Promise.all([openSandbox(), launchBrowser()]);
  addTaggedCases(sandbox);
});

afterAll(async () => {
  await browser?.close();
  await sandbox?.close();
});

describe('a send to 250 people from one page of the grid', () => {
  it('makes requests of 100, 100 and 50, and nobody is messaged twice', async () => {
    const app = new App(await browser.newPage({ viewport: { width: 1366, height: 900 } }), sandbox.url);
    await app.open();
    await app.rowsPerPage(PEOPLE);
    await app.search(TAG);
    await app.page.getByText(`1 – ${PEOPLE} of ${PEOPLE}`).waitFor();
    await app.selectAllOnPage();
    await app.command('Send outbound');
    await app.pickConfiguration('Case follow-up by SMS');
    const dialog = app.dialogPage();
    await dialog.getByText(`${PEOPLE} of the ${PEOPLE} selected can be messaged.`).waitFor();
    await dialog.getByRole('button', { name: `Send ${PEOPLE} messages in 3 requests` }).click();
    await dialog.getByRole('button', { name: 'Yes, send' }).click();

    expect(await app.outcome()).toMatchObject({ 'Accepted by the service': PEOPLE, Selected: PEOPLE, Unknown: 0 });
    // In flight at the same time, so they may arrive in any order.
    const sizes = (await readCalls(sandbox.url)).map((call) => call.contactCount ?? 0);
    expect(sizes.sort((one, other) => other - one)).toEqual([100, 100, 50]);
    const numbers = (await sentContacts(sandbox.url)).map((contact) => contact.number);
    expect(new Set(numbers).size).toBe(PEOPLE);
    expect(numbers.length).toBe(PEOPLE);
  });
});
