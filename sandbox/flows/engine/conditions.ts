/**
 * Room sandbox/flows. Conditions: one expression, or a tree of objects such as `{ "and": [{ "equals": [a, b] }] }`, whose names
 * are functions of the expression language. All operands are evaluated (inferred).
 */
import { ActionFault } from './faults';
import type { CompiledValue, EvaluationContext, FlowValue } from '../expressions';
import { applyFunction, ExpressionError, isArray, isObject, typeOf } from '../expressions';
import { bindFunction } from '../expressions/functions/catalog';
import { ExpressionInvalidError } from './errors';
import type { ActionSource } from './actionSource';

export type Condition =
  | { readonly kind: 'expression'; readonly value: CompiledValue }
  | { readonly kind: 'function'; readonly name: string; readonly operands: readonly Condition[] };

function readFunction(
  source: ActionSource,
  [name, given]: readonly [string, FlowValue],
  property: string,
  afterInside: boolean,
): Condition {
  const operands = isArray(given) ? given : [given];
  try {
    bindFunction(name, operands.length);
  } catch (error) {
    throw error instanceof ExpressionError ? new ExpressionInvalidError(source.name, property, error) : error;
  }
  return { kind: 'function', name, operands: operands.map((operand) => read(source, operand, property, afterInside)) };
}

function read(source: ActionSource, value: FlowValue, property: string, afterInside: boolean): Condition {
  const [name, ...others] = isObject(value) ? Object.keys(value) : [];
  if (isObject(value) && name !== undefined && others.length === 0) {
    return readFunction(source, [name, value[name] ?? null], property, afterInside);
  }
  if (isObject(value)) return source.refuse(`a condition in '${property}' must name one function`);
  return { kind: 'expression', value: source.value(value, property, afterInside) };
}

/** @throws {FlowDefinitionError} */
export function readCondition(
  source: ActionSource,
  value: FlowValue | undefined,
  property: string,
  afterInside = false,
): Condition {
  if (value === undefined) return source.refuse(`'${property}' is missing`);
  return read(source, value, property, afterInside);
}

function valueOf(
  condition: Condition,
  evaluate: (value: CompiledValue) => FlowValue,
  context: EvaluationContext,
): FlowValue {
  if (condition.kind === 'expression') return evaluate(condition.value);
  return applyFunction(
    condition.name,
    condition.operands.map((operand) => valueOf(operand, evaluate, context)),
    context,
  );
}

/** @throws {ActionFault} when it fails, or is not true or false */
export function isMet(
  name: string,
  condition: Condition,
  evaluate: (value: CompiledValue) => FlowValue,
  context: EvaluationContext,
): boolean {
  const fail = (reason: string): never => {
    const message = `Unable to process template language expressions for action '${name}' at line '1' and column '0': '${reason}'.`;
    throw new ActionFault('BadRequest', { code: 'InvalidTemplate', message });
  };
  let value: FlowValue;
  try {
    value = valueOf(condition, evaluate, context);
  } catch (error) {
    if (error instanceof ExpressionError) return fail(error.message);
    throw error;
  }
  return typeof value === 'boolean'
    ? value
    : fail(`The condition gives a value of type '${typeOf(value)}', not a boolean.`);
}
