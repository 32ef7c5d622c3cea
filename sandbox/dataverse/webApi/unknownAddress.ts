/**
 * Room sandbox/dataverse, Web API. Requests that never reach the Web API's own routes: other versions, other methods, addresses
 * that are too long, and bytes that are no request. Source: Microsoft Learn, "Compose HTTP requests and handle errors" (versions,
 * maximum URL length) and "Web API versions"; which code answers each is inferred.
 */
import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { addressTooLong, DataverseError, methodNotAllowed, noSuchSegment, NotSupportedBySandboxError } from '../errors';
import { toErrorAnswer } from './errorAnswer';

/** What the Web API is asked with. */
export const METHODS = ['GET', 'POST', 'PATCH', 'PUT', 'DELETE'] as const;
/** The versions that behave alike. */
export const VERSIONS = ['v9.0', 'v9.1', 'v9.2'] as const;

const MAX_URL_LENGTH = 32_768;
const OLDER_VERSION = /^v8\.[0-2]$/i;

/** @throws {DataverseError} 414 for an address that the platform would not take outside of a batch */
export function assertLength(url: string): void {
  if (url.length > MAX_URL_LENGTH) throw addressTooLong(url.length, MAX_URL_LENGTH);
}

/** Answers whatever begins with `/api` and has no route. @throws {DataverseError} 404, 405, or 501 for a version that the platform has */
export function refuseUnknownAddress(request: FastifyRequest, reply: FastifyReply): never {
  const [, , service = '', version] = (request.raw.url ?? '').replace(/\?.*$/s, '').split('/');
  const isData = service.toLowerCase() === 'data';
  if (isData && VERSIONS.some((known) => known === version?.toLowerCase())) {
    void reply.header('allow', METHODS.join(', '));
    throw methodNotAllowed(request.method, `use ${METHODS.join(', ')}`);
  }
  if (isData && version !== undefined && OLDER_VERSION.test(version)) {
    throw new NotSupportedBySandboxError(`version ${version} of the Web API, use ${VERSIONS.join(', ')}`);
  }
  throw noSuchSegment((isData && version) || service || 'api');
}

const UNREADABLE: Readonly<Record<string, readonly [status: number, message: string]>> = {
  HPE_HEADER_OVERFLOW: [431, 'The address and the headers of the request are too long together.'],
  ERR_HTTP_REQUEST_TIMEOUT: [408, 'The request did not arrive in time.'],
};

/** Answers bytes that are no HTTP request, and closes their connection: nothing behind them can be read either. */
export function answerUnreadable(error: Error & { readonly code?: string }, socket: Socket): void {
  if (error.code === 'ECONNRESET' || socket.destroyed) return;
  const [status, message] = UNREADABLE[error.code ?? ''] ?? [400, 'The request cannot be read.'];
  const { headers, body = '' } = toErrorAnswer(new DataverseError(status, '0x80048d19', message));
  const lines = { ...headers, 'content-length': Buffer.byteLength(body), connection: 'close' };
  const head = Object.entries(lines).map(([name, value]) => `${name}: ${value}\r\n`);
  if (socket.writable) socket.write(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${head.join('')}\r\n${body}`);
  socket.destroy(error);
}
