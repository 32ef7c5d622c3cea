/** Room sandbox/flows. Math functions: integers of 64 bits among themselves, floats as soon as one argument is a float. */
import type { FlowNumber, FlowValue } from '../values';
import { isArray, isInteger, isNumber, toDouble, toFloat, toInteger } from '../values';
import type { Arguments } from './arguments';
import type { CallHost, FlowFunction } from './contracts';
import { define } from './contracts';
import { compareNumbers } from './logic';

interface Operation {
  readonly integers: (left: bigint, right: bigint) => bigint;
  readonly floats: (left: number, right: number) => number;
}

function calculate(given: Arguments, { integers, floats }: Operation): FlowValue {
  const left = given.number(0);
  const right = given.number(1);
  if (isInteger(left) && isInteger(right)) {
    return toInteger(integers(BigInt(left), BigInt(right))) ?? given.refuse('the result does not fit into 64 bits');
  }
  const result = floats(toDouble(left), toDouble(right));
  return Number.isFinite(result) ? toFloat(result) : given.refuse('the result is out of range');
}

const arithmetic = (name: string, operation: Operation): FlowFunction =>
  define(name, [2, 2], (given) => calculate(given, operation));

const division = (name: string, operation: Operation): FlowFunction =>
  define(name, [2, 2], (given) => {
    if (toDouble(given.number(1)) === 0) given.refuse('nothing can be divided by zero');
    return calculate(given, operation);
  });

/** The numbers are the arguments, or the items of the only one. */
function extreme(given: Arguments, isBetter: (order: number) => boolean): FlowValue {
  const only = given.any(0);
  const numbers = given.count === 1 && isArray(only) ? only : given.values;
  let best: FlowNumber | undefined;
  numbers.forEach((value, index) => {
    if (!isNumber(value)) {
      return numbers === given.values
        ? given.refuseType(index, 'a number')
        : given.refuse('every item must be a number');
    }
    if (best === undefined || isBetter(compareNumbers(value, best))) best = value;
  });
  return best ?? given.refuse('there is no number to choose from');
}

function rand(given: Arguments, { context }: CallHost): number {
  const from = given.integer(0);
  const to = given.integer(1);
  if (to <= from) given.refuse('the maximum must be greater than the minimum');
  return from + Math.floor(context.random() * (to - from));
}

export const MATH_FUNCTIONS: readonly FlowFunction[] = [
  arithmetic('add', { integers: (left, right) => left + right, floats: (left, right) => left + right }),
  division('div', { integers: (left, right) => left / right, floats: (left, right) => left / right }),
  define('max', [1, Infinity], (given) => extreme(given, (order) => order > 0)),
  define('min', [1, Infinity], (given) => extreme(given, (order) => order < 0)),
  division('mod', { integers: (left, right) => left % right, floats: (left, right) => left % right }),
  arithmetic('mul', { integers: (left, right) => left * right, floats: (left, right) => left * right }),
  define('rand', [2, 2], rand),
  arithmetic('sub', { integers: (left, right) => left - right, floats: (left, right) => left - right }),
];
