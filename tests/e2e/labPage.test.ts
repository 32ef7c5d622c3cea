/** Room tests. The page of the lab, as a person uses it who makes things go wrong and looks at what happened. */
import { join, resolve } from 'node:path';
import type { Browser, Locator, Page } from 'playwright-core';
import { loadSampleData } from '../../sandbox/data';
import { startSandbox, type RunningSandbox } from '../../sandbox/server';
import { launchBrowser } from '../support/browser';
import { TEST_DAY } from '../support/sandbox';
import { eventually } from '../support/eventually';
import { fillIn, pick } from '../support/fields';
import { axeFindings } from './axe';
import { englishLeftovers } from './englishTexts';
import { outOfReach, readFocus, settle, shownTexts, turnedRound } from './onScreen';

const ASSETS = join(resolve(__dirname, '../..'), 'dist/sandbox');

let sandbox: RunningSandbox;
let browser: Browser;
let page: Page;
/** Scripts that failed, and what the browser complained about. */
let complaints: string[];

beforeAll(async () => {
  [sandbox, browser] = await Promise.all([
    startSandbox({ file: ':memory:', assets: ASSETS, port: 0, clock: () => TEST_DAY, lab: { traces: true } }),
    launchBrowser(),
  ]);
  loadSampleData(sandbox.dataverse, { now: TEST_DAY });
  sandbox.snapshots.markStart();
});
afterAll(async () => {
  await browser?.close();
  await sandbox?.close();
});

beforeEach(async () => {
  page = await browser.newPage({ viewport: { width: 1366, height: 900 } });
  page.setDefaultTimeout(10_000);
  complaints = [];
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => {
    // What the lab refuses, the browser writes down; the page says it to the person.
    const isRefusal = /status of 4\d\d/.test(message.text());
    if (message.type() === 'error' && !isRefusal) complaints.push(message.text());
  });
});
afterEach(async () => {
  expect(complaints).toEqual([]);
  await page.close();
});

