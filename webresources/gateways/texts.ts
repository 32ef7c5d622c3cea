/**
 * Room webresources/gateways. User-visible texts: every one comes from the RESX web resources through this function.
 * The platform picks the file of the user's language (Microsoft Learn, "RESX web resources").
 */
import type { TextKey } from '../strings/textKeys';
import { hostXrm } from './xrmHost';

const RESX = 'obm_/strings/outbound';

/** The text of a key in the user's language, with `{0}`, `{1}`, … replaced by the arguments. */
export function text(key: TextKey, ...args: readonly (string | number)[]): string {
  // A key of a newer release than the imported RESX would give null: the key itself still says what is meant.
  const found: string | null = hostXrm().Utility.getResourceString(RESX, key);
  return (found ?? key).replace(/\{(\d)\}/g, (whole, index: string) => {
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
  return hostXrm().Utility.getResourceString(RESX, 'languageTag' satisfies TextKey) ?? 'en';
}

/** Does the user read from right to left? */
export function isRightToLeft(): boolean {
  return hostXrm().Utility.getGlobalContext().userSettings.isRTL;
}

/** Puts the language and direction of the texts on the page. */
export function setPageLanguage(page: Document): void {
  page.documentElement.lang = textLanguage();
  page.documentElement.dir = isRightToLeft() ? 'rtl' : 'ltr';
}
