/** What was really posted, and the most that any hour of it holds. */
export const HOUR_MS = 3_600_000;

/** The most posts in any window of that width, both ends included, of ascending times. */
export function mostInAnHour(times: readonly number[], widthMs = HOUR_MS): number {
  let from = 0;
  let most = 0;
  times.forEach((time, index) => {
    while (time - (times[from] ?? time) > widthMs) from += 1;
    most = Math.max(most, index - from + 1);
  });
  return most;
}

export const ascending = (times: readonly number[]): number[] => [...times].sort((one, other) => one - other);
