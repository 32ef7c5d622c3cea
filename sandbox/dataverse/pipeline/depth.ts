/**
 * Room sandbox/dataverse, pipeline. Chains of events that cause each other: a webhook that writes rows when it hears of a write
 * passes the correlation on, and a chain that gets too long is a loop.
 * Source: Microsoft Learn, "IExecutionContext.Depth Property", remarks: at most 8 within one hour; "Use webhooks", header
 * `x-ms-correlation-request-id`.
 */
import type { Guid, RequestContext } from '../contracts';
import { DataverseError } from '../errors';
import { toGuid } from '../rows/coerceValue';

export const MAX_DEPTH = 8;
const REMEMBERED_MS = 60 * 60 * 1000;

/** Code and text of SdkCorrelationTokenDepthTooHigh: Microsoft Learn, "Web service error codes". */
const tooDeep = (): DataverseError =>
  new DataverseError(
    400,
    '0x80044182',
    'This workflow job was canceled because the workflow that started it included an infinite loop. Correct the workflow logic and try again.',
  );

/** @throws {DataverseError} 0x80044182 when the chain of events is too long */
export function assertDepth({ depth = 1 }: RequestContext): void {
  if (depth > MAX_DEPTH) throw tooDeep();
}

/** How long each chain is whose word has gone out, for an hour. */
export class Chains {
  private readonly known = new Map<Guid, { readonly depth: number; readonly at: number }>();

  constructor(private readonly clock: () => Date) {}

  /** Somebody outside has been told of an operation. */
  told(correlationId: Guid, depth: number): void {
    const at = this.clock().getTime();
    for (const [id, one] of this.known) {
      if (one.at + REMEMBERED_MS > at) break;
      this.known.delete(id);
    }
    const before = this.known.get(correlationId)?.depth ?? 0;
    this.known.delete(correlationId);
    this.known.set(correlationId, { depth: Math.max(before, depth), at });
  }

  /** What a request that names a correlation is the next link of. */
  continued(correlation: string | undefined): Pick<RequestContext, 'correlationId' | 'depth'> {
    const correlationId = correlation === undefined ? undefined : toGuid(correlation);
    if (correlationId === undefined) return {};
    const told = this.known.get(correlationId);
    const isForgotten = told === undefined || told.at + REMEMBERED_MS <= this.clock().getTime();
    return { correlationId, depth: isForgotten ? 1 : told.depth + 1 };
  }
}
