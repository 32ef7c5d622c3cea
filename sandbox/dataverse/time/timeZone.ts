/**
 * Room sandbox/dataverse, time. Clock times of a zone. A clock time is written as the milliseconds at which clocks of UTC would
 * show the same. The rules of a zone are those of ICU.
 */
import { WINDOWS_ZONES } from '../../flows/expressions/time/windowsZones';
import { TIME_ZONE_NAMES } from './timeZoneCodes';

export interface TimeZone {
  readonly name: string;
  /** What clocks show at an instant. */
  toLocal(utcMs: number): number;
  /** The instant at which clocks show that; of a time that comes twice the later one, of one leapt over the time after it. */
  toUtc(localMs: number): number;
  /** The clock time of an ISO text in UTC, as an SQL expression. */
  toLocalSql(expression: string): string;
}

export const UTC: TimeZone = {
  name: 'UTC',
  toLocal: (utcMs) => utcMs,
  toUtc: (localMs) => localMs,
  toLocalSql: (expression) => expression,
};

const MINUTE = 60_000;
const DAY = 86_400_000;

/** Changes of the clocks that statements know: outside, those nearest in time hold. */
const FIRST_YEAR = 1970;
const LAST_YEAR = 2050;

class IanaZone implements TimeZone {
  private readonly format: Intl.DateTimeFormat;
  private offsets: readonly { readonly from: number; readonly minutes: number }[] | undefined;

  constructor(
    readonly name: string,
    zone: string,
  ) {
    const numeric = 'numeric';
    this.format = new Intl.DateTimeFormat('en-US', {
      timeZone: zone,
      calendar: 'gregory',
      hourCycle: 'h23',
      year: numeric,
      month: numeric,
      day: numeric,
      hour: numeric,
      minute: numeric,
      second: numeric,
    });
  }

  toLocal(utcMs: number): number {
    return utcMs + this.offset(utcMs);
  }

  toUtc(localMs: number): number {
    const [before, after] = [this.offset(localMs - DAY), this.offset(localMs + DAY)];
    const fits = [before, after].filter((offset) => this.offset(localMs - offset) === offset);
    return localMs - (fits.length > 0 ? Math.min(...fits) : before);
  }

  toLocalSql(expression: string): string {
    const [first, ...changes] = this.changes();
    const shift = (minutes: number): string => `'${minutes < 0 ? '-' : '+'}${Math.abs(minutes)} minutes'`;
    const cases = changes
      .map(({ from, minutes }) => `WHEN ${expression} >= '${toText(from)}' THEN ${shift(minutes)}`)
      .reverse();
    const otherwise = shift(first?.minutes ?? 0);
    const modifier = cases.length === 0 ? otherwise : `CASE ${cases.join(' ')} ELSE ${otherwise} END`;
    return `strftime('%Y-%m-%dT%H:%M:%SZ', ${expression}, ${modifier})`;
  }

  private offset(utcMs: number): number {
    const values: Record<string, number> = {};
    for (const { type, value } of this.format.formatToParts(utcMs)) values[type] = Number(value);
    const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = values;
    return Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(utcMs / 1000) * 1000;
  }

  private changes(): readonly { readonly from: number; readonly minutes: number }[] {
    if (this.offsets) return this.offsets;
    const found = [{ from: -Infinity, minutes: Math.round(this.offset(Date.UTC(FIRST_YEAR, 0)) / MINUTE) }];
    for (let month = 0; month < (LAST_YEAR - FIRST_YEAR) * 12; month += 1) {
      const [start, end] = [Date.UTC(FIRST_YEAR, month), Date.UTC(FIRST_YEAR, month + 1)];
      if (this.offset(start) === this.offset(end)) continue;
      found.push({ from: this.changeBetween(start, end), minutes: Math.round(this.offset(end) / MINUTE) });
    }
    this.offsets = found;
    return found;
  }

  private changeBetween(start: number, end: number): number {
    const wanted = this.offset(end);
    let [low, high] = [start, end];
    while (high - low > MINUTE) {
      const middle = Math.floor((low + high) / 2 / MINUTE) * MINUTE;
      if (this.offset(middle) === wanted) high = middle;
      else low = middle;
    }
    return high;
  }
}

const toText = (time: number): string => `${new Date(time).toISOString().slice(0, 19)}Z`;

const known = new Map<string, TimeZone>([['UTC', UTC]]);

/** Zone of a Windows name; undefined when there is none of that name. */
function zoneOf(windowsName: string): TimeZone | undefined {
  const kept = known.get(windowsName);
  if (kept) return kept;
  const iana = WINDOWS_ZONES[windowsName];
  if (iana === undefined) return undefined;
  const zone = new IanaZone(windowsName, iana);
  known.set(windowsName, zone);
  return zone;
}

/** The zone of a code of user settings; undefined for a code that is not known. */
export const zoneOfCode = (code: number): TimeZone | undefined => zoneOf(TIME_ZONE_NAMES[code] ?? '');

/** The code of a zone by its Windows name, in any case. */
export function codeOfZone(name: string): number | undefined {
  const wanted = name.trim().toLowerCase();
  const found = Object.entries(TIME_ZONE_NAMES).find(([, one]) => one.toLowerCase() === wanted);
  return found && Number(found[0]);
}
