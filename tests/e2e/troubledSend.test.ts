/**
 * Room tests. What goes wrong while sending, as the person at the screen sees it: a server that dies, an answer that is
 * lost, nobody to write to, a template that cannot be rendered.
 */
import type { Browser } from 'playwright-core';
import { launchBrowser } from '../support/browser';
import { fillIn } from '../support/fields';
import { openSandbox, openSandboxProcess } from '../support/sandbox';
import { App } from './app';
import { orderFault, readCalls, sentContacts } from './service';

const CONFIGURATION = 'Case follow-up by SMS';

/** The sandbox of a test, in this process or in one of its own. */
interface OpenedSandbox {
  readonly url: string;
  close(): Promise<void>;
}

let sandbox: OpenedSandbox;
let browser: Browser;
let app: App;

beforeAll(async () => {
  browser = await launchBrowser();
});

afterAll(async () => {
  await browser?.close();
});

async function openApp(opened: OpenedSandbox): Promise<void> {
  sandbox = opened;
  app = new App(await browser.newPage({ viewport: { width: 1366, height: 900 } }), sandbox.url);
  await app.open();
}

afterEach(async () => {
  await app.page.close();
  await sandbox.close();
});

/** Selects a full page of resolved cases and sends; more than one request, less than a minute. */
async function sendToResolvedCases(): Promise<void> {
  await app.view('Resolved Cases');
  await app.rowsPerPage(250);
  await app.selectAllOnPage();
  await app.command('Send outbound');
  await app.pickConfiguration(CONFIGURATION);
  const dialog = app.dialogPage();
  await dialog.getByRole('button', { name: /^Send \d+ messages in 2 requests$/ }).click();
  await dialog.getByRole('button', { name: 'Yes, send' }).click();
}

describe('a server that dies in mid send', () => {
  it('leaves a dialog that says what is accepted, what is unknown and what was never called', async () => {
    const { url, ended, stop } = await openSandboxProcess();
    await openApp({ url, close: stop });
    await orderFault(url, { kind: 'exit-after-acceptance', atCall: 2 });
    await sendToResolvedCases();
    await ended;

    const outcome = await app.outcome();
    const dialog = app.dialogPage();
    const states = await dialog
      .getByRole('list', { name: 'Requests' })
      .getByRole('listitem')
      .locator('strong')
      .allTextContents();
    // Both requests are under way at once: either may be the second to arrive.
    expect(states.sort()).toEqual(['Accepted by the service', 'Unknown']);
    expect(outcome['Accepted by the service']).toBeGreaterThan(0);
    expect(outcome['Unknown']).toBeGreaterThan(0);
    const { Selected: selected, ...parts } = outcome;
    expect(Object.values(parts).reduce((sum, count) => sum + count, 0)).toBe(selected);
    await dialog.getByText(/The program never repeats such a request/).waitFor();
  });
});

describe('an answer that is lost', () => {
  beforeEach(async () => openApp(await openSandbox()));

  it('is shown as unknown and never repeated, while the rest goes on', async () => {
    await orderFault(sandbox.url, { kind: 'lost-answer', atCall: 1 });
    await sendToResolvedCases();

    const outcome = await app.outcome();
    const { Unknown: unknown = 0, 'Accepted by the service': accepted = 0 } = outcome;
    expect(unknown).toBeGreaterThan(0);
    expect(accepted).toBeGreaterThan(0);
    expect((await readCalls(sandbox.url)).length).toBe(2);
    const numbers = (await sentContacts(sandbox.url)).map((contact) => contact.number);
    expect(new Set(numbers).size).toBe(numbers.length);
    // One request was lost, not both; the service had them all.
    expect(unknown + accepted).toBe(numbers.length);
  });
});

describe('a throttled request', () => {
  beforeEach(async () => openApp(await openSandbox()));

  it('waits as long as it is told and is then accepted', async () => {
    await orderFault(sandbox.url, { kind: 'throttle', atCall: 2, retryAfterSeconds: 1 });
    await sendToResolvedCases();
    const outcome = await app.outcome();
    expect(outcome['Unknown']).toBe(0);
    expect(outcome['Waiting, never called']).toBe(0);
    expect((await readCalls(sandbox.url)).map((call) => call.outcome)).toEqual(['accepted', 'throttled', 'accepted']);
  });
});

async function change(path: string, body: object, method = 'PATCH'): Promise<void> {
  const answer = await fetch(`${sandbox.url}/api/data/v9.2/${path}`, {
    method,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  if (!answer.ok) throw new Error(await answer.text());
}

async function onlyId(query: string, column: string): Promise<string> {
  const answer = await fetch(`${sandbox.url}/api/data/v9.2/${query}`);
  const { value } = (await answer.json()) as { value: Record<string, string>[] };
  if (!value[0]?.[column]) throw new Error(`${query} found no row.`);
  return value[0][column];
}

describe('bad input', () => {
  beforeEach(async () => openApp(await openSandbox()));

  it('says that nobody can be messaged, and offers no way to send', async () => {
    await change('contacts', { lastname: 'Zzz Without number' }, 'POST');
    const contact = await onlyId("contacts?$filter=lastname eq 'Zzz Without number'", 'contactid');
    await change(
      'incidents',
      { title: 'Unreachable customer', 'customerid_contact@odata.bind': `/contacts(${contact})` },
      'POST',
    );
    await app.search('Unreachable customer');
    await app.page.getByText('1 – 1 of 1').waitFor();
    await app.selectAllOnPage();
    await app.command('Send outbound');
    await app.pickConfiguration(CONFIGURATION);
    const dialog = app.dialogPage();
    await dialog.getByText('None of the selected rows can be messaged, so nothing is sent.').waitFor();
    await dialog.getByText('No phone number: 1').waitFor();
    expect(await dialog.getByRole('button', { name: /^Send/ }).count()).toBe(0);
  });

  it('refuses to save a template with an unbalanced brace, and names the place', async () => {
    const template = await onlyId(
      "msdyn_ocsystemmessages?$filter=msdyn_name eq 'Case follow-up (sample)'",
      'msdyn_ocsystemmessageid',
    );
    await app.openRow('msdyn_ocsystemmessage', template);
    const text = app.page.getByRole('textbox', { name: 'Default text' });
    const before = await text.inputValue();
    await fillIn(text, 'Hello {CustomerName');
    await app.command('Save');
    await app.page
      .getByRole('alert')
      .getByText(/line 1, character 7/)
      .first()
      .waitFor();
    const answer = await fetch(
      `${sandbox.url}/api/data/v9.2/msdyn_ocsystemmessages(${template})?$select=msdyn_messagetext`,
    );
    expect(((await answer.json()) as { msdyn_messagetext: string }).msdyn_messagetext).toBe(before);
  });

  it('does not send a template that got an unbalanced brace elsewhere', async () => {
    const template = await onlyId(
      "msdyn_ocsystemmessages?$filter=msdyn_name eq 'Case follow-up (sample)'",
      'msdyn_ocsystemmessageid',
    );
    await change(`msdyn_ocsystemmessages(${template})`, { msdyn_messagetext: 'Hello {CustomerName' });
    await app.selectAllOnPage();
    await app.command('Send outbound');
    await app.pickConfiguration(CONFIGURATION);
    const dialog = app.dialogPage();
    await dialog
      .getByRole('alert')
      .getByText(/line 1, character 7/)
      .waitFor();
    expect(await dialog.getByRole('button', { name: /^Send/ }).count()).toBe(0);
    expect(await readCalls(sandbox.url)).toEqual([]);
  });
});
