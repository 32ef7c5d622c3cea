/**
 * Room tests. The monitor on the form of a send, as the person sees and uses it who looks after one: sums, what was refused, what is
 * unknown and the evidence for it, two tabs on one send, times, cancellation, and the files to keep.
 */
import { readFileSync } from 'node:fs';
import type { Browser, Download, FrameLocator, Page } from 'playwright-core';
import { createSend } from '../../outbound/dataverse/createSend';
import { WEB_API_PATH } from '../../outbound/dataverse/webApi';
import { BATCH_STATE_OPTION, SEND_STATE_OPTION } from '../../outbound/dataverse/names';
import { planSend } from '../../outbound/sends/planSend';
import type { RunningSandbox } from '../../sandbox/server';
import { createWebApiHttp } from '../../webresources/gateways/webApiHttp';
import { contactListItem } from '../builders/recipients';
import { launchBrowser } from '../support/browser';
import { APP, openSandbox } from '../support/sandbox';
import { eventually } from '../support/eventually';
import { fillIn } from '../support/fields';
import { App } from './app';
import { axeFindings } from './axe';
import { englishLeftovers } from './englishTexts';
import { HeldCalls } from './heldCalls';
import { outOfReach, readFocus, settle, shownTexts, turnedRound } from './onScreen';
import { orderFault, readCalls, sentContacts } from './service';

const CONFIGURATION = 'Case follow-up by SMS';
const CONFIGURATION_NAME = `${CONFIGURATION} (sample)`;
const PEOPLE = 250;
const TAG = 'Watched send';

let sandbox: RunningSandbox;
let browser: Browser;

beforeAll(async () => {
  browser = await launchBrowser();
});
beforeEach(async () => {
  sandbox = await openSandbox();
});
afterEach(async () => {
  for (const context of browser.contexts()) await context.close();
  await sandbox.close();
});
afterAll(async () => {
  await browser?.close();
});

const openApp = async (): Promise<App> => {
  const app = new App(await browser.newPage({ viewport: { width: 1366, height: 900 } }), sandbox.url);
  await app.open();
  return app;
};

/** Opens the send's form; gives its monitor. */
async function openMonitor(app: App, sendId: string): Promise<FrameLocator> {
  await app.openRow('obm_send', sendId);
  const monitor = app.page.frameLocator('iframe[title="Monitor"]');
  await monitor.getByRole('heading', { level: 2 }).first().waitFor();
  return monitor;
}

/** The table's rows: how many people are in which outcome. */
async function sumsOf(monitor: FrameLocator): Promise<Record<string, number>> {
  const rows = await monitor
    .getByRole('row')
    .filter({ has: monitor.getByRole('rowheader') })
    .all();
  const entries = await Promise.all(
    rows.map(async (row) => {
      const label = (await row.getByRole('rowheader').textContent()) ?? '';
      const count = (await row.getByRole('cell').first().textContent()) ?? '';
      return [label.trim(), Number(count.replace(/\D/g, ''))] as const;
    }),
  );
  return Object.fromEntries(entries);
}

const sumsBecome = (monitor: FrameLocator, expected: Record<string, number>): Promise<Record<string, number>> =>
  eventually(
    () => sumsOf(monitor),
    (sums) => Object.entries(expected).every(([label, count]) => sums[label] === count),
  );

const stateBecomes = (monitor: FrameLocator, name: string, timeout?: number): Promise<void> =>
  monitor.getByRole('heading', { level: 2, name, exact: true }).waitFor({ timeout });

/** Everybody counted, in one send. */
function expectWhole({ Selected: selected, ...parts }: Record<string, number>): void {
  expect(Object.values(parts).reduce((sum, count) => sum + count, 0)).toBe(selected);
}

/** Cases of as many people, each with a number of their own. */
function addCases(): void {
  sandbox.dataverse.rows.transaction(() => {
    for (let index = 0; index < PEOPLE; index += 1) {
      const id = sandbox.dataverse.rows.create('contact', {
        firstname: 'Person',
        lastname: String(index),
        mobilephone: `+6281270${String(index).padStart(6, '0')}`,
      });
      sandbox.dataverse.rows.create('incident', { title: `${TAG} ${index}`, customerid: { table: 'contact', id } });
    }
  });
}

/** Sends to all of them from the grid. */
async function sendFromGrid(app: App): Promise<string> {
  await app.rowsPerPage(PEOPLE);
  await app.search(TAG);
  await app.page.getByText(`1 – ${PEOPLE} of ${PEOPLE}`).waitFor();
  await app.selectAllOnPage();
  await app.command('Send outbound');
  await app.pickConfiguration(CONFIGURATION);
  const dialog = app.dialogPage();
  await dialog.getByRole('button', { name: `Send ${PEOPLE} messages in 3 requests` }).click();
  await dialog.getByRole('button', { name: 'Yes, send' }).click();
  await app.outcome();
  return onlySend();
}

