/**
 * Room solution. Writes a zip whose bytes depend on its contents alone: sorted names, one fixed time, one fixed level.
 */
import { zipSync, type Zippable } from 'fflate';
import { byName } from './readSource';

/**
 * Time of every entry. A zip holds local time without a zone, and the library reads the local fields of the date, so a
 * date made from local fields gives the same bytes in every time zone.
 */
const ENTRY_TIME = new Date(2020, 0, 1, 12, 0, 0);

/** A zip of these parts; names use forward slashes. The same parts give the same bytes. */
export function toZip(parts: ReadonlyMap<string, Uint8Array>): Uint8Array {
  const entries: Zippable = {};
  for (const name of [...parts.keys()].sort(byName)) {
    const bytes = parts.get(name);
    if (bytes) entries[name] = [bytes, { level: 9, mtime: ENTRY_TIME, os: 0 }];
  }
  return zipSync(entries);
}
