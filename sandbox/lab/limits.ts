/**
 * Room sandbox/lab. `/lab/limits`: reads, sets and lifts the service protection limits while the sandbox runs. An empty object
 * sets the documented ones.
 */
import type { FastifyInstance } from 'fastify';
import {
  DOCUMENTED_LIMITS,
  type ProtectionLimits,
  type ServiceProtection,
} from '../dataverse/webApi/serviceProtection';
import { LabOrderError, toRecord, type JsonRecord } from './labOrderError';

const NAMES = Object.keys(DOCUMENTED_LIMITS) as (keyof ProtectionLimits)[];

/** @throws {LabOrderError} for unknown names and for anything but whole numbers from 1 */
function toLimits(given: JsonRecord): ProtectionLimits {
  const limits = { ...DOCUMENTED_LIMITS };
  for (const [name, value] of Object.entries(given)) {
    const known = NAMES.find((one) => one === name);
    if (!known) throw new LabOrderError(400, 'limit-unknown', `'${name}' is no limit; ${NAMES.join(', ')} are.`);
    if (!Number.isInteger(value) || Number(value) < 1)
      throw new LabOrderError(400, 'limit-invalid', `'${name}' has to be a whole number from 1.`);
    limits[known] = Number(value);
  }
  return limits;
}

/** `GET`, `PUT` and `DELETE /lab/limits`. */
export function registerLimits(server: FastifyInstance, protection: ServiceProtection, changed: () => void): void {
  const shown = () => ({ limits: protection.current ?? null, documented: DOCUMENTED_LIMITS });
  server.get('/lab/limits', shown);
  server.put('/lab/limits', (request) => {
    protection.limit(toLimits(toRecord(request.body)));
    changed();
    return shown();
  });
  server.delete('/lab/limits', () => {
    protection.limit(undefined);
    changed();
    return shown();
  });
}
