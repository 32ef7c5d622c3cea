/**
 * Room outbound, recipients. The languages of an organisation (`msdyn_oclanguage`), and how the many ways in which a
 * language is recorded become the LCID that the service reads.
 */

/** One row of `msdyn_oclanguage`. */
export interface LanguageRow {
  /** `msdyn_localeid`, such as 1057. */
  readonly lcid: number;
  /** `msdyn_localecode`, such as `id-id`. May be empty: the column is missing from older organisations. */
  readonly code: string;
  /** `msdyn_languagename`, such as `Indonesian - Indonesia`. */
  readonly name: string;
}

/** The organisation's languages, indexed. Of several rows with one LCID the first counts. */
export interface LanguageTable {
  readonly byLcid: ReadonlyMap<number, LanguageRow>;
  /** By code in lower case with hyphens: whole codes, and bare languages (`id`) for the lowest LCID of the language. */
  readonly byCode: ReadonlyMap<string, number>;
  /** By name in lower case: whole names, and the part before ` - ` for the lowest LCID that has it. */
  readonly byName: ReadonlyMap<string, number>;
  /** By `languageKey`: the lowest LCID of each language. */
  readonly byLanguage: ReadonlyMap<string, number>;
}

/** `by` says which of the ways the locale was recorded in; `language`: only its language is known here, not its region. */
export type RecordedLocale =
  | { readonly kind: 'known'; readonly lcid: number; readonly by: 'lcid' | 'code' | 'language' | 'name' }
  | { readonly kind: 'absent' }
  /** Something is recorded, and it is no language of the table. */
  | { readonly kind: 'unknown' };

/** Longer than any code or name of a language; nothing longer is looked up. UTF-16 units. */
const MAX_LENGTH = 100;
const TRADITIONAL_CHINESE = /-(hant|tw|hk|mo)\b/;

/**
 * Indexes languages. A language without its region means the one with the lowest LCID: Windows numbers the default region
 * of most languages first (1033 `en-US` before 2057 `en-GB`). That choice is this product's, not documented.
 */
export function toLanguageTable(rows: readonly LanguageRow[]): LanguageTable {
  const byLcid = new Map<number, LanguageRow>();
  for (const row of rows) if (!byLcid.has(row.lcid)) byLcid.set(row.lcid, row);
  const [byCode, byName, byLanguage] = [
    new Map<string, number>(),
    new Map<string, number>(),
    new Map<string, number>(),
  ];
  const keepFirst = (index: Map<string, number>, key: string, lcid: number): void => {
    if (key !== '' && !index.has(key)) index.set(key, lcid);
  };
  const ascending = [...byLcid.values()].sort((one, other) => one.lcid - other.lcid);
  for (const { lcid, code, name } of ascending) {
    keepFirst(byCode, normalizeCode(code), lcid);
    keepFirst(byName, nameKey(name), lcid);
    keepFirst(byLanguage, languageKey(code), lcid);
  }
  for (const { lcid, code, name } of ascending) {
    keepFirst(byCode, normalizeCode(code).split('-')[0] ?? '', lcid);
    keepFirst(byName, nameKey(name.split(' - ')[0] ?? ''), lcid);
  }
  return { byLcid, byCode, byName, byLanguage };
}

/** No languages: only LCIDs are understood. */
export const NO_LANGUAGES: LanguageTable = toLanguageTable([]);

/**
 * The LCID of a recorded locale: an LCID as number or text (known to the table or not), a code (`id`, `id-ID`, `id_ID`,
 * `id_ID.UTF-8`), or a name of the table. A code whose region the table lacks counts as its language.
 */
export function readLocale(value: unknown, languages: LanguageTable): RecordedLocale {
  if (value === undefined || value === null || value === '' || value === 0) return { kind: 'absent' };
  if (typeof value === 'number')
    return isLcid(value) ? { kind: 'known', lcid: value, by: 'lcid' } : { kind: 'unknown' };
  if (typeof value !== 'string' || value.length > MAX_LENGTH) return { kind: 'unknown' };
  const text = value.trim();
  if (text === '') return { kind: 'absent' };
  if (/^\d+$/.test(text)) return readLocale(Number(text), languages);
  const code = normalizeCode(text);
  const byCode = languages.byCode.get(code);
  if (byCode !== undefined) return { kind: 'known', lcid: byCode, by: code.includes('-') ? 'code' : 'language' };
  const byName = languages.byName.get(nameKey(text));
  if (byName !== undefined) return { kind: 'known', lcid: byName, by: 'name' };
  const byLanguage = languages.byLanguage.get(languageKey(code));
  return byLanguage === undefined ? { kind: 'unknown' } : { kind: 'known', lcid: byLanguage, by: 'language' };
}

/**
 * What two locales share when a reader of one can read the other: the language, and the script where it is written in
 * several (`zh-tw` and `zh-hk`, but not `zh-cn`). Empty for a text that is no code.
 */
export function languageKey(code: string): string {
  const normalized = normalizeCode(code);
  const [language = '', second = ''] = normalized.split('-');
  if (!/^[a-z]{2,3}$/.test(language)) return '';
  if (language === 'zh') return TRADITIONAL_CHINESE.test(normalized) ? 'zh-hant' : 'zh-hans';
  return /^[a-z]{4}$/.test(second) ? `${language}-${second}` : language;
}

/** POSIX spellings too: `id_ID.UTF-8` is `id-id`. */
const normalizeCode = (code: string): string => (code.split(/[.@]/)[0] ?? '').trim().replace(/_/g, '-').toLowerCase();

const nameKey = (name: string): string => name.normalize('NFKC').trim().toLowerCase();

const isLcid = (value: number): boolean => Number.isInteger(value) && value > 0 && value <= 100_000;
