/**
 * Room outbound, recipients. A column's value as the recipient expects to read it: numbers, money and dates in their language
 * and time zone, choices by their label, lookups by their name.
 *
 * Hosts carry different releases of the Unicode locale data (ICU), and the same send has to be the same bytes on each of
 * them. So only what has long been stable is asked of `Intl` (separators of numbers, names of months, the order of day, month
 * and year, offsets of time zones), and the rest is fixed here: western digits, the Gregorian calendar, a 24-hour clock with a
 * colon, `, ` between date and time, a plain hyphen for minus, ISO 4217 codes for currencies (symbols changed, are ambiguous,
 * and some of them cost an SMS more than half of its length by forcing Unicode), plain spaces, and no direction marks.
 */
import { OutboundError } from '../errors';
import type { ValueKind } from './recipientSources';

/** For whom a value is written. */
export interface Reader {
  /** BCP 47 code such as `id-ID`; one that the host has no data for counts as `en-US`. */
  readonly language: string;
  /** IANA name such as `Asia/Jakarta` that passed `isTimeZone`. */
  readonly timeZone: string;
}

/** A value with what came along with it. */
export interface ColumnValue {
  readonly kind: ValueKind;
  /** As in the JSON of the Web API. */
  readonly value: unknown;
  /** Label of a choice, name of a lookup's row: the annotation `FormattedValue`, or a label in the reader's own language. */
  readonly formatted?: unknown;
  /** ISO 4217 code of an amount's currency. */
  readonly currency?: unknown;
  /** Decimal places of the currency, 0 to 4; 2 when absent. */
  readonly precision?: unknown;
}

/** The time zone of the settings is not one. */
export class TimeZoneInvalidError extends OutboundError {
  override readonly name = 'TimeZoneInvalidError';
  readonly code = 'time-zone-invalid';
  constructor(readonly timeZone: string) {
    super('The time zone has to be the IANA name of one, such as Asia/Jakarta or UTC.');
  }
}

/** Both hold without settings. */
export const DEFAULT_LANGUAGE = 'en-US';
/** IANA name of the time zone without settings. */
export const DEFAULT_TIME_ZONE = 'UTC';

/** Names only: engines differ in which offsets (`+07:00`) they take, and an offset knows no summer time. */
const TIME_ZONE_NAME = /^(?:UTC|[A-Za-z_]{1,32}(?:\/[A-Za-z0-9_+-]{1,32}){1,2})$/;
/** Date of the Web API: `2026-03-12`, or with a time and `Z`. */
const WEB_API_DATE = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,7})?)?Z)?$/;
const CURRENCY_CODE = /^[A-Z]{3}$/;
const DEFAULT_PRECISION = 2;
/** Decimal places of a Decimal column (Microsoft Learn, "Types of columns"). */
const MAX_DECIMALS = 10;
const SPACES = /[\u00a0\u2000-\u200a\u202f\u205f\u3000]/g;
const DIRECTION_MARKS = /[\u061c\u200e\u200f]/g;

/** Is this an IANA name that this host knows? Codes and names of Windows time zones are not. */
export function isTimeZone(name: string): boolean {
  if (!TIME_ZONE_NAME.test(name)) return false;
  try {
    clockFormat(name);
    return true;
  } catch {
    return false;
  }
}

/**
 * The time zone of a setting; `UTC` for an empty one.
 * @throws {TimeZoneInvalidError}
 */
export function toTimeZone(setting: string | undefined): string {
  const name = setting?.trim() ?? '';
  if (name === '') return DEFAULT_TIME_ZONE;
  if (!isTimeZone(name)) throw new TimeZoneInvalidError(name);
  return name;
}

/**
 * The text for one reader. Empty for an empty column. A value that is not what its kind says, such as a date nobody can read,
 * stays the text it is.
 */
export function toValueText({ kind, value, formatted, currency, precision }: ColumnValue, reader: Reader): string {
  if (value === null || value === undefined) return '';
  switch (kind) {
    case 'text':
      return plainText(value);
    case 'choice':
    case 'lookup':
      return plainText(formatted) || (kind === 'lookup' ? '' : plainText(value));
    case 'number':
      return typeof value === 'number' ? numberText(value, reader, 0, MAX_DECIMALS) : plainText(value);
    case 'money':
      return typeof value === 'number' ? moneyText(value, currency, precision, reader) : plainText(value);
    case 'date':
    case 'date-time':
      return dateText(kind, plainText(value), reader);
  }
}

