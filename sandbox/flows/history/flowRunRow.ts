/**
 * Room sandbox/flows. What the Web API shows of a run that has ended: a row of `flowrun`. Source of the columns: Microsoft Learn,
 * table reference "Flow Run (flowrun)".
 */
import type { OpenedDataverse } from '../../dataverse/open';
import type { RunOutcome } from '../contracts';
import type { TriggerKind } from './contracts';

export interface EndedRun {
  readonly id: string;
  readonly flowId: string;
  readonly ownerId: string;
  readonly triggerKind: TriggerKind;
  readonly outcome: RunOutcome;
  readonly parentRunId?: string;
}

/** 28 days. */
const KEPT_SECONDS = 2_419_200;

export function keepFlowRunRow({ rows }: OpenedDataverse, run: EndedRun): void {
  const { status, error, startTime, endTime } = run.outcome;
  rows.create('flowrun', {
    flowrunid: run.id,
    name: run.id,
    workflow: { table: 'workflow', id: run.flowId },
    workflowid: run.flowId,
    status,
    triggertype: run.triggerKind,
    starttime: startTime.toISOString(),
    endtime: endTime.toISOString(),
    duration: endTime.getTime() - startTime.getTime(),
    errorcode: error?.code.slice(0, 100) ?? null,
    errormessage: error?.message.slice(0, 20_000) ?? null,
    isprimary: run.parentRunId === undefined ? 1 : 0,
    parentrunid: run.parentRunId ?? null,
    ttlinseconds: KEPT_SECONDS,
    ownerid: { table: 'systemuser', id: run.ownerId },
  });
}
