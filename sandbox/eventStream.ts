/** Room sandbox. Server-sent events: a stream to a page that lasts until the page goes away or the server ends. */
import type { FastifyReply } from 'fastify';

/** Many things may change at once; the pages hear of them a few times a second. */
const COLLECT_MS = 250;
/** Keeps intermediaries and the browser from taking the stream for dead. */
const HEARTBEAT_MS = 20_000;

export interface EventStream {
  /** Says that something of that name changed. Names that come close to each other are told together, each once. */
  changed(name: string): void;
  /** Ends the stream: the page connects again, and knows that it may have missed something. */
  end(): void;
}

/**
 * Answers with a stream of `changed` events whose data is `{ "<property>": [names] }`.
 * @param onClose called once, when the page is gone
 */
export function openEventStream(reply: FastifyReply, property: string, onClose: () => void): EventStream {
  reply.hijack();
  const { raw } = reply;
  raw.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store', connection: 'keep-alive' });
  raw.write('retry: 1000\n\n');

  const names = new Set<string>();
  let pending: NodeJS.Timeout | undefined;
  const send = (): void => {
    pending = undefined;
    raw.write(`event: changed\ndata: ${JSON.stringify({ [property]: [...names] })}\n\n`);
    names.clear();
  };
  const heartbeat = setInterval(() => raw.write(':\n\n'), HEARTBEAT_MS);
  raw.on('close', () => {
    onClose();
    clearTimeout(pending);
    clearInterval(heartbeat);
  });
  return {
    changed: (name) => {
      names.add(name);
      pending ??= setTimeout(send, COLLECT_MS);
    },
    end: () => void raw.end(),
  };
}
