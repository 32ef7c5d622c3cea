/**
 * Room sandbox/dataverse, solutions. System jobs: the row of `asyncoperation` that a client polls. Values of the columns:
 * Microsoft Learn, "System Job (AsyncOperation) table/entity reference", operationtype, statecode and statuscode.
 */
import type { EmbeddedDataverse, Guid, RequestContext, Row } from '../contracts';
import { asSystem } from '../contracts';

export const STATE = { ready: 0, suspended: 1, locked: 2, completed: 3 } as const;
export const STATUS = { waitingForResources: 0, waiting: 10, inProgress: 20, succeeded: 30, failed: 31 } as const;

export const OPERATION_TYPE = {
  importSolution: 203,
  deleteAndPromote: 207,
  uninstallSolution: 208,
  stageAndUpgrade: 211,
} as const;

export interface SystemJob {
  readonly asyncOperationId: Guid;
  /** Message that the job carries out; also its name. */
  readonly message: string;
  readonly operationType: number;
  readonly correlationId?: Guid;
  readonly context: RequestContext;
}

/** Writes the row of a job that has not begun. */
export function createSystemJob(dataverse: EmbeddedDataverse, job: SystemJob): void {
  dataverse.rows.create(
    'asyncoperation',
    {
      asyncoperationid: job.asyncOperationId,
      name: job.message,
      messagename: job.message,
      operationtype: job.operationType,
      statecode: STATE.ready,
      statuscode: STATUS.waitingForResources,
      ...(job.correlationId === undefined ? {} : { correlationid: job.correlationId }),
    },
    asSystem(job.context),
  );
}

type Handle = Pick<SystemJob, 'asyncOperationId' | 'context'>;

const change = (dataverse: EmbeddedDataverse, job: Handle, values: Row): void =>
  dataverse.rows.update('asyncoperation', job.asyncOperationId, values, asSystem(job.context));

export const startSystemJob = (dataverse: EmbeddedDataverse, job: Handle): void =>
  change(dataverse, job, {
    statecode: STATE.locked,
    statuscode: STATUS.inProgress,
    startedon: dataverse.clock().toISOString(),
  });

/** @param failure absent when the job succeeded. `errorCode` is the platform's 32-bit number. */
export function finishSystemJob(
  dataverse: EmbeddedDataverse,
  job: Handle,
  outcome: { readonly message?: string; readonly failure?: { readonly message: string; readonly errorCode: number } },
): void {
  const { failure, message } = outcome;
  change(dataverse, job, {
    statecode: STATE.completed,
    statuscode: failure ? STATUS.failed : STATUS.succeeded,
    completedon: dataverse.clock().toISOString(),
    message: failure?.message ?? message ?? null,
    friendlymessage: failure?.message ?? null,
    errorcode: failure?.errorCode ?? 0,
  });
}

/** Jobs that a stopped server left behind have written nothing; they are told as failed. */
export function failAbandonedJobs(dataverse: EmbeddedDataverse): void {
  const open = Object.values(OPERATION_TYPE).flatMap((operationtype) =>
    dataverse.rows
      .findWhere('asyncoperation', { operationtype })
      .filter((row) => row.values.statecode !== STATE.completed),
  );
  for (const operation of open) {
    const message = 'The server stopped before the job was finished. Nothing of it was written; start it again.';
    const now = dataverse.clock().toISOString();
    dataverse.rows.update('asyncoperation', operation.id, {
      statecode: STATE.completed,
      statuscode: STATUS.failed,
      completedon: now,
      message,
      friendlymessage: message,
    });
    for (const job of dataverse.rows.findWhere('importjob', { asyncoperationid: operation.id })) {
      dataverse.rows.update('importjob', job.id, { completedon: now });
    }
  }
}
