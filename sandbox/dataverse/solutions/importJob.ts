/**
 * Room sandbox/dataverse, solutions. One import as a system job: the two rows that a client polls, the steps in order, and
 * the single transaction that writes everything together with the job's success.
 */
import type { Guid, RequestContext, Row } from '../contracts';
import { asSystem } from '../contracts';
import type { OpenedDataverse } from '../open';
import type { ComponentResult } from './applySolution';
import { checkSolution, findSolution } from './checkSolution';
import { typeName } from './components';
import { HalfImportedError, holdingUnmanaged, toImportError, type SolutionImportError } from './faults';
import { importPackage } from './importPackage';
import { toResultXml } from './importResult';
import type { Layers } from './layers';
import { promoteSolution } from './promote';
import { isListed } from './dependencies';
import { readSolution } from './readSolution';
import type { ImportWarning, SolutionPackage } from './solutionPackage';
import { createSystemJob, finishSystemJob, OPERATION_TYPE, startSystemJob } from './systemJob';

/** Percent of the job after each step. */
const PROGRESS = { started: 0, read: 20, checked: 40, written: 100 } as const;

export interface ImportJob {
  readonly importJobId: Guid;
  readonly asyncOperationId: Guid;
  readonly content: Uint8Array;
  readonly overwritesUnmanaged: boolean;
  /** `update` keeps what the newer version no longer has; `holding` waits beside it to be promoted; `upgrade` is both steps in one. */
  readonly way: 'update' | 'holding' | 'upgrade';
  readonly context: RequestContext;
}

/** Writes the two rows of a job that has not begun. */
export function createImportJob(dataverse: OpenedDataverse, job: ImportJob): void {
  const isUpgrade = job.way === 'upgrade';
  dataverse.rows.transaction(() => {
    createSystemJob(dataverse, {
      asyncOperationId: job.asyncOperationId,
      message: isUpgrade ? 'StageAndUpgradeAsync' : 'ImportSolutionAsync',
      operationType: isUpgrade ? OPERATION_TYPE.stageAndUpgrade : OPERATION_TYPE.importSolution,
      correlationId: job.importJobId,
      context: job.context,
    });
    dataverse.rows.create(
      'importjob',
      {
        importjobid: job.importJobId,
        name: 'Customizations',
        progress: PROGRESS.started,
        asyncoperationid: job.asyncOperationId,
      },
      asSystem(job.context),
    );
  });
}

/**
 * Runs the job to its end and never throws: what went wrong is in the rows. Between steps other requests get their turn.
 * @returns the reason of a failed import
 */
export async function runImportJob(
  dataverse: OpenedDataverse,
  layers: Layers,
  job: ImportJob,
  turn: () => Promise<void>,
): Promise<SolutionImportError | undefined> {
  const startedOn = dataverse.clock();
  const report = (values: Row): void =>
    dataverse.rows.update('importjob', job.importJobId, values, asSystem(job.context));
  let solution: SolutionPackage | undefined;
  let warnings: readonly ImportWarning[] = [];
  try {
    dataverse.rows.transaction(() => {
      startSystemJob(dataverse, job);
      report({ startedon: startedOn.toISOString() });
    });
    await turn();
    solution = readSolution(job.content);
    report({ solutionname: solution.manifest.uniqueName, progress: PROGRESS.read });
    await turn();
    warnings = [...solution.warnings, ...checkSolution(dataverse, solution)];
    report({ progress: PROGRESS.checked });
    await turn();
    const read = solution;
    dataverse.rows.transaction(() => {
      const components = write(dataverse, layers, job, read);
      finish(dataverse, job, { startedOn, solution: read, warnings, components });
    });
    return undefined;
  } catch (cause) {
    const error = toImportError(cause);
    const components = cause instanceof HalfImportedError ? (cause.results as readonly ComponentResult[]) : [];
    dataverse.rows.transaction(() => finish(dataverse, job, { startedOn, solution, warnings, components, error }));
    return error;
  }
}

/** A solution that is not installed has nothing to wait beside: it is imported as it is (inferred). */
function write(
  dataverse: OpenedDataverse,
  layers: Layers,
  job: ImportJob,
  solution: SolutionPackage,
): ComponentResult[] {
  const { uniqueName, isManaged } = solution.manifest;
  if (job.way !== 'update' && !isManaged) throw holdingUnmanaged(uniqueName);
  const isHolding = job.way !== 'update' && findSolution(dataverse, uniqueName) !== undefined;
  const { overwritesUnmanaged } = job;
  const components = importPackage(dataverse, layers, solution, { overwritesUnmanaged, isHolding });
  if (job.way !== 'upgrade' || !isHolding) return components;
  const { deleted } = promoteSolution(dataverse, layers, uniqueName);
  return [
    ...components,
    ...deleted
      .filter(isListed)
      .map(({ type, label }) => ({ type: typeName(type), name: label, outcome: 'deleted' as const })),
  ];
}

interface Outcome {
  readonly startedOn: Date;
  readonly solution?: SolutionPackage;
  readonly warnings: readonly ImportWarning[];
  readonly components: readonly ComponentResult[];
  readonly error?: SolutionImportError;
}

function finish(dataverse: OpenedDataverse, job: ImportJob, outcome: Outcome): void {
  const { error, solution, warnings } = outcome;
  const stoppedOn = dataverse.clock();
  const data = toResultXml({ ...outcome, manifest: solution?.manifest, stoppedOn });
  const notTaken = warnings.map(({ type, name, text }) => `${type} ${name}: ${text}`).join('\n');
  finishSystemJob(dataverse, job, {
    ...(notTaken === '' ? {} : { message: `The solution was imported with warnings.\n${notTaken}` }),
    ...(error ? { failure: error } : {}),
  });
  dataverse.rows.update(
    'importjob',
    job.importJobId,
    {
      completedon: stoppedOn.toISOString(),
      data,
      ...(error ? {} : { progress: PROGRESS.written }),
      ...(solution ? { solutionname: solution.manifest.uniqueName } : {}),
    },
    asSystem(job.context),
  );
}
