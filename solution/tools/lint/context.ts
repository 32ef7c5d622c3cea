/**
 * Room solution. What every lint rule is given: the source, and lookups that several rules need.
 */
import type { SolutionSource, SourceFile, TableSource, WebResourceSource } from '../readSource';
import { attribute, child, children, childText, descendants, type Element } from '../xml';
import { platformColumns, type ColumnInfo } from './platformTables';

/** Something that would fail at import or at run time. */
export interface Finding {
  /** Stable kebab-case name of the rule. */
  readonly code: string;
  /** Path below the unpacked folder. */
  readonly file: string;
  /** What is wrong and how to mend it. */
  readonly message: string;
}

export type Rule = (context: LintContext) => Finding[];

export interface LintContext {
  readonly source: SolutionSource;
  /** Customization prefix with its underscore, such as `obm_`. */
  readonly prefix: string;
  /** The publisher's range starts here, such as 841200000, and holds ten thousand values. */
  readonly firstOptionValue: number;
  /** Languages that labels must have, as LCIDs. */
  readonly languages: readonly string[];
  /** `package.json`'s version; absent when versions are not to be compared. */
  readonly packageVersion: string | undefined;
  readonly webResources: ReadonlyMap<string, WebResourceSource>;
  /** Columns of a table by logical name: type and file, or undefined for a table nobody described. */
  columnsOf(table: string): ReadonlyMap<string, ColumnInfo> | undefined;
}

/** A table of ours: one whose metadata the solution carries. */
export function isOwnTable(table: TableSource): boolean {
  const entity = entityOf(table);
  return (
    entity !== undefined &&
    attribute(entity, 'unmodified') === undefined &&
    child(entity, 'EntitySetName') !== undefined
  );
}

/** `EntityInfo/entity`. */
export function entityOf(table: TableSource): Element | undefined {
  const info = child(table.entity.root, 'EntityInfo');
  return info && child(info, 'entity');
}

/** `UserOwned` or `OrgOwned`; empty when the table does not say. */
export function ownershipOf(table: TableSource): string {
  const entity = entityOf(table);
  return entity ? childText(entity, 'OwnershipTypeMask') : '';
}

/** `attribute` elements of a table. */
export function columnElements(table: TableSource): Element[] {
  const entity = entityOf(table);
  const attributes = entity && child(entity, 'attributes');
  return attributes ? children(attributes, 'attribute') : [];
}

function columnsOfSource(table: TableSource): Map<string, ColumnInfo> {
  const columns = new Map<string, ColumnInfo>();
  for (const element of columnElements(table)) {
    columns.set(childText(element, 'LogicalName'), { type: childText(element, 'Type') });
  }
  // The platform keeps it, exports leave it out.
  if (columns.size > 0) columns.set('versionnumber', { type: 'timestamp' });
  return columns;
}

/** Every XML file of the source, for rules that look at all of them. */
export function allFiles(source: SolutionSource): SourceFile[] {
  const perTable = source.tables.flatMap((table) => [
    table.entity,
    ...table.forms,
    ...table.views,
    ...table.charts,
    ...(table.ribbon ? [table.ribbon] : []),
  ]);
  const relationships = new Map(source.relationships.map((file) => [file.path, file]));
  return [
    source.manifest,
    source.customizations,
    ...perTable,
    ...relationships.values(),
    ...source.choices,
    ...source.roles,
    ...source.flows,
    ...source.webResources,
    ...source.controls,
    ...source.siteMaps,
    ...source.apps,
  ];
}

/** Prepares the lookups. */
export function toContext(source: SolutionSource, packageVersion: string | undefined): LintContext {
  const manifest = source.manifest.root;
  const text = (name: string): string => descendants(manifest, name)[0]?.textContent ?? '';
  const languages = child(source.customizations.root, 'Languages');
  const own = new Map(source.tables.filter(isOwnTable).map((table) => [table.logicalName, columnsOfSource(table)]));
  return {
    source,
    prefix: `${text('CustomizationPrefix')}_`,
    firstOptionValue: Number(text('CustomizationOptionValuePrefix')) * 10_000,
    languages: languages ? children(languages, 'Language').map((item) => item.textContent ?? '') : [],
    packageVersion,
    webResources: new Map(source.webResources.map((resource) => [resource.name, resource])),
    columnsOf: (table) => own.get(table) ?? platformColumns(table),
  };
}

/** Values that occur more than once, each once. */
export function repeated(values: readonly string[]): string[] {
  const seen = new Set<string>();
  return [...new Set(values.filter((value) => seen.has(value) || !seen.add(value)))];
}
