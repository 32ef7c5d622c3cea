/**
 * Room sandbox/flows. The connector "Microsoft Dataverse": carries out one operation, pages of a list included, against the
 * sandbox's own Web API.
 */
import { FlowNotSupportedError, type CallConnector, type ConnectorAnswer, type ConnectorCall } from '../contracts';
import { isArray, isObject, type FlowObject, type FlowValue } from '../expressions';
import { ConnectorParameterError, toRequest } from './dataverseOperations';
import { ParameterClashError } from './flatParameters';
import { sendWebApiRequest, type WebApiCaller } from './webApiRequest';

/** Last part of the connector's id. */
export const DATAVERSE_API = 'shared_commondataserviceforapps';

const NEXT_LINK = '@odata.nextLink';
/** Source: Microsoft Learn, "Limits of automated, scheduled, and instant flows", paginated items. */
const MAX_ITEMS = 100_000;

export interface DataverseConnectorOptions {
  /** `http://127.0.0.1:8181`: where the sandbox answers. */
  readonly serverUrl: () => string;
  /** Who owns the flow: its calls are made in that user's name. */
  readonly userId: string;
  /** See {@link WebApiCaller}. */
  readonly newCorrelationId?: () => string;
}

/** The connector in the name of one user. */
export function dataverseConnector(options: DataverseConnectorOptions): CallConnector {
  return async (call) => {
    if (call.api !== DATAVERSE_API) throw new FlowNotSupportedError(`the connector '${call.api}'`);
    const caller: WebApiCaller = { ...options, signal: call.signal };
    try {
      const first = await sendWebApiRequest(caller, toRequest(call.operationId, call.parameters));
      return await withFurtherPages(caller, call, first);
    } catch (error) {
      if (error instanceof ConnectorParameterError || error instanceof ParameterClashError) return toRefusal(error);
      throw error;
    }
  };
}

/** What the connector's own check of parameters answers. Differs from the platform: its code and wording are not published. */
const toRefusal = ({ message }: Error): ConnectorAnswer => ({
  statusCode: 400,
  headers: { 'content-type': 'application/json' },
  body: { error: { code: 'InvalidParameter', message } },
  requests: 0,
});

/**
 * Reads pages until there are enough rows, whole pages always; the answer then has no link. Without a pagination policy the
 * first page is the answer, with its link. Source: Microsoft Learn, "Use lists of rows in flows", pagination.
 */
async function withFurtherPages(
  caller: WebApiCaller,
  call: ConnectorCall,
  first: ConnectorAnswer,
): Promise<ConnectorAnswer> {
  const { minimumItemCount } = call;
  if (call.operationId !== 'ListRecords' || minimumItemCount === undefined || first.statusCode !== 200) return first;
  const wanted = Math.min(minimumItemCount, MAX_ITEMS);
  const rows: FlowValue[] = [];
  let page = first;
  let requests = 1;
  for (;;) {
    const body = isObject(page.body) ? page.body : {};
    rows.push(...rowsOf(body));
    const link = body[NEXT_LINK];
    if (rows.length >= wanted || typeof link !== 'string') break;
    page = await sendWebApiRequest(caller, { method: 'GET', path: link });
    requests += 1;
    // A page that fails is the outcome of the whole list: rows before it are not handed out as if they were all.
    if (page.statusCode !== 200) return { ...page, requests };
  }
  return { ...first, body: { ...withoutLink(first.body), value: rows }, requests };
}

const rowsOf = (body: FlowObject): readonly FlowValue[] => {
  const { value } = body;
  return value !== undefined && isArray(value) ? value : [];
};

function withoutLink(body: FlowValue): FlowObject {
  if (!isObject(body)) return {};
  return Object.fromEntries(Object.entries(body).filter(([name]) => name !== NEXT_LINK));
}
