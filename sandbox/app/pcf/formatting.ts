/** Room sandbox/app. `context.formatting` and the formatting parts of `context.userSettings`, over Intl. */
import type { Clock } from '../host/clockTime';
import { languageTag } from '../host/labels';

/** Members as in @types/powerapps-component-framework, interface Formatting. */
export function createFormatting(languageId: number, clock: Clock): object {
  const tag = languageTag(languageId);
  const number = (value: number, decimals: number): string =>
    new Intl.NumberFormat(tag, { minimumFractionDigits: decimals, maximumFractionDigits: decimals }).format(value);
  const date = (value: Date, options: Intl.DateTimeFormatOptions): string =>
    new Intl.DateTimeFormat(tag, options).format(value);
  return {
    formatCurrency: (value: number, precision = 2, symbol = '') => `${symbol}${number(value, precision)}`,
    formatDecimal: (value: number, precision = 2) => number(value, precision),
    formatInteger: (value: number) => number(value, 0),
    formatDateAsFilterStringInUTC: (value: Date, includeTime = false) =>
      includeTime ? value.toISOString().replace(/\.\d{3}Z$/, 'Z') : value.toISOString().slice(0, 10),
    formatDateLong: (value: Date) => date(value, { dateStyle: 'full' }),
    formatDateLongAbbreviated: (value: Date) => date(value, { dateStyle: 'medium' }),
    formatDateShort: (value: Date, includeTime = false) =>
      date(value, includeTime ? { dateStyle: 'short', timeStyle: 'short' } : { dateStyle: 'short' }),
    formatDateYearMonth: (value: Date) => date(value, { year: 'numeric', month: 'long' }),
    formatLanguage: (lcid: number) =>
      new Intl.DisplayNames([tag], { type: 'language' }).of(languageTag(lcid)) ?? String(lcid),
    formatTime: (value: Date) => date(value, { timeStyle: 'short' }),
    formatUserDateTimeToUTC: (value: Date) => new Date(clock.toUtc(value.getTime())),
    formatUTCDateTimeToUserDate: (value: Date) => new Date(clock.toLocal(value.getTime())),
    getWeekOfYear: isoWeek,
  };
}

/** ISO 8601 week number. Differs from the platform: there the organisation chooses how weeks count. */
function isoWeek(value: Date): number {
  const day = new Date(Date.UTC(value.getFullYear(), value.getMonth(), value.getDate()));
  day.setUTCDate(day.getUTCDate() + 4 - (day.getUTCDay() || 7));
  const start = Date.UTC(day.getUTCFullYear(), 0, 1);
  return Math.ceil(((day.getTime() - start) / 86_400_000 + 1) / 7);
}

const names = (
  tag: string,
  count: number,
  at: (index: number) => Date,
  options: Intl.DateTimeFormatOptions,
): string[] => {
  const format = new Intl.DateTimeFormat(tag, { ...options, timeZone: 'UTC' });
  return Array.from({ length: count }, (_, index) => format.format(at(index)));
};

/** Day and month names and the patterns that controls read most. */
export function dateFormattingInfo(languageId: number): object {
  const tag = languageTag(languageId);
  // 2 January 2000 was a Sunday.
  const day = (index: number): Date => new Date(Date.UTC(2000, 0, 2 + index));
  const month = (index: number): Date => new Date(Date.UTC(2000, index, 1));
  return {
    amDesignator: 'AM',
    pmDesignator: 'PM',
    dayNames: names(tag, 7, day, { weekday: 'long' }),
    abbreviatedDayNames: names(tag, 7, day, { weekday: 'short' }),
    shortestDayNames: names(tag, 7, day, { weekday: 'narrow' }),
    monthNames: [...names(tag, 12, month, { month: 'long' }), ''],
    abbreviatedMonthNames: [...names(tag, 12, month, { month: 'short' }), ''],
    dateSeparator: '/',
    timeSeparator: ':',
    firstDayOfWeek: languageId === 1033 ? 0 : 1,
    shortDatePattern: languageId === 1033 ? 'M/d/yyyy' : 'dd/MM/yyyy',
    shortTimePattern: languageId === 1033 ? 'h:mm tt' : 'HH.mm',
  };
}

/** Separators and digits of numbers. */
export function numberFormattingInfo(languageId: number): object {
  const parts = new Intl.NumberFormat(languageTag(languageId)).formatToParts(-12345.6);
  const of = (type: Intl.NumberFormatPartTypes, fallback: string): string =>
    parts.find((part) => part.type === type)?.value ?? fallback;
  return {
    numberDecimalDigits: 2,
    numberDecimalSeparator: of('decimal', '.'),
    numberGroupSeparator: of('group', ','),
    numberGroupSizes: [3],
    negativeSign: of('minusSign', '-'),
    positiveSign: '+',
    currencySymbol: '',
    currencyDecimalDigits: 2,
    currencyDecimalSeparator: of('decimal', '.'),
    currencyGroupSeparator: of('group', ','),
    percentSymbol: '%',
  };
}
