/**
 * Room sandbox/flows. One HTTP request to the sandbox's own Web API over loopback, as the Dataverse connector makes it: its
 * 429s are real, and so is an answer that never comes. Nothing is repeated here.
 */
import { NoAnswerError, type ConnectorAnswer } from '../contracts';
import { JsonTextError, readJson, type FlowValue } from '../expressions';

export interface WebApiRequest {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE';
  /** Behind `/api/data/v9.2/`, or a whole address of the same server (the link to a next page). */
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** JSON text, or a file. */
  readonly body?: string | Blob;
  /** The answer's body is a file: it becomes `$content-type` and `$content` in base64. */
  readonly readsFile?: boolean;
}

export interface WebApiCaller {
  /** `http://127.0.0.1:8181`, without a slash at the end. */
  readonly serverUrl: () => string;
  /** Who acts. */
  readonly userId: string;
  /** A new id for a request that may write: what it causes is told with it. */
  readonly newCorrelationId?: () => string;
  readonly signal: AbortSignal;
}

/** Annotations as the connector asks for them, so that formatted values and lookup types are in its outputs. */
const ANNOTATIONS = 'odata.include-annotations="*"';

/** @throws {NoAnswerError} when the connection is lost or the time is up */
export async function sendWebApiRequest(caller: WebApiCaller, request: WebApiRequest): Promise<ConnectorAnswer> {
  const root = `${caller.serverUrl()}/api/data/v9.2/`;
  const url = request.path.startsWith('http') ? toLoopback(request.path, caller.serverUrl()) : `${root}${request.path}`;
  const { prefer, ...headers } = request.headers ?? {};
  try {
    const answer = await fetch(url, {
      method: request.method,
      headers: {
        accept: 'application/json',
        'odata-version': '4.0',
        'odata-maxversion': '4.0',
        prefer: prefer === undefined ? ANNOTATIONS : `${prefer},${ANNOTATIONS}`,
        mscrmcallerid: caller.userId,
        ...(request.method === 'GET' || !caller.newCorrelationId
          ? {}
          : { 'x-ms-correlation-request-id': caller.newCorrelationId() }),
        ...(typeof request.body === 'string' ? { 'content-type': 'application/json' } : {}),
        ...headers,
      },
      ...(request.body === undefined ? {} : { body: request.body }),
      redirect: 'manual',
      signal: caller.signal,
    });
    const contentType = answer.headers.get('content-type') ?? '';
    const isFile = request.readsFile === true && answer.ok;
    return {
      statusCode: answer.status,
      headers: Object.fromEntries([...answer.headers].map(([name, value]) => [name.toLowerCase(), value])),
      body: isFile
        ? {
            '$content-type': contentType === '' ? 'application/octet-stream' : contentType,
            $content: Buffer.from(await answer.arrayBuffer()).toString('base64'),
          }
        : toBody(await answer.text(), contentType),
    };
  } catch (cause) {
    throw toNoAnswer(cause, caller.signal);
  }
}

/** The server names itself in its links as its caller did; links of any other form lead nowhere else than to it. */
function toLoopback(link: string, serverUrl: string): string {
  const { pathname, search } = new URL(link);
  return `${serverUrl}${pathname}${search}`;
}

function toBody(text: string, contentType: string): FlowValue {
  if (text === '') return null;
  if (!contentType.includes('json')) return text;
  try {
    return readJson(text);
  } catch (error) {
    if (error instanceof JsonTextError) return text;
    throw error;
  }
}

/** Whether the server did what it was asked is not known: it may have done so before the connection went. */
function toNoAnswer(cause: unknown, signal: AbortSignal): NoAnswerError {
  const error = signal.aborted
    ? new NoAnswerError('timeout', 'The request was given up before an answer came.')
    : new NoAnswerError('connection-lost', 'The connection to Dataverse was lost before an answer came.');
  error.cause = cause;
  return error;
}
