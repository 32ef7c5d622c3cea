/**
 * Room sandbox/flows. All functions by name. Source of names and behaviour: Microsoft Learn, "Reference guide to workflow
 * expression functions in Azure Logic Apps and Power Automate".
 */
import { ArgumentCountError, FunctionNotKnownError, NotSupportedInExpressionError } from '../errors';
import { COLLECTION_FUNCTIONS } from './collections';
import type { FlowFunction } from './contracts';
import { CONVERSION_FUNCTIONS } from './conversions';
import { DATE_FUNCTIONS } from './dates';
import { ENCODING_FUNCTIONS } from './encodings';
import { LOGIC_FUNCTIONS } from './logic';
import { MATH_FUNCTIONS } from './math';
import { OBJECT_FUNCTIONS } from './objects';
import { REFERENCE_FUNCTIONS } from './references';
import { STRING_FUNCTIONS } from './strings';
import { TIME_ZONE_FUNCTIONS } from './timeZones';

/** Documented functions that the sandbox refuses by name: XML, binary content, multipart and form bodies, callbacks, decimals. */
const REFUSED = [
  'base64ToBinary',
  'binary',
  'dataUriToBinary',
  'decimal',
  'decodeDataUri',
  'formDataMultiValues',
  'formDataValue',
  'listCallbackUrl',
  'multipartBody',
  'triggerFormDataMultiValues',
  'triggerFormDataValue',
  'triggerMultipartBody',
  'uriComponentToBinary',
  'xml',
  'xpath',
];

const BY_NAME: ReadonlyMap<string, FlowFunction> = new Map(
  [
    STRING_FUNCTIONS,
    COLLECTION_FUNCTIONS,
    LOGIC_FUNCTIONS,
    CONVERSION_FUNCTIONS,
    ENCODING_FUNCTIONS,
    MATH_FUNCTIONS,
    DATE_FUNCTIONS,
    TIME_ZONE_FUNCTIONS,
    OBJECT_FUNCTIONS,
    REFERENCE_FUNCTIONS,
  ]
    .flat()
    .map((entry) => [entry.name.toLowerCase(), entry]),
);

const REFUSED_BY_NAME: ReadonlyMap<string, string> = new Map(REFUSED.map((name) => [name.toLowerCase(), name]));

/** Names of the functions that can be called, as documented. */
export const functionNames = (): readonly string[] => [...BY_NAME.values()].map(({ name }) => name);

/** Names of the documented functions that are refused. */
export const refusedFunctionNames = (): readonly string[] => REFUSED;

function expectedCount({ minArguments, maxArguments }: FlowFunction): string {
  if (maxArguments === Infinity) return `at least ${minArguments} ${minArguments === 1 ? 'argument' : 'arguments'}`;
  if (minArguments === maxArguments) {
    return minArguments === 0 ? 'no arguments' : `${minArguments} ${minArguments === 1 ? 'argument' : 'arguments'}`;
  }
  return `${minArguments} to ${maxArguments} arguments`;
}

/** @throws {FunctionNotKnownError} @throws {NotSupportedInExpressionError} @throws {ArgumentCountError} */
export function bindFunction(name: string, argumentCount: number, position?: number): FlowFunction {
  const found = BY_NAME.get(name.toLowerCase());
  if (!found) {
    const refused = REFUSED_BY_NAME.get(name.toLowerCase());
    const error = refused ? new NotSupportedInExpressionError(refused) : new FunctionNotKnownError(name);
    throw error.locate({ position });
  }
  if (argumentCount < found.minArguments || argumentCount > found.maxArguments) {
    throw new ArgumentCountError(found.name, expectedCount(found), argumentCount).locate({ position });
  }
  return found;
}
