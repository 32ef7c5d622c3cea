/**
 * Room webresources/gateways. User-visible texts: every one comes from the RESX web resources through this function.
 * The platform picks the file of the user's language (Microsoft Learn, "RESX web resources").
 */
import type { TextKey } from '../strings/textKeys';
import { clientUrl, hostXrm } from './xrmHost';

const RESX = 'obm_/strings/outbound';
/** The language that every text exists in. */
const BASE_LCID = 1033;

/** Texts that a script had to read itself; see {@link ensureTexts}. */
let ownTexts: ReadonlyMap<string, string> | undefined;

/** The text of a key in the user's language, with `{0}`, `{1}`, … replaced by the arguments. */
export function text(key: TextKey, ...args: readonly (string | number)[]): string {
  // A key of a newer release than the imported RESX would give null: the key itself still says what is meant.
  return (find(key) ?? key).replace(/\{(\d)\}/g, (whole, index: string) => {
    const value = args[Number(index)];
    return value === undefined ? whole : typeof value === 'number' ? formatCount(value) : value;
  });
}

/** A whole number as the language of the texts writes it. */
export function formatCount(count: number): string {
  return new Intl.NumberFormat(textLanguage()).format(count);
}

/** BCP 47 tag of the language the texts are in; the RESX file itself says which one it is. */
export function textLanguage(): string {
  return find('languageTag') ?? 'en';
}

/** Puts the language of the texts and the user's direction on the page. */
export function setPageLanguage(page: Document): void {
  page.documentElement.lang = textLanguage();
  page.documentElement.dir = isRightToLeft() ? 'rtl' : 'ltr';
}

/** Does the user read from right to left? */
export function isRightToLeft(): boolean {
  return hostXrm().Utility.getGlobalContext().userSettings.isRTL;
}

/**
 * Makes the texts available to this script. The app loads string resources for the scripts of forms and commands, but only
 * those of the user's language, else of the organisation's base language; with neither there, it gives null (Microsoft Learn,
 * "RESX web resources"). Whether it loads any for a page of the site map is not documented. A script whose app has none
 * reads the file itself, in English at the least. Await it before the first {@link text}.
 * @param readFile gives the content of the file at an address, `undefined` when there is none.
 */
export async function ensureTexts(readFile = readTextFile): Promise<void> {
  if (ownTexts !== undefined || hostHasTexts()) return;
  const { languageId } = hostXrm().Utility.getGlobalContext().userSettings;
  const xml = (await readFile(addressOf(languageId))) ?? (await readFile(addressOf(BASE_LCID)));
  if (xml !== undefined) ownTexts = parseResx(xml);
}

function find(key: TextKey): string | undefined {
  return ownTexts?.get(key) ?? hostXrm().Utility.getResourceString(RESX, key) ?? undefined;
}

function hostHasTexts(): boolean {
  try {
    return Boolean(hostXrm().Utility.getResourceString(RESX, 'languageTag' satisfies TextKey));
  } catch {
    // A host may refuse a resource that it has not loaded instead of giving null.
    return false;
  }
}

/** Absolute: the scripts of forms and commands run on a page of the app, not beside the texts. */
const addressOf = (lcid: number): string => `${clientUrl()}/WebResources/${RESX}.${lcid}.resx`;

async function readTextFile(address: string): Promise<string | undefined> {
  const response = await fetch(address, { credentials: 'same-origin' });
  if (response.ok) return response.text();
  // An answer that nobody reads keeps its connection.
  await response.body?.cancel();
  return undefined;
}

function parseResx(xml: string): ReadonlyMap<string, string> {
  const rows = new DOMParser().parseFromString(xml, 'text/xml').querySelectorAll('data[name]');
  return new Map(
    [...rows].map((row) => [row.getAttribute('name') ?? '', row.querySelector('value')?.textContent ?? '']),
  );
}
