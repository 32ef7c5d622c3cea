/**
 * Room sandbox/dataverse, Web API. What lies behind a row: single columns, related rows, and the links between rows
 * (`$ref`).
 */
import type { ColumnValue, Guid, StoredRow } from '../contracts';
import {
  badPayload,
  badQuery,
  cannotBeWritten,
  methodNotAllowed,
  noSuchSegment,
  notRelatedBy,
  rowDoesNotExist,
} from '../errors';
import type { RowReference } from '../contracts';
import type { ManyToManyPath } from '../metadata/manyToMany';
import { ACTIVITY_PARTY } from '../metadata/activityParty';
import { pathBy } from '../metadata/manyToMany';
import type { Column, Relationship, Table } from '../model';
import { parseRequestOptions } from '../query/odata/parseOptions';
import { isLookup, isPolymorphic } from '../storage/columnStorage';
import type { ApiResponse, Exchange } from './exchange';
import { json, noContent } from './exchange';
import { asksForBareValue, requireRowId, resolveReference, type PathSegment } from './path';
import { assertDateLiteral, parseBody } from './payload';
import type { CollectionOf } from './readRows';
import { getCount, getRow, getRows } from './readRows';
import { propertyOf, toWireValue } from './serializeRows';
import { assertLinkable, assertVersion, assertVersionOf, putParties, rowUrl } from './writeRows';

/** The column behind a property segment. */
export function findPropertyColumn({ dataverse }: Exchange, table: Table, name: string): Column | undefined {
  const lookup = /^_(.+)_value$/.exec(name)?.[1];
  const column = dataverse.metadata.column(table.logicalName, lookup ?? name);
  const isProperty = column?.validForRead && isLookup(column) === (lookup !== undefined) && column.type !== 'PartyList';
  return isProperty ? column : undefined;
}

/** GET, PUT and DELETE on `set(id)/column` and GET on `set(id)/column/$value`. */
export function propertyRequest(
  exchange: Exchange,
  table: Table,
  id: Guid,
  column: Column,
  rest: readonly PathSegment[],
): ApiResponse {
  const { dataverse, request, context } = exchange;
  const row = dataverse.store.find(table.logicalName, id);
  if (!row) throw rowDoesNotExist(table.logicalName, id);
  dataverse.security.requireReadable(context, { table: table.logicalName, id });
  const isBare = asksForBareValue(rest);
  const value = toWireValue(column, shownValue(exchange, table, row, column));
  if (request.method === 'GET') {
    if (value === null) return noContent();
    if (isBare) return { status: 200, headers: { 'content-type': 'text/plain; charset=utf-8' }, body: String(value) };
    const context = `${request.serviceRoot}$metadata#${table.entitySetName}(${id})/${propertyOf(column)}`;
    return json(200, { '@odata.context': context, value });
  }
  if (isBare || (request.method !== 'PUT' && request.method !== 'DELETE'))
    throw methodNotAllowed(request.method, 'a property');
  assertVersion(exchange, table, row);
  if (!column.validForUpdate || isLookup(column)) throw cannotBeWritten(column.logicalName, table.logicalName);
  const given = request.method === 'PUT' ? parseBody(request.body, table.logicalName).value : null;
  if (given === undefined) throw badPayload(table.logicalName, "The body needs the property 'value'.");
  assertDateLiteral(table, column, given);
  dataverse.rows.update(
    table.logicalName,
    id,
    { [column.logicalName]: given as string | number | boolean | null },
    context,
  );
  return noContent();
}

/** The value as the user reads it. */
function shownValue({ dataverse, source }: Exchange, table: Table, row: StoredRow, column: Column): ColumnValue {
  const language = column.isLocalizable ? source.language?.() : undefined;
  const [shown] = language === undefined ? [row] : dataverse.labels.inLanguage(table.logicalName, [row], language);
  return shown?.values[column.logicalName] ?? null;
}

export type Navigation =
  | { readonly kind: 'single' | 'collection'; readonly relationships: readonly Relationship[] }
  | { readonly kind: 'across'; readonly path: ManyToManyPath };

/** A navigation property by the lookups behind it. */
type LookupNavigation = Extract<Navigation, { relationships: unknown }>;

export function findNavigation({ dataverse }: Exchange, table: Table, name: string): Navigation | undefined {
  const single = dataverse.metadata.manyToOne(table.logicalName).filter((one) => one.navigationProperty === name);
  if (single.length > 0) return { kind: 'single', relationships: single };
  const collection = dataverse.metadata
    .oneToMany(table.logicalName)
    .filter((one) => one.collectionNavigationProperty === name);
  if (collection.length > 0) return { kind: 'collection', relationships: collection };
  const path = pathBy(table.logicalName, name, dataverse.metadata.manyToMany(table.logicalName));
  return path && { kind: 'across', path };
}

