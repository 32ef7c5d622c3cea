/**
 * Room sandbox/dataverse, Web API. Calls of actions and functions: parameters checked against their declared types, the
 * result in the envelope that clients expect.
 */
import type { MetadataService, Operation, OperationParameter, RowReference } from '../contracts';
import { badPayload, badQuery, methodNotAllowed, missingArgument, NotSupportedBySandboxError } from '../errors';
import type { Table } from '../model';
import { toGuid } from '../rows/coerceValue';
import { ENUM_TYPES, enumLiteral, enumMember } from './enumTypes';
import type { ApiResponse, Exchange } from './exchange';
import { json, noContent } from './exchange';
import { assertOwnAddress } from './ownAddress';
import { parseArguments, unquote } from './path';
import type { JsonObject } from './payload';
import { isObject, parseBody } from './payload';

const INTEGER_RANGE = 2_147_483_648;
/**
 * Types that say nothing about the table: the object has to name it. With them, which tables derive from each. Source: Microsoft
 * Learn, "Use Web API actions"; that a name of another table is refused in the same way is inferred.
 */
const BASE_TYPES: ReadonlyMap<string, (table: Table) => boolean> = new Map([
  ['crmbaseentity', () => true],
  ['activitypointer', (table: Table) => table.isActivity],
  ['principal', (table: Table) => table.logicalName === 'systemuser' || table.logicalName === 'team'],
]);

/** Base64 in groups of four; blanks and line ends do not count. Source: .NET, Convert.FromBase64String; that it is asked is inferred. */
function isBase64(value: unknown): boolean {
  if (typeof value !== 'string') return false;
  const text = /\s/.test(value) ? value.replace(/\s/g, '') : value;
  return text.length % 4 === 0 && /^[A-Za-z0-9+/]*={0,2}$/.test(text);
}

const checks: Readonly<Record<string, (value: unknown) => boolean>> = {
  'Edm.String': (value) => typeof value === 'string',
  'Edm.Guid': (value) => typeof value === 'string' && toGuid(value) !== undefined,
  'Edm.Boolean': (value) => typeof value === 'boolean',
  'Edm.Int32': (value) => Number.isInteger(value) && Math.abs(Number(value)) <= INTEGER_RANGE,
  'Edm.Int64': (value) => Number.isInteger(value),
  'Edm.Decimal': (value) => typeof value === 'number',
  'Edm.Double': (value) => typeof value === 'number',
  'Edm.DateTimeOffset': (value) => typeof value === 'string' && !Number.isNaN(Date.parse(value)),
  'Edm.Binary': isBase64,
};

interface CheckedBy {
  readonly metadata: MetadataService;
  readonly serviceRoot: string;
}

/** What an object refers to by address. @throws {DataverseError} for a row of another host */
function checkAddresses(value: JsonObject, serviceRoot: string): void {
  for (const [name, given] of Object.entries(value)) {
    if (name !== '@odata.id' && !name.endsWith('@odata.bind')) continue;
    for (const address of Array.isArray(given) ? (given as unknown[]) : [given])
      if (typeof address === 'string') assertOwnAddress(address, serviceRoot);
  }
}

