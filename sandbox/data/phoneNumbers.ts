/**
 * Room sandbox/data. Writes phone numbers the way people do: well, in local habits, and wrongly. The n-th number of a
 * country is always the same.
 */
import type { Country } from './countries';

/** How a number column can be filled. */
export type NumberStyle = 'e164' | 'spaced' | 'national' | 'doubleZero' | 'fullWidth' | 'malformed' | 'missing';

export const e164 = (country: Country, n: number): string => `+${country.callingCode}${country.mobile(n)}`;

function grouped(country: Country, n: number, separator: string): string {
  let rest = country.mobile(n);
  const parts: string[] = [];
  for (const length of country.groups) {
    if (rest === '') break;
    parts.push(rest.slice(0, length));
    rest = rest.slice(length);
  }
  if (rest !== '') parts.push(rest);
  return parts.join(separator);
}

const fullWidth = (text: string): string =>
  text.replace(/[+0-9]/g, (character) => String.fromCodePoint((character.codePointAt(0) ?? 0) + 0xfee0));

/** Things that stand in number columns and are no numbers: words, too short, letters inside, no subscriber, two at once. */
const MALFORMED: readonly ((country: Country, n: number) => string)[] = [
  () => 'call me',
  () => '12345',
  (country, n) => `+${country.callingCode} ${country.mobile(n).slice(0, 3)}-CALL-NOW`,
  (country) => `+${country.callingCode}`,
  () => 'n/a',
  (country, n) => `+${country.callingCode}${country.mobile(n).slice(0, 4)}`,
  (country, n) => `+${country.callingCode}${country.mobile(n)}999999`,
  () => '-',
  () => 'tidak ada',
];

/** What stands in the column. `undefined`: nothing. */
export function writeNumber(country: Country, n: number, style: NumberStyle): string | undefined {
  switch (style) {
    case 'e164':
      return e164(country, n);
    case 'spaced':
      return `+${country.callingCode} ${n % 2 === 0 ? grouped(country, n, ' ') : grouped(country, n, '-')}`;
    case 'national':
      return `${country.trunk}${grouped(country, n, n % 3 === 0 ? '' : '-')}`;
    case 'doubleZero':
      return `00${country.callingCode} ${grouped(country, n, ' ')}`;
    case 'fullWidth':
      return fullWidth(e164(country, n));
    case 'malformed':
      return MALFORMED[n % MALFORMED.length]?.(country, n);
    case 'missing':
      return undefined;
  }
}
