/**
 * Room webresources/gateways. Rows read through dataverse-ify, behind an interface of our own: that package has
 * had its last release.
 */
import { setMetadataCache, XrmContextDataverseClient } from 'dataverse-ify';
import { dataverseMetadata } from './dataverseMetadata';
import { toOutboundError } from './hostErrors';

/** A row as the Web API gives it: lookups as `_name_value`, expanded rows as objects, `@odata.etag` beside the columns. */
export type WebApiRow = Readonly<Record<string, unknown>>;

/** Rejects with {@link OutboundError} and nothing else. */
export interface RowClient {
  /** All pages of an OData query such as `?$select=…&$filter=…`; values in it are encoded by the caller. */
  readRows(table: string, query: string): Promise<WebApiRow[]>;
}

export function createRowClient(webApi: Xrm.WebApi): RowClient {
  setMetadataCache(dataverseMetadata);
  const client = new XrmContextDataverseClient(webApi);
  return {
    async readRows(table, query) {
      const rows: WebApiRow[] = [];
      try {
        for (let page: string | undefined = query; page !== undefined;) {
          // Raw rows: the SDK form drops etags, and the domain reads rows as the Web API spells them.
          const answer = await client.retrieveMultiple(page, { logicalName: table, returnRawEntities: true });
          rows.push(...answer.entities);
          page = toNextQuery(answer.nextLink);
        }
      } catch (thrown) {
        throw toOutboundError(thrown);
      }
      return rows;
    },
  };
}

/** `Xrm.WebApi` takes only the query part of a next link as options (Microsoft Learn, "retrieveMultipleRecords"). */
function toNextQuery(nextLink: string | undefined): string | undefined {
  const start = nextLink?.indexOf('?') ?? -1;
  return nextLink === undefined || nextLink === '' || start < 0 ? undefined : nextLink.slice(start);
}

/** A text as an OData literal inside a query string: `O'Neil` becomes `'O''Neil'`, then encoded. */
export function toODataText(value: string): string {
  return encodeURIComponent(`'${value.replace(/'/g, "''")}'`);
}
