/**
 * Room sandbox/dataverse, solutions. The `EntityRelationship` elements of both kinds, and the relationships that the platform makes by
 * itself for own tables that take activities and notes.
 */
import type { CascadeAssign, CascadeDelete, ManyToMany, ManyToManyEnd, Relationship, Table } from '../model';
import { invalidCustomizations } from './faults';
import type { TablePart } from './solutionPackage';
import { attribute, child, children, childText, type Element } from './xml';

export interface RelationshipParts {
  readonly relationships: readonly Relationship[];
  readonly manyToMany: readonly ManyToMany[];
}

const CASCADES: readonly CascadeDelete[] = ['NoCascade', 'Cascade', 'RemoveLink', 'Restrict'];
const ASSIGNS: readonly CascadeAssign[] = ['NoCascade', 'Cascade', 'Active', 'UserOwned'];

/** Role types of a relationship: which end a navigation property belongs to. */
const ROLE = { referenced: '0', referencing: '1' } as const;

export function readRelationships(customizations: Element): RelationshipParts {
  const elements = children(child(customizations, 'EntityRelationships'), 'EntityRelationship');
  const isManyToMany = (element: Element): boolean => childText(element, 'EntityRelationshipType') === 'ManyToMany';
  return {
    relationships: elements.filter((element) => !isManyToMany(element)).map(toRelationship),
    manyToMany: elements.filter(isManyToMany).map(toManyToMany),
  };
}

/** Reads what a relationship cannot be without. */
const neededBy =
  (element: Element, schemaName: string) =>
  (name: string): string => {
    const text = childText(element, name);
    if (text === undefined)
      throw invalidCustomizations(`The relationship ${schemaName} has no ${name}.`, {
        type: 'Entity Relationship',
        name: schemaName,
      });
    return text;
  };

/** The intersect table has a column for each side, named after the side's primary id; a table with itself has `one` and `two` behind it. */
function toManyToMany(element: Element): ManyToMany {
  const schemaName = attribute(element, 'Name') ?? '';
  const needed = neededBy(element, schemaName);
  const [first, second] = [needed('FirstEntityName').toLowerCase(), needed('SecondEntityName').toLowerCase()];
  const roles = children(child(element, 'EntityRelationshipRoles'), 'EntityRelationshipRole');
  const side = (table: string, ordinal: '1' | '2'): ManyToManyEnd => {
    const role = roles.find((candidate) => childText(candidate, 'AssociationRoleOrdinal') === ordinal);
    return {
      table,
      column: `${table}id${first === second ? (ordinal === '1' ? 'one' : 'two') : ''}`,
      navigationProperty: childText(role, 'NavigationPropertyName') ?? schemaName,
    };
  };
  return {
    schemaName,
    intersectTable: needed('IntersectEntityName').toLowerCase(),
    first: side(first, '1'),
    second: side(second, '2'),
  };
}

function toRelationship(element: Element): Relationship {
  const schemaName = attribute(element, 'Name') ?? '';
  const component = { type: 'Entity Relationship', name: schemaName };
  const needed = neededBy(element, schemaName);
  const column = needed('ReferencingAttributeName').toLowerCase();
  const cascade = childText(element, 'CascadeDelete') ?? 'NoCascade';
  const cascadeDelete = CASCADES.find((known) => known === cascade);
  if (!cascadeDelete)
    throw invalidCustomizations(`The relationship ${schemaName} has the CascadeDelete ${cascade}.`, component);
  const assign = childText(element, 'CascadeAssign') ?? 'NoCascade';
  const cascadeAssign = ASSIGNS.find((known) => known === assign);
  if (!cascadeAssign)
    throw invalidCustomizations(`The relationship ${schemaName} has the CascadeAssign ${assign}.`, component);
  return {
    schemaName,
    referencingTable: needed('ReferencingEntityName').toLowerCase(),
    referencingColumn: column,
    referencedTable: needed('ReferencedEntityName').toLowerCase(),
    navigationProperty: navigationProperty(element, ROLE.referencing) ?? column,
    collectionNavigationProperty: navigationProperty(element, ROLE.referenced) ?? schemaName,
    cascadeDelete,
    ...(cascadeAssign === 'NoCascade' ? {} : { cascadeAssign }),
    ...(childText(element, 'IsHierarchical') === '1' ? { isHierarchical: true } : {}),
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
    cascadeAssign: 'Cascade',
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
    cascadeAssign: 'Cascade',
  };
}
