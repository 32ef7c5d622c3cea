/** Room sandbox/dataverse. A parsed `$apply` against a table: names become columns, conditions become those of the query. */
import { badQuery } from '../../errors';
import type { MetadataStore } from '../../metadata/metadataStore';
import { ownValue } from '../../ownValue';
import type { Aggregate, AggregateKind, AggregateQuery, Grouping } from '../aggregate/aggregateQuery';
import { AGGREGATE_ROW_LIMIT, assertAggregates, assertGroups } from '../aggregate/aggregateQuery';
import { allOf } from '../queryModel';
import type { FilterContext } from './bindFilter';
import { FilterBinder } from './bindFilter';
import { AliasCounter, Scope } from './bindScope';
import type { ApplyAggregate } from './parseApply';
import type { RequestOptions } from './parseOptions';

const METHODS: Readonly<Record<string, AggregateKind>> = {
  sum: 'sum',
  average: 'avg',
  min: 'min',
  max: 'max',
  countdistinct: 'countdistinct',
};

/** @throws {DataverseError} for names and combinations that the platform refuses */
export function bindApply(
  metadata: MetadataStore,
  table: string,
  options: RequestOptions,
  context: FilterContext,
): AggregateQuery {
  const { apply } = options;
  if (!apply) throw badQuery('There is no $apply.');
  for (const name of ['select', 'expand', 'count'] as const) {
    if (options[name] !== undefined) throw badQuery(`The query option '$${name}' cannot be combined with $apply.`);
  }
  const scope = new Scope(metadata, new AliasCounter(), table);
  const binder = new FilterBinder(context);
  const filters = [...apply.filters, ...(options.filter ? [options.filter] : [])];
  const where = allOf(filters.map((filter) => binder.bind(scope, filter)));
  const groupings = apply.groups.map(({ segments }): Grouping => {
    const owner = segments.slice(0, -1).reduce<Scope>((current, segment) => current.follow(segment), scope);
    const name = segments.at(-1) ?? '';
    const { reference, column } = owner.column(name);
    assertGroups(column);
    if (column.type === 'DateTime') throw badQuery(`groupby with the date '${name}' is not supported.`);
    // A column of another table is named after that table.
    return { alias: segments.length === 1 ? name : `${owner.table}_${name}`, reference, column, table: owner.table };
  });
  const aggregates = apply.aggregates.map((one) => toAggregate(metadata, scope, one));
  if (groupings.length + aggregates.length === 0) throw badQuery('$apply needs groupby or aggregate.');
  const aliases = [...groupings, ...aggregates].map(({ alias }) => alias);
  if (new Set(aliases).size < aliases.length) throw badQuery('$apply gives two results the same name.');
  const order = (options.orderby ?? []).map(({ segments, descending }) => {
    const alias = segments.join('/');
    // Ordering by what was computed is refused, as on the platform.
    if (!groupings.some((grouping) => grouping.alias === alias))
      throw badQuery('The query node SingleValueOpenPropertyAccess is not supported.');
    return { alias, descending };
  });
  return {
    query: { table, alias: scope.alias, columns: [], order: [], links: scope.links, ...(where ? { where } : {}) },
    groupings,
    aggregates,
    order,
    rowLimit: AGGREGATE_ROW_LIMIT,
    ...(options.top === undefined ? {} : { limit: options.top }),
  };
}

function toAggregate(metadata: MetadataStore, scope: Scope, { property, method, alias }: ApplyAggregate): Aggregate {
  const { reference, column } = scope.column(property ?? metadata.table(scope.table)?.primaryId ?? '');
  const kind = property === undefined ? 'count' : ownValue(METHODS, method);
  if (!kind) throw badQuery(`'${method}' is not an aggregate method; ${Object.keys(METHODS).join(', ')} are.`);
  assertAggregates(kind, column);
  return { kind, alias, reference, column, table: scope.table };
}
