/** Room sandbox/flows. Names of months and weekdays and the signs of dates, from ICU; the platform's may differ in details. */

/** 2017-01-01 was a Sunday, and the year has every month. */
const sample = (month: number, day: number): Date => new Date(Date.UTC(2017, month - 1, day));

function partOf(locale: string, date: Date, options: Intl.DateTimeFormatOptions, type: string): string {
  const format = new Intl.DateTimeFormat(locale, { ...options, timeZone: 'UTC', calendar: 'gregory' });
  return format.formatToParts(date).find((part) => part.type === type)?.value ?? '';
}

/** @param besideDay the form the name has beside a day, which some languages inflect */
export const monthName = (locale: string, month: number, style: 'long' | 'short', besideDay: boolean): string =>
  partOf(locale, sample(month, 1), besideDay ? { month: style, day: 'numeric' } : { month: style }, 'month');

/** @param weekday Sunday is 0 */
export const weekdayName = (locale: string, weekday: number, style: 'long' | 'short'): string =>
  partOf(locale, sample(1, weekday + 1), { weekday: style }, 'weekday');

/** What stands between the numbers of a short date. */
export const dateSeparator = (locale: string): string =>
  partOf(locale, sample(1, 1), { year: 'numeric', month: 'numeric', day: 'numeric' }, 'literal').trim() || '/';

/** The order of year, month and day in a short date, such as `['day', 'month', 'year']`. */
export function dateOrder(locale: string): readonly string[] {
  const format = new Intl.DateTimeFormat(locale, {
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    timeZone: 'UTC',
  });
  return format
    .formatToParts(sample(1, 1))
    .map(({ type }) => type)
    .filter((type) => type !== 'literal');
}
