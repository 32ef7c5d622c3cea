/**
 * Room webresources/gateways. The selected rows with everything a recipient is made of, read in groups, because an
 * address cannot hold any number of ids.
 */
import {
  toRecipientQuery,
  type RecipientQuery,
  type RecipientSource,
} from '../../outbound/recipients/recipientSources';
import type { RowClient, WebApiRow } from './dataverseClient';
import { ColumnMissingError } from './hostErrors';
import { requireSuccess, type WebApiHttp } from './webApiHttp';

const IDS_PER_REQUEST = 50;

export interface RecipientRowsReader {
  readonly rows: RowClient;
  readonly http: WebApiHttp;
}

/**
 * The rows that exist, in the order of `ids`; rows deleted meanwhile are left out and for the caller to count.
 * @param onProgress told how many of the ids were asked for so far.
 */
export async function readRecipientRows(
  { rows, http }: RecipientRowsReader,
  source: RecipientSource,
  ids: readonly string[],
  onProgress: (asked: number) => void = () => undefined,
): Promise<WebApiRow[]> {
  let query = toRecipientQuery(source);
  const key = `${query.table}id`;
  const byId = new Map<string, WebApiRow>();
  for (let start = 0; start < ids.length; start += IDS_PER_REQUEST) {
    const group = ids.slice(start, start + IDS_PER_REQUEST);
    const read = async (): Promise<WebApiRow[]> => rows.readRows(query.table, toOData(query, key, group));
    let found: WebApiRow[];
    try {
      found = await read();
    } catch (error) {
      // Optional columns come with solutions that an environment may lack, such as the preferred language of Power Pages.
      if (!(error instanceof ColumnMissingError) || start > 0) throw error;
      query = await withExistingColumns(http, query);
      found = await read();
    }
    for (const row of found) byId.set(String(row[key]).toLowerCase(), row);
    onProgress(start + group.length);
  }
  return ids.flatMap((id) => byId.get(id) ?? []);
}

function toOData(query: RecipientQuery, key: string, ids: readonly string[]): string {
  const expand = query.expand.map(
    ({ navigationProperty, select }) => `${navigationProperty}($select=${select.join(',')})`,
  );
  const expandPart = expand.length === 0 ? '' : `&$expand=${expand.join(',')}`;
  return `?$select=${query.select.join(',')}${expandPart}&$filter=${ids.map((id) => `${key} eq ${id}`).join(' or ')}`;
}

async function withExistingColumns(http: WebApiHttp, query: RecipientQuery): Promise<RecipientQuery> {
  const tables = [...new Set([query.table, ...query.expand.map(({ table }) => table)])];
  const columns = new Map<string, ReadonlySet<string>>();
  for (const table of tables) columns.set(table, await readColumnNames(http, table));
  const existing = (table: string, select: readonly string[]): string[] =>
    select.filter((column) => columns.get(table)?.has(toLogicalName(column)));
  return {
    ...query,
    select: existing(query.table, query.select),
    expand: query.expand.map((part) => ({ ...part, select: existing(part.table, part.select) })),
  };
}

/** `_customerid_value` is how a query names the lookup `customerid`. */
function toLogicalName(column: string): string {
  return /^_(.+)_value$/.exec(column)?.[1] ?? column;
}

async function readColumnNames(http: WebApiHttp, table: string): Promise<ReadonlySet<string>> {
  const path = `EntityDefinitions(LogicalName='${table}')/Attributes?$select=LogicalName`;
  const { value } = JSON.parse(await requireSuccess(http, { method: 'GET', path })) as {
    value: readonly { LogicalName: string }[];
  };
  return new Set(value.map(({ LogicalName }) => LogicalName));
}
