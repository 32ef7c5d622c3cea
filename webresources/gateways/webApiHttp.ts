/**
 * Room webresources/gateways. Web API requests over fetch, for the few calls whose status, etag or `Retry-After` must
 * be seen: `Xrm.WebApi` hides all three. The browser's session cookie authenticates, as it does for `Xrm.WebApi`.
 */
import {
  bodyTextOf,
  headersOf,
  toRetryAfterMs,
  toServerTime,
  WEB_API_PATH,
  type WebApiHttp,
  type WebApiRequest,
  type WebApiSilence,
} from '../../outbound/dataverse/webApi';
import { HostTimeoutError, HostUnreachableError } from '../../outbound/dataverse/webApiErrors';

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
      const response = await fetch(`${options.clientUrl}${WEB_API_PATH}${request.path}`, {
        method: request.method,
        signal: abort.signal,
        credentials: 'same-origin',
        // The Web API redirects nobody. Followed to a sign-in or error page, a POST that did nothing would end in 200.
        redirect: 'error',
        headers: headersOf(request),
        body: bodyTextOf(request),
      });
      return {
        kind: 'response',
        status: response.status,
        retryAfterMs: toRetryAfterMs(response.headers.get('Retry-After'), options.now()),
        serverTime: toServerTime(response.headers.get('Date')),
        text: await readBody(request.method, response),
      };
    } catch (cause) {
      return silence(cause);
    } finally {
      stopTimer();
    }
  },
});

/** Of a write the status alone tells the outcome, so a body that is cut off changes nothing; of a read it is the answer. */
async function readBody(method: WebApiRequest['method'], response: Response): Promise<string> {
  return method === 'GET' ? response.text() : response.text().catch(() => '');
}