function onlySend(): string {
  const [send] = sandbox.dataverse.rows.findWhere('obm_send', {});
  if (!send) throw new Error('There is no send.');
  return send.id;
}

/** A send in the journal that nobody has sent yet, by the same means that the dialog writes one. */
async function recordSend(people: number, scheduledOn: Date, startBy?: Date): Promise<string> {
  const [configuration] = sandbox.dataverse.rows.findWhere('msdyn_ocoutboundconfiguration', {
    msdyn_name: CONFIGURATION_NAME,
  });
  if (!configuration) throw new Error('The sample configuration is not there.');
  const items = Array.from({ length: people }, (_, index) =>
    contactListItem({ recipientNumber: `+6281271${String(index).padStart(6, '0')}` }),
  );
  const plan = planSend({ items, outboundConfigurationId: configuration.id });
  const http = createWebApiHttp({
    clientUrl: sandbox.url,
    fetch,
    timeoutMs: 60_000,
    startTimer: () => () => undefined,
    now: () => new Date(),
  });
  const id = crypto.randomUUID();
  await createSend(
    {
      http,
      root: `${sandbox.url}${WEB_API_PATH}`,
      wait: async () => undefined,
      newId: () => crypto.randomUUID(),
      clock: () => new Date(),
    },
    {
      id,
      name: 'A send to watch',
      configuration: { id: configuration.id, channelType: 'SMS' },
      template: { name: 'Sample', version: '1', texts: { defaultText: 'Hello', localizedTexts: new Map() } },
      source: 'api',
      sourceTable: 'contact',
      scheduledOn,
      ...(startBy && { startBy }),
      batches: plan.batches,
      totals: () => ({ audience: people, excluded: 0, batchCount: plan.batches.length, planHash: plan.hash }),
    },
  );
  return id;
}

const HOUR_MS = 3_600_000;
const inHours = (hours: number): Date => new Date(Date.now() + hours * HOUR_MS);
/** The value of a field of the browser's own time zone. */
const toField = (time: Date): string =>
  new Date(time.getTime() - time.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);

async function linesOf(download: Download): Promise<string[]> {
  return readFileSync(await download.path(), 'utf8').split('\r\n');
}

describe('a send with a refused and an unknown request', () => {
  it('is brought to its end by its person, and nobody is messaged twice', async () => {
    addCases();
    await orderFault(sandbox.url, { kind: 'refuse', atCall: 1 });
    await orderFault(sandbox.url, { kind: 'lost-answer', atCall: 2 });
    const app = await openApp();
    const monitor = await openMonitor(app, await sendFromGrid(app));
    await stateBecomes(monitor, 'Needs attention');
    const sums = await sumsOf(monitor);
    expect(sums).toMatchObject({ Selected: PEOPLE, 'Not messaged': 0, 'Waiting, never called': 0 });
    expectWhole(sums);
    await monitor.getByText(/^250 selected = \d+ accepted by the service \+ 0 not messaged \+ \d+ refused/).waitFor();
    expect(sums['Refused']).toBeGreaterThan(0);
    const lost = sums['Unknown'] ?? 0;
    expect(lost).toBeGreaterThan(0);

    // The answer was lost after the work was done: the timelines say so.
    await monitor.getByText(`outbound messages of this configuration for ${lost} of ${lost} records`).waitFor();
    await settle(app.page);
    expect(await axeFindings(app.page)).toEqual([]);
    await monitor.getByRole('button', { name: /^They were sent: request \d$/ }).click();
    await monitor.getByRole('button', { name: 'Yes, record it' }).click();
    await sumsBecome(monitor, { Unknown: 0, 'Accepted by the service': PEOPLE - (sums['Refused'] ?? 0) });

    await monitor.getByRole('button', { name: 'Try all refused again' }).click();
    await monitor.getByRole('button', { name: 'Yes, try again' }).click();
    await stateBecomes(monitor, 'Finished');
    await sumsBecome(monitor, { 'Accepted by the service': PEOPLE, Refused: 0 });

    const numbers = (await sentContacts(sandbox.url)).map(({ number }) => number);
    expect(numbers.length).toBe(PEOPLE);
    expect(new Set(numbers).size).toBe(PEOPLE);
    expect((await readCalls(sandbox.url)).length).toBe(4);
  });

  it('is exported: every person with outcome and reason, and what to check that with', async () => {
    addCases();
    await orderFault(sandbox.url, { kind: 'refuse', atCall: 1 });
    const app = await openApp();
    const monitor = await openMonitor(app, await sendFromGrid(app));
    await stateBecomes(monitor, 'Needs attention');
    const { Refused: refused = 0 } = await sumsOf(monitor);
    const downloads: Download[] = [];
    app.page.on('download', (download) => downloads.push(download));
    await monitor.getByRole('button', { name: 'Export', exact: true }).click();
    await eventually(
      async () => downloads.length,
      (count) => count === 2,
    );
    const [people, manifest] = downloads as [Download, Download];
    expect(people.suggestedFilename()).toMatch(/^send-.*-people\.csv$/);
    const [header, ...lines] = await linesOf(people);
    expect(header).toMatch(/^rowId,number,outcome,reason,/);
    expect(lines.filter((line) => line !== '').length).toBe(PEOPLE);
    expect(lines.filter((line) => line.includes(',refused,')).length).toBe(refused);
    const facts = JSON.parse(readFileSync(await manifest.path(), 'utf8')) as {
      counts: { accepted: number; refused: number };
      batches: { hash: string }[];
    };
    expect(facts.counts).toMatchObject({ accepted: PEOPLE - refused, refused });
    expect(facts.batches.map(({ hash }) => hash.length)).toEqual([64, 64, 64]);
  });
});

