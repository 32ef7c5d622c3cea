/**
 * Room webresources/gateways. The selected rows with everything a recipient is made of, read in groups, because an
 * address cannot hold any number of ids.
 */
import { requireSuccess, type WebApiHttp } from '../../outbound/dataverse/webApi';
import { FORMATTED_VALUE } from '../../outbound/dataverse/names';
import {
  needsFormattedValues,
  optionalColumns,
  toODataOptions,
  toRecipientQuery,
  type ColumnExists,
} from '../../outbound/recipients/recipientQuery';
import type { RecipientSource } from '../../outbound/recipients/recipientSources';
import type { RowClient, WebApiRow } from './dataverseClient';

const IDS_PER_REQUEST = 50;

export interface RecipientRowsHost {
  readonly rows: RowClient;
  readonly http: WebApiHttp;
}

/**
 * The rows that exist, in the order of `ids`; rows deleted meanwhile are left out and for the caller to count.
 * @param onProgress told how many of the ids were asked for so far.
 * @throws {OutboundError}
 */
export async function readRecipientRows(
  host: RecipientRowsHost,
  source: RecipientSource,
  ids: readonly string[],
  onProgress: (asked: number) => void = () => undefined,
): Promise<WebApiRow[]> {
  const byId = new Map<string, WebApiRow>();
  const readRows = needsFormattedValues(source)
    ? await labelReader(host.http, source.table)
    : rowReader(host.rows, source);
  let options = toODataOptions(toRecipientQuery(source));
  for (let start = 0; start < ids.length; start += IDS_PER_REQUEST) {
    const group = ids.slice(start, start + IDS_PER_REQUEST);
    const filter = group.map((id) => `${source.idColumn} eq ${id}`).join(' or ');
    const read = (): Promise<WebApiRow[]> => readRows(`?${options}&$filter=${filter}`);
    let found: WebApiRow[];
    try {
      found = await read();
    } catch (error) {
      const columnExists = start === 0 ? await findMissingColumns(host.http, source) : undefined;
      if (columnExists === undefined) throw error;
      options = toODataOptions(toRecipientQuery(source, columnExists));
      found = await read();
    }
    for (const row of found) byId.set(String(row[source.idColumn]).toLowerCase(), row);
    onProgress(start + group.length);
  }
  return ids.map((id) => byId.get(id)).filter((row): row is WebApiRow => row !== undefined);
}

type RowReader = (query: string) => Promise<WebApiRow[]>;

const rowReader =
  (rows: RowClient, { table }: RecipientSource): RowReader =>
  (query) =>
    rows.readRows(table, query);

/**
 * Labels of choices and names of lookups come as annotations, and only when they are asked for (Microsoft Learn, "Query data using
 * the Web API", formatted values); `Xrm.WebApi` has no way to ask. One page holds all: a group is far below its 5,000 rows.
 */
async function labelReader(http: WebApiHttp, table: string): Promise<RowReader> {
  const read = async <T>(path: string, headers?: Readonly<Record<string, string>>): Promise<T> =>
    JSON.parse(await requireSuccess(http, { method: 'GET', path, headers })) as T;
  const { EntitySetName: set } = await read<{ EntitySetName: string }>(
    `EntityDefinitions(LogicalName='${table}')?$select=EntitySetName`,
  );
  const headers = { Prefer: `odata.include-annotations="${FORMATTED_VALUE.slice(1)}"` };
  return async (query) => [...(await read<{ value: readonly WebApiRow[] }>(`${set}${query}`, headers)).value];
}

/**
 * Some columns come with solutions that an environment may lack (the preferred language of Power Pages), and a query that
 * names one is refused. Asked only after a refusal; `undefined` when no column is missing, so that the refusal stands.
 */
async function findMissingColumns(http: WebApiHttp, source: RecipientSource): Promise<ColumnExists | undefined> {
  const optional = optionalColumns(source);
  const existing = new Map<string, ReadonlySet<string>>();
  for (const table of new Set(optional.map((column) => column.table))) {
    existing.set(table, await readColumnNames(http, table));
  }
  const columnExists: ColumnExists = (table, column) => existing.get(table)?.has(column) ?? true;
  return optional.some(({ table, column }) => !columnExists(table, column)) ? columnExists : undefined;
}

async function readColumnNames(http: WebApiHttp, table: string): Promise<ReadonlySet<string>> {
  const path = `EntityDefinitions(LogicalName='${table}')/Attributes?$select=LogicalName`;
  const { value } = JSON.parse(await requireSuccess(http, { method: 'GET', path })) as {
    value: readonly { LogicalName: string }[];
  };
  return new Set(value.map(({ LogicalName }) => LogicalName));
}
