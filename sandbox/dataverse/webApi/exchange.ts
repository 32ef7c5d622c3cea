/**
 * Room sandbox/dataverse, Web API. A request and its answer as the handlers see them, whether they came alone or inside
 * a batch.
 */
import type { RequestContext } from '../contracts';
import type { OpenedDataverse } from '../open';
import type { QuerySource } from '../query/queryModel';
import type { Preferences } from './prefer';
import type { RequestGate } from './requestGate';

export interface ApiRequest {
  readonly method: string;
  /** What follows `/api/data/v9.2/`, still percent-encoded, without the query. */
  readonly path: string;
  /** What follows the question mark, still percent-encoded. */
  readonly queryString: string;
  /** By lower-case name. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body?: string;
  /** A body of the content type application/octet-stream, in the place of `body`. */
  readonly bytes?: Buffer;
  /** `http://localhost:8181/api/data/v9.2/` */
  readonly serviceRoot: string;
  /** Batches: URLs of the rows that earlier requests of the change set made, by `$<Content-ID>`. */
  readonly contentIds?: ReadonlyMap<string, string>;
  /** Batches: what each of their requests passes. */
  readonly gate?: RequestGate;
}

export interface ApiResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** Absent: no body at all. */
  readonly body?: string;
  /** In the place of `body`. */
  readonly bytes?: Buffer;
}

/** Everything a handler needs beside the path. */
export interface Exchange {
  readonly dataverse: OpenedDataverse;
  readonly request: ApiRequest;
  readonly preferences: Preferences;
  readonly context: RequestContext;
  /** What queries of the request run against, with what its user may read. */
  readonly source: QuerySource;
}

export const JSON_CONTENT_TYPE = 'application/json; odata.metadata=minimal';

export const noContent = (headers: Readonly<Record<string, string>> = {}): ApiResponse => ({ status: 204, headers });

export const json = (status: number, body: unknown, headers: Readonly<Record<string, string>> = {}): ApiResponse => ({
  status,
  headers: { 'content-type': JSON_CONTENT_TYPE, ...headers },
  body: JSON.stringify(body),
});

/** The row version in its etag form. */
export const toEtag = (versionNumber: number): string => `W/"${versionNumber}"`;
