/** Room sandbox/flows. Reads and checks what a Recurrence trigger says. */
import { isArray, isObject, type FlowObject, type FlowValue } from '../expressions';
import { parseTimestamp } from '../expressions/time/parseTimestamp';
import { zoneOfWindowsName } from '../expressions/time/timeZones';
import { TriggerInvalidError, type Frequency, type Recurrence } from './contracts';

const SECONDS: Readonly<Record<Frequency, number>> = {
  Second: 1,
  Minute: 60,
  Hour: 3600,
  Day: 86_400,
  Week: 604_800,
  Month: 2_592_000,
};
/** Source: Microsoft Learn, "Limits of automated, scheduled, and instant flows", recurrence interval. */
const SHORTEST_SECONDS = 60;
const LONGEST_SECONDS = 500 * 86_400;

const WEEK_DAYS = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'];

/** @throws {TriggerInvalidError} */
export function readRecurrence(name: string, value: FlowObject): Recurrence {
  const { frequency, interval, startTime, timeZone, schedule } = value;
  const refuse = (what: string): never => {
    throw new TriggerInvalidError(name, what);
  };
  if (typeof frequency !== 'string' || !Object.hasOwn(SECONDS, frequency)) {
    return refuse('has no frequency that is Second, Minute, Hour, Day, Week or Month');
  }
  if (typeof interval !== 'number' || !Number.isInteger(interval) || interval < 1) {
    return refuse('has no interval that is a whole number from 1');
  }
  const seconds = SECONDS[frequency as Frequency] * interval;
  if (seconds < SHORTEST_SECONDS || seconds > LONGEST_SECONDS) {
    return refuse('recurs more often than every 60 seconds or less often than every 500 days');
  }
  if (startTime !== undefined && (typeof startTime !== 'string' || parseTimestamp(startTime) === undefined)) {
    return refuse('has a start time that is not a time');
  }
  if (timeZone !== undefined && (typeof timeZone !== 'string' || zoneOfWindowsName(timeZone) === undefined)) {
    return refuse('names a time zone that is not known');
  }
  return {
    frequency: frequency as Frequency,
    interval,
    ...(startTime === undefined ? {} : { startTime }),
    ...(timeZone === undefined ? {} : { timeZone }),
    ...(schedule === undefined ? {} : { schedule: readSchedule(frequency as Frequency, schedule, refuse) }),
  };
}

function readSchedule(
  frequency: Frequency,
  value: FlowValue,
  refuse: (what: string) => never,
): NonNullable<Recurrence['schedule']> {
  if (!isObject(value)) return refuse('has a schedule that is not an object');
  const unknown = Object.keys(value).find((key) => !['hours', 'minutes', 'weekDays'].includes(key));
  if (unknown !== undefined) return refuse(`has '${unknown}' in its schedule, which the sandbox does not do`);
  const { hours, minutes, weekDays } = value;
  if (frequency !== 'Day' && frequency !== 'Week') return refuse('has a schedule, which only days and weeks may have');
  if (weekDays !== undefined && frequency !== 'Week')
    return refuse('names days of the week, which only weeks may have');
  const numbers = (list: FlowValue, below: number, what: string): readonly number[] => {
    const given = isArray(list)
      ? list.map((one) => (typeof one === 'string' && /^\d+$/.test(one) ? Number(one) : one))
      : [];
    const whole = given.filter((one): one is number => typeof one === 'number' && Number.isInteger(one));
    if (whole.length === 0 || whole.length !== given.length || whole.some((one) => one < 0 || one >= below)) {
      return refuse(`has ${what} that are not from 0 to ${below - 1}`);
    }
    return whole;
  };
  const days = (list: FlowValue): readonly number[] => {
    const given = isArray(list) ? list.map((day) => WEEK_DAYS.indexOf(String(day).toLowerCase())) : [];
    return given.length === 0 || given.includes(-1) ? refuse('names days of the week that do not exist') : given;
  };
  return {
    ...(hours === undefined ? {} : { hours: numbers(hours, 24, 'hours') }),
    ...(minutes === undefined ? {} : { minutes: numbers(minutes, 60, 'minutes') }),
    ...(weekDays === undefined ? {} : { weekDays: days(weekDays) }),
  };
}
