/** Room sandbox/flows. Functions between time zones. A timestamp's own zone mark does not count; the named zones do. */
import { fromUtc, toUtc, zoneOfWindowsName } from '../time/timeZones';
import type { Timestamp } from '../time/timestamp';
import type { Arguments } from './arguments';
import type { FlowFunction } from './contracts';
import { define } from './contracts';
import { timestampAt, write } from './dates';

const zoneAt = (given: Arguments, index: number): string =>
  zoneOfWindowsName(given.text(index)) ?? given.refuse(`argument ${index + 1} is not the Windows name of a time zone`);

const intoUtc = (given: Arguments, timestamp: Timestamp, zone: string): Timestamp =>
  toUtc(timestamp, zone) ?? given.refuse('clocks of the source time zone never show that time');

const outOfUtc = (given: Arguments, timestamp: Timestamp, zone: string): Timestamp =>
  fromUtc(timestamp, zone) ?? given.refuse('the result is outside of the years 1 to 9999');

function convertTimeZone(given: Arguments): string {
  const utc = intoUtc(given, timestampAt(given, 0), zoneAt(given, 1));
  return write(given, outOfUtc(given, utc, zoneAt(given, 2)), 3);
}

export const TIME_ZONE_FUNCTIONS: readonly FlowFunction[] = [
  define('convertFromUtc', [2, 3], (given) =>
    write(given, outOfUtc(given, timestampAt(given, 0), zoneAt(given, 1)), 2),
  ),
  define('convertTimeZone', [3, 4], convertTimeZone),
  define('convertToUtc', [2, 3], (given) => write(given, intoUtc(given, timestampAt(given, 0), zoneAt(given, 1)), 2)),
];
