/**
 * Room outbound, contact list. The name of the relationship that ties an outbound message to the record it is about.
 * Source: Microsoft Learn, table reference "msdyn_ocoutboundmessage" (relationships of `regardingobjectid`), and "Configure
 * outbound messaging" (`incident_msdyn_ocoutboundmessages` for cases).
 */
import { OUTBOUND_MESSAGE } from '../dataverse/names';

/** Such as `incident_msdyn_ocoutboundmessages`. */
export type EntityRelationshipName = string & { readonly __entityRelationshipName: true };

/** Relationship schema names by the table the message is about. */
export type RelationshipNames = ReadonlyMap<string, string>;

/** A one-to-many relationship as metadata describes it. */
export interface RelationshipFact {
  readonly schemaName: string;
  readonly referencedTable: string;
  readonly referencingTable: string;
  readonly referencingColumn: string;
}

/**
 * The regarding relationships among those read from metadata. Which tables have one depends on the installed solutions, so a
 * table without an entry cannot show outbound messages on its timeline.
 */
export function toRelationshipNames(facts: readonly RelationshipFact[]): RelationshipNames {
  const regarding = facts.filter(
    (fact) => fact.referencingTable === OUTBOUND_MESSAGE.table && fact.referencingColumn === OUTBOUND_MESSAGE.regarding,
  );
  return new Map(regarding.map((fact) => [fact.referencedTable, fact.schemaName]));
}

/** The relationship for a table: what metadata says, else the documented pattern `<table>_msdyn_ocoutboundmessages`. */
export const regardingRelationshipName = (table: string, fromMetadata?: RelationshipNames): EntityRelationshipName =>
  (fromMetadata?.get(table) ?? `${table}_${OUTBOUND_MESSAGE.set}`) as EntityRelationshipName;
