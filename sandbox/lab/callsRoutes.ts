/** Room sandbox/lab. `/lab/calls`: what the simulated service was asked, and what it did. */
import type { FastifyInstance } from 'fastify';
import type { CallLog } from '../omnichannel/store/callLog';
import { wholeNumber } from './labOrderError';

const DEFAULT_CALLS = 1000;

/** `GET /lab/calls?full=true&after=<id>&top=<n>` and `DELETE /lab/calls`. */
export function registerCalls(server: FastifyInstance, log: CallLog): void {
  server.get<{ Querystring: Record<string, string | undefined> }>('/lab/calls', (request) => {
    const { full, after, top } = request.query;
    return log.list({ full: full === 'true', after: wholeNumber(after) ?? 0, top: wholeNumber(top) ?? DEFAULT_CALLS });
  });
  server.delete('/lab/calls', (_request, reply) => {
    log.clear();
    return reply.code(204).send();
  });
}
