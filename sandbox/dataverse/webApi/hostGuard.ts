/**
 * Room sandbox/dataverse, Web API. Keeps other web sites out: a page of theirs in the same browser could otherwise read
 * and write through this server. Only Host names of this machine are answered, and only requests from our own pages or from
 * programs.
 */
import type { IncomingHttpHeaders } from 'node:http';
import { DataverseError } from '../errors';

/** @throws {DataverseError} 403 for a foreign Host or Origin */
export type HostGuard = (headers: IncomingHttpHeaders) => void;

const LOOPBACK = /^(localhost|127(?:\.\d{1,3}){3}|\[::1\])$/i;
const PORT = /:\d{1,5}$/;

/** @param names Host names that are answered beside those of loopback, without a port. */
export function guardHosts(names: readonly string[] = []): HostGuard {
  const others = new Set(names.map((name) => name.toLowerCase()));
  const isOwn = (host: string): boolean => {
    const name = host.replace(PORT, '');
    return LOOPBACK.test(name) || others.has(name.toLowerCase());
  };
  return ({ host, origin }) => {
    if (host !== undefined && !isOwn(host)) {
      const known = ['localhost', ...names].join(', ');
      throw new DataverseError(403, '0x80040220', `This sandbox answers as ${known} only, not as '${host}'.`);
    }
    if (origin === undefined) return;
    // Another port of this machine is another program's page: it is foreign too.
    if (hostOf(origin) !== host) {
      throw new DataverseError(403, '0x80040220', `Requests from the origin '${origin}' are refused.`);
    }
  };
}

/** Host and port of an origin; empty for `null` and other texts that are no URL. */
function hostOf(origin: string): string {
  try {
    return new URL(origin).host;
  } catch {
    return '';
  }
}
