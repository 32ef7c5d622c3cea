/** Room tests. A whole sandbox with flows in it, on a clock that stands still, driven over HTTP. */
import { randomUUID } from 'node:crypto';
import { startSandbox, type RunningSandbox, type SandboxOptions } from '../../../../sandbox/server';
import type { ActionLevel, RunDetail, RunSummary } from '../../../../sandbox/flows/history/contracts';
import type { FlowItem, RunPage } from '../../../../sandbox/flows/pages/contracts';
import { REFERENCE } from './flowZip';

/** Whole sandboxes take their time to open on a busy machine. */
jest.setTimeout(40_000);

export const NOON = new Date('2026-03-02T12:00:00Z');

export interface Answer {
  readonly status: number;
  readonly body: Record<string, unknown>;
}

export class Flows {
  constructor(readonly sandbox: RunningSandbox) {}

  /** @param cookie that of a browser; without one the administrator asks */
  async send(method: string, path: string, body?: unknown, cookie?: string): Promise<Answer> {
    const answer = await fetch(`${this.sandbox.url}${path}`, {
      method,
      headers: {
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(cookie === undefined ? {} : { cookie }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    return { status: answer.status, body: text === '' ? {} : (JSON.parse(text) as Record<string, unknown>) };
  }

  api = (method: string, path: string, body?: unknown): Promise<Answer> =>
    this.send(method, `/api/data/v9.2/${path}`, body);

  async importZip(zip: Uint8Array): Promise<void> {
    const answer = await this.api('POST', 'ImportSolution', {
      CustomizationFile: Buffer.from(zip).toString('base64'),
      OverwriteUnmanagedCustomizations: true,
      PublishWorkflows: true,
      ImportJobId: randomUUID(),
    });
    if (answer.status >= 300) throw new Error(JSON.stringify(answer.body));
  }

  /** Gives the flows' reference a connection. */
  connect(): void {
    const { rows } = this.sandbox.dataverse;
    const [reference] = rows.findWhere('connectionreference', { connectionreferencelogicalname: REFERENCE });
    if (!reference) throw new Error('There is no connection reference.');
    rows.update('connectionreference', reference.id, { connectionid: 'shared-commondataser-1' });
  }

  turnOn = (id: string): Promise<Answer> => this.api('PATCH', `workflows(${id})`, { statecode: 1, statuscode: 2 });
  turnOff = (id: string): Promise<Answer> => this.api('PATCH', `workflows(${id})`, { statecode: 0, statuscode: 1 });

  async flow(id: string): Promise<FlowItem> {
    return (await this.send('GET', `/flows/api/flows/${id}`)).body as unknown as FlowItem;
  }

  async runs(id: string): Promise<readonly RunSummary[]> {
    return ((await this.send('GET', `/flows/api/flows/${id}/runs`)).body as unknown as RunPage).runs;
  }

  /** The only run, or the newest, once it has ended. */
  async ended(id: string, count = 1): Promise<RunSummary> {
    const runs = await this.until(
      () => this.runs(id),
      (found) => found.length >= count && found.every(({ endTime }) => endTime !== undefined),
    );
    return runs[0] as RunSummary;
  }

  async detail(runId: string): Promise<RunDetail> {
    return (await this.send('GET', `/flows/api/runs/${runId}`)).body as unknown as RunDetail;
  }

  async level(
    runId: string,
    place: { path?: string[]; rounds?: number[]; loops?: string[] } = {},
  ): Promise<ActionLevel> {
    const query = new URLSearchParams(Object.entries(place).map(([name, value]) => [name, JSON.stringify(value)]));
    return (await this.send('GET', `/flows/api/runs/${runId}/actions?${query.toString()}`))
      .body as unknown as ActionLevel;
  }

  /** Turns of the event loop and of the network, until a check holds. */
  async until<T>(read: () => Promise<T> | T, holds: (value: T) => boolean): Promise<T> {
    const started = performance.now();
    for (;;) {
      const value = await read();
      if (holds(value)) return value;
      if (performance.now() - started > 30_000)
        throw new Error(`Not so after 30 s; last seen: ${JSON.stringify(value)}`);
      await new Promise((next) => setImmediate(next));
    }
  }

  names(): string[] {
    return this.sandbox.dataverse.rows.findWhere('acme_tool', {}).map(({ values }) => String(values.acme_name));
  }

  close = (): Promise<void> => this.sandbox.close();
}

export const openFlows = async (options: Partial<SandboxOptions> = {}): Promise<Flows> => {
  const sandbox = await startSandbox({ file: ':memory:', assets: __dirname, port: 0, clock: () => NOON, ...options });
  return new Flows(sandbox);
};