describe('two tabs that drive the same send', () => {
  it('post no request twice, also when one of them pauses and resumes it', async () => {
    const sendId = await recordSend(6_000, inHours(1));
    const [one, other] = [await openApp(), await openApp()];
    const calls = new HeldCalls();
    for (const { page } of [one, other]) await calls.of(page);
    const first = await openMonitor(one, sendId);
    await first.getByRole('button', { name: 'Start now' }).click();
    await first.getByRole('button', { name: 'Yes, start now' }).click();
    await first
      .getByText(/^This tab is sending/)
      .first()
      .waitFor();
    await calls.untilOneWaits(one.page);
    const second = await openMonitor(other, sendId);
    await second.getByRole('button', { name: 'Send from this tab too' }).click();
    await second
      .getByText(/^This tab is sending/)
      .first()
      .waitFor();
    await calls.untilOneWaits(other.page);
    await second.getByRole('button', { name: 'Pause' }).click();
    calls.letGo();
    await stateBecomes(second, 'Paused');
    await stateBecomes(first, 'Paused');
    await second.getByRole('button', { name: 'Resume' }).click();
    calls.open();
    await stateBecomes(second, 'Finished', 40_000);
    // Nobody told the first tab; it looks by itself.
    await stateBecomes(first, 'Finished', 20_000);

    await sumsBecome(second, { 'Accepted by the service': 6_000, Unknown: 0, 'Waiting, never called': 0 });
    const lists = (await readCalls(sandbox.url)).map(({ contacts }) =>
      JSON.stringify(contacts?.map(({ number }) => number)),
    );
    expect(lists.length).toBe(60);
    expect(new Set(lists).size).toBe(60);
    const runners = new Set(
      sandbox.dataverse.rows
        .findWhere('obm_sendbatch', {})
        .map((batch) => String(batch.values['obm_claimedby']).split('#')[0]),
    );
    expect(runners.size).toBe(2);
  });
});

describe('a scheduled send', () => {
  it('gets another time, and is canceled with nobody messaged', async () => {
    const sendId = await recordSend(150, inHours(2), inHours(3));
    const app = await openApp();
    const monitor = await openMonitor(app, sendId);
    await stateBecomes(monitor, 'Scheduled');
    await monitor.getByRole('button', { name: 'Change the time' }).click();
    const start = inHours(48);
    await fillIn(monitor.getByLabel('Start at'), toField(start));
    await fillIn(monitor.getByLabel(/^Ask me if it has not started by/), toField(inHours(50)));
    await monitor.getByRole('button', { name: 'Schedule' }).click();
    await monitor.getByText('The send is scheduled.').waitFor();
    const [send] = sandbox.dataverse.rows.findWhere('obm_send', {});
    expect(new Date(String(send?.values['obm_scheduledon'])).getTime()).toBe(
      Math.floor(start.getTime() / 60_000) * 60_000,
    );

    await monitor.getByRole('button', { name: 'Cancel the send' }).click();
    await monitor
      .getByRole('alertdialog', { name: 'Cancel this send for good? Never sent then: 150 messages.' })
      .getByRole('button', { name: 'Yes, cancel the send' })
      .click();
    await stateBecomes(monitor, 'Canceled');
    expect(await readCalls(sandbox.url)).toEqual([]);
  });

  it('that missed its time asks, and is started by the answer', async () => {
    const sendId = await recordSend(10, inHours(-2), inHours(-1));
    const app = await openApp();
    const monitor = await openMonitor(app, sendId);
    await stateBecomes(monitor, 'Missed its window');
    await monitor.getByText(/Should it still be sent\?$/).waitFor();
    expect(await readCalls(sandbox.url)).toEqual([]);
    await monitor.getByRole('button', { name: 'Start now' }).click();
    await monitor.getByRole('button', { name: 'Yes, start now' }).click();
    await stateBecomes(monitor, 'Finished');
    expect((await sentContacts(sandbox.url)).length).toBe(10);
  });
});

