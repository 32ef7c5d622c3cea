/** Room sandbox/flows. Base64, data URIs, URI components and the parts of URIs. Texts are UTF-8. */
import type { Arguments } from './arguments';
import type { CallHost, FlowFunction } from './contracts';
import { define } from './contracts';
import { withinLimit } from './strings';

const BASE64 = /^[A-Za-z0-9+/]*={0,2}$/;
const DATA_URI = /^data:([^,]*?)(;base64)?,/i;
const UNRESERVED = /[A-Za-z0-9\-_.~]/;

function base64(given: Arguments, host: CallHost): string {
  return withinLimit('base64', Buffer.from(given.text(0), 'utf8').toString('base64'), host);
}

function decodeBase64(given: Arguments, text: string): string {
  if (text.length % 4 !== 0 || !BASE64.test(text)) given.refuse('the text is not base64');
  return Buffer.from(text, 'base64').toString('utf8');
}

/** Everything but the unreserved characters of RFC 3986 is escaped, as `Uri.EscapeDataString` of .NET does. */
function encodeComponent(text: string): string {
  return Array.from(Buffer.from(text, 'utf8'), (byte) => {
    const character = String.fromCharCode(byte);
    return UNRESERVED.test(character) ? character : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
  }).join('');
}

/** Escapes that are no UTF-8 stay as they are, as with `Uri.UnescapeDataString` of .NET. */
function decodeComponent(text: string): string {
  return text.replace(/(?:%[0-9A-Fa-f]{2})+/g, (escapes) => {
    const decoded = Buffer.from(escapes.replace(/%/g, ''), 'hex').toString('utf8');
    return decoded.includes('\ufffd') && !/%EF%BF%BD/i.test(escapes) ? escapes : decoded;
  });
}

function dataUriToString(given: Arguments): string {
  const text = given.text(0);
  const match = DATA_URI.exec(text);
  if (!match) return given.refuse('the text is not a data URI');
  const content = text.slice(match[0].length);
  return match[2] ? decodeBase64(given, content) : decodeComponent(content);
}

function uri(given: Arguments): URL {
  const text = given.text(0);
  return URL.canParse(text) ? new URL(text) : given.refuse('the text is not an absolute URI');
}

const DEFAULT_PORTS: ReadonlyMap<string, number> = new Map([
  ['http:', 80],
  ['https:', 443],
  ['ftp:', 21],
]);

function uriPort(given: Arguments): number {
  const { port, protocol } = uri(given);
  return port === '' ? (DEFAULT_PORTS.get(protocol) ?? -1) : Number(port);
}

const encode = (name: string): FlowFunction => define(name, [1, 1], (given) => encodeComponent(given.text(0)));
const decode = (name: string): FlowFunction => define(name, [1, 1], (given) => decodeComponent(given.text(0)));

export const ENCODING_FUNCTIONS: readonly FlowFunction[] = [
  define('base64', [1, 1], base64),
  define('base64ToString', [1, 1], (given) => decodeBase64(given, given.text(0))),
  define('dataUri', [1, 1], (given) => {
    const content = Buffer.from(given.text(0), 'utf8').toString('base64');
    return `data:text/plain;charset=utf-8;base64,${content}`;
  }),
  define('dataUriToString', [1, 1], dataUriToString),
  define('decodeBase64', [1, 1], (given) => decodeBase64(given, given.text(0))),
  decode('decodeUriComponent'),
  encode('encodeUriComponent'),
  encode('uriComponent'),
  decode('uriComponentToString'),
  define('uriHost', [1, 1], (given) => uri(given).hostname),
  define('uriPath', [1, 1], (given) => uri(given).pathname || '/'),
  define('uriPathAndQuery', [1, 1], (given) => (uri(given).pathname || '/') + uri(given).search),
  define('uriPort', [1, 1], uriPort),
  define('uriQuery', [1, 1], (given) => uri(given).search),
  define('uriScheme', [1, 1], (given) => uri(given).protocol.replace(':', '')),
];
