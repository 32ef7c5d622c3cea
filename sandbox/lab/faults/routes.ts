/** Room sandbox/lab, faults. `/lab/faults`: orders faults, lists those to come, takes them back. */
import type { FastifyInstance } from 'fastify';
import { LabOrderError } from '../labOrderError';
import { FAULT_KINDS, readFaultOrder } from './faultOrder';
import type { FaultPlan } from './faultPlan';
import { toListedFault, type KnownNames } from './unmatched';

/** @param allowExit may a fault end the process? */
export function registerFaults(server: FastifyInstance, plan: FaultPlan, known: KnownNames, allowExit: boolean): void {
  server.get('/lab/faults', () => ({
    faults: plan.pending().map((fault) => toListedFault(known, fault)),
    kinds: FAULT_KINDS.filter((kind) => allowExit || kind !== 'exit-after-acceptance'),
  }));
  server.post('/lab/faults', (request, reply) => {
    const ordered = plan.order(readFaultOrder(request.body, allowExit));
    // A browser repeats a request by itself when a connection that it has used before is cut: such a one is not to be left.
    server.server.closeIdleConnections();
    return reply.code(201).send(toListedFault(known, ordered));
  });
  server.delete('/lab/faults', (_request, reply) => {
    plan.clear();
    return reply.code(204).send();
  });
  server.delete<{ Params: { id: string } }>('/lab/faults/:id', (request, reply) => {
    if (!plan.remove(Number(request.params.id)))
      throw new LabOrderError(404, 'fault-unknown', 'There is no such fault; it may be over.');
    return reply.code(204).send();
  });
}
