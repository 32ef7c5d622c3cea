/**
 * Room sandbox/dataverse, Web API. Finds what a path means and calls who does it.
 */
import type { Guid, Operation, RequestContext } from '../contracts';
import { methodNotAllowed, noSuchSegment } from '../errors';
import type { Table } from '../model';
import type { OpenedDataverse } from '../open';
import { parseRequestOptions } from '../query/odata/parseOptions';
import { contextOfRequest } from '../security/caller';
import { batchRequest } from './batch/batchRequest';
import { callOperation } from './callOperation';
import { inChain } from './chain';
import { definitionsRequest, isDefinitionsSet } from './definitions/definitionsRequest';
import { toCsdl } from './definitions/csdl';
import type { ApiRequest, ApiResponse, Exchange } from './exchange';
import { json } from './exchange';
import { fileRequest } from './fileRequest';
import { downloadImage, imageRequest } from './imageRequest';
import { languageOf } from './formattedValues';
import { COLLECTION_MESSAGES } from './messages';
import type { CollectionMessage } from './messages/collectionMessage';
import { readTargets, toOperation } from './messages/collectionMessage';
import { noSuchMessage } from './messages/notBuilt';
import type { PathSegment } from './path';
import { parsePath, parseRowKey, requireRowId } from './path';
import { parseBody } from './payload';
import { parsePrefer, wantsAnnotation } from './prefer';
import { findNavigation, findPropertyColumn, navigationRequest, propertyRequest } from './properties';
import { getCount, getRow, getRows } from './readRows';
import { deleteRow, patchRow, postRow } from './writeRows';

type Answer = ApiResponse | Promise<ApiResponse>;

const OPERATION_PREFIX = 'Microsoft.Dynamics.CRM.';

/** Who makes a request, and as whom. @throws {DataverseError} 403 when they may not act as who they say */
export const contextOf = ({ store, security, administrator }: OpenedDataverse, request: ApiRequest): RequestContext =>
  contextOfRequest(store, security, administrator, request.headers);

function exchangeOf(dataverse: OpenedDataverse, request: ApiRequest): Exchange {
  const context = inChain(dataverse, contextOf(dataverse, request), request.headers);
  let language: number | undefined;
  return {
    dataverse,
    request,
    preferences: parsePrefer(request.headers['prefer']),
    context,
    source: {
      metadata: dataverse.metadata,
      database: dataverse.database,
      access: dataverse.security.readAccess(context),
      language: () => (language ??= languageOf(dataverse, context)),
    },
  };
}

/** Answers a request for a picture by its own address. @throws {DataverseError} */
export const dispatchImage = (dataverse: OpenedDataverse, request: ApiRequest): ApiResponse =>
  downloadImage(exchangeOf(dataverse, request), request.queryString);

/** Answers one request. @throws {DataverseError} and whatever operations throw */
export function dispatch(dataverse: OpenedDataverse, request: ApiRequest): Answer {
  const exchange = exchangeOf(dataverse, request);
  const [first, ...rest] = parsePath(request.path);
  if (!first) return serviceDocument(exchange);
  if (first.name === '$batch') return batchRequest(exchange, (inner) => dispatch(dataverse, inner));
  if (first.name === '$metadata') return csdl(exchange);
  if (isDefinitionsSet(first.name)) return definitionsRequest(exchange, first, rest);
  const table = dataverse.metadata.tableBySet(first.name);
  if (table) return setRequest(exchange, table, first, rest);
  const operation = dataverse.operations.find(withoutPrefix(first.name));
  if (operation && rest.length === 0) return call(exchange, operation, first);
  throw noSuchMessage(first.name, withoutPrefix(first.name));
}

const withoutPrefix = (name: string): string =>
  name.startsWith(OPERATION_PREFIX) ? name.slice(OPERATION_PREFIX.length) : name;

function call(
  exchange: Exchange,
  operation: Operation,
  segment: PathSegment,
  target?: { table: string; id: Guid },
): Answer {
  const { aliases } = parseRequestOptions(exchange.request.queryString);
  return callOperation(exchange, operation, {
    aliases,
    ...(target ? { target } : {}),
    ...(segment.key === undefined ? {} : { arguments: segment.key }),
  });
}