/** A column's text without blanks around it; numbers as digits; nothing for anything else. */
export const plainText = (value: unknown): string =>
  typeof value === 'string' ? value.trim() : typeof value === 'number' ? String(value) : '';

/** What `Intl` writes, without what differs between releases of its data: kinds of spaces, and direction marks. */
export const toStableText = (text: string): string => text.replace(SPACES, ' ').replace(DIRECTION_MARKS, '');

function moneyText(amount: number, currency: unknown, precision: unknown, reader: Reader): string {
  const isPrecision = typeof precision === 'number' && Number.isInteger(precision) && precision >= 0 && precision <= 4;
  const decimals = isPrecision ? precision : DEFAULT_PRECISION;
  const number = numberText(amount, reader, decimals, decimals);
  return typeof currency === 'string' && CURRENCY_CODE.test(currency) ? `${currency} ${number}` : number;
}

function numberText(value: number, { language }: Reader, least: number, most: number): string {
  const parts = numberFormat(language, least, most).formatToParts(value + 0);
  return parts.map(({ type, value: part }) => numberPart(type, part)).join('');
}

/** Some languages write U+2212 for minus and U+2019 between thousands, some releases a hyphen and an apostrophe. */
function numberPart(type: string, part: string): string {
  if (type === 'minusSign') return '-';
  return type === 'group' ? toStableText(part).replace(/\u2019/g, "'") : toStableText(part);
}

function dateText(kind: 'date' | 'date-time', text: string, { language, timeZone }: Reader): string {
  const match = WEB_API_DATE.exec(text);
  const moment = new Date(match ? text : NaN);
  if (Number.isNaN(moment.getTime())) return text;
  // A date without a time is the same day everywhere.
  const hasTime = match?.[1] !== undefined;
  const zone = hasTime ? timeZone : 'UTC';
  const date = toStableText(dateFormat(language, zone).format(moment));
  if (kind === 'date' || !hasTime) return date;
  const parts = clockFormat(zone).formatToParts(moment);
  const two = (wanted: string): string => (parts.find(({ type }) => type === wanted)?.value ?? '').padStart(2, '0');
  return `${date}, ${two('hour')}:${two('minute')}`;
}

/** Formats are dear to make, and there are few: known languages times known time zones. */
const formats = new Map<string, Intl.NumberFormat | Intl.DateTimeFormat>();

function kept<T extends Intl.NumberFormat | Intl.DateTimeFormat>(key: string, make: () => T): T {
  const format = (formats.get(key) as T | undefined) ?? make();
  formats.set(key, format);
  return format;
}

const numberFormat = (language: string, least: number, most: number): Intl.NumberFormat => {
  const locale = toSupported(language);
  return kept(`number ${locale} ${least} ${most}`, () => {
    const digits = { minimumFractionDigits: least, maximumFractionDigits: most };
    return new Intl.NumberFormat(locale, digits);
  });
};

const dateFormat = (language: string, timeZone: string): Intl.DateTimeFormat => {
  const locale = toSupported(language);
  return kept(`date ${locale} ${timeZone}`, () => {
    return new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'long', year: 'numeric', timeZone });
  });
};

const clockFormat = (timeZone: string): Intl.DateTimeFormat =>
  kept(`clock ${timeZone}`, () => {
    return new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', hourCycle: 'h23', timeZone });
  });

/**
 * The language with western digits and the Gregorian calendar, or `en-US`: `Intl` itself would take the host's own language
 * for one it does not know, and every host would write another text.
 */
function toSupported(language: string): string {
  const bare = language.replace(/_/g, '-').replace(/-u-.*$/i, '');
  let supported: string | undefined;
  try {
    [supported] = Intl.DateTimeFormat.supportedLocalesOf(bare, { localeMatcher: 'lookup' });
  } catch {
    supported = undefined;
  }
  return `${supported ?? DEFAULT_LANGUAGE}-u-ca-gregory-nu-latn`;
}
