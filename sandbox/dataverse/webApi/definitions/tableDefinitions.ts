/** Room sandbox/dataverse, Web API definitions. Tables, relationships and keys as `EntityDefinitions` shows them. */
import { primaryImageOf } from '../../files/imageColumns';
import type { MetadataStore } from '../../metadata/metadataStore';
import type { AlternateKey, ManyToMany, Relationship, Table } from '../../model';
import { attributeNode } from './attributeDefinitions';
import type { DefinitionNode } from './definitionNode';
import { metadataId } from '../../metadata/metadataId';
import { managed, toLabel } from './definitionNode';

const isCustom = (name: string): boolean => name.includes('_');

export function relationshipNode(metadata: MetadataStore, relationship: Relationship): DefinitionNode {
  const referenced = metadata.table(relationship.referencedTable);
  return {
    type: 'OneToManyRelationshipMetadata',
    bases: ['RelationshipMetadataBase'],
    values: {
      MetadataId: metadataId('relationship', relationship.schemaName),
      SchemaName: relationship.schemaName,
      RelationshipType: 'OneToManyRelationship',
      ReferencedEntity: relationship.referencedTable,
      ReferencedAttribute: referenced?.primaryId ?? null,
      ReferencedEntityNavigationPropertyName: relationship.collectionNavigationProperty,
      ReferencingEntity: relationship.referencingTable,
      ReferencingAttribute: relationship.referencingColumn,
      ReferencingEntityNavigationPropertyName: relationship.navigationProperty,
      IsCustomRelationship: isCustom(relationship.referencingColumn),
      IsHierarchical: relationship.isHierarchical ?? false,
      IsManaged: true,
      IsValidForAdvancedFind: true,
      SecurityTypes: 'None',
      IsCustomizable: managed(true, 'iscustomizable'),
      CascadeConfiguration: {
        Assign: relationship.cascadeAssign ?? 'NoCascade',
        Delete: relationship.cascadeDelete,
        Merge: 'NoCascade',
        Reparent: 'NoCascade',
        Share: 'NoCascade',
        Unshare: 'NoCascade',
        RollupView: 'NoCascade',
      },
    },
    navigation: {},
  };
}

/** Source: Microsoft Learn, "ManyToManyRelationshipMetadata EntityType". */
export function manyToManyNode({ schemaName, intersectTable, first, second }: ManyToMany): DefinitionNode {
  return {
    type: 'ManyToManyRelationshipMetadata',
    bases: ['RelationshipMetadataBase'],
    values: {
      MetadataId: metadataId('relationship', schemaName),
      SchemaName: schemaName,
      RelationshipType: 'ManyToManyRelationship',
      IntersectEntityName: intersectTable,
      Entity1LogicalName: first.table,
      Entity1IntersectAttribute: first.column,
      Entity1NavigationPropertyName: first.navigationProperty,
      Entity2LogicalName: second.table,
      Entity2IntersectAttribute: second.column,
      Entity2NavigationPropertyName: second.navigationProperty,
      IsCustomRelationship: isCustom(intersectTable),
      IsManaged: true,
      IsValidForAdvancedFind: true,
      SecurityTypes: 'None',
      IsCustomizable: managed(true, 'iscustomizable'),
    },
    navigation: {},
  };
}

const keyNode = (table: Table, key: AlternateKey): DefinitionNode => ({
  type: 'EntityKeyMetadata',
  bases: [],
  values: {
    MetadataId: metadataId('key', table.logicalName, key.logicalName),
    LogicalName: key.logicalName,
    SchemaName: key.logicalName,
    EntityLogicalName: table.logicalName,
    KeyAttributes: key.columns,
    EntityKeyIndexStatus: 'Active',
    IsManaged: true,
    IsCustomizable: managed(true, 'iscustomizable'),
  },
  navigation: {},
});

export function tableNode(metadata: MetadataStore, table: Table, language: number): DefinitionNode {
  return {
    type: 'EntityMetadata',
    bases: [],
    values: {
      MetadataId: metadataId('table', table.logicalName),
      LogicalName: table.logicalName,
      SchemaName: table.schemaName,
      EntitySetName: table.entitySetName,
      CollectionSchemaName: table.entitySetName,
      LogicalCollectionName: table.entitySetName,
      DisplayName: toLabel(table.displayName, language),
      DisplayCollectionName: toLabel(table.displayCollectionName, language),
      Description: toLabel(table.description, language),
      PrimaryIdAttribute: table.primaryId,
      PrimaryNameAttribute: table.primaryName,
      PrimaryImageAttribute: primaryImageOf(table)?.logicalName ?? null,
      ObjectTypeCode: table.objectTypeCode,
      OwnershipType: table.ownership,
      TableType: 'Standard',
      IsActivity: table.isActivity,
      HasActivities: table.hasActivities,
      HasNotes: false,
      IsCustomEntity: isCustom(table.logicalName),
      IsManaged: true,
      IsIntersect: table.isIntersect ?? false,
      IsLogicalEntity: false,
      IsOptimisticConcurrencyEnabled: true,
      IsPrivate: false,
      IsValidForAdvancedFind: true,
      IsCustomizable: managed(true, 'iscustomizable'),
      CanCreateForms: managed(true, 'cancreateforms'),
      CanCreateAttributes: managed(true, 'cancreateattributes'),
      CanCreateViews: managed(true, 'cancreateviews'),
      CanBePrimaryEntityInRelationship: managed(true, 'canbeprimaryentityinrelationship'),
      IconVectorName: table.icon ?? null,
    },
    navigation: {
      Attributes: () => table.columns.map((column) => attributeNode(metadata, table, column, language)),
      Keys: () => table.keys.map((key) => keyNode(table, key)),
      ManyToOneRelationships: () => metadata.manyToOne(table.logicalName).map((one) => relationshipNode(metadata, one)),
      OneToManyRelationships: () => metadata.oneToMany(table.logicalName).map((one) => relationshipNode(metadata, one)),
      ManyToManyRelationships: () => metadata.manyToMany(table.logicalName).map(manyToManyNode),
    },
  };
}
