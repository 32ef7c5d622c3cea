/**
 * Room sandbox/flows. The parameters of a definition that stand for environment variables, with the values that these have
 * now. Source: definitions of Microsoft's own solutions (`metadata.schemaName`); Microsoft Learn, "Use environment variables
 * in solution cloud flows".
 */
import type { StoredRow } from '../../dataverse/contracts';
import type { OpenedDataverse } from '../../dataverse/open';
import { FlowNotSupportedError } from '../contracts';
import { fitsParameter } from '../engine';
import { isObject, JsonTextError, readJson, type FlowObject, type FlowValue } from '../expressions';
import { flowProblem, type FlowProblem, type FlowProblemCode } from './problems';

const SECRET = 100000005;

const memberOf = (value: FlowValue | undefined, name: string): FlowValue | undefined =>
  value !== undefined && isObject(value) ? value[name] : undefined;

/**
 * Values by the keys of `definition.parameters`; variables without any value are left to the parameter's default.
 * @throws {VariableUnfitError} for a variable that has not what the parameter needs
 * @throws {FlowNotSupportedError} for a secret, which the platform does not take either
 */
export function readEnvironmentValues(dataverse: OpenedDataverse, file: FlowValue): FlowObject {
  const parameters = memberOf(memberOf(memberOf(file, 'properties'), 'definition'), 'parameters');
  if (parameters === undefined || !isObject(parameters)) return {};
  const entries = Object.entries(parameters).flatMap(([name, declared]): [string, FlowValue][] => {
    const schemaName = memberOf(memberOf(declared, 'metadata'), 'schemaName');
    if (typeof schemaName !== 'string') return [];
    const definition = dataverse.rows.findWhere('environmentvariabledefinition', { schemaname: schemaName })[0];
    const text = currentValue(dataverse, definition, schemaName);
    const unfit = (code: FlowProblemCode): VariableUnfitError =>
      new VariableUnfitError(flowProblem(code, String(definition?.values.displayname ?? schemaName), schemaName));
    if (text === undefined) {
      if (memberOf(declared, 'defaultValue') === undefined) throw unfit('variable-without-value');
      return [];
    }
    const type = memberOf(declared, 'type');
    const kind = typeof type === 'string' ? type.toLowerCase() : 'string';
    const value = toValue(kind, text);
    if (value === undefined || !fitsParameter(kind, value)) throw unfit(MISFITS[kind] ?? 'variable-not-object');
    return [[name, value]];
  });
  return Object.fromEntries(entries);
}

function currentValue(
  { rows }: OpenedDataverse,
  definition: StoredRow | undefined,
  schemaName: string,
): string | undefined {
  if (!definition) return undefined;
  if (definition.values.type === SECRET) {
    throw new FlowNotSupportedError(`the secret environment variable '${schemaName}' as a parameter`);
  }
  const [value] = rows.findWhere('environmentvariablevalue', { environmentvariabledefinitionid: definition.id });
  const text = value?.values.value ?? definition.values.defaultvalue;
  return typeof text === 'string' && text !== '' ? text : undefined;
}

/** By the type of the parameter, in lower case; the other types hold objects. */
const MISFITS: Readonly<Record<string, FlowProblemCode>> = {
  int: 'variable-not-int',
  float: 'variable-not-float',
  bool: 'variable-not-bool',
  array: 'variable-not-array',
};

/** Variables are texts; the parameter says what is meant. `undefined` for a text that is no value. */
function toValue(kind: string, text: string): FlowValue | undefined {
  if (kind === 'string' || kind === 'securestring') return text;
  if (kind === 'bool' && /^(yes|no|true|false)$/i.test(text)) return /^(yes|true)$/i.test(text);
  try {
    return readJson(text);
  } catch (error) {
    if (error instanceof JsonTextError) return undefined;
    throw error;
  }
}

/** An environment variable does not hold what a parameter of the flow needs. */
export class VariableUnfitError extends Error {
  override readonly name = 'VariableUnfitError';
  readonly code = 'variable-unfit';
  constructor(readonly problem: FlowProblem) {
    super(problem.message);
  }
}
