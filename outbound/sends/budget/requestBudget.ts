/**
 * Room outbound, sends, budget. What a runner asks of the organisation's allowance of outbound requests before it posts one.
 */

/** Bulk: a batch of a send, which shares with other sends. Event: a message for one event, which waits for no share. */
export type RequestKind = 'bulk' | 'event';

/** A send asks for some of the organisation's requests. */
export interface BudgetRequest {
  /** Whose requests they are: the send's id, such as `9f2b7f0e-…`; letters, digits, `.`, `:`, `_` and `-`, at most 50. */
  readonly sendId: string;
  /** Requests the runner can post at once, so within some seconds; at least 1. */
  readonly wanted: number;
  /** Requests the whole send still has to post, `wanted` included. Its share is counted with it. */
  readonly waiting: number;
  readonly kind: RequestKind;
}

/** Requests that may be posted. */
export interface Granted {
  readonly kind: 'granted';
  /** At least 1, at most as many as were wanted. */
  readonly count: number;
  /** By the runner's own clock. What is not posted by then must not be posted with this grant: give it back. */
  readonly useBefore: Date;
  /** Ten seconds since 1970 that the requests are booked in. */
  readonly slot: number;
  readonly sendId: string;
  readonly requestKind: RequestKind;
  /** Number of the booking in the ledger: a grant is given back once at most. */
  readonly booking: number;
}

/** The answer: requests that may be posted, or when to ask again. */
export type Grant =
  | Granted
  /** Nothing is free for this send; ask again then (by the runner's own clock). Asking earlier does no harm. */
  | { readonly kind: 'wait'; readonly until: Date };

/** The organisation's request allowance, the same for every runner on every computer. */
export interface RequestBudget {
  /**
   * Books up to `wanted` requests for a send. They have to be posted before `useBefore`, else given back or counted as used.
   * Never more than the allowance in any sliding hour. Post nothing when it rejects.
   * @throws {BudgetUnavailableError} when the ledger cannot be read or written.
   * @throws {LedgerDamagedError} when what the ledger says cannot be understood.
   * @throws {BudgetClockError} when the ledger is far ahead of the clock.
   * @throws {BudgetRequestInvalidError} when the request makes no sense.
   */
  reserve(request: BudgetRequest): Promise<Grant>;
  /**
   * Gives requests back that were surely not posted. Best effort, never rejects: what cannot be given back counts as used. A grant
   * is given back once; a second time does nothing.
   */
  release(grant: Grant, unused: number): Promise<void>;
}
