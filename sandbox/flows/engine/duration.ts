/** Room sandbox/flows. Lengths of time as definitions write them (ISO 8601), and steps of a calendar. */

const DURATION = /^P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?)?$/;
const PART_MS = [31_536_000_000, 2_592_000_000, 604_800_000, 86_400_000, 3_600_000, 60_000, 1_000];

/** About 100 years: further than any clock here is moved. */
const LONGEST_MS = 100 * 31_536_000_000;

/**
 * Milliseconds of a duration such as `PT1H30M`; undefined when it is none, or longer than 100 years. A month counts 30 days and a year 365, as .NET
 * counts them.
 */
export function readDuration(text: string): number | undefined {
  const match = DURATION.exec(text);
  if (!match || text.endsWith('P') || text.endsWith('T')) return undefined;
  const length = PART_MS.reduce((sum, size, index) => sum + size * Number(match[index + 1] ?? 0), 0);
  return length <= LONGEST_MS ? length : undefined;
}

const UNIT_MS: Readonly<Record<string, number>> = {
  second: 1_000,
  minute: 60_000,
  hour: 3_600_000,
  day: 86_400_000,
  week: 604_800_000,
};

/** The last day of that month at most, so that a month after 31 January is in February. */
function addMonths(time: Date, count: number): Date {
  const moved = new Date(time);
  moved.setUTCDate(1);
  moved.setUTCMonth(moved.getUTCMonth() + count);
  const days = new Date(Date.UTC(moved.getUTCFullYear(), moved.getUTCMonth() + 1, 0)).getUTCDate();
  moved.setUTCDate(Math.min(time.getUTCDate(), days));
  return moved;
}

/** @param unit `Second` to `Week` or `Month`, in any case; another one gives undefined */
export function addInterval(time: Date, count: number, unit: string): Date | undefined {
  const name = unit.toLowerCase();
  if (name === 'month') return addMonths(time, count);
  const size = UNIT_MS[name];
  return size === undefined ? undefined : new Date(time.getTime() + count * size);
}
