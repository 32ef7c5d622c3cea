/** Room sandbox/app. `Xrm.WebApi` (Microsoft Learn, "Xrm.WebApi (Client API reference)"). */
import type { WebApiRow } from '../contracts';
import { messageOf, NotSupportedBySandboxError, WebApiError } from '../host/errors';
import { MAX_PAGE_SIZE, type HostWebApiClient } from '../host/webApiClient';
import { execute, type ExecuteRequest } from './execute';
import { withRefusals } from './notSupported';

/** What a rejected call carries: a plain object, as on the platform. */
export interface XrmFailure {
  readonly errorCode: number;
  readonly message: string;
}

const toFailure = (error: unknown): XrmFailure => ({
  errorCode: error instanceof WebApiError ? error.errorCode : 0,
  message: messageOf(error),
});

/** The platform rejects with `{ errorCode, message }`, not with an Error. Refusals of the sandbox itself stay what they are. */
async function rejecting<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof NotSupportedBySandboxError) throw error;
    // eslint-disable-next-line @typescript-eslint/only-throw-error -- scripts read errorCode and message of a plain object
    throw toFailure(error);
  }
}

interface RetrieveMultipleAnswer {
  readonly entities: WebApiRow[];
  readonly nextLink?: string;
  readonly fetchXmlPagingCookie?: string;
}

function fetchXmlOf(options: string | undefined): string | undefined {
  const match = /^\?fetchXml=/i.exec(options ?? '');
  if (!match || options === undefined) return undefined;
  const text = options.slice(match[0].length);
  // Documented as not encoded; callers that encode it anyway are understood by the platform too.
  return text.trimStart().startsWith('<') ? text : decodeURIComponent(text.replace(/\+/g, ' '));
}

/** Gives a FetchXML query the page size of the call, unless it names its own. */
function withCount(fetchXml: string, maxPageSize: number | undefined): string {
  if (maxPageSize === undefined || /<fetch\b[^>]*\s(count|top)\s*=/.test(fetchXml)) return fetchXml;
  return fetchXml.replace(/<fetch\b/, `<fetch count="${Math.min(maxPageSize, MAX_PAGE_SIZE)}"`);
}

/** Writes of scripts refresh no grid, as on the platform: scripts refresh what they mean to. */
export function createXrmWebApi(api: HostWebApiClient) {
  const createRecord = (table: string, row: WebApiRow) => rejecting(() => api.create(table, row));
  const updateRecord = (table: string, id: string, row: WebApiRow) => rejecting(() => api.update(table, id, row));
  const deleteRecord = (table: string, id: string) =>
    rejecting(async () => {
      await api.delete(table, id);
      return { entityType: table, id, name: '' };
    });
  const retrieveRecord = (table: string, id: string, options?: string) =>
    rejecting(() => api.retrieve(table, id, options));
  const retrieveMultipleRecords = (
    table: string,
    options?: string,
    maxPageSize?: number,
  ): Promise<RetrieveMultipleAnswer> =>
    rejecting(async () => {
      const fetchXml = fetchXmlOf(options);
      if (fetchXml === undefined) return api.retrieveMultiple(table, options, maxPageSize);
      const { entities, pagingCookie } = await api.fetchPage(table, withCount(fetchXml, maxPageSize));
      return { entities, fetchXmlPagingCookie: pagingCookie };
    });

  const crud = { createRecord, updateRecord, deleteRecord, retrieveRecord, retrieveMultipleRecords };
  const executeOne = (request: ExecuteRequest): Promise<Response> => rejecting(() => execute(request, api));
  /**
   * Differs from the platform: one request after the other instead of one $batch, so that the first failure stops the rest
   * while the earlier ones stay done. Change sets are refused.
   */
  const executeMultiple = async (
    requests: ReadonlyArray<ExecuteRequest | readonly ExecuteRequest[]>,
  ): Promise<Response[]> => {
    if (requests.some(Array.isArray))
      throw new NotSupportedBySandboxError('Xrm.WebApi.online.executeMultiple with a change set');
    const answers: Response[] = [];
    for (const request of requests as readonly ExecuteRequest[]) answers.push(await executeOne(request));
    return answers;
  };
  const online = withRefusals('Xrm.WebApi.online', { ...crud, execute: executeOne, executeMultiple });
  return withRefusals('Xrm.WebApi', {
    ...crud,
    execute: executeOne,
    executeMultiple,
    online,
    isAvailableOffline: () => false,
  });
}
