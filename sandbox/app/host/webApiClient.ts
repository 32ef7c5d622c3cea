/**
 * Room sandbox/app. The host's client of the Web API, over fetch: rows with annotations, paging by `nextLink`, FetchXML,
 * and the error the platform answered with.
 */
import type { EntityReference, TableInfo, WebApiClient, WebApiRow } from '../contracts';
import { messageOf, WebApiError } from './errors';

export const API_PATH = '/api/data/v9.2/';

/** The platform gives no more rows than that in one page (Microsoft Learn, "Page results"). */
export const MAX_PAGE_SIZE = 5000;

const READ_HEADERS = {
  Accept: 'application/json',
  'OData-MaxVersion': '4.0',
  'OData-Version': '4.0',
};

const ANNOTATIONS = 'odata.include-annotations="*"';

/** `0x80040217` as the number scripts see; 0 when the text is no code. */
export const toErrorCode = (code: string): number => {
  const parsed = Number.parseInt(code, 16);
  return Number.isNaN(parsed) ? 0 : parsed;
};

async function toWebApiError(response: Response): Promise<WebApiError> {
  const text = await response.text();
  try {
    const { error } = JSON.parse(text) as { error: { code: string; message: string } };
    return new WebApiError(error.message, toErrorCode(error.code), response.status);
  } catch {
    return new WebApiError(`The Web API answered ${response.status} without an explanation.`, 0, response.status);
  }
}

/** Sends one request to the Web API; `path` is relative to its root. @throws {WebApiError} for every answer that is not 2xx. */
export async function sendRequest(path: string, init: RequestInit = {}): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(path.startsWith('http') || path.startsWith('/') ? path : API_PATH + path, {
      ...init,
      headers: { ...READ_HEADERS, ...(init.headers as Record<string, string> | undefined) },
    });
  } catch (cause) {
    throw new WebApiError(`The server did not answer: ${messageOf(cause)}`, 0, 0, { cause });
  }
  if (!response.ok) throw await toWebApiError(response);
  return response;
}

const jsonBody = (row: unknown): RequestInit => ({
  body: JSON.stringify(row),
  headers: { 'Content-Type': 'application/json; charset=utf-8' },
});

const ID_IN_ADDRESS = /\(([0-9a-fA-F-]{36})\)\s*$/;

export const bareId = (id: string): string => id.replace(/[{}]/g, '').toLowerCase();

interface CollectionAnswer {
  readonly value: WebApiRow[];
  readonly '@odata.nextLink'?: string;
  readonly '@Microsoft.Dynamics.CRM.morerecords'?: boolean;
  readonly '@Microsoft.Dynamics.CRM.totalrecordcount'?: number;
  readonly '@Microsoft.Dynamics.CRM.fetchxmlpagingcookie'?: string;
}

/** One page of a FetchXML query, with the cookie for the next. */
export interface FetchPage {
  readonly entities: WebApiRow[];
  readonly moreRecords: boolean;
  readonly totalRecordCount?: number;
  readonly pagingCookie?: string;
}

/** The client, with what the global Xrm needs beyond the seam. */
export interface HostWebApiClient extends WebApiClient {
  /** `set(id)` of a row, or the set itself. */
  address(table: string, id?: string): Promise<string>;
  fetchPage(table: string, fetchXml: string): Promise<FetchPage>;
}

/** A client whose entity set names come from the tables' metadata. */
export function createWebApiClient(tableInfo: (table: string) => Promise<TableInfo>): HostWebApiClient {
  const address = async (table: string, id?: string): Promise<string> => {
    const { entitySetName } = (await tableInfo(table)).table;
    return id === undefined ? entitySetName : `${entitySetName}(${bareId(id)})`;
  };
  const query = (options: string | undefined): string => {
    if (options === undefined || options === '') return '';
    return options.startsWith('?') ? options : `?${options}`;
  };

  async function fetchPage(table: string, fetchXml: string): Promise<FetchPage> {
    const set = await address(table);
    const response = await sendRequest(`${set}?fetchXml=${encodeURIComponent(fetchXml)}`, {
      headers: { Prefer: ANNOTATIONS },
    });
    const answer = (await response.json()) as CollectionAnswer;
    const total = answer['@Microsoft.Dynamics.CRM.totalrecordcount'];
    return {
      entities: answer.value,
      moreRecords: answer['@Microsoft.Dynamics.CRM.morerecords'] ?? false,
      totalRecordCount: total !== undefined && total >= 0 ? total : undefined,
      pagingCookie: answer['@Microsoft.Dynamics.CRM.fetchxmlpagingcookie'],
    };
  }

  return {
    address,
    fetchPage,
    fetchXml: fetchPage,
    async retrieve(table, id, options) {
      const response = await sendRequest(`${await address(table, id)}${query(options)}`, {
        headers: { Prefer: ANNOTATIONS },
      });
      return (await response.json()) as WebApiRow;
    },
    async retrieveMultiple(table, options, maxPageSize) {
      const set = await address(table);
      const prefer =
        maxPageSize === undefined
          ? ANNOTATIONS
          : `${ANNOTATIONS},odata.maxpagesize=${Math.min(maxPageSize, MAX_PAGE_SIZE)}`;
      const response = await sendRequest(`${set}${query(options)}`, { headers: { Prefer: prefer } });
      const answer = (await response.json()) as CollectionAnswer;
      return { entities: answer.value, nextLink: answer['@odata.nextLink'] };
    },
    async create(table, row): Promise<EntityReference> {
      const response = await sendRequest(await address(table), { method: 'POST', ...jsonBody(row) });
      const id = ID_IN_ADDRESS.exec(response.headers.get('OData-EntityId') ?? '')?.[1];
      if (id === undefined) throw new WebApiError('The Web API did not say which row it created.', 0, response.status);
      return { entityType: table, id: id.toLowerCase() };
    },
    async update(table, id, row, etag): Promise<EntityReference> {
      const { body, headers } = jsonBody(row);
      // Without an etag `*` keeps the platform from creating a row that is gone (Microsoft Learn, "Prevent create in upsert").
      await sendRequest(await address(table, id), {
        method: 'PATCH',
        body,
        headers: { ...(headers as Record<string, string>), 'If-Match': etag ?? '*' },
      });
      return { entityType: table, id: bareId(id) };
    },
    async delete(table, id) {
      await sendRequest(await address(table, id), { method: 'DELETE' });
    },
  };
}
