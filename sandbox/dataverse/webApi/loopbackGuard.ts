/**
 * Room sandbox/dataverse, Web API. Keeps other web sites out: a page of theirs in the same browser could otherwise read
 * and write through this server. Only loopback Host names are answered, and only requests from our own pages or from
 * programs.
 */
import type { IncomingHttpHeaders } from 'node:http';
import { DataverseError } from '../errors';

const LOOPBACK = /^(localhost|127(?:\.\d{1,3}){3}|\[::1\])(:\d{1,5})?$/i;

/** @throws {DataverseError} 403 for a foreign Host or Origin */
export function assertLoopback(headers: IncomingHttpHeaders): void {
  const { host, origin } = headers;
  if (host !== undefined && !LOOPBACK.test(host)) {
    throw new DataverseError(403, '0x80040220', `This sandbox answers on localhost only, not as '${host}'.`);
  }
  if (origin === undefined) return;
  let originHost: string | undefined;
  try {
    originHost = new URL(origin).host;
  } catch {
    // `null` and other texts that are no URL.
  }
  // Another port of this machine is another program's page: it is foreign too.
  if (originHost === undefined || originHost !== host) {
    throw new DataverseError(403, '0x80040220', `Requests from the origin '${origin}' are refused.`);
  }
}
