/**
 * Room sandbox/dataverse. The options of an OData request against a table: the row query, what of each row is shown,
 * and the queries of the expanded navigation properties.
 */
import { badQuery, NotSupportedBySandboxError, unknownProperty } from '../../errors';
import type { ManyToManyPath } from '../../metadata/manyToMany';
import type { MetadataStore } from '../../metadata/metadataStore';
import type { Column, Relationship } from '../../model';
import { isLookup, isStored } from '../../storage/columnStorage';
import type { ColumnReference, Link, Order, RowQuery } from '../queryModel';
import { toOrder } from '../orders';
import type { FilterContext } from './bindFilter';
import { FilterBinder } from './bindFilter';
import { AliasCounter, Scope } from './bindScope';
import type { ExpandItem, NamedItem, ODataOptions } from './parseOptions';

/** How the expanded rows hang together with the row that is expanded. */
export type ExpandWay =
  | { readonly kind: 'single' | 'children'; readonly relationship: Relationship }
  /** `parent` is the column of the pairs that names the row that is expanded. */
  | { readonly kind: 'across'; readonly parent: ColumnReference };

export interface BoundExpand {
  readonly navigationProperty: string;
  readonly isReference: boolean;
  readonly way: ExpandWay;
  readonly bound: BoundOptions;
  /** The options of the expansion as a query string, for its link. */
  readonly queryString: string;
}

export interface BoundOptions {
  readonly query: RowQuery;
  /** Columns the answer shows, in order. The query may read more. */
  readonly shown: readonly Column[];
  /** As asked with `$select`; absent when everything is shown. */
  readonly selected?: readonly string[];
  readonly expands: readonly BoundExpand[];
}

/** The columns a read without `$select` shows. Pictures are shown to who asks for them. */
export const readableColumns = (metadata: MetadataStore, table: string): Column[] =>
  (metadata.table(table)?.columns ?? []).filter(
    (column) => column.validForRead && isStored(column) && column.type !== 'Image',
  );

function selectColumns(metadata: MetadataStore, scope: Scope, select: readonly NamedItem[]): Column[] {
  const chosen = new Map<string, Column>();
  const add = (column: Column): void => void chosen.set(column.logicalName, column);
  for (const { name } of select) {
    if (name === '*') readableColumns(metadata, scope.table).forEach(add);
    else {
      // The name of a single-valued navigation property selects the lookup behind it.
      const relationship = scope.manyToOne(name);
      add(scope.column(relationship ? `_${relationship.referencingColumn}_value` : name).column);
    }
  }
  if ([...chosen.values()].some((column) => column.type === 'Money')) {
    const currency = metadata.column(scope.table, 'transactioncurrencyid');
    if (currency) add(currency);
  }
  const primaryId = metadata.column(scope.table, metadata.table(scope.table)?.primaryId ?? '');
  if (primaryId) add(primaryId);
  return [...chosen.values()];
}

const isCut = ({ orderby, top }: ODataOptions): boolean => orderby !== undefined || top !== undefined;

const isCutAnywhere = (items: readonly ExpandItem[]): boolean =>
  items.some(({ options }) => isCut(options) || isCutAnywhere(options.expand ?? []));

/** Source of rule and text: Microsoft Learn, "Join tables using OData", on nested `$expand`. */
const onlySelectAndFilter = (): Error =>
  badQuery(
    'Only $select and $filter clause can be provided while doing $expand on many-to-one relationship or nested one-to-many relationship.',
  );

/** `$expand=nav/$ref` shows the lookup itself too. */
function selectedWith(select: readonly NamedItem[], expand: readonly ExpandItem[]): readonly NamedItem[] {
  const links = expand.filter(({ isReference }) => isReference);
  return [...select, ...links.map(({ navigationProperty: name, position }) => ({ name, position }))];
}

