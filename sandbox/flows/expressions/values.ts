/**
 * Room sandbox/flows. The values of the expression language: JSON, with integers and floats told apart as the platform
 * does, and integers of 64 bits kept exact.
 */
import { ValueTooDeepError } from './errors';

/**
 * A float without a fraction, such as `5.0`. A plain `number` that is a safe integer is an Integer, any other plain `number`
 * a Float, and a `bigint` an Integer beyond the safe ones, such as ticks.
 */
export class WholeFloat {
  constructor(readonly value: number) {}
  toJSON(): number {
    return this.value;
  }
}

export interface FlowObject {
  readonly [name: string]: FlowValue;
}

export type FlowValue = null | boolean | number | bigint | WholeFloat | string | readonly FlowValue[] | FlowObject;

/** The names the platform's messages use for types. */
export type FlowType = 'Null' | 'Boolean' | 'Integer' | 'Float' | 'String' | 'Array' | 'Object';

export const isArray = (value: FlowValue): value is readonly FlowValue[] => Array.isArray(value);

export const isObject = (value: FlowValue): value is FlowObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof WholeFloat);

export function typeOf(value: FlowValue): FlowType {
  if (value === null) return 'Null';
  if (typeof value === 'boolean') return 'Boolean';
  if (typeof value === 'string') return 'String';
  if (typeof value === 'bigint') return 'Integer';
  if (typeof value === 'number') return Number.isSafeInteger(value) ? 'Integer' : 'Float';
  if (value instanceof WholeFloat) return 'Float';
  return isArray(value) ? 'Array' : 'Object';
}

/** An own property, or undefined; never something inherited. */
export const propertyOf = (object: FlowObject, name: string): FlowValue | undefined =>
  Object.hasOwn(object, name) ? object[name] : undefined;

/** Levels of arrays and objects that are followed; far beyond what a flow holds, far below what a stack bears. */
export const MAX_VALUE_DEPTH = 500;

const INT64_MIN = -(2n ** 63n);
const INT64_MAX = 2n ** 63n - 1n;

export type FlowNumber = number | bigint | WholeFloat;

export const isNumber = (value: FlowValue): value is FlowNumber =>
  typeof value === 'number' || typeof value === 'bigint' || value instanceof WholeFloat;

export const isInteger = (value: FlowValue): value is number | bigint => typeOf(value) === 'Integer';

export const toDouble = (value: FlowNumber): number => (value instanceof WholeFloat ? value.value : Number(value));

/** A whole number as an Integer; undefined outside of 64 bits. */
export function toInteger(value: bigint): number | bigint | undefined {
  if (value < INT64_MIN || value > INT64_MAX) return undefined;
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
}

/** A number as a Float. */
export const toFloat = (value: number): number | WholeFloat =>
  Number.isSafeInteger(value) ? new WholeFloat(value) : value;

/**
 * A number as the platform writes it: as .NET does, with an exponent from 15 digits on (`1E+15`) and below 0.0001. A whole
 * float is written without a fraction (inferred from the documented examples).
 */
export function numberText(value: FlowNumber): string {
  if (isInteger(value)) return value.toString();
  const double = toDouble(value);
  if (double === 0) return '0';
  const [mantissa = '', exponentText = '0'] = double.toExponential().split('e');
  const exponent = Number(exponentText);
  if (exponent < 15 && exponent > -5) return double.toString();
  return `${mantissa}E${exponent < 0 ? '-' : '+'}${Math.abs(exponent).toString().padStart(2, '0')}`;
}

/** A value as JSON on one line, every number exact. @throws {ValueTooDeepError} */
export function writeJson(value: FlowValue, depth = 0): string {
  if (depth > MAX_VALUE_DEPTH) throw new ValueTooDeepError(MAX_VALUE_DEPTH);
  if (isNumber(value)) return numberText(value);
  if (isArray(value)) return `[${value.map((item) => writeJson(item, depth + 1)).join(',')}]`;
  if (!isObject(value)) return JSON.stringify(value);
  const members = Object.entries(value).map(
    ([name, member]) => `${JSON.stringify(name)}:${writeJson(member, depth + 1)}`,
  );
  return `{${members.join(',')}}`;
}

/** A text that two values share exactly when they are equal; the order of properties does not matter. */
export function identityOf(value: FlowValue, depth = 0): string {
  if (depth > MAX_VALUE_DEPTH) throw new ValueTooDeepError(MAX_VALUE_DEPTH);
  if (isArray(value)) return `[${value.map((item) => identityOf(item, depth + 1)).join(',')}]`;
  if (!isObject(value)) return writeJson(value);
  const names = Object.keys(value).sort();
  return `{${names.map((name) => `${JSON.stringify(name)}:${identityOf(value[name] ?? null, depth + 1)}`).join(',')}}`;
}

/**
 * A value inside a text: `null` is empty, booleans are `True` and `False` as .NET writes them, arrays and objects are JSON.
 */
export function toText(value: FlowValue): string {
  if (typeof value === 'string') return value;
  if (value === null) return '';
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  return writeJson(value);
}
