/**
 * Room outbound, recipients. Which columns have to be read to resolve a source's rows to recipients, as a query for the
 * Web API. Nested `$expand` of single-valued navigation properties: Microsoft Learn, "Join tables using OData".
 */
import { CURRENCY } from '../dataverse/names';
import type { PathStep, RecipientRoute, RecipientSource, RowSlug } from './recipientSources';

/** One `$expand`: a related row and the columns read of it, nested where the path goes on. */
export interface RecipientExpand {
  readonly navigationProperty: string;
  readonly table: string;
  readonly select: readonly string[];
  readonly expand: readonly RecipientExpand[];
}

/** What has to be read of a source's table: logical names of columns, each once. */
export interface RecipientQuery {
  readonly table: string;
  readonly select: readonly string[];
  readonly expand: readonly RecipientExpand[];
}

/** Says whether an organisation has a column. Asked only for columns that may be absent. */
export type ColumnExists = (table: string, column: string) => boolean;

interface QueryNode {
  readonly table: string;
  readonly select: Set<string>;
  readonly children: Map<string, QueryNode>;
}

/** Columns of a source that an organisation may lack; ask metadata for these before reading. */
export function optionalColumns(source: RecipientSource): { readonly table: string; readonly column: string }[] {
  const byKey = new Map<string, { table: string; column: string }>();
  for (const { table, localeColumn: column } of source.routes) {
    if (column !== undefined) byKey.set(`${table}.${column}`, { table, column });
  }
  return [...byKey.values()];
}

/** The query for a source. @param columnExists leaves absent optional columns out; without it all are asked for. */
export function toRecipientQuery(source: RecipientSource, columnExists: ColumnExists = () => true): RecipientQuery {
  const root: QueryNode = {
    table: source.table,
    select: new Set([source.idColumn, source.nameColumn]),
    children: new Map(),
  };
  for (const slug of source.rowSlugs) root.select.add(valueColumn(slug));
  if (source.rowSlugs.some(({ kind }) => kind === 'money')) {
    const currency = nodeAt(root, [{ navigationProperty: CURRENCY.navigationProperty, table: CURRENCY.table }]);
    for (const column of [CURRENCY.code, CURRENCY.precision]) currency.select.add(column);
  }
  for (const route of source.routes) {
    const node = nodeAt(root, route.path);
    for (const column of columnsOf(route, columnExists)) node.select.add(column);
  }
  const { table, select, expand } = toExpand('', root);
  return { table, select, expand };
}

/** The query as OData options: `$select=…&$expand=a($select=…;$expand=b($select=…))`. */
export function toODataOptions({ select, expand }: Pick<RecipientQuery, 'select' | 'expand'>): string {
  return optionTexts(select, expand).join('&');
}

const optionTexts = (select: readonly string[], expand: readonly RecipientExpand[]): string[] => [
  `$select=${select.join(',')}`,
  ...(expand.length === 0 ? [] : [`$expand=${expand.map(expandText).join(',')}`]),
];

const expandText = ({ navigationProperty, select, expand }: RecipientExpand): string =>
  `${navigationProperty}(${optionTexts(select, expand).join(';')})`;

/** The property of a row that holds a slug's value: a lookup's id stands under `_column_value`. */
export const valueColumn = ({ column, kind }: Pick<RowSlug, 'column' | 'kind'>): string =>
  kind === 'lookup' ? `_${column}_value` : column;

/** Do the rows have to be read with their formatted values (`Prefer: odata.include-annotations`)? */
export const needsFormattedValues = (source: RecipientSource): boolean =>
  source.rowSlugs.some(({ kind }) => kind === 'choice' || kind === 'lookup');

function nodeAt(root: QueryNode, path: readonly PathStep[]): QueryNode {
  let node = root;
  for (const { navigationProperty, table } of path) {
    const child = node.children.get(navigationProperty) ?? { table, select: new Set<string>(), children: new Map() };
    node.children.set(navigationProperty, child);
    node = child;
  }
  return node;
}

function columnsOf(route: RecipientRoute, columnExists: ColumnExists): string[] {
  const { names, localeColumn, countryColumn, timeZoneColumn } = route;
  return [
    route.idColumn,
    names.full,
    ...(names.first === undefined ? [] : [names.first]),
    ...(names.last === undefined ? [] : [names.last]),
    ...route.numberColumns,
    route.consentColumn,
    ...(localeColumn !== undefined && columnExists(route.table, localeColumn) ? [localeColumn] : []),
    ...(countryColumn === undefined ? [] : [countryColumn]),
    ...(timeZoneColumn === undefined ? [] : [timeZoneColumn]),
  ];
}

const toExpand = (navigationProperty: string, node: QueryNode): RecipientExpand => ({
  navigationProperty,
  table: node.table,
  select: [...node.select],
  expand: [...node.children].map(([child, childNode]) => toExpand(child, childNode)),
});
