/**
 * Room sandbox/dataverse, pipeline. Posts to webhooks through a thread: without holding anybody up, or holding this thread until the
 * answer is there, as a synchronous step of a synchronous database has to.
 * Differs from the platform: while a synchronous webhook works, the sandbox answers nobody, the webhook itself included.
 */
import { join } from 'node:path';
import { MessageChannel, receiveMessageOnPort, Worker, type MessagePort } from 'node:worker_threads';
import type { WebhookPost } from './endpoint';

/** Source: Microsoft Learn, "Use webhooks", troubleshooting. */
export const WEBHOOK_TIMEOUT_MS = 60_000;

/** The thread's own timer ends a call; it is given up only when the thread does not answer either. */
const GRACE_MS = 5_000;

export type PostOutcome = { readonly status: number } | { readonly silence: 'timeout' | 'connection' };

const WORKER = join(__dirname, 'postWorker.mjs');

export class WebhookPoster {
  private worker: Worker | undefined;

  /** @param timeoutMs how long one attempt may take */
  constructor(private readonly timeoutMs = WEBHOOK_TIMEOUT_MS) {}

  post(post: WebhookPost): Promise<PostOutcome> {
    const { port } = this.send(post);
    return new Promise((resolve) => {
      port.once('message', (outcome: PostOutcome) => {
        port.close();
        resolve(outcome);
      });
      // The thread was ended with the sandbox.
      port.once('close', () => resolve({ silence: 'connection' }));
    });
  }

  /** Holds the thread that calls. */
  postAndHold(post: WebhookPost): PostOutcome {
    const { port, signal } = this.send(post);
    Atomics.wait(signal, 0, 0, this.timeoutMs + GRACE_MS);
    const received = receiveMessageOnPort(port) as { message: PostOutcome } | undefined;
    port.close();
    return received?.message ?? { silence: 'timeout' };
  }

  async close(): Promise<void> {
    const { worker } = this;
    this.worker = undefined;
    await worker?.terminate();
  }

  private send(post: WebhookPost): { readonly port: MessagePort; readonly signal: Int32Array } {
    this.worker ??= startWorker();
    const { port1, port2 } = new MessageChannel();
    const signal = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
    this.worker.postMessage({ post, timeoutMs: this.timeoutMs, port: port2, signal }, [port2]);
    return { port: port1, signal };
  }
}

function startWorker(): Worker {
  // Without the arguments of this process: the thread needs no TypeScript.
  const worker = new Worker(WORKER, { execArgv: [] });
  worker.unref();
  return worker;
}
