/**
 * Room tests. The signs of phone numbers in flows, against outbound, sign by sign of Unicode: what the flows read, outbound reads the
 * same; what outbound reads and the flows do not, the net for opt-outs knows by its last digits.
 */
import { normalizeNumber } from '../../../outbound/recipients/phoneNumber';
import {
  INVISIBLE,
  ODD_READINGS,
  PLAIN_READINGS,
  PUNCTUATION,
  type SignReading,
} from '../../../solution/tools/flows/numberSigns';

const read = (text: string, readings: readonly SignReading[]): string =>
  readings.reduce((whole, [sign, reading]) => whole.replaceAll(sign, reading), text);
const without = (text: string, signs: readonly string[]): string =>
  read(
    text,
    signs.map((sign) => [sign, '']),
  );

/** As the flow's expressions do it. */
const bare = (text: string): string => without(without(read(text, PLAIN_READINGS), INVISIBLE).trim(), PUNCTUATION);
const inNet = (text: string): string => read(bare(text), ODD_READINGS);

/** Every sign that is assigned and no letter of a script without cases, in the planes that outbound could read digits in. */
const SIGNS = Array.from({ length: 0x20000 }, (_, code) => String.fromCodePoint(code)).filter(
  (sign) => !/[\p{Lo}\p{Co}\p{Cn}\p{Cs}]/u.test(sign),
);
/** Digits that came with Unicode 16: whether outbound reads them depends on the browser. */
const YOUNG = /[\u{1ccf0}-\u{1ccf9}]/u;

describe.each([
  ['between digits', (sign: string) => `0812${sign}10000001`],
  ['as the last digit', (sign: string) => `081210000${sign}`],
  ['before all digits', (sign: string) => `${sign}6281210000001`],
  ['behind all digits', (sign: string) => `081210000001${sign}`],
])('a sign %s', (_, spell) => {
  const readings = SIGNS.filter((sign) => !YOUNG.test(sign)).map((sign) => {
    const text = spell(sign);
    const number = normalizeNumber(text, 'ID');
    return { sign: sign.codePointAt(0)?.toString(16), text, to: number.kind === 'valid' ? number.recipientNumber : '' };
  });

  it('is never read otherwise than by outbound', () => {
    const plain = readings.filter(({ text }) => /^(?:0|62|\+62)\d+$/.test(bare(text)));
    expect(plain.length).toBeGreaterThan(70);
    const other = plain.filter(({ text, to }) => {
      const number = normalizeNumber(bare(text), 'ID');
      return to !== (number.kind === 'valid' ? number.recipientNumber : '');
    });
    expect(other).toEqual([]);
  });

  it('hides no last digits from the net for opt-outs, where outbound reads a number', () => {
    const valid = readings.filter(({ to }) => to !== '');
    expect(valid.length).toBeGreaterThan(70);
    expect(valid.filter(({ text, to }) => inNet(text).slice(-8) !== to.slice(-8))).toEqual([]);
  });
});
