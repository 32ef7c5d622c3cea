/**
 * Room tests. The page of cloud flows as a person uses it: connects, turns on, runs by hand, watches a run and looks into its
 * loops; for screen readers, on a telephone, in Indonesian and from right to left.
 */
import { resolve } from 'node:path';
import { mkdirSync } from 'node:fs';
import type { Browser, Page } from 'playwright-core';
import { startSandbox, type RunningSandbox } from '../../sandbox/server';
import { importSolution } from '../../solution/tools/deploy';
import { button, call, flowId, flowZip, rowTrigger, type Json } from '../sandbox/flows/host/flowZip';
import { launchBrowser } from '../support/browser';
import { axeFindings } from './axe';
import { outOfReach, settle } from './onScreen';
import { eventually } from '../support/eventually';
import { fillIn, hasFocus } from '../support/fields';

const ASSETS = resolve(__dirname, '../../dist/sandbox');
/** Pictures to look at, when somebody asks for them. */
const PICTURES = process.env.FLOW_PICTURES;
const WIDE = { width: 1280, height: 900 };
const TELEPHONE = { width: 360, height: 780 };

const MAKE = flowId(1);
const WATCH = flowId(2);
const SIZED = flowId(3);
const HOUR_MS = 3_600_000;

const makeTools: Json = {
  Each_name: {
    type: 'Foreach',
    runAfter: {},
    foreach: "@createArray(triggerBody()['text'], 'second', 'third')",
    actions: {
      Create_tool: call('CreateRecord', { entityName: 'acme_tools', 'item/acme_name': "@items('Each_name')" }),
    },
  },
  Keep_secret: {
    type: 'Compose',
    runAfter: { Each_name: ['Succeeded'] },
    inputs: "@triggerBody()['text']",
    runtimeConfiguration: { secureData: { properties: ['inputs', 'outputs'] } },
  },
};

let sandbox: RunningSandbox;
let browser: Browser;
let page: Page;
let complaints: string[];

beforeAll(async () => {
  [sandbox, browser] = await Promise.all([
    startSandbox({ file: ':memory:', assets: ASSETS, port: 0 }),
    launchBrowser(),
  ]);
  const inputs = {
    text: { title: 'Name', description: 'Of the first tool', type: 'string', 'x-ms-content-hint': 'TEXT' },
    boolean: { title: 'Sure', type: 'boolean', 'x-ms-content-hint': 'BOOLEAN' },
  };
  const zip = flowZip([
    { id: MAKE, name: 'Make tools', trigger: button(inputs, ['text']), actions: makeTools },
    {
      id: WATCH,
      name: 'Watch contacts',
      trigger: rowTrigger({ entityname: 'contact' }),
      actions: {
        Later: {
          type: 'Scope',
          runAfter: {},
          actions: { Wait: { type: 'Wait', runAfter: {}, inputs: { interval: { count: 1, unit: 'Hour' } } } },
        },
        Afterwards: { type: 'Compose', runAfter: { Later: ['Succeeded'] }, inputs: 1 },
      },
    },
    {
      id: SIZED,
      name: 'Sized',
      trigger: rowTrigger({ entityname: 'account' }),
      actions: { Say: { type: 'Compose', runAfter: {}, inputs: "@parameters('Size')" } },
      parameters: { Size: { type: 'Int', metadata: { schemaName: 'acme_Size' } } },
    },
  ]);
  await importSolution({ baseUrl: sandbox.url, zip });
});
afterAll(async () => {
  await browser?.close();
  await sandbox?.close();
});

beforeEach(async () => {
  page = await browser.newPage({ viewport: WIDE });
  page.setDefaultTimeout(10_000);
  complaints = [];
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => {
    // A refused order is an answer, which the browser tells too.
    if (message.type() === 'error' && !message.text().includes('400')) complaints.push(message.text());
  });
});
afterEach(() => page.close());

