/**
 * Room plugins-ts. Reads the body of a Dataverse webhook (RemoteExecutionContext as JSON) into plain values.
 * Source: Microsoft Learn, "Use webhooks to create external handlers for server events".
 */

/** Above 256 KB the platform leaves out the parameters and images and sets this header. */
export const MESSAGE_SIZE_HEADER = 'x-ms-dynamics-msg-size-exceeded';

/** What a row reference looks like once read. */
export interface EntityReference {
  readonly table: string;
  readonly id: string;
}

export type AttributeValue = string | number | boolean | null | Date | EntityReference;

/** A row by column logical names, choices as numbers, dates as `Date`, lookups as references. */
export type Attributes = Readonly<Record<string, AttributeValue>>;

/** One server event as our handlers see it. */
export interface ExecutionContext {
  /** `Create`, `Update`, `Close`, … */
  readonly message: string;
  readonly table: string;
  /** Lower case, without braces. Empty GUID for messages without a row, such as Close. */
  readonly id: string;
  /** Same for a repeated delivery of the same event: together with the step it tells duplicates apart. */
  readonly operationId: string;
  readonly stepId: string;
  readonly depth: number;
  /** Changed columns; absent when the payload was over the size limit or the message has no target. */
  readonly target?: Attributes;
  /** The row before the change, under the first registered alias. */
  readonly preImage?: Attributes;
}

/** The body is not an execution context; nothing was handled. */
export class ExecutionContextInvalidError extends Error {
  override readonly name = 'ExecutionContextInvalidError';
  readonly code = 'execution-context-invalid';
  /** @param path where in the body the mistake is, such as `InputParameters[0].value`. */
  constructor(
    readonly path: string,
    expected: string,
  ) {
    super(`The webhook body has no ${expected} at ${path}.`);
  }
}

interface Pair {
  readonly key: string;
  readonly value: unknown;
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function text(body: Record<string, unknown>, name: string): string {
  const value = body[name];
  if (typeof value !== 'string') throw new ExecutionContextInvalidError(name, 'text');
  return value;
}

function pairs(value: unknown, path: string): Pair[] {
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value)) throw new ExecutionContextInvalidError(path, 'list of pairs');
  return value.map((item: unknown, index) => {
    if (!isObject(item) || typeof item['key'] !== 'string') {
      throw new ExecutionContextInvalidError(`${path}[${index}]`, 'pair of key and value');
    }
    return { key: item['key'], value: item['value'] };
  });
}

const DATE = /^\/Date\((-?\d+)(?:[+-]\d{4})?\)\/$/;

function toValue(value: unknown, path: string): AttributeValue {
  if (value === null || value === undefined) return null;
  if (typeof value === 'number' || typeof value === 'boolean') return value;
  if (typeof value === 'string') {
    const date = DATE.exec(value);
    return date ? new Date(Number(date[1])) : value;
  }
  if (isObject(value)) {
    if (typeof value['Id'] === 'string' && typeof value['LogicalName'] === 'string') {
      return { table: value['LogicalName'], id: value['Id'].toLowerCase() };
    }
    // OptionSetValue and Money.
    if (typeof value['Value'] === 'number') return value['Value'];
  }
  throw new ExecutionContextInvalidError(path, 'value this program can read');
}

function toAttributes(entity: unknown, path: string): Attributes | undefined {
  if (!isObject(entity) || !('Attributes' in entity)) return undefined;
  return Object.fromEntries(
    pairs(entity['Attributes'], `${path}.Attributes`).map(({ key, value }) => [key, toValue(value, `${path}.${key}`)]),
  );
}

/**
 * The event in the body of a webhook request.
 * @throws {ExecutionContextInvalidError} when the body is something else.
 */
export function readExecutionContext(body: unknown): ExecutionContext {
  if (!isObject(body)) throw new ExecutionContextInvalidError('$', 'object');
  const extension = body['OwningExtension'];
  const target = pairs(body['InputParameters'], 'InputParameters').find((pair) => pair.key === 'Target');
  const image = pairs(body['PreEntityImages'], 'PreEntityImages')[0];
  return {
    message: text(body, 'MessageName'),
    table: text(body, 'PrimaryEntityName'),
    id: text(body, 'PrimaryEntityId').toLowerCase(),
    operationId: text(body, 'OperationId').toLowerCase(),
    stepId: isObject(extension) && typeof extension['Id'] === 'string' ? extension['Id'].toLowerCase() : '',
    depth: typeof body['Depth'] === 'number' ? body['Depth'] : 1,
    target: target && toAttributes(target.value, 'Target'),
    preImage: image && toAttributes(image.value, `PreEntityImages.${image.key}`),
  };
}
