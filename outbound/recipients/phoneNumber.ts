/**
 * Room outbound, recipients. Brings a phone number as people store it to E.164, or says why it cannot be one.
 *
 * Metadata flavour `max` of libphonenumber-js: it alone knows which prefixes are assigned to which kind of line, so it can
 * refuse a number nobody owns and tell a fixed line from a mobile. `mobile` would refuse every fixed line, although WhatsApp
 * numbers and text-enabled business lines are fixed lines; `min` takes unassigned numbers for valid.
 */
import {
  isSupportedCountry,
  parsePhoneNumberWithError,
  validatePhoneNumberLength,
  type CountryCode,
  type PhoneNumber,
} from 'libphonenumber-js/max';
import { OutboundError } from '../errors';
import { readPlainNumber, type LineType, type ValidNumber } from './numberingPlan';

export type { LineType };

/**
 * Why a text is not a number one can write to.
 *
 * - `not-a-number`: no digits, or several numbers in one column.
 * - `has-letters`: words, or a vanity number (`1-800-FLOWERS`). Which digits its letters stand for differs between keypads.
 * - `has-extension`: a message cannot be dialled through to an extension.
 * - `short-code`: three to six digits without a country code, and no number of its country: a service's short code, or a
 *   local number without its area code. Neither can be reached from abroad.
 * - `no-country`: national format, and no country is known.
 * - `unknown-calling-code`: begins with `+` or `00` and a calling code that does not exist.
 * - `too-short`, `too-long`, `invalid-length`: measured by the numbering plan of its country.
 * - `not-assigned`: well formed, but the numbering plan of its country has no such number.
 */
export const INVALID_NUMBER_DETAILS = [
  'not-a-number',
  'has-letters',
  'has-extension',
  'short-code',
  'no-country',
  'unknown-calling-code',
  'too-short',
  'too-long',
  'invalid-length',
  'not-assigned',
] as const;

/** One of `INVALID_NUMBER_DETAILS`. */
export type InvalidNumberDetail = (typeof INVALID_NUMBER_DETAILS)[number];

/** A stored number in E.164, or the one reason why it cannot be. */
export type NormalizedNumber = ValidNumber | { readonly kind: 'invalid'; readonly detail: InvalidNumberDetail };

/** The default country of the settings is not one. */
export class DefaultCountryInvalidError extends OutboundError {
  override readonly name = 'DefaultCountryInvalidError';
  readonly code = 'default-country-invalid';
  constructor(readonly defaultCountry: string) {
    super(`The default country has to be a two-letter ISO 3166 code such as ID or DK.`);
  }
}

/** Longer than any stored number with its formatting; nothing longer is parsed. */
const MAX_RAW_LENGTH = 100;
/** Invisible characters that copying from contact apps leaves behind (direction marks, zero-width, soft hyphen). */
const INVISIBLE = /[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/g;

/** A short code's digits, whatever stands between them; a leading 0 is a national prefix, so such a text was cut off. */
const SHORT_CODE = /^[1-9]\d{2,5}$/;
const BETWEEN_DIGITS = /[\s().\-\u2010-\u2015]/g;

/** Of an address, not of a number (RFC 3966). The library reads the same one differently every second time. */
const PHONE_CONTEXT = ';phone-context=';

const PARSE_DETAILS: Readonly<Record<string, InvalidNumberDetail>> = {
  NOT_A_NUMBER: 'not-a-number',
  TOO_SHORT: 'too-short',
  TOO_LONG: 'too-long',
  INVALID_LENGTH: 'invalid-length',
};

/**
 * Checks the default country once, so that a mistake in the settings is not reported once a recipient.
 * @throws {DefaultCountryInvalidError}
 */
export function toDefaultCountry(code: string | undefined): CountryCode | undefined {
  if (code === undefined || code.trim() === '') return undefined;
  const country = code.trim().toUpperCase();
  if (!isSupportedCountry(country)) throw new DefaultCountryInvalidError(code);
  return country;
}

/**
 * A record's own country as a hint for its national numbers: only an ISO 3166 alpha-2 code in any letter case. Anything else,
 * such as the name of a country in some language, is no hint; guessing could reach a stranger.
 */
export function toCountryHint(text: string | undefined): CountryCode | undefined {
  const country = text?.trim().toUpperCase();
  return country?.length === 2 && isSupportedCountry(country) ? country : undefined;
}

/**
 * The E.164 form of a stored number.
 * @param country of numbers in national format: the record's own (`toCountryHint`), else the default. A number that is not
 * one of this country is refused, not tried with another.
 */
export function normalizeNumber(raw: string, country: CountryCode | undefined): NormalizedNumber {
  return readPlainNumber(raw, country) ?? normalizeByLibrary(raw, country);
}

/** The same, without the short way for plain numbers; exported so that a test can hold both together. */
export function normalizeByLibrary(raw: string, country: CountryCode | undefined): NormalizedNumber {
  if (raw.length > MAX_RAW_LENGTH) return { kind: 'invalid', detail: 'too-long' };
  // NFKC turns full-width digits, plus signs and blanks into plain ones.
  const text = raw.normalize('NFKC').replace(INVISIBLE, '').trim();
  if (text.includes(PHONE_CONTEXT)) return { kind: 'invalid', detail: 'has-letters' };
  if (!text.startsWith('00')) {
    const number = parse(text, country);
    const isShortCode = number.kind === 'invalid' && SHORT_CODE.test(text.replace(BETWEEN_DIGITS, ''));
    return isShortCode ? { kind: 'invalid', detail: 'short-code' } : number;
  }
  // `00` is dialled abroad from most countries, but is not in every country's own plan (Indonesia's is 008 or 001).
  const international = parse(`+${text.slice(2)}`, undefined);
  if (international.kind === 'valid') return international;
  const national = parse(text, country);
  return national.kind === 'valid' ? national : international;
}

function parse(text: string, country: CountryCode | undefined): NormalizedNumber {
  let number: PhoneNumber;
  try {
    // `extract: false`: the whole text has to be the number, not a part of it.
    number = parsePhoneNumberWithError(text, { ...(country && { defaultCountry: country }), extract: false });
  } catch (error) {
    return { kind: 'invalid', detail: detailOf(error, text) };
  }
  if (number.ext) return { kind: 'invalid', detail: 'has-extension' };
  if (!number.isPossible()) return { kind: 'invalid', detail: lengthDetail(number) };
  if (!number.isValid()) return { kind: 'invalid', detail: 'not-assigned' };
  return { kind: 'valid', recipientNumber: number.number, lineType: lineTypeOf(number) };
}

function detailOf(error: unknown, text: string): InvalidNumberDetail {
  const reason = (error as { message?: unknown } | null)?.message;
  if (reason === 'INVALID_COUNTRY') return text.startsWith('+') ? 'unknown-calling-code' : 'no-country';
  const detail = (typeof reason === 'string' ? PARSE_DETAILS[reason] : undefined) ?? 'not-a-number';
  return detail === 'not-a-number' && /\p{L}/u.test(text) ? 'has-letters' : detail;
}

/** In which direction the length is impossible. */
function lengthDetail(number: PhoneNumber): InvalidNumberDetail {
  const result = validatePhoneNumberLength(number.number);
  return (result && PARSE_DETAILS[result]) || 'invalid-length';
}

function lineTypeOf(number: PhoneNumber): LineType {
  switch (number.getType()) {
    case 'MOBILE':
      return 'mobile';
    case 'FIXED_LINE':
      return 'fixed-line';
    case 'FIXED_LINE_OR_MOBILE':
    case undefined:
      return 'unclear';
    default:
      return 'other';
  }
}
