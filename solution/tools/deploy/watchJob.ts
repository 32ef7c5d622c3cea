/**
 * Room solution, deploy. Watches a system job to its end, through whatever the network does meanwhile: the job runs on without us.
 *
 * Source: Microsoft Learn, "asyncoperation table", statecode and statuscode.
 */
import { EnvironmentUnreachableError, JobTimeoutError } from '../errors';
import { failureOf, isSuccess, isUnclear, type Answer, type WebApi } from './webApi';

export interface WatchOptions {
  /** Called when the environment stops answering, and when it answers again. */
  readonly onConnection?: (isLost: boolean) => void;
  /** How long to watch, in milliseconds, with the time that requests take. Default: one hour, as jobs in a full organization are slow. */
  readonly timeoutMs?: number;
}

export interface SystemJob {
  readonly statecode: number;
  readonly statuscode: number;
  readonly message?: string | null;
  readonly friendlymessage?: string | null;
  readonly errorcode?: number | null;
}

const HOUR_MS = 3_600_000;
const FIRST_POLL_MS = 50;
const LONGEST_POLL_MS = 3_000;
const COMPLETED = 3;
const SUCCEEDED = 30;

export const hasSucceeded = ({ statuscode }: SystemJob): boolean => statuscode === SUCCEEDED;

/** What the platform says of a job that failed. */
export const reasonOf = ({ friendlymessage, message }: SystemJob): string =>
  friendlymessage || message || 'the platform gave no reason.';

export class JobWatch {
  private pollMs = FIRST_POLL_MS;
  private isLost = false;
  private readonly timeoutMs: number;
  /** When the watch ends, as the connection's clock tells it. */
  readonly until: number;

  constructor(
    protected readonly api: WebApi,
    private readonly watching: WatchOptions,
  ) {
    this.timeoutMs = watching.timeoutMs ?? HOUR_MS;
    this.until = api.now() + this.timeoutMs;
  }

  get isOver(): boolean {
    return this.api.now() >= this.until;
  }

  /** The answer, or `undefined` when nobody can say now: then it is asked again. */
  async ask(path: string): Promise<Answer | undefined> {
    let answer: Answer | undefined;
    try {
      answer = await this.api.send('GET', path, undefined, { until: this.until, reads: 1 });
    } catch (error) {
      if (!(error instanceof EnvironmentUnreachableError)) throw error;
    }
    const hasAnswered = answer !== undefined && answer.status !== 429 && !isUnclear(answer);
    if (this.isLost === hasAnswered) this.watching.onConnection?.((this.isLost = !hasAnswered));
    return hasAnswered ? answer : undefined;
  }

  /** @param job what to look at when the time is over. @throws {JobTimeoutError} */
  async pause(job: string): Promise<void> {
    if (this.isOver) throw new JobTimeoutError(job, this.timeoutMs);
    await this.api.wait(Math.min(this.pollMs, this.until - this.api.now()));
    this.pollMs = Math.min(this.pollMs * 2, LONGEST_POLL_MS);
  }

  /**
   * The job once it is completed, well or not. @param onRunning called after each look at a job that runs.
   * @throws {JobTimeoutError}, and {RequestRefusedError} when the question itself is refused; the job may still be running.
   */
  async untilCompleted(asyncOperationId: string, onRunning?: () => Promise<void>): Promise<SystemJob> {
    const path = `asyncoperations(${asyncOperationId})?$select=statecode,statuscode,message,friendlymessage,errorcode`;
    for (;;) {
      const answer = await this.ask(path);
      if (answer && !isSuccess(answer))
        throw failureOf(`the state of system job ${asyncOperationId}, which may run on,`, answer);
      const job = answer?.body as SystemJob | undefined;
      if (job?.statecode === COMPLETED) return job;
      if (job) await onRunning?.();
      await this.pause(asyncOperationId);
    }
  }
}
