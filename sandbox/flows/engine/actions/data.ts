/**
 * Room sandbox/flows. Actions that only work with data: Compose, Select, Query, Join and ParseJson. Source of the shapes:
 * Microsoft Learn, "Schema reference for trigger and action types in Azure Logic Apps".
 */
import { ActionFault, badRequest } from '../faults';
import type { CompiledValue, EvaluationContext, FlowValue } from '../../expressions';
import { isArray, JsonTextError, readJson, toText, typeOf } from '../../expressions';
import type { ActionKind, ActionSource } from '../actionSource';
import { objectIn } from '../actionSource';
import { isMet, readCondition } from '../conditions';
import type { SchemaFinding } from '../jsonSchema';
import { checkSchema, readSchema } from '../jsonSchema';
import type { Execution } from '../model';
import { ok } from '../model';

export const compose: ActionKind = (source) => {
  const compiled = source.value(source.definition.inputs, 'inputs');
  return ({ evaluate }) => {
    const value = evaluate(compiled);
    return ok(value, value);
  };
};

/** Looks up `item()` in the list that an action goes through, and everything else around it. */
class ItemContext {
  current: FlowValue = null;
  readonly context: EvaluationContext;

  constructor(around: EvaluationContext) {
    this.context = Object.create(around, { item: { value: (): FlowValue => this.current } }) as EvaluationContext;
  }
}

function evaluateList({ name, evaluate }: Execution, compiled: CompiledValue, type: string): readonly FlowValue[] {
  const from = evaluate(compiled);
  if (isArray(from)) return from;
  throw badRequest(
    `The 'from' property value in the '${type}' action inputs of '${name}' is of type '${typeOf(from)}'. The value must be an array.`,
  );
}

const readFrom = (source: ActionSource): { from: CompiledValue; inputs: ReturnType<typeof objectIn> } => {
  const inputs = objectIn(source, source.definition, 'inputs');
  return { from: source.value(inputs.from, 'inputs.from'), inputs };
};

export const select: ActionKind = (source) => {
  const { from, inputs } = readFrom(source);
  const compiled = source.value(inputs.select, 'inputs.select');
  return (execution) => {
    const list = evaluateList(execution, from, 'select');
    const items = new ItemContext(execution.context);
    const body = list.map((item) => {
      items.current = item;
      return execution.evaluate(compiled, items.context);
    });
    return ok({ from: list }, { body });
  };
};

export const query: ActionKind = (source) => {
  const { from, inputs } = readFrom(source);
  const where = readCondition(source, inputs.where, 'inputs.where');
  return (execution) => {
    const list = evaluateList(execution, from, 'query');
    const items = new ItemContext(execution.context);
    const evaluate = (value: CompiledValue): FlowValue => execution.evaluate(value, items.context);
    const body = list.filter((item) => {
      items.current = item;
      return isMet(execution.name, where, evaluate, items.context);
    });
    return ok({ from: list }, { body });
  };
};

/** Characters of a joined text. */
const MAX_JOINED_LENGTH = 104_857_600;

export const join: ActionKind = (source) => {
  const { from, inputs } = readFrom(source);
  const joinWith = source.value(inputs.joinWith ?? '', 'inputs.joinWith');
  return (execution) => {
    const list = evaluateList(execution, from, 'join');
    const between = execution.evaluate(joinWith);
    if (typeof between !== 'string') {
      throw badRequest(
        `The 'joinWith' property of '${execution.name}' is of type '${typeOf(between)}'. It must be a string.`,
      );
    }
    const body = list.map(toText).join(between);
    if (body.length > MAX_JOINED_LENGTH) throw badRequest(`The text that '${execution.name}' makes is too long.`);
    return ok({ from: list, joinWith: between }, { body });
  };
};

function parseContent({ name }: Execution, content: FlowValue): FlowValue {
  const refuse = (reason: string): never => {
    const message = `The 'content' property of actions of type 'ParseJson' must be valid JSON ('${name}'): ${reason}.`;
    throw new ActionFault('BadRequest', { code: 'InvalidTemplate', message });
  };
  if (content === null) return refuse('it is null');
  if (typeof content !== 'string') return content;
  try {
    return readJson(content);
  } catch (error) {
    if (error instanceof JsonTextError) return refuse(error.message);
    throw error;
  }
}

const toFinding = ({ path, expected, actual }: SchemaFinding): FlowValue => ({
  message: `Invalid type or value at '${path}'. Expected ${expected} but got ${actual}.`,
  path,
});

export const parseJson: ActionKind = (source) => {
  const inputs = objectIn(source, source.definition, 'inputs');
  const content = source.value(inputs.content, 'inputs.content');
  const schema = readSchema(source, inputs.schema ?? {});
  return (execution) => {
    const given = execution.evaluate(content);
    const body = parseContent(execution, given);
    const findings = checkSchema(schema, body);
    if (findings.length === 0) return ok({ content: given }, { body });
    return {
      status: 'Failed',
      code: 'BadRequest',
      inputs: { content: given },
      outputs: { errors: findings.map(toFinding) },
      error: { code: 'ValidationFailed', message: 'The schema validation failed.' },
    };
  };
};