/** Source: Microsoft Learn, "Web API service documents", metadata annotations. */
function csdl({ dataverse, request, preferences, context }: Exchange): ApiResponse {
  if (request.method !== 'GET') throw methodNotAllowed(request.method, '$metadata');
  const asked = parseRequestOptions(request.queryString).others.get('annotations')?.toLowerCase() === 'true';
  const operations = [...dataverse.operations.all(), ...[...COLLECTION_MESSAGES.values()].map(toOperation)];
  const options = {
    annotations: asked || wantsAnnotation(preferences, 'Org.OData.Core.V1.Description'),
    language: languageOf(dataverse, context),
  };
  return {
    status: 200,
    headers: { 'content-type': 'application/xml' },
    body: toCsdl(dataverse.metadata, operations, options),
  };
}

function serviceDocument({ dataverse, request }: Exchange): ApiResponse {
  if (request.method !== 'GET') throw methodNotAllowed(request.method, 'the service document');
  const value = dataverse.metadata
    .tables()
    .map(({ entitySetName }) => ({ name: entitySetName, kind: 'EntitySet', url: entitySetName }));
  return json(200, { '@odata.context': `${request.serviceRoot}$metadata`, value });
}

function setRequest(exchange: Exchange, table: Table, segment: PathSegment, rest: readonly PathSegment[]): Answer {
  const { dataverse, request } = exchange;
  if (segment.key !== undefined) {
    if (rest.length === 0 && request.method === 'PATCH') {
      return patchRow(exchange, table, parseRowKey(dataverse, table, segment.key));
    }
    return rowRequest(exchange, table, requireRowId(dataverse, table, segment.key), rest);
  }
  const [next, further] = rest;
  if (further) throw noSuchSegment(further.name);
  if (next?.name === '$count') {
    if (request.method !== 'GET') throw methodNotAllowed(request.method, '$count');
    return getCount(exchange, table);
  }
  if (next) {
    const bound = dataverse.operations.find(withoutPrefix(next.name), { table: table.logicalName, collection: true });
    if (bound) return call(exchange, bound, next);
    const message = COLLECTION_MESSAGES.get(withoutPrefix(next.name));
    if (message) return collectionRequest(exchange, table, message);
    throw noSuchMessage(next.name, withoutPrefix(next.name));
  }
  if (request.method === 'GET') return getRows(exchange, table);
  if (request.method === 'POST') return postRow(exchange, table);
  throw methodNotAllowed(request.method, `the set ${table.entitySetName}; name a row`);
}

function collectionRequest(exchange: Exchange, table: Table, message: CollectionMessage): ApiResponse {
  const { dataverse, request } = exchange;
  if (request.method !== 'POST') throw methodNotAllowed(request.method, `${message.name} is an action`);
  const targets = readTargets(table, parseBody(request.body, table.logicalName), request.serviceRoot);
  return dataverse.rows.transaction(() => message.run(exchange, table, targets));
}

function rowRequest(exchange: Exchange, table: Table, id: Guid, rest: readonly PathSegment[]): Answer {
  const { dataverse, request } = exchange;
  const [next, ...further] = rest;
  if (!next) {
    if (request.method === 'GET') return getRow(exchange, table, id);
    if (request.method === 'DELETE') return deleteRow(exchange, table, id);
    if (request.method === 'PATCH') return patchRow(exchange, table, { kind: 'id', id });
    throw methodNotAllowed(request.method, 'a row');
  }
  const navigation = findNavigation(exchange, table, next.name);
  if (navigation) {
    return navigationRequest(exchange, table, id, next, navigation, further, (target, targetId, remaining) =>
      rowRequest(exchange, target, targetId, remaining),
    );
  }
  const column = findPropertyColumn(exchange, table, next.name);
  if (column?.type === 'Image') return imageRequest(exchange, table, id, column, further);
  if (column?.type === 'File') return fileRequest(exchange, table, id, column, further);
  if (column) return propertyRequest(exchange, table, id, column, further);
  const bound = dataverse.operations.find(withoutPrefix(next.name), { table: table.logicalName });
  if (bound && further.length === 0) return call(exchange, bound, next, { table: table.logicalName, id });
  throw noSuchMessage(next.name, withoutPrefix(next.name));
}
