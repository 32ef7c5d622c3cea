/**
 * Room solution. Lint rules: every lookup has its relationship and the reverse, and the list of names is complete.
 */
import { attribute, childText } from '../xml';
import { columnElements, isOwnTable, repeated, type Finding, type LintContext } from './context';

/** Lookups whose relationship the platform makes by itself; exports leave them out. */
const MADE_BY_PLATFORM = new Set(['createdonbehalfby', 'modifiedonbehalfby']);

/**
 * What exports hold; a parental relationship has `NoCascade` there as well. `Cascade` was found in no export (inferred: the
 * platform takes only these).
 */
const ARCHIVE_CASCADES = new Set(['NoCascade', 'RemoveLink', 'Restrict']);

const key = (table: string, column: string): string => `${table} ${column}`.toLowerCase();

/** Lookups and relationships belong together. */
export function lintRelationships({ source }: LintContext): Finding[] {
  const tables = source.tables.filter(isOwnTable);
  const lookups = new Map(
    tables.flatMap((table) =>
      columnElements(table)
        .filter((column) => ['lookup', 'owner'].includes(childText(column, 'Type')))
        .map((column) => childText(column, 'LogicalName'))
        .filter((column) => !MADE_BY_PLATFORM.has(column))
        .map((column) => [key(table.schemaName, column), table.entity.path] as const),
    ),
  );
  const relationships = source.relationships.map(({ relationship, path }) => ({
    path,
    name: attribute(relationship, 'Name') ?? '',
    lookup: key(childText(relationship, 'ReferencingEntityName'), childText(relationship, 'ReferencingAttributeName')),
    referenced: childText(relationship, 'ReferencedEntityName'),
    referencing: childText(relationship, 'ReferencingEntityName'),
    archive: childText(relationship, 'CascadeArchive'),
  }));
  const written = new Set(relationships.map((item) => item.lookup));
  const names = relationships.map((item) => item.name);
  const listed = new Set(source.relationshipNames);
  const list = 'Other/Relationships.xml';
  return [
    ...[...lookups]
      .filter(([lookup]) => !written.has(lookup))
      .map(([lookup, file]) => ({
        code: 'relationship-missing',
        file,
        message: `The lookup "${lookup}" has no relationship. Add it to Other/Relationships.`,
      })),
    ...relationships
      .filter((item) => !lookups.has(item.lookup))
      .map((item) => ({
        code: 'relationship-without-lookup',
        file: item.path,
        message: `Relationship ${item.name} needs the lookup "${item.lookup}", which no own table has.`,
      })),
    ...relationships
      .filter((item) => !ARCHIVE_CASCADES.has(item.archive))
      .map((item) => ({
        code: 'relationship-archive-cascade',
        file: item.path,
        message: `CascadeArchive of ${item.name} is "${item.archive}". Exports hold ${[...ARCHIVE_CASCADES].join(', ')}.`,
      })),
    ...relationships
      .filter((item) => item.path !== `Other/Relationships/${item.referenced}.xml`)
      .map((item) => ({
        code: 'relationship-in-wrong-file',
        file: item.path,
        message: `Relationship ${item.name} refers to ${item.referenced} and belongs in Other/Relationships/${item.referenced}.xml.`,
      })),
    ...names
      .filter((name) => !listed.has(name))
      .map((name) => ({
        code: 'relationship-unlisted',
        file: list,
        message: `Relationship ${name} is not listed. Add it.`,
      })),
    ...[...listed]
      .filter((name) => !names.includes(name))
      .map((name) => ({
        code: 'relationship-listed-only',
        file: list,
        message: `Relationship ${name} is listed but defined nowhere. Define it or remove the line.`,
      })),
    ...repeated(names).map((name) => ({
      code: 'relationship-twice',
      file: list,
      message: `Relationship ${name} is defined twice. Remove one.`,
    })),
  ];
}
