/** Room tests. A whole sandbox without sample data, and ways to ask its lab and its Web API. */
import { startSandbox, type RunningSandbox, type SandboxOptions } from '../../../sandbox/server';
import '../../support/wholeServer';

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** The JSON body. */
  readonly body: Record<string, unknown>;
}

export interface LabSandbox {
  readonly sandbox: RunningSandbox;
  /** Rejects when no answer comes. */
  send(method: string, path: string, body?: unknown, headers?: Readonly<Record<string, string>>): Promise<Answer>;
  /** The same below `/api/data/v9.2/`. */
  api(method: string, path: string, body?: unknown, headers?: Readonly<Record<string, string>>): Promise<Answer>;
  /** Orders a fault; fails when it is refused. */
  order(fault: Readonly<Record<string, unknown>>): Promise<void>;
  /** `error.code` of a refusal, with its status. */
  refusal(method: string, path: string, body?: unknown): Promise<readonly [status: number, code: string]>;
  names(): string[];
}

export async function openLabSandbox(options: Partial<SandboxOptions> = {}): Promise<LabSandbox> {
  const sandbox = await startSandbox({ file: ':memory:', assets: __dirname, port: 0, ...options });
  const send: LabSandbox['send'] = async (method, path, body, headers = {}) => {
    const isText = typeof body === 'string';
    const response = await fetch(`${sandbox.url}${path}`, {
      method,
      headers: { ...(body === undefined || isText ? {} : { 'content-type': 'application/json' }), ...headers },
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
  };
  return {
    sandbox,
    send,
    api: (method, path, body, headers) => send(method, `/api/data/v9.2/${path}`, body, headers),
    async order(fault) {
      const answer = await send('POST', '/lab/faults', fault);
      if (answer.status !== 201) throw new Error(`The lab refused the fault: ${answer.text}`);
    },
    async refusal(method, path, body) {
      const answer = await send(method, path, body);
      return [answer.status, (answer.body['error'] as { code: string }).code];
    },
    names: () =>
      sandbox.dataverse.rows
        .findWhere('account', {})
        .map((row) => String(row.values.name))
        .sort(),
  };
}
