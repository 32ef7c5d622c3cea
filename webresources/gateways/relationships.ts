/**
 * Room webresources/gateways. Which tables an outbound message can be regarding, read at run time: the set depends on
 * the installed solutions (Microsoft Learn, entity reference "msdyn_ocoutboundmessage", many-to-one relationships).
 */
import { toRelationshipNames, type RelationshipNames } from '../../outbound/contactList/regardingRelationship';
import { OUTBOUND_MESSAGE } from '../../outbound/dataverse/names';
import { requireSuccess, type WebApiHttp } from '../../outbound/dataverse/webApi';

interface RelationshipMetadata {
  readonly SchemaName: string;
  readonly ReferencedEntity: string;
  readonly ReferencingAttribute: string;
}

const PATH =
  `EntityDefinitions(LogicalName='${OUTBOUND_MESSAGE.table}')/ManyToOneRelationships` +
  '?$select=SchemaName,ReferencedEntity,ReferencingAttribute';

/**
 * Entity relationship name by table, such as `incident` -> `incident_msdyn_ocoutboundmessages`.
 * @throws {OutboundError} when the metadata cannot be read.
 */
export async function readOutboundRelationships(http: WebApiHttp): Promise<RelationshipNames> {
  const { value } = JSON.parse(await requireSuccess(http, { method: 'GET', path: PATH })) as {
    value: readonly RelationshipMetadata[];
  };
  return toRelationshipNames(
    value.map(({ SchemaName, ReferencedEntity, ReferencingAttribute }) => ({
      schemaName: SchemaName,
      referencedTable: ReferencedEntity,
      referencingTable: OUTBOUND_MESSAGE.table,
      referencingColumn: ReferencingAttribute,
    })),
  );
}
