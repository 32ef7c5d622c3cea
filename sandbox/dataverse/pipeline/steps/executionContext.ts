/**
 * Room sandbox/dataverse, pipeline. What a webhook is told of an operation: RemoteExecutionContext as JSON.
 * Source: Microsoft Learn, "Use webhooks to create external handlers for server events", request body.
 * Inferred: only steps after the main operation have a parent context of their own operation, as the published example shows it;
 * parts of a larger operation have its depth.
 */
import type { ColumnValue, Guid, Row, RowReference } from '../../contracts';
import { ORGANIZATION_ID } from '../../platform/ids';
import type { ValueCoercer } from '../../rows/coerceValue';
import type { RowStore } from '../../rows/rowStore';
import { coerceRow } from '../checkValues';
import type { PipelineOperation, RowOperation, Values } from '../operation';
import { STAGES, type StepStage } from '../runPipeline';
import { bareEntity, bareReference, EMPTY_ID, entity, pairs, reference } from './contextValues';
import { STEP_TABLE, type RegisteredStep } from './registeredStep';

type Json = Readonly<Record<string, unknown>>;

const MAIN_OPERATION = 30;
/** The platform's own image of asynchronous steps: the primary name. */
const AUTOMATIC_IMAGE = 'AsynchronousStepPrimaryName';

export interface ContextWorld {
  readonly store: RowStore;
  readonly coercer: ValueCoercer;
  readonly clock: () => Date;
}

/** One telling of one operation to one step. */
export interface Telling {
  readonly step: RegisteredStep;
  readonly stage: StepStage;
  readonly operation: PipelineOperation;
  /** The same for a repeated delivery. */
  readonly operationId: Guid;
  readonly correlationId: Guid;
}

export function toExecutionContext(world: ContextWorld, telling: Telling): Json {
  const { step, stage, operation } = telling;
  const parent = operation.parent && mainContext(world, telling, operation.parent);
  return {
    ...frame(world, telling, operation),
    InputParameters: pairs(inputsAt(world, stage, operation)),
    IsInTransaction: !step.isAsynchronous && stage !== STAGES.preValidation,
    OutputParameters: stage === STAGES.postOperation ? pairs(outputsOf(operation)) : [],
    ParentContext: stage === STAGES.postOperation ? mainContext(world, telling, operation) : (parent ?? null),
    PostEntityImages: stage === STAGES.postOperation ? pairs(imagesAfter(world, step, operation)) : [],
    PreEntityImages: pairs(imagesBefore(world, step, operation)),
    Stage: stage,
  };
}

/** What is the same at all stages of an operation. */
function frame({ store, clock }: ContextWorld, telling: Telling, operation: PipelineOperation): Json {
  const { step, correlationId, operationId } = telling;
  const { userId: initiatingUserId, depth = 1 } = operation.context;
  const userId = step.impersonatingUserId ?? initiatingUserId;
  const unit = store.find('systemuser', userId)?.values.businessunitid as RowReference | null | undefined;
  return {
    BusinessUnitId: unit?.id ?? EMPTY_ID,
    CorrelationId: correlationId,
    Depth: depth,
    InitiatingUserAzureActiveDirectoryObjectId: EMPTY_ID,
    InitiatingUserId: initiatingUserId,
    IsExecutingOffline: false,
    IsOfflinePlayback: false,
    IsolationMode: 1,
    MessageName: operation.message,
    Mode: Number(step.isAsynchronous),
    OperationCreatedOn: `/Date(${clock().getTime()}+0000)/`,
    OperationId: operationId,
    OrganizationId: ORGANIZATION_ID,
    OrganizationName: String(store.find('organization', ORGANIZATION_ID)?.values.name ?? ''),
    OwningExtension: bareReference({ table: STEP_TABLE, id: step.id }),
    PrimaryEntityId: operation.id ?? EMPTY_ID,
    PrimaryEntityName: operation.table?.logicalName ?? 'none',
    RequestId: null,
    SecondaryEntityName: 'none',
    SharedVariables: [],
    UserAzureActiveDirectoryObjectId: EMPTY_ID,
    UserId: userId,
  };
}

