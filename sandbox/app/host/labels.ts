/** Room sandbox/app. Labels by LCID, and what the host must know about languages. */
import type { Labels } from '../../dataverse/model';

export const BASE_LANGUAGE = 1033;

/** Languages the host itself speaks, as the switch in the header shows them. */
export const LANGUAGES: ReadonlyArray<{ readonly lcid: number; readonly name: string; readonly tag: string }> = [
  { lcid: 1033, name: 'English', tag: 'en-US' },
  { lcid: 1057, name: 'Bahasa Indonesia', tag: 'id-ID' },
];

/** LCIDs written from right to left: Arabic, Hebrew, Urdu, Persian. */
const RIGHT_TO_LEFT = new Set([1025, 1037, 1056, 1065]);

export const isRightToLeft = (lcid: number): boolean => RIGHT_TO_LEFT.has(lcid);

/** BCP 47 tag for the `lang` attribute and for Intl; English when the host does not know the LCID. */
export const languageTag = (lcid: number): string =>
  LANGUAGES.find((language) => language.lcid === lcid)?.tag ?? 'en-US';

/** The label in that language, else in English, else in any; empty when there is none. */
export function pickLabel(labels: Labels | undefined, lcid: number): string {
  if (!labels) return '';
  return labels[String(lcid)] ?? labels[String(BASE_LANGUAGE)] ?? Object.values(labels)[0] ?? '';
}
