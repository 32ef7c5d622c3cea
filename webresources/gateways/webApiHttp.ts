/**
 * Room webresources/gateways. Web API requests over fetch, for the few calls whose status, etag or `Retry-After` must
 * be seen: `Xrm.WebApi` hides all three. The browser's session cookie authenticates, as it does for `Xrm.WebApi`.
 */
import { HostTimeoutError, HostUnreachableError, toRefusal, type HostFault } from './hostErrors';
import type { OutboundError } from '../../outbound/errors';

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

export interface WebApiResponse {
  readonly kind: 'response';
  readonly status: number;
  /** `undefined` when the server did not say; milliseconds. */
  readonly retryAfterMs?: number;
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

export interface WebApiHttpOptions {
  /** `https://contoso.crm.dynamics.com`, from `getGlobalContext().getClientUrl()`. */
  readonly clientUrl: string;
  readonly fetch: typeof globalThis.fetch;
  /** How long one request may take, in milliseconds. */
  readonly timeoutMs: number;
  /** Calls back once after that many milliseconds unless the returned function is called first. */
  readonly startTimer: (callBack: () => void, ms: number) => () => void;
  /** For `Retry-After` given as a date. */
  readonly now: () => Date;
}

export const createWebApiHttp = (options: WebApiHttpOptions): WebApiHttp => ({
  async send(request) {
    const abort = new AbortController();
    let timedOut = false;
    const stopTimer = options.startTimer(() => {
      timedOut = true;
      abort.abort();
    }, options.timeoutMs);
    const silence = (cause: unknown): WebApiSilence =>
      timedOut
        ? { kind: 'no-answer', cause: 'timeout', error: new HostTimeoutError(options.timeoutMs) }
        : { kind: 'no-answer', cause: 'connection', error: new HostUnreachableError({ cause }) };
    try {
      const { fetch } = options;
      const response = await fetch(`${options.clientUrl}/api/data/v9.2/${request.path}`, toInit(request, abort.signal));
      return {
        kind: 'response',
        status: response.status,
        retryAfterMs: toRetryAfterMs(response.headers.get('Retry-After'), options.now()),
        text: await readBody(request.method, response),
      };
    } catch (cause) {
      return silence(cause);
    } finally {
      stopTimer();
    }
  },
});

/** The text of a response that has to be 2xx. @throws {OutboundError} for a refusal and for silence. */
export async function requireSuccess(http: WebApiHttp, request: WebApiRequest): Promise<string> {
  const answer = await http.send(request);
  if (answer.kind === 'no-answer') throw answer.error;
  if (answer.status >= 200 && answer.status < 300) return answer.text;
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

function toInit({ method, headers, body }: WebApiRequest, signal: AbortSignal): RequestInit {
  const content: Record<string, string> = body === undefined ? {} : { 'Content-Type': contentTypeOf(body) };
  return {
    method,
    signal,
    credentials: 'same-origin',
    // The Web API redirects nobody. Followed to a sign-in or error page, a POST that did nothing would end in 200.
    redirect: 'error',
    headers: { Accept: 'application/json', 'OData-Version': '4.0', 'OData-MaxVersion': '4.0', ...content, ...headers },
    body: body === undefined ? undefined : body instanceof MultipartBody ? body.text : JSON.stringify(body),
  };
}

const contentTypeOf = (body: unknown): string =>
  body instanceof MultipartBody ? `multipart/mixed; boundary=${body.boundary}` : 'application/json; charset=utf-8';

/** Of a write the status alone tells the outcome, so a body that is cut off changes nothing; of a read it is the answer. */
async function readBody(method: WebApiRequest['method'], response: Response): Promise<string> {
  return method === 'GET' ? response.text() : response.text().catch(() => '');
}

/** Seconds or an HTTP date (RFC 9110, 10.2.3), in milliseconds from now. */
export function toRetryAfterMs(header: string | null, now: Date): number | undefined {
  if (header === null || header.trim() === '') return undefined;
  const seconds = Number(header);
  if (Number.isFinite(seconds)) return Math.max(0, seconds * 1000);
  const date = Date.parse(header);
  return Number.isNaN(date) ? undefined : Math.max(0, date - now.getTime());
}