export function bindOptions(
  metadata: MetadataStore,
  table: string,
  options: ODataOptions,
  context: FilterContext,
  aliases = new AliasCounter(),
): BoundOptions {
  const scope = new Scope(metadata, aliases, table);
  const where = options.filter && new FilterBinder(context).bind(scope, options.filter);
  const orderLinks: Link[] = [];
  const order = (options.orderby ?? []).map((item): Order => {
    const owner = item.segments.slice(0, -1).reduce<Scope>((current, segment) => current.follow(segment), scope);
    const { reference, column } = owner.column(item.segments.at(-1) ?? '');
    const { order: one, links } = toOrder(metadata, owner.table, reference, column, item.descending, undefined, () =>
      aliases.next(),
    );
    orderLinks.push(...links);
    return one;
  });
  const items = options.expand ?? [];
  if (items.some((item) => item.options.expand) && isCutAnywhere(items)) throw onlySelectAndFilter();
  const inner: FilterContext = { ...context, aliases: undefined };
  const expands = items.map((item) => bindExpand(metadata, scope, item, inner, aliases));
  const selected = options.select && selectedWith(options.select, items);
  const shown = selected ? selectColumns(metadata, scope, selected) : readableColumns(metadata, table);
  const needed = new Set(shown.map((column) => column.logicalName));
  for (const { way } of expands) if (way.kind === 'single') needed.add(way.relationship.referencingColumn);
  return {
    query: {
      table,
      alias: scope.alias,
      columns: [...needed],
      order,
      links: [...scope.links, ...orderLinks],
      ...(where ? { where } : {}),
      ...(options.top === undefined ? {} : { limit: options.top }),
    },
    shown,
    ...(selected ? { selected: selected.map((item) => item.name) } : {}),
    expands,
  };
}

function bindExpand(
  metadata: MetadataStore,
  scope: Scope,
  item: ExpandItem,
  context: FilterContext,
  aliases: AliasCounter,
): BoundExpand {
  const single = scope.manyToOne(item.navigationProperty);
  const relationship = single ?? scope.oneToMany(item.navigationProperty);
  const across = relationship ? undefined : scope.manyToMany(item.navigationProperty);
  if (single && isCut(item.options)) throw onlySelectAndFilter();
  if (!single && (relationship ?? across) && item.isReference) {
    throw badQuery('Expand with $ref is only supported on lookup type navigation property.');
  }
  if (across) return expandAcross(metadata, item, across, context, aliases);
  if (!relationship) throw unknownProperty(item.navigationProperty, scope.table);
  // Owner is one navigation property to two tables; what it points at is known only per row.
  const sharing = metadata.manyToOne(scope.table).filter((one) => one.navigationProperty === item.navigationProperty);
  if (single && sharing.length > 1 && item.options.filter) {
    throw new NotSupportedBySandboxError(`$filter inside $expand of the polymorphic '${item.navigationProperty}'`);
  }
  const table = single ? relationship.referencedTable : relationship.referencingTable;
  const bound = bindOptions(metadata, table, item.options, context, aliases);
  const lookup = metadata.column(relationship.referencingTable, relationship.referencingColumn);
  if (!lookup || !isLookup(lookup)) throw unknownProperty(item.navigationProperty, scope.table);
  const query: RowQuery = single
    ? bound.query
    : { ...bound.query, columns: [...new Set([...bound.query.columns, relationship.referencingColumn])] };
  return {
    navigationProperty: item.navigationProperty,
    isReference: item.isReference,
    way: { kind: single ? 'single' : 'children', relationship },
    bound: { ...bound, query },
    queryString: item.queryString,
  };
}

/** Joins the pairs of a many-to-many relationship, so that each row says whose it is; a row comes once for each of them. */
function expandAcross(
  metadata: MetadataStore,
  item: ExpandItem,
  { relationship, near, far }: ManyToManyPath,
  context: FilterContext,
  aliases: AliasCounter,
): BoundExpand {
  const bound = bindOptions(metadata, far.table, item.options, context, aliases);
  const pairs: Link = {
    alias: aliases.next(),
    table: relationship.intersectTable,
    from: far.column,
    to: { source: bound.query.alias, column: metadata.table(far.table)?.primaryId ?? '' },
    kind: 'inner',
    columns: [near.column],
    links: [],
  };
  return {
    navigationProperty: item.navigationProperty,
    isReference: item.isReference,
    way: { kind: 'across', parent: { source: pairs.alias, column: near.column } },
    bound: { ...bound, query: { ...bound.query, links: [...bound.query.links, pairs] } },
    queryString: item.queryString,
  };
}
