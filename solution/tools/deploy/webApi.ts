/**
 * Room solution, deploy. Requests to the Web API of one environment: a refusal is an answer, no answer an error. A request
 * that was turned away for load (429) is repeated, because nothing of it was done; a read also after an answer that tells nothing.
 *
 * Source: Microsoft Learn, "Compose HTTP requests and handle errors" and "Service protection API limits".
 */
import { AddressInsecureError, EnvironmentUnreachableError } from '../errors';
import { AnswerUnclearError, RequestRefusedError } from './errors';

/** How an environment is reached. */
export interface Connection {
  /** Address of the environment without a path, such as `https://org.crm.dynamics.com`. */
  readonly baseUrl: string;
  /** Gives a bearer token that is valid now. Default: none, as the sandbox on this machine needs. */
  readonly getToken?: () => Promise<string>;
  readonly fetch?: typeof globalThis.fetch;
  readonly wait?: (ms: number) => Promise<void>;
  /** Milliseconds since 1970; `Date.now`. */
  readonly now?: () => number;
  /** Moment, as `now` tells it, after which no request waits or is repeated that says nothing else. Default: none. */
  readonly until?: number;
}

/** How long one request may take, with all its repetitions. */
export interface Patience {
  /** Moment, as `now` tells it, after which nothing is waited for and nothing repeated. Default: the connection's. */
  readonly until?: number;
  /** How often a read is sent at most while the answers tell nothing. Default 3; writes are never repeated for that. */
  readonly reads?: number;
}

export interface Answer {
  readonly status: number;
  readonly text: string;
  /** Empty when the text is no JSON: a proxy's page is no body of the Web API. */
  readonly body: Readonly<Record<string, unknown>>;
}

type Method = 'GET' | 'POST' | 'PATCH' | 'DELETE';

const API = '/api/data/v9.2/';
const LONGEST_READ_MS = 120_000;
/** A solution is uploaded in one request. */
const LONGEST_WRITE_MS = 20 * 60_000;
const SHORTEST_READ_MS = 1_000;
const DEFAULT_RETRY_AFTER_MS = 5_000;
/** The window of the service protection limits. */
const LONGEST_RETRY_AFTER_MS = 5 * 60_000;
const MOST_THROTTLED_TRIES = 30;
const UNCLEAR_READS = 3;

const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;

/** Is it an address of this machine? */
export const isLoopback = (url: string): boolean => LOOPBACK.test(new URL(url).hostname);

const sleep = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms));

