/**
 * Room plugins-ts. Web API requests over Node's own client, with connections kept alive. Not over its fetch: in Node 20 that may never
 * settle when a server dies in mid answer, and the process then ends as if its work were done. The caller proves who it is by a bearer
 * token (Microsoft Learn, "Use OAuth authentication with Microsoft Dataverse"); a sandbox on this machine takes none.
 */
import { Agent, request as httpRequest, type IncomingMessage } from 'node:http';
import { Agent as SecureAgent, request as httpsRequest } from 'node:https';
import {
  bodyTextOf,
  headersOf,
  toRetryAfterMs,
  toServerTime,
  WEB_API_PATH,
  type WebApiHttp,
  type WebApiRequest,
  type WebApiResponse,
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
  /** For `Retry-After` given as a date. */
  readonly now?: () => Date;
}

interface Received {
  readonly message: IncomingMessage;
  readonly text: string;
}

export function createNodeHttp({ baseUrl, timeoutMs, token, now = () => new Date() }: NodeHttpOptions): WebApiHttp {
  const isSecure = baseUrl.startsWith('https:');
  const agent = isSecure ? new SecureAgent({ keepAlive: true }) : new Agent({ keepAlive: true });
  const open = isSecure ? httpsRequest : httpRequest;

  const post = (request: WebApiRequest, authorization: Readonly<Record<string, string>>): Promise<Received> =>
    new Promise((resolve, reject) => {
      const body = bodyTextOf(request);
      const outgoing = open(new URL(`${baseUrl}${WEB_API_PATH}${request.path}`), {
        agent,
        method: request.method,
        headers: {
          ...headersOf(request),
          ...authorization,
          ...(body !== undefined && { 'Content-Length': Buffer.byteLength(body) }),
        },
      });
      const timer = setTimeout(() => outgoing.destroy(new HostTimeoutError(timeoutMs)), timeoutMs);
      outgoing.once('error', reject);
      outgoing.once('close', () => {
        clearTimeout(timer);
        // Behind the events of the answer, which Node lets follow: an answer that has begun is told by them.
        setImmediate(() => reject(new HostUnreachableError()));
      });
      outgoing.once('response', (message) => {
        const pieces: Buffer[] = [];
        message.on('data', (piece: Buffer) => pieces.push(piece));
        message.once('end', () => resolve({ message, text: Buffer.concat(pieces).toString() }));
        // Cut off: of a write the status alone tells the outcome, of a read the body is the answer.
        message.once('error', (cause) => (request.method === 'GET' ? reject(cause) : resolve({ message, text: '' })));
      });
      outgoing.end(body);
    });

  return {
    async send(request) {
      try {
        const { message, text } = await post(request, token ? { Authorization: `Bearer ${await token()}` } : {});
        return toAnswer(message, text, now());
      } catch (cause) {
        return cause instanceof HostTimeoutError
          ? { kind: 'no-answer', cause: 'timeout', error: cause }
          : silence(cause);
      }
    },
  };
}

function toAnswer(message: IncomingMessage, text: string, now: Date): WebApiResponse | WebApiSilence {
  const { statusCode: status = 0, headers } = message;
  // The Web API redirects nobody: what answers here is a sign-in page or a proxy.
  if (status < 200 || (status >= 300 && status < 400 && status !== 304)) return silence(undefined);
  return {
    kind: 'response',
    status,
    retryAfterMs: toRetryAfterMs(headers['retry-after'] ?? null, now),
    serverTime: toServerTime(headers.date ?? null),
    text,
  };
}

const silence = (cause: unknown): WebApiSilence => ({
  kind: 'no-answer',
  cause: 'connection',
  error: new HostUnreachableError({ cause }),
});
