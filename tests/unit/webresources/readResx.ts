/** Room tests. The texts of a RESX web resource, read as the platform would. */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';

const STRINGS = resolve(__dirname, '../../../webresources/strings');

/** Texts by key. @param lcid 1033 or 1057 */
export function readResx(lcid: number): Map<string, string> {
  const xml = new DOMParser().parseFromString(
    readFileSync(resolve(STRINGS, `outbound.${lcid}.resx`), 'utf8'),
    'text/xml',
  );
  return new Map(
    [...xml.querySelectorAll('data')].map((data) => [
      data.getAttribute('name') ?? '',
      data.querySelector('value')?.textContent ?? '',
    ]),
  );
}
