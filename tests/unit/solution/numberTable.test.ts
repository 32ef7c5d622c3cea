/**
 * Room tests. The numbering plans of the flows: whatever the table decides, outbound decides the same, number by number and country
 * by country; and most numbers that people have are decided.
 */
import { getCountries, getCountryCallingCode, getExampleNumber, type CountryCode } from 'libphonenumber-js/max';
import examples from 'libphonenumber-js/mobile/examples';
import fc from 'fast-check';
import { normalizeNumber } from '../../../outbound/recipients/phoneNumber';
import { LONGEST_BEGINNING, numberTable } from '../../../solution/tools/flows/numberTable';

const table = numberTable();

/** As the flow's expressions do it: E.164 without its plus, or nothing. */
function decide(text: string, country: CountryCode): string | undefined {
  const cleaned = text.replace(/[ \-.()\u00a0]/g, '');
  const abroad = text.startsWith('+') ? cleaned.slice(1) : text.startsWith('00') ? cleaned.slice(2) : '';
  const to = abroad === '' ? fromHome(cleaned, country) : fromAbroad(abroad);
  const ofLength = table.valid[to.length] ?? {};
  for (let length = 1; length < LONGEST_BEGINNING; length += 1) {
    if (ofLength[to.slice(0, length)]?.includes(to.charAt(length)) && to.length > length) return to;
  }
  return undefined;
}

function fromAbroad(digits: string): string {
  const code = [1, 2, 3].map((length) => table.codes[digits.slice(0, length)]).find(Boolean);
  if (!code) return '';
  const rest = digits.slice(code.code.length);
  return code.trunk !== '' && rest.startsWith(code.trunk) ? code.code + rest.slice(code.trunk.length) : digits;
}

function fromHome(digits: string, country: CountryCode): string {
  const home = table.home[country];
  if (!home || digits === '' || digits.startsWith('00')) return '';
  if (home.trunk !== undefined && digits.startsWith(home.trunk)) return home.code + digits.slice(home.trunk.length);
  if (digits.startsWith(home.code) && home.plusless.includes(`|${digits.length}|`)) return digits;
  return home.isShared && digits.startsWith(home.code) ? '' : home.code + digits;
}

const countries = getCountries();
const digits = (least: number, most: number) =>
  fc.array(fc.integer({ min: 0, max: 9 }), { minLength: least, maxLength: most }).map((list) => list.join(''));

describe('the table of numbering plans', () => {
  it('decides nothing otherwise than outbound, for numbers from abroad', () => {
    fc.assert(
      fc.property(fc.constantFrom(...countries), digits(4, 13), fc.boolean(), (country, national, hasTrunk) => {
        const text = `+${getCountryCallingCode(country)}${hasTrunk ? '0' : ''}${national}`;
        const to = decide(text, 'ID');
        if (to === undefined) return;
        expect(normalizeNumber(text, 'ID')).toMatchObject({ kind: 'valid', recipientNumber: `+${to}` });
      }),
      { numRuns: 30_000 },
    );
  });

  it('decides nothing otherwise than outbound, for numbers as they are written at home, in every country', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...countries),
        digits(4, 14),
        fc.constantFrom('', '0', 'code', '8', '1'),
        (country, rest, front) => {
          const text = `${front === 'code' ? getCountryCallingCode(country) : front}${rest}`;
          const to = decide(text, country);
          if (to === undefined) return;
          expect([text, country, normalizeNumber(text, country)]).toMatchObject([
            text,
            country,
            { kind: 'valid', recipientNumber: `+${to}` },
          ]);
        },
      ),
      { numRuns: 60_000 },
    );
  });

  it('decides nothing otherwise than outbound, for numbers that are nearly the example of their country', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...countries),
        fc.nat(14),
        fc.integer({ min: 0, max: 9 }),
        fc.boolean(),
        (country, at, digit, isHome) => {
          const example = getExampleNumber(country, examples);
          const number = isHome ? example?.formatNational().replace(/\D/g, '') : example?.number;
          if (number === undefined) return;
          const text = at < 1 || at >= number.length ? number : `${number.slice(0, at)}${digit}${number.slice(at + 1)}`;
          const to = decide(text, country);
          if (to === undefined) return;
          expect([text, country, normalizeNumber(text, country)]).toMatchObject([
            text,
            country,
            { kind: 'valid', recipientNumber: `+${to}` },
          ]);
        },
      ),
      { numRuns: 30_000 },
    );
  });

  it('knows the mobile number of the example in E.164 for nearly every country', () => {
    const undecided = countries.filter((country) => {
      const example = getExampleNumber(country, examples);
      return example !== undefined && decide(example.number, country) === undefined;
    });
    expect(undecided.length).toBeLessThan(countries.length / 10);
  });

  it.each([
    ['0812-1000-0001', '6281210000001'],
    ['62812 1000 0001', '6281210000001'],
    ['+62 (0) 812 1000 0001', '6281210000001'],
    ['0062 812 1000 0001', '6281210000001'],
    ['+44 20 7946 0958', '442079460958'],
    ['+1 212 555 0123', '12125550123'],
    ['12', undefined],
    ['tidak ada', undefined],
  ])('reads %s in Indonesia as %s', (text, to) => expect(decide(text, 'ID')).toBe(to));

  it.each<[string, CountryCode, string]>([
    ['3103159', 'BB', '+12463103159'],
    ['370 1234', 'BM', '+14413701234'],
    ['251 4217', 'GU', '+16712514217'],
    ['+55 0 11 91234 5678', 'ID', '+5511912345678'],
    ['0 15 11 91234-5678', 'BR', '+5511912345678'],
    ['+54 0 11 15 2345 6789', 'ID', '+5491123456789'],
    ['011 62 812 1000 0001', 'US', '+6281210000001'],
    ['008 62 812 1000 0001', 'ID', '+6281210000001'],
  ])('does not decide %s in %s, which outbound reads as %s', (text, country, to) => {
    expect(normalizeNumber(text, country)).toMatchObject({ recipientNumber: to });
    expect(decide(text, country)).toBeUndefined();
  });
});
