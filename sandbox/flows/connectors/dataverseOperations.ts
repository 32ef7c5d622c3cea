/**
 * Room sandbox/flows. The operations of the connector "Microsoft Dataverse" as requests of the Web API, one entry an
 * operation: the parameters it takes and the request it makes of them. Source: Microsoft Learn, "Microsoft Dataverse"
 * (connector reference); the connector's API definition as clients generated from it publish it,
 * and definitions of Microsoft's own solutions, for the keys.
 */
import { FlowNotSupportedError } from '../contracts';
import type { FlowObject, FlowValue } from '../expressions';
import { isObject, toText, writeJson } from '../expressions';
import { nestedValue } from './flatParameters';
import type { WebApiRequest } from './webApiRequest';

/** A parameter of an operation is missing or of the wrong kind: the connector refuses before it asks Dataverse. */
export class ConnectorParameterError extends Error {
  override readonly name = 'ConnectorParameterError';
  readonly code = 'connector-parameter';
}

interface Operation {
  /** Names without what follows the first `/`. */
  readonly parameters: readonly string[];
  request(parameters: FlowObject): WebApiRequest;
}

const RETURNS_ROW = { prefer: 'return=representation' };

function textOf(parameters: FlowObject, name: string): string {
  const value = Object.hasOwn(parameters, name) ? parameters[name] : undefined;
  if (value === undefined || value === null || value === '') {
    throw new ConnectorParameterError(`The parameter '${name}' is required and was empty.`);
  }
  if (isObject(value) || Array.isArray(value)) {
    throw new ConnectorParameterError(`The parameter '${name}' has to be a text.`);
  }
  return toText(value);
}

/** Names in paths: letters, digits, and what bound actions have before their name. */
function nameOf(parameters: FlowObject, name: string): string {
  const text = textOf(parameters, name).trim();
  if (!/^[A-Za-z_][\w.]*$/.test(text)) throw new ConnectorParameterError(`The parameter '${name}' is not a name.`);
  return text;
}

const row = (parameters: FlowObject): string => {
  const id = textOf(parameters, 'recordId').trim();
  return `${nameOf(parameters, 'entityName')}(${encodeURIComponent(id)})`;
};

/** `item` and its parts as JSON; no item is an empty object. */
function itemOf(parameters: FlowObject): string {
  const item: FlowValue = nestedValue(parameters, 'item') ?? {};
  if (!isObject(item)) throw new ConnectorParameterError(`The parameter 'item' has to be an object.`);
  return writeJson(item);
}

/** Options that are given and not empty, as a query string with its question mark. */
function queryOf(parameters: FlowObject, names: readonly string[]): string {
  const pairs = names.flatMap((name) => {
    const value = Object.hasOwn(parameters, name) ? parameters[name] : undefined;
    if (value === undefined || value === null || value === '') return [];
    return [`${name}=${encodeURIComponent(toText(value))}`];
  });
  return pairs.length === 0 ? '' : `?${pairs.join('&')}`;
}

/** FetchXML that the connector does not take. Source: Microsoft Learn, "Use lists of rows in flows", Fetch Xml Query. */
function assertPlainFetch(fetchXml: FlowValue | undefined): void {
  if (typeof fetchXml !== 'string') return;
  const head = /<fetch\b[^>]*>/i.exec(fetchXml)?.[0] ?? '';
  for (const word of ['aggregate', 'distinct']) {
    if (new RegExp(`\\b${word}\\s*=\\s*["'](?:true|1)["']`, 'i').test(head)) {
      throw new FlowNotSupportedError(`FetchXML with ${word} in "List rows", which the connector does not take either`);
    }
  }
}

const LIST_OPTIONS = ['$select', '$filter', '$orderby', '$expand', '$top', 'fetchXml', '$skiptoken'];

/** A file as flows hold it: `$content` in base64, or a text. */
function fileOf(parameters: FlowObject): Blob {
  const item = parameters.item ?? null;
  if (typeof item === 'string') return new Blob([item]);
  const content = isObject(item) ? item.$content : undefined;
  if (typeof content !== 'string') throw new ConnectorParameterError(`The parameter 'item' has to be a file.`);
  return new Blob([Buffer.from(content, 'base64')]);
}

