/**
 * Room sandbox/flows. Texts as timestamps: ISO 8601, the American forms, RFC 1123, and with a locale its own order of numbers
 * and names of months. A text without a zone has none; one with an offset is turned to UTC (inferred).
 */
import { dateOrder, monthName, weekdayName } from './localeNames';
import type { CalendarFields, Timestamp } from './timestamp';
import { fromFields, timestampOf } from './timestamp';

const ISO_DATE = String.raw`(?<year>\d{4})-(?<month>\d{1,2})-(?<day>\d{1,2})`;
const CLOCK = String.raw`(?<hour>\d{1,2}):(?<minute>\d{2})(?::(?<second>\d{2})(?:\.(?<fraction>\d{1,9}))?)?`;
const HALF = String.raw`(?:\s*(?<half>[AaPp][Mm]))?`;
const ZONE = String.raw`\s*(?<zone>[Zz]|GMT|[+-]\d{2}(?::?\d{2})?)?`;
const ISO = new RegExp(`^${ISO_DATE}(?:[Tt ]\\s*${CLOCK}${HALF}${ZONE})?$`);
const CLOCK_BEHIND = new RegExp(`(?:^|[\\s,T])${CLOCK}${HALF}${ZONE}$`);
const OFFSET = /^([+-])(\d{2}):?(\d{2})?$/;
const TICKS_PER_MINUTE = 600_000_000n;

type Groups = Readonly<Record<string, string | undefined>>;
type Day = Pick<CalendarFields, 'year' | 'month' | 'day'>;

function hourOf({ hour = '0', half }: Groups): number {
  const value = Number(hour);
  if (half === undefined) return value;
  if (value < 1 || value > 12) return NaN;
  return (value % 12) + (half.toLowerCase() === 'pm' ? 12 : 0);
}

function build(day: Day, clock: Groups): Timestamp | undefined {
  const hour = hourOf(clock);
  if (Number.isNaN(hour)) return undefined;
  const { minute = '0', second = '0', fraction = '', zone } = clock;
  const fields = {
    ...day,
    hour,
    minute: Number(minute),
    second: Number(second),
    fraction: Number(fraction.slice(0, 7).padEnd(7, '0')),
  };
  const timestamp = fromFields(fields, zone !== undefined);
  const offset = OFFSET.exec(zone ?? '');
  if (!timestamp || !offset) return timestamp;
  const minutes = BigInt(Number(offset[2]) * 60 + Number(offset[3] ?? 0)) * TICKS_PER_MINUTE;
  return timestampOf(offset[1] === '+' ? timestamp.ticks - minutes : timestamp.ticks + minutes, true);
}

/** Two digits as .NET reads them: up to 49 in this century. */
const fullYear = (digits: string): number =>
  digits.length === 2 ? Number(digits) + (Number(digits) <= 49 ? 2000 : 1900) : Number(digits);

/** `03/15/2018` in the order of the locale; a year in front is always first. */
function readNumbers(numbers: readonly string[], locale: string): Day | undefined {
  if (numbers.length !== 3) return undefined;
  const order = numbers[0]?.length === 4 ? ['year', 'month', 'day'] : dateOrder(locale);
  const valueOf = (type: string): string => numbers[order.indexOf(type)] ?? '';
  const year = valueOf('year');
  if (year.length !== 2 && year.length !== 4) return undefined;
  return { year: fullYear(year), month: Number(valueOf('month')), day: Number(valueOf('day')) };
}

/** The month of a name, long or short, with or without a point; undefined when it is none. */
export function monthOfName(word: string, locale: string): number | undefined {
  const plain = (name: string): string => name.toLocaleLowerCase(locale).replace(/\.$/, '');
  for (let month = 1; month <= 12; month += 1) {
    for (const style of ['long', 'short'] as const) {
      for (const besideDay of [true, false]) {
        if (plain(monthName(locale, month, style, besideDay)) === plain(word)) return month;
      }
    }
  }
  return undefined;
}

export function isWeekdayName(word: string, locale: string): boolean {
  const plain = (name: string): string => name.toLocaleLowerCase(locale).replace(/\.$/, '');
  return [0, 1, 2, 3, 4, 5, 6].some((weekday) =>
    (['long', 'short'] as const).some((style) => plain(weekdayName(locale, weekday, style)) === plain(word)),
  );
}

/** `March 15, 2018`, `15 mars 2018`, each perhaps behind a weekday. */
function readWords(text: string, locale: string): Day | undefined {
  const words = text.split(/[\s,]+/).filter((word) => word !== '');
  const rest = words.filter((word) => !isWeekdayName(word, locale));
  if (words.length - rest.length > 1 || rest.length !== 3) return undefined;
  const names = rest.map((word) => monthOfName(word, locale));
  const month = names.find((value) => value !== undefined);
  const numbers = rest.filter((_, index) => names[index] === undefined);
  if (month === undefined || numbers.length !== 2 || !numbers.every((number) => /^\d{1,4}$/.test(number)))
    return undefined;
  const [first = '', second = ''] = numbers;
  const [year, day] = first.length === 4 ? [first, second] : [second, first];
  return year.length === 4 && day.length <= 2 ? { year: Number(year), month, day: Number(day) } : undefined;
}

function readLocal(text: string, locale: string): Timestamp | undefined {
  const clock = CLOCK_BEHIND.exec(text);
  const date = (clock ? text.slice(0, clock.index) : text).trim();
  const numbers = /^\d{1,4}([/.-])\s?\d{1,2}\1\s?\d{1,4}\.?$/.test(date) ? date.match(/\d+/g) : null;
  const day = numbers ? readNumbers(numbers, locale) : readWords(date, locale);
  return day && build(day, clock?.groups ?? {});
}

/** Undefined when the text is no timestamp of a form known here. */
export function parseTimestamp(text: string, locale = 'en-US'): Timestamp | undefined {
  if (text.length > 100) return undefined;
  const trimmed = text.trim();
  const iso = ISO.exec(trimmed)?.groups;
  if (!iso) return readLocal(trimmed, locale);
  return build({ year: Number(iso.year), month: Number(iso.month), day: Number(iso.day) }, iso);
}
