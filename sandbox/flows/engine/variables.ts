/**
 * Room sandbox/flows. The variables of one run, with the types they were declared with. A variable without a value is null,
 * and null may be assigned to every one (inferred from flows that empty variables so).
 */
import { badRequest } from './faults';
import type { FlowType, FlowValue } from '../expressions';
import { isArray, toText, typeOf } from '../expressions';

export type VariableType = 'boolean' | 'integer' | 'float' | 'string' | 'object' | 'array';

const ACCEPTED: Readonly<Record<VariableType, readonly FlowType[]>> = {
  boolean: ['Boolean'],
  integer: ['Integer'],
  float: ['Float', 'Integer'],
  string: ['String'],
  object: ['Object'],
  array: ['Array'],
};

export const isVariableType = (text: string): text is VariableType => Object.hasOwn(ACCEPTED, text);

interface Variable {
  readonly type: VariableType;
  value: FlowValue;
  /** An array that nobody else has seen yet: appending to it copies nothing. */
  own: FlowValue[] | undefined;
}

const titled = (type: string): string => type.charAt(0).toUpperCase() + type.slice(1);

export class Variables {
  private readonly byName = new Map<string, Variable>();

  /** Undefined before it is initialized. */
  read(name: string): FlowValue | undefined {
    const variable = this.byName.get(name);
    if (variable) variable.own = undefined;
    return variable?.value;
  }

  typeOf(name: string): VariableType {
    return this.find(name).type;
  }

  initialize(name: string, type: VariableType, value: FlowValue): void {
    const variable: Variable = { type, value: null, own: undefined };
    this.assign(name, variable, value);
    this.byName.set(name, variable);
  }

  /** @throws {ActionFault} not initialized yet, or of another type */
  set(name: string, value: FlowValue): void {
    this.assign(name, this.find(name), value);
  }

  /** @throws {ActionFault} */
  appendItem(name: string, item: FlowValue): void {
    const variable = this.find(name);
    if (variable.type !== 'array') throw this.refuse(name, variable, 'appended to', 'Array');
    variable.own ??= isArray(variable.value) ? [...variable.value] : [];
    variable.own.push(item);
    variable.value = variable.own;
  }

  /** @throws {ActionFault} */
  appendText(name: string, value: FlowValue): void {
    const variable = this.find(name);
    if (variable.type !== 'string') throw this.refuse(name, variable, 'appended to', 'String');
    variable.value = toText(variable.value) + toText(value);
  }

  private find(name: string): Variable {
    const variable = this.byName.get(name);
    if (!variable) throw badRequest(`The variable '${name}' must be initialized before it can be used.`);
    return variable;
  }

  private refuse(name: string, variable: Variable, verb: string, expected: string): Error {
    return badRequest(
      `The variable '${name}' of type '${titled(variable.type)}' cannot be ${verb}; it must be of type '${expected}'.`,
    );
  }

  private assign(name: string, variable: Variable, value: FlowValue): void {
    const accepted = ACCEPTED[variable.type];
    if (value !== null && !accepted.includes(typeOf(value))) {
      throw badRequest(
        `The variable '${name}' of type '${titled(variable.type)}' cannot be initialized or updated with value of type ` +
          `'${typeOf(value)}'. The variable '${name}' only supports values of types '${accepted.join(', ')}'.`,
      );
    }
    variable.value = value;
    variable.own = undefined;
  }
}
