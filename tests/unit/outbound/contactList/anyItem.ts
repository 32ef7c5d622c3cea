/** Any contact list item that can be written, for property tests. */
import fc from 'fast-check';
import type { ContactListItem } from '../../../../outbound/contactList/contactListItem';
import type { EntityRelationshipName } from '../../../../outbound/contactList/regardingRelationship';
import { isReservedSlug } from '../../../../outbound/contactList/reservedNames';
import { slugKey, slugName } from '../../../../outbound/templates/slugName';
import { mobileNumber } from '../../../builders/rows';

const anyText = fc.string({ unit: 'binary', maxLength: 40 });

const anyName = fc
  .oneof(fc.string(), fc.constantFrom('CaseName', 'CustomerName', 'toString', 'hasOwnProperty', '1', '"', '\\'))
  .filter((name) => !isReservedSlug(name));

const anySlugs = fc
  .uniqueArray(fc.tuple(anyName, anyText), { selector: ([name]) => slugKey(name), maxLength: 6 })
  .map((entries) => new Map(entries.map(([name, value]) => [slugName(name), value])));

const anyParameters = fc.array(anyText, { maxLength: 4 });

export const anyItem: fc.Arbitrary<ContactListItem> = fc
  .record(
    {
      index: fc.nat({ max: 9_999_999 }),
      optIn: fc.boolean(),
      channelId: fc.constantFrom('SMS' as const, 'WhatsApp' as const),
      locale: fc.integer({ min: 1, max: 100_000 }).map(String),
      regardingId: fc.uuid(),
      slugs: anySlugs,
      parameters: anyParameters,
    },
    { requiredKeys: ['index', 'optIn', 'slugs'] },
  )
  .map(({ index, regardingId, parameters, ...facts }) => ({
    ...facts,
    recipientNumber: mobileNumber(index),
    ...(regardingId !== undefined && {
      regarding: {
        id: regardingId,
        entityRelationshipName: 'incident_msdyn_ocoutboundmessages' as EntityRelationshipName,
      },
    }),
    ...(parameters && {
      contentTemplate: { parameters: new Map(parameters.map((value, at) => [at + 1, value])) },
    }),
  }));