function checkEntity(
  { metadata, serviceRoot }: CheckedBy,
  parameter: OperationParameter,
  declared: string,
  value: unknown,
): void {
  if (!isObject(value)) throw wrongType(parameter, value);
  checkAddresses(value, serviceRoot);
  // A reference to a row that is there.
  if (typeof value['@odata.id'] === 'string') return;
  const type = value['@odata.type'];
  const table = typeof type === 'string' ? type.replace(/^#/, '').split('.').at(-1) : undefined;
  if (declared === 'expando') return;
  const derives = BASE_TYPES.get(declared);
  if (derives) {
    const named = table === undefined ? undefined : metadata.table(table);
    const isOpen = declared === 'crmbaseentity' && table === 'expando';
    if (!isOpen && !(named && derives(named)))
      throw badPayload(undefined, 'EdmEntityObject passed should have the key property value set.');
  } else if (table !== undefined && table !== declared && table !== 'crmbaseentity') {
    throw badPayload(
      table,
      `The parameter '${parameter.name}' takes Microsoft.Dynamics.CRM.${declared}, not Microsoft.Dynamics.CRM.${table}.`,
    );
  }
}

const wrongType = (parameter: OperationParameter, value: unknown) =>
  badPayload(
    undefined,
    `Cannot convert the ${Array.isArray(value) ? 'array' : typeof value} of parameter '${parameter.name}' to the expected type '${parameter.type}'.`,
  );

function checkValue(by: CheckedBy, parameter: OperationParameter, value: unknown): void {
  const items = parameter.isCollection ? value : [value];
  if (!Array.isArray(items)) throw wrongType(parameter, value);
  for (const item of items as unknown[]) {
    const entity = /^mscrm\.(.+)$/.exec(parameter.type)?.[1];
    if (entity !== undefined && entity in ENUM_TYPES) {
      if (enumMember(entity, item) === undefined) throw wrongType(parameter, item);
    } else if (entity !== undefined) checkEntity(by, parameter, entity, item);
    else if (!(checks[parameter.type] ?? (() => true))(item)) throw wrongType(parameter, item);
  }
}

/** @throws {DataverseError} for an unknown, missing or ill-typed parameter */
function checkParameters(by: CheckedBy, operation: Operation, given: JsonObject): JsonObject {
  const declared = new Map(operation.parameters.map((parameter) => [parameter.name, parameter]));
  for (const name of Object.keys(given)) {
    if (name.includes('@') || declared.has(name)) continue;
    throw badPayload(
      undefined,
      `The parameter '${name}' in the request payload is not a valid parameter for the operation '${operation.name}'.`,
    );
  }
  const checked: Record<string, unknown> = {};
  for (const parameter of operation.parameters) {
    const value = given[parameter.name];
    if (value === undefined || value === null) {
      if (!parameter.isOptional)
        throw missingArgument(`Required parameter '${parameter.name}' of '${operation.name}' is missing.`);
      continue;
    }
    checkValue(by, parameter, value);
    checked[parameter.name] = value;
  }
  return checked;
}

function functionValue(parameter: OperationParameter, text: string): unknown {
  const quoted = unquote(text);
  if (quoted !== undefined) return quoted;
  if (text === 'null') return undefined;
  const member = enumLiteral(text);
  if (member !== undefined) return member;
  if (parameter.type === 'Edm.Guid' || parameter.type === 'Edm.DateTimeOffset') return text;
  try {
    // References are written {'@odata.id':'contacts(…)'} or with double quotes.
    return JSON.parse(/^[[{]/.test(text) ? text.replaceAll("'", '"') : text) as unknown;
  } catch {
    throw badQuery(`The value ${text} of parameter '${parameter.name}' cannot be read as '${parameter.type}'.`);
  }
}

/** Arguments of a function: `Name(A=@p1,B=5)?@p1='x'`. */
function functionArguments(operation: Operation, text: string, aliases: ReadonlyMap<string, string>): JsonObject {
  const declared = new Map(operation.parameters.map((parameter) => [parameter.name, parameter]));
  const given: Record<string, unknown> = {};
  for (const [name, literal] of parseArguments(text)) {
    const parameter = declared.get(name);
    if (!parameter) throw badQuery(`The function '${operation.name}' has no parameter '${name}'.`);
    const value = literal.startsWith('@') ? aliases.get(literal) : literal;
    if (value === undefined) throw badQuery(`The parameter alias '${literal}' has no value in the query string.`);
    given[name] = functionValue(parameter, value);
  }
  return given;
}

/** Runs an operation and wraps its result. */
export function callOperation(
  exchange: Exchange,
  operation: Operation,
  call: { readonly target?: RowReference; readonly arguments?: string; readonly aliases: ReadonlyMap<string, string> },
): ApiResponse | Promise<ApiResponse> {
  const { request, context, dataverse } = exchange;
  const expected = operation.kind === 'action' ? 'POST' : 'GET';
  if (request.method !== expected)
    throw methodNotAllowed(
      request.method,
      `${operation.name} is ${operation.kind === 'action' ? 'an action' : 'a function'}`,
    );
  // Done at once, the caller would wait in vain for word that it is done. Source: Microsoft Learn, "Background operations".
  if (exchange.preferences.respondsAsync) throw new NotSupportedBySandboxError('background operations (respond-async)');
  const given =
    operation.kind === 'function'
      ? functionArguments(operation, call.arguments ?? '', call.aliases)
      : request.body === undefined || request.body.trim() === ''
        ? {}
        : parseBody(request.body);
  const parameters = checkParameters(
    { metadata: dataverse.metadata, serviceRoot: request.serviceRoot },
    operation,
    given,
  );
  for (const privilege of operation.privileges ?? []) dataverse.security.require(context, privilege);
  if (call.target) dataverse.security.requireReadable(context, call.target);
  const result = operation.run({ parameters, context, ...(call.target ? { target: call.target } : {}) });
  return result instanceof Promise
    ? result.then((values) => toAnswer(exchange, operation, values))
    : toAnswer(exchange, operation, result);
}

function toAnswer(
  { request }: Exchange,
  operation: Operation,
  values: Readonly<Record<string, unknown>> | void,
): ApiResponse {
  const { name, returns, returnsWhole } = operation;
  const metadata = `${request.serviceRoot}$metadata`;
  if (returnsWhole) {
    const type = returnsWhole.type.replace(/^mscrm\./, 'Microsoft.Dynamics.CRM.');
    // A row says itself what set it is of.
    const own = values?.['@odata.context'];
    const fragment = typeof own === 'string' ? own : `#${returnsWhole.isCollection ? `Collection(${type})` : type}`;
    return json(200, { ...values, '@odata.context': `${metadata}${fragment}` });
  }
  if (!returns || returns.length === 0) return noContent();
  return json(200, { '@odata.context': `${metadata}#Microsoft.Dynamics.CRM.${name}Response`, ...values });
}
