/**
 * Room solution, deploy. Imports a solution zip, or upgrades to it, as an administrator's client does: start a system job, watch it
 * through whatever the network does meanwhile, and tell what failed.
 *
 * Source: Microsoft Learn, Web API reference, "ImportSolutionAsync", "StageAndUpgradeAsync", "asyncoperation" and "importjob".
 */
import { randomUUID } from 'node:crypto';
import { EnvironmentUnreachableError, ImportFailedError, type ComponentResult } from '../errors';
import { ImportStartUnknownError } from './errors';
import { readImportJobData } from './importJob';
import { solutionPath, stagedName } from './verify';
import { hasSucceeded, JobWatch, reasonOf, type WatchOptions } from './watchJob';
import { isSuccess, isUnclear, refusalOf, WebApi, wasNeverSent, type Answer, type Connection } from './webApi';

/**
 * `import` adds and changes; `upgrade` also removes what the new version no longer has, keeping the rows of what stays.
 * StageAndUpgradeAsync does an upgrade in one system job, where HoldingSolution and DeleteAndPromoteAsync need two and leave a
 * half-done upgrade behind when the client vanishes between them.
 */
export type ImportMode = 'import' | 'upgrade';

const ACTIONS: Readonly<Record<ImportMode, string>> = {
  import: 'ImportSolutionAsync',
  upgrade: 'StageAndUpgradeAsync',
};

export interface ImportOptions extends WatchOptions {
  /** The zip's bytes. */
  readonly zip: Uint8Array;
  /** Default `import`. */
  readonly mode?: ImportMode;
  /** Name of the solution: with it, an upgrade whose start was lost is watched until it is applied. */
  readonly uniqueName?: string;
  /** Replaces unmanaged changes of the same components. Default false. */
  readonly overwriteUnmanagedCustomizations?: boolean;
  /** Called with the percentage done, each time it was read. */
  readonly onProgress?: (percent: number) => void;
}

export type ImportSolutionOptions = Connection & ImportOptions;

export interface ImportedSolution {
  readonly importJobId: string;
  /** Absent when the answer that names it was lost. */
  readonly asyncOperationId?: string;
  /** Components that arrived with a remark. */
  readonly warnings: readonly ComponentResult[];
}

/** Questions after an import job that a lost answer left in doubt; with the pauses between them half a minute. */
const MOST_JOB_SEARCHES = 15;

function refusal(answer: Answer): ImportFailedError {
  const { code, message } = refusalOf(answer);
  return new ImportFailedError(message ?? `the environment answered HTTP ${answer.status}.`, code);
}

/** The solution as a whole often fails with the job's own reason, which tells nothing more. */
const repeats = ({ name, errorText }: ComponentResult, reason: string): boolean =>
  name.startsWith('solutionManifest') && errorText === reason;

/** One import that may have been started, watched to its end. */
class ImportWatch extends JobWatch {
  constructor(
    api: WebApi,
    private readonly importJobId: string,
    private readonly options: ImportOptions,
  ) {
    super(api, options);
  }

  private async showProgress(): Promise<void> {
    if (!this.options.onProgress) return;
    const answer = await this.ask(`importjobs(${this.importJobId})?$select=progress`);
    // The job's row appears a moment after the system job.
    if (answer && isSuccess(answer)) this.options.onProgress(Number(answer.body['progress'] ?? 0));
  }

  /** Watches the system job. @throws {ImportFailedError | JobTimeoutError} */
  async untilImported(asyncOperationId: string): Promise<ImportedSolution> {
    const job = await this.untilCompleted(asyncOperationId, () => this.showProgress());
    const data = await this.readData(asyncOperationId);
    if (hasSucceeded(job)) {
      this.options.onProgress?.(100);
      // A job may succeed without a component, such as a flow that could not be turned on.
      return { importJobId: this.importJobId, asyncOperationId, warnings: [...data.failures, ...data.warnings] };
    }
    const reason = reasonOf(job);
    throw new ImportFailedError(
      reason,
      job.errorcode == null ? undefined : String(job.errorcode),
      data.failures.filter((failure) => !repeats(failure, reason)),
    );
  }

