/** Room outbound, sends. What the dispatcher asks of the place it runs in (a browser tab, a server, a test), and its settings. */
import type { Invoker } from '../../invoke/gateway';
import type { RequestBudget } from '../budget/requestBudget';
import type { SendJournal } from '../sendJournal';
import type { DispatchProgress } from './dispatchReport';

/** What a run needs of the place it runs in. Time and waiting are the host's. */
export interface DispatchHost {
  readonly journal: SendJournal;
  readonly invoker: Invoker;
  /** The organisation's request allowance. Absent: requests are not counted. */
  readonly budget?: RequestBudget;
  readonly clock: () => Date;
  /** Resolves after the time, earlier when the host is closing; never rejects. */
  readonly wait: (ms: number) => Promise<void>;
  /** Gives another text each time, such as a GUID: no two claims ever have the same name. */
  readonly newId: () => string;
  /** Told before a batch is posted, when the platform throttles, and when an outcome is known. */
  readonly onProgress?: (progress: DispatchProgress) => void;
  /** Told when nothing is free in the organisation's allowance, and until when. */
  readonly onBudgetWait?: (until: Date) => void;
}

/** What may be said about one run. Times are milliseconds. */
export interface DispatchOptions {
  /** Names this runner in the journal, such as `browser/3f2a`. */
  readonly claimedBy: string;
  /** How long a claim holds. Longer than the slowest answer: what was posted and not answered by then is unknown. @default 600000 */
  readonly leaseMs?: number;
  /** Requests in flight at a time; as many batches again are claimed ahead. @default 4 */
  readonly concurrency?: number;
  /** Requests for one batch while the platform throttles. @default 5 */
  readonly maxAttempts?: number;
  /** Tries to reach the journal or the budget with one question. @default 3 */
  readonly maxJournalAttempts?: number;
  /** The pause before such a try is repeated, times the tries so far. @default 1000 */
  readonly journalRetryMs?: number;
  /** The send is looked at again before a claim when the last look is older: a pause holds after that time. @default 2000 */
  readonly lookEveryMs?: number;
  /** Requests booked together at most. A runner that vanishes leaves so many unused. @default 100 */
  readonly budgetChunk?: number;
  /** A longer wait for the budget ends the run instead (a server comes back later). @default no limit */
  readonly maxBudgetWaitMs?: number;
  /** Asked again and again: true leaves the rest waiting. Must not throw. @default never */
  readonly shouldStop?: () => boolean;
}

/** The options of a run with their defaults filled in. */
export type DispatchSettings = Required<Omit<DispatchOptions, 'shouldStop'>>;

const DEFAULTS: Omit<DispatchSettings, 'claimedBy'> = {
  leaseMs: 600_000,
  concurrency: 4,
  maxAttempts: 5,
  maxJournalAttempts: 3,
  journalRetryMs: 1000,
  lookEveryMs: 2000,
  budgetChunk: 100,
  maxBudgetWaitMs: Infinity,
};

/** The options with their defaults; those given as `undefined` count as absent. */
export function toSettings(options: DispatchOptions): DispatchSettings {
  const given = Object.entries(options).filter(([, value]) => value !== undefined);
  return { ...DEFAULTS, ...(Object.fromEntries(given) as unknown as DispatchOptions) };
}
