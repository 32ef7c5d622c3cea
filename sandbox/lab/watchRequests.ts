/**
 * Room sandbox/lab. Follows every request of the server except the lab's own: lets it pass the fault gate, cuts its connection
 * when a fault says so, counts the writes under way, and traces it when traces are on.
 */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { OpenedDataverse } from '../dataverse/open';
import { toGuid } from '../dataverse/rows/coerceValue';
import { sessionUser } from '../dataverse/security/caller';
import type { Connection, FaultGate } from './faults/faultGate';
import { maskAddress } from './traces/maskAddress';
import type { TraceLog } from './traces/traceLog';

export interface WatchParts {
  readonly dataverse: OpenedDataverse;
  readonly gate: FaultGate;
  readonly traces: TraceLog;
  /** Ends the process. */
  readonly exit: () => void;
}

/** Where a request keeps its connection, from its first hook to its last; requests of the lab have none. */
const CONNECTION = Symbol('connection');

declare module 'fastify' {
  interface FastifyRequest {
    [CONNECTION]?: Connection;
  }
}

/** Requests of the server that may write and are not done. */
export interface RequestWatch {
  readonly writesUnderWay: number;
}

const WEB_API = /^\/api\/data\/v9\.\d(?=[/?]|$)/i;
/** The lab and what its page is made of: no fault may keep a person from taking faults back. */
const LAB = /^\/(?:lab(?=[/?]|$)|icons\/|_host\/(?:platform\.js|lab\.js|fonts\.css|fonts\/))/;
const READS = new Set(['GET', 'HEAD', 'OPTIONS']);

const pathOf = (address: string): string => address.replace(/\?.*$/s, '');

/** Adds the hooks. Call it before the routes are registered. */
export function watchRequests(server: FastifyInstance, { dataverse, gate, traces, exit }: WatchParts): RequestWatch {
  server.decorateRequest(CONNECTION);
  const watch = { writesUnderWay: 0 };

  server.addHook('onRequest', (request, reply, done) => {
    const address = request.raw.url ?? '';
    if (LAB.test(address)) return done();
    const connection: Connection = {};
    request[CONNECTION] = connection;
    if (!READS.has(request.method)) {
      watch.writesUnderWay += 1;
      reply.raw.once('close', () => (watch.writesUnderWay -= 1));
    }
    if (traces.isOn) trace(request, reply, connection);
    done();
  });

  // Not in onRequest: reading the body loses the context.
  server.addHook('preHandler', (request, _reply, done) => {
    const connection = request[CONNECTION];
    // Following a request through all that it begins takes longer than reading a row.
    if (!connection || (gate.isOpen && !traces.isOn)) return done();
    gate.connect(connection, () => {
      const address = request.raw.url ?? '';
      // The Web API asks the gate itself: it knows the parts of a batch.
      if (WEB_API.test(address)) return done();
      void gate.passOther(request.method, pathOf(address), () => undefined).then(() => done(), done);
    });
  });

  server.addHook('onSend', (request, reply, payload, done) => {
    const end = request[CONNECTION]?.end;
    if (end === 'cut') reply.raw.destroy();
    if (end === 'exit') exit();
    // A browser repeats a request by itself when a connection that it has used before is cut.
    if (gate.mayCut) void reply.header('connection', 'close');
    done(null, payload);
  });

  function trace(request: FastifyRequest, reply: FastifyReply, connection: Connection): void {
    const at = dataverse.clock().toISOString();
    const began = performance.now();
    connection.parts = [];
    reply.raw.once('close', () => {
      const { end, fault, parts = [] } = connection;
      // A stream of events is answered from its first line on, and ends with the page that reads it.
      const status = end === undefined && reply.raw.headersSent ? reply.raw.statusCode : undefined;
      const isBatch = /\/\$batch(?:\?|$)/i.test(request.raw.url ?? '');
      traces.add({
        at,
        method: request.method,
        ...maskAddress(request.raw.url ?? '', status !== undefined && status < 400),
        ...(status === undefined ? {} : { status }),
        durationMs: Math.round((performance.now() - began) * 10) / 10,
        userId: userOf(request),
        ...(fault === undefined ? {} : { fault }),
        ...(isBatch
          ? { parts: parts.slice(1).map(({ method, path }) => ({ method, path: maskAddress(path).path })) }
          : {}),
      });
    });
  }

  /** Whom the request asked to act as, be it allowed or not; else the user of the session. */
  function userOf({ headers }: FastifyRequest): string {
    const named = headers['mscrmcallerid'] ?? headers['callerobjectid'];
    const { store, administrator } = dataverse;
    return (typeof named === 'string' ? toGuid(named) : undefined) ?? sessionUser(store, administrator, headers.cookie);
  }

  return watch;
}
