/**
 * Room outbound, recipients. The test allow-list: while it is set, nobody else is ever eligible, so that an environment
 * filled from production data cannot write to real customers.
 */
import { OutboundError } from '../errors';
import { normalizeNumber, toDefaultCountry, type InvalidNumberDetail } from './phoneNumber';

/** Numbers in E.164. An empty set lets nobody through. */
export type AllowList = ReadonlySet<string>;

/** An entry of the allow-list is not a number. The message names its place, not the entry. */
export class AllowListInvalidError extends OutboundError {
  override readonly name = 'AllowListInvalidError';
  readonly code = 'allow-list-invalid';
  constructor(
    /** Which entry, counted from 1; 0 for the text as a whole. */
    readonly entry: number,
    readonly detail: InvalidNumberDetail | 'no-entries' | 'too-many-characters',
  ) {
    super(
      entry === 0
        ? `The test allow-list cannot be read (${detail}). Write phone numbers, one a line, or leave it empty.`
        : `Entry ${entry} of the test allow-list is not a phone number (${detail}). Write it like +6281234567890.`,
    );
  }
}

/** Far above what an environment variable holds; nothing longer is read. UTF-16 units. */
const MAX_LENGTH = 100_000;

/**
 * The allow-list of a setting: numbers separated by line breaks, commas or semicolons. `undefined` for an empty setting: no
 * list is set, everybody may be eligible. A text with separators and no number is a mistake, not an empty setting.
 * @param defaultCountry ISO 3166 code for entries in national format.
 * @throws {AllowListInvalidError}
 * @throws {DefaultCountryInvalidError} for a default country that is none.
 */
export function parseAllowList(text: string | undefined, defaultCountry?: string): AllowList | undefined {
  if (text === undefined || text.trim() === '') return undefined;
  if (text.length > MAX_LENGTH) throw new AllowListInvalidError(0, 'too-many-characters');
  const country = toDefaultCountry(defaultCountry);
  const entries = text.split(/[\r\n,;]/).filter((entry) => entry.trim() !== '');
  if (entries.length === 0) throw new AllowListInvalidError(0, 'no-entries');
  const numbers = entries.map((entry, index) => {
    const number = normalizeNumber(entry, country);
    if (number.kind === 'invalid') throw new AllowListInvalidError(index + 1, number.detail);
    return number.recipientNumber;
  });
  return new Set(numbers);
}
