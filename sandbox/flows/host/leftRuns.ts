/**
 * Room sandbox/flows. What becomes of the runs that the last process left open. One that was under way has failed, because nobody
 * knows how far it came; one that waited has done nothing yet, and is begun when its turn comes.
 * Differs from the platform, whose runs outlive every machine.
 */
import type { OpenedDataverse } from '../../dataverse/open';
import type { FlowFault } from '../contracts';
import type { FlowValue } from '../expressions';
import { INTERRUPTED_CODE } from '../history/contracts';
import { keepFlowRunRow } from '../history/flowRunRow';
import type { OpenRun, RunHistory } from '../history/runHistory';
import type { LoadedFlow } from './loadFlow';

const INTERRUPTED: FlowFault = {
  code: INTERRUPTED_CODE,
  message: 'The sandbox ended while this run was under way. What it had begun is not repeated.',
};

const NOT_BEGUN: FlowFault = {
  code: 'RunNotBegun',
  message:
    'The sandbox ended while this run waited for its turn. It did nothing and cannot be begun: what its trigger told is not kept, the flow cannot run any more, or the run that asked for it is gone.',
};

export interface LeftRunParts {
  readonly dataverse: OpenedDataverse;
  readonly history: RunHistory;
  readonly now: Date;
  /** `undefined` for a flow that is gone or cannot run. */
  load(flowId: string): LoadedFlow | undefined;
  takeUp(runId: string, flow: LoadedFlow, outputs: FlowValue): void;
}

export function settleLeftRuns(parts: LeftRunParts): void {
  for (const run of parts.history.open()) {
    const flow = parts.load(run.flowId);
    if (run.status === 'Running') fail(parts, run, INTERRUPTED);
    else if (!flow || run.parentRunId !== undefined || run.triggerOutputs === undefined) fail(parts, run, NOT_BEGUN);
    else parts.takeUp(run.id, flow, run.triggerOutputs);
  }
}

function fail({ dataverse, history, now }: LeftRunParts, run: OpenRun, error: FlowFault): void {
  const { id, flowId, triggerKind, startTime, countedActions, parentRunId } = run;
  const outcome = { status: 'Failed', error, startTime, endTime: now, countedActions } as const;
  history.end(id, outcome);
  const owner = dataverse.rows.find('workflow', flowId)?.values.ownerid as { readonly id?: string } | null | undefined;
  keepFlowRunRow(dataverse, {
    id,
    flowId,
    ownerId: owner?.id ?? dataverse.administrator.userId,
    triggerKind,
    outcome,
    ...(parentRunId === undefined ? {} : { parentRunId }),
  });
}
