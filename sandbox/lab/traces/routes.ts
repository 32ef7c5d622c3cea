/** Room sandbox/lab, traces. `/lab/traces`: lists the last requests, clears the list, switches it on and off. */
import type { FastifyInstance } from 'fastify';
import { assertKnown, LabOrderError, toRecord, wholeNumber } from '../labOrderError';
import { MAX_KEPT, type TraceLog } from './traceLog';

const DEFAULT_TOP = 200;

/** `GET /lab/traces?after=&method=&path=&status=&top=`, `PUT` with `{ isOn?, keep? }`, `DELETE`. */
export function registerTraces(server: FastifyInstance, traces: TraceLog, changed: () => void): void {
  const shown = () => ({ isOn: traces.isOn, keep: traces.keep });
  server.get<{ Querystring: Record<string, string | undefined> }>('/lab/traces', (request) => {
    const { after, method, path, status, top } = request.query;
    return {
      ...shown(),
      traces: traces.list({
        after: wholeNumber(after),
        method: method || undefined,
        path: path || undefined,
        status: wholeNumber(status),
        top: wholeNumber(top) ?? DEFAULT_TOP,
      }),
    };
  });
  server.put('/lab/traces', (request) => {
    const order = toRecord(request.body);
    assertKnown(order, ['isOn', 'keep'], 'trace-order-invalid');
    const { isOn = traces.isOn, keep = traces.keep } = order;
    if (typeof isOn !== 'boolean') throw new LabOrderError(400, 'trace-order-invalid', 'isOn is true or false.');
    if (typeof keep !== 'number' || !Number.isInteger(keep) || keep < 1 || keep > MAX_KEPT)
      throw new LabOrderError(400, 'trace-order-invalid', `keep is a whole number from 1 to ${MAX_KEPT}.`);
    traces.isOn = isOn;
    traces.keep = keep;
    changed();
    return shown();
  });
  server.delete('/lab/traces', (_request, reply) => {
    traces.clear();
    return reply.code(204).send();
  });
}
