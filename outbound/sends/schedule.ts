/** Room outbound, sends. The time of a send that starts later, and what can be wrong with it. */

/** When a send starts, both as moments. */
export interface Schedule {
  /** Not before. */
  readonly scheduledOn: Date;
  /** Not started by then, a person is asked. Absent: no limit. */
  readonly startBy?: Date;
}

/** `past`: the start is over. `start-by-first`: the latest start is before the start. */
export type ScheduleFault = 'past' | 'start-by-first';

/** What stands against this time; `undefined`: nothing. */
export function findScheduleFault({ scheduledOn, startBy }: Schedule, now: Date): ScheduleFault | undefined {
  if (scheduledOn.getTime() <= now.getTime()) return 'past';
  return startBy && startBy.getTime() < scheduledOn.getTime() ? 'start-by-first' : undefined;
}

const DEFAULT_WINDOW_MS = 2 * 3_600_000;

/** The latest start that is offered for a start: two hours later. */
export const defaultStartBy = (scheduledOn: Date): Date => new Date(scheduledOn.getTime() + DEFAULT_WINDOW_MS);
