/** Room sandbox/dataverse, solutions. A system job whose whole work is one transaction, told as done in the same one. */
import type { Guid, RequestContext } from '../contracts';
import { DataverseError } from '../errors';
import type { SolutionMessages } from './messages/solutionMessage';
import { createSystemJob, finishSystemJob, startSystemJob } from './systemJob';

export interface TransactionJob {
  readonly message: string;
  readonly operationType: number;
  readonly context: RequestContext;
  readonly work: () => void;
}

/** Puts the job in the queue. What goes wrong is in its row. @returns id of the system job */
export function startTransactionJob({ dataverse, enqueue }: SolutionMessages, job: TransactionJob): Guid {
  const asyncOperationId = dataverse.newId();
  const handle = { asyncOperationId, context: job.context };
  createSystemJob(dataverse, { ...job, asyncOperationId });
  void enqueue(() => {
    try {
      startSystemJob(dataverse, handle);
      dataverse.rows.transaction(() => {
        job.work();
        finishSystemJob(dataverse, handle, {});
      });
    } catch (error) {
      finishSystemJob(dataverse, handle, { failure: toFailure(error) });
    }
  });
  return asyncOperationId;
}

/** `0x80040216`: an error that nobody expected. */
const UNEXPECTED = 0x80040216 | 0;

const toFailure = (error: unknown): { message: string; errorCode: number } => ({
  message: error instanceof Error ? error.message : String(error),
  errorCode: error instanceof DataverseError ? Number(error.code) | 0 : UNEXPECTED,
});
