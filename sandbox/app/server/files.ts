/**
 * Room sandbox/app, server side. Answers with files and texts: content types, revalidation by etag, and plain sentences
 * instead of stack traces.
 */
import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import type { FastifyReply, FastifyRequest } from 'fastify';

const CONTENT_TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.htm': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.map': 'application/json; charset=utf-8',
  '.xml': 'text/xml; charset=utf-8',
  '.resx': 'text/xml; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.gif': 'image/gif',
  '.ico': 'image/x-icon',
  '.woff': 'font/woff',
  '.woff2': 'font/woff2',
};

/** Content type by the end of a file name. */
export const contentTypeOf = (name: string): string =>
  CONTENT_TYPES[path.extname(name).toLowerCase()] ?? 'application/octet-stream';

/** A page or file that is not there, or cannot be given; its sentence is what the reader sees. */
export class HostError extends Error {
  override readonly name = 'HostError';
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}

/** Sends content that may be revalidated: 304 when the caller's copy is the same. */
export function sendContent(
  request: FastifyRequest,
  reply: FastifyReply,
  content: Buffer | string,
  contentType: string,
): FastifyReply {
  const etag = `"${createHash('sha1').update(content).digest('base64url')}"`;
  void reply.header('etag', etag).header('cache-control', 'no-cache').header('x-content-type-options', 'nosniff');
  if (request.headers['if-none-match'] === etag) return reply.code(304).send();
  return reply.type(contentType).send(content);
}

/** Sends a file of `folder`; never one outside it. @throws {HostError} 404 when there is none. */
export async function sendFile(
  request: FastifyRequest,
  reply: FastifyReply,
  folder: string,
  name: string,
): Promise<FastifyReply> {
  const file = path.resolve(folder, name);
  const inside = file.startsWith(path.resolve(folder) + path.sep) && !path.basename(file).startsWith('.');
  const isFile =
    inside &&
    (await stat(file).then(
      (found) => found.isFile(),
      () => false,
    ));
  if (!isFile) throw new HostError(404, 'file-not-found', `There is no file ${name} here. Was the host built?`);
  return sendContent(request, reply, await readFile(file), contentTypeOf(file));
}
