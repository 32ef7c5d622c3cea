/**
 * Room sandbox/dataverse, Web API. Absolute addresses inside requests: only this server's own name rows here, as the platform takes
 * only those based on its own service root (text of the OData library, shortened to the host; that the code is that of other bad
 * addresses is inferred).
 */
import { badQuery } from '../errors';

const HOST = /^[a-z][a-z0-9+.-]*:\/\/([^/?#]*)/i;
const LOOPBACK = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])(?=:\d+$|$)/;

/** Host and port of an absolute address; `undefined` for a relative one. The names of loopback are one: they lead to the same server. */
const hostOf = (url: string): string | undefined =>
  HOST.exec(url.trim())?.[1]?.toLowerCase().replace(LOOPBACK, 'localhost');

/** Is the address relative, or of the same host? A proxy in front may speak https where this server speaks http. */
export function isOwnAddress(url: string, serviceRoot: string): boolean {
  const host = hostOf(url);
  return host === undefined || host === hostOf(serviceRoot);
}

/** @throws {DataverseError} for an absolute address of another host */
export function assertOwnAddress(url: string, serviceRoot: string): void {
  if (!isOwnAddress(url, serviceRoot))
    throw badQuery(`The URI of '${hostOf(url) ?? ''}' is not valid because it is not based on '${serviceRoot}'.`);
}
