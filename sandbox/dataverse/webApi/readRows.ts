/**
 * Room sandbox/dataverse, Web API. Reading: one row, the rows of a set or of a collection, and FetchXML; with paging,
 * counts and etags.
 */
import type { Guid, RowReference } from '../contracts';
import { badQuery, missingArgument, NotSupportedBySandboxError, rowDoesNotExist } from '../errors';
import type { ManyToManyPath } from '../metadata/manyToMany';
import type { Column, Table } from '../model';
import type { FetchQuery } from '../query/fetchXml/parseFetchXml';
import { parseFetchXml } from '../query/fetchXml/parseFetchXml';
import { runFetchPage } from '../query/fetchXml/runFetchXml';
import { bindApply } from '../query/odata/bindApply';
import type { BoundOptions } from '../query/odata/bindOptions';
import { bindOptions } from '../query/odata/bindOptions';
import type { ODataOptions, RequestOptions } from '../query/odata/parseOptions';
import { parseRequestOptions } from '../query/odata/parseOptions';
import type { Condition, Hierarchy, RowQuery } from '../query/queryModel';
import { allOf, MAX_COUNT, MAX_PAGE_SIZE } from '../query/queryModel';
import { countRows, runQuery, runQueryForRow } from '../query/runQuery';
import { isLookup, isPolymorphic } from '../storage/columnStorage';
import { quoteName } from '../storage/database';
import { aggregateRows } from './aggregateRows';
import type { ApiResponse, Exchange } from './exchange';
import { json, toEtag } from './exchange';
import { ANNOTATIONS, wantsAnnotation } from './prefer';
import type { WireRow } from './serializeRows';
import { contextColumns, RowSerializer } from './serializeRows';

/** The rows behind a collection-valued navigation property of a row: those whose lookup points at it, or that are related to it. */
export type CollectionOf =
  | { readonly kind: 'children'; readonly column: Column; readonly target: RowReference }
  | { readonly kind: 'across'; readonly path: ManyToManyPath; readonly id: Guid };

export const appliedHeaders = ({ preferences }: Exchange, without: readonly string[] = []): Record<string, string> => {
  const applied = preferences.applied.filter((entry) => !without.some((prefix) => entry.startsWith(prefix)));
  return applied.length === 0 ? {} : { 'preference-applied': applied.join(',') };
};

/** Options without conditions, bound: neither the user nor the time is in them, so they hold as long as the metadata do. */
const unconditional = new WeakMap<RequestOptions, { table: Table; metadataVersion: number; bound: BoundOptions }>();

const hasConditions = (options: ODataOptions): boolean =>
  options.filter !== undefined || (options.expand ?? []).some((item) => hasConditions(item.options));

function bind({ dataverse, context }: Exchange, table: Table, options: RequestOptions): BoundOptions {
  const { metadata } = dataverse;
  const kept = unconditional.get(options);
  if (kept?.table === table && kept.metadataVersion === metadata.version) return kept.bound;
  const filterContext = { ...dataverse.operatorContext(context), aliases: options.aliases };
  const bound = bindOptions(metadata, table.logicalName, options, filterContext);
  if (!hasConditions(options)) unconditional.set(options, { table, metadataVersion: metadata.version, bound });
  return bound;
}

/** The row on the wire. @throws {DataverseError} 0x80040217 when there is none */
export function readRow(
  exchange: Exchange,
  table: Table,
  id: Guid,
  options: RequestOptions,
): { wire: WireRow; bound: BoundOptions } {
  const bound = bind(exchange, table, options);
  const row = runQueryForRow(exchange.source, bound.query, table.primaryId, id);
  if (!row) {
    exchange.dataverse.security.requireReadable(exchange.context, { table: table.logicalName, id });
    throw rowDoesNotExist(table.logicalName, id);
  }
  const [wire] = new RowSerializer(exchange).serialize(bound, [row], false);
  const root = exchange.request.serviceRoot;
  return {
    wire: { '@odata.context': `${root}$metadata#${table.entitySetName}${contextColumns(bound)}/$entity`, ...wire },
    bound,
  };
}

