/** Room sandbox/flows. Conversions between types, as .NET reads and writes them. */
import { ArgumentValueError, ValueTooDeepError } from '../errors';
import { JsonTextError, readJson } from '../readJson';
import type { FlowValue } from '../values';
import { isArray, isInteger, isNumber, toDouble, toFloat, toInteger, toText } from '../values';
import type { Arguments } from './arguments';
import type { CallHost, FlowFunction } from './contracts';
import { define } from './contracts';
import { localeOf, parseFloatText } from './numberText';
import { withinLimit } from './strings';

const INTEGER = /^\s*([+-]?\d{1,30})\s*$/;

/** An integer text within 64 bits; undefined for every other text. */
function parseIntegerText(text: string): number | bigint | undefined {
  const digits = INTEGER.exec(text)?.[1];
  return digits === undefined ? undefined : toInteger(BigInt(digits.replace('+', '')));
}

const cannotConvert = (functionName: string): never => {
  throw new ArgumentValueError(functionName, 'the value cannot be converted');
};

function toInt(given: Arguments): FlowValue {
  const value = given.any(0);
  if (isInteger(value)) return value;
  if (isNumber(value)) {
    const double = toDouble(value);
    return Number.isInteger(double) ? (toInteger(BigInt(double)) ?? cannotConvert('int')) : cannotConvert('int');
  }
  if (typeof value !== 'string') return given.refuseType(0, 'a string or a number');
  return parseIntegerText(value) ?? cannotConvert('int');
}

function toFloatValue(given: Arguments): FlowValue {
  const value = given.any(0);
  const locale = localeOf('float', given.optionalText(1));
  if (isNumber(value)) return toFloat(toDouble(value));
  if (typeof value !== 'string') return given.refuseType(0, 'a string or a number');
  const parsed = parseFloatText(value, locale);
  return parsed === undefined ? cannotConvert('float') : toFloat(parsed);
}

function toBool(given: Arguments): boolean {
  const value = given.any(0);
  if (typeof value === 'boolean') return value;
  if (isNumber(value)) return toDouble(value) !== 0;
  if (typeof value !== 'string') return given.refuseType(0, 'a boolean, a number or a string');
  const word = value.trim().toLowerCase();
  return word === 'true' || (word !== 'false' && cannotConvert('bool'));
}

/** A null gives an empty object, as documented. */
function toJson(given: Arguments): FlowValue {
  if (given.any(0) === null) return {};
  try {
    return readJson(given.text(0));
  } catch (error) {
    if (error instanceof JsonTextError) return given.refuse(`the text is not JSON at character ${error.position}`);
    if (error instanceof ValueTooDeepError)
      return given.refuse(`the text is nested more than ${error.limit} levels deep`);
    throw error;
  }
}

const toStringValue = (given: Arguments, host: CallHost): string => withinLimit('string', toText(given.any(0)), host);

export const CONVERSION_FUNCTIONS: readonly FlowFunction[] = [
  define('array', [1, 1], (given) => {
    const value = given.any(0);
    return isArray(value) ? value : [value];
  }),
  define('bool', [1, 1], toBool),
  define('createArray', [1, Infinity], (given) => given.values),
  define('float', [1, 2], toFloatValue),
  define('int', [1, 1], toInt),
  define('isFloat', [1, 2], (given) => {
    const locale = localeOf('isFloat', given.optionalText(1));
    return parseFloatText(given.text(0), locale) !== undefined;
  }),
  define('isInt', [1, 1], (given) => parseIntegerText(given.text(0)) !== undefined),
  define('json', [1, 1], toJson),
  define('string', [1, 1], toStringValue),
];
