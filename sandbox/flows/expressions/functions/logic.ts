/** Room sandbox/flows. Logical functions and comparisons. */
import { ArgumentValueError } from '../errors';
import type { FlowNumber, FlowValue } from '../values';
import { identityOf, isInteger, isNumber, toDouble, typeOf } from '../values';
import type { Arguments } from './arguments';
import type { FlowFunction } from './contracts';
import { define } from './contracts';

const booleans = (given: Arguments): readonly boolean[] => given.values.map((_, index) => given.boolean(index));

/** Negative, zero or positive. Integers are compared exactly, whatever their size. */
export function compareNumbers(left: FlowNumber, right: FlowNumber): number {
  if (isInteger(left) && isInteger(right)) return left < right ? -1 : Number(left > right);
  return Math.sign(toDouble(left) - toDouble(right));
}

/**
 * Numbers equal numbers of the same size, and booleans equal 1 and 0 (documented: `equals(true, 1)`); otherwise both type and
 * content must be the same. Texts are compared exactly.
 */
export function isEqual(left: FlowValue, right: FlowValue): boolean {
  if (isNumber(left) && isNumber(right)) return compareNumbers(left, right) === 0;
  if (typeof left === 'boolean' && isNumber(right)) return compareNumbers(Number(left), right) === 0;
  if (isNumber(left) && typeof right === 'boolean') return isEqual(right, left);
  return typeOf(left) === typeOf(right) && identityOf(left) === identityOf(right);
}

/** Numbers with numbers, texts with texts, by code unit (inferred). */
function compare(given: Arguments): number {
  const [left, right] = [given.any(0), given.any(1)];
  if (isNumber(left) && isNumber(right)) return compareNumbers(left, right);
  if (typeof left === 'string' && typeof right === 'string') return left < right ? -1 : Number(left > right);
  for (const index of [0, 1]) {
    const value = given.any(index);
    if (!isNumber(value) && typeof value !== 'string') given.refuseType(index, 'a number or a string');
  }
  const types = `'${typeOf(left)}' and '${typeOf(right)}'`;
  throw new ArgumentValueError(given.functionName, `it compares two values of one type, and was given ${types}`);
}

export const LOGIC_FUNCTIONS: readonly FlowFunction[] = [
  define('and', [1, Infinity], (given) => booleans(given).every(Boolean)),
  define('equals', [2, 2], (given) => isEqual(given.any(0), given.any(1))),
  define('greater', [2, 2], (given) => compare(given) > 0),
  define('greaterOrEquals', [2, 2], (given) => compare(given) >= 0),
  { ...define('if', [3, 3], (given) => given.any(1)), choosesBranch: true },
  define('less', [2, 2], (given) => compare(given) < 0),
  define('lessOrEquals', [2, 2], (given) => compare(given) <= 0),
  define('not', [1, 1], (given) => !given.boolean(0)),
  define('or', [1, Infinity], (given) => booleans(given).some(Boolean)),
];
