/**
 * Room sandbox/dataverse, pipeline. Asynchronous steps as system jobs: written with the operation, run once it is kept, and run again
 * by the next start when the sandbox ends before them. A webhook may hear of an event twice, as on the platform.
 * Source: Microsoft Learn, "Asynchronous service in Microsoft Dataverse"; "System Job (AsyncOperation) table".
 */
import { asSystem, type Guid, type RequestContext, type RowService, type StoredRow } from '../../contracts';
import type { RowStore } from '../../rows/rowStore';
import { STATE, STATUS } from '../../solutions/systemJob';
import { deliver, failureOf } from '../webhooks/deliver';
import { toPost } from '../webhooks/endpoint';
import type { WebhookMessage } from '../webhooks/message';
import type { WebhookPoster } from '../webhooks/poster';
import { PLUGIN_FAILED } from './pluginFailed';
import { ENDPOINT_TABLE, STEP_TABLE, type RegisteredStep } from './registeredStep';

/** `operationtype`: System Event. */
const SYSTEM_EVENT = 1;

export interface StepJobServices {
  readonly store: RowStore;
  readonly rows: () => RowService;
  readonly poster: WebhookPoster;
  readonly clock: () => Date;
}

export interface StepJob {
  readonly id: Guid;
  readonly step: RegisteredStep;
  readonly message: WebhookMessage;
  readonly table?: string;
  readonly correlationId: Guid;
  readonly context: RequestContext;
}

export class StepJobs {
  private readonly running = new Set<Promise<void>>();
  private isClosed = false;

  constructor(private readonly services: StepJobServices) {}

  /** Writes the job; it runs when the open transaction is kept. */
  add({ id, step, message, table, correlationId, context }: StepJob): void {
    const { store, rows } = this.services;
    rows().create(
      'asyncoperation',
      {
        asyncoperationid: id,
        name: step.name,
        operationtype: SYSTEM_EVENT,
        messagename: step.message,
        primaryentitytype: table ?? 'none',
        owningextensionid: { table: STEP_TABLE, id: step.id },
        correlationid: correlationId,
        depth: context.depth ?? 1,
        statecode: STATE.ready,
        statuscode: STATUS.waitingForResources,
        data: JSON.stringify(message),
      },
      asSystem(context),
    );
    store.database.afterCommit(() => this.start(id));
  }

  /** Runs the jobs that the last run of the sandbox left behind. */
  resume(): void {
    const { store } = this.services;
    if (!store.metadata.table('asyncoperation')) return;
    for (const row of store.findWhere('asyncoperation', { operationtype: SYSTEM_EVENT })) {
      if (row.values.statecode !== STATE.completed) this.start(row.id);
    }
  }

  /** Resolves when no job is waiting or running. */
  async idle(): Promise<void> {
    while (this.running.size > 0) await Promise.all(this.running);
  }

  /** Jobs that run stay as they are until the next start. */
  close(): void {
    this.isClosed = true;
  }

  private start(id: Guid): void {
    // At the next turn: the write that caused it is answered first.
    const run = new Promise<void>((turn) => setImmediate(turn)).then(() => this.execute(id));
    this.running.add(run);
    void run.finally(() => this.running.delete(run));
  }

  private async execute(id: Guid): Promise<void> {
    if (this.isClosed) return;
    const { store, rows, poster, clock } = this.services;
    const job = store.find('asyncoperation', id);
    if (!job || job.values.statecode === STATE.completed) return;
    const step = stepOf(store, job);
    rows().update('asyncoperation', id, {
      statecode: STATE.locked,
      statuscode: STATUS.inProgress,
      startedon: clock().toISOString(),
    });
    const { failure, attempts } = await this.call(job, step, poster);
    if (this.isClosed || !store.exists('asyncoperation', id)) return;
    if (failure === undefined && step?.values.asyncautodelete === true) {
      rows().delete('asyncoperation', id);
      return;
    }
    rows().update('asyncoperation', id, {
      statecode: STATE.completed,
      statuscode: failure === undefined ? STATUS.succeeded : STATUS.failed,
      completedon: clock().toISOString(),
      retrycount: attempts - 1,
      errorcode: failure === undefined ? 0 : Number(PLUGIN_FAILED) | 0,
      message: failure ?? null,
      friendlymessage: failure ?? null,
      data: null,
    });
  }

  private async call(
    job: StoredRow,
    step: StoredRow | undefined,
    poster: WebhookPoster,
  ): Promise<{ readonly failure?: string; readonly attempts: number }> {
    try {
      const handler = step?.values.eventhandler as { id: Guid } | null | undefined;
      const endpoint = handler && this.services.store.find(ENDPOINT_TABLE, handler.id);
      if (!endpoint) return { failure: 'The webhook of the step is gone.', attempts: 1 };
      const message = JSON.parse(String(job.values.data)) as WebhookMessage;
      const delivery = await deliver(poster, toPost(endpoint, message));
      return { failure: failureOf(delivery), attempts: delivery.attempts };
    } catch (error) {
      return { failure: error instanceof Error ? error.message : String(error), attempts: 1 };
    }
  }
}

function stepOf(store: RowStore, job: StoredRow): StoredRow | undefined {
  const extension = job.values.owningextensionid as { id: Guid } | null | undefined;
  return extension ? store.find(STEP_TABLE, extension.id) : undefined;
}
