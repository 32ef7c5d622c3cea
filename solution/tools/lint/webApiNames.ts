/**
 * Room solution. Lint rules for the names by which the Web API reaches tables and relationships: each means one thing.
 */
import { attribute, childText, descendants, type Element } from '../xml';
import { columnElements, entityOf, isOwnTable, repeated, type Finding, type LintContext } from './context';

/** `EntityRelationshipRole/RelationshipRoleType`: which side of a relationship a navigation property is on (seen in exports). */
const SIDES: Readonly<Record<string, string>> = { '0': 'ReferencedEntityName', '1': 'ReferencingEntityName' };

function lintEntitySets({ source }: LintContext): Finding[] {
  const tables = source.tables.filter(isOwnTable).map((table) => {
    const entity = entityOf(table);
    return { file: table.entity.path, table: table.logicalName, set: entity ? childText(entity, 'EntitySetName') : '' };
  });
  const twice = repeated(tables.map(({ set }) => set.toLowerCase()));
  return tables
    .filter(({ set }) => twice.includes(set.toLowerCase()))
    .map(({ file, table, set }) => ({
      code: 'entity-set-twice',
      file,
      message: `${table} has the EntitySetName ${set}, which another table has too. Give each table its own.`,
    }));
}

function lintNavigation({ source }: LintContext): Finding[] {
  const names = source.relationships.flatMap(({ relationship, path }) =>
    descendants(relationship, 'EntityRelationshipRole').map((role) => ({
      file: path,
      name: childText(role, 'NavigationPropertyName'),
      table: childText(relationship, SIDES[childText(role, 'RelationshipRoleType')] ?? '').toLowerCase(),
    })),
  );
  const written = names.filter(({ name, table }) => name !== '' && table !== '');
  const keyOf = ({ name, table }: (typeof written)[number]): string => `${table} ${name}`;
  const twice = repeated(written.map(keyOf));
  return twice.flatMap((key) =>
    written
      .filter((item) => keyOf(item) === key)
      .slice(1)
      .map(({ file, name, table }) => ({
        code: 'navigation-name-twice',
        file,
        message: `Two relationships of ${table} have the NavigationPropertyName ${name}. Give one another name.`,
      })),
  );
}

const REFERENCED_SIDE = '0';
const REFERENCING_SIDE = '1';

/** A lookup that a maker made is reached by its own name, one of several targets by a name that begins so; rows the other way by the relationship's. */
function lintSides({ source }: LintContext): Finding[] {
  const made = new Set(
    source.tables.filter(isOwnTable).flatMap((table) =>
      columnElements(table)
        .filter((column) => childText(column, 'IsCustomField') === '1')
        .map((column) => `${table.schemaName} ${attribute(column, 'PhysicalName') ?? ''}`),
    ),
  );
  const nameOn = (relationship: Element, side: string): string => {
    const role = descendants(relationship, 'EntityRelationshipRole').find(
      (item) => childText(item, 'RelationshipRoleType') === side,
    );
    return role ? childText(role, 'NavigationPropertyName') : '';
  };
  return source.relationships.flatMap(({ relationship, path }) => {
    const name = attribute(relationship, 'Name') ?? '';
    const column = childText(relationship, 'ReferencingAttributeName');
    if (!made.has(`${childText(relationship, 'ReferencingEntityName')} ${column}`)) return [];
    const lookup = nameOn(relationship, REFERENCING_SIDE);
    const isFair = lookup === column || lookup.startsWith(`${column}_`);
    return isFair && nameOn(relationship, REFERENCED_SIDE) === name
      ? []
      : [
          {
            code: 'navigation-name',
            file: path,
            message: `${name} needs two EntityRelationshipRole: of type 1 with the NavigationPropertyName ${column}, of type 0 with ${name}.`,
          },
        ];
  });
}

/** Names of the Web API are what programs expect, and none is taken twice. */
export const lintWebApiNames = (context: LintContext): Finding[] => [
  ...lintEntitySets(context),
  ...lintNavigation(context),
  ...lintSides(context),
];
