/**
 * Room sandbox/dataverse, Web API. Create, update, upsert and delete, with preconditions, deep insert and
 * representation.
 */
import type { Guid, Row, RowReference, StoredRow } from '../contracts';
import type { ManyToManyPath } from '../metadata/manyToMany';
import {
  badPayload,
  cannotBeWritten,
  intersectIsReadOnly,
  noRowWithThatKey,
  rowDoesNotExist,
  rowExistsAlready,
  versionMismatch,
} from '../errors';
import type { Relationship, Table } from '../model';
import { parseRequestOptions } from '../query/odata/parseOptions';
import type { ApiResponse, Exchange } from './exchange';
import { json, noContent, toEtag } from './exchange';
import type { RowKey } from './path';
import { findRowId } from './path';
import type { CollectionWrite, JsonObject } from './payload';
import { isObject, parseBody, readPayload } from './payload';
import { appliedHeaders, readRow } from './readRows';

export const rowUrl = ({ request }: Exchange, table: Table, id: Guid): string =>
  `${request.serviceRoot}${table.entitySetName}(${id})`;

/**
 * Creates the row of a body with everything in it. Call inside a transaction.
 * @param given values that hold whatever the body says
 * @param otherwise values of what the body says nothing about
 */
export function createFromBody(
  exchange: Exchange,
  table: Table,
  body: JsonObject,
  given: Row = {},
  otherwise: Row = {},
): Guid {
  const { dataverse, context, request } = exchange;
  if (table.isIntersect) throw intersectIsReadOnly('Create', table.logicalName);
  const payload = readPayload(table, body, {
    dataverse,
    context,
    mode: 'create',
    createRow: (target, nested) => createFromBody(exchange, target, nested),
    base: request,
  });
  const id = dataverse.rows.create(table.logicalName, { ...otherwise, ...payload.values, ...given }, context);
  writeCollections(exchange, table, id, payload.collections);
  return id;
}

function writeCollections(exchange: Exchange, table: Table, id: Guid, collections: readonly CollectionWrite[]): void {
  const { dataverse, context } = exchange;
  for (const { way, create, associate } of collections) {
    if (way.kind === 'across') {
      relate(exchange, { table: table.logicalName, id }, way.path, create, associate);
      continue;
    }
    const { relationship } = way;
    if (create.length > 0) assertLinkable(exchange, relationship, 'create');
    if (associate.length > 0) assertLinkable(exchange, relationship, 'update');
    const link = { [relationship.referencingColumn]: referenceTo(exchange, relationship, table, id) };
    const child = dataverse.metadata.table(relationship.referencingTable);
    if (!child) throw badPayload(table.logicalName, `The table ${relationship.referencingTable} is not known.`);
    for (const body of create) createFromBody(exchange, child, body, link);
    for (const reference of associate) dataverse.rows.update(reference.table, reference.id, link, context);
  }
}

/** @throws {DataverseError} when the lookup behind a link is one that callers only read, such as who created a row */
export function assertLinkable(
  { dataverse: { metadata } }: Exchange,
  { referencingTable, referencingColumn }: Pick<Relationship, 'referencingTable' | 'referencingColumn'>,
  mode: 'create' | 'update',
): void {
  const column = metadata.column(referencingTable, referencingColumn);
  if (!(mode === 'create' ? column?.validForCreate : column?.validForUpdate))
    throw cannotBeWritten(referencingColumn, referencingTable);
}

/**
 * PUT `set(id)/…_activity_parties`: these parties of the activity, instead of those it had (inferred).
 * Source: Microsoft Learn, "Associate and disassociate table rows using the Web API", "… using collection-valued navigation property".
 */
export function putParties(exchange: Exchange, table: Table, id: Guid, relationship: Relationship): ApiResponse {
  const { dataverse, context, request } = exchange;
  const { referencingTable, referencingColumn } = relationship;
  const { value: parties } = parseBody(request.body, table.logicalName);
  if (!Array.isArray(parties) || !parties.every(isObject))
    throw badPayload(table.logicalName, "The body needs the property 'value' with a list of parties.");
  return dataverse.rows.transaction(() => {
    dataverse.rows.update(table.logicalName, id, {}, context);
    for (const { id: partyId } of dataverse.store.findWhere(referencingTable, { [referencingColumn]: id }))
      dataverse.rows.delete(referencingTable, partyId, context);
    writeCollections(exchange, table, id, [
      { way: { kind: 'children', relationship }, create: parties, associate: [] },
    ]);
    return noContent();
  });
}

/** Relates a row to others, the new ones among them created first. */
function relate(
  exchange: Exchange,
  target: RowReference,
  { relationship, far }: ManyToManyPath,
  create: readonly JsonObject[],
  associate: readonly RowReference[],
): void {
  const { dataverse, context } = exchange;
  const child = dataverse.metadata.table(far.table);
  if (!child) throw badPayload(target.table, `The table ${far.table} is not known.`);
  const created = create.map((body) => ({ table: far.table, id: createFromBody(exchange, child, body) }));
  for (const related of [...created, ...associate])
    dataverse.rows.associate(relationship.schemaName, target, related, context);
}

/** Parties hang on the common row of an activity, whatever collection they are written through. */
const referenceTo = ({ dataverse }: Exchange, relationship: Relationship, table: Table, id: Guid) => {
  const targets = dataverse.metadata.column(relationship.referencingTable, relationship.referencingColumn)?.targets;
  const only = targets?.length === 1 ? targets[0] : undefined;
  return { table: only ?? table.logicalName, id };
};

