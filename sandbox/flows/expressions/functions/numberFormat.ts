/**
 * Room sandbox/flows. `formatNumber`: .NET's numeric formats C (en-US), D, F, N and X, and custom ones of `0`, `#`, `,` and
 * `.` with literal text around. Source: Microsoft Learn, "Standard numeric format strings", "Custom numeric format strings".
 */
import { NotSupportedInExpressionError } from '../errors';
import type { FlowNumber } from '../values';
import { isInteger, toDouble } from '../values';
import type { Arguments } from './arguments';
import type { NumberSigns } from './numberText';
import { localeOf, numberSigns } from './numberText';

const STANDARD = /^([A-Za-z])(\d{0,2})$/;
const CUSTOM = /^([^0#.,;%'"\\E]*)([0#,]*)(?:\.([0#]*))?([^0#.,;%'"\\E]*)$/;

interface Digits {
  readonly negative: boolean;
  readonly whole: string;
  readonly fraction: string;
}

/** The number in full, rounded half away from zero to so many digits behind the point. */
function toDigits(value: FlowNumber, places: number): Digits {
  const [mantissa = '', exponentText = '0'] = isInteger(value)
    ? [value.toString(), '0']
    : toDouble(value).toString().split('e');
  const negative = mantissa.startsWith('-');
  const [whole = '', fraction = ''] = mantissa.replace('-', '').split('.');
  const all = whole + fraction;
  const point = whole.length + Number(exponentText);
  const padded = '0'.repeat(Math.max(-point, 0)) + all;
  const end = Math.max(point, 0) + places;
  const cut = padded.slice(0, end).padEnd(end, '0');
  const isUp = padded.charAt(end) >= '5';
  const rounded = (BigInt(cut || '0') + (isUp ? 1n : 0n)).toString().padStart(places + 1, '0');
  const digits: Digits = {
    negative,
    whole: rounded.slice(0, rounded.length - places),
    fraction: rounded.slice(rounded.length - places),
  };
  return /[1-9]/.test(rounded) ? digits : { ...digits, negative: false };
}

const grouped = (whole: string, group: string): string => whole.replace(/\B(?=(\d{3})+$)/g, group);

function standard(given: Arguments, letter: string, precision: number | undefined, locale: string): string | undefined {
  const value = given.number(0);
  const signs = numberSigns(locale);
  const { negative, whole, fraction } = toDigits(value, precision ?? 2);
  const behind = fraction && signs.decimal + fraction;
  const minus = negative ? '-' : '';
  switch (letter.toUpperCase()) {
    case 'F':
      return minus + whole + behind;
    case 'N':
      return minus + grouped(whole, signs.group) + behind;
    case 'C':
      if (locale !== 'en-US') return undefined;
      return negative ? `-$${grouped(whole, ',')}${behind}` : `$${grouped(whole, ',')}${behind}`;
    case 'D':
    case 'X': {
      if (!isInteger(value)) return given.refuse(`the format '${letter}' is for integers`);
      if (letter.toUpperCase() === 'D') {
        const digits = value
          .toString()
          .replace('-', '')
          .padStart(precision ?? 0, '0');
        return value < 0 ? `-${digits}` : digits;
      }
      const hex = BigInt.asUintN(value < 0 ? 64 : 128, BigInt(value))
        .toString(16)
        .padStart(precision ?? 0, '0');
      return letter === 'X' ? hex.toUpperCase() : hex;
    }
    default:
      return undefined;
  }
}

function custom(value: FlowNumber, match: RegExpExecArray, signs: NumberSigns): string {
  const [, prefix = '', wholePattern = '', fractionPattern = '', suffix = ''] = match;
  const { negative, whole, fraction } = toDigits(value, fractionPattern.length);
  const places = wholePattern.replace(/,/g, '');
  const required = places.includes('0') ? places.length - places.indexOf('0') : 0;
  const digits = whole.replace(/^0+/, '').padStart(required, '0');
  const written = /[0#],+[0#]/.test(wholePattern) ? grouped(digits, signs.group) : digits;
  const least = fractionPattern.lastIndexOf('0') + 1;
  const kept = fraction.slice(0, least) + fraction.slice(least).replace(/0+$/, '');
  return (negative ? '-' : '') + prefix + written + (kept && signs.decimal + kept) + suffix;
}

export function formatNumber(given: Arguments): string {
  const value = given.number(0);
  const format = given.text(1);
  const locale = localeOf('formatNumber', given.optionalText(2));
  const letter = STANDARD.exec(format);
  const match = letter ? null : CUSTOM.exec(format);
  const precision = letter?.[2] ? Number(letter[2]) : undefined;
  const text = letter ? standard(given, letter[1] ?? '', precision, locale) : undefined;
  if (text !== undefined) return text;
  // A comma at the end of the whole digits would scale by thousands.
  if (match && /[0#]/.test(format) && !/,(?:\.|$)/.test((match[2] ?? '') + '.')) {
    return custom(value, match, numberSigns(locale));
  }
  throw new NotSupportedInExpressionError('formatNumber', `the format '${format}' in the locale '${locale}'`);
}