const send = (method: string, path: string, body?: unknown): Promise<Response> =>
  fetch(`${sandbox.url}${path}`, {
    method,
    ...(body === undefined ? {} : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
  });
const api = (method: string, path: string, body?: unknown) => send(method, `/api/data/v9.2/${path}`, body);
const speak = (languageId: number) => send('PUT', '/_host/session/language', { languageId });
const panel = (name: string): Locator => page.getByRole('region', { name, exact: true }).first();
const press = (within: Locator, name: string): Promise<void> =>
  within.getByRole('button', { name, exact: true }).click();
const said = (text: string): Promise<void> => page.getByText(text).waitFor();

async function open(query = ''): Promise<void> {
  await page.goto(`${sandbox.url}/lab${query}`);
  await page.getByRole('heading', { level: 1 }).waitFor();
  await settle(page);
}

async function choose(within: Locator, label: string, option: string): Promise<void> {
  await pick(within.getByRole('combobox', { name: label }), page.getByRole('option', { name: option }));
}

/** Something to see in every part. */
async function fill(): Promise<void> {
  await send('POST', '/lab/faults', { kind: 'throttle', operation: { set: 'contacts' }, every: 3 });
  await send('POST', '/lab/faults', { kind: 'lost-answer', rate: 0.25, seed: 4 });
  await send('PUT', '/lab/snapshots/Before?replace=true');
  await api('GET', "contacts?$top=1&$filter=lastname eq 'Dewi'");
  await api('GET', 'nothings');
  await api('POST', 'msdyn_InvokeOutboundAPI', { OutboundSettingsRecord: {}, ContactList: '[]' });
}

describe('the page of the lab', () => {
  it('moves, stops and runs the clock', async () => {
    await open();
    const clock = panel('Clock');
    await press(clock, '1 day');
    await said('The clock was moved.');
    expect(sandbox.clock.aheadMs).toBe(86_400_000);
    await clock.getByText('1 d ahead of this machine').waitFor();
    await press(clock, 'Stop');
    await clock.getByText('stopped, 1 d ahead').waitFor();
    await press(clock, 'Let it run');
    await clock.getByText('running').waitFor();
    await fillIn(clock.getByLabel('Move to (your local time)'), '2020-01-01T08:00');
    await press(clock, 'Move');
    await said('The clock can only be moved forward.');
  });

  it('orders a fault by its form, shows what it struck, and takes it back', async () => {
    await open();
    const faults = panel('Faults');
    await choose(faults, 'What happens', '503: unavailable');
    await choose(faults, 'For which requests', 'A Web API operation');
    await choose(faults, 'Method', 'POST');
    await fillIn(faults.getByLabel('Entity set, such as contacts'), 'accounts');
    await fillIn(faults.getByLabel('How many times'), '2');
    await press(faults, 'Order fault');
    await said('The fault is ordered.');
    const row = faults.getByRole('row', { name: /503: unavailable/ });
    await row.getByText('POST accounts').waitFor();
    expect((await api('POST', 'accounts', { name: 'Struck' })).status).toBe(503);
    await row.getByText('1 of 1').waitFor();
    await press(row, 'Take back fault 503: unavailable');
    await faults.getByText('No fault is ordered.').waitFor();
    expect((await api('POST', 'accounts', { name: 'Made' })).status).toBe(204);
  });

  it('shows what was ordered before it heard of changes, and keeps what somebody typed meanwhile', async () => {
    let hear = (): void => undefined;
    const mayHear = new Promise<void>((resolve) => (hear = resolve));
    await page.route('**/lab/changes', async (route) => {
      await mayHear;
      await route.continue();
    });
    await open();
    await send('POST', '/lab/faults', { kind: 'refuse', operation: { set: 'contacts' } });
    await fillIn(panel('Service protection').getByLabel('Requests', { exact: true }), '1234');
    hear();
    await panel('Faults')
      .getByRole('row', { name: /400: refused/ })
      .waitFor();
    await press(panel('Faults'), 'Take all back');
    await panel('Faults').getByText('No fault is ordered.').waitFor();
    expect(await panel('Service protection').getByLabel('Requests', { exact: true }).inputValue()).toBe('1234');
  });

  it('says what is wrong with a fault', async () => {
    await open();
    const faults = panel('Faults');
    await choose(faults, 'When', 'By chance');
    await fillIn(faults.getByLabel('Chance in percent'), '150');
    await press(faults, 'Order fault');
    await said('One of the values of the fault cannot be used: rate must be a number above 0 and up to 1.');
  });

  it('shows requests as they come, chooses among them, and stops tracing', async () => {
    await open();
    const requests = panel('Requests');
    await api('GET', 'accounts?$top=1');
    await press(requests, 'Clear list');
    await requests.getByText('No request to show.').waitFor();
    await api('GET', "contacts?$filter=lastname eq 'Dewi'");
    await requests.getByText("GET /api/data/v9.2/contacts?$filter=lastname eq '…'").waitFor();
    await api('GET', 'nothings');
    await requests.getByText('GET /api/data/v9.2/nothings').waitFor();
    await choose(requests, 'Status', '2xx');
    await requests.getByText('GET /api/data/v9.2/nothings').waitFor({ state: 'detached' });
    await fillIn(requests.getByLabel('Path contains'), 'nowhere');
    await requests.getByText('No request to show.').waitFor();
    await requests.getByRole('switch', { name: 'Trace requests' }).click();
    await eventually(
      async () => ((await (await send('GET', '/lab/traces')).json()) as { isOn: boolean }).isOn,
      (isOn) => !isOn,
    );
    await requests.getByRole('switch', { name: 'Trace requests' }).click();
  });

  it('takes a snapshot and restores it after a question', async () => {
    await open();
    const snapshots = panel('Snapshots');
    await fillIn(snapshots.getByLabel('Name of the new snapshot'), 'Before the mess');
    await press(snapshots, 'Take snapshot');
    await said('The snapshot Before the mess is taken.');
    const count = () => sandbox.dataverse.rows.findWhere('account', {}).length;
    const before = count();
    await api('POST', 'accounts', { name: 'Mess' });
    await press(snapshots, 'Restore Before the mess');
    await press(page.getByRole('dialog'), 'Cancel');
    expect(count()).toBe(before + 1);
    await press(snapshots, 'Restore Before the mess');
    await press(page.getByRole('dialog'), 'Restore');
    await said('The snapshot Before the mess is restored.');
    expect(count()).toBe(before);
    await press(snapshots, 'Delete Before the mess');
    await press(page.getByRole('dialog'), 'Delete');
    await snapshots.getByText('There is no snapshot yet.').waitFor();
  });

  it('resets the sandbox after a question, and with it the clock, the faults and the limits', async () => {
    await open();
    await fill();
    await press(panel('Service protection'), 'As documented');
    await fillIn(panel('Service protection').getByLabel('Requests', { exact: true }), '1000');
    await press(panel('Service protection'), 'Set limits');
    await said('The limits are set.');
    await press(panel('Snapshots'), 'Reset');
    await press(page.getByRole('dialog'), 'Reset');
    await said('The sandbox is as it was at the start.');
    await panel('Faults').getByText('No fault is ordered.').waitFor();
    await eventually(
      () => panel('Service protection').getByLabel('Requests', { exact: true }).inputValue(),
      (requests) => requests === '6000',
    );
    await panel('Calls of the outbound service').getByText('The service was not called yet.').waitFor();
    expect(sandbox.clock.aheadMs).toBe(0);
  });

  it('lifts the limits and sets the documented ones again', async () => {
    await open();
    const limits = panel('Service protection');
    await limits.getByRole('switch', { name: 'Limit requests' }).click();
    await limits.getByLabel('Requests at once').waitFor({ state: 'detached' });
    await limits.getByRole('switch', { name: 'Limit requests' }).click();
    expect(await limits.getByLabel('Requests at once').inputValue()).toBe('52');
    await fillIn(limits.getByLabel('Requests at once'), 'none');
    await press(limits, 'Set limits');
    await said('A limit is a whole number from 1.');
  });

  it('is reached from the first page', async () => {
    await page.goto(`${sandbox.url}/`);
    await page.getByRole('link', { name: 'Lab' }).click();
    await page.getByRole('heading', { level: 1, name: 'Lab' }).waitFor();
    await settle(page);
  });
});

describe('the page of the lab with something in every part', () => {
  beforeAll(fill);
  afterAll(() => speak(1033));

  it('breaks no rule of WCAG 2 A and AA, in the question too', async () => {
    await open();
    expect(await axeFindings(page)).toEqual([]);
    await press(panel('Snapshots'), 'Delete Before');
    await page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).waitFor();
    await settle(page);
    expect(await axeFindings(page)).toEqual([]);
  });

  it('has everything within reach on a telephone, in both directions', async () => {
    await page.setViewportSize({ width: 360, height: 780 });
    for (const query of ['', '?rtl=1']) {
      await open(query);
      await choose(panel('Faults'), 'For which requests', 'A path');
      expect(await outOfReach(page)).toEqual([]);
    }
  });

  it('shows the focus at every stop of the keyboard', async () => {
    await open();
    const hidden: string[] = [];
    const stops: string[] = [];
    for (let presses = 0; presses < 45; presses += 1) {
      await page.keyboard.press('Tab');
      const { name, role, isVisible } = await readFocus(page);
      stops.push(name);
      // Fluent draws the focus of a field around the box that holds it.
      if (!isVisible && role !== 'body' && role !== 'input') hidden.push(`${role} ${name}`);
    }
    expect(hidden).toEqual([]);
    expect(stops).toEqual(expect.arrayContaining(['1 hour', 'Reset', 'Order fault', 'Take all back', 'Clear list']));
  });

  it('speaks Indonesian, and keeps the order of English sentences from right to left', async () => {
    await speak(1057);
    // Names of entity sets are English words.
    await send('DELETE', '/lab/faults');
    await open();
    expect(await page.title()).toBe('Lab · Sandbox Dynamics 365');
    expect(englishLeftovers(await shownTexts(page))).toEqual([]);
    await speak(1033);
    await open('?rtl=1');
    expect(await turnedRound(page.mainFrame(), '#lab')).toEqual([]);
  });
});
