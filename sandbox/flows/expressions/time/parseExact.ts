/** Room sandbox/flows. A text as a timestamp by a given custom format, as .NET's ParseExact reads it. */
import { NotSupportedInExpressionError } from '../errors';
import type { PatternPart } from './formatPattern';
import { parsePattern, standardPattern } from './formatPattern';
import { dateSeparator, monthName, weekdayName } from './localeNames';
import type { Timestamp } from './timestamp';
import { fromFields, timestampOf } from './timestamp';

interface Reading {
  year: number;
  month: number;
  day: number;
  hour: number;
  minute: number;
  second: number;
  fraction: number;
  isPm?: boolean;
  offsetMinutes?: number;
  isUtc?: boolean;
}

const TICKS_PER_MINUTE = 600_000_000n;

const escape = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
const oneOf = (names: readonly string[]): string =>
  [...names]
    .sort((left, right) => right.length - left.length)
    .map(escape)
    .join('|');

/** The expression that a field is read by, and what its text sets. */
interface FieldReader {
  readonly source: string;
  readonly set: (reading: Reading, text: string) => void;
}

const number = (field: 'year' | 'month' | 'day' | 'hour' | 'minute' | 'second', source: string): FieldReader => ({
  source,
  set: (reading, text) => {
    reading[field] = Number(text);
  },
});

const indexOfName = (names: readonly string[], text: string): number =>
  names.findIndex((name) => name.toLowerCase() === text.toLowerCase());

function monthReader(locale: string, count: number): FieldReader {
  if (count <= 2) return number('month', count === 1 ? '\\d{1,2}' : '\\d{2}');
  const style = count === 3 ? 'short' : 'long';
  const names = [true, false].flatMap((besideDay) =>
    Array.from({ length: 12 }, (_, index) => monthName(locale, index + 1, style, besideDay)),
  );
  return { source: oneOf(names), set: (reading, text) => void (reading.month = (indexOfName(names, text) % 12) + 1) };
}

function dayReader(locale: string, count: number): FieldReader {
  if (count <= 2) return number('day', count === 1 ? '\\d{1,2}' : '\\d{2}');
  const names = [0, 1, 2, 3, 4, 5, 6].map((weekday) => weekdayName(locale, weekday, count === 3 ? 'short' : 'long'));
  return { source: oneOf(names), set: () => undefined };
}

function yearReader(count: number): FieldReader {
  if (count > 2) return number('year', count === 3 ? '\\d{3,4}' : `\\d{${count}}`);
  return {
    source: count === 1 ? '\\d{1,2}' : '\\d{2}',
    set: (reading, text) => void (reading.year = Number(text) + (Number(text) <= 49 ? 2000 : 1900)),
  };
}

const zoneReader: FieldReader = {
  source: 'Z|[+-]\\d{1,2}(?::?\\d{2})?|',
  set: (reading, text) => {
    const offset = /^([+-])(\d{1,2}):?(\d{2})?$/.exec(text);
    reading.isUtc = text !== '';
    if (offset)
      reading.offsetMinutes = (Number(offset[2]) * 60 + Number(offset[3] ?? 0)) * (offset[1] === '-' ? -1 : 1);
  },
};

function readerOf(functionName: string, letter: string, count: number, locale: string): FieldReader {
  const digits = count === 1 ? '\\d{1,2}' : '\\d{2}';
  switch (letter) {
    case 'd':
      return dayReader(locale, count);
    case 'f':
    case 'F':
      return {
        source: letter === 'f' ? `\\d{${Math.min(count, 7)}}` : `\\d{0,${Math.min(count, 7)}}`,
        set: (reading, text) => void (reading.fraction = Number(text.padEnd(7, '0'))),
      };
    case 'h':
    case 'H':
      return number('hour', digits);
    case 'm':
      return number('minute', digits);
    case 'M':
      return monthReader(locale, count);
    case 's':
      return number('second', digits);
    case 't':
      if (locale !== 'en-US') throw new NotSupportedInExpressionError(functionName, `'tt' in the locale '${locale}'`);
      return { source: '[AP]M?', set: (reading, text) => void (reading.isPm = /^p/i.test(text)) };
    case 'y':
      return yearReader(count);
    case 'K':
    case 'z':
      return zoneReader;
    case '/':
      return { source: escape(dateSeparator(locale)), set: () => undefined };
    default:
      throw new NotSupportedInExpressionError(functionName, `'${letter}' in a format to read by`);
  }
}

/** A field written twice would have to agree with itself, and many of variable width could be matched in too many ways. */
function refuseRepeated(functionName: string, parts: readonly PatternPart[]): void {
  const seen = new Set<string>();
  for (const part of parts) {
    if (part.kind === 'literal' || part.letter === '/') continue;
    const field = part.letter === 'd' && part.count > 2 ? 'weekday' : part.letter;
    if (seen.has(field))
      throw new NotSupportedInExpressionError(functionName, `'${part.letter}' twice in a format to read by`);
    seen.add(field);
  }
}

/** `'format'` when the format is not a valid one, undefined when the text does not fit it. */
export function parseExact(
  functionName: string,
  text: string,
  format: string,
  locale: string,
): Timestamp | 'format' | undefined {
  const standard = format.length === 1 ? standardPattern(format, locale) : undefined;
  if (standard === 'local') {
    throw new NotSupportedInExpressionError(functionName, `the standard format '${format}' in the locale '${locale}'`);
  }
  const parts = format.length === 1 ? standard && parsePattern(standard.pattern) : parsePattern(format);
  if (!parts || parts.length === 0) return 'format';
  refuseRepeated(functionName, parts);
  const readers: FieldReader[] = [];
  const sources = parts.map((part) => {
    if (part.kind === 'literal') return escape(part.text);
    const reader = readerOf(functionName, part.letter, part.count, locale);
    readers.push(reader);
    return `(${reader.source})`;
  });
  const match = text.length > 100 ? null : new RegExp(`^${sources.join('')}$`, 'i').exec(text);
  if (!match) return undefined;
  // What the format leaves out is read as the start of year 1 (inferred; .NET takes today's date for a missing day).
  const reading: Reading = { year: 1, month: 1, day: 1, hour: 0, minute: 0, second: 0, fraction: 0 };
  readers.forEach((reader, index) => reader.set(reading, match[index + 1] ?? ''));
  if (reading.isPm !== undefined) reading.hour = (reading.hour % 12) + (reading.isPm ? 12 : 0);
  const timestamp = fromFields(reading, reading.isUtc ?? false);
  if (!timestamp || reading.offsetMinutes === undefined) return timestamp;
  return timestampOf(timestamp.ticks - BigInt(reading.offsetMinutes) * TICKS_PER_MINUTE, true);
}
