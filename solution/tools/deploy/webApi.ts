/**
 * Room solution, deploy. Requests to the Web API of one environment: a refusal is an answer, no answer an error. Only a request
 * that was turned away for load (429) is repeated, because nothing of it was done.
 *
 * Source: Microsoft Learn, "Compose HTTP requests and handle errors" and "Service protection API limits".
 */
import { AddressInsecureError, EnvironmentUnreachableError } from '../errors';
import { RequestRefusedError } from './errors';

/** How an environment is reached. */
export interface Connection {
  /** Address of the environment without a path, such as `https://org.crm.dynamics.com`. */
  readonly baseUrl: string;
  /** Gives a bearer token that is valid now. Default: none, as the sandbox on this machine needs. */
  readonly getToken?: () => Promise<string>;
  readonly fetch?: typeof globalThis.fetch;
  readonly wait?: (ms: number) => Promise<void>;
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
const DEFAULT_RETRY_AFTER_MS = 5_000;
const MOST_THROTTLED_TRIES = 30;

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

/** A text as literal of a path or `$filter`. */
export const quoted = (text: string): string => `'${encodeURIComponent(text.replace(/'/g, "''"))}'`;

export class WebApi {
  readonly wait: (ms: number) => Promise<void>;

  /** @throws {AddressInsecureError} for a token and an address without https. */
  constructor(private readonly connection: Connection) {
    this.wait = connection.wait ?? sleep;
    // Tokens travel encrypted, or not beyond this machine.
    const isSafe = new URL(connection.baseUrl).protocol === 'https:' || isLoopback(connection.baseUrl);
    if (connection.getToken && !isSafe) throw new AddressInsecureError(connection.baseUrl);
  }

  get baseUrl(): string {
    return this.connection.baseUrl.replace(/\/$/, '');
  }

  /**
   * Any answer, whatever its status. @param path below the service root.
   * @throws {EnvironmentUnreachableError} when there was none.
   */
  async send(method: Method, path: string, body?: unknown): Promise<Answer> {
    for (let tries = 1; ; tries += 1) {
      const { answer, retryAfterMs } = await this.sendOnce(method, path, body);
      if (answer.status !== 429 || tries >= MOST_THROTTLED_TRIES) return answer;
      await this.wait(retryAfterMs);
    }
  }

  private async sendOnce(
    method: Method,
    path: string,
    body: unknown,
  ): Promise<{ readonly answer: Answer; readonly retryAfterMs: number }> {
    const { getToken, fetch = globalThis.fetch } = this.connection;
    const token = await getToken?.();
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
        signal: AbortSignal.timeout(method === 'GET' ? LONGEST_READ_MS : LONGEST_WRITE_MS),
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      const seconds = Number(response.headers.get('Retry-After') ?? Number.NaN);
      const text = await response.text();
      return {
        answer: { status: response.status, text, body: toBody(text) },
        retryAfterMs: Number.isFinite(seconds) && seconds >= 0 ? seconds * 1000 : DEFAULT_RETRY_AFTER_MS,
      };
    } catch (error) {
      // fetch says "fetch failed" and keeps what happened in its cause.
      const { message, cause } = error as Error;
      const { message: inner, code } = (cause ?? {}) as NodeJS.ErrnoException;
      const reason = inner || code || message;
      throw new EnvironmentUnreachableError(this.baseUrl, reason, { cause: error });
    }
  }

  /** An answer that has to be a success. @param what what is asked, in words. @throws {RequestRefusedError} */
  async demand(what: string, method: Method, path: string, body?: unknown): Promise<Answer> {
    const answer = await this.send(method, path, body);
    if (isSuccess(answer)) return answer;
    const { code, message } = refusalOf(answer);
    throw new RequestRefusedError(what, answer.status, code, message);
  }

  /** Every row of a set, page after page. @throws {RequestRefusedError} */
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
