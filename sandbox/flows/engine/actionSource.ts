/** Room sandbox/flows. What the kinds of actions are given when a definition is read. */
import type { CompiledValue, FlowObject, FlowValue } from '../expressions';
import { isObject } from '../expressions';
import type { ActionContainer, RunAction } from './model';

export interface ActionSource {
  readonly name: string;
  /** Names of the actions around it, outermost first. */
  readonly path: readonly string[];
  readonly definition: FlowObject;
  /**
   * Reads the expressions in a value, and notes what they refer to.
   * @param afterInside it is evaluated when the actions inside have run
   * @throws {FlowDefinitionError} for undefined too
   */
  value(value: FlowValue | undefined, property: string, afterInside?: boolean): CompiledValue;
  /** Reads the actions inside; undefined stands for none. */
  actions(value: FlowValue | undefined): ActionContainer;
  /** Logical name of a connection reference. @throws {ConnectionNotDeclaredError} */
  connectionReference(key: string): string;
  /** @throws {VariableError} */
  declareVariable(variable: string): void;
  /** Notes that the action changes a variable that another one has to initialize before. */
  assignVariable(variable: string): void;
  /** @throws {FlowShapeError} always */
  refuse(what: string): never;
}

/** Reads one type of action. */
export type ActionKind = (source: ActionSource) => RunAction;

/** A member that has to be an object. */
export function objectIn(source: ActionSource, holder: FlowObject, name: string): FlowObject {
  const value = holder[name];
  return value !== undefined && isObject(value) ? value : source.refuse(`'${name}' must be an object`);
}

/** A member that has to be a text. */
export function textIn(source: ActionSource, holder: FlowObject, name: string): string {
  const value = holder[name];
  return typeof value === 'string' && value ? value : source.refuse(`'${name}' must be a text`);
}

/** A member that may be left out and is an object otherwise. */
export function optionalObject(source: ActionSource, holder: FlowObject, name: string): FlowObject {
  return holder[name] === undefined ? {} : objectIn(source, holder, name);
}
