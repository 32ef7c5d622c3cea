/**
 * Room outbound, invoke. What the answer to one request means for its contacts, by one table.
 * The action's error contract is not published. Service protection is (Microsoft Learn, "Service protection API limits"): such a
 * request was refused before it ran, so it alone may be repeated. That every other 4xx did nothing, and that a 408 or 5xx
 * may have sent something, is inferred and errs on the side of not messaging anybody twice.
 */

/** What came back from one request. */
export type InvokeAnswer =
  | {
      readonly kind: 'response';
      /** HTTP status. */
      readonly status: number;
      /** The platform's code: `0x80072322`, or the same as a signed decimal. */
      readonly errorCode?: string | number;
      readonly errorMessage?: string;
      /** `Retry-After`, converted from seconds where it is read. */
      readonly retryAfterMs?: number;
      /** The claimed row's version after this request, where the gateway changed it. */
      readonly etag?: string;
    }
  /** The claimed row had changed already: another copy of this very request was faster, and its answer is lost. */
  | { readonly kind: 'repeated' }
  /** Nothing came back: `cause` says what is known, such as `timeout`, `connection-lost`, `aborted`. */
  | { readonly kind: 'no-answer'; readonly cause: string };

/** What happened to a batch. `code` is stable, `message` is the platform's own sentence. */
export type BatchOutcome =
  /** The service took the batch. Not: the messages arrived. */
  | { readonly kind: 'accepted' }
  /** The platform surely did nothing. */
  | { readonly kind: 'refused'; readonly code: string; readonly message: string }
  /** Refused for load before it ran; to be repeated after the wait. */
  | { readonly kind: 'throttled'; readonly retryAfterMs: number; readonly etag?: string }
  /** It may have been sent. Never repeated by the program. */
  | { readonly kind: 'unknown'; readonly code: string; readonly message: string };

/** Number of requests, execution time, concurrent requests: Microsoft Learn, "Service protection API limits". */
export const SERVICE_PROTECTION_CODES = ['0x80072322', '0x80072321', '0x80072326'] as const;

/** Used when a throttled answer does not say how long to wait; the platform documents that it always does. */
export const DEFAULT_RETRY_AFTER_MS = 30_000;

const THROTTLED_CODES: ReadonlySet<number> = new Set(SERVICE_PROTECTION_CODES.map((code) => Number(code)));

/** What an answer means. Never throws. */
export function classifyAnswer(answer: InvokeAnswer): BatchOutcome {
  if (answer.kind === 'no-answer') {
    return { kind: 'unknown', code: answer.cause || 'no-answer', message: 'No answer came back from the platform.' };
  }
  if (answer.kind === 'repeated') {
    const message =
      'The request reached the platform more than once. Only the first copy could run, and its answer is lost.';
    return { kind: 'unknown', code: 'request-repeated', message };
  }
  const { status, errorCode, errorMessage = '', retryAfterMs, etag } = answer;
  if (status >= 200 && status < 300) return { kind: 'accepted' };
  if (status === 429 || isServiceProtectionCode(errorCode)) {
    return { kind: 'throttled', retryAfterMs: toWaitMs(retryAfterMs), ...(etag !== undefined && { etag }) };
  }
  const code = errorCode === undefined || errorCode === '' ? `http-${status}` : String(errorCode);
  const kind = status >= 400 && status < 500 && status !== 408 ? 'refused' : 'unknown';
  return { kind, code, message: errorMessage };
}

/** Is it one of the three service protection codes, in hex or as a signed or unsigned decimal? */
export function isServiceProtectionCode(code: string | number | undefined): boolean {
  if (code === undefined || code === '') return false;
  const number = Number(code);
  return Number.isInteger(number) && THROTTLED_CODES.has(number < 0 ? number + 2 ** 32 : number);
}

const toWaitMs = (retryAfterMs: number | undefined): number =>
  retryAfterMs !== undefined && Number.isFinite(retryAfterMs) && retryAfterMs >= 0
    ? retryAfterMs
    : DEFAULT_RETRY_AFTER_MS;
