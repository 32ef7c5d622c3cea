/** A bare HTTP client for the contract: what it sends and gets is what the documentation shows. */

export interface WebApiHost {
  /** Up to and including the version, with a slash at the end: `http://localhost:8181/api/data/v9.2/`. */
  readonly serviceRoot: string;
  /** For a live organisation; the sandbox needs none. */
  readonly token?: string;
  close(): Promise<void>;
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** The JSON body; fails the test when there is none. */
  readonly body: Record<string, unknown>;
}

export type RowBody = Record<string, unknown>;

export class WebApiClient {
  private readonly made: string[] = [];

  constructor(private readonly host: WebApiHost) {}

  get serviceRoot(): string {
    return this.host.serviceRoot;
  }

  async send(method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<Answer> {
    const isText = typeof body === 'string';
    const response = await fetch(/^https?:/.test(path) ? path : `${this.host.serviceRoot}${path}`, {
      method,
      headers: {
        ...this.headers(),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: isText ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    return {
      status: response.status,
      headers: response.headers,
      text,
      get body() {
        return JSON.parse(text) as Record<string, unknown>;
      },
    };
  }

  /** What every request says. */
  headers(): Record<string, string> {
    return {
      accept: 'application/json',
      'odata-version': '4.0',
      'odata-maxversion': '4.0',
      ...(this.host.token === undefined ? {} : { authorization: `Bearer ${this.host.token}` }),
    };
  }

  get(path: string, headers?: Record<string, string>): Promise<Answer> {
    return this.send('GET', path, undefined, headers);
  }

  /** Creates a row and gives its id. It is deleted again by `cleanUp`. */
  async create(set: string, row: RowBody): Promise<string> {
    const answer = await this.send('POST', set, row);
    if (answer.status !== 204) throw new Error(`${set}: ${answer.status} ${answer.text}`);
    return this.track(set, idIn(answer));
  }

  track(set: string, id: string): string {
    this.made.unshift(`${set}(${id})`);
    return id;
  }

  /** Rows of a query. */
  async rows(path: string, headers?: Record<string, string>): Promise<RowBody[]> {
    const answer = await this.get(path, headers);
    if (answer.status !== 200) throw new Error(`${path}: ${answer.status} ${answer.text}`);
    return answer.body.value as RowBody[];
  }

  fetch(set: string, fetchXml: string, headers?: Record<string, string>): Promise<Answer> {
    return this.get(`${set}?fetchXml=${encodeURIComponent(fetchXml)}`, headers);
  }

  async cleanUp(): Promise<void> {
    for (const path of this.made.splice(0)) await this.send('DELETE', path);
  }
}

/** The id in the OData-EntityId header. */
export function idIn(answer: Answer): string {
  const id = /\(([0-9a-f-]{36})\)$/i.exec(answer.headers.get('odata-entityid') ?? '')?.[1];
  if (id === undefined) throw new Error(`There is no OData-EntityId: ${answer.status} ${answer.text}`);
  return id;
}

export const errorCode = (answer: Answer): string => String((answer.body.error as { code?: unknown }).code);

export const ALL_ANNOTATIONS = { prefer: 'odata.include-annotations="*"' };

/** A text no other run uses, so that a live organisation can be queried safely. */
export const uniqueName = (label: string): string =>
  `${label} ${Date.now().toString(36)}${Math.random().toString(36).slice(2, 8)}`;
