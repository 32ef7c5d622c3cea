/**
 * Room sandbox/dataverse, Web API batches. Multipart texts, read as leniently as clients write them (LF only, blank lines
 * around boundaries) and written as strictly as clients read them.
 */
import { badPayload } from '../../errors';
import type { ApiResponse } from '../exchange';

export interface Part {
  /** By lower-case name. */
  readonly headers: Readonly<Record<string, string>>;
  readonly content: string;
}

/** The boundary of a multipart content type, quoted or not. */
export function boundaryOf(contentType: string | undefined): string | undefined {
  const match = /^\s*multipart\/mixed\s*;.*?boundary=(?:"([^"]+)"|([^;\s]+))/i.exec(contentType ?? '');
  return match?.[1] ?? match?.[2];
}

/** Header lines up to the first empty one, and what follows it. Empty lines before the headers do not count. */
export function splitHeaders(text: string): Part {
  const lines = text.split('\n').map((line) => line.replace(/\r$/, ''));
  let index = 0;
  while (index < lines.length && lines[index]?.trim() === '') index += 1;
  const headers: Record<string, string> = {};
  for (; index < lines.length && lines[index] !== ''; index += 1) {
    const match = /^([^:\s]+)\s*:\s*(.*)$/.exec(lines[index] ?? '');
    if (match?.[1]) headers[match[1].toLowerCase()] = match[2]?.trim() ?? '';
  }
  return { headers, content: lines.slice(index + 1).join('\n') };
}

/** @throws {DataverseError} when the boundary never occurs */
export function readMultipart(text: string, boundary: string): Part[] {
  const parts: Part[] = [];
  let current: string[] | undefined;
  let isClosed = false;
  for (const line of text.split('\n')) {
    const bare = line.trimEnd();
    if (bare === `--${boundary}` || bare === `--${boundary}--`) {
      if (current) parts.push(splitHeaders(current.join('\n')));
      isClosed = bare.endsWith('--') && bare !== `--${boundary}`;
      current = isClosed ? undefined : [];
      if (isClosed) break;
    } else current?.push(line);
  }
  if (!isClosed && parts.length === 0 && current === undefined) {
    throw badPayload(undefined, `The batch does not contain the boundary '--${boundary}' that its content type names.`);
  }
  if (current && current.some((line) => line.trim() !== '')) parts.push(splitHeaders(current.join('\n')));
  return parts;
}

const STATUS_TEXTS: Readonly<Record<number, string>> = {
  200: 'OK',
  201: 'Created',
  204: 'No Content',
  304: 'Not Modified',
  400: 'Bad Request',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
  412: 'Precondition Failed',
  413: 'Payload Too Large',
  429: 'Too Many Requests',
  500: 'Internal Server Error',
  501: 'Not Implemented',
  503: 'Service Unavailable',
};

const SPELLINGS: Readonly<Record<string, string>> = {
  'content-type': 'Content-Type',
  etag: 'ETag',
  location: 'Location',
  'odata-entityid': 'OData-EntityId',
  'preference-applied': 'Preference-Applied',
  'retry-after': 'Retry-After',
};

/** One answer as an application/http part. */
export function toHttpPart(answer: ApiResponse, contentId?: string): string {
  const headers = Object.entries(answer.headers).map(([name, value]) => `${SPELLINGS[name] ?? name}: ${value}`);
  return [
    'Content-Type: application/http',
    'Content-Transfer-Encoding: binary',
    ...(contentId === undefined ? [] : [`Content-ID: ${contentId}`]),
    '',
    `HTTP/1.1 ${answer.status} ${STATUS_TEXTS[answer.status] ?? 'Unknown'}`,
    ...headers,
    'OData-Version: 4.0',
    '',
    answer.body ?? '',
  ].join('\r\n');
}

export const toMultipart = (boundary: string, parts: readonly string[]): string =>
  `${parts.map((part) => `--${boundary}\r\n${part}\r\n`).join('')}--${boundary}--\r\n`;
