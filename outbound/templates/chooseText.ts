/**
 * Room outbound, templates. Which of a template's texts a recipient gets: the localized text of their locale, else the
 * template's default text. Source: Microsoft Learn, "Configure outbound messaging" (a missing locale makes the service use
 * the template's fallback). That an LCID without a text falls back too, instead of ending in an error, is inferred.
 */

/** A template's texts, slugs unreplaced. Lengths are not checked here; the linter does that. */
export interface TemplateTexts {
  readonly defaultText: string;
  /** LCID of the template's default language, such as 1033. */
  readonly defaultLcid?: number;
  /** Localized texts by LCID. */
  readonly localizedTexts: ReadonlyMap<number, string>;
}

/** `requested-locale`: the recipient's own; the other two say why the default text was taken. */
export type TextReason = 'requested-locale' | 'no-locale' | 'no-text-for-locale';

/** One of a template's texts, and why this one. */
export interface ChosenText {
  readonly text: string;
  /** LCID of the text; absent when the template does not say which language its default text has. */
  readonly lcid: number | undefined;
  readonly reason: TextReason;
}

/** The text for a recipient whose locale is `lcid`. A localized text of nothing but blanks counts as absent. */
export function chooseText(template: TemplateTexts, lcid: number | undefined): ChosenText {
  const { defaultText, defaultLcid, localizedTexts } = template;
  if (lcid === undefined) return { text: defaultText, lcid: defaultLcid, reason: 'no-locale' };
  const localizedText = localizedTexts.get(lcid);
  if (localizedText !== undefined && localizedText.trim() !== '') {
    return { text: localizedText, lcid, reason: 'requested-locale' };
  }
  const reason = lcid === defaultLcid ? 'requested-locale' : 'no-text-for-locale';
  return { text: defaultText, lcid: defaultLcid, reason };
}

/** Every text of a template: the default text first, then the localized ones in the order of their LCID. */
export const allTexts = (template: TemplateTexts): string[] => [
  template.defaultText,
  ...[...template.localizedTexts].sort(([one], [other]) => one - other).map(([, text]) => text),
];
