/**
 * Room sandbox/flows. When a recurrence is due next. Pure. Times of a schedule are those that clocks of its zone show, also
 * when these are put forward or back. Source: Microsoft Learn, "Schedule and run recurring workflows with the Recurrence
 * trigger" (Azure Logic Apps): start time, missed occurrences, daylight saving.
 */
import { fromUtc, toUtc, zoneOfWindowsName } from '../expressions/time/timeZones';
import { parseTimestamp } from '../expressions/time/parseTimestamp';
import { addTime, fromDate, toClock, toFields, type Timestamp } from '../expressions/time/timestamp';
import type { Recurrence } from './contracts';

const MINUTE_TICKS = 600_000_000n;
const DAY_TICKS = 864_000_000_000n;
/** A day that clocks leap over has no such time: the days after it are looked at, up to a year. */
const MAX_DAYS = 366 * 2;

/**
 * The first occurrence after a time; those before it that nobody saw are passed over.
 * @param recurrence one that `readRecurrence` has accepted
 * @param anchor when the flow was turned on: what a recurrence without a start time counts from
 * @returns `undefined` outside of the years that can be reckoned with
 */
export function nextOccurrence(recurrence: Recurrence, anchor: Date, after: Date): Date | undefined {
  const zone = (recurrence.timeZone === undefined ? undefined : zoneOfWindowsName(recurrence.timeZone)) ?? 'UTC';
  const start = startOf(recurrence, anchor, zone);
  if (!start) return undefined;
  const found = recurrence.schedule
    ? nextScheduled(recurrence, start, fromDate(after), zone)
    : nextInterval(recurrence, start, fromDate(after), zone);
  return found && toClock(found);
}

/** Is a flow with this recurrence run at once when it is turned on? */
export const runsAtOnce = ({ startTime, schedule }: Recurrence): boolean =>
  startTime === undefined && schedule === undefined;

/** In UTC. */
function startOf({ startTime }: Recurrence, anchor: Date, zone: string): Timestamp | undefined {
  if (startTime === undefined) return fromDate(anchor);
  const written = parseTimestamp(startTime);
  if (!written || written.isUtc) return written;
  return toUtc(written, zone);
}

/** Start, start and an interval, start and two: on the clocks of the zone, so that a day is a day when clocks are put back. */
function nextInterval(recurrence: Recurrence, start: Timestamp, after: Timestamp, zone: string): Timestamp | undefined {
  if (start.ticks > after.ticks) return start;
  const { frequency, interval } = recurrence;
  const local = fromUtc(start, zone);
  if (!local) return undefined;
  const isOnTheClock = frequency === 'Day' || frequency === 'Week' || frequency === 'Month';
  const unitTicks = isOnTheClock ? (frequency === 'Week' ? 7n * DAY_TICKS : DAY_TICKS) : ticksOf(frequency);
  // Months are counted by the calendar: no month is longer than 31 days, so that this never begins too late.
  const step = (frequency === 'Month' ? 31n * DAY_TICKS : unitTicks) * BigInt(interval);
  let rounds = Number((after.ticks - start.ticks) / step);
  for (let tries = 0; tries < MAX_DAYS; tries += 1, rounds += 1) {
    const count = rounds * interval;
    const due = isOnTheClock ? onTheClock(local, count, frequency, zone) : addTime(start, count, frequency);
    if (due && due.ticks > after.ticks) return due;
  }
  return undefined;
}

function onTheClock(local: Timestamp, count: number, frequency: string, zone: string): Timestamp | undefined {
  const shown = addTime(local, count, frequency);
  return shown && toUtc({ ticks: shown.ticks, isUtc: false }, zone);
}

const ticksOf = (frequency: string): bigint =>
  frequency === 'Hour' ? 60n * MINUTE_TICKS : frequency === 'Minute' ? MINUTE_TICKS : MINUTE_TICKS / 60n;

/** Days of the start's rhythm, at the hours and minutes of the schedule. */
function nextScheduled(
  recurrence: Recurrence,
  start: Timestamp,
  after: Timestamp,
  zone: string,
): Timestamp | undefined {
  const local = fromUtc(start, zone);
  const from = after.ticks > start.ticks ? fromUtc(after, zone) : local;
  if (!local || !from) return undefined;
  const { hours, minutes, weekDays } = recurrence.schedule ?? {};
  const startFields = toFields(local);
  const times = timesOfDay(hours, minutes, startFields.hour, startFields.minute);
  const firstDay = midnightOf(local);
  let day = midnightOf(from);
  for (let tries = 0; tries < MAX_DAYS * 7; tries += 1, day += DAY_TICKS) {
    if (!isInRhythm(recurrence, firstDay, day, weekDays, startFields.weekday)) continue;
    for (const time of times) {
      const due = toUtc({ ticks: day + time, isUtc: false }, zone);
      if (due && due.ticks > after.ticks && due.ticks >= start.ticks) return due;
    }
  }
  return undefined;
}

const midnightOf = ({ ticks }: Timestamp): bigint => ticks - (ticks % DAY_TICKS);

/** Without hours the start's hour, without minutes the start's minute; in the order of the day. */
function timesOfDay(
  hours: readonly number[] | undefined,
  minutes: readonly number[] | undefined,
  hour: number,
  minute: number,
): bigint[] {
  return (hours ?? [hour])
    .flatMap((one) => (minutes ?? [minute]).map((other) => BigInt(one * 60 + other) * MINUTE_TICKS))
    .sort((one, other) => (one < other ? -1 : one > other ? 1 : 0));
}

/** Every so many days or weeks from the start's, weeks beginning on Sunday; without days of the week, that of the start. */
function isInRhythm(
  { frequency, interval }: Recurrence,
  firstDay: bigint,
  day: bigint,
  weekDays: readonly number[] | undefined,
  startWeekDay: number,
): boolean {
  const days = Number((day - firstDay) / DAY_TICKS);
  if (days < 0) return false;
  if (frequency === 'Day') return days % interval === 0;
  const weekDay = (startWeekDay + days) % 7;
  if (!(weekDays ?? [startWeekDay]).includes(weekDay)) return false;
  return Math.floor((startWeekDay + days) / 7) % interval === 0;
}
