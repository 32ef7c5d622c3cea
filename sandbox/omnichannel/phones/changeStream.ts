/** Room sandbox/omnichannel/phones. Tells the open pages which handsets changed, as server-sent events. */
import type { FastifyReply } from 'fastify';
import { openEventStream } from '../../eventStream';
import type { HandsetStore } from '../store/handsets';

/** Answers with a stream that lasts until the page goes away or the server ends. */
export function streamChanges(reply: FastifyReply, handsets: HandsetStore): void {
  const stream = openEventStream(reply, 'numbers', () => unsubscribe());
  const unsubscribe = handsets.subscribe((number) => {
    if (number === undefined) stream.end();
    else stream.changed(number);
  });
}
