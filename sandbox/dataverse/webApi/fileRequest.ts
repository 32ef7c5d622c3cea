/**
 * Room sandbox/dataverse, Web API. Requests on a file column: the file whole or by ranges, up in one request or in chunks.
 * Source: Microsoft Learn, "Use file column data".
 */
import type { Guid, RowReference } from '../contracts';
import { badQuery, methodNotAllowed, missingArgument } from '../errors';
import { clearFile, findFile, isMimeType, storeFile } from '../files/fileColumns';
import { BLOCK_BYTES, FileStore } from '../files/fileStore';
import type { Column, Table } from '../model';
import { parseRequestOptions } from '../query/odata/parseOptions';
import type { ApiResponse, Exchange } from './exchange';
import { json, noContent } from './exchange';
import { asksForBareValue, type PathSegment } from './path';
import { assertVersionOf, rowUrl } from './writeRows';

const OCTET_STREAM = 'application/octet-stream';
const SESSION = 'sessiontoken';

/** GET, PATCH, PUT and DELETE on `set(id)/column`, and GET on `set(id)/column/$value`. */
export function fileRequest(
  exchange: Exchange,
  table: Table,
  id: Guid,
  column: Column,
  rest: readonly PathSegment[],
): ApiResponse {
  const { dataverse, request, context } = exchange;
  const target = { table: table.logicalName, id };
  const isBare = asksForBareValue(rest);
  if (request.method === 'GET') {
    dataverse.security.requireReadable(context, target);
    return download(exchange, table, id, column, isBare);
  }
  if (isBare) throw methodNotAllowed(request.method, '$value');
  if (!['DELETE', 'PATCH', 'PUT'].includes(request.method)) throw methodNotAllowed(request.method, 'a file');
  assertVersionOf(exchange, table, id);
  if (request.method === 'DELETE') {
    dataverse.rows.transaction(() => clearFile(dataverse, context, target, column.logicalName));
    return noContent();
  }
  return dataverse.rows.transaction(() => upload(exchange, table, id, column));
}

/** `bytes=0-4194303` as its two numbers; the end may be open. */
function rangeOf(header: string | undefined, size: number): { start: number; end: number } | undefined {
  if (header === undefined) return undefined;
  const match = /^bytes=(\d{1,12})-(\d{1,12})?$/i.exec(header.trim());
  const start = Number(match?.[1] ?? NaN);
  const end = Math.min(match?.[2] === undefined ? size - 1 : Number(match[2]), size - 1);
  if (!match || start > end) throw badQuery(`The range '${header}' is not within the file.`);
  return { start, end };
}

function download(exchange: Exchange, table: Table, id: Guid, column: Column, isValue: boolean): ApiResponse {
  const { dataverse, request } = exchange;
  const file = findFile(dataverse, { table: table.logicalName, id }, column.logicalName);
  if (!file) return noContent();
  const { filename, filesizeinbytes, mimetype } = file.values;
  const size = Number(filesizeinbytes);
  const name = encodeURIComponent(String(filename ?? ''));
  const headers = {
    'content-disposition': `attachment; filename*=UTF-8''${name}`,
    'accept-ranges': 'bytes',
    'x-ms-file-name': name,
    'x-ms-file-size': String(size),
    mimetype: isMimeType(mimetype) ? mimetype : OCTET_STREAM,
  };
  const range = rangeOf(request.headers['range'], size);
  const { start, end } = range ?? { start: 0, end: size - 1 };
  const bytes = new FileStore(dataverse.database, dataverse.newId).read(file.id, start, end - start + 1);
  const status = range ? 206 : 200;
  const ranged = range ? { ...headers, 'content-range': `bytes ${start}-${end}/${size}` } : headers;
  // DynamicsWebApi asks for ranges with size=full, and reads them as base64 in JSON; documented ranges are bare bytes.
  const isSized = parseRequestOptions(request.queryString).others.has('size');
  if (isValue || (range && !isSized)) return { status, headers: { ...ranged, 'content-type': OCTET_STREAM }, bytes };
  const context = `${request.serviceRoot}$metadata#${table.entitySetName}(${id})/${column.logicalName}`;
  return json(status, { '@odata.context': context, value: bytes.toString('base64') }, ranged);
}

