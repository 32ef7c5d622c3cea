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

/** Why a text is not a number one can write to. */
export type InvalidNumberDetail =
  /** Letters, two numbers in one column, or no digits. */
  | 'not-a-number'
  /** National format, and no default country is set. */
  | 'no-country'
  /** Begins with `+` or `00` and a calling code that does not exist. */
  | 'unknown-calling-code'
  /** Short codes too. */
  | 'too-short'
  | 'too-long'
  | 'invalid-length'
  /** Well formed, but the numbering plan of its country has no such number. */
  | 'not-assigned'
  /** A message cannot be dialled through to an extension. */
  | 'has-extension';

/** Kind of line where the numbering plan tells; North America does not. */
export type LineType = 'mobile' | 'fixed-line' | 'other' | 'unclear';

export type NormalizedNumber =
  | {
      readonly kind: 'valid';
      /** E.164: `+6281234567890`. */
      readonly recipientNumber: string;
      readonly lineType: LineType;
    }
  | { readonly kind: 'invalid'; readonly detail: InvalidNumberDetail };

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

/** The E.164 form of a stored number. National formats need the default country. */
export function normalizeNumber(raw: string, defaultCountry: CountryCode | undefined): NormalizedNumber {
  if (raw.length > MAX_RAW_LENGTH) return { kind: 'invalid', detail: 'too-long' };
  // NFKC turns full-width digits, plus signs and blanks into plain ones.
  const text = raw.normalize('NFKC').replace(INVISIBLE, '').trim();
  if (!text.startsWith('00')) return parse(text, defaultCountry);
  // `00` is dialled abroad from most countries, but is not in every country's own plan (Indonesia's is 008 or 001).
  const international = parse(`+${text.slice(2)}`, undefined);
  if (international.kind === 'valid') return international;
  const national = parse(text, defaultCountry);
  return national.kind === 'valid' ? national : international;
}

function parse(text: string, defaultCountry: CountryCode | undefined): NormalizedNumber {
  let number: PhoneNumber;
  try {
    // `extract: false`: the whole text has to be the number, not a part of it.
    number = parsePhoneNumberWithError(text, { ...(defaultCountry && { defaultCountry }), extract: false });
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
  return (typeof reason === 'string' ? PARSE_DETAILS[reason] : undefined) ?? 'not-a-number';
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
