/**
 * Room outbound, dataverse. Requests to the Dataverse Web API and their answers, for whichever host carries them: the
 * browser's fetch, Node's, or a test. Status, version and `Retry-After` stay visible, because claims and refusals are told
 * by them.
 */
import type { OutboundError } from '../errors';
import { toRefusal, type HostFault } from './webApiErrors';

/** One request to the Web API, without its address and sign-in: those are the host's. */
export interface WebApiRequest {
  readonly method: 'GET' | 'POST' | 'PATCH';
  /** Below `/api/data/v9.2/`, such as `obm_sendbatches(…)`. */
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON; a `MultipartBody` as it is. */
  readonly body?: unknown;
}

/** The body of a `$batch`. */
export class MultipartBody {
  constructor(
    readonly boundary: string,
    readonly text: string,
  ) {}
}

/** An HTTP answer of any status, its body unread. */
export interface WebApiResponse {
  readonly kind: 'response';
  readonly status: number;
  /** `undefined` when the server did not say; milliseconds. */
  readonly retryAfterMs?: number;
  /** The `Date` header (RFC 9110, 6.6.1): the server's time, cut to seconds. `undefined` when there was none. */
  readonly serverTime?: Date;
  readonly text: string;
}

/** The request left, and nobody knows what the server did with it. */
export interface WebApiSilence {
  readonly kind: 'no-answer';
  readonly cause: 'timeout' | 'connection';
  readonly error: OutboundError;
}

/** Never rejects: silence is an answer that callers must tell from a refusal. */
export interface WebApiHttp {
  send(request: WebApiRequest): Promise<WebApiResponse | WebApiSilence>;
}

/** Below the environment's address, with a slash at its end. */
export const WEB_API_PATH = '/api/data/v9.2/';

/** A row as the Web API gives it: lookups as `_name_value`, `@odata.etag` beside the columns. */
export type WebApiRow = Readonly<Record<string, unknown>>;

/** Waits while the platform throttles. */
export interface Patience {
  /** Resolves after the time, earlier when the host is closing; never rejects. */
  readonly wait: (ms: number) => Promise<void>;
  /** Requests in all. @default 5 */
  readonly maxTries?: number;
}

/** What rows are read and changed over. */
export interface RowHost extends Patience {
  readonly http: WebApiHttp;
}

const MAX_TRIES_WHILE_THROTTLED = 5;
const DEFAULT_RETRY_MS = 5000;

/**
 * The answer to a request, which is sent again after the time asked for while the platform throttles it (429: Microsoft Learn,
 * "Service protection API limits"). Nothing else is ever repeated.
 */
export async function sendPatiently(
  http: WebApiHttp,
  request: WebApiRequest,
  { wait, maxTries = MAX_TRIES_WHILE_THROTTLED }: Patience,
): Promise<WebApiResponse | WebApiSilence> {
  for (let tries = 1; ; tries += 1) {
    const answer = await http.send(request);
    if (answer.kind === 'no-answer' || answer.status !== 429 || tries >= maxTries) return answer;
    await wait(answer.retryAfterMs ?? DEFAULT_RETRY_MS);
  }
}

/** What an answer tells of the work that was asked for. `refused`: it was surely not done. `unclear`: it may have been, or may still be. */
export type Conclusion = 'done' | 'refused' | 'unclear';

/**
 * The one decision about every write. 2xx: done. 408 and 5xx: unclear, because a gateway in between answers so for work that goes
 * on behind it (RFC 9110, 15.6.3 and 15.6.5: 502 and 504 tell of the way, not of the work), as with no answer at all. Statuses below
 * 200 and redirects, which the Web API never answers with: somebody else answered, so unclear too. Every other 4xx: refused.
 */
export function conclude(
  answer: { readonly kind: 'no-answer' } | { readonly kind: 'response'; readonly status: number },
): Conclusion {
  if (answer.kind === 'no-answer') return 'unclear';
  const { status } = answer;
  if (status >= 200 && status < 300) return 'done';
  return status >= 400 && status < 500 && status !== 408 ? 'refused' : 'unclear';
}

/** The text of a response that has to be 2xx. @throws {OutboundError} for a refusal and for silence. */
export async function requireSuccess(http: WebApiHttp, request: WebApiRequest): Promise<string> {
  return requireOk(await http.send(request)).text;
}

/** The answer if it is 2xx. @throws {OutboundError} for a refusal and for silence. */
export function requireOk(answer: WebApiResponse | WebApiSilence): WebApiResponse {
  if (answer.kind === 'no-answer') throw answer.error;
  if (conclude(answer) === 'done') return answer;
  throw toRefusal(readFault(answer));
}

/** Status, code and message of an answer; a body that is no OData error has neither code nor message. */
export function readFault(answer: WebApiResponse): HostFault {
  try {
    const { error } = JSON.parse(answer.text) as { error?: { code?: string; message?: string } };
    return { status: answer.status, hostCode: error?.code, message: error?.message };
  } catch {
    // A proxy's HTML page or an empty body: the status is all there is.
    return { status: answer.status };
  }
}

/** Seconds or an HTTP date (RFC 9110, 10.2.3), in milliseconds from now. */
export function toRetryAfterMs(header: string | null, now: Date): number | undefined {
  if (header === null || header.trim() === '') return undefined;
  const seconds = Number(header);
  if (Number.isFinite(seconds)) return Math.max(0, seconds * 1000);
  const date = Date.parse(header);
  return Number.isNaN(date) ? undefined : Math.max(0, date - now.getTime());
}

/** A `Date` header as a time. */
export function toServerTime(header: string | null): Date | undefined {
  const ms = Date.parse(header ?? '');
  return Number.isNaN(ms) ? undefined : new Date(ms);
}

/** Headers that every request carries, and those of its body. Source: Microsoft Learn, "Compose HTTP requests". */
export function headersOf({ headers, body }: WebApiRequest): Record<string, string> {
  const content: Record<string, string> = body === undefined ? {} : { 'Content-Type': contentTypeOf(body) };
  return { Accept: 'application/json', 'OData-Version': '4.0', 'OData-MaxVersion': '4.0', ...content, ...headers };
}

/** The body's text; `undefined` without a body. */
export const bodyTextOf = ({ body }: WebApiRequest): string | undefined =>
  body === undefined ? undefined : body instanceof MultipartBody ? body.text : JSON.stringify(body);

const contentTypeOf = (body: unknown): string =>
  body instanceof MultipartBody ? `multipart/mixed; boundary=${body.boundary}` : 'application/json; charset=utf-8';
