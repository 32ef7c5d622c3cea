/**
 * Room sandbox/dataverse, pipeline. The stages of create, update and delete, from the top to the bottom in the order they run.
 * Source: Microsoft Learn, "Event framework", event execution pipeline.
 * Differs from the platform: pre-validation runs in the transaction of the request as well.
 */
import { assertDepth } from './depth';
import type { MainOperationServices } from './mainOperation';
import { mainOperation } from './mainOperation';
import type { PipelineOperation, RowOperation } from './operation';

/** `stage` of `sdkmessageprocessingstep`. The main operation, 30, is the platform's own. */
export const STAGES = { preValidation: 10, preOperation: 20, postOperation: 40 } as const;
export type StepStage = (typeof STAGES)[keyof typeof STAGES];

/** Runs the steps that are registered for an operation at a stage. One that throws stops the operation. */
export interface StepRunner {
  run(stage: StepStage, operation: PipelineOperation): void;
}

export interface PipelineServices extends MainOperationServices {
  readonly steps: StepRunner;
  /** Asks for the privileges that an operation needs. @throws {DataverseError} 403 */
  checkPrivileges(operation: RowOperation): void;
}

/** Runs an operation that is found to be possible. Call inside a transaction. @throws whatever a stage throws */
export function runPipeline(services: PipelineServices, operation: RowOperation): void {
  assertDepth(operation.context);
  preValidation(services, operation);
  privilegeCheck(services, operation);
  preOperation(services, operation);
  mainOperation(services, operation);
  postOperation(services, operation);
  afterCommit(services, operation);
}

function preValidation({ steps }: PipelineServices, operation: RowOperation): void {
  steps.run(STAGES.preValidation, operation);
}

/** After pre-validation, as the platform does it. Source: the same page, "prior to security checks". */
function privilegeCheck({ checkPrivileges }: PipelineServices, operation: RowOperation): void {
  checkPrivileges(operation);
}

function preOperation({ steps }: PipelineServices, operation: RowOperation): void {
  steps.run(STAGES.preOperation, operation);
}

function postOperation({ steps }: PipelineServices, operation: RowOperation): void {
  steps.run(STAGES.postOperation, operation);
}

function afterCommit({ store, events }: PipelineServices, operation: RowOperation): void {
  const { message, id, values, before, context } = operation;
  const change = { table: operation.table.logicalName, message, id, values, before, context };
  store.database.afterCommit(() => events.announce(change));
}
