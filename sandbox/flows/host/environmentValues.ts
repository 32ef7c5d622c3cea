/**
 * Room sandbox/flows. The parameters of a definition that stand for environment variables, with the values that these have
 * now. Source: definitions of Microsoft's own solutions (`metadata.schemaName`); Microsoft Learn, "Use environment variables
 * in solution cloud flows".
 */
import type { OpenedDataverse } from '../../dataverse/open';
import { FlowNotSupportedError } from '../contracts';
import { isObject, JsonTextError, readJson, type FlowObject, type FlowValue } from '../expressions';

const SECRET = 100000005;

const memberOf = (value: FlowValue | undefined, name: string): FlowValue | undefined =>
  value !== undefined && isObject(value) ? value[name] : undefined;

/**
 * Values by the keys of `definition.parameters`; variables without any value are left to the parameter's default.
 * @throws {FlowNotSupportedError} for a secret, which the platform does not take either
 */
export function readEnvironmentValues(dataverse: OpenedDataverse, file: FlowValue): FlowObject {
  const parameters = memberOf(memberOf(memberOf(file, 'properties'), 'definition'), 'parameters');
  if (parameters === undefined || !isObject(parameters)) return {};
  const entries = Object.entries(parameters).flatMap(([name, declared]): [string, FlowValue][] => {
    const schemaName = memberOf(memberOf(declared, 'metadata'), 'schemaName');
    if (typeof schemaName !== 'string') return [];
    const text = currentValue(dataverse, schemaName);
    if (text === undefined) return [];
    return [[name, toValue(schemaName, memberOf(declared, 'type'), text)]];
  });
  return Object.fromEntries(entries);
}

function currentValue({ rows }: OpenedDataverse, schemaName: string): string | undefined {
  const definition = rows.findWhere('environmentvariabledefinition', { schemaname: schemaName })[0];
  if (!definition) return undefined;
  if (definition.values.type === SECRET) {
    throw new FlowNotSupportedError(`the secret environment variable '${schemaName}' as a parameter`);
  }
  const [value] = rows.findWhere('environmentvariablevalue', { environmentvariabledefinitionid: definition.id });
  const text = value?.values.value ?? definition.values.defaultvalue;
  return typeof text === 'string' && text !== '' ? text : undefined;
}

/** Variables are texts; the parameter says what is meant. @throws {VariableTypeError} when the text is not that */
function toValue(schemaName: string, type: FlowValue | undefined, text: string): FlowValue {
  const kind = typeof type === 'string' ? type.toLowerCase() : 'string';
  if (kind === 'string' || kind === 'securestring') return text;
  if (kind === 'bool' && /^(yes|no|true|false)$/i.test(text)) return /^(yes|true)$/i.test(text);
  try {
    return readJson(text);
  } catch (error) {
    if (!(error instanceof JsonTextError)) throw error;
    throw new VariableTypeError(schemaName, kind);
  }
}

/** An environment variable holds a text that is not of the type that the flow declares. */
export class VariableTypeError extends Error {
  override readonly name = 'VariableTypeError';
  readonly code = 'variable-type';
  constructor(schemaName: string, type: string) {
    super(`The environment variable '${schemaName}' does not hold a value of the type ${type}. Correct it.`);
  }
}
