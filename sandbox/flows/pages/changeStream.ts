/** Room sandbox/flows. Tells the open pages which flows changed, as server-sent events. */
import type { FastifyReply } from 'fastify';
import type { FlowChanges } from '../host/flowChanges';

/** A loop of thousands of rounds changes its run as often; pages hear of it a few times a second. */
const COLLECT_MS = 250;
/** Keeps intermediaries and the browser from taking the stream for dead. */
const HEARTBEAT_MS = 20_000;

/** Answers with a stream that lasts until the page goes away or the server ends. */
export function streamChanges(reply: FastifyReply, changes: FlowChanges): void {
  reply.hijack();
  const { raw } = reply;
  raw.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store', connection: 'keep-alive' });
  raw.write('retry: 1000\n\n');
  const changed = new Set<string>();
  let pending: NodeJS.Timeout | undefined;
  const send = (): void => {
    pending = undefined;
    raw.write(`event: changed\ndata: ${JSON.stringify({ flows: [...changed] })}\n\n`);
    changed.clear();
  };
  const unsubscribe = changes.listen((flowId) => {
    changed.add(flowId);
    pending ??= setTimeout(send, COLLECT_MS);
  });
  const heartbeat = setInterval(() => raw.write(':\n\n'), HEARTBEAT_MS);
  raw.on('close', () => {
    unsubscribe();
    clearTimeout(pending);
    clearInterval(heartbeat);
  });
}
