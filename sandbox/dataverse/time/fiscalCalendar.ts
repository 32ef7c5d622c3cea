/**
 * Room sandbox/dataverse, time. The fiscal year of the organisation and its periods, in clock times.
 * Source: Microsoft Learn, "Work with fiscal year settings", fiscalcalendarstart and fiscalperiodtype. A fiscal year is named after
 * the year in which it begins (inferred).
 */

export interface FiscalCalendar {
  /** 0 for January. */
  readonly startMonth: number;
  readonly startDay: number;
  /** Months of one period. */
  readonly periodMonths: 12 | 6 | 3 | 1;
}

/** What new organisations have: quarters from 1 January. */
export const DEFAULT_FISCAL_CALENDAR: FiscalCalendar = { startMonth: 0, startDay: 1, periodMonths: 3 };

/** Months by `fiscalperiodtype`: annually, semiannually, quarterly, monthly. Periods of four weeks are not known. */
export const PERIOD_MONTHS: Readonly<Record<number, FiscalCalendar['periodMonths']>> = {
  2000: 12,
  2001: 6,
  2002: 3,
  2003: 1,
};

export interface FiscalPlace {
  readonly year: number;
  /** From 0. */
  readonly period: number;
}

/** When a period begins; numbers below 0 and above the last lead into other years. */
export const periodStart = ({ startMonth, startDay, periodMonths }: FiscalCalendar, place: FiscalPlace): number =>
  Date.UTC(place.year, startMonth + place.period * periodMonths, startDay);

/** The fiscal year and period of a clock time. */
export function fiscalPlaceOf(calendar: FiscalCalendar, local: number): FiscalPlace {
  const year = new Date(local).getUTCFullYear();
  const own = [year, year - 1].find((one) => periodStart(calendar, { year: one, period: 0 }) <= local) ?? year - 1;
  const periods = 12 / calendar.periodMonths;
  let period = periods - 1;
  while (period > 0 && periodStart(calendar, { year: own, period }) > local) period -= 1;
  return { year: own, period };
}
