/**
 * Room sandbox/flows. Times between UTC and the zones of Windows' names. The rules of a zone are ICU's (IANA), which know more
 * of the past than Windows does.
 */
import type { Timestamp } from './timestamp';
import { fromDate, TICKS_PER_DAY, TICKS_PER_MS, timestampOf, toClock } from './timestamp';
import { WINDOWS_ZONES } from './windowsZones';

const BY_NAME: ReadonlyMap<string, string> = new Map(
  Object.entries(WINDOWS_ZONES).map(([name, zone]) => [name.toLowerCase(), zone]),
);

/** The IANA name of a zone with a Windows name, in any case; undefined when there is none. */
export const zoneOfWindowsName = (name: string): string | undefined => BY_NAME.get(name.trim().toLowerCase());

const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(zone: string): Intl.DateTimeFormat {
  let format = formats.get(zone);
  if (!format) {
    format = new Intl.DateTimeFormat('en-US', {
      timeZone: zone,
      calendar: 'gregory',
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
    formats.set(zone, format);
  }
  return format;
}

/** Ticks that clocks of the zone are ahead of UTC at an instant. */
function offsetAt(zone: string, utcTicks: bigint): bigint {
  const clock = toClock({ ticks: utcTicks, isUtc: true });
  const parts = formatOf(zone).formatToParts(clock);
  const read = (type: string): number => Number(parts.find((part) => part.type === type)?.value ?? 0);
  const local = new Date(0);
  local.setUTCFullYear(read('year'), read('month') - 1, read('day'));
  local.setUTCHours(read('hour'), read('minute'), read('second'), clock.getUTCMilliseconds());
  return fromDate(local).ticks - fromDate(clock).ticks;
}

/** What clocks of the zone show; without a zone of its own, and undefined outside of the years 1 to 9999. */
export function fromUtc(utc: Timestamp, zone: string): Timestamp | undefined {
  return timestampOf(utc.ticks + offsetAt(zone, utc.ticks), zone === 'UTC');
}

/**
 * The instant at which clocks of the zone show a time. A time that clocks show twice is the later one, in standard time, as
 * .NET takes it. Undefined for a time that clocks leap over.
 */
export function toUtc(local: Timestamp, zone: string): Timestamp | undefined {
  const offsets = [local.ticks - TICKS_PER_DAY, local.ticks + TICKS_PER_DAY].map((ticks) =>
    offsetAt(zone, clamp(ticks)),
  );
  const instants = offsets
    .map((offset) => ({ offset, ticks: local.ticks - offset }))
    .filter(({ offset, ticks }) => offsetAt(zone, clamp(ticks)) === offset)
    .map(({ ticks }) => ticks);
  const [first, second = first] = instants;
  if (first === undefined || second === undefined) return undefined;
  return timestampOf(first > second ? first : second, true);
}

/** Keeps a probe at the edge of the calendar inside of it. */
const clamp = (ticks: bigint): bigint => (ticks < TICKS_PER_MS ? TICKS_PER_MS : ticks);
