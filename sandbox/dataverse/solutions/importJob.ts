/**
 * Room sandbox/dataverse, solutions. One import as a system job: the two rows that a client polls, the steps in order, and
 * the single transaction that writes everything together with the job's success.
 */
import type { EmbeddedDataverse, Guid, RequestContext } from '../contracts';
import { applySolution, type ComponentResult } from './applySolution';
import { checkSolution } from './checkSolution';
import { toImportError, type SolutionImportError } from './faults';
import { toResultXml } from './importResult';
import { planDefinitions } from './planDefinitions';
import { readSolution } from './readSolution';
import type { ImportWarning, SolutionPackage } from './solutionPackage';

/** Type of a system job that imports a solution (Microsoft Learn, "asyncoperation table", operationtype). */
export const IMPORT_SOLUTION_OPERATION = 203;

const STATE = { ready: 0, suspended: 1, locked: 2, completed: 3 } as const;
const STATUS = { waitingForResources: 0, waiting: 10, inProgress: 20, succeeded: 30, failed: 31 } as const;

/** Percent of the job after each step. */
const PROGRESS = { started: 0, read: 20, checked: 40, written: 100 } as const;

export interface ImportJob {
  readonly importJobId: Guid;
  readonly asyncOperationId: Guid;
  readonly content: Uint8Array;
  readonly context: RequestContext;
}

/** Writes the two rows of a job that has not begun. */
export function createImportJob(dataverse: EmbeddedDataverse, job: ImportJob): void {
  dataverse.rows.transaction(() => {
    dataverse.rows.create(
      'asyncoperation',
      {
        asyncoperationid: job.asyncOperationId,
        name: 'ImportSolutionAsync',
        messagename: 'ImportSolutionAsync',
        operationtype: IMPORT_SOLUTION_OPERATION,
        statecode: STATE.ready,
        statuscode: STATUS.waitingForResources,
        correlationid: job.importJobId,
      },
      job.context,
    );
    dataverse.rows.create(
      'importjob',
      {
        importjobid: job.importJobId,
        name: 'Customizations',
        progress: PROGRESS.started,
        asyncoperationid: job.asyncOperationId,
      },
      job.context,
    );
  });
}

/**
 * Runs the job to its end and never throws: what went wrong is in the rows. Between steps other requests get their turn.
 * @returns the reason of a failed import
 */
export async function runImportJob(
  dataverse: EmbeddedDataverse,
  job: ImportJob,
  turn: () => Promise<void>,
): Promise<SolutionImportError | undefined> {
  const startedOn = dataverse.clock();
  let solution: SolutionPackage | undefined;
  let warnings: readonly ImportWarning[] = [];
  try {
    report(
      dataverse,
      job,
      { statecode: STATE.locked, statuscode: STATUS.inProgress, startedon: startedOn.toISOString() },
      { startedon: startedOn.toISOString() },
    );
    await turn();
    solution = readSolution(job.content);
    const { uniqueName } = solution.manifest;
    report(dataverse, job, {}, { solutionname: uniqueName, progress: PROGRESS.read });
    await turn();
    warnings = [...solution.warnings, ...checkSolution(dataverse, solution)];
    report(dataverse, job, {}, { progress: PROGRESS.checked });
    await turn();
    const read = solution;
    dataverse.rows.transaction(() => {
      const definitions = planDefinitions(dataverse, read);
      const components = [...applySolution(dataverse, read), ...definitions.results];
      finish(dataverse, job, { startedOn, solution: read, warnings, components });
      // Last: what the metadata service has taken it does not forget when something after it fails.
      if (definitions.change) dataverse.metadata.save(definitions.change);
    });
    return undefined;
  } catch (cause) {
    const error = toImportError(cause);
    dataverse.rows.transaction(() => finish(dataverse, job, { startedOn, solution, warnings, components: [], error }));
    return error;
  }
}

type Columns = Parameters<EmbeddedDataverse['rows']['update']>[2];

function report(dataverse: EmbeddedDataverse, job: ImportJob, operation: Columns, importJob: Columns): void {
  dataverse.rows.transaction(() => {
    if (Object.keys(operation).length > 0)
      dataverse.rows.update('asyncoperation', job.asyncOperationId, operation, job.context);
    if (Object.keys(importJob).length > 0) dataverse.rows.update('importjob', job.importJobId, importJob, job.context);
  });
}

interface Outcome {
  readonly startedOn: Date;
  readonly solution?: SolutionPackage;
  readonly warnings: readonly ImportWarning[];
  readonly components: readonly ComponentResult[];
  readonly error?: SolutionImportError;
}

function finish(dataverse: EmbeddedDataverse, job: ImportJob, outcome: Outcome): void {
  const { error, solution, warnings } = outcome;
  const stoppedOn = dataverse.clock();
  const data = toResultXml({ ...outcome, manifest: solution?.manifest, stoppedOn });
  const notTaken = warnings.map(({ type, name, text }) => `${type} ${name}: ${text}`).join('\n');
  report(
    dataverse,
    job,
    {
      statecode: STATE.completed,
      statuscode: error ? STATUS.failed : STATUS.succeeded,
      completedon: stoppedOn.toISOString(),
      message: error?.message ?? (notTaken === '' ? null : `The solution was imported with warnings.\n${notTaken}`),
      friendlymessage: error?.message ?? null,
      errorcode: error?.errorCode ?? 0,
    },
    {
      completedon: stoppedOn.toISOString(),
      data,
      ...(error ? {} : { progress: PROGRESS.written }),
      ...(solution ? { solutionname: solution.manifest.uniqueName } : {}),
    },
  );
}

/** Jobs that a stopped server left behind have written nothing; they are told as failed. */
export function failAbandonedJobs(dataverse: EmbeddedDataverse): void {
  const open = dataverse.rows
    .findWhere('asyncoperation', { operationtype: IMPORT_SOLUTION_OPERATION })
    .filter((row) => row.values.statecode !== STATE.completed);
  for (const operation of open) {
    const message = 'The server stopped before the import was finished. Nothing of it was written; import again.';
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
