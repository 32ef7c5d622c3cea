/**
 * Room sandbox/flows. The platform's numbers. Source, where nothing else is said: Microsoft Learn, "Limits of automated,
 * scheduled, and instant flows".
 */

export const MAX_ACTIONS = 500;
/** Levels of actions, the outermost counted as 1 (what counts as a level is inferred). */
export const MAX_NESTING = 8;
export const MAX_VARIABLES = 250;
export const MAX_SWITCH_CASES = 25;
/** Characters of the name of an action or trigger. */
export const MAX_NAME_LENGTH = 80;

export const DEFAULT_UNTIL_COUNT = 60;
export const MAX_UNTIL_COUNT = 5_000;
export const DEFAULT_UNTIL_TIMEOUT_MS = 3_600_000;
export const MAX_LOOP_CONCURRENCY = 50;

const DAY_MS = 86_400_000;
export const MAX_RUN_MS = 30 * DAY_MS;
/** A synchronous request to a connector. */
export const MAX_CALL_MS = 120_000;
/** Bytes of one message: the inputs or outputs of an action. */
export const MAX_MESSAGE_BYTES = 104_857_600;

export const MAX_RETRIES = 90;
export const MIN_RETRY_DELAY_MS = 5_000;
export const MAX_RETRY_DELAY_MS = DAY_MS;

/** What the plan of a flow's owner allows. */
export type PerformanceProfile = 'Low' | 'Medium' | 'High';

/** Items that one Foreach takes. */
export const maxLoopItems = (profile: PerformanceProfile): number => (profile === 'Low' ? 5_000 : 100_000);
