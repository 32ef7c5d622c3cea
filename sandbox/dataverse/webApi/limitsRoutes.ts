/**
 * Room sandbox/dataverse, Web API. `/lab/limits`: reads, sets and lifts the service protection limits while the sandbox runs. An
 * empty object sets the documented ones. The platform has no such address.
 */
import type { FastifyInstance } from 'fastify';
import { missingArgument } from '../errors';
import { isObject, type JsonObject, parseBody } from './payload';
import type { ProtectionLimits, ServiceProtection } from './serviceProtection';
import { DOCUMENTED_LIMITS } from './serviceProtection';

const NAMES = Object.keys(DOCUMENTED_LIMITS) as (keyof ProtectionLimits)[];

/** @throws {DataverseError} for unknown names and for anything but whole numbers from 1 */
export function toLimits(given: JsonObject): ProtectionLimits {
  const limits = { ...DOCUMENTED_LIMITS };
  for (const [name, value] of Object.entries(given)) {
    const known = NAMES.find((one) => one === name);
    if (!known) throw missingArgument(`'${name}' is no limit; ${NAMES.join(', ')} are.`);
    if (!Number.isInteger(value) || Number(value) < 1)
      throw missingArgument(`'${name}' has to be a whole number from 1.`);
    limits[known] = Number(value);
  }
  return limits;
}

/** Registers the routes inside a scope that reads bodies as text. */
export function registerLimits(scope: FastifyInstance, protection: ServiceProtection): void {
  const shown = () => ({ limits: protection.current ?? null });
  scope.get('/lab/limits', shown);
  scope.put('/lab/limits', (request) => {
    const body: unknown = typeof request.body === 'string' && request.body !== '' ? parseBody(request.body) : {};
    protection.limit(toLimits(isObject(body) ? body : {}));
    return shown();
  });
  scope.delete('/lab/limits', () => {
    protection.limit(undefined);
    return shown();
  });
}
