/** Room sandbox/dataverse. Ids of definitions, made from their names. */
import { createHash } from 'node:crypto';

/** Same definition, same id, on every machine. */
export function metadataId(...names: readonly string[]): string {
  const hex = createHash('sha1').update(names.join('/')).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-5${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
