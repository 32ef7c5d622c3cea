/** Room sandbox/omnichannel/service. Picks the text of a message template for the locale of one contact. */

export interface TemplateTexts {
  readonly defaultText: string;
  /** LCID of the default text, when the template names its language. */
  readonly defaultLcid?: number;
  /** The other texts by LCID. */
  readonly localizedTexts: ReadonlyMap<number, string>;
}

export interface PickedText {
  readonly text: string;
  readonly lcid?: number;
  /** Why this one: the locale asked for, no locale given, or none for that locale. */
  readonly reason: 'requested-locale' | 'no-locale' | 'no-text-for-locale';
}

/**
 * The text in the locale asked for, else the default one. Source: Microsoft Learn, "Configure outbound messaging": a
 * missing locale means the fallback locale of the template. That a locale without a text does so too is inferred.
 */
export function pickText(template: TemplateTexts, locale: string | undefined): PickedText {
  const fallback = { text: template.defaultText, lcid: template.defaultLcid };
  if (locale === undefined) return { ...fallback, reason: 'no-locale' };
  // Only the LCID form is described; a code such as `en-us` finds no text.
  const lcid = /^\d+$/.test(locale) ? Number(locale) : undefined;
  const localized = lcid === undefined ? undefined : template.localizedTexts.get(lcid);
  if (localized !== undefined) return { text: localized, lcid, reason: 'requested-locale' };
  if (lcid !== undefined && lcid === template.defaultLcid) return { ...fallback, reason: 'requested-locale' };
  return { ...fallback, reason: 'no-text-for-locale' };
}
