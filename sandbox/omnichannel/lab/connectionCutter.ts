/**
 * Room sandbox/omnichannel/lab. Cuts the connection of the request that is being handled, so that its answer is lost.
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import type { FastifyInstance, FastifyReply } from 'fastify';

export interface ConnectionCutter {
  /** Destroys the socket of the request being handled. Does nothing outside a request. */
  cut(): void;
}

/** Watches the server's requests. */
export function watchConnections(server: FastifyInstance): ConnectionCutter {
  const current = new AsyncLocalStorage<FastifyReply>();
  // Not onRequest: reading the body loses the context.
  server.addHook('preHandler', (_request, reply, done) => current.run(reply, done));
  return {
    cut: () => {
      current.getStore()?.raw.destroy();
    },
  };
}
