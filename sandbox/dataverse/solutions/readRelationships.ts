/**
 * Room sandbox/dataverse, solutions. The `EntityRelationship` elements, and the relationships that the platform makes by
 * itself for own tables that take activities and notes.
 */
import type { CascadeDelete, Relationship, Table } from '../model';
import { invalidCustomizations } from './faults';
import type { ImportWarning, TablePart } from './solutionPackage';
import { attribute, child, children, childText, type Element } from './xml';

export interface RelationshipParts {
  readonly relationships: readonly Relationship[];
  readonly warnings: readonly ImportWarning[];
}

const CASCADES: readonly CascadeDelete[] = ['NoCascade', 'Cascade', 'RemoveLink', 'Restrict'];

/** Role types of a relationship: which end a navigation property belongs to. */
const ROLE = { referenced: '0', referencing: '1' } as const;

/** 1:N relationships. Others are named in the warnings. */
export function readRelationships(customizations: Element): RelationshipParts {
  const elements = children(child(customizations, 'EntityRelationships'), 'EntityRelationship');
  const isOneToMany = (element: Element): boolean =>
    (childText(element, 'EntityRelationshipType') ?? 'OneToMany') === 'OneToMany';
  return {
    relationships: elements.filter(isOneToMany).map(toRelationship),
    warnings: elements
      .filter((element) => !isOneToMany(element))
      .map((element) => ({
        type: 'Entity Relationship',
        name: attribute(element, 'Name') ?? '',
        text: 'Many-to-many relationships are not kept by the sandbox.',
      })),
  };
}

function toRelationship(element: Element): Relationship {
  const schemaName = attribute(element, 'Name') ?? '';
  const component = { type: 'Entity Relationship', name: schemaName };
  const needed = (name: string): string => {
    const text = childText(element, name);
    if (text === undefined) throw invalidCustomizations(`The relationship ${schemaName} has no ${name}.`, component);
    return text;
  };
  const column = needed('ReferencingAttributeName').toLowerCase();
  const cascade = childText(element, 'CascadeDelete') ?? 'NoCascade';
  const cascadeDelete = CASCADES.find((known) => known === cascade);
  if (!cascadeDelete)
    throw invalidCustomizations(`The relationship ${schemaName} has the CascadeDelete ${cascade}.`, component);
  return {
    schemaName,
    referencingTable: needed('ReferencingEntityName').toLowerCase(),
    referencingColumn: column,
    referencedTable: needed('ReferencedEntityName').toLowerCase(),
    navigationProperty: navigationProperty(element, ROLE.referencing) ?? column,
    collectionNavigationProperty: navigationProperty(element, ROLE.referenced) ?? schemaName,
    cascadeDelete,
  };
}

function navigationProperty(element: Element, role: string): string | undefined {
  const roles = children(child(element, 'EntityRelationshipRoles'), 'EntityRelationshipRole');
  const own = roles.find((candidate) => childText(candidate, 'RelationshipRoleType') === role);
  return childText(own, 'NavigationPropertyName');
}

/** How the platform's own activity tables name their relationship to a table: `contact` gives `contact_Emails`. */
const ACTIVITY_ENDINGS: Readonly<Record<string, string>> = {
  activitypointer: 'ActivityPointers',
  email: 'Emails',
  phonecall: 'PhoneCalls',
  task: 'Tasks',
};

/**
 * The regarding and note relationships of own tables: nothing in the zip writes them, the platform makes them.
 * @param activities the activity tables of the environment, the common one included
 */
export function impliedActivityRelationships(
  tables: readonly TablePart[],
  activities: readonly Table[],
): Relationship[] {
  return tables.flatMap((part) => [
    ...(part.definition?.hasActivities ? activities.map((activity) => regarding(part.logicalName, activity)) : []),
    ...(part.definition && part.hasNotes ? [notes(part.logicalName)] : []),
  ]);
}

function regarding(table: string, activity: Table): Relationship {
  const schemaName = `${table}_${ACTIVITY_ENDINGS[activity.logicalName] ?? `${activity.logicalName}s`}`;
  const suffix = activity.logicalName === 'activitypointer' ? '' : `_${activity.logicalName}`;
  return {
    schemaName,
    referencingTable: activity.logicalName,
    referencingColumn: 'regardingobjectid',
    referencedTable: table,
    navigationProperty: `regardingobjectid_${table}${suffix}`,
    collectionNavigationProperty: schemaName,
    cascadeDelete: 'Cascade',
  };
}

function notes(table: string): Relationship {
  return {
    schemaName: `${table}_Annotations`,
    referencingTable: 'annotation',
    referencingColumn: 'objectid',
    referencedTable: table,
    navigationProperty: `objectid_${table}`,
    collectionNavigationProperty: `${table}_Annotations`,
    cascadeDelete: 'Cascade',
  };
}
