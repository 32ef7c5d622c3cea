/**
 * Room sandbox/dataverse, pipeline. Runs the registered steps of an operation at a stage, in the order of their ranks: synchronous
 * ones now, with the operation depending on them; asynchronous ones as system jobs.
 */
import type { Guid } from '../../contracts';
import type { Chains } from '../depth';
import type { PipelineOperation } from '../operation';
import type { StepRunner, StepStage } from '../runPipeline';
import { deliverAndHold, failureOf } from '../webhooks/deliver';
import { toPost } from '../webhooks/endpoint';
import { toWebhookMessage, type WebhookMessage } from '../webhooks/message';
import type { WebhookPoster } from '../webhooks/poster';
import { concerns, toExecutionContext, type ContextWorld } from './executionContext';
import { pluginFailed } from './pluginFailed';
import { ENDPOINT_TABLE, type RegisteredStep } from './registeredStep';
import type { StepJobs } from './stepJobs';
import type { StepRegistry } from './stepRegistry';

export interface StepServices extends ContextWorld {
  readonly registry: StepRegistry;
  readonly jobs: StepJobs;
  readonly poster: WebhookPoster;
  readonly chains: Chains;
  readonly newId: () => Guid;
  /** For `x-ms-dynamics-organization`. */
  readonly organizationHost: string;
}

export class RegisteredStepRunner implements StepRunner {
  /** Of whole operations: their parts have the same. */
  private readonly correlations = new WeakMap<PipelineOperation, Guid>();
  private readonly operationIds = new WeakMap<PipelineOperation, Guid>();

  constructor(private readonly services: StepServices) {}

  run(stage: StepStage, operation: PipelineOperation): void {
    for (const step of this.services.registry.of(operation.message, operation.table?.logicalName)) {
      if (step.stage !== stage || !concerns(step, operation)) continue;
      if (step.isAsynchronous) this.queue(step, stage, operation);
      else if (!operation.context.bypassesSteps) this.call(step, stage, operation);
    }
  }

  /** @throws {DataverseError} 0x80040265 when the webhook does not agree */
  private call(step: RegisteredStep, stage: StepStage, operation: PipelineOperation): void {
    const { store, poster } = this.services;
    const endpoint = store.find(ENDPOINT_TABLE, step.endpointId);
    if (!endpoint) throw pluginFailed(step.name, 'Its webhook is gone.');
    const operationId = this.idIn(this.operationIds, operation, undefined);
    const post = toPost(endpoint, this.message(step, stage, operation, operationId));
    const failure = failureOf(deliverAndHold(poster, post));
    if (failure !== undefined) throw pluginFailed(step.name, failure);
  }

  private queue(step: RegisteredStep, stage: StepStage, operation: PipelineOperation): void {
    const { jobs, newId } = this.services;
    const id = newId();
    jobs.add({
      id,
      step,
      message: this.message(step, stage, operation, id),
      table: operation.table?.logicalName,
      correlationId: this.correlationOf(operation),
      context: operation.context,
    });
  }

  private message(
    step: RegisteredStep,
    stage: StepStage,
    operation: PipelineOperation,
    operationId: Guid,
  ): WebhookMessage {
    const { chains, newId, organizationHost } = this.services;
    const correlationId = this.correlationOf(operation);
    chains.told(correlationId, operation.context.depth ?? 1);
    const context = toExecutionContext(this.services, { step, stage, operation, operationId, correlationId });
    return toWebhookMessage(context, { requestId: newId(), organizationHost });
  }

  private correlationOf(operation: PipelineOperation): Guid {
    let whole = operation;
    while (whole.parent) whole = whole.parent;
    return this.idIn(this.correlations, whole, whole.context.correlationId);
  }

  private idIn(ids: WeakMap<PipelineOperation, Guid>, operation: PipelineOperation, given: Guid | undefined): Guid {
    const id = given ?? ids.get(operation) ?? this.services.newId();
    ids.set(operation, id);
    return id;
  }
}
