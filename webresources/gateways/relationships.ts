/**
 * Room webresources/gateways. Which tables an outbound message can be regarding, read at run time: the set depends on
 * the installed solutions (Microsoft Learn, entity reference "msdyn_ocoutboundmessage", many-to-one relationships).
 */
import { requireSuccess, type WebApiHttp } from './webApiHttp';

interface RelationshipMetadata {
  readonly SchemaName: string;
  readonly ReferencedEntity: string;
  readonly ReferencingAttribute: string;
}

const QUERY =
  "EntityDefinitions(LogicalName='msdyn_ocoutboundmessage')/ManyToOneRelationships" +
  '?$select=SchemaName,ReferencedEntity,ReferencingAttribute';

/**
 * Entity relationship name by table, such as `incident` -> `incident_msdyn_ocoutboundmessages`.
 * @throws {OutboundError} when the metadata cannot be read.
 */
export async function readOutboundRelationships(http: WebApiHttp): Promise<ReadonlyMap<string, string>> {
  const { value } = JSON.parse(await requireSuccess(http, { method: 'GET', path: QUERY })) as {
    value: readonly RelationshipMetadata[];
  };
  const regarding = value.filter((relationship) => relationship.ReferencingAttribute === 'regardingobjectid');
  return new Map(regarding.map((relationship) => [relationship.ReferencedEntity, relationship.SchemaName]));
}