function representation(exchange: Exchange, table: Table, id: Guid, status: 200 | 201): ApiResponse {
  const { wire } = readRow(exchange, table, id, parseRequestOptions(exchange.request.queryString));
  return json(status, wire, {
    ...appliedHeaders(exchange, ['odata.maxpagesize']),
    'odata-entityid': rowUrl(exchange, table, id),
    ...(status === 201 ? { location: rowUrl(exchange, table, id) } : {}),
  });
}

function written(exchange: Exchange, table: Table, id: Guid, isNew: boolean): ApiResponse {
  if (exchange.preferences.returnsRepresentation) return representation(exchange, table, id, isNew ? 201 : 200);
  const url = rowUrl(exchange, table, id);
  return noContent({ 'odata-entityid': url, ...(isNew ? { location: url } : {}) });
}

/** POST `set`. */
export function postRow(exchange: Exchange, table: Table): ApiResponse {
  const body = parseBody(exchange.request.body, table.logicalName);
  const { rows } = exchange.dataverse;
  return rows.transaction(() => written(exchange, table, createFromBody(exchange, table, body), true));
}

/**
 * A version that does not match says that the row is there: only to those who may read it.
 * @throws {DataverseError} 412 when the row's version is not the one that If-Match names
 */
export function assertVersion({ request, dataverse, context }: Exchange, table: Table, row: StoredRow): void {
  const expected = request.headers['if-match'];
  if (!expected || expected === '*' || expected === toEtag(row.versionNumber)) return;
  dataverse.security.requireReadable(context, { table: table.logicalName, id: row.id });
  throw versionMismatch();
}

/** The same, about a row that was not read yet. @throws {DataverseError} 404 when it is not there either */
export function assertVersionOf(exchange: Exchange, table: Table, id: Guid): void {
  if (!exchange.request.headers['if-match']) return;
  const row = exchange.dataverse.store.find(table.logicalName, id);
  if (!row) throw rowDoesNotExist(table.logicalName, id);
  assertVersion(exchange, table, row);
}

/** PATCH `set(key)`: changes the row, or creates it when it is missing and no precondition says otherwise. */
export function patchRow(exchange: Exchange, table: Table, key: RowKey): ApiResponse {
  const { dataverse, request } = exchange;
  const body = parseBody(request.body, table.logicalName);
  return dataverse.rows.transaction(() => {
    const id = findRowId(dataverse, table, key);
    const row = id === undefined ? undefined : dataverse.store.find(table.logicalName, id);
    if (!row) {
      if (request.headers['if-match'])
        throw key.kind === 'id' ? rowDoesNotExist(table.logicalName, key.id) : noRowWithThatKey(table.logicalName);
      return written(exchange, table, createFromKey(exchange, table, body, key), true);
    }
    if (request.headers['if-none-match'] === '*') throw rowExistsAlready();
    assertVersion(exchange, table, row);
    // With If-Match it is an update, which the documentation of upserts says nothing about.
    updateFromBody(exchange, table, row.id, body, request.headers['if-match'] ? undefined : key);
    return written(exchange, table, row.id, false);
  });
}

/**
 * Changes a row by a body. Call inside a transaction.
 * @param upsertKey what an upsert has found the row by: its values stay, whatever the body says. Source: Microsoft Learn, "Use Upsert
 * to Create or Update a record", guidance for composing requests.
 */
export function updateFromBody(exchange: Exchange, table: Table, id: Guid, body: JsonObject, upsertKey?: RowKey): void {
  const { dataverse, request, context } = exchange;
  if (table.isIntersect) throw intersectIsReadOnly('Update', table.logicalName);
  const payload = readPayload(table, body, {
    dataverse,
    context,
    mode: 'update',
    createRow: (target, nested) => createFromBody(exchange, target, nested),
    base: request,
  });
  const kept = upsertKey?.kind === 'alternate' ? [...upsertKey.values.keys()].map((column) => column.logicalName) : [];
  const values = Object.fromEntries(Object.entries(payload.values).filter(([name]) => !kept.includes(name)));
  dataverse.rows.update(table.logicalName, id, values, context);
  writeCollections(exchange, table, id, payload.collections);
}

/** Creates the row that an upsert has not found. Values of an alternate key hold where the body has none; source: as above. */
export function createFromKey(exchange: Exchange, table: Table, body: JsonObject, key: RowKey): Guid {
  if (key.kind === 'id') return createFromBody(exchange, table, body, { [table.primaryId]: key.id });
  const values = Object.fromEntries([...key.values].map(([column, value]) => [column.logicalName, value]));
  return createFromBody(exchange, table, body, {}, values);
}

/** DELETE `set(id)`. */
export function deleteRow(exchange: Exchange, table: Table, id: Guid): ApiResponse {
  const { dataverse, context } = exchange;
  if (table.isIntersect) throw intersectIsReadOnly('Delete', table.logicalName);
  return dataverse.rows.transaction(() => {
    const row = dataverse.store.find(table.logicalName, id);
    if (!row) throw rowDoesNotExist(table.logicalName, id);
    assertVersion(exchange, table, row);
    dataverse.rows.delete(table.logicalName, id, context);
    return noContent();
  });
}