function toBody(text: string): Record<string, unknown> {
  try {
    const body: unknown = text === '' ? {} : JSON.parse(text);
    return typeof body === 'object' && body !== null ? (body as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}

export const isSuccess = ({ status }: Answer): boolean => status >= 200 && status < 300;

/** The platform's own code and sentence of a refusal. */
export function refusalOf({ body }: Answer): { readonly code?: string; readonly message?: string } {
  return (body['error'] as { code?: string; message?: string } | undefined) ?? {};
}

/** Does the environment not know what was asked for, such as a table or a function? */
export const isUnknownResource = ({ status }: Answer): boolean => status === 404 || status === 501;

/** Does the answer leave open whether the request was carried out, as a gateway's does that gave up waiting? */
export const isUnclear = ({ status }: Pick<Answer, 'status'>): boolean =>
  status === 408 || (status >= 500 && status !== 501);

/** An answer that is no success, as an error. @param what what was asked, in words. */
export function failureOf(what: string, answer: Answer): AnswerUnclearError | RequestRefusedError {
  const { code, message } = refusalOf(answer);
  return isUnclear(answer)
    ? new AnswerUnclearError(what, `HTTP ${answer.status}${message ? `: ${message}` : ''}`)
    : new RequestRefusedError(what, answer.status, code, message);
}

/** What is shorter is a word of many sentences. */
const SHORTEST_SECRET = 4;

/** The answer, its message without a text that was sent. */
function without(secret: string, answer: Answer): Answer {
  const { code, message } = refusalOf(answer);
  return { ...answer, text: '', body: { error: { code, message: message?.replaceAll(secret, '…') } } };
}

/** Failures before a connection stood: no byte of the request left this machine. */
const NEVER_SENT = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH']);

/** Is it certain that the request of this failure never arrived? */
export function wasNeverSent({ cause }: EnvironmentUnreachableError): boolean {
  const inner = (cause as Error | undefined)?.cause;
  return [cause, inner].some((one) => NEVER_SENT.has(String((one as NodeJS.ErrnoException | undefined)?.code)));
}

/** `Retry-After`: seconds, or a date. Source: RFC 9110, section 10.2.3. */
function retryAfterMs(header: string | null, now: number): number {
  const text = header?.trim() ?? '';
  const ms = /^\d+(\.\d+)?$/.test(text) ? Number(text) * 1000 : Date.parse(text) - now;
  return Number.isNaN(ms) ? DEFAULT_RETRY_AFTER_MS : Math.min(Math.max(ms, 0), LONGEST_RETRY_AFTER_MS);
}

/** A text as literal of a path or `$filter`. */
export const quoted = (text: string): string => `'${encodeURIComponent(text.replace(/'/g, "''"))}'`;

export class WebApi {
  readonly wait: (ms: number) => Promise<void>;
  readonly now: () => number;

  /** @throws {AddressInsecureError} for a token and an address without https. */
  constructor(private readonly connection: Connection) {
    this.wait = connection.wait ?? sleep;
    this.now = connection.now ?? Date.now;
    // Tokens travel encrypted, or not beyond this machine.
    const isSafe = new URL(connection.baseUrl).protocol === 'https:' || isLoopback(connection.baseUrl);
    if (connection.getToken && !isSafe) throw new AddressInsecureError(connection.baseUrl);
  }

  get baseUrl(): string {
    return this.connection.baseUrl.replace(/\/$/, '');
  }

  /** The same environment, with this long for all requests together. */
  limitedTo(ms: number): WebApi {
    return new WebApi({ ...this.connection, until: this.now() + ms });
  }

  /**
   * Any answer, whatever its status. @param path below the service root.
   * @throws {EnvironmentUnreachableError} when there was none.
   */
  async send(method: Method, path: string, body?: unknown, patience: Patience = {}): Promise<Answer> {
    const { until = this.connection.until ?? Number.POSITIVE_INFINITY, reads = UNCLEAR_READS } = patience;
    for (let tries = 1; ; tries += 1) {
      const { answer, pauseMs } = await this.sendOnce(method, path, body, until);
      const mostTries =
        answer.status === 429 ? MOST_THROTTLED_TRIES : method === 'GET' && isUnclear(answer) ? reads : 1;
      const leftMs = until - this.now();
      if (tries >= mostTries || leftMs <= 0) return answer;
      await this.wait(Math.min(pauseMs, leftMs));
      if (pauseMs >= leftMs) return answer;
    }
  }

  private async sendOnce(
    method: Method,
    path: string,
    body: unknown,
    until: number,
  ): Promise<{ readonly answer: Answer; readonly pauseMs: number }> {
    const { getToken, fetch = globalThis.fetch } = this.connection;
    const token = await getToken?.();
    const readMs = Math.min(LONGEST_READ_MS, Math.max(SHORTEST_READ_MS, until - this.now()));
    try {
      const response = await fetch(`${this.baseUrl}${API}${path}`, {
        method,
        headers: {
          Accept: path === '$metadata' ? 'application/xml' : 'application/json',
          'Content-Type': 'application/json; charset=utf-8',
          'OData-MaxVersion': '4.0',
          'OData-Version': '4.0',
          ...(token === undefined ? {} : { Authorization: `Bearer ${token}` }),
        },
        // The Web API redirects nobody; whoever does is not the environment.
        redirect: 'error',
        signal: AbortSignal.timeout(method === 'GET' ? readMs : LONGEST_WRITE_MS),
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      const text = await response.text();
      return {
        answer: { status: response.status, text, body: toBody(text) },
        pauseMs: retryAfterMs(response.headers.get('Retry-After'), this.now()),
      };
    } catch (error) {
      // fetch says "fetch failed" and keeps what happened in its cause.
      const { message, cause } = error as Error;
      const { message: inner, code } = (cause ?? {}) as NodeJS.ErrnoException;
      const reason = inner || code || message;
      // What cannot be a header is quoted whole by fetch.
      if (token && reason.includes(token))
        throw new EnvironmentUnreachableError(this.baseUrl, 'the token cannot be sent.');
      throw new EnvironmentUnreachableError(this.baseUrl, reason, { cause: error });
    }
  }

  /**
   * An answer that has to be a success.
   * @param what what is asked, in words.
   * @param secret part of the body that no message may repeat, as the platform's own messages sometimes do.
   * @throws {RequestRefusedError | AnswerUnclearError}
   */
  async demand(what: string, method: Method, path: string, body?: unknown, secret = ''): Promise<Answer> {
    const answer = await this.send(method, path, body);
    if (isSuccess(answer)) return answer;
    throw failureOf(what, secret.length < SHORTEST_SECRET ? answer : without(secret, answer));
  }

  /** Every row of a set, page after page. @throws {RequestRefusedError | AnswerUnclearError} */
  async rows(what: string, path: string): Promise<Record<string, unknown>[]> {
    const rows: Record<string, unknown>[] = [];
    for (let next: string | undefined = path; next !== undefined;) {
      const { body } = await this.demand(what, 'GET', next);
      rows.push(...((body['value'] as Record<string, unknown>[] | undefined) ?? []));
      const link = body['@odata.nextLink'];
      // Only the part below the service root: a token goes to no other address.
      next = typeof link === 'string' && link.includes(API) ? link.slice(link.indexOf(API) + API.length) : undefined;
    }
    return rows;
  }
}
