/**
 * Room sandbox/dataverse. Many-to-many relationships: the table that holds their pairs, and the way from one side to the
 * other. Source: Microsoft Learn, "Entity relationship metadata" and "ManyToManyRelationshipMetadata EntityType".
 */
import type { Column, ManyToMany, ManyToManyEnd, Table } from '../model';

/** First type code that the sandbox gives to tables that are not Microsoft's. */
export const FIRST_CUSTOM_TYPE_CODE = 10_300;

/** A relationship as it looks from one of its sides. */
export interface ManyToManyPath {
  readonly relationship: ManyToMany;
  readonly near: ManyToManyEnd;
  readonly far: ManyToManyEnd;
}

/** Both ways that lead away from a table; a table related to itself has two. */
export function pathsFrom(table: string, relationships: readonly ManyToMany[]): ManyToManyPath[] {
  return relationships.flatMap((relationship) => {
    const { first, second } = relationship;
    const ways = [
      { relationship, near: first, far: second },
      { relationship, near: second, far: first },
    ];
    return ways.filter(({ near }) => near.table === table);
  });
}

/** The way that a navigation property of a table leads; of two with the same name, the first side's. */
export const pathBy = (
  table: string,
  navigationProperty: string,
  relationships: readonly ManyToMany[],
): ManyToManyPath | undefined =>
  pathsFrom(table, relationships).find(({ near }) => near.navigationProperty === navigationProperty);

const idColumn = (logicalName: string, label: string): Column => ({
  logicalName,
  schemaName: logicalName,
  type: 'Uniqueidentifier',
  displayName: { '1033': label },
  required: 'SystemRequired',
  validForCreate: false,
  validForUpdate: false,
  validForRead: true,
});

/** The table of the pairs. The names of set and primary id of a solution's follow the platform's habit (inferred). */
export function intersectTableOf(relationship: ManyToMany, objectTypeCode: number): Table {
  const { intersectTable: name, first, second, intersect } = relationship;
  const primaryId = intersect?.primaryId ?? `${name}id`;
  return {
    logicalName: name,
    schemaName: name,
    entitySetName: intersect?.entitySetName ?? `${name}set`,
    displayName: {},
    displayCollectionName: {},
    primaryId,
    primaryName: '',
    ownership: 'None',
    isActivity: false,
    isIntersect: true,
    hasActivities: false,
    objectTypeCode: intersect?.objectTypeCode ?? objectTypeCode,
    columns: [
      idColumn(primaryId, primaryId),
      idColumn(first.column, first.column),
      idColumn(second.column, second.column),
      { ...idColumn('versionnumber', 'Version Number'), type: 'BigInt', required: 'None' },
    ],
    keys: [],
  };
}
