/**
 * Room solution. Lint rules for the names by which the Web API reaches tables and relationships: each means one thing.
 */
import { childText, descendants } from '../xml';
import { entityOf, isOwnTable, repeated, type Finding, type LintContext } from './context';

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

/** No name of the Web API is taken twice. */
export const lintWebApiNames = (context: LintContext): Finding[] => [
  ...lintEntitySets(context),
  ...lintNavigation(context),
];
