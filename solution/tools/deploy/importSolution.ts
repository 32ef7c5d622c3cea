/**
 * Room solution, deploy. Imports a solution zip, or upgrades to it, as an administrator's client does: start a system job, watch it
 * through whatever the network does meanwhile, and tell what failed.
 *
 * Source: Microsoft Learn, Web API reference, "ImportSolutionAsync", "StageAndUpgradeAsync", "asyncoperation" and "importjob".
 */
import { randomUUID } from 'node:crypto';
import { EnvironmentUnreachableError, ImportFailedError, ImportTimeoutError, type ComponentResult } from '../errors';
import { ImportStartUnknownError } from './errors';
import { readImportJobData } from './importJob';
import { isSuccess, refusalOf, WebApi, type Answer, type Connection } from './webApi';

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

export interface ImportOptions {
  /** The zip's bytes. */
  readonly zip: Uint8Array;
  /** Default `import`. */
  readonly mode?: ImportMode;
  /** Replaces unmanaged changes of the same components. Default false. */
  readonly overwriteUnmanagedCustomizations?: boolean;
  /** Called with the percentage done, each time it was read. */
  readonly onProgress?: (percent: number) => void;
  /** Called when the environment stops answering, and when it answers again. */
  readonly onConnection?: (isLost: boolean) => void;
  /** How long to watch the system job, in milliseconds. Default: one hour, as imports into a full organization are slow. */
  readonly timeoutMs?: number;
}

export type ImportSolutionOptions = Connection & ImportOptions;

export interface ImportedSolution {
  readonly importJobId: string;
  /** Absent when the answer that names it was lost. */
  readonly asyncOperationId?: string;
  /** Components that arrived with a remark. */
  readonly warnings: readonly ComponentResult[];
}

const HOUR_MS = 3_600_000;
const FIRST_POLL_MS = 50;
const LONGEST_POLL_MS = 3_000;
const COMPLETED = 3;
const SUCCEEDED = 30;
/** Questions after an import job that a lost answer left in doubt; with the pauses between them half a minute. */
const MOST_JOB_SEARCHES = 15;

interface SystemJob {
  readonly statecode: number;
  readonly statuscode: number;
  readonly message?: string | null;
  readonly friendlymessage?: string | null;
  readonly errorcode?: number | null;
}

function refusal(answer: Answer): ImportFailedError {
  const { code, message } = refusalOf(answer);
  return new ImportFailedError(message ?? `the environment answered HTTP ${answer.status}.`, code);
}

/** One import that may have been started, watched to its end. */
class Watch {
  private waitedMs = 0;
  private pollMs = FIRST_POLL_MS;
  private isLost = false;

  constructor(
    private readonly api: WebApi,
    private readonly importJobId: string,
    private readonly options: ImportOptions,
  ) {}

  /** The answer, or `undefined` when nobody can say now: the import runs on without us, so it is asked again. */
  private async ask(path: string): Promise<Answer | undefined> {
    let answer: Answer | undefined;
    try {
      answer = await this.api.send('GET', path);
    } catch (error) {
      if (!(error instanceof EnvironmentUnreachableError)) throw error;
    }
    const hasAnswered = answer !== undefined && answer.status !== 429 && answer.status < 500;
    if (this.isLost === hasAnswered) this.options.onConnection?.((this.isLost = !hasAnswered));
    return hasAnswered ? answer : undefined;
  }

  /** @param job what to look at when the time is over. @throws {ImportTimeoutError} */
  private async pause(job: string): Promise<void> {
    const { timeoutMs = HOUR_MS } = this.options;
    if (this.waitedMs >= timeoutMs) throw new ImportTimeoutError(job, timeoutMs);
    await this.api.wait(this.pollMs);
    this.waitedMs += this.pollMs;
    this.pollMs = Math.min(this.pollMs * 2, LONGEST_POLL_MS);
  }

  private async showProgress(): Promise<void> {
    if (!this.options.onProgress) return;
    const answer = await this.ask(`importjobs(${this.importJobId})?$select=progress`);
    // The job's row appears a moment after the system job.
    if (answer && isSuccess(answer)) this.options.onProgress(Number(answer.body['progress'] ?? 0));
  }

