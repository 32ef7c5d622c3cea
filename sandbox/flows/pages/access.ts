/**
 * Room sandbox/flows. Who may see flows, run them by hand and read what they did, by the privileges on the flow's row. The
 * platform lets owners and co-owners do so, and those with whom it was shared run it: Microsoft Learn, "Share a cloud flow".
 * That Read stands for the one and Write for the other is inferred.
 */
import type { RequestContext, StoredRow } from '../../dataverse/contracts';
import type { DataverseError } from '../../dataverse/errors';
import type { OpenedDataverse } from '../../dataverse/open';
import type { RunDetail } from '../history/contracts';
import type { FlowHost } from '../host/flowHost';
import { isCloudFlow } from '../host/loadFlow';

const FLOWS = 'workflow';

export class FlowAccess {
  constructor(
    private readonly dataverse: OpenedDataverse,
    private readonly host: FlowHost,
  ) {}

  /** @throws {DataverseError} 403 for somebody who may read no flow at all */
  assertMayRead(context: RequestContext): void {
    const table = this.dataverse.metadata.table(FLOWS);
    if (table) this.dataverse.security.requireAnywhere(context, 'Read', table);
  }

  /** May they read, and so run, this flow? One that is gone is nobody's secret. */
  mayRead(context: RequestContext, flowId: string): boolean {
    if (!this.dataverse.rows.find(FLOWS, flowId)) return true;
    return this.dataverse.security.mayRead(context, { table: FLOWS, id: flowId });
  }

  /** The flow, for those who may read it. */
  flow(context: RequestContext, id: string): StoredRow | undefined {
    const row = this.dataverse.rows.find(FLOWS, id);
    return row && isCloudFlow(row) && this.mayRead(context, id) ? row : undefined;
  }

  /**
   * A run with all that passed through it, which may be more than the reader is allowed elsewhere.
   * @throws {DataverseError} 403 for those who may read the flow and not change it
   */
  run(context: RequestContext, id: string): RunDetail | undefined {
    const run = this.host.history.find(id);
    const row = run && this.flow(context, run.flowId);
    const table = this.dataverse.metadata.table(FLOWS);
    if (!row || !table) return undefined;
    this.dataverse.security.requireOn(context, 'Write', table, row.values);
    return run;
  }
}

/** The code for a page: a refusal for want of a privilege, or another. */
export const codeOf = (error: DataverseError, otherwise: string): string =>
  error.status === 403 ? 'not-permitted' : otherwise;
