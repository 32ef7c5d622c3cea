/**
 * Room sandbox/dataverse. What `today`, `last-x-days` and their like mean at a moment, as ranges of clock times from (inclusive)
 * to (exclusive). Source: Microsoft Learn, "FetchXml condition operators" and "Date time functions".
 * Differs from the platform: weeks always begin on Sunday.
 */
import { ownValue } from '../ownValue';
import type { FiscalCalendar, FiscalPlace } from '../time/fiscalCalendar';
import { fiscalPlaceOf, periodStart } from '../time/fiscalCalendar';

/** Clock times, in milliseconds as if they were UTC. */
export interface DateRange {
  readonly from?: number;
  readonly to?: number;
}

type Unit = 'hour' | 'day' | 'week' | 'month' | 'year';

const SECOND = 1000;
const MINUTE = 60 * SECOND;

/** Start of the unit that `time` is in, moved by a number of units. */
function startOf(unit: Unit, local: number, moved = 0): number {
  const time = new Date(local);
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
function shifted(unit: Unit, local: number, moved: number): number {
  const copy = new Date(local);
  if (unit === 'hour') copy.setUTCHours(copy.getUTCHours() + moved);
  else if (unit === 'day') copy.setUTCDate(copy.getUTCDate() + moved);
  else if (unit === 'week') copy.setUTCDate(copy.getUTCDate() + 7 * moved);
  else if (unit === 'month') copy.setUTCMonth(copy.getUTCMonth() + moved);
  else copy.setUTCFullYear(copy.getUTCFullYear() + moved);
  return copy.getTime();
}

const wholeUnit = (unit: Unit, now: number, moved: number): DateRange => ({
  from: startOf(unit, now, moved),
  to: startOf(unit, now, moved + 1),
});

const FIXED: Readonly<Record<string, (now: number) => DateRange>> = {
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
  'last-seven-days': (now) => ({ from: startOf('day', now, -7), to: now + SECOND }),
  'next-seven-days': (now) => ({ from: now, to: startOf('day', now, 8) }),
};

const COUNTED = /^(last|next|olderthan)-x-(minutes|hours|days|weeks|months|years)$/;

/**
 * The range of an operator.
 * @param now what the user's clock shows
 * @param count the X of `last-x-days`
 * @returns undefined when the operator is none of dates
 */
export function dateRangeOf(operator: string, now: number, count?: number): DateRange | undefined {
  const fixed = ownValue(FIXED, operator);
  if (fixed) return fixed(now);
  const match = COUNTED.exec(operator);
  if (!match?.[1] || !match[2] || count === undefined) return undefined;
  const unitName = match[2].slice(0, -1);
  if (match[1] === 'olderthan') {
    return { to: unitName === 'minute' ? now - count * MINUTE : shifted(unitName as Unit, now, -count) };
  }
  if (unitName === 'minute') return undefined;
  const unit = unitName as Unit;
  // Whole days count from midnight; hours from the full hour; the present moment is inside.
  const grain: Unit = unit === 'hour' ? 'hour' : 'day';
  if (match[1] === 'last') return { from: startOf(grain, shifted(unit, now, -count)), to: now + SECOND };
  return { from: now, to: startOf(grain, shifted(unit, now, count), 1) };
}

const FISCAL = /^(this|next|last|next-x|last-x)-fiscal-(year|period)s?$/;

/**
 * The range of a fiscal operator; of the counted ones, the present moment is inside (inferred).
 * @param values the X of `last-x-fiscal-years`; year; period and year
 * @returns undefined when the operator is not fiscal, or has no range because it holds in every year
 */
export function fiscalRangeOf(
  operator: string,
  now: number,
  values: readonly number[],
  calendar: FiscalCalendar,
): DateRange | undefined {
  const here = fiscalPlaceOf(calendar, now);
  const moved = (unit: string, by: number): FiscalPlace =>
    unit === 'year' ? { year: here.year + by, period: 0 } : { year: here.year, period: here.period + by };
  const start = (place: FiscalPlace): number => periodStart(calendar, place);
  const match = FISCAL.exec(operator);
  if (match?.[1] && match[2]) {
    const [, when, unit] = match;
    const [count = 1] = values;
    if (when === 'last-x') return { from: start(moved(unit, -count)), to: now + SECOND };
    if (when === 'next-x') return { from: now, to: start(moved(unit, count + 1)) };
    const by = when === 'this' ? 0 : when === 'next' ? 1 : -1;
    return { from: start(moved(unit, by)), to: start(moved(unit, by + 1)) };
  }
  const [first = 0, year = 0] = values;
  if (operator === 'in-fiscal-year')
    return { from: start({ year: first, period: 0 }), to: start({ year: first + 1, period: 0 }) };
  const period = periodIndex(first);
  const [from, to] = [start({ year, period }), start({ year, period: period + 1 })];
  if (operator === 'in-fiscal-period-and-year') return { from, to };
  if (operator === 'in-or-before-fiscal-period-and-year') return { to };
  if (operator === 'in-or-after-fiscal-period-and-year') return { from };
  return undefined;
}

/** Periods count from 1; months from 101, halves from 201, and so on. */
export const periodIndex = (value: number): number => (value % 100) - 1;
