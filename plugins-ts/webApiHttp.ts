/**
 * Room plugins-ts. Web API requests over Node's fetch, which keeps connections alive by itself. The caller proves who it is by a
 * bearer token (Microsoft Learn, "Use OAuth authentication with Microsoft Dataverse"); a sandbox on this machine takes none.
 */
import {
  bodyTextOf,
  headersOf,
  toRetryAfterMs,
  toServerTime,
  WEB_API_PATH,
  type WebApiHttp,
  type WebApiSilence,
} from '../outbound/dataverse/webApi';
import { HostTimeoutError, HostUnreachableError } from '../outbound/dataverse/webApiErrors';

export interface NodeHttpOptions {
  /** `https://contoso.crm.dynamics.com`, without a slash at the end. */
  readonly baseUrl: string;
  /** How long one request may take, in milliseconds. */
  readonly timeoutMs: number;
  /** Asked before every request: tokens expire. Absent: no token is sent. */
  readonly token?: () => Promise<string>;
  readonly fetch?: typeof globalThis.fetch;
  /** For `Retry-After` given as a date. */
  readonly now?: () => Date;
}

export const createNodeHttp = ({ baseUrl, timeoutMs, token, ...options }: NodeHttpOptions): WebApiHttp => {
  const { fetch = globalThis.fetch, now = () => new Date() } = options;
  return {
    async send(request) {
      const signal = AbortSignal.timeout(timeoutMs);
      const silence = (cause: unknown): WebApiSilence =>
        signal.aborted
          ? { kind: 'no-answer', cause: 'timeout', error: new HostTimeoutError(timeoutMs) }
          : { kind: 'no-answer', cause: 'connection', error: new HostUnreachableError({ cause }) };
      try {
        const authorization = token && { Authorization: `Bearer ${await token()}` };
        const response = await fetch(`${baseUrl}${WEB_API_PATH}${request.path}`, {
          method: request.method,
          signal,
          // The Web API redirects nobody. Followed to a sign-in page, a POST that did nothing would end in 200.
          redirect: 'error',
          headers: { ...headersOf(request), ...authorization },
          body: bodyTextOf(request),
        });
        // Of a write the status alone tells the outcome, so a body that is cut off changes nothing.
        const text = request.method === 'GET' ? await response.text() : await response.text().catch(() => '');
        const retryAfterMs = toRetryAfterMs(response.headers.get('Retry-After'), now());
        const serverTime = toServerTime(response.headers.get('Date'));
        return { kind: 'response', status: response.status, retryAfterMs, serverTime, text };
      } catch (cause) {
        return silence(cause);
      }
    },
  };
};
