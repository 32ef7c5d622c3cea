/**
 * Room sandbox/flows. The flat parameters of a connector's operation: `item/Outer/inner` is property `inner` of property
 * `Outer` of the body. Source of the rule: Azure/LogicAppsUX, parameter serializer (the last, longest alias of a property is
 * what a definition keeps).
 */
import type { FlowObject, FlowValue } from '../expressions';
import { isObject } from '../expressions';

interface Nested {
  [name: string]: FlowValue | Nested;
}

/** Two parameters that cannot both be meant: a property as a whole, and a part of it. */
export class ParameterClashError extends Error {
  override readonly name = 'ParameterClashError';
  readonly code = 'parameter-clash';
  constructor(readonly parameter: string) {
    super(`The parameter '${parameter}' is given once as a whole and once in parts.`);
  }
}

/**
 * The value that parameters give to `name`: as a whole under that name, in parts under `name/…`, or both, where the parts
 * take the place of properties of the whole. `undefined` when there is none.
 * @throws {ParameterClashError}
 */
export function nestedValue(parameters: FlowObject, name: string): FlowValue | undefined {
  const whole = Object.hasOwn(parameters, name) ? parameters[name] : undefined;
  const parts = Object.entries(parameters).filter(([key]) => key.startsWith(`${name}/`));
  if (parts.length === 0) return whole;
  if (whole !== undefined && whole !== null && !isObject(whole)) throw new ParameterClashError(name);
  const root: Nested = { ...(whole ?? {}) };
  for (const [key, value] of parts) place(root, key.slice(name.length + 1).split('/'), value, key);
  return root;
}

function place(target: Nested, path: readonly string[], value: FlowValue, key: string): void {
  const [first = '', ...rest] = path;
  if (rest.length === 0) {
    // What stands there may be a part that came before its whole.
    if (isOpened(target, first)) throw new ParameterClashError(key);
    define(target, first, value);
    return;
  }
  const known = Object.hasOwn(target, first) ? target[first] : undefined;
  if (known !== undefined && !isObject(known)) throw new ParameterClashError(key);
  const inner: Nested = { ...known };
  define(target, first, inner);
  opened.add(inner);
  place(inner, rest, value, key);
}

/** Objects that parts have made, as against those that came as a whole. */
const opened = new WeakSet<object>();

function isOpened(target: Nested, name: string): boolean {
  const known = Object.hasOwn(target, name) ? target[name] : undefined;
  return typeof known === 'object' && known !== null && opened.has(known);
}

/** `__proto__` is a name like any other here. */
const define = (target: Nested, name: string, value: FlowValue | Nested): void =>
  void Object.defineProperty(target, name, { value, enumerable: true, configurable: true, writable: true });