/** Where a single-valued navigation property of the row leads; `undefined` when it is empty. */
function targetOf(
  exchange: Exchange,
  table: Table,
  id: Guid,
  { relationships }: LookupNavigation,
): RowReference | undefined {
  const row = exchange.dataverse.store.find(table.logicalName, id);
  if (!row) throw rowDoesNotExist(table.logicalName, id);
  exchange.dataverse.security.requireReadable(exchange.context, { table: table.logicalName, id });
  const reference = row.values[relationships[0]?.referencingColumn ?? ''] as RowReference | null | undefined;
  return reference && relationships.some((one) => one.referencedTable === reference.table) ? reference : undefined;
}

function collectionOf(
  { dataverse, context }: Exchange,
  table: Table,
  id: Guid,
  navigation: Navigation,
): { table: Table; within: CollectionOf } {
  if (!dataverse.store.exists(table.logicalName, id)) throw rowDoesNotExist(table.logicalName, id);
  dataverse.security.requireReadable(context, { table: table.logicalName, id });
  if (navigation.kind === 'across') {
    const { near, far } = navigation.path;
    const farTable = dataverse.metadata.table(far.table);
    if (!farTable) throw noSuchSegment(near.navigationProperty);
    return { table: farTable, within: { kind: 'across', path: navigation.path, id } };
  }
  const [relationship] = navigation.relationships;
  const child = relationship && dataverse.metadata.table(relationship.referencingTable);
  const column =
    relationship && dataverse.metadata.column(relationship.referencingTable, relationship.referencingColumn);
  if (!child || !column) throw noSuchSegment(relationship?.collectionNavigationProperty ?? '');
  const only = isPolymorphic(column) ? undefined : column.targets?.[0];
  return { table: child, within: { kind: 'children', column, target: { table: only ?? table.logicalName, id } } };
}

/** Requests on `set(id)/navigation…`. `follow` goes on with a longer path from the related row. */
export function navigationRequest(
  exchange: Exchange,
  table: Table,
  id: Guid,
  segment: PathSegment,
  navigation: Navigation,
  rest: readonly PathSegment[],
  follow: (table: Table, id: Guid, rest: readonly PathSegment[]) => ApiResponse | Promise<ApiResponse>,
): ApiResponse | Promise<ApiResponse> {
  const { request, dataverse } = exchange;
  const [next] = rest;
  if (next?.name === '$ref') return referenceRequest(exchange, table, id, segment, navigation);
  if (navigation.kind === 'single') {
    const target = targetOf(exchange, table, id, navigation);
    const targetTable = target && dataverse.metadata.table(target.table);
    if (next) {
      if (!target || !targetTable) throw noSuchSegment(next.name);
      return follow(targetTable, target.id, rest);
    }
    if (request.method !== 'GET') throw methodNotAllowed(request.method, 'a navigation property');
    return target && targetTable ? getRow(exchange, targetTable, target.id) : noContent();
  }
  const { table: child, within } = collectionOf(exchange, table, id, navigation);
  if (segment.key !== undefined) {
    const childId = requireRowId(dataverse, child, segment.key);
    requireRelated(exchange, segment.name, within, { table: child.logicalName, id: childId });
    return follow(child, childId, rest);
  }
  if (request.method === 'PUT' && !next && child.logicalName === ACTIVITY_PARTY && navigation.kind === 'collection') {
    const [relationship] = navigation.relationships;
    if (relationship) return putParties(exchange, table, id, relationship);
  }
  if (request.method !== 'GET') throw methodNotAllowed(request.method, 'a collection');
  if (next?.name === '$count') return getCount(exchange, child, within);
  if (next) throw noSuchSegment(next.name);
  return getRows(exchange, child, within);
}

/** @throws {DataverseError} 404 when the row is not in the collection */
function requireRelated(
  { dataverse: { store, security }, context }: Exchange,
  navigation: string,
  within: CollectionOf,
  { table, id }: RowReference,
): void {
  const row = store.find(table, id);
  if (!row) throw rowDoesNotExist(table, id);
  if (within.kind === 'children') {
    const parent = row.values[within.column.logicalName] as RowReference | null | undefined;
    if (parent?.table === within.target.table && parent.id === within.target.id) return;
  } else {
    const { relationship, near, far } = within.path;
    const pair = { [near.column]: within.id, [far.column]: id };
    if (store.findWhere(relationship.intersectTable, pair).length > 0) return;
  }
  security.requireReadable(context, { table, id });
  throw notRelatedBy(navigation, table, id);
}

