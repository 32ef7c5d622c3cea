/** Room sandbox/flows. Date and time functions, but for those that name a time zone. */
import { formatTimestamp } from '../time/formatTimestamp';
import { parseExact } from '../time/parseExact';
import { parseTimestamp } from '../time/parseTimestamp';
import type { Timestamp } from '../time/timestamp';
import {
  addTime,
  fromDate,
  fromFields,
  isTimeUnit,
  TICKS_PER_DAY,
  timeSpanText,
  timestampOf,
  toFields,
} from '../time/timestamp';
import type { FlowValue } from '../values';
import { toInteger } from '../values';
import type { Arguments } from './arguments';
import type { CallHost, FlowFunction } from './contracts';
import { define } from './contracts';
import { localeOf } from './numberText';

/** @throws {ArgumentValueError} without the text */
export function timestampAt(given: Arguments, index: number): Timestamp {
  return (
    parseTimestamp(given.text(index)) ?? given.refuse(`argument ${index + 1} is not a date and time in a known form`)
  );
}

export const write = (given: Arguments, timestamp: Timestamp, formatIndex: number): string =>
  formatTimestamp(given.functionName, timestamp, given.optionalText(formatIndex));

function unitAt(given: Arguments, index: number): string {
  const unit = given.text(index);
  if (isTimeUnit(unit)) return unit;
  return given.refuse("the time unit is one of 'Second', 'Minute', 'Hour', 'Day', 'Week', 'Month' and 'Year'");
}

const move = (given: Arguments, from: Timestamp, count: number, unit: string): Timestamp =>
  addTime(from, count, unit) ?? given.refuse('the result is outside of the years 1 to 9999');

/** `addDays` and its sisters. */
const adding = (name: string, unit: string): FlowFunction =>
  define(name, [2, 3], (given) => write(given, move(given, timestampAt(given, 0), given.integer(1), unit), 2));

const shifting = (name: string, direction: 1 | -1): FlowFunction =>
  define(name, [3, 4], (given) => {
    const from = timestampAt(given, 0);
    return write(given, move(given, from, direction * given.integer(1), unitAt(given, 2)), 3);
  });

/** `getFutureTime` and `getPastTime`. */
const fromNow = (name: string, direction: 1 | -1): FlowFunction =>
  define(name, [2, 3], (given, { context }) => {
    const now = fromDate(context.now());
    return write(given, move(given, now, direction * given.integer(0), unitAt(given, 1)), 2);
  });

const START_OF_DAY = { hour: 0, minute: 0, second: 0, fraction: 0 };

const startOf = (name: string, cut: Parameters<typeof Object.assign>[0]): FlowFunction =>
  define(name, [1, 2], (given) => {
    const timestamp = timestampAt(given, 0);
    const start = fromFields({ ...toFields(timestamp), ...cut }, timestamp.isUtc);
    return write(given, start ?? timestamp, 1);
  });

const field = (name: string, read: (fields: ReturnType<typeof toFields>) => number): FlowFunction =>
  define(name, [1, 1], (given) => read(toFields(timestampAt(given, 0))));

function dayOfYear(given: Arguments): number {
  const timestamp = timestampAt(given, 0);
  const { year } = toFields(timestamp);
  const newYear = fromFields({ year, month: 1, day: 1, ...START_OF_DAY }, timestamp.isUtc) ?? timestamp;
  return Number((timestamp.ticks - newYear.ticks) / TICKS_PER_DAY) + 1;
}

function formatDateTime(given: Arguments): string {
  const timestamp = timestampAt(given, 0);
  const locale = localeOf('formatDateTime', given.optionalText(2));
  return formatTimestamp('formatDateTime', timestamp, given.optionalText(1), locale);
}

function parseDateTime(given: Arguments): string {
  const text = given.text(0);
  const locale = localeOf('parseDateTime', given.optionalText(1));
  const format = given.optionalText(2);
  const parsed =
    format === undefined ? parseTimestamp(text, locale) : parseExact('parseDateTime', text, format, locale);
  if (parsed === 'format') return given.refuse('the format is not a valid one');
  if (!parsed) return given.refuse('the text is not a date and time in that form');
  return formatTimestamp('parseDateTime', parsed);
}

const ticks = (given: Arguments): FlowValue => toInteger(timestampAt(given, 0).ticks) ?? null;

function utcNow(given: Arguments, { context }: CallHost): string {
  const { ticks: now } = fromDate(context.now());
  return write(given, timestampOf(now, true) ?? given.refuse('the clock is out of range'), 0);
}

export const DATE_FUNCTIONS: readonly FlowFunction[] = [
  adding('addDays', 'day'),
  adding('addHours', 'hour'),
  adding('addMinutes', 'minute'),
  adding('addSeconds', 'second'),
  shifting('addToTime', 1),
  define('dateDifference', [2, 2], (given) => timeSpanText(timestampAt(given, 1).ticks - timestampAt(given, 0).ticks)),
  field('dayOfMonth', ({ day }) => day),
  field('dayOfWeek', ({ weekday }) => weekday),
  define('dayOfYear', [1, 1], dayOfYear),
  define('formatDateTime', [1, 3], formatDateTime),
  fromNow('getFutureTime', 1),
  fromNow('getPastTime', -1),
  define('parseDateTime', [1, 3], parseDateTime),
  startOf('startOfDay', START_OF_DAY),
  startOf('startOfHour', { minute: 0, second: 0, fraction: 0 }),
  startOf('startOfMonth', { day: 1, ...START_OF_DAY }),
  shifting('subtractFromTime', -1),
  define('ticks', [1, 1], ticks),
  define('utcNow', [0, 1], utcNow),
];
