/**
 * Room sandbox/flows. A point on the calendar as .NET's DateTime has it: ticks of 100 nanoseconds since the start of year 1, and
 * whether they count in UTC or in a zone nobody named.
 */

export const TICKS_PER_MS = 10_000n;
const TICKS_PER_SECOND = 10_000_000n;
export const TICKS_PER_DAY = 864_000_000_000n;
/** Ticks at 1970-01-01T00:00:00. */
const EPOCH_TICKS = 621_355_968_000_000_000n;
const MAX_TICKS = 3_155_378_975_999_999_999n;

export interface Timestamp {
  readonly ticks: bigint;
  readonly isUtc: boolean;
}

/** The fields of a calendar and a clock. `month` counts from 1, `weekday` from Sunday as 0, `fraction` in ticks. */
export interface CalendarFields {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  readonly fraction: number;
}

/** Undefined outside of the years 1 to 9999. */
export const timestampOf = (ticks: bigint, isUtc: boolean): Timestamp | undefined =>
  ticks >= 0n && ticks <= MAX_TICKS ? { ticks, isUtc } : undefined;

export const fromDate = (date: Date): Timestamp => ({
  ticks: EPOCH_TICKS + BigInt(date.getTime()) * TICKS_PER_MS,
  isUtc: true,
});

/** The same numbers on the clock as a JavaScript date whose UTC fields are read; fractions of a millisecond are dropped. */
export const toClock = ({ ticks }: Timestamp): Date =>
  new Date(Number((ticks - EPOCH_TICKS) / TICKS_PER_MS - floorFix(ticks)));

/** Division of big integers cuts towards zero; before 1970 a begun millisecond counts downwards. */
const floorFix = (ticks: bigint): bigint =>
  ticks < EPOCH_TICKS && (ticks - EPOCH_TICKS) % TICKS_PER_MS !== 0n ? 1n : 0n;

export const daysInMonth = (year: number, month: number): number => {
  const date = new Date(0);
  date.setUTCFullYear(year, month, 0);
  return date.getUTCDate();
};

/** Undefined when there is no such day or no such time of day. */
export function fromFields(fields: CalendarFields, isUtc: boolean): Timestamp | undefined {
  const { year, month, day, hour, minute, second, fraction } = fields;
  if (year < 1 || year > 9999 || month < 1 || month > 12 || day < 1 || day > daysInMonth(year, month)) return undefined;
  if (hour > 23 || minute > 59 || second > 59) return undefined;
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  date.setUTCHours(hour, minute, second);
  return timestampOf(fromDate(date).ticks + BigInt(fraction), isUtc);
}

export function toFields(timestamp: Timestamp): CalendarFields & { readonly weekday: number } {
  const clock = toClock(timestamp);
  return {
    year: clock.getUTCFullYear(),
    month: clock.getUTCMonth() + 1,
    day: clock.getUTCDate(),
    hour: clock.getUTCHours(),
    minute: clock.getUTCMinutes(),
    second: clock.getUTCSeconds(),
    fraction: Number(timestamp.ticks % TICKS_PER_SECOND),
    weekday: clock.getUTCDay(),
  };
}

const TICKS_BY_UNIT: ReadonlyMap<string, bigint> = new Map([
  ['second', TICKS_PER_SECOND],
  ['minute', TICKS_PER_SECOND * 60n],
  ['hour', TICKS_PER_SECOND * 3_600n],
  ['day', TICKS_PER_DAY],
  ['week', TICKS_PER_DAY * 7n],
]);

const MONTHS_BY_UNIT: ReadonlyMap<string, number> = new Map([
  ['month', 1],
  ['year', 12],
]);

export const isTimeUnit = (unit: string): boolean =>
  TICKS_BY_UNIT.has(unit.toLowerCase()) || MONTHS_BY_UNIT.has(unit.toLowerCase());

/** Months keep the day of the month where they can, and end at the last day where they cannot. Undefined out of range. */
function addMonths(timestamp: Timestamp, count: number): Timestamp | undefined {
  const fields = toFields(timestamp);
  const months = fields.year * 12 + fields.month - 1 + count;
  const year = Math.floor(months / 12);
  const month = (months % 12) + 1;
  if (year < 1 || year > 9999) return undefined;
  return fromFields({ ...fields, year, month, day: Math.min(fields.day, daysInMonth(year, month)) }, timestamp.isUtc);
}

/** @param unit one that `isTimeUnit` accepts. Undefined outside of the years 1 to 9999. */
export function addTime(timestamp: Timestamp, count: number, unit: string): Timestamp | undefined {
  const months = MONTHS_BY_UNIT.get(unit.toLowerCase());
  if (months !== undefined) return addMonths(timestamp, count * months);
  return timestampOf(timestamp.ticks + BigInt(count) * (TICKS_BY_UNIT.get(unit.toLowerCase()) ?? 0n), timestamp.isUtc);
}

/** A length of time as .NET writes a TimeSpan: `[-][d.]hh:mm:ss[.fffffff]`. */
export function timeSpanText(ticks: bigint): string {
  const size = ticks < 0n ? -ticks : ticks;
  const two = (value: bigint): string => value.toString().padStart(2, '0');
  const seconds = size / TICKS_PER_SECOND;
  const days = seconds / 86_400n;
  const clock = `${two((seconds / 3_600n) % 24n)}:${two((seconds / 60n) % 60n)}:${two(seconds % 60n)}`;
  const fraction = size % TICKS_PER_SECOND;
  const behind = fraction === 0n ? '' : `.${fraction.toString().padStart(7, '0')}`;
  return `${ticks < 0n ? '-' : ''}${days > 0n ? `${days}.` : ''}${clock}${behind}`;
}