/** GET `set(id)`. */
export function getRow(exchange: Exchange, table: Table, id: Guid): ApiResponse {
  const { request, dataverse, preferences } = exchange;
  const options = parseRequestOptions(request.queryString);
  const ifNoneMatch = request.headers['if-none-match'];
  if (ifNoneMatch && ifNoneMatch !== 'null' && !options.expand && preferences.annotations.length === 0) {
    dataverse.security.requireReadable(exchange.context, { table: table.logicalName, id });
    const version = dataverse.store.find(table.logicalName, id)?.versionNumber;
    if (version !== undefined && (ifNoneMatch === '*' || ifNoneMatch === toEtag(version)))
      return { status: 304, headers: {} };
  }
  const { wire } = readRow(exchange, table, id, options);
  return json(200, wire, {
    ...appliedHeaders(exchange, ['return=', 'odata.maxpagesize']),
    etag: String(wire['@odata.etag']),
  });
}

const PLACE = /pagenumber="(\d{1,9})" pagingcookie="rows(\d{1,15})"/;

/** Where a page begins: its number, and how many rows lie before it, whatever page sizes were asked for on the way. */
interface Place {
  readonly page: number;
  readonly before: number;
}

function placeOf(skipToken: string | undefined): Place {
  if (skipToken === undefined) return { page: 1, before: 0 };
  const [, page, before] = (PLACE.exec(skipToken) ?? []).map(Number);
  if (page === undefined || before === undefined || page < 2)
    throw badQuery(`The $skiptoken '${skipToken}' is not one of this service.`);
  return { page, before };
}

/** The same request for another page. */
function nextLink({ request }: Exchange, { page, before }: Place): string {
  const token = encodeURIComponent(`<cookie pagenumber="${page}" pagingcookie="rows${before}" istracking="False" />`);
  const others = request.queryString.split('&').filter((pair) => pair !== '' && !/^(\$|%24)skiptoken=/i.test(pair));
  return `${request.serviceRoot}${request.path}?${[...others, `$skiptoken=${token}`].join('&')}`;
}

/** GET `set` or `set(id)/collection`. */
export function getRows(exchange: Exchange, table: Table, within?: CollectionOf): ApiResponse {
  const options = parseRequestOptions(exchange.request.queryString);
  if (exchange.preferences.tracksChanges) throw new NotSupportedBySandboxError("the preference 'odata.track-changes'");
  const fetchXml = options.fetchXml ?? savedFetchXml(exchange, options);
  if (fetchXml !== undefined) {
    if (within) throw new NotSupportedBySandboxError('FetchXML on a navigation property');
    return getFetched(exchange, table, fetchXml, options);
  }
  if (options.apply) return getApplied(exchange, table, options, within);
  const { preferences, request } = exchange;
  const bound = bind(exchange, table, options);
  const query = { ...bound.query, where: allOf([withinCondition(exchange, bound.query, within), bound.query.where]) };
  const pageSize = preferences.maxPageSize ?? MAX_PAGE_SIZE;
  const { page, before: skip } = placeOf(options.skipToken);
  // Source: Microsoft Learn, "Page results using OData": with a preferred page size $top is ignored.
  const top = preferences.maxPageSize === undefined ? options.top : undefined;
  const wanted = top === undefined ? Infinity : Math.max(top - skip, 0);
  const rows = runQuery(exchange.source, { ...query, limit: Math.min(pageSize + 1, wanted), skip });
  const hasMore = rows.length > pageSize;
  const shown = rows.slice(0, pageSize);
  const counted = options.count ? countRows(exchange.source, withoutLimit(query), MAX_COUNT) : undefined;
  const answer: WireRow = {
    '@odata.context': `${request.serviceRoot}$metadata#${table.entitySetName}${contextColumns(bound)}`,
  };
  annotateCollection(exchange, answer, counted);
  if (counted !== undefined) answer['@odata.count'] = Math.min(counted, MAX_COUNT);
  answer.value = new RowSerializer(exchange).serialize(bound, shown, true);
  if (hasMore) answer['@odata.nextLink'] = nextLink(exchange, { page: page + 1, before: skip + pageSize });
  return json(200, answer, appliedHeaders(exchange, ['return=']));
}

