/**
 * Room tests. A webhook in a thread of its own, because the sandbox holds this one while a synchronous webhook works. It answers with
 * the statuses it is given, in their order, the last one for ever.
 */
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

export interface ReceivedRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Plain JavaScript: the thread is started from this text. */
const PROGRAM = `
const { createServer } = require('node:http');
const { parentPort, workerData } = require('node:worker_threads');
let statuses = workerData;
const server = createServer((request, response) => {
  let body = '';
  request.on('data', (piece) => (body += piece));
  request.on('end', () => {
    const { method, url, headers } = request;
    parentPort.postMessage({ method, url, headers, body });
    const status = statuses.length > 1 ? statuses.shift() : statuses[0];
    if (status === 0) return;
    response.writeHead(status).end('A text that nobody reads.');
  });
});
server.listen(0, '127.0.0.1', () => parentPort.postMessage(server.address().port));
parentPort.on('message', (next) => {
  if (next === 'mark') parentPort.postMessage('mark');
  else statuses = next;
});
`;

export class Receiver {
  private readonly received: ReceivedRequest[] = [];
  private waiting: (() => void)[] = [];
  private readonly marks: (() => void)[] = [];

  private constructor(
    private readonly worker: Worker,
    readonly url: string,
  ) {
    worker.on('message', (request: ReceivedRequest | 'mark') => {
      if (request === 'mark') this.marks.shift()?.();
      else this.received.push(request);
      for (const look of this.waiting.splice(0)) look();
    });
  }

  /** @param statuses 0: no answer at all */
  static async open(statuses: readonly number[] = [200]): Promise<Receiver> {
    const worker = new Worker(PROGRAM, { eval: true, workerData: statuses, execArgv: [] });
    const [port] = (await once(worker, 'message')) as [number];
    return new Receiver(worker, `http://127.0.0.1:${port}/hook`);
  }

  answerWith(...statuses: readonly number[]): void {
    this.worker.postMessage(statuses);
  }

  /** Everything received, once that many requests are there. */
  async requests(count: number): Promise<readonly ReceivedRequest[]> {
    while (this.received.length < count) await new Promise<void>((look) => this.waiting.push(look));
    return this.received;
  }

  /** How many have come up to now. */
  async count(): Promise<number> {
    await new Promise<void>((marked) => {
      this.marks.push(marked);
      this.worker.postMessage('mark');
    });
    return this.received.length;
  }

  /** Begins anew, with requests to come. */
  async forget(): Promise<void> {
    await this.count();
    this.received.length = 0;
  }

  async close(): Promise<void> {
    await this.worker.terminate();
  }
}

/** Body of a request as the execution context it is. */
export const contextOf = (request: ReceivedRequest | undefined): Record<string, unknown> =>
  JSON.parse(request?.body ?? '{}') as Record<string, unknown>;

/** Values of a collection of an execution context, by key. */
export const byKey = (collection: unknown): Record<string, Record<string, unknown>> =>
  Object.fromEntries(
    ((collection ?? []) as { key: string; value: Record<string, unknown> }[]).map(({ key, value }) => [key, value]),
  );
