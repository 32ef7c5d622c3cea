/**
 * Room sandbox/dataverse, platform. Fixed ids of the rows that every environment starts with. Ids of stock forms and
 * views are derived from their names, so that they are the same on every machine and in every version.
 */
import { createHash } from 'node:crypto';
import type { Guid } from '../contracts';

/** Namespace of the sandbox's derived ids (RFC 9562, section 6.6); a random one, fixed here. */
const NAMESPACE = Buffer.from('3d0f6a4e5c1b4c0e9a7d2b8e6f1a0c53', 'hex');

/** Version 5 UUID of a name. The same name gives the same id, always. */
export function toStableId(name: string): Guid {
  const hash = createHash('sha1').update(NAMESPACE).update(name, 'utf8').digest().subarray(0, 16);
  hash[6] = ((hash[6] ?? 0) & 0x0f) | 0x50;
  hash[8] = ((hash[8] ?? 0) & 0x3f) | 0x80;
  const hex = hash.toString('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}

/** The seeded System Administrator, who every request acts as. */
export const ADMINISTRATOR_ID: Guid = toStableId('systemuser/administrator');
/** The template's id, which is the same in every organisation. Here the role itself has it. Source: Microsoft Learn, "Role template". */
export const SYSTEM_ADMINISTRATOR_ROLE: Guid = '627090ff-40a3-4053-8790-584edc5be201';
export const BASIC_USER_ROLE: Guid = toStableId('role/basic-user');
export const BUSINESS_UNIT_ID: Guid = toStableId('businessunit/root');
export const ORGANIZATION_ID: Guid = toStableId('organization');
export const BASE_CURRENCY_ID: Guid = toStableId('transactioncurrency/IDR');
