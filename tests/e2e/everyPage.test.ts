/**
 * Room tests. Every page a person of the product sees, as those see it who use a screen reader, a telephone, a keyboard,
 * another language or another direction of writing.
 */
import type { Browser, Page } from 'playwright-core';
import type { RunningSandbox } from '../../sandbox/server';
import { launchBrowser } from '../support/browser';
import { APP, openSandbox } from '../support/sandbox';
import { eventually } from '../support/eventually';
import { pick } from '../support/fields';
import { App } from './app';
import { axeFindings } from './axe';
import { englishLeftovers, textsOf } from './englishTexts';
import { outOfReach, readFocus, settle, shownTexts, turnedRound, inFrames, type Focus } from './onScreen';

const WIDE = { width: 1366, height: 900 };
const TELEPHONE = { width: 360, height: 780 };

let sandbox: RunningSandbox;
let browser: Browser;
let page: Page;
/** Scripts that failed, and what the browser complained about. */
let complaints: string[];

beforeAll(async () => {
  [sandbox, browser] = await Promise.all([openSandbox(), launchBrowser()]);
});

afterAll(async () => {
  await browser?.close();
  await sandbox?.close();
});

async function openPage(): Promise<void> {
  page = await browser.newPage({ viewport: WIDE });
  page.setDefaultTimeout(10_000);
  complaints = [];
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text());
  });
}

/** In what way the pages are looked at. */
interface Look {
  readonly lcid: number;
  readonly command: string;
  /** Added to every address of the app. */
  readonly query: string;
}
const ENGLISH: Look = { lcid: 1033, command: 'Send outbound', query: '' };
const INDONESIAN_FROM_RIGHT: Look = { lcid: 1057, command: 'Kirim pesan keluar', query: '&rtl=1' };

const goTo = async (address: string): Promise<void> => {
  await page.goto(`${sandbox.url}${address}`);
};
const inApp = (look: Look, rest: string): Promise<void> => goTo(`/main.aspx?appname=${APP}${rest}${look.query}`);
const list = (look: Look, table: string): Promise<void> => inApp(look, `&pagetype=entitylist&etn=${table}`);
const webResource = (look: Look, name: string): Promise<void> =>
  inApp(look, `&pagetype=webresource&webresourceName=obm_/pages/${name}.html`);
const newRow = (look: Look, table: string): Promise<void> => inApp(look, `&pagetype=entityrecord&etn=${table}`);

async function row(look: Look, table: string, where: Record<string, number> = {}): Promise<void> {
  const found = sandbox.dataverse.rows.findWhere(table, where)[0];
  if (found === undefined) throw new Error(`The sandbox has no row of ${table} to show.`);
  await inApp(look, `&pagetype=entityrecord&etn=${table}&id=${found.id}`);
}

const dialog = () => page.getByRole('dialog').frameLocator('iframe');