/** The file's name: header or query; percent-encoded when it is not ASCII. */
function fileNameOf({ request }: Exchange): string | undefined {
  const given =
    request.headers['x-ms-file-name'] ?? parseRequestOptions(request.queryString).others.get('x-ms-file-name');
  if (given === undefined || given === '') return undefined;
  try {
    return decodeURIComponent(given);
  } catch {
    return given;
  }
}

const mimeTypeOf = ({ request }: Exchange): string => request.headers['content-type'] ?? OCTET_STREAM;

function upload(exchange: Exchange, table: Table, id: Guid, column: Column): ApiResponse {
  const { dataverse, request, context } = exchange;
  const token = parseRequestOptions(request.queryString).others.get(SESSION);
  if (token !== undefined) return nextChunk(exchange, { table: table.logicalName, id }, column, token);
  const fileName = fileNameOf(exchange);
  if (fileName === undefined) throw missingArgument("The header 'x-ms-file-name' has to name the file.");
  const files = new FileStore(dataverse.database, dataverse.newId);
  const target = { table: table.logicalName, id };
  // A row that is not there, or that the user may not see, is told at once.
  findFile(dataverse, target, column.logicalName);
  dataverse.security.requireReadable(context, target);
  const begun = files.begin({ target, column: column.logicalName, fileName });
  if (request.headers['x-ms-transfer-mode']?.toLowerCase() === 'chunked') {
    const location = `${rowUrl(exchange, table, id)}/${column.logicalName}?${SESSION}=${begun}`;
    return {
      status: 200,
      headers: { location, 'x-ms-chunk-size': String(BLOCK_BYTES), 'accept-ranges': 'bytes', 'content-length': '0' },
    };
  }
  const content = request.bytes ?? Buffer.alloc(0);
  const blocks: string[] = [];
  for (let start = 0; start < content.length; start += BLOCK_BYTES) {
    files.putBlock(begun, String(start), content.subarray(start, start + BLOCK_BYTES));
    blocks.push(String(start));
  }
  storeFile(dataverse, context, { token: begun, blocks, fileName, mimeType: mimeTypeOf(exchange) });
  return noContent();
}

/**
 * `Content-Range: bytes 0-4194303/10485760`; the last chunk ends the upload. The answers to chunks that do not belong to the row or
 * do not fit each other are inferred.
 */
function nextChunk(exchange: Exchange, place: RowReference, column: Column, token: string): ApiResponse {
  const { dataverse, request, context } = exchange;
  const header = request.headers['content-range'] ?? '';
  const match = /^(?:bytes\s+)?(\d{1,12})-(\d{1,12})\/(\d{1,12})$/i.exec(header.trim());
  if (!match) throw badQuery(`The Content-Range '${header}' does not say which bytes of how many these are.`);
  const [start = 0, end = 0, total = 0] = match.slice(1).map(Number);
  const content = request.bytes ?? Buffer.alloc(0);
  if (end >= total) throw badQuery(`The Content-Range '${header}' ends behind the ${total} bytes of the file.`);
  if (content.length !== end - start + 1)
    throw badQuery(`The Content-Range '${header}' names ${end - start + 1} bytes; the body has ${content.length}.`);
  const files = new FileStore(dataverse.database, dataverse.newId);
  const { fileName, target, column: begunFor } = files.upload(token);
  if (target.table !== place.table || target.id !== place.id || begunFor !== column.logicalName)
    throw missingArgument(`The ${SESSION} belongs to an upload into another row or column.`);
  if (files.blocks(token).some(({ block }) => !block.endsWith(`/${total}`)))
    throw badQuery(`The Content-Range '${header}' does not give the same number of bytes as the chunks before it.`);
  files.putBlock(token, `${start}/${total}`, content);
  if (end + 1 < total) return { status: 206, headers: {} };
  const startOf = ({ block }: { readonly block: string }): number => Number.parseInt(block, 10);
  const blocks = files.blocks(token).sort((left, right) => startOf(left) - startOf(right));
  let reached = 0;
  for (const block of blocks) {
    if (startOf(block) !== reached)
      throw missingArgument(`The bytes from ${reached} on of the file were not uploaded.`);
    reached += block.bytes;
  }
  const names = blocks.map(({ block }) => block);
  storeFile(dataverse, context, { token, blocks: names, fileName, mimeType: mimeTypeOf(exchange) });
  return noContent();
}
