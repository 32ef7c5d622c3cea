/**
 * Room solution. Stable ids: a component's id is derived from the publisher and the component's name, so that it is the
 * same in every build and on every machine, and upgrades find what they replace.
 *
 * Command line: `tsx solution/tools/componentId.ts obm_/js/example.js` prints the id of that web resource.
 */
import { createHash } from 'node:crypto';

const PUBLISHER = 'outboundmessaging';
/** Namespace for names in the domain name system. Source: RFC 9562, section 6.6. */
const DNS_NAMESPACE = '6ba7b810-9dad-11d1-80b4-00c04fd430c8';

const toBytes = (id: string): Buffer => Buffer.from(id.replace(/-/g, ''), 'hex');

/** A version 5 UUID in lower case without braces. Source: RFC 9562, section 5.5. */
export function uuidV5(namespace: string, name: string): string {
  const bytes = createHash('sha1').update(toBytes(namespace)).update(name).digest().subarray(0, 16);
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x50;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

/** Id of a component of our publisher, in lower case without braces. */
export const componentId = (name: string): string => uuidV5(uuidV5(DNS_NAMESPACE, PUBLISHER), name);

if (require.main === module) for (const name of process.argv.slice(2)) console.log(`{${componentId(name)}}  ${name}`);