  /** Watches the system job. @throws {ImportFailedError | ImportTimeoutError} */
  async untilJobEnds(asyncOperationId: string): Promise<ImportedSolution> {
    const { importJobId } = this;
    const path = `asyncoperations(${asyncOperationId})?$select=statecode,statuscode,message,friendlymessage,errorcode`;
    for (;;) {
      const answer = await this.ask(path);
      if (answer && !isSuccess(answer)) throw refusal(answer);
      const job = answer?.body as SystemJob | undefined;
      if (job?.statecode === COMPLETED) {
        const data = await this.readData(asyncOperationId);
        if (job.statuscode === SUCCEEDED) {
          this.options.onProgress?.(100);
          return { importJobId, asyncOperationId, warnings: data.warnings };
        }
        const reason = job.friendlymessage || job.message || 'the platform gave no reason.';
        throw new ImportFailedError(reason, job.errorcode == null ? undefined : String(job.errorcode), data.failures);
      }
      if (job) await this.showProgress();
      await this.pause(asyncOperationId);
    }
  }

  private async readData(asyncOperationId: string): Promise<ReturnType<typeof readImportJobData>> {
    for (;;) {
      const answer = await this.ask(`importjobs(${this.importJobId})?$select=data`);
      if (answer) return readImportJobData(isSuccess(answer) ? answer.body['data'] : undefined);
      await this.pause(asyncOperationId);
    }
  }

  /**
   * Looks for the import job of a request whose answer was lost, and watches that instead of the system job.
   * @throws {ImportStartUnknownError} when there is none after a while; nothing is sent again.
   */
  async afterLostStart(cause: unknown): Promise<ImportedSolution> {
    const { importJobId } = this;
    const path = `importjobs(${importJobId})?$select=progress,completedon,data`;
    for (let searches = 1; ;) {
      const answer = await this.ask(path);
      if (answer && isSuccess(answer)) {
        this.options.onProgress?.(Number(answer.body['progress'] ?? 0));
        if (answer.body['completedon']) return this.endOf(answer);
      } else if (answer) {
        if (searches >= MOST_JOB_SEARCHES) throw new ImportStartUnknownError(importJobId, { cause });
        searches += 1;
      }
      await this.pause(importJobId);
    }
  }

  private endOf({ body }: Answer): ImportedSolution {
    const { succeeded, failures, warnings } = readImportJobData(body['data']);
    if (succeeded === false || failures.length > 0) {
      throw new ImportFailedError(
        failures[0]?.errorText ?? 'the import job tells no reason.',
        failures[0]?.errorCode,
        failures,
      );
    }
    return { importJobId: this.importJobId, warnings };
  }
}

/**
 * Imports a solution and resolves when the platform is done. Importing the same version again is an update without effect.
 * The request that starts the import is sent once: when its answer is lost, the import job is looked for.
 * @throws {ImportFailedError} with the platform's message and the failed components.
 * @throws {ImportTimeoutError} when the job did not end in time; it may still be running.
 * @throws {ImportStartUnknownError} when nobody can say whether the import was started.
 * @throws {EnvironmentUnreachableError} when the environment answers in no way of a Dataverse.
 */
export async function startImport(api: WebApi, options: ImportOptions): Promise<ImportedSolution> {
  const importJobId = randomUUID();
  const watch = new Watch(api, importJobId, options);
  const action = ACTIONS[options.mode ?? 'import'];
  let started: Answer;
  try {
    started = await api.send('POST', action, {
      CustomizationFile: Buffer.from(options.zip).toString('base64'),
      OverwriteUnmanagedCustomizations: options.overwriteUnmanagedCustomizations ?? false,
      PublishWorkflows: true,
      ImportJobId: importJobId,
    });
  } catch (error) {
    if (!(error instanceof EnvironmentUnreachableError) || wasNeverSent(error)) throw error;
    return watch.afterLostStart(error);
  }
  // A gateway gave up on the answer; whether the environment did is not known.
  if (started.status >= 500 && refusalOf(started).code === undefined) return watch.afterLostStart(refusal(started));
  if (!isSuccess(started)) throw refusal(started);
  const asyncOperationId = started.body['AsyncOperationId'];
  if (typeof asyncOperationId !== 'string') {
    throw new EnvironmentUnreachableError(api.baseUrl, `${action} returned no AsyncOperationId.`);
  }
  return watch.untilJobEnds(asyncOperationId);
}

/** Failures before a connection stood: no byte of the request left this machine. */
const NEVER_SENT = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH']);

function wasNeverSent({ cause }: EnvironmentUnreachableError): boolean {
  const inner = (cause as Error | undefined)?.cause;
  return [cause, inner].some((one) => NEVER_SENT.has(String((one as NodeJS.ErrnoException | undefined)?.code)));
}

/** @throws as `startImport`, and {AddressInsecureError} for a token and an address without https. */
export async function importSolution(options: ImportSolutionOptions): Promise<ImportedSolution> {
  return startImport(new WebApi(options), options);
}
