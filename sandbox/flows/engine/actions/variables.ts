/**
 * Room sandbox/flows. Actions on variables. Source of the shapes: Microsoft Learn, "Store and manage values by using
 * variables". What their records show as outputs is inferred; appending shows only what was appended.
 */
import { badRequest } from '../faults';
import type { FlowValue } from '../../expressions';
import { applyFunction, isArray, isInteger, isObject, typeOf } from '../../expressions';
import type { ActionKind, ActionSource } from '../actionSource';
import { objectIn, textIn } from '../actionSource';
import { VariableError } from '../errors';
import type { Execution } from '../model';
import { done } from '../model';
import { readReferences } from '../references';
import type { VariableType } from '../variables';
import { isVariableType } from '../variables';

const titled = (type: VariableType): string => type.charAt(0).toUpperCase() + type.slice(1);

function readDeclaration(source: ActionSource): { name: string; type: VariableType; value: FlowValue } {
  const { variables } = objectIn(source, source.definition, 'inputs');
  const list = variables !== undefined && isArray(variables) ? variables : [];
  const [declared = null] = list;
  if (list.length !== 1 || !isObject(declared)) return source.refuse("'variables' must list one variable");
  const name = textIn(source, declared, 'name');
  const type = textIn(source, declared, 'type').toLowerCase();
  if (!isVariableType(type)) return source.refuse(`a variable cannot be of the type '${type}'`);
  return { name, type, value: declared.value ?? null };
}

export const initializeVariable: ActionKind = (source) => {
  const { name, type, value } = readDeclaration(source);
  source.declareVariable(name);
  const compiled = source.value(value, 'inputs');
  return ({ evaluate, variables }) => {
    const initial = evaluate(compiled);
    const inputs = { variables: [{ name, type: titled(type), value: initial }] };
    variables.initialize(name, type, initial);
    return done(inputs);
  };
};

function readTarget(source: ActionSource): { name: string; given: FlowValue | undefined } {
  const inputs = objectIn(source, source.definition, 'inputs');
  const name = textIn(source, inputs, 'name');
  source.assignVariable(name);
  return { name, given: inputs.value };
}

export const setVariable: ActionKind = (source) => {
  const { name, given } = readTarget(source);
  const compiled = source.value(given ?? null, 'inputs');
  if (readReferences(compiled).some((reference) => reference.kind === 'variable' && reference.name === name)) {
    throw new VariableError(
      source.name,
      'variable-refers-to-itself',
      `Action '${source.name}': self reference is not supported when updating the value of variable '${name}'.`,
    );
  }
  return ({ evaluate, variables }) => {
    const value = evaluate(compiled);
    variables.set(name, value);
    return done({ name, value }, { body: { name, type: titled(variables.typeOf(name)), value } });
  };
};

/** Adds or takes off; `value` is 1 when it is left out. */
const step =
  (apply: 'add' | 'sub'): ActionKind =>
  (source) => {
    const { name, given } = readTarget(source);
    const compiled = source.value(given ?? 1, 'inputs');
    return (execution) => {
      const by = execution.evaluate(compiled);
      const { variables, context } = execution;
      const type = variables.typeOf(name);
      requireNumber(execution, type, by);
      const before = variables.read(name) ?? null;
      if (before === null) throw badRequest(`The variable '${name}' has no value to be changed by the action.`);
      const value = applyFunction(apply, [before, by], context);
      variables.set(name, value);
      return done({ name, value: by }, { body: { name, type: titled(type), value } });
    };
  };

function requireNumber({ name }: Execution, type: VariableType, by: FlowValue): void {
  const isNumber = isInteger(by) || typeOf(by) === 'Float';
  if ((type === 'integer' && isInteger(by)) || (type === 'float' && isNumber)) return;
  throw badRequest(
    `The inputs of action '${name}' are not valid: a variable of type '${titled(type)}' cannot be changed by a value of ` +
      `type '${typeOf(by)}'.`,
  );
}

export const incrementVariable = step('add');
export const decrementVariable = step('sub');

export const appendToArrayVariable: ActionKind = (source) => {
  const { name, given } = readTarget(source);
  const compiled = source.value(given, 'inputs');
  return ({ evaluate, variables }) => {
    const value = evaluate(compiled);
    variables.appendItem(name, value);
    return done({ name, value });
  };
};

export const appendToStringVariable: ActionKind = (source) => {
  const { name, given } = readTarget(source);
  const compiled = source.value(given, 'inputs');
  return ({ evaluate, variables }) => {
    const value = evaluate(compiled);
    variables.appendText(name, value);
    return done({ name, value });
  };
};
