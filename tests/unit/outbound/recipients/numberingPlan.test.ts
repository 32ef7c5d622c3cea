import fc from 'fast-check';
import { getCountries, getExampleNumber, type CountryCode } from 'libphonenumber-js/max';
import metadata from 'libphonenumber-js/max/metadata';
import examples from 'libphonenumber-js/mobile/examples';
import { readPlainNumber } from '../../../../outbound/recipients/numberingPlan';
import { normalizeByLibrary, normalizeNumber } from '../../../../outbound/recipients/phoneNumber';

const COUNTRIES = getCountries();

function exampleOf(country: CountryCode) {
  const example = getExampleNumber(country, examples);
  if (!example) throw new Error(`The library has no example for ${country}.`);
  return example;
}

const digit = fc.constantFrom(...'0123456789');

/** National prefixes, beginnings of international ones, and digits that only look so. */
const LIKE_PREFIXES = [
  '0',
  '1',
  '8',
  '01',
  '02',
  '06',
  '80',
  '90',
  '99',
  '990',
  '012',
  '015',
  '044',
  '0549',
  '810',
  '011',
];

/** The column of possible lengths. */
const LENGTHS = 3;

/** The country's example with a few digits changed, left out or put in, or digits of a length its numbers may have. */
function nationalDigits(country: CountryCode): fc.Arbitrary<string> {
  const edit = fc.tuple(fc.nat(16), fc.constantFrom('change', 'leave out', 'put in'), digit);
  const edited = fc.array(edit, { maxLength: 4 }).map((edits) =>
    edits.reduce((digits, [at, kind, other]) => {
      const place = at % (digits.length + 1);
      const rest = digits.slice(kind === 'put in' ? place : place + 1);
      return `${digits.slice(0, place)}${kind === 'leave out' ? '' : other}${rest}`;
    }, exampleOf(country).nationalNumber),
  );
  const anyDigits = fc
    .tuple(
      fc.constantFrom(...(metadata.countries[country]?.[LENGTHS] as number[])),
      fc.integer({ min: -1, max: 1 }),
      fc.constantFrom('', '', ...LIKE_PREFIXES),
    )
    .chain(([length, more, start]) => {
      const rest = Math.max(1, length + more - start.length);
      return fc.string({ unit: digit, minLength: rest, maxLength: rest }).map((digits) => `${start}${digits}`);
    });
  return fc.oneof({ weight: 3, arbitrary: edited }, { weight: 3, arbitrary: anyDigits });
}

/** What may stand before a national number: nothing, prefixes, prefixes with carriers, the calling code, or what looks so. */
const prefixes = (callingCode: string): fc.Arbitrary<string> =>
  fc.constantFrom(
    ...['', '', '', '', ...LIKE_PREFIXES],
    ...['+', '00', '000', '', '00 ', '+ ', '(+', '008', '011'].map((before) => `${before}${callingCode}`),
    ...[
      `+${callingCode}0`,
      `+${callingCode} (0)`,
      `00${callingCode}8`,
      `0${callingCode}`,
      `+${callingCode}${callingCode}`,
    ],
  );

const separated = (digits: string): fc.Arbitrary<string> =>
  fc
    .array(fc.constantFrom('', '', '', ' ', '-', '.', ') ', ' ('), {
      minLength: digits.length,
      maxLength: digits.length,
    })
    .map((separators) => [...digits].map((one, at) => `${one}${separators[at] ?? ''}`).join(''));

describe('readPlainNumber', () => {
  it.each(COUNTRIES)('has what the library has, or leaves it to the library: numbers of %s', (country) => {
    const text = fc
      .tuple(prefixes(exampleOf(country).countryCallingCode), nationalDigits(country))
      .chain(([prefix, digits]) => fc.oneof(fc.constant(digits), separated(digits)).map((rest) => `${prefix}${rest}`));
    const readIn = fc.oneof(fc.constant(country), fc.constantFrom(undefined, ...COUNTRIES));
    fc.assert(
      fc.property(text, readIn, (raw, defaultCountry) => {
        const number = readPlainNumber(raw, defaultCountry);
        if (number) expect(number).toEqual(normalizeByLibrary(raw, defaultCountry));
      }),
      { numRuns: 200 },
    );
  });

  it('answers for every plain and valid number that is international, or national in its own country', () => {
    const silent = COUNTRIES.flatMap((country) => {
      const example = exampleOf(country);
      const texts = [
        example.number,
        example.number.slice(1),
        `00${example.number.slice(1)}`,
        example.formatInternational(),
        example.formatNational(),
      ];
      return texts.filter(
        (text) => !readPlainNumber(text, country) && normalizeByLibrary(text, country).kind === 'valid',
      );
    });
    expect(silent).toEqual([]);
  });

  it.each([
    ['+78005553535', 'that begins like a national prefix, but is none without it'],
    ['+12684641234', 'of one of the countries that share a calling code'],
    ['+541112345678', 'whose beginning may be a carrier or an area'],
  ])('answers for %s, a number %s', (raw) => {
    expect(readPlainNumber(raw, undefined)).toEqual(normalizeByLibrary(raw, undefined));
  });

  it.each<[CountryCode, string]>([
    ['RU', '81083480697092'],
    ['BY', '8105984875'],
    ['IL', '015314885358'],
    ['UY', '019872848'],
  ])(
    'takes the international prefix of %s for one, also where it could begin a national number: %s',
    (country, raw) => {
      expect(normalizeNumber(raw, country)).toEqual(normalizeByLibrary(raw, country));
    },
  );

  it.each([
    ['letters', '+6281234567890 Budi'],
    ['an extension', '+62 21 2998 1234 ext. 5'],
    ['full-width digits', '＋６２８１２３４５６７８９０'],
    ['a line break', '+6281234567890\n'],
    ['two numbers', '081234567890, 081234567891'],
    ['a short code', '12345'],
    ['a number too long', '+4532123456789'],
    ['a number nobody owns', '+15555550100'],
    ['a calling code that does not exist', '+9991234567'],
    ['a calling code of no country', '+80012345678'],
    ['a leading 00 that is interrupted', '0 0 6281234567890'],
    ['the international prefix of the country', '0086281234567890'],
    ['a wall of digits', '1'.repeat(1_000_000)],
  ])('leaves %s to the library', (_what, raw) => {
    expect(readPlainNumber(raw, 'ID')).toBeUndefined();
  });

  it('leaves national numbers of no country to the library', () => {
    expect(readPlainNumber('081234567890', undefined)).toBeUndefined();
  });

  it('changes no answer: any text in any country reads as by the library', () => {
    const anyText = fc.string({ unit: fc.constantFrom(...'+0012345678 -().x#٠'), maxLength: 24 });
    fc.assert(
      fc.property(anyText, fc.constantFrom(undefined, ...COUNTRIES), (raw, country) => {
        expect(normalizeNumber(raw, country)).toEqual(normalizeByLibrary(raw, country));
      }),
      { numRuns: 2000 },
    );
  });
});
