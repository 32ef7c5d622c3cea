/**
 * Room sandbox/dataverse, solutions. The `Entity` elements: own tables with everything, and columns that are added to
 * tables of others.
 */
import type { Table } from '../model';
import { invalidCustomizations } from './faults';
import { readColumns } from './readColumns';
import { readImageConfigs, type ImageConfigs } from './readImageConfigs';
import type { ImportWarning, TablePart } from './solutionPackage';
import { attribute, child, children, childText, descend, flag, labels, type Element } from './xml';

export interface TableParts {
  readonly tables: readonly TablePart[];
  readonly warnings: readonly ImportWarning[];
}

/** @throws {SolutionImportError} when an own table could not be created */
export function readTables(customizations: Element): TableParts {
  const images = readImageConfigs(customizations);
  const parts = children(child(customizations, 'Entities'), 'Entity').map((entity) => readTable(entity, images));
  return { tables: parts.map(({ table }) => table), warnings: parts.flatMap(({ warnings }) => warnings) };
}

/** Logical name of the table that an `Entity` element is about. */
export const tableNameOf = (entity: Element): string =>
  (childText(entity, 'Name') ?? attribute(descend(entity, 'EntityInfo', 'entity'), 'Name') ?? '').toLowerCase();

function readTable(entity: Element, images: ImageConfigs): { table: TablePart; warnings: readonly ImportWarning[] } {
  const info = descend(entity, 'EntityInfo', 'entity');
  const schemaName = attribute(info, 'Name') ?? childText(entity, 'Name');
  if (schemaName === undefined) throw invalidCustomizations('An Entity has no Name.');
  const logicalName = schemaName.toLowerCase();
  const read = readColumns(logicalName, child(info, 'attributes'), images);
  const isOwn = childText(info, 'EntitySetName') !== undefined;
  const definition = isOwn && info ? readDefinition(info, schemaName, read.primaryId, read.primaryNames) : undefined;
  if (definition)
    assertSystemColumns(
      definition,
      read.columns.map((column) => column.logicalName),
    );
  return {
    table: {
      logicalName,
      schemaName,
      ...(definition === undefined ? {} : { definition }),
      hasNotes: flag(childText(info, 'HasRelatedNotes')) ?? false,
      columns: read.columns,
      keys: readKeys(info),
    },
    warnings: read.warnings,
  };
}

function readDefinition(
  info: Element,
  schemaName: string,
  primaryId: string | undefined,
  primaryNames: readonly string[],
): NonNullable<TablePart['definition']> {
  const component = { type: 'Entity', name: schemaName.toLowerCase() };
  const [primaryName, second] = primaryNames;
  if (primaryId === undefined)
    throw invalidCustomizations(`The table ${component.name} has no primary key column.`, component);
  if (primaryName === undefined)
    throw invalidCustomizations(`PrimaryName attribute not found for Entity: ${component.name}.`, component);
  if (second !== undefined) {
    throw invalidCustomizations(
      `Entity ${component.name} already has a primary name attribute (${primaryName}); ${second} cannot be another.`,
      component,
    );
  }
  const displayName = labels(child(info, 'LocalizedNames'), 'LocalizedName');
  const description = labels(child(info, 'Descriptions'), 'Description');
  const isActivity = flag(childText(info, 'IsActivity')) ?? false;
  const icon = childText(info, 'IconVectorName');
  return {
    logicalName: component.name,
    schemaName,
    entitySetName: childText(info, 'EntitySetName') ?? component.name,
    displayName,
    displayCollectionName: labels(child(info, 'LocalizedCollectionNames'), 'LocalizedCollectionName'),
    ...(Object.keys(description).length === 0 ? {} : { description }),
    primaryId,
    primaryName,
    ownership: readOwnership(childText(info, 'OwnershipTypeMask'), component.name),
    isActivity,
    hasActivities: flag(childText(info, 'HasRelatedActivities')) ?? false,
    ...(icon === undefined ? {} : { icon }),
  };
}

function readOwnership(mask: string | undefined, table: string): Table['ownership'] {
  if (mask === undefined || mask === 'UserOwned') return 'UserOwned';
  if (mask === 'OrgOwned') return 'OrganizationOwned';
  if (mask === 'None') return 'None';
  throw invalidCustomizations(`The table ${table} has the ownership ${mask}; UserOwned or OrgOwned is expected.`, {
    type: 'Entity',
    name: table,
  });
}

function readKeys(info: Element | undefined): Table['keys'] {
  return children(child(info, 'EntityKeys'), 'EntityKey').map((key) => ({
    logicalName: (childText(key, 'LogicalName') ?? childText(key, 'Name') ?? '').toLowerCase(),
    columns: children(child(key, 'EntityKeyAttributes'), 'AttributeName').map((name) =>
      (name.textContent ?? '').trim().toLowerCase(),
    ),
  }));
}

const SYSTEM_COLUMNS = ['createdby', 'createdon', 'modifiedby', 'modifiedon', 'statecode', 'statuscode'];
const OWNERSHIP_COLUMNS: Readonly<Record<Table['ownership'], readonly string[]>> = {
  UserOwned: ['ownerid', 'owningbusinessunit', 'owningteam', 'owninguser'],
  OrganizationOwned: ['organizationid'],
  None: [],
};

/** A table whose file leaves them out cannot be created on the platform (inferred from makers' reports). */
function assertSystemColumns(definition: NonNullable<TablePart['definition']>, columns: readonly string[]): void {
  const missing = [...SYSTEM_COLUMNS, ...OWNERSHIP_COLUMNS[definition.ownership]].filter(
    (name) => !columns.includes(name),
  );
  if (missing.length === 0) return;
  throw invalidCustomizations(`The table ${definition.logicalName} lacks the system columns ${missing.join(', ')}.`, {
    type: 'Entity',
    name: definition.logicalName,
  });
}
