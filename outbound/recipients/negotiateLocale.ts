/**
 * Room outbound, recipients. Which of a template's texts a recipient gets when their own language is not among them, and
 * which LCID has to be sent for that. The service looks for exactly the LCID it is sent (Microsoft Learn, "Configure outbound
 * messaging"), so a neighbour is sent as the LCID of the text that exists.
 */
import type { ChannelType } from '../dataverse/names';
import type { TemplateTexts, TextReason } from '../templates/chooseText';
import { languageKey, type LanguageTable } from './languages';

/**
 * Why this text.
 *
 * - `requested-locale`: it is in the recipient's locale.
 * - `same-language`: their language, another region.
 * - `no-text-for-locale`: no text in their language, so the default text.
 * - `no-locale`: no language is recorded, or the channel has none; the default text.
 * - `unknown-locale`: what is recorded is no language of the organisation; the default text.
 */
export type LocaleReason = TextReason | 'same-language' | 'unknown-locale';

/** What a recipient reads, what the service is told, and which text comes of it. All languages are LCIDs. */
export interface NegotiatedLocale {
  /** What is recorded for the recipient. */
  readonly wantedLcid?: number;
  /**
   * What is sent. Absent where the default text is taken for want of another: a missing locale is the documented way to it,
   * while what an LCID without a text does is not documented.
   */
  readonly sentLcid?: number;
  /** LCID of the text; absent when the template does not say which language its default text has. */
  readonly textLcid?: number;
  readonly reason: LocaleReason;
}

/** The part of a candidate that says what they read. */
export interface WantedLocale {
  readonly lcid?: number;
  readonly isLocaleUnknown?: boolean;
}

/**
 * Exact locale, then the same language in another region (the default text's region first, else the lowest LCID), then the
 * default text. WhatsApp always gets the default text: locale is for SMS only.
 */
export function negotiateLocale(
  wanted: WantedLocale,
  template: TemplateTexts,
  languages: LanguageTable,
  channelType: ChannelType,
): NegotiatedLocale {
  const { defaultLcid: textLcid } = template;
  const { lcid: wantedLcid } = wanted;
  if (channelType !== 'SMS') return { textLcid, reason: 'no-locale' };
  if (wantedLcid === undefined) return { textLcid, reason: wanted.isLocaleUnknown ? 'unknown-locale' : 'no-locale' };
  const available = availableLcids(template);
  if (available.includes(wantedLcid)) return sent(wantedLcid, wantedLcid, 'requested-locale');
  const keyOf = (lcid: number): string => languageKey(languages.byLcid.get(lcid)?.code ?? '');
  const wantedKey = keyOf(wantedLcid);
  const neighbour = wantedKey === '' ? undefined : available.find((lcid) => keyOf(lcid) === wantedKey);
  if (neighbour !== undefined) return sent(wantedLcid, neighbour, 'same-language');
  return { wantedLcid, textLcid, reason: 'no-text-for-locale' };
}

/**
 * `negotiateLocale` for a send: a function that remembers its answers, which are as many as there are locales. Recipients who
 * want the same share one answer.
 */
export function localeNegotiator(
  template: TemplateTexts,
  languages: LanguageTable,
  channelType: ChannelType,
): (wanted: WantedLocale) => NegotiatedLocale {
  const negotiate = (wanted: WantedLocale): NegotiatedLocale =>
    negotiateLocale(wanted, template, languages, channelType);
  const withoutLocale = negotiate({});
  const withUnknownLocale = negotiate({ isLocaleUnknown: true });
  const byWantedLcid = new Map<number, NegotiatedLocale>();
  return (wanted) => {
    const { lcid } = wanted;
    if (lcid === undefined) return wanted.isLocaleUnknown ? withUnknownLocale : withoutLocale;
    const known = byWantedLcid.get(lcid);
    if (known !== undefined) return known;
    const negotiated = negotiate({ lcid });
    byWantedLcid.set(lcid, negotiated);
    return negotiated;
  };
}

const sent = (wantedLcid: number, lcid: number, reason: LocaleReason): NegotiatedLocale => ({
  wantedLcid,
  sentLcid: lcid,
  textLcid: lcid,
  reason,
});

/** The default text's LCID, then those of the localized texts that are not blank, ascending. */
function availableLcids({ defaultLcid, localizedTexts }: TemplateTexts): number[] {
  const localized = [...localizedTexts].filter(([, text]) => text.trim() !== '').map(([lcid]) => lcid);
  return [...(defaultLcid === undefined ? [] : [defaultLcid]), ...localized.sort((one, other) => one - other)];
}

/** Somebody whose locale has been negotiated. */
export interface WithLocale {
  readonly locale: NegotiatedLocale;
}

/** How many get one of the template's texts, and who of them gets it in place of another. */
export interface LanguageReport {
  /** LCID of the text; absent when the template does not say which language its default text has. */
  readonly lcid: number | undefined;
  readonly count: number;
  /** Everybody for whom it is not the requested locale, by what they wanted and why they fall back. */
  readonly fallbacks: readonly {
    readonly wantedLcid: number | undefined;
    readonly reason: Exclude<LocaleReason, 'requested-locale'>;
    readonly count: number;
  }[];
}

/** Texts in the order of how many get them, fallbacks too; those with equal counts in the order of the recipients. */
export function reportLanguages(recipients: readonly WithLocale[]): LanguageReport[] {
  const groups = groupBy(recipients, ({ locale }) => locale.textLcid);
  return [...groups]
    .map(([lcid, group]): LanguageReport => {
      const fallbacks = groupBy(group, ({ locale }) => `${locale.reason} ${locale.wantedLcid ?? ''}`);
      return {
        lcid,
        count: group.length,
        fallbacks: [...fallbacks.values()]
          .flatMap((same) => {
            const { reason, wantedLcid } = (same[0] as WithLocale).locale;
            return reason === 'requested-locale' ? [] : [{ wantedLcid, reason, count: same.length }];
          })
          .sort(byCount),
      };
    })
    .sort(byCount);
}

const byCount = (one: { readonly count: number }, other: { readonly count: number }): number => other.count - one.count;

function groupBy<T, K>(list: readonly T[], keyOf: (item: T) => K): Map<K, T[]> {
  const groups = new Map<K, T[]>();
  for (const item of list) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [item]);
    else group.push(item);
  }
  return groups;
}
