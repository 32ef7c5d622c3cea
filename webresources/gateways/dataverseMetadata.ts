/**
 * Room webresources/gateways. What dataverse-ify must know of the tables read and written here: sets, keys and the
 * navigation properties of lookups. Every lookup target is listed, else the client asks the host for it at run time.
 */
import type { setMetadataCache } from 'dataverse-ify';

type MetadataCache = Parameters<typeof setMetadataCache>[0];
type TableMetadata = NonNullable<NonNullable<MetadataCache['entities']>[string]>;

const table = (
  logicalName: string,
  collectionName: string,
  lookups: Readonly<Record<string, readonly string[]>> = {},
): TableMetadata => ({
  typeName: `mscrm.${logicalName}`,
  logicalName,
  collectionName,
  primaryIdAttribute: `${logicalName}id`,
  attributeTypes: {},
  navigation: Object.fromEntries(
    Object.entries(lookups).map(([column, targets]) => [column, targets.map((target) => `mscrm.${target}`)]),
  ),
});

/**
 * Sets and navigation properties: Microsoft Learn, entity reference of each table. The set of
 * outbound configurations ends irregularly.
 */
const tables = [
  table('account', 'accounts'),
  table('contact', 'contacts'),
  table('incident', 'incidents', { customerid: ['account', 'contact'], primarycontactid: ['contact'] }),
  table('msdyn_oclanguage', 'msdyn_oclanguages'),
  table('msdyn_ocsystemmessage', 'msdyn_ocsystemmessages', { msdyn_defaultlanguage: ['msdyn_oclanguage'] }),
  table('msdyn_oclocalizationdata', 'msdyn_oclocalizationdatas', {
    msdyn_systemmessageid: ['msdyn_ocsystemmessage'],
    msdyn_customerlanguageid: ['msdyn_oclanguage'],
  }),
  table('msdyn_ocoutboundconfiguration', 'msdyn_ocoutboundconfigurationes', {
    msdyn_messagetemplate: ['msdyn_ocsystemmessage'],
  }),
  table('environmentvariabledefinition', 'environmentvariabledefinitions'),
  table('environmentvariablevalue', 'environmentvariablevalues'),
];

export const dataverseMetadata: MetadataCache = {
  entities: Object.fromEntries(tables.map((metadata) => [metadata.logicalName, metadata])),
};