/** GET `set?$apply=…`. */
function getApplied(
  exchange: Exchange,
  table: Table,
  options: RequestOptions,
  within: CollectionOf | undefined,
): ApiResponse {
  const { dataverse, context, request } = exchange;
  const filterContext = { ...dataverse.operatorContext(context), aliases: options.aliases };
  const aggregate = bindApply(dataverse.metadata, table.logicalName, options, filterContext);
  const where = allOf([withinCondition(exchange, aggregate.query, within), aggregate.query.where]);
  const value = aggregateRows(exchange, { ...aggregate, query: { ...aggregate.query, where } });
  return json(
    200,
    { '@odata.context': `${request.serviceRoot}$metadata#${table.entitySetName}`, value },
    appliedHeaders(exchange, ['return=', 'odata.maxpagesize']),
  );
}

/** One page of an aggregating FetchXML query. */
function getAggregated(exchange: Exchange, table: Table, fetch: FetchQuery): ApiResponse {
  const { aggregate, pageSize, page, query, top } = fetch;
  if (!aggregate) throw new TypeError('The query aggregates nothing.');
  const limit = top ?? pageSize + 1;
  const skip = top === undefined ? (page - 1) * pageSize : 0;
  const rows = aggregateRows(exchange, { ...aggregate, query, limit, skip });
  const hasMore = top === undefined && rows.length > pageSize;
  const answer: WireRow = { '@odata.context': `${exchange.request.serviceRoot}$metadata#${table.entitySetName}` };
  annotateCollection(exchange, answer, undefined);
  if (hasMore) annotatePage(exchange, answer, page);
  answer.value = top === undefined ? rows.slice(0, pageSize) : rows;
  return json(200, answer, appliedHeaders(exchange, ['return=']));
}

/** GET `set/$count`: plain text that begins with a byte order mark, as the platform's does. */
export function getCount(exchange: Exchange, table: Table, within?: CollectionOf): ApiResponse {
  const options = parseRequestOptions(exchange.request.queryString);
  const { query } = bind(exchange, table, options);
  const where = allOf([withinCondition(exchange, query, within), query.where]);
  const count = countRows(exchange.source, { ...withoutLimit(query), where }, MAX_COUNT);
  return { status: 200, headers: { 'content-type': 'text/plain' }, body: `\ufeff${Math.min(count, MAX_COUNT)}` };
}

/** `$top` neither narrows a count nor the read of a single row. */
const withoutLimit = (query: RowQuery): RowQuery => ({ ...query, limit: undefined });

function withinCondition(
  { dataverse }: Exchange,
  query: RowQuery,
  within: CollectionOf | undefined,
): Condition | undefined {
  if (!within) return undefined;
  if (within.kind === 'across') {
    const { relationship, near, far } = within.path;
    const pairs = 'pairs';
    return {
      kind: 'exists',
      link: {
        alias: pairs,
        table: relationship.intersectTable,
        from: far.column,
        to: { source: query.alias, column: dataverse.metadata.table(query.table)?.primaryId ?? '' },
        kind: 'inner',
        where: {
          kind: 'compare',
          column: { source: pairs, column: near.column },
          operator: 'eq',
          value: within.id,
        },
        columns: [],
        links: [],
      },
    };
  }
  const column = { source: query.alias, column: within.column.logicalName };
  const pointsAt: Condition = { kind: 'compare', column, operator: 'eq', value: within.target.id };
  if (!isPolymorphic(within.column)) return pointsAt;
  return { kind: 'and', conditions: [pointsAt, { kind: 'lookup-table', column, table: within.target.table }] };
}

