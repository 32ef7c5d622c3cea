/**
 * Room outbound, invoke. What the answer to one request means for its contacts, by one table.
 * The action's error contract is not published. Service protection is (Microsoft Learn, "Service protection API limits"): such a
 * request was refused before it ran, so it alone may be repeated. That every other 4xx did nothing, and that a 408 or 5xx
 * may have sent something, is inferred and errs on the side of not messaging anybody twice.
 */
import { MESSAGE_TEMPLATE, OUTBOUND_CONFIGURATION } from '../dataverse/names';
import { conclude } from '../dataverse/webApi';

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

/**
 * Why no batch of a send can be accepted any more until a person has done something:
 *
 * - `permission-denied`: the runner's user may no longer send, or is signed out.
 * - `configuration-missing`, `template-missing`: the outbound configuration or its message template was deleted.
 * - `action-missing`: outbound messaging was removed from the environment.
 */
export type SendStop = 'permission-denied' | 'configuration-missing' | 'template-missing' | 'action-missing';

/** What happened to a batch. `code` is stable, `message` is the platform's own sentence, `etag` the row's version since. */
export type BatchOutcome =
  /** The service took the batch. Not: the messages arrived. */
  | { readonly kind: 'accepted'; readonly etag?: string }
  /** The platform surely did nothing. With `stops` it will do nothing for the other batches of the send either. */
  | {
      readonly kind: 'refused';
      readonly code: string;
      readonly message: string;
      readonly stops?: SendStop;
      readonly etag?: string;
    }
  /** Refused for load before it ran; to be repeated after the wait. */
  | { readonly kind: 'throttled'; readonly retryAfterMs: number; readonly etag?: string }
  /** It may have been sent. Never repeated by the program. */
  | { readonly kind: 'unknown'; readonly code: string; readonly message: string; readonly etag?: string };

/** Number of requests, execution time, concurrent requests: Microsoft Learn, "Service protection API limits". */
export const SERVICE_PROTECTION_CODES = ['0x80072322', '0x80072321', '0x80072326'] as const;

/** Used when a throttled answer does not say how long to wait; the platform documents that it always does. */
export const DEFAULT_RETRY_AFTER_MS = 30_000;

const numbersOf = (codes: readonly string[]): ReadonlySet<number> => new Set(codes.map((code) => Number(code)));

const THROTTLED_CODES = numbersOf(SERVICE_PROTECTION_CODES);

interface RefusalRule {
  readonly stops: SendStop;
  readonly statuses?: readonly number[];
  readonly codes?: ReadonlySet<number>;
  /** Tables that a "does not exist" may name; `undefined` among them: it names none. */
  readonly tables?: readonly (string | undefined)[];
}

/**
 * Refusals that every other batch of the send would meet too: a rule holds when each of its parts does; the first that holds
 * counts. Codes: Microsoft Learn, "Web service error codes" (access denied, token expired, privilege denied), and error bodies
 * in public issue threads (no roles, object does not exist, no such segment). That a missing configuration is told by 0x80040217
 * with the table's name in the sentence, as for any other row, is inferred.
 */
const STOPPING_REFUSALS: readonly RefusalRule[] = [
  { stops: 'permission-denied', statuses: [401, 403] },
  {
    stops: 'permission-denied',
    codes: numbersOf(['0x80040220', '0x80048306', '0x80042f09', '0x80048405', '0x8005f101']),
  },
  { stops: 'action-missing', statuses: [404], codes: numbersOf(['0x8006088a', '0x80060888']) },
  { stops: 'template-missing', codes: numbersOf(['0x80040217']), tables: [MESSAGE_TEMPLATE.table] },
  {
    stops: 'configuration-missing',
    codes: numbersOf(['0x80040217']),
    tables: [OUTBOUND_CONFIGURATION.table, undefined],
  },
];

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
  const version = etag === undefined ? {} : { etag };
  const conclusion = conclude(answer);
  if (conclusion === 'done') return { kind: 'accepted', ...version };
  if (status === 429 || isServiceProtectionCode(errorCode)) {
    return { kind: 'throttled', retryAfterMs: toWaitMs(retryAfterMs), ...version };
  }
  const code = errorCode === undefined || errorCode === '' ? `http-${status}` : String(errorCode);
  const answered = { code, message: errorMessage, ...version };
  if (conclusion === 'unclear') return { kind: 'unknown', ...answered };
  const stops = stopOf(status, toCodeNumber(errorCode), errorMessage);
  return { kind: 'refused', ...answered, ...(stops !== undefined && { stops }) };
}

/** Is it one of the three service protection codes, in hex or as a signed or unsigned decimal? */
export function isServiceProtectionCode(code: string | number | undefined): boolean {
  const number = toCodeNumber(code);
  return number !== undefined && THROTTLED_CODES.has(number);
}

function stopOf(status: number, code: number | undefined, message: string): SendStop | undefined {
  const table = /([a-z][a-z0-9_]*)['"\u2019]? with id\b/i.exec(message)?.[1]?.toLowerCase();
  return STOPPING_REFUSALS.find(
    ({ statuses, codes, tables }) =>
      (statuses === undefined || statuses.includes(status)) &&
      (codes === undefined || (code !== undefined && codes.has(code))) &&
      (tables === undefined || tables.includes(table)),
  )?.stops;
}

/** The unsigned number of a code; `undefined` for what is none. */
function toCodeNumber(code: string | number | undefined): number | undefined {
  if (code === undefined || code === '') return undefined;
  const number = Number(code);
  if (!Number.isInteger(number)) return undefined;
  return number < 0 ? number + 2 ** 32 : number;
}

const toWaitMs = (retryAfterMs: number | undefined): number =>
  retryAfterMs !== undefined && Number.isFinite(retryAfterMs) && retryAfterMs >= 0
    ? retryAfterMs
    : DEFAULT_RETRY_AFTER_MS;
