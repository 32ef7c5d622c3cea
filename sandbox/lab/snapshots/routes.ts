/** Room sandbox/lab, snapshots. `/lab/snapshots`, `/lab/start` and `/lab/reset`: keeps all rows under a name, and brings them back. */
import type { FastifyInstance } from 'fastify';
import type { Snapshots } from './snapshots';

interface Named {
  Params: { name: string };
  Querystring: Record<string, string | undefined>;
}

/**
 * `GET /lab/snapshots`, `PUT /lab/snapshots/<name>?replace=true`, `POST /lab/snapshots/<name>/restore`, `DELETE /lab/snapshots/<name>`,
 * `PUT /lab/start`, `POST /lab/reset`.
 * @param reset goes back to the start, with all that the lab has changed
 */
export function registerSnapshots(server: FastifyInstance, snapshots: Snapshots, reset: () => void): void {
  server.get('/lab/snapshots', () => ({ snapshots: snapshots.list(), startedOn: snapshots.startedOn ?? null }));
  server.put<Named>('/lab/snapshots/:name', (request, reply) =>
    reply.code(201).send(snapshots.create(request.params.name, request.query.replace === 'true')),
  );
  server.post<Named>('/lab/snapshots/:name/restore', (request, reply) => {
    snapshots.restore(request.params.name);
    return reply.code(204).send();
  });
  server.delete<Named>('/lab/snapshots/:name', (request, reply) => {
    snapshots.delete(request.params.name);
    return reply.code(204).send();
  });
  server.put('/lab/start', () => {
    const { createdOn, bytes } = snapshots.markStart();
    return { startedOn: createdOn, bytes };
  });
  server.post('/lab/reset', (_request, reply) => {
    reset();
    return reply.code(204).send();
  });
}
