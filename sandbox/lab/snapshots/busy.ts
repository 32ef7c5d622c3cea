/** Room sandbox/lab, snapshots. Whether something is in the middle of its work, so that rows must not be exchanged under it. */
import type { EmbeddedDataverse } from '../../dataverse/contracts';
import type { RequestWatch } from '../watchRequests';

/** States of a system job that is going to begin, or has begun. Source: Microsoft Learn, "System Job (AsyncOperation)". */
const UNDER_WAY = { ready: 0, locked: 2 } as const;

/** A sentence about what is under way; `undefined` when nothing is. */
export function whatIsUnderWay({ rows }: EmbeddedDataverse, watch: RequestWatch): string | undefined {
  const jobs = Object.values(UNDER_WAY).flatMap((statecode) => rows.findWhere('asyncoperation', { statecode }));
  if (jobs.length > 0) return `A system job, such as the import of a solution, is waiting or running.`;
  if (watch.writesUnderWay > 0) return `Another request that writes is under way.`;
  return undefined;
}