/** A text of ours in the look's language; what stands in its places is any. */
function words(look: Look, key: string): RegExp {
  const text = textsOf(look.lcid).get(key);
  if (text === undefined) throw new Error(`There is no text for the key ${key}.`);
  const parts = text.split(/\{\d+\}/).map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${parts.join('.+')}$`);
}

async function selectAll(): Promise<void> {
  await page.getByRole('main').getByRole('grid').getByRole('checkbox').first().click();
}

async function openDialog(look: Look): Promise<void> {
  await list(look, 'incident');
  await selectAll();
  await page.getByRole('menuitem', { name: look.command }).click();
  await pick(dialog().getByRole('combobox'), dialog().getByRole('option').first());
  for (const reasons of await dialog().locator('summary').all()) await reasons.click();
}

type Visit = readonly [name: string, open: (look: Look) => Promise<unknown>];

/** The app's pages, in an order in which each finds what it needs; the dialog's states follow each other. */
const APP_PAGES: readonly Visit[] = [
  ['the case grid with a selection', (look) => list(look, 'incident').then(selectAll)],
  ['the contact grid with a selection', (look) => list(look, 'contact').then(selectAll)],
  ['a case', (look) => row(look, 'incident')],
  ['an account', (look) => row(look, 'account')],
  ['a contact', (look) => row(look, 'contact')],
  ['a message template', (look) => row(look, 'msdyn_ocsystemmessage', { msdyn_messagetype: 3 })],
  ['a new message template', (look) => newRow(look, 'msdyn_ocsystemmessage')],
  ['a localized text', (look) => row(look, 'msdyn_oclocalizationdata')],
  ['an outbound configuration', (look) => row(look, 'msdyn_ocoutboundconfiguration')],
  ['a new outbound configuration', (look) => newRow(look, 'msdyn_ocoutboundconfiguration')],
  ['Customer settings', (look) => webResource(look, 'customerSettings')],
  ['Productivity', (look) => webResource(look, 'productivity')],
  ['the dialog with a configuration picked', openDialog],
  [
    'the question before a send',
    (look) =>
      dialog()
        .getByRole('button', { name: words(look, 'sendButton') })
        .click(),
  ],
  [
    'the outcome of a send',
    async (look) => {
      await dialog()
        .getByRole('button', { name: words(look, 'confirmSend') })
        .click();
      await dialog()
        .getByRole('heading', { level: 1, name: words(look, 'outcomeTitle') })
        .waitFor();
    },
  ],
  ['a send with its batches', (look) => row(look, 'obm_send')],
  ['the journal of sends', (look) => list(look, 'obm_send')],
];

async function openPhones(address: string): Promise<void> {
  await goTo(address);
  await page.getByRole('listitem').getByRole('button').first().click();
}

const CHOOSER: Visit = ['the app chooser', (look) => goTo(`/?${look.query}`)];
const PHONES: Visit = ['the phones with an open conversation', (look) => openPhones(`/phones?${look.query}`)];
const LAB: Visit = ['the lab', (look) => goTo(`/lab?${look.query}`)];
async function openFlow(address: string): Promise<void> {
  await goTo(address);
  await page.getByRole('navigation').getByRole('listitem').getByRole('button').first().click();
}

const FLOWS: Visit = ['the flows with an open one', (look) => openFlow(`/flows?${look.query}`)];
const PAGES: readonly Visit[] = [CHOOSER, ...APP_PAGES, PHONES, LAB, FLOWS];

describe('in English, on a large and on a small screen', () => {
  beforeAll(openPage);
  afterAll(() => page.close());

  describe.each(PAGES)('%s', (_name, open) => {
    it('breaks no rule of WCAG 2 A and AA, and no script fails', async () => {
      await page.setViewportSize(WIDE);
      await open(ENGLISH);
      await settle(page);
      expect(await axeFindings(page)).toEqual([]);
      expect(complaints).toEqual([]);
    });

    it('has one title in each document of its own', async () => {
      const titles = await inFrames(page, async (frame) => {
        const { pathname } = new URL(frame.url());
        return [{ pathname, count: await frame.locator('h1').count() }];
      });
      // A page of the site map brings the title of the whole page; the copy button is a part of its form.
      const hasPageOfItsOwn = page.url().includes('pagetype=webresource');
      const expected = ({ pathname }: { pathname: string }): number =>
        pathname.endsWith('/copyConfigurationId.html') || (pathname === '/main.aspx' && hasPageOfItsOwn) ? 0 : 1;
      expect(titles).toEqual(titles.map((title) => ({ ...title, count: expected(title) })));
    });

    it('has everything within reach on a telephone', async () => {
      await page.setViewportSize(TELEPHONE);
      await eventually(
        () => outOfReach(page),
        (found) => found.length === 0,
      );
      await page.setViewportSize(WIDE);
    });
  });
});

describe('in Indonesian, from right to left', () => {
  const speak = (languageId: number): Promise<Response> =>
    fetch(`${sandbox.url}/_host/session/language`, {
      method: 'PUT',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ languageId }),
    });
  beforeAll(async () => {
    await openPage();
    await speak(INDONESIAN_FROM_RIGHT.lcid);
  });
  afterAll(async () => {
    await speak(ENGLISH.lcid);
    await page.close();
  });

  /** How each frame is written. */
  const readFrames = () =>
    inFrames(page, async (frame) => [
      await frame.evaluate(() => {
        const root = document.documentElement;
        return { language: root.lang.split('-')[0], direction: root.dir, isWider: root.scrollWidth > root.clientWidth };
      }),
    ]);
  const fromRight = { language: 'id', direction: 'rtl', isWider: false };

  it('knows a text of ours in English from one in Indonesian', () => {
    expect(englishLeftovers(['Yes, send', 'Ya, kirim', '32 messages', 'Simpan', 'Save'])).toEqual([
      'Yes, send',
      '32 messages',
      'Save',
    ]);
  });

  describe.each(PAGES)('%s', (_name, open) => {
    it('shows none of our texts in English, and no script fails', async () => {
      await open(INDONESIAN_FROM_RIGHT);
      await settle(page);
      expect(englishLeftovers(await shownTexts(page))).toEqual([]);
      expect(complaints).toEqual([]);
    });

    it('is written from right to left in every frame and is not wider than the window', async () => {
      const frames = await readFrames();
      expect(frames).toEqual(frames.map(() => fromRight));
    });
  });
});

describe('in a language that is not ours, from right to left', () => {
  beforeAll(openPage);
  afterAll(() => page.close());

  /** Arabic: the app, which does not speak it either, and our texts are English then. */
  const ARABIC: Look = { ...ENGLISH, query: '&lcid=1025' };
  /** Where our texts are: in our pages, and in the control on the form. */
  const ownTexts = (): Promise<string[]> =>
    inFrames(page, (frame) => turnedRound(frame, frame === page.mainFrame() ? '[data-pcf]' : 'body'));
  const inOwnPages = (name: string): boolean => /Productivity|Customer settings|dialog|question|outcome/.test(name);

  it('sees when the mark at the end of a sentence stands before it', async () => {
    await page.setContent('<p dir="rtl">Wrong.</p><p dir="rtl" style="unicode-bidi: plaintext">Right.</p>');
    expect(await turnedRound(page.mainFrame(), 'body')).toEqual(['Wrong.']);
  });

  it.each(APP_PAGES.filter(([name]) => inOwnPages(name) || name.includes('template')))(
    '%s: our English sentences keep their order',
    async (_name, open) => {
      await open(ARABIC);
      await settle(page);
      const directions = await inFrames(page, async (frame) => [
        await frame.evaluate(() => document.documentElement.dir),
      ]);
      expect(new Set(directions)).toEqual(new Set(['rtl']));
      expect(await ownTexts()).toEqual([]);
    },
  );
});

describe('the journal, which the program alone writes', () => {
  beforeAll(openPage);
  afterAll(() => page.close());

  it.each([
    ['the list of sends', () => list(ENGLISH, 'obm_send'), 'Refresh'],
    ['the list of batches', () => list(ENGLISH, 'obm_sendbatch'), 'Refresh'],
    ['a send with its batches', () => row(ENGLISH, 'obm_send'), 'Save'],
    ['a batch', () => row(ENGLISH, 'obm_sendbatch'), 'Save'],
  ])('%s offers no new row', async (_name, open, command) => {
    await open();
    await page.getByRole('menuitem', { name: command, exact: true }).waitFor();
    await settle(page);
    expect((await shownTexts(page)).filter((text) => /^New\b/.test(text))).toEqual([]);
  });

  it('another list offers one', async () => {
    await list(ENGLISH, 'msdyn_ocoutboundconfiguration');
    await page.getByRole('menuitem', { name: 'New', exact: true }).waitFor();
  });
});

describe('by keyboard alone', () => {
  beforeAll(openPage);
  afterAll(() => page.close());

  /** Presses a key until the focus is where it should be; it has to be visible at every stop. */
  async function walkTo(key: string, isThere: (focus: Focus) => boolean): Promise<Focus> {
    const seen: string[] = [];
    for (let presses = 0; presses < 40; presses += 1) {
      await page.keyboard.press(key);
      const focus = await readFocus(page);
      seen.push(`${focus.role} "${focus.name.slice(0, 40)}"${focus.isVisible ? '' : ' (not visible)'}`);
      if (isThere(focus)) {
        if (!focus.isVisible) throw new Error(`The focus cannot be seen: ${seen.join(', ')}`);
        return focus;
      }
    }
    throw new Error(`${key} does not lead there: ${seen.join(', ')}`);
  }

  const isCommand = ({ role, name }: Focus): boolean => role === 'menuitem' && name === ENGLISH.command;
  const send = words(ENGLISH, 'sendButton');

  /** From the command to the question whether to send. */
  async function askToSend(): Promise<void> {
    await page.keyboard.press('Enter');
    await dialog().getByRole('combobox').waitFor();
    await settle(page);
    await walkTo('Tab', ({ role }) => role === 'combobox');
    await page.keyboard.press('Enter');
    await focusOn(({ role }) => role === 'option');
    await page.keyboard.press('Enter');
    await dialog().getByRole('button', { name: send }).waitFor();
    await walkTo('Tab', ({ name }) => send.test(name));
    await page.keyboard.press('Enter');
    await focusOn(({ name }) => words(ENGLISH, 'goBack').test(name));
  }

  /** The focus goes there by itself. */
  const focusOn = (isThere: (focus: Focus) => boolean): Promise<Focus> => eventually(() => readFocus(page), isThere);

  async function closeDialog(): Promise<void> {
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
  }

  it('a person selects cases and opens the question whether to send; Escape goes back, then closes', async () => {
    await new App(page, sandbox.url).open();
    await settle(page);
    await walkTo('Tab', ({ name }) => name === 'Select all rows on this page');
    await page.keyboard.press('Space');
    await page.getByRole('menuitem', { name: ENGLISH.command }).waitFor();
    await walkTo('Shift+Tab', ({ role }) => role === 'menuitem');
    await walkTo('ArrowRight', isCommand);
    await askToSend();
    await page.keyboard.press('Escape');
    await focusOn(({ name }) => send.test(name));
    await closeDialog();
    await focusOn(isCommand);
  });

  it('a person sends, hears the outcome, and is back at the command afterwards', async () => {
    await askToSend();
    await walkTo('Shift+Tab', ({ name }) => words(ENGLISH, 'confirmSend').test(name));
    await page.keyboard.press('Enter');
    const outcome = words(ENGLISH, 'outcomeTitle');
    await dialog().getByRole('heading', { level: 1, name: outcome }).waitFor();
    await focusOn(({ name }) => outcome.test(name));
    await closeDialog();
    expect((await focusOn(isCommand)).isVisible).toBe(true);
    expect(complaints).toEqual([]);
  });
});