/** A send in need of everything: something accepted, refused, unknown and waiting. */
async function recordTroubledSend(): Promise<string> {
  const sendId = await recordSend(350, inHours(1));
  const { rows } = sandbox.dataverse;
  const changes = [
    { obm_state: BATCH_STATE_OPTION.accepted },
    { obm_state: BATCH_STATE_OPTION.refused, obm_errorcode: 'batch-damaged' },
    { obm_state: BATCH_STATE_OPTION.unknown, obm_errorcode: 'timeout' },
  ];
  const batches = rows.findWhere('obm_sendbatch', {});
  for (const [index, change] of changes.entries()) {
    const batch = batches.find(({ values }) => values['obm_index'] === index);
    if (batch) rows.update('obm_sendbatch', batch.id, change);
  }
  rows.update('obm_send', sendId, { obm_state: SEND_STATE_OPTION.needsAttention });
  return sendId;
}

/** Opens the form as the address says, whatever the language of its headings. */
async function openTroubled(query: string): Promise<Page> {
  const sendId = await recordTroubledSend();
  const page = await browser.newPage({ viewport: { width: 1366, height: 900 } });
  const row = `pagetype=entityrecord&etn=obm_send&id=${sendId}`;
  await page.goto(`${sandbox.url}/main.aspx?appname=${APP}&${row}${query}`);
  await page.frameLocator('iframe[name="WebResource_sendMonitor"]').getByRole('button').nth(5).waitFor();
  await settle(page);
  return page;
}

describe('for everybody', () => {
  it('has every button and field within reach on a telephone', async () => {
    const sendId = await recordSend(150, inHours(2));
    const app = await openApp();
    const monitor = await openMonitor(app, sendId);
    await monitor.getByRole('button', { name: 'Change the time' }).click();
    await app.page.setViewportSize({ width: 360, height: 780 });
    await eventually(
      () => outOfReach(app.page),
      (found) => found.length === 0,
    );
  });

  it('speaks Indonesian, from right to left where the user reads so', async () => {
    await fetch(`${sandbox.url}/_host/session/language`, {
      method: 'PUT',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ languageId: 1057 }),
    });
    const page = await openTroubled('&rtl=1');
    expect(englishLeftovers(await shownTexts(page))).toEqual([]);
    const frame = page.frame({ name: 'WebResource_sendMonitor' });
    expect(await axeFindings(page)).toEqual([]);
    for (const width of [1366, 360]) {
      await page.setViewportSize({ width, height: 900 });
      const root = await frame?.evaluate(() => {
        const { lang, dir, scrollWidth, clientWidth } = document.documentElement;
        return { lang, dir, isWider: scrollWidth > clientWidth };
      });
      expect({ width, ...root }).toEqual({ width, lang: 'id', dir: 'rtl', isWider: false });
    }
  });

  it('keeps the order of English sentences on a screen that is read from right to left', async () => {
    const page = await openTroubled('&lcid=1025');
    const frame = page.frame({ name: 'WebResource_sendMonitor' });
    if (!frame) throw new Error('The monitor is not there.');
    expect(await frame.evaluate(() => document.documentElement.dir)).toBe('rtl');
    expect(await turnedRound(frame, 'body')).toEqual([]);
  });

  it('is used by keyboard alone: the question takes the focus, and gives it back', async () => {
    const sendId = await recordTroubledSend();
    const app = await openApp();
    const monitor = await openMonitor(app, sendId);
    await monitor.getByRole('button', { name: 'Send again: request 3' }).focus();
    await app.page.keyboard.press('Enter');
    await eventually(
      () => readFocus(app.page),
      ({ name, isVisible }) => name === 'Back' && isVisible,
    );
    await app.page.keyboard.press('Escape');
    await eventually(
      () => readFocus(app.page),
      ({ name }) => name === 'Send again: request 3',
    );
    expect(await readCalls(sandbox.url)).toEqual([]);
  });
});
