/**
 * Room sandbox/dataverse, Web API batches. Runs the requests of a batch in their order; those of a change set all happen
 * or none does. Source: Microsoft Learn, "Execute batch operations using the Web API".
 */
import {
  addressTooLong,
  badPayload,
  badQuery,
  methodNotAllowed,
  noSuchSegment,
  NotSupportedBySandboxError,
} from '../../errors';
import { toErrorAnswer } from '../errorAnswer';
import type { ApiRequest, ApiResponse, Exchange } from '../exchange';
import { isOwnAddress } from '../ownAddress';
import { isConnectionCut, type RequestLine } from '../requestGate';
import { VERSIONS } from '../unknownAddress';
import type { Part } from './multipart';
import { boundaryOf, readMultipart, splitHeaders, toHttpPart, toMultipart } from './multipart';

/** Source: the same page, "Execute batch operations": up to 1000 individual requests. */
const MAX_REQUESTS = 1000;
/** Source: Microsoft Learn, "Compose HTTP requests and handle errors", maximum URL length. */
const MAX_URL_LENGTH = 65_536;

type Run = (request: ApiRequest) => ApiResponse | Promise<ApiResponse>;

interface BatchState {
  readonly outer: ApiRequest;
  readonly contentIds: Map<string, string>;
}

const REQUEST_LINE = /^(GET|POST|PATCH|PUT|DELETE)\s+(\S.*?)(?:\s+HTTP\/[\d.]+)?\s*$/i;

/** The request inside an application/http part. */
function toRequest(part: Part, { outer, contentIds }: BatchState): ApiRequest {
  const text = part.content.replace(/^[\r\n]+/, '');
  const end = text.indexOf('\n');
  const line = (end < 0 ? text : text.slice(0, end)).replace(/\r$/, '');
  const match = REQUEST_LINE.exec(line);
  if (!match?.[1] || !match[2]) throw badPayload(undefined, `'${line}' is not a request line.`);
  if (match[2].length > MAX_URL_LENGTH) throw addressTooLong(match[2].length, MAX_URL_LENGTH);
  const inner = splitHeaders(end < 0 ? '' : `x-part: 1\n${text.slice(end + 1)}`);
  const body = inner.content.trim();
  const url = withinRoot(resolveContentId(match[2], contentIds), outer.serviceRoot);
  const question = url.indexOf('?');
  const path = question < 0 ? url : url.slice(0, question);
  if (/^\$batch\b/.test(path)) throw badQuery('A batch cannot contain a batch.');
  return {
    method: match[1].toUpperCase(),
    path,
    queryString: question < 0 ? '' : url.slice(question + 1),
    // What the batch as a whole says about the caller holds for each of its requests.
    headers: {
      mscrmcallerid: outer.headers['mscrmcallerid'],
      callerobjectid: outer.headers['callerobjectid'],
      ...inner.headers,
      cookie: outer.headers['cookie'],
    },
    serviceRoot: outer.serviceRoot,
    contentIds,
    ...(body === '' ? {} : { body }),
  };
}