/** An operation as its main stage has it: with what the caller asked for. */
function mainContext(world: ContextWorld, telling: Telling, operation: PipelineOperation): Json {
  const isWrite = operation.kind === 'row' && operation.message !== 'Delete';
  return {
    ...frame(world, telling, operation),
    InputParameters: pairs({
      ...inputsAt(world, STAGES.preOperation, operation),
      ...(isWrite ? { SuppressDuplicateDetection: false } : {}),
    }),
    IsInTransaction: !telling.step.isAsynchronous,
    OutputParameters: [],
    ParentContext: operation.parent ? mainContext(world, telling, operation.parent) : null,
    PostEntityImages: [],
    PreEntityImages: [],
    Stage: MAIN_OPERATION,
  };
}

function inputsAt(world: ContextWorld, stage: StepStage, operation: PipelineOperation): Json {
  if (operation.kind === 'message') return operation.inputs;
  const { metadata } = world.store;
  const { table, id, message } = operation;
  if (message === 'Delete') return { Target: reference({ table: table.logicalName, id }) };
  const values = stage === STAGES.postOperation ? writtenValues(operation) : askedValues(world, operation);
  const isNew = message === 'Create' && stage !== STAGES.postOperation && operation.asked[table.primaryId] == null;
  const target = isNew ? values : { ...values, [table.primaryId]: id };
  return { Target: entity(metadata, table, isNew ? EMPTY_ID : id, target) };
}

/** The caller's columns, in the types that they have. @throws {DataverseError} for values that do not fit */
const askedValues = ({ store, coercer }: ContextWorld, { table, asked }: RowOperation): Values =>
  coerceRow(store, coercer, table, asked);

/** After the main operation the platform's own columns are there, too. */
function writtenValues({ table, values }: RowOperation): Values {
  const isDelegated = table.columns.some(({ logicalName }) => logicalName === 'modifiedonbehalfby');
  return { ...values, ...(isDelegated && values.modifiedonbehalfby === undefined ? { modifiedonbehalfby: null } : {}) };
}

const outputsOf = (operation: PipelineOperation): Json => {
  if (operation.kind === 'message') return operation.outputs;
  return operation.message === 'Create' ? { id: operation.id } : {};
};

function imagesBefore(world: ContextWorld, step: RegisteredStep, operation: PipelineOperation): Json {
  if (operation.kind === 'message' || !operation.before) return {};
  const { before, table, message } = operation;
  const images = step.images.filter(({ showsBefore }) => showsBefore);
  return {
    ...Object.fromEntries(images.map(({ alias, columns }) => [alias, image(world, operation, before.values, columns)])),
    ...(step.isAsynchronous && message === 'Delete'
      ? { [AUTOMATIC_IMAGE]: image(world, operation, before.values, new Set([table.primaryName])) }
      : {}),
  };
}

function imagesAfter(world: ContextWorld, step: RegisteredStep, operation: PipelineOperation): Json {
  if (operation.kind === 'message' || operation.message === 'Delete') return {};
  const images = step.images.filter(({ showsAfter }) => showsAfter);
  if (images.length === 0 && !step.isAsynchronous) return {};
  const { table, id } = operation;
  const after = world.store.find(table.logicalName, id)?.values ?? {};
  return {
    ...(step.isAsynchronous ? { [AUTOMATIC_IMAGE]: image(world, operation, after, new Set([table.primaryName])) } : {}),
    ...Object.fromEntries(images.map(({ alias, columns }) => [alias, image(world, operation, after, columns)])),
  };
}

/** Columns without a value are not in an image; the id always is. */
function image(
  { store }: ContextWorld,
  { table, id }: RowOperation,
  row: Readonly<Record<string, ColumnValue>>,
  columns?: ReadonlySet<string>,
): Json {
  const shown = Object.entries(row).filter(
    ([name, value]) => value !== null && name !== table.primaryId && (columns?.has(name) ?? true),
  );
  return bareEntity(store.metadata, table, id, { ...Object.fromEntries(shown), [table.primaryId]: id });
}

/** Does the step listen to this operation? Update: only when the caller names one of its columns. */
export function concerns(step: RegisteredStep, operation: PipelineOperation): boolean {
  if (!step.filteringColumns || operation.kind === 'message' || operation.message !== 'Update') return true;
  const asked: Row = operation.asked;
  return Object.keys(asked).some((column) => asked[column] !== undefined && step.filteringColumns?.has(column));
}
