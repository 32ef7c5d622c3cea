/** Room sandbox/dataverse. Runs FetchXML page by page. */
import type { QuerySource } from '../queryModel';
import { MAX_COUNT } from '../queryModel';
import type { QueriedRow } from '../runQuery';
import { countRows, runQuery } from '../runQuery';
import type { FetchQuery } from './parseFetchXml';

export interface FetchPage {
  readonly rows: readonly QueriedRow[];
  readonly hasMore: boolean;
  /** Only when asked for; stops at the limit. */
  readonly totalCount?: number;
  readonly totalCountLimitExceeded?: boolean;
}

/** One page. Differs from the platform: pages are cut by position, so rows written between two pages may shift them. */
export function runFetchPage(source: QuerySource, fetch: FetchQuery, page = fetch.page): FetchPage {
  if (fetch.top !== undefined) {
    return { rows: runQuery(source, { ...fetch.query, limit: fetch.top }), hasMore: false };
  }
  const { pageSize } = fetch;
  const rows = runQuery(source, { ...fetch.query, limit: pageSize + 1, skip: (page - 1) * pageSize });
  const counted = fetch.returnsTotalCount ? countRows(source, fetch.query, MAX_COUNT) : undefined;
  return {
    rows: rows.slice(0, pageSize),
    hasMore: rows.length > pageSize,
    ...(counted === undefined
      ? {}
      : { totalCount: Math.min(counted, MAX_COUNT), totalCountLimitExceeded: counted > MAX_COUNT }),
  };
}

/** Every row of the query, however many pages. */
export function runFetchAll(source: QuerySource, fetch: FetchQuery): QueriedRow[] {
  return runQuery(source, { ...fetch.query, ...(fetch.top === undefined ? {} : { limit: fetch.top }) });
}
