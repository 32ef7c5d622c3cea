/**
 * Room sandbox/dataverse. Parts of dates in SQL, for groups and for conditions: days, weeks, months and fiscal periods of what the
 * user's clock shows.
 */
import type { Column } from '../model';
import type { FiscalCalendar } from '../time/fiscalCalendar';
import type { TimeZone } from '../time/timeZone';

export type DatePart = 'day' | 'week' | 'month' | 'quarter' | 'year' | 'fiscal-period' | 'fiscal-year';

/** By whose clock and calendar dates are taken apart. */
export interface DateCalendar {
  readonly zone: TimeZone;
  readonly fiscal: FiscalCalendar;
}

/** Only what is shown by the user's clock moves with the zone. */
export const isUserLocal = ({ dateBehavior = 'UserLocal' }: Pick<Column, 'dateBehavior'>): boolean =>
  dateBehavior === 'UserLocal';

const number = (format: string, date: string): string => `CAST(strftime('${format}', ${date}) AS INTEGER)`;

/** The date so moved that fiscal years begin on 1 January. */
const inFiscalYear = ({ startMonth, startDay }: FiscalCalendar, date: string): string =>
  startMonth === 0 && startDay === 1
    ? date
    : `strftime('%Y-%m-%d', ${date}, '-${Math.trunc(startDay - 1)} days', 'start of month', '-${Math.trunc(startMonth)} months')`;

/** A whole number. Weeks begin on Sunday and 1 January is in week 1, as SQL Server's DATEPART counts them (inferred for the platform). */
export function datePartSql(
  part: DatePart,
  expression: string,
  column: Column,
  { zone, fiscal }: DateCalendar,
): string {
  const date = isUserLocal(column) ? zone.toLocalSql(expression) : expression;
  switch (part) {
    case 'day':
      return number('%d', date);
    case 'week':
      return `(${number('%j', date)} - 1 + CAST(strftime('%w', ${date}, 'start of year') AS INTEGER)) / 7 + 1`;
    case 'month':
      return number('%m', date);
    case 'quarter':
      return `(${number('%m', date)} + 2) / 3`;
    case 'year':
      return number('%Y', date);
    case 'fiscal-year':
      return number('%Y', inFiscalYear(fiscal, date));
    case 'fiscal-period':
      return `(${number('%m', inFiscalYear(fiscal, date))} - 1) / ${Math.trunc(fiscal.periodMonths)} + 1`;
  }
}