/** By operationId. */
const OPERATIONS: Readonly<Record<string, Operation>> = {
  ListRecords: {
    parameters: ['entityName', ...LIST_OPTIONS],
    request: (parameters) => {
      assertPlainFetch(parameters.fetchXml);
      return { method: 'GET', path: `${nameOf(parameters, 'entityName')}${queryOf(parameters, LIST_OPTIONS)}` };
    },
  },
  GetItem: {
    parameters: ['entityName', 'recordId', '$select', '$expand'],
    request: (parameters) => ({
      method: 'GET',
      path: `${row(parameters)}${queryOf(parameters, ['$select', '$expand'])}`,
    }),
  },
  CreateRecord: {
    parameters: ['entityName', 'item'],
    request: (parameters) => ({
      method: 'POST',
      path: nameOf(parameters, 'entityName'),
      body: itemOf(parameters),
      headers: RETURNS_ROW,
    }),
  },
  UpdateRecord: {
    parameters: ['entityName', 'recordId', 'item'],
    request: (parameters) => ({
      method: 'PATCH',
      path: row(parameters),
      body: itemOf(parameters),
      headers: RETURNS_ROW,
    }),
  },
  UpdateOnlyRecord: {
    parameters: ['entityName', 'recordId', 'item'],
    request: (parameters) => ({
      method: 'PATCH',
      path: row(parameters),
      body: itemOf(parameters),
      headers: { ...RETURNS_ROW, 'if-match': '*' },
    }),
  },
  DeleteRecord: {
    parameters: ['entityName', 'recordId'],
    request: (parameters) => ({ method: 'DELETE', path: row(parameters) }),
  },
  PerformUnboundAction: {
    parameters: ['actionName', 'item'],
    request: (parameters) => ({ method: 'POST', path: nameOf(parameters, 'actionName'), body: itemOf(parameters) }),
  },
  PerformBoundAction: {
    parameters: ['entityName', 'actionName', 'recordId', 'item'],
    request: (parameters) => ({
      method: 'POST',
      path: `${row(parameters)}/${nameOf(parameters, 'actionName')}`,
      body: itemOf(parameters),
    }),
  },
  AssociateEntities: {
    parameters: ['entityName', 'recordId', 'associationEntityRelationship', 'item'],
    request: (parameters) => ({
      method: 'POST',
      path: `${row(parameters)}/${nameOf(parameters, 'associationEntityRelationship')}/$ref`,
      body: itemOf(parameters),
    }),
  },
  DisassociateEntities: {
    parameters: ['entityName', 'recordId', 'associationEntityRelationship', '$id'],
    request: (parameters) => ({
      method: 'DELETE',
      path: `${row(parameters)}/${nameOf(parameters, 'associationEntityRelationship')}/$ref?$id=${encodeURIComponent(textOf(parameters, '$id'))}`,
    }),
  },
  GetEntityFileImageFieldContent: {
    parameters: ['entityName', 'recordId', 'fileImageFieldName'],
    request: (parameters) => ({
      method: 'GET',
      path: `${row(parameters)}/${nameOf(parameters, 'fileImageFieldName')}/$value`,
      readsFile: true,
    }),
  },
  UpdateEntityFileImageFieldContent: {
    parameters: ['content-type', 'entityName', 'recordId', 'fileImageFieldName', 'item', 'x-ms-file-name'],
    request: (parameters) => ({
      method: 'PUT',
      path: `${row(parameters)}/${nameOf(parameters, 'fileImageFieldName')}?x-ms-file-name=${encodeURIComponent(textOf(parameters, 'x-ms-file-name'))}`,
      // Whatever the parameter says: the Web API takes files as bytes.
      headers: { 'content-type': 'application/octet-stream' },
      body: fileOf(parameters),
    }),
  },
};

/** May a definition name this operation in an action? Triggers are not actions. */
export const isKnownOperation = (operationId: string): boolean => Object.hasOwn(OPERATIONS, operationId);

/**
 * The first request of an operation.
 * @throws {FlowNotSupportedError} for an operation or a parameter that is not known here
 * @throws {ConnectorParameterError} for a parameter that is missing or of the wrong kind
 */
export function toRequest(operationId: string, parameters: FlowObject): WebApiRequest {
  const operation = Object.hasOwn(OPERATIONS, operationId) ? OPERATIONS[operationId] : undefined;
  if (!operation) throw new FlowNotSupportedError(`the operation '${operationId}' of the Dataverse connector`);
  const unknown = Object.keys(parameters).find((key) => !operation.parameters.includes(key.split('/')[0] ?? ''));
  if (unknown !== undefined) throw new FlowNotSupportedError(`the parameter '${unknown}' of '${operationId}'`);
  return operation.request(parameters);
}