const ORIGIN = /^https?:\/\/[^/?#]+/i;
const ROOT = /^\/?api\/data\/(v\d+\.\d+)\//i;

const withoutRoot = (url: string): string => url.replace(ORIGIN, '').replace(ROOT, '').replace(/^\//, '');

/** The address within the Web API. @throws {DataverseError} for another host (inferred), or a version that is not there */
function withinRoot(url: string, serviceRoot: string): string {
  const [origin = ''] = ORIGIN.exec(url) ?? [];
  if (!isOwnAddress(url, serviceRoot))
    throw badQuery(`A request of the batch goes to '${origin}', which is not based on '${serviceRoot}'.`);
  const version = ROOT.exec(url.slice(origin.length))?.[1];
  if (version !== undefined && !VERSIONS.some((known) => known === version.toLowerCase())) throw noSuchSegment(version);
  return withoutRoot(url);
}

/** `$1/nav` begins at the row that the request with Content-ID 1 made. */
function resolveContentId(url: string, contentIds: ReadonlyMap<string, string>): string {
  const reference = /^\/?(\$\w+)(?=\/|\?|$)/.exec(url)?.[1];
  if (reference === undefined || ['$metadata', '$batch'].includes(reference)) return url;
  const known = contentIds.get(reference);
  if (known === undefined) throw badQuery(`Content-ID Reference: '${reference}' does not exist in the batch context.`);
  return known + url.slice(url.indexOf(reference) + reference.length);
}

function remember(state: BatchState, part: Part, answer: ApiResponse): void {
  const contentId = part.headers['content-id'];
  const url = answer.headers['odata-entityid'];
  if (contentId !== undefined && url !== undefined) state.contentIds.set(`$${contentId}`, url);
}

/** Stops the transaction of a change set and carries the answer of the request that failed. */
class ChangeSetFailed extends Error {
  constructor(readonly answer: ApiResponse) {
    super('A request of the change set failed.');
  }
}

/**
 * Source: OData 4.0 Protocol, "Referencing New Entities in a Change Set": each Content-ID is unique within its change set. The
 * text is that of the OData library; the code is inferred.
 */
function assertOwnContentIds(parts: readonly Part[]): void {
  const seen = new Set<string>();
  for (const { headers } of parts) {
    const contentId = headers['content-id'];
    if (contentId === undefined) continue;
    if (seen.has(contentId))
      throw badQuery(`The content ID '${contentId}' was found more than once in the same change set.`);
    seen.add(contentId);
  }
}

function runChangeSet(exchange: Exchange, parts: readonly Part[], state: BatchState, run: Run): string | ApiResponse {
  const boundary = `changesetresponse_${exchange.dataverse.newId()}`;
  try {
    assertOwnContentIds(parts);
    const answers = exchange.dataverse.rows.transaction(() =>
      parts.map((part) => {
        const request = toRequest(part, state);
        const prefer = request.headers['prefer'];
        let answer: ApiResponse | Promise<ApiResponse>;
        try {
          if (request.method === 'GET') throw methodNotAllowed('GET', 'a change set');
          answer = run(request);
          if (answer instanceof Promise) {
            // Its outcome comes too late for the transaction, which is undone; so is whatever it did up to here.
            answer.catch(() => undefined);
            throw new NotSupportedBySandboxError('an operation that takes time inside a change set');
          }
        } catch (error) {
          throw new ChangeSetFailed(toErrorAnswer(error, prefer));
        }
        remember(state, part, answer);
        return toHttpPart(answer, part.headers['content-id']);
      }),
    );
    return [`Content-Type: multipart/mixed; boundary=${boundary}`, '', toMultipart(boundary, answers)].join('\r\n');
  } catch (error) {
    return error instanceof ChangeSetFailed ? error.answer : toErrorAnswer(error);
  }
}

/** A change set passes the gate as a whole: its requests happen together or not at all. */
async function runPart(
  exchange: Exchange,
  part: Part,
  changeSet: readonly Part[] | undefined,
  state: BatchState,
  run: Run,
): Promise<string | ApiResponse> {
  const { gate } = exchange.request;
  const work = () => (changeSet ? runChangeSet(exchange, changeSet, state, run) : runSingle(part, state, run));
  if (!gate) return work();
  try {
    return await gate.pass(requestLines(changeSet ?? [part]), work);
  } catch (error) {
    // Nobody is there any more to read the other answers.
    if (isConnectionCut(error)) throw error;
    return toErrorAnswer(error);
  }
}

/**
 * What parts ask for, without those that cannot be read. `$1/…` counts as if it began with the set that the request with
 * Content-ID 1 writes to.
 */
function requestLines(parts: readonly Part[]): RequestLine[] {
  const made = new Map<string, string>();
  return parts.flatMap(({ headers, content }) => {
    const match = REQUEST_LINE.exec(/^[^\r\n]+/.exec(content.trimStart())?.[0] ?? '');
    if (!match?.[1] || !match[2]) return [];
    const written = withoutRoot(match[2]).replace(/\?.*$/s, '');
    const path = written.replace(/^\$\w+(?=\/|$)/, (reference) => made.get(reference) ?? reference);
    const contentId = headers['content-id'];
    if (contentId !== undefined) made.set(`$${contentId}`, path);
    return [{ method: match[1].toUpperCase(), path }];
  });
}

async function runSingle(part: Part, state: BatchState, run: Run): Promise<ApiResponse> {
  try {
    const answer = await run(toRequest(part, state));
    remember(state, part, answer);
    return answer;
  } catch (error) {
    return toErrorAnswer(error);
  }
}

function partsOf(text: string, contentType: string | undefined): Part[] {
  const boundary = boundaryOf(contentType);
  if (boundary === undefined)
    throw badPayload(undefined, 'A batch needs the content type multipart/mixed with a boundary.');
  return readMultipart(text, boundary);
}

/** POST `$batch`. */
export async function batchRequest(exchange: Exchange, run: Run): Promise<ApiResponse> {
  const { request, dataverse, preferences } = exchange;
  if (request.method !== 'POST') throw methodNotAllowed(request.method, '$batch');
  const parts = partsOf(request.body ?? '', request.headers['content-type']);
  const changeSets = parts.map((part) =>
    boundaryOf(part.headers['content-type']) === undefined
      ? undefined
      : partsOf(part.content, part.headers['content-type']),
  );
  const count = changeSets.reduce((sum, changeSet) => sum + (changeSet?.length ?? 1), 0);
  if (count > MAX_REQUESTS) throw badQuery(`A batch holds at most ${MAX_REQUESTS} requests; this one has ${count}.`);

  const state: BatchState = { outer: request, contentIds: new Map() };
  const answers: string[] = [];
  let status = 200;
  for (const [index, part] of parts.entries()) {
    const changeSet = changeSets[index];
    const outcome = await runPart(exchange, part, changeSet, state, run);
    if (typeof outcome === 'string') {
      answers.push(outcome);
      continue;
    }
    answers.push(toHttpPart(outcome, part.headers['content-id']));
    if (outcome.status >= 400 && !preferences.continuesOnError) {
      status = outcome.status;
      break;
    }
  }
  const boundary = `batchresponse_${dataverse.newId()}`;
  const headers: Record<string, string> = { 'content-type': `multipart/mixed; boundary=${boundary}` };
  if (preferences.continuesOnError) headers['preference-applied'] = 'odata.continue-on-error';
  return { status, headers, body: toMultipart(boundary, answers) };
}