  private async readData(asyncOperationId: string): Promise<ReturnType<typeof readImportJobData>> {
    for (;;) {
      const answer = await this.ask(`importjobs(${this.importJobId})?$select=data`);
      // The job has ended; the time that is over takes its remarks only.
      if (answer || this.isOver)
        return readImportJobData(answer && isSuccess(answer) ? answer.body['data'] : undefined);
      await this.pause(asyncOperationId);
    }
  }

  /**
   * Looks for the import job of a request whose answer was lost or unclear, and watches that instead of the system job.
   * @throws {ImportStartUnknownError} when there is none after a while; nothing is sent again.
   */
  async afterLostStart(cause: Error): Promise<ImportedSolution> {
    const { importJobId } = this;
    const path = `importjobs(${importJobId})?$select=progress,completedon,data`;
    for (let searches = 1; ;) {
      const answer = await this.ask(path);
      if (answer && isSuccess(answer)) {
        this.options.onProgress?.(Number(answer.body['progress'] ?? 0));
        if (answer.body['completedon']) {
          const imported = this.endOf(answer);
          await this.untilApplied();
          return imported;
        }
      } else if (answer) {
        if (searches >= MOST_JOB_SEARCHES) throw new ImportStartUnknownError(importJobId, cause.message, { cause });
        searches += 1;
      }
      await this.pause(importJobId);
    }
  }

  /** An upgrade goes on after its import: what it replaces is removed, and the staged solution takes its name. */
  private async untilApplied(): Promise<void> {
    const { mode, uniqueName } = this.options;
    if (mode !== 'upgrade' || uniqueName === undefined) return;
    for (;;) {
      const answer = await this.ask(solutionPath(stagedName(uniqueName)));
      const staged = answer && isSuccess(answer) ? answer.body['value'] : undefined;
      if (Array.isArray(staged) && staged.length === 0) return;
      await this.pause(this.importJobId);
    }
  }

  private endOf({ body }: Answer): ImportedSolution {
    const { succeeded, failures, warnings } = readImportJobData(body['data']);
    if (succeeded === false || failures.length > 0) {
      const reason = failures[0]?.errorText ?? 'the import job tells no reason.';
      const others = failures.filter((failure) => !repeats(failure, reason));
      throw new ImportFailedError(reason, failures[0]?.errorCode, others);
    }
    return { importJobId: this.importJobId, warnings };
  }
}

/**
 * Imports a solution and resolves when the platform is done. Importing the same version again is an update without effect.
 * The request that starts the import is sent once: when its answer is lost, the import job is looked for.
 * @throws {ImportFailedError} with the platform's message and the failed components.
 * @throws {JobTimeoutError | RequestRefusedError} when the job did not end in time, or may not be looked at; it may still be running.
 * @throws {ImportStartUnknownError} when nobody can say whether the import was started.
 * @throws {EnvironmentUnreachableError} when the environment answers in no way of a Dataverse.
 */
export async function startImport(api: WebApi, options: ImportOptions): Promise<ImportedSolution> {
  const importJobId = randomUUID();
  const watch = new ImportWatch(api, importJobId, options);
  const action = ACTIONS[options.mode ?? 'import'];
  let started: Answer;
  try {
    const body = {
      CustomizationFile: Buffer.from(options.zip).toString('base64'),
      OverwriteUnmanagedCustomizations: options.overwriteUnmanagedCustomizations ?? false,
      PublishWorkflows: true,
      ImportJobId: importJobId,
    };
    started = await api.send('POST', action, body, { until: watch.until });
  } catch (error) {
    if (!(error instanceof EnvironmentUnreachableError) || wasNeverSent(error)) throw error;
    return watch.afterLostStart(error);
  }
  if (isUnclear(started)) return watch.afterLostStart(refusal(started));
  if (!isSuccess(started)) throw refusal(started);
  const asyncOperationId = started.body['AsyncOperationId'];
  if (typeof asyncOperationId !== 'string') {
    throw new EnvironmentUnreachableError(api.baseUrl, `${action} returned no AsyncOperationId.`);
  }
  return watch.untilImported(asyncOperationId);
}

/** @throws as `startImport`, and {AddressInsecureError} for a token and an address without https. */
export async function importSolution(options: ImportSolutionOptions): Promise<ImportedSolution> {
  return startImport(new WebApi(options), options);
}
