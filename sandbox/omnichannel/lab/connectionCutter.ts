/**
 * Room sandbox/omnichannel/lab. Cuts the connection of the request that is being handled, so that its answer is lost.
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import type { FastifyInstance, FastifyReply } from 'fastify';

export interface ConnectionCutter {
  /** Destroys the socket of the request being handled. Does nothing outside a request. */
  cut(): void;
}

/**
 * Watches the server's requests.
 * @param isArmed while true, connections are not kept alive. A browser repeats a request by itself, POST included, when a
 * connection it used before closes without a byte of answer; on a fresh one it does not. The lost answer must be one call.
 */
export function watchConnections(server: FastifyInstance, isArmed: () => boolean): ConnectionCutter {
  const current = new AsyncLocalStorage<FastifyReply>();
  // Not onRequest: reading the body loses the context.
  server.addHook('preHandler', (_request, reply, done) => current.run(reply, done));
  server.addHook('onSend', (_request, reply, _payload, done) => {
    if (isArmed()) void reply.header('connection', 'close');
    done();
  });
  return {
    cut: () => {
      current.getStore()?.raw.destroy();
    },
  };
}
