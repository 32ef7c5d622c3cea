/**
 * Room sandbox/dataverse, Web API. What lies behind a row: single columns, related rows, and the links between rows
 * (`$ref`).
 */
import type { Guid } from '../contracts';
import { badPayload, badQuery, methodNotAllowed, noSuchSegment, rowDoesNotExist } from '../errors';
import type { RowReference } from '../contracts';
import type { Column, Relationship, Table } from '../model';
import { parseRequestOptions } from '../query/odata/parseOptions';
import { isLookup, isPolymorphic } from '../storage/columnStorage';
import type { ApiResponse, Exchange } from './exchange';
import { json, noContent } from './exchange';
import type { PathSegment } from './path';
import { requireRowId, resolveReference } from './path';
import { parseBody } from './payload';
import type { CollectionOf } from './readRows';
import { getCount, getRow, getRows } from './readRows';
import { propertyOf, toWireValue } from './serializeRows';
import { rowUrl } from './writeRows';

/** The column behind a property segment. */
export function findPropertyColumn({ dataverse }: Exchange, table: Table, name: string): Column | undefined {
  const lookup = /^_(.+)_value$/.exec(name)?.[1];
  const column = dataverse.metadata.column(table.logicalName, lookup ?? name);
  return column && isLookup(column) === (lookup !== undefined) && column.type !== 'PartyList' ? column : undefined;
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
  const [next, further] = rest;
  if (further || (next && next.name !== '$value')) throw noSuchSegment((further ?? next)?.name ?? '');
  const value = toWireValue(column, row.values[column.logicalName] ?? null);
  if (request.method === 'GET') {
    if (value === null) return noContent();
    if (next) return { status: 200, headers: { 'content-type': 'text/plain; charset=utf-8' }, body: String(value) };
    const context = `${request.serviceRoot}$metadata#${table.entitySetName}(${id})/${propertyOf(column)}`;
    return json(200, { '@odata.context': context, value });
  }
  if (next || (request.method !== 'PUT' && request.method !== 'DELETE'))
    throw methodNotAllowed(request.method, 'a property');
  if (!column.validForUpdate || isLookup(column))
    throw badPayload(table.logicalName, `The property '${column.logicalName}' cannot be written.`);
  const given = request.method === 'PUT' ? parseBody(request.body, table.logicalName).value : null;
  if (given === undefined) throw badPayload(table.logicalName, "The body needs the property 'value'.");
  dataverse.rows.update(
    table.logicalName,
    id,
    { [column.logicalName]: given as string | number | boolean | null },
    context,
  );
  return noContent();
}

export interface Navigation {
  readonly kind: 'single' | 'collection';
  readonly relationships: readonly Relationship[];
}

export function findNavigation({ dataverse }: Exchange, table: Table, name: string): Navigation | undefined {
  const single = dataverse.metadata.manyToOne(table.logicalName).filter((one) => one.navigationProperty === name);
  if (single.length > 0) return { kind: 'single', relationships: single };
  const collection = dataverse.metadata
    .oneToMany(table.logicalName)
    .filter((one) => one.collectionNavigationProperty === name);
  return collection.length > 0 ? { kind: 'collection', relationships: collection } : undefined;
}

/** Where a single-valued navigation property of the row leads; `undefined` when it is empty. */
function targetOf(exchange: Exchange, table: Table, id: Guid, { relationships }: Navigation): RowReference | undefined {
  const row = exchange.dataverse.store.find(table.logicalName, id);
  if (!row) throw rowDoesNotExist(table.logicalName, id);
  const reference = row.values[relationships[0]?.referencingColumn ?? ''] as RowReference | null | undefined;
  return reference && relationships.some((one) => one.referencedTable === reference.table) ? reference : undefined;
}

function collectionOf(
  { dataverse }: Exchange,
  table: Table,
  id: Guid,
  { relationships }: Navigation,
): { table: Table; within: CollectionOf } {
  const [relationship] = relationships;
  const child = relationship && dataverse.metadata.table(relationship.referencingTable);
  const column =
    relationship && dataverse.metadata.column(relationship.referencingTable, relationship.referencingColumn);
  if (!child || !column) throw noSuchSegment(relationship?.collectionNavigationProperty ?? '');
  if (!dataverse.store.exists(table.logicalName, id)) throw rowDoesNotExist(table.logicalName, id);
  const only = isPolymorphic(column) ? undefined : column.targets?.[0];
  return { table: child, within: { column, target: { table: only ?? table.logicalName, id } } };
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
  if (segment.key !== undefined) return follow(child, requireRowId(dataverse, child, segment.key), rest);
  if (request.method !== 'GET') throw methodNotAllowed(request.method, 'a collection');
  if (next?.name === '$count') return getCount(exchange, child, within);
  if (next) throw noSuchSegment(next.name);
  return getRows(exchange, child, within);
}

/** The row that a `$ref` request names in its body. */
function referenceInBody(exchange: Exchange): RowReference {
  const reference = parseBody(exchange.request.body)['@odata.id'];
  if (typeof reference !== 'string') throw badPayload(undefined, "The body needs the property '@odata.id'.");
  return resolveReference(exchange.dataverse, reference, exchange.request.contentIds);
}

function referenceRequest(
  exchange: Exchange,
  table: Table,
  id: Guid,
  segment: PathSegment,
  navigation: Navigation,
): ApiResponse {
  const { request, dataverse, context } = exchange;
  return navigation.kind === 'single' ? single() : collection();

  function single(): ApiResponse {
    const target = targetOf(exchange, table, id, navigation);
    const lookup = navigation.relationships[0]?.referencingColumn ?? '';
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
        dataverse.rows.update(table.logicalName, id, { [lookup]: reference }, context);
        return noContent();
      }
      case 'DELETE':
        dataverse.rows.update(table.logicalName, id, { [lookup]: null }, context);
        return noContent();
      default:
        throw methodNotAllowed(request.method, '$ref');
    }
  }

  function collection(): ApiResponse {
    const { table: child, within } = collectionOf(exchange, table, id, navigation);
    const lookup = within.column.logicalName;
    const link = (reference: RowReference, value: RowReference | null): ApiResponse => {
      if (reference.table !== child.logicalName) {
        throw badPayload(
          table.logicalName,
          `The collection '${segment.name}' holds rows of ${child.logicalName}, not of ${reference.table}.`,
        );
      }
      dataverse.rows.update(child.logicalName, reference.id, { [lookup]: value }, context);
      return noContent();
    };
    switch (request.method) {
      case 'GET': {
        const ids = dataverse.store.referencing(child.logicalName, lookup, within.target);
        const value = ids.map((childId) => ({ '@odata.id': rowUrl(exchange, child, childId) }));
        return json(200, { '@odata.context': `${request.serviceRoot}$metadata#Collection($ref)`, value });
      }
      case 'POST':
        return link(referenceInBody(exchange), within.target);
      case 'DELETE': {
        const named = parseRequestOptions(request.queryString).others.get('$id');
        if (segment.key !== undefined)
          return link({ table: child.logicalName, id: requireRowId(dataverse, child, segment.key) }, null);
        if (named === undefined)
          throw badQuery('Name the row to remove: in parentheses behind the navigation property, or with $id.');
        return link(resolveReference(dataverse, named, request.contentIds), null);
      }
      default:
        throw methodNotAllowed(request.method, '$ref');
    }
  }
}
