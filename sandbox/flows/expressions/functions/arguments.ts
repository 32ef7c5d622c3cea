/** Room sandbox/flows. The values given to a function, read by type. No type is converted here: the platform does not either. */
import { ArgumentTypeError, ArgumentValueError } from '../errors';
import type { FlowNumber, FlowObject, FlowValue } from '../values';
import { isArray, isInteger, isNumber, isObject, typeOf } from '../values';

export class Arguments {
  constructor(
    readonly functionName: string,
    readonly values: readonly FlowValue[],
  ) {}

  get count(): number {
    return this.values.length;
  }

  any(index: number): FlowValue {
    return this.values[index] ?? null;
  }

  has(index: number): boolean {
    return index < this.values.length;
  }

  text(index: number): string {
    const value = this.any(index);
    return typeof value === 'string' ? value : this.refuseType(index, 'a string');
  }

  /** Undefined when the argument is left out. */
  optionalText(index: number): string | undefined {
    return this.has(index) ? this.text(index) : undefined;
  }

  boolean(index: number): boolean {
    const value = this.any(index);
    return typeof value === 'boolean' ? value : this.refuseType(index, 'a boolean');
  }

  number(index: number): FlowNumber {
    const value = this.any(index);
    return isNumber(value) ? value : this.refuseType(index, 'a number');
  }

  integer(index: number): number {
    const value = this.any(index);
    return isInteger(value) ? Number(value) : this.refuseType(index, 'an integer');
  }

  /** An integer from 0 on. */
  size(index: number): number {
    const value = this.integer(index);
    return value >= 0 ? value : this.refuse(`argument ${index + 1} must not be negative`);
  }

  array(index: number): readonly FlowValue[] {
    const value = this.any(index);
    return isArray(value) ? value : this.refuseType(index, 'an array');
  }

  object(index: number): FlowObject {
    const value = this.any(index);
    return isObject(value) ? value : this.refuseType(index, 'an object');
  }

  textOrArray(index: number): string | readonly FlowValue[] {
    const value = this.any(index);
    return typeof value === 'string' || isArray(value) ? value : this.refuseType(index, 'an array or a string');
  }

  refuseType(index: number, expected: string): never {
    throw new ArgumentTypeError(this.functionName, index + 1, expected, typeOf(this.any(index)));
  }

  /** @param reason without any value of the run */
  refuse(reason: string): never {
    throw new ArgumentValueError(this.functionName, reason);
  }
}
