/** Room sandbox/dataverse, Web API. What the messages about time zones share: zones by their codes, and times as they answer them. */
import { missingArgument } from '../../errors';
import type { TimeZone } from '../../time/timeZone';
import { zoneOfCode } from '../../time/timeZone';

/** @throws {DataverseError} 400 for an unknown code */
export function requireZone(code: unknown): TimeZone {
  const zone = zoneOfCode(Number(code));
  if (!zone) throw missingArgument(`There is no time zone with the code ${String(code)}.`);
  return zone;
}

/** Whole seconds, UTC. */
export const toTimeText = (time: number): string => `${new Date(time).toISOString().slice(0, 19)}Z`;
