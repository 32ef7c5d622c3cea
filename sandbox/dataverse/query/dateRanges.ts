/**
 * Room sandbox/dataverse. What `today`, `last-x-days` and their like mean at a moment, as ranges from (inclusive) to
 * (exclusive). Source: Microsoft Learn, "FetchXml condition operators" and "Date time functions".
 * Differs from the platform: days begin in UTC, not in the user's time zone, and weeks always on Sunday.
 */
import { badQuery } from '../errors';

export interface DateRange {
  readonly from?: string;
  readonly to?: string;
}

/** How far from 1970 a date may be, in milliseconds either way. Source: ECMA-262, "Time Values and Time Range". */
const FARTHEST = 8.64e15;

function toText(time: number): string {
  if (!(Math.abs(time) <= FARTHEST)) throw badQuery('The number of units leads to a date that does not exist.');
  return `${new Date(time).toISOString().slice(0, 19)}Z`;
}

type Unit = 'hour' | 'day' | 'week' | 'month' | 'year';

/** Start of the unit that `time` is in, moved by a number of units. */
function startOf(unit: Unit, time: Date, moved = 0): number {
  const year = time.getUTCFullYear();
  const month = time.getUTCMonth();
  const day = time.getUTCDate();
  switch (unit) {
    case 'hour':
      return Date.UTC(year, month, day, time.getUTCHours() + moved);
    case 'day':
      return Date.UTC(year, month, day + moved);
    case 'week':
      return Date.UTC(year, month, day - time.getUTCDay() + 7 * moved);
    case 'month':
      return Date.UTC(year, month + moved, 1);
    case 'year':
      return Date.UTC(year + moved, 0, 1);
  }
}

/** The same time of day, some units away. */
function shifted(unit: Unit, time: Date, moved: number): number {
  const copy = new Date(time);
  if (unit === 'hour') copy.setUTCHours(copy.getUTCHours() + moved);
  else if (unit === 'day') copy.setUTCDate(copy.getUTCDate() + moved);
  else if (unit === 'week') copy.setUTCDate(copy.getUTCDate() + 7 * moved);
  else if (unit === 'month') copy.setUTCMonth(copy.getUTCMonth() + moved);
  else copy.setUTCFullYear(copy.getUTCFullYear() + moved);
  return copy.getTime();
}

const wholeUnit = (unit: Unit, now: Date, moved: number): DateRange => ({
  from: toText(startOf(unit, now, moved)),
  to: toText(startOf(unit, now, moved + 1)),
});

const FIXED: Readonly<Record<string, (now: Date) => DateRange>> = {
  today: (now) => wholeUnit('day', now, 0),
  yesterday: (now) => wholeUnit('day', now, -1),
  tomorrow: (now) => wholeUnit('day', now, 1),
  'this-week': (now) => wholeUnit('week', now, 0),
  'last-week': (now) => wholeUnit('week', now, -1),
  'next-week': (now) => wholeUnit('week', now, 1),
  'this-month': (now) => wholeUnit('month', now, 0),
  'last-month': (now) => wholeUnit('month', now, -1),
  'next-month': (now) => wholeUnit('month', now, 1),
  'this-year': (now) => wholeUnit('year', now, 0),
  'last-year': (now) => wholeUnit('year', now, -1),
  'next-year': (now) => wholeUnit('year', now, 1),
  'last-seven-days': (now) => ({ from: toText(startOf('day', now, -7)), to: toText(now.getTime() + 1000) }),
  'next-seven-days': (now) => ({ from: toText(now.getTime()), to: toText(startOf('day', now, 8)) }),
};

const COUNTED = /^(last|next|olderthan)-x-(minutes|hours|days|weeks|months|years)$/;

/**
 * The range of an operator.
 * @param count the X of `last-x-days`
 * @returns undefined when the operator is none of dates
 */
export function dateRangeOf(operator: string, now: Date, count?: number): DateRange | undefined {
  const fixed = FIXED[operator];
  if (fixed) return fixed(now);
  const match = COUNTED.exec(operator);
  if (!match?.[1] || !match[2] || count === undefined) return undefined;
  const unitName = match[2].slice(0, -1);
  if (match[1] === 'olderthan') {
    const to = unitName === 'minute' ? now.getTime() - count * 60_000 : shifted(unitName as Unit, now, -count);
    return { to: toText(to) };
  }
  if (unitName === 'minute') return undefined;
  const unit = unitName as Unit;
  // Whole days count from midnight; hours from the full hour; the present moment is inside.
  const grain: Unit = unit === 'hour' ? 'hour' : 'day';
  if (match[1] === 'last') {
    return { from: toText(startOf(grain, new Date(shifted(unit, now, -count)))), to: toText(now.getTime() + 1000) };
  }
  return { from: toText(now.getTime()), to: toText(startOf(grain, new Date(shifted(unit, now, count)), 1)) };
}