/** Ids of the rows in a collection, oldest first, or in the order in which they were related. */
function relatedIds({ dataverse: { store } }: Exchange, child: Table, within: CollectionOf): Guid[] {
  if (within.kind === 'children') return store.referencing(child.logicalName, within.column.logicalName, within.target);
  const { relationship, near, far } = within.path;
  const pairs = store.findWhere(relationship.intersectTable, { [near.column]: within.id });
  return pairs.map((pair) => String(pair.values[far.column]));
}

/** The row that a `$ref` request names in its body. */
function referenceInBody(exchange: Exchange): RowReference {
  const reference = parseBody(exchange.request.body)['@odata.id'];
  if (typeof reference !== 'string') throw badPayload(undefined, "The body needs the property '@odata.id'.");
  return resolveReference(exchange.dataverse, reference, exchange.request);
}

function referenceRequest(
  exchange: Exchange,
  table: Table,
  id: Guid,
  segment: PathSegment,
  navigation: Navigation,
): ApiResponse {
  const { request, dataverse, context } = exchange;
  return navigation.kind === 'single' ? single(navigation) : collection();

  function single(navigation: LookupNavigation): ApiResponse {
    const target = targetOf(exchange, table, id, navigation);
    const lookup = navigation.relationships[0]?.referencingColumn ?? '';
    const link = { referencingTable: table.logicalName, referencingColumn: lookup };
    if (request.method !== 'GET') assertLinkable(exchange, link, 'update');
    switch (request.method) {
      case 'GET': {
        const targetTable = target && dataverse.metadata.table(target.table);
        if (!target || !targetTable) return noContent();
        const root = request.serviceRoot;
        return json(200, {
          '@odata.context': `${root}$metadata#$ref`,
          '@odata.id': rowUrl(exchange, targetTable, target.id),
        });
      }
      case 'PUT':
      case 'POST': {
        const reference = referenceInBody(exchange);
        if (!navigation.relationships.some((one) => one.referencedTable === reference.table)) {
          throw badPayload(
            table.logicalName,
            `The navigation property '${segment.name}' does not lead to ${reference.table}.`,
          );
        }
        assertVersionOf(exchange, table, id);
        dataverse.rows.update(table.logicalName, id, { [lookup]: reference }, context);
        return noContent();
      }
      case 'DELETE':
        assertVersionOf(exchange, table, id);
        if (!target && dataverse.store.find(table.logicalName, id)?.values[lookup])
          throw notRelatedBy(segment.name, table.logicalName, id);
        dataverse.rows.update(table.logicalName, id, { [lookup]: null }, context);
        return noContent();
      default:
        throw methodNotAllowed(request.method, '$ref');
    }
  }

  function collection(): ApiResponse {
    const { table: child, within } = collectionOf(exchange, table, id, navigation);
    const link = (reference: RowReference, isLinked: boolean): ApiResponse => {
      // The row that the address begins with, as OData asks for one and the platform names none (inferred).
      assertVersionOf(exchange, table, id);
      if (reference.table !== child.logicalName) {
        throw badPayload(
          table.logicalName,
          `The collection '${segment.name}' holds rows of ${child.logicalName}, not of ${reference.table}.`,
        );
      }
      if (within.kind === 'children') {
        const link = { referencingTable: child.logicalName, referencingColumn: within.column.logicalName };
        assertLinkable(exchange, link, 'update');
        if (!isLinked) requireRelated(exchange, segment.name, within, reference);
        const value = isLinked ? within.target : null;
        dataverse.rows.update(child.logicalName, reference.id, { [within.column.logicalName]: value }, context);
        return noContent();
      }
      const change = isLinked ? dataverse.rows.associate : dataverse.rows.disassociate;
      change(within.path.relationship.schemaName, { table: table.logicalName, id }, reference, context);
      return noContent();
    };
    switch (request.method) {
      case 'GET': {
        const ids = relatedIds(exchange, child, within).filter((childId) =>
          dataverse.security.mayRead(context, { table: child.logicalName, id: childId }),
        );
        const value = ids.map((childId) => ({ '@odata.id': rowUrl(exchange, child, childId) }));
        return json(200, { '@odata.context': `${request.serviceRoot}$metadata#Collection($ref)`, value });
      }
      case 'POST':
      case 'PUT':
        return link(referenceInBody(exchange), true);
      case 'DELETE': {
        const named = parseRequestOptions(request.queryString).others.get('$id');
        if (segment.key !== undefined)
          return link({ table: child.logicalName, id: requireRowId(dataverse, child, segment.key) }, false);
        if (named === undefined)
          throw badQuery('Name the row to remove: in parentheses behind the navigation property, or with $id.');
        return link(resolveReference(dataverse, named, request), false);
      }
      default:
        throw methodNotAllowed(request.method, '$ref');
    }
  }
}
