/**
 * Room outbound, sends, budget. What the budget asks of the place that keeps the ledger's rows (the table `obm_requestbudget`). The store
 * understands nothing of what it keeps; all that counts is that its conditions hold.
 */

/** One hour's row; the columns are those of `REQUEST_BUDGET`. */
export interface LedgerRow {
  /** Alternate key `obm_hour`, such as `2026-11-22T19Z`. A store may use it as the row's name too. */
  readonly hour: string;
  /** For people who read the row, with `eventReserve` and `used`: nothing is decided by them. */
  readonly limit: number;
  readonly eventReserve: number;
  /** Requests booked in this clock hour so far. */
  readonly used: number;
  /** Text, at most 8,000 characters. Kept exactly as it is. */
  readonly ledger: string;
  readonly isClosed: boolean;
}

/** A row as it was read. */
export interface StoredLedgerRow extends LedgerRow {
  /** Version of the row (`@odata.etag`). */
  readonly etag: string;
}

/** What was found when the ledger was read. */
export interface LedgerRead {
  /** `undefined`: the table is empty. */
  readonly row?: StoredLedgerRow;
  /**
   * The server's time while it answered, cut to seconds: the answer's `Date` header as it is (RFC 9110, section 6.6.1). It makes one clock of
   * all runners' clocks, so give it wherever the header can be read (it can on a page of the same origin and on a server). Absent:
   * the runner's own clock is taken.
   */
  readonly serverTime?: Date;
}

/**
 * Each method rejects when it could not find out what it was asked. Rows are never deleted by the budget; whoever tidies up
 * must leave the row with the greatest hour.
 */
export interface LedgerStore {
  /**
   * The row with the greatest hour, open or closed (`$orderby=obm_hour desc&$top=1`), past any cache. A row that is no longer the greatest
   * does no harm: it is closed, or its etag is an old one.
   */
  readLatestHour(): Promise<LedgerRead>;
  /**
   * Updates the row if nobody changed it since it was read: `PATCH` by its key with `If-Match: <etag>`, of all of `obm_limit`,
   * `obm_eventreserve`, `obm_used`, `obm_ledger` and `obm_isclosed`. `changed` is the answer 412, and 404. It may be said of a row that
   * this very request changed (a connection that repeats a request gets 412 for its own work): the budget copes.
   */
  writeHour(row: StoredLedgerRow): Promise<'written' | 'changed'>;
  /**
   * Creates the row if there is none with its hour: `PATCH` by the alternate key `obm_hour` with `If-None-Match: *`, or `POST` that the key
   * refuses. `exists` is the answer 412 (Microsoft Learn, "Perform conditional operations using the Web API": Upsert, prevent update;
   * "Work with alternate keys": duplicates).
   */
  createHour(row: LedgerRow): Promise<'created' | 'exists'>;
}