/** Annotations of the whole answer. */
function annotateCollection({ preferences, dataverse }: Exchange, answer: WireRow, counted: number | undefined): void {
  const set = (name: string, value: unknown): void => {
    if (wantsAnnotation(preferences, name)) answer[`@${name}`] = value;
  };
  // -1 when nobody counted.
  set(ANNOTATIONS.totalRecordCount, counted === undefined ? -1 : Math.min(counted, MAX_COUNT));
  set(ANNOTATIONS.totalRecordCountLimitExceeded, counted !== undefined && counted > MAX_COUNT);
  set(ANNOTATIONS.globalMetadataVersion, String(dataverse.metadata.version));
}

/** The FetchXML of a view named by `savedQuery` or `userQuery`. */
function savedFetchXml({ dataverse, context }: Exchange, options: RequestOptions): string | undefined {
  const [table, id] =
    options.savedQuery !== undefined
      ? (['savedquery', options.savedQuery] as const)
      : options.userQuery !== undefined
        ? (['userquery', options.userQuery] as const)
        : ([undefined, ''] as const);
  if (table === undefined) return undefined;
  if (!dataverse.metadata.table(table))
    throw new NotSupportedBySandboxError(`${table === 'userquery' ? 'userQuery' : 'savedQuery'}`);
  const fetchXml = dataverse.rows.find(table, id)?.values.fetchxml;
  if (typeof fetchXml !== 'string') throw rowDoesNotExist(table, id);
  dataverse.security.requireReadable(context, { table, id });
  return fetchXml;
}

/** `page`, `count` and `paging-cookie` of the answer; the cookie's text is URL-encoded twice, as clients expect. */
function pagingCookie(page: number): string {
  const cookie = `<cookie page="${page}"></cookie>`;
  return `<cookie pagenumber="${page + 1}" pagingcookie="${encodeURIComponent(encodeURIComponent(cookie))}" istracking="False" />`;
}

/** What a FetchXML answer says when there are more pages. */
function annotatePage({ preferences }: Exchange, answer: WireRow, page: number): void {
  if (wantsAnnotation(preferences, ANNOTATIONS.moreRecords)) answer[`@${ANNOTATIONS.moreRecords}`] = true;
  if (wantsAnnotation(preferences, ANNOTATIONS.fetchXmlPagingCookie))
    answer[`@${ANNOTATIONS.fetchXmlPagingCookie}`] = pagingCookie(page);
}

/** How many rows hang directly below each row of a page, by tree; counted once for the whole page. */
function countChildren(
  { dataverse }: Exchange,
  rows: readonly { readonly id: Guid }[],
): (hierarchy: Hierarchy) => ReadonlyMap<string, number> {
  const known = new Map<Hierarchy, ReadonlyMap<string, number>>();
  return (hierarchy) => {
    const kept = known.get(hierarchy);
    if (kept) return kept;
    const [table, parent] = [hierarchy.table, hierarchy.parent].map(quoteName);
    const sql = `SELECT ${parent}, count(*) FROM ${table} WHERE ${parent} IN (SELECT value FROM json_each(?)) GROUP BY ${parent}`;
    const found = dataverse.database.all(sql, [JSON.stringify(rows.map(({ id }) => id))]);
    const counts = new Map(found.map(([id, count]) => [String(id), Number(count)]));
    known.set(hierarchy, counts);
    return counts;
  };
}

const BESIDE_FETCH_XML = ['select', 'filter', 'orderby', 'expand', 'top', 'apply'] as const;

/** FetchXML says all of this itself. */
function assertFetchXmlAlone(options: RequestOptions): void {
  const beside = BESIDE_FETCH_XML.find((name) => options[name] !== undefined);
  if (beside) throw new NotSupportedBySandboxError(`the query option '$${beside}' beside FetchXML`);
}

/**
 * FetchXML that limits nothing comes in pages of the size that the caller prefers. Saved FetchXML cannot be asked for another page:
 * its pages are behind links, as those of other queries are (both inferred).
 */