async function look(name: string): Promise<void> {
  await settle(page);
  if (PICTURES !== undefined) {
    mkdirSync(PICTURES, { recursive: true });
    await page.screenshot({ path: `${PICTURES}/${name}.png` });
  }
  expect(await axeFindings(page)).toEqual([]);
  expect(complaints).toEqual([]);
}

const speak = (languageId: number): Promise<Response> =>
  fetch(`${sandbox.url}/_host/session/language`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ languageId }),
  });

const role = (name: Parameters<Page['getByRole']>[0], text: string | RegExp) => page.getByRole(name, { name: text });

describe('the page of cloud flows', () => {
  it('says why a flow cannot be turned on, and turns it on once it is connected', async () => {
    await page.goto(`${sandbox.url}/flows`);
    await role('button', /Make tools/).waitFor();
    await look('list');
    await role('button', /Make tools/).click();
    await role('switch', 'Turned on').click();
    await page
      .getByText(/has no connection\. Connect it, then turn the flow on\./)
      .first()
      .waitFor();
    await look('refused');
    await role('button', 'Connect Acme Dataverse').click();
    await role('button', 'Disconnect Acme Dataverse').waitFor();
    await role('switch', 'Turned on').click();
    await page.getByRole('switch', { name: 'Turned on', checked: true }).waitFor();
    expect(sandbox.dataverse.rows.find('workflow', MAKE)?.values.statecode).toBe(1);
  });

  it('runs a flow by hand, from the form to every round of its loop, without a mouse', async () => {
    await page.goto(`${sandbox.url}/flows#${MAKE}`);
    await role('button', 'Run Make tools').press('Enter');
    await role('form', 'Run Make tools').waitFor();
    await look('form');
    await hasFocus(role('textbox', 'Name'));
    await fillIn(role('textbox', 'Name'), 'Hammer');
    await role('checkbox', 'Sure').press('Space');
    await role('textbox', 'Name').press('Enter');
    await role('row', /Succeeded/).waitFor();
    await look('flow');
    await role('row', /Succeeded/)
      .getByRole('button')
      .press('Enter');
    await role('heading', 'Actions').waitFor();
    const summary = (name: string) => page.locator('summary').filter({ hasText: name });
    await summary('Each name').press('Enter');
    await page.getByText('Round 1 of 3').waitFor();
    await role('button', 'Next round').press('Enter');
    await summary('Create tool').press('Enter');
    await role('region', 'Inputs').filter({ hasText: 'item/acme_name' }).filter({ hasText: 'second' }).waitFor();
    await summary('Keep secret').press('Enter');
    await eventually(
      () => page.getByText('Content not shown due to security configuration.').count(),
      (count) => count === 2,
    );
    await look('run');
    await page.setViewportSize(TELEPHONE);
    await look('run-telephone');
    expect(await outOfReach(page)).toEqual([]);
  });

  it('shows a run while it lasts, and cancels it', async () => {
    await page.goto(`${sandbox.url}/flows#${WATCH}`);
    await role('switch', 'Turned on').click();
    await page.getByRole('switch', { name: 'Turned on', checked: true }).waitFor();
    sandbox.dataverse.rows.create('contact', { lastname: 'Sari' });
    await role('row', /Running/)
      .getByRole('button')
      .click();
    await role('button', 'Cancel this run').click();
    await page.getByRole('main').getByRole('status').filter({ hasText: 'Cancelled' }).waitFor();
    await look('cancelled');
  });

  it('shows what is under way in a run, until it has ended', async () => {
    await page.goto(`${sandbox.url}/flows#${WATCH}`);
    await page.getByRole('switch', { name: 'Turned on', checked: true }).waitFor();
    sandbox.dataverse.rows.create('contact', { lastname: 'Budi' });
    await role('row', /Running/)
      .getByRole('button')
      .click();
    const action = (name: string, state: RegExp) =>
      page.locator('summary').filter({ hasText: name }).filter({ hasText: state }).first();
    await action('Later', /Running\s*since/).press('Enter');
    await action('Wait', /Running\s*since/).waitFor();
    await action('Afterwards', /Not yet/).waitFor();
    await look('under-way');
    sandbox.clock.moveTo(new Date(sandbox.clock.now().getTime() + HOUR_MS));
    await action('Wait', /Succeeded/).waitFor();
    await action('Later', /Succeeded/).waitFor();
    await action('Afterwards', /Succeeded/).waitFor();
    await page.getByText('Running').first().waitFor({ state: 'detached' });
  });

  it('does not say of an action that was interrupted by the end of the sandbox that it never ran', async () => {
    await page.goto(`${sandbox.url}/flows#${WATCH}`);
    await page.getByRole('switch', { name: 'Turned on', checked: true }).waitFor();
    sandbox.dataverse.rows.create('contact', { lastname: 'Dewi' });
    await role('row', /Running/)
      .getByRole('button')
      .click();
    const later = page.locator('summary').filter({ hasText: 'Later' });
    await later.filter({ hasText: 'Running' }).waitFor();
    // To go back to a snapshot ends what is under way as the end of the process does.
    sandbox.snapshots.create('meanwhile');
    sandbox.snapshots.restore('meanwhile');
    await page.reload();
    await page.getByText(/RunInterrupted/).waitFor();
    await later.filter({ hasText: 'Not finished' }).waitFor();
    await look('interrupted');
  });

  it('says in both languages what keeps a flow from running, until it is mended', async () => {
    await page.goto(`${sandbox.url}/flows`);
    await role('button', /Sized.*Needs attention/).click();
    await page.getByText(/^This flow cannot run: .*acme_Size.* Give it a value\./).waitFor();
    await look('problem');
    await speak(1057);
    await page.reload();
    const problem = page.getByText(/^Alur ini tidak dapat berjalan: .*acme_Size.* Beri nilai\./);
    await problem.waitFor();
    await look('problem-indonesian');
    sandbox.dataverse.rows.create('environmentvariabledefinition', { schemaname: 'acme_Size', defaultvalue: '5' });
    await problem.waitFor({ state: 'detached' });
    await page.getByText('Perlu perhatian').first().waitFor({ state: 'detached' });
    await speak(1033);
  });

  it('has everything within reach on a telephone', async () => {
    await page.setViewportSize(TELEPHONE);
    await page.goto(`${sandbox.url}/flows`);
    await role('button', /Make tools/).click();
    await role('button', 'Back to all flows').waitFor();
    await look('telephone');
    expect(await outOfReach(page)).toEqual([]);
    await role('button', 'Back to all flows').click();
    await role('heading', 'Cloud flows').waitFor();
    expect(await outOfReach(page)).toEqual([]);
  });

  it('speaks Indonesian, and is written from right to left', async () => {
    await speak(1057);
    await page.goto(`${sandbox.url}/flows?rtl=1#${MAKE}`);
    await role('heading', 'Alur cloud').waitFor();
    await role('row', /Berhasil/).waitFor();
    await look('indonesian-rtl');
    const root = await page.evaluate(() => {
      const { lang, dir, scrollWidth, clientWidth } = document.documentElement;
      return { lang, dir, isWider: scrollWidth > clientWidth };
    });
    expect(root).toEqual({ lang: 'id-ID', dir: 'rtl', isWider: false });
    await role('row', /Berhasil/)
      .first()
      .getByRole('button')
      .click();
    await role('heading', 'Tindakan').waitFor();
    // The arrow that leads back points to where the page begins.
    const arrow = role('button', 'Kembali ke daftar eksekusi').locator('i');
    expect(await arrow.evaluate((icon) => getComputedStyle(icon).transform)).toBe('matrix(-1, 0, 0, 1, 0, 0)');
    await speak(1033);
  });
});
