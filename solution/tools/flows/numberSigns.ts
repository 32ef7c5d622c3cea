/**
 * Room solution, flows. The signs people write phone numbers with, for expressions, which can only replace one text by another.
 *
 * Sources: `constants.js`, `helpers/parseDigits.js` and `parseIncompletePhoneNumber.js` of libphonenumber-js, and NFKC (Unicode Standard
 * Annex #15), which the room outbound applies before the library reads a number.
 */

/** A sign, and what is read in its place. */
export type SignReading = readonly [sign: string, reading: string];

/** Signs from one code point to another one, both included. */
const signs = (first: number, last = first): string[] =>
  Array.from({ length: last - first + 1 }, (_, at) => String.fromCodePoint(first + at));

/** Full-width, Arabic-Indic and Eastern Arabic-Indic digits, and the plus of full width, as keyboards of those countries write them. */
export const PLAIN_READINGS: readonly SignReading[] = [
  ...[0xff10, 0x660, 0x6f0].flatMap((zero) => signs(zero, zero + 9).map((sign, at): SignReading => [sign, String(at)])),
  ['\uff0b', '+'],
];

/** What copying from contact apps leaves behind: soft hyphen, no width, direction marks. */
export const INVISIBLE: readonly string[] = [
  '\u00ad',
  ...signs(0x200b, 0x200f),
  ...signs(0x202a, 0x202e),
  ...signs(0x2060, 0x2069),
  '\ufeff',
];

/**
 * What the library skips between digits: blanks, dashes, dots, slashes, brackets and the tildes of mathematics. The tildes of
 * keyboards are not among them, because an extension may stand behind them.
 */
export const PUNCTUATION: readonly string[] = [
  ...' -./()[]',
  '\u00a0',
  ...signs(0x2000, 0x200a),
  ...['\u202f', '\u205f', '\u3000'],
  ...signs(0x2010, 0x2015),
  ...['\u2212', '\u30fc', '\uff0d', '\uff0f', '\uff0e', '\uff08', '\uff09', '\uff3b', '\uff3d', '\u2053', '\u223c'],
];

/** The tildes of keyboards. */
const TILDES = ['~', '\uff5e'] as const;

/** Planes and blocks with signs that NFKC reads as digits. Younger signs would make the flows depend on the Unicode of who makes them. */
const SEARCHED = [
  [0x80, 0xd7ff],
  [0xf900, 0xffff],
  [0x1d7ce, 0x1d7ff],
  [0x1f100, 0x1f10a],
  [0x1fbf0, 0x1fbf9],
] as const;

/** Digits of a text that consists of nothing but signs with which numbers are written; undefined for any other. */
function digitsIn(text: string): string | undefined {
  const readings = new Map<string, string>([
    ...[...'0123456789'].map((digit): SignReading => [digit, digit]),
    ...PLAIN_READINGS,
    ...[...INVISIBLE, ...PUNCTUATION, ...TILDES, '+'].map((sign): SignReading => [sign, '']),
  ]);
  const digits = [...text].map((sign) => readings.get(sign));
  return digits.every((digit) => digit !== undefined) ? digits.join('') : undefined;
}

/** The other signs in which outbound reads digits or skips something: superscripts, circled and mathematical digits, tildes and more. */
export const ODD_READINGS: readonly SignReading[] = [
  ...[...TILDES, '+'].map((sign): SignReading => [sign, '']),
  ...SEARCHED.flatMap(([first, last]) => signs(first, last)).flatMap((sign): SignReading[] => {
    const digits = digitsIn(sign) === undefined ? digitsIn(sign.normalize('NFKC')) : undefined;
    return digits === undefined ? [] : [[sign, digits]];
  }),
];

/** An expression that reads a text with these signs. */
export const read = (text: string, readings: readonly SignReading[]): string =>
  readings.reduce((whole, [sign, reading]) => `replace(${whole}, '${sign}', '${reading}')`, text);

/** An expression of a text without these signs. */
export const withoutSigns = (text: string, skipped: readonly string[]): string =>
  read(
    text,
    skipped.map((sign) => [sign, '']),
  );