function withPages({ preferences }: Exchange, options: RequestOptions, fetch: FetchQuery): FetchQuery {
  const { maxPageSize } = preferences;
  const pageSize = fetch.limitsRows || maxPageSize === undefined ? fetch.pageSize : maxPageSize;
  if (!isSaved(options)) return { ...fetch, pageSize };
  const { page, before } = placeOf(options.skipToken);
  // A link goes on in pages of the size that it began with.
  return { ...fetch, page, pageSize: page === 1 ? pageSize : Math.max(Math.floor(before / (page - 1)), 1) };
}

const isSaved = (options: RequestOptions): boolean => options.fetchXml === undefined;

function getFetched(exchange: Exchange, table: Table, fetchXml: string, options: RequestOptions): ApiResponse {
  const { dataverse, context, request, preferences } = exchange;
  assertFetchXmlAlone(options);
  const fetch = withPages(
    exchange,
    options,
    parseFetchXml(dataverse.metadata, fetchXml, dataverse.operatorContext(context)),
  );
  if (fetch.query.table !== table.logicalName) {
    throw missingArgument(
      `The FetchXML asks for '${fetch.query.table}', but the request for '${table.entitySetName}'.`,
    );
  }
  if (fetch.aggregate) return getAggregated(exchange, table, fetch);
  const counting = fetch.returnsTotalCount || options.count === true;
  const page = runFetchPage(exchange.source, { ...fetch, returnsTotalCount: counting });
  const serializer = new RowSerializer(exchange);
  serializer.prepare(page.rows);
  serializer.prepare(page.rows.flatMap((row) => Object.values(row.linked).map((values) => ({ values }))));
  const primaryId = dataverse.metadata.column(table.logicalName, table.primaryId);
  const childCounts = countChildren(exchange, page.rows);
  const value = page.rows.map((row) => {
    const target: WireRow = {};
    if (!fetch.query.distinct) target['@odata.etag'] = toEtag(row.versionNumber);
    for (const { source, column, shownAs, childrenIn } of fetch.columns) {
      const values = source === fetch.query.alias ? row.values : (row.linked[source] ?? {});
      const shown = values[column.logicalName] ?? null;
      if (childrenIn) {
        target[shownAs] = childCounts(childrenIn).get(String(shown)) ?? 0;
        continue;
      }
      // Empty columns are left out of FetchXML answers.
      if (shown === null) continue;
      const isOwn = shownAs === column.logicalName && isLookup(column);
      const sourceTable = sourceTables(fetch.query.links).get(source) ?? table.logicalName;
      serializer.write(target, isOwn ? `_${shownAs}_value` : shownAs, sourceTable, column, shown, values);
    }
    if (primaryId && row.id !== '' && !fetch.query.distinct) target[table.primaryId] ??= row.id;
    return target;
  });
  const answer: WireRow = { '@odata.context': `${request.serviceRoot}$metadata#${table.entitySetName}` };
  const set = (name: string, one: unknown): void => {
    if (wantsAnnotation(preferences, name)) answer[`@${name}`] = one;
  };
  set(ANNOTATIONS.totalRecordCount, page.totalCount ?? -1);
  set(ANNOTATIONS.totalRecordCountLimitExceeded, page.totalCountLimitExceeded ?? false);
  set(ANNOTATIONS.globalMetadataVersion, String(dataverse.metadata.version));
  if (page.hasMore) annotatePage(exchange, answer, fetch.page);
  if (options.count) answer['@odata.count'] = page.totalCount;
  answer.value = value;
  if (page.hasMore && isSaved(options))
    answer['@odata.nextLink'] = nextLink(exchange, { page: fetch.page + 1, before: fetch.page * fetch.pageSize });
  return json(200, answer, appliedHeaders(exchange, ['return=', ...(fetch.limitsRows ? ['odata.maxpagesize'] : [])]));
}

/** Tables of linked sources by alias. */
function sourceTables(
  links: readonly { alias: string; table: string; links: readonly unknown[] }[],
): Map<string, string> {
  const tables = new Map<string, string>();
  for (const link of links) {
    tables.set(link.alias, link.table);
    for (const [alias, table] of sourceTables(link.links as never)) tables.set(alias, table);
  }
  return tables;
}
