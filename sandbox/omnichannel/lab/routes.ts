/**
 * Room sandbox/omnichannel/lab. HTTP for experiments: the log of calls, and faults on demand.
 * Differs from the platform: nothing like this exists there.
 */
import type { FastifyInstance, FastifyReply } from 'fastify';
import type { CallLog } from '../store/callLog';
import { FAULT_KINDS, type FaultKind, type FaultOrder, type FaultPlan } from './faultPlan';

const DEFAULT_CALLS = 1000;
const DEFAULT_DELAY_MS = 1000;
const DEFAULT_RETRY_AFTER_SECONDS = 5;

export interface LabParts {
  readonly log: CallLog;
  readonly faults: FaultPlan;
  /** May a fault end the process? */
  readonly allowExit: boolean;
}

/** A request to the lab that makes no sense; the text says why. */
class LabOrderError extends Error {
  override readonly name = 'LabOrderError';
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}

/**
 * `GET /lab/calls?full=true&after=<id>&top=<n>`, `DELETE /lab/calls`, `GET`, `POST` and `DELETE /lab/faults`.
 */
export function registerLabRoutes(server: FastifyInstance, { log, faults, allowExit }: LabParts): void {
  server.get<{ Querystring: Record<string, string | undefined> }>('/lab/calls', (request) => {
    const { full, after, top } = request.query;
    return log.list({ full: full === 'true', after: wholeNumber(after) ?? 0, top: wholeNumber(top) ?? DEFAULT_CALLS });
  });
  server.delete('/lab/calls', (_request, reply) => {
    log.clear();
    return reply.code(204).send();
  });
  server.get('/lab/faults', () => ({ faults: faults.pending() }));
  server.delete('/lab/faults', (_request, reply) => {
    faults.clear();
    return reply.code(204).send();
  });
  server.post('/lab/faults', (request, reply) => {
    try {
      const ordered = faults.order(readOrder(request.body, allowExit));
      // Connections from before the order would be kept alive; see connectionCutter.ts.
      server.server.closeIdleConnections();
      return reply.code(201).send(ordered);
    } catch (error) {
      return sendOrderError(reply, error);
    }
  });
}

function sendOrderError(reply: FastifyReply, error: unknown): FastifyReply {
  if (!(error instanceof LabOrderError)) throw error;
  return reply.code(error.status).send({ error: { code: error.code, message: error.message } });
}

const wholeNumber = (text: string | undefined): number | undefined =>
  text !== undefined && /^\d{1,9}$/.test(text) ? Number(text) : undefined;

const isKind = (value: unknown): value is FaultKind => FAULT_KINDS.some((kind) => kind === value);

function readOrder(body: unknown, allowExit: boolean): FaultOrder {
  const order = (typeof body === 'object' && body !== null ? body : {}) as Readonly<Record<string, unknown>>;
  const { kind } = order;
  if (!isKind(kind))
    throw new LabOrderError(400, 'fault-kind-unknown', `kind must be one of ${FAULT_KINDS.join(', ')}.`);
  if (kind === 'exit-after-acceptance' && !allowExit) {
    throw new LabOrderError(409, 'exit-not-allowed', 'This server was not started in a way that lets the lab end it.');
  }
  return {
    kind,
    atCall: readCount(order, 'atCall', 1, 1),
    times: readCount(order, 'times', 1, 1),
    delayMs: readCount(order, 'delayMs', DEFAULT_DELAY_MS, 0),
    retryAfterSeconds: readCount(order, 'retryAfterSeconds', DEFAULT_RETRY_AFTER_SECONDS, 0),
  };
}

function readCount(order: Readonly<Record<string, unknown>>, name: string, absent: number, least: number): number {
  const value = order[name] ?? absent;
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= least) return value;
  throw new LabOrderError(400, 'fault-number-invalid', `${name} must be a whole number from ${least} upwards.`);
}
