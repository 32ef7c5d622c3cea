/** Room sandbox/flows. Tells the open pages which flows changed, as server-sent events. */
import type { FastifyReply } from 'fastify';
import { openEventStream } from '../../eventStream';
import type { FlowChanges } from '../host/flowChanges';

/** Answers with a stream that lasts until the page goes away or the server ends. @param mayHear of this flow */
export function streamChanges(reply: FastifyReply, changes: FlowChanges, mayHear: (flowId: string) => boolean): void {
  const stream = openEventStream(reply, 'flows', () => unsubscribe());
  const unsubscribe = changes.listen((flowId) => {
    if (mayHear(flowId)) stream.changed(flowId);
  });
}
