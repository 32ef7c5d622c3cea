/** Room sandbox/lab. Tells the open pages of the lab which part of it shows something new. */
import type { FastifyReply } from 'fastify';
import { openEventStream, type EventStream } from '../eventStream';

export const LAB_TOPICS = ['clock', 'faults', 'traces', 'snapshots', 'limits', 'calls'] as const;

export type LabTopic = (typeof LAB_TOPICS)[number];

export class LabNews {
  private readonly streams = new Set<EventStream>();

  /** Answers with a stream that lasts until the page goes away or the server ends. */
  stream(reply: FastifyReply): void {
    const stream = openEventStream(reply, 'topics', () => this.streams.delete(stream));
    this.streams.add(stream);
  }

  tell(topic: LabTopic): void {
    for (const stream of this.streams) stream.changed(topic);
  }

  tellAll(): void {
    for (const topic of LAB_TOPICS) this.tell(topic);
  }
}
