/**
 * Room sandbox/dataverse, Web API. Requests on an image column: the picture as bytes or as base64, up, down and away; and the address
 * under which pages show it. Source: Microsoft Learn, "Use image column data".
 */
import type { Guid } from '../contracts';
import { badPayload, methodNotAllowed, missingArgument, NotSupportedBySandboxError, rowDoesNotExist } from '../errors';
import { mimeTypeOfImage } from '../files/imageColumns';
import type { Column, Table } from '../model';
import { parseRequestOptions } from '../query/odata/parseOptions';
import type { ApiResponse, Exchange } from './exchange';
import { json, noContent } from './exchange';
import { asksForBareValue, type PathSegment } from './path';
import { parseBody } from './payload';
import { assertVersion } from './writeRows';

const OCTET_STREAM = 'application/octet-stream';

/** GET, PUT, PATCH and DELETE on `set(id)/column`, and GET on `set(id)/column/$value`. */
export function imageRequest(
  exchange: Exchange,
  table: Table,
  id: Guid,
  column: Column,
  rest: readonly PathSegment[],
): ApiResponse {
  const { dataverse, request, context } = exchange;
  const target = { table: table.logicalName, id };
  const isBare = asksForBareValue(rest);
  const row = dataverse.store.find(table.logicalName, id);
  if (!row) throw rowDoesNotExist(table.logicalName, id);
  dataverse.security.requireReadable(context, target);
  if (request.method === 'GET') {
    const isFull = parseRequestOptions(request.queryString).others.get('size')?.toLowerCase() === 'full';
    const picture = isFull && !column.canStoreFullImage ? undefined : row.values[column.logicalName];
    return typeof picture === 'string' ? show(exchange, table, id, column, picture, isBare) : noContent();
  }
  if (isBare) throw methodNotAllowed(request.method, '$value');
  if (!['PUT', 'PATCH', 'DELETE'].includes(request.method)) throw methodNotAllowed(request.method, 'an image');
  assertVersion(exchange, table, row);
  const picture = request.method === 'DELETE' ? null : given(exchange, table);
  dataverse.rows.update(table.logicalName, id, { [column.logicalName]: picture }, context);
  return noContent();
}

function show(
  { request }: Exchange,
  table: Table,
  id: Guid,
  column: Column,
  picture: string,
  isValue: boolean,
): ApiResponse {
  if (isValue) return { status: 200, headers: { 'content-type': OCTET_STREAM }, bytes: Buffer.from(picture, 'base64') };
  const context = `${request.serviceRoot}$metadata#${table.entitySetName}(${id})/${column.logicalName}`;
  return json(200, { '@odata.context': context, value: picture });
}

/** The picture in the body: bytes, or `{ "value": … }`. */
function given({ request }: Exchange, table: Table): string | null {
  if (request.headers['x-ms-transfer-mode']?.toLowerCase() === 'chunked')
    throw new NotSupportedBySandboxError('images in chunks');
  if (request.bytes) return request.bytes.toString('base64');
  const { value } = parseBody(request.body, table.logicalName);
  if (value !== null && typeof value !== 'string')
    throw badPayload(table.logicalName, "The body needs the property 'value' with the picture in base64, or null.");
  return value;
}

/**
 * `/Image/download.aspx?Entity=…&Attribute=…&Id=…&Timestamp=…`, with `Full=true` for the picture in its full size.
 * @param query what follows the question mark
 */
export function downloadImage({ dataverse, context }: Exchange, query: string): ApiResponse {
  const asked = new URLSearchParams(query);
  const name = asked.get('Entity')?.toLowerCase() ?? '';
  const column = dataverse.metadata.column(name, asked.get('Attribute')?.toLowerCase() ?? '');
  if (column?.type !== 'Image') throw missingArgument('The address names no image column.');
  const [row] = dataverse.rows.findWhere(name, { [`${column.logicalName}id`]: asked.get('Id')?.toLowerCase() ?? '' });
  const picture = row?.values[column.logicalName];
  const isFull = asked.get('Full')?.toLowerCase() === 'true';
  if (!row || typeof picture !== 'string' || (isFull && !column.canStoreFullImage)) return noContent();
  dataverse.security.requireReadable(context, { table: name, id: row.id });
  const bytes = Buffer.from(picture, 'base64');
  // Pictures of users are shown by pages of this server: never as anything but a picture.
  const headers = { 'content-type': mimeTypeOfImage(bytes) ?? OCTET_STREAM, 'x-content-type-options': 'nosniff' };
  return { status: 200, headers, bytes };
}
