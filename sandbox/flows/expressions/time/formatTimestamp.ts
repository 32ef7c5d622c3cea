/** Room sandbox/flows. A timestamp as text, by .NET's format strings. */
import { ArgumentValueError, NotSupportedInExpressionError } from '../errors';
import type { PatternPart } from './formatPattern';
import { parsePattern, standardPattern } from './formatPattern';
import { dateSeparator, monthName, weekdayName } from './localeNames';
import type { CalendarFields, Timestamp } from './timestamp';
import { toFields } from './timestamp';

interface Writer {
  readonly functionName: string;
  readonly locale: string;
  readonly timestamp: Timestamp;
  readonly fields: CalendarFields & { readonly weekday: number };
  /** Whether the pattern has a day of the month, beside which some languages inflect the month. */
  readonly hasDay: boolean;
}

const pad = (value: number, width: number): string => value.toString().padStart(width, '0');

function writeFraction(fraction: number, letter: string, count: number): string {
  const digits = pad(fraction, 7).slice(0, count);
  return letter === 'F' ? digits.replace(/0+$/, '') : digits;
}

function writeOffset({ timestamp }: Writer, letter: string, count: number): string {
  // A zone that nobody named is the zone of the platform's machines, UTC.
  if (letter === 'K') return timestamp.isUtc ? 'Z' : '';
  return ['+0', '+00'][count - 1] ?? '+00:00';
}

function writeDayPeriod({ fields, functionName, locale }: Writer, count: number): string {
  if (locale !== 'en-US') {
    throw new NotSupportedInExpressionError(functionName, `'tt' in the locale '${locale}'`);
  }
  return (fields.hour < 12 ? 'AM' : 'PM').slice(0, count);
}

function writeDay({ fields, locale }: Writer, count: number): string {
  if (count <= 2) return pad(fields.day, count);
  return weekdayName(locale, fields.weekday, count === 3 ? 'short' : 'long');
}

function writeMonth({ fields, locale, hasDay }: Writer, count: number): string {
  if (count <= 2) return pad(fields.month, count);
  return monthName(locale, fields.month, count === 3 ? 'short' : 'long', hasDay);
}

function writeField(writer: Writer, letter: string, count: number): string {
  const { fields, functionName, locale } = writer;
  switch (letter) {
    case 'd':
      return writeDay(writer, count);
    case 'f':
    case 'F':
      if (count > 7) throw new ArgumentValueError(functionName, 'the format is not a valid one');
      return writeFraction(fields.fraction, letter, count);
    case 'g':
      throw new NotSupportedInExpressionError(functionName, "the era 'g' in a format");
    case 'h':
      return pad(fields.hour % 12 || 12, Math.min(count, 2));
    case 'H':
      return pad(fields.hour, Math.min(count, 2));
    case 'K':
    case 'z':
      return writeOffset(writer, letter, count);
    case 'm':
      return pad(fields.minute, Math.min(count, 2));
    case 'M':
      return writeMonth(writer, count);
    case 's':
      return pad(fields.second, Math.min(count, 2));
    case 't':
      return writeDayPeriod(writer, count);
    case 'y':
      return count <= 2 ? pad(fields.year % 100, count) : pad(fields.year, count);
    default:
      return dateSeparator(locale);
  }
}

/** `ss.FFF` of a whole second loses its point too. */
function writeParts(writer: Writer, parts: readonly PatternPart[]): string {
  let text = '';
  for (const part of parts) {
    const written = part.kind === 'literal' ? part.text : writeField(writer, part.letter, part.count);
    if (part.kind === 'field' && part.letter === 'F' && written === '' && text.endsWith('.')) text = text.slice(0, -1);
    text += written;
  }
  return text;
}

/**
 * @param format .NET's, `o` when left out @param locale of ICU
 * @throws {ArgumentValueError} for an invalid format @throws {NotSupportedInExpressionError} for one that the sandbox lacks
 */
export function formatTimestamp(functionName: string, timestamp: Timestamp, format = 'o', locale = 'en-US'): string {
  const standard = format.length === 1 ? standardPattern(format, locale) : undefined;
  if (standard === 'local') {
    throw new NotSupportedInExpressionError(functionName, `the standard format '${format}' in the locale '${locale}'`);
  }
  const parts = format.length === 1 ? standard && parsePattern(standard.pattern) : parsePattern(format);
  if (!parts || parts.length === 0) throw new ArgumentValueError(functionName, 'the format is not a valid one');
  const hasDay = parts.some((part) => part.kind === 'field' && part.letter === 'd' && part.count <= 2);
  const usedLocale = standard?.isInvariant ? 'en-US' : locale;
  return writeParts({ functionName, locale: usedLocale, timestamp, fields: toFields(timestamp), hasDay }, parts);
}
