/**
 * Room sandbox/dataverse, Web API. What stands before the work of every request: whoever wants to disturb requests puts a gate
 * there. The platform has no such thing.
 */

/** One request as its first line names it. */
export interface RequestLine {
  readonly method: string;
  /** What follows `/api/data/v9.2/`, still percent-encoded, without the query. */
  readonly path: string;
}

/** What a gate throws when the connection is cut: no answer will reach the client. */
export const isConnectionCut = (error: unknown): boolean =>
  (error as { name?: unknown } | null | undefined)?.name === 'ConnectionCutError';

export interface RequestGate {
  /**
   * Does the work of one request, or of several that happen together or not at all, as those of a change set.
   * @throws {ConnectionCutError} when the answer will not reach the client: nothing more of the request is to be done
   * @throws {DataverseError} when the request is to be refused; the work is not done then
   */
  pass<Result>(requests: readonly RequestLine[], work: () => Result | Promise<Result>): Promise<Result>;
}
