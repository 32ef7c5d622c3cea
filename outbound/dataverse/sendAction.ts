/**
 * Room outbound, dataverse. The send action over HTTP. Not through `Xrm.WebApi.online.execute`: that hides the status of
 * a refusal and its `Retry-After`, and without them a refused request cannot be told from one that may have been sent.
 */
import type { InvokeAnswer } from '../invoke/classifyAnswer';
import type { OutboundGateway } from '../invoke/gateway';
import {
  INVOKE_OUTBOUND_ACTION,
  readActionSignature,
  type ActionSignature,
  type SignatureOverride,
} from '../invoke/signature';
import { toGuardedBatch } from './guardedBatch';
import { readParts, type PartAnswer } from './multipart';
import { SEND_BATCH } from './names';
import { readFault, requireSuccess, toRetryAfterMs, type WebApiHttp, type WebApiResponse } from './webApi';
import { withoutNumbers } from './webApiErrors';

/** What the send action is called over. */
export interface SendActionHost {
  readonly http: WebApiHttp;
  /** Absolute address of the Web API's root, with a slash at its end. */
  readonly root: string;
  readonly newBoundary: () => string;
  /** For the time of posting, and for a `Retry-After` given as a date. */
  readonly now: () => Date;
}

/**
 * Posts one body for a claimed batch and tells what came back; never rejects. The claim is changed and the action called in
 * one `$batch`: browsers repeat a POST by themselves when a connection closes without an answer, and the second copy must
 * find the claim changed (it answers 412) instead of messaging everybody again. The same change marks the row as posted, so that
 * a claim without the mark was surely never posted.
 */
export const sendActionGateway = ({ http, root, newBoundary, now }: SendActionHost): OutboundGateway => ({
  isGuarded: true,

  async invokeOutbound(body, claimed): Promise<InvokeAnswer> {
    const batch = toGuardedBatch(
      {
        root,
        rowPath: `${SEND_BATCH.set}(${claimed.id})?$select=${SEND_BATCH.attempts}`,
        etag: claimed.etag,
        rowChange: { [SEND_BATCH.attempts]: claimed.attempts + 1, [SEND_BATCH.postedOn]: now().toISOString() },
        action: INVOKE_OUTBOUND_ACTION,
        actionBody: body,
      },
      newBoundary(),
    );
    const answer = await http.send({ method: 'POST', path: '$batch', body: batch });
    if (answer.kind === 'no-answer') return { kind: 'no-answer', cause: answer.cause };
    const [row, action] = readParts(answer.text);
    if (!row) return refusedWhole(answer);
    if (row.status === 412) return { kind: 'repeated' };
    if (row.status >= 400) return toAnswer(row, now());
    // The claim was changed, so the action may have run; without its part nobody knows.
    if (!action) return { kind: 'no-answer', cause: 'answer-incomplete' };
    const etag = readRow(row.text)['@odata.etag'];
    return { ...toAnswer(action, now()), ...(typeof etag === 'string' && { etag }) };
  },
});

/** The platform refused the `$batch` itself, before any part of it. A success without parts is no answer at all. */
function refusedWhole(answer: WebApiResponse): InvokeAnswer {
  if (answer.status < 400) return { kind: 'no-answer', cause: 'answer-unreadable' };
  if (answer.status === 412) return { kind: 'repeated' };
  return { ...toResponse(answer), retryAfterMs: answer.retryAfterMs };
}

const toAnswer = (part: PartAnswer, now: Date): InvokeResponse => ({
  ...toResponse({ kind: 'response', status: part.status, text: part.text }),
  retryAfterMs: toRetryAfterMs(part.retryAfter, now),
});

type InvokeResponse = Extract<InvokeAnswer, { kind: 'response' }>;

function toResponse(answer: WebApiResponse): InvokeResponse {
  const { hostCode, message } = readFault(answer);
  return {
    kind: 'response',
    status: answer.status,
    errorCode: hostCode,
    errorMessage: message === undefined ? undefined : withoutNumbers(message),
  };
}

function readRow(text: string): Record<string, unknown> {
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch {
    // An answer without the row: its version is then read by whoever needs it.
    return {};
  }
}

/** Where a signature is kept for the session: `sessionStorage`, or a runner's own memory. */
export interface SignatureStorage {
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
}

/** What the send action's signature is read over and remembered in. */
export interface SignatureHost {
  readonly http: WebApiHttp;
  readonly storage: SignatureStorage;
  /** Signatures of two organisations in one session must not mix. */
  readonly clientUrl: string;
}

/**
 * The action's signature: read from `$metadata` once per session, because that document has megabytes.
 * @throws {ActionMissingError} when this environment cannot send.
 * @throws {ActionShapeUnknownError} when its parameters are not known ones.
 * @throws {OutboundError} when the document cannot be read.
 */
export async function readSignature(host: SignatureHost, override: SignatureOverride): Promise<ActionSignature> {
  // An override that was changed meanwhile asks for another signature.
  const key = `obm.actionSignature.${host.clientUrl}.${JSON.stringify(override)}`;
  const stored = host.storage.getItem(key);
  if (stored !== null) return JSON.parse(stored) as ActionSignature;
  const csdl = await requireSuccess(host.http, {
    method: 'GET',
    path: '$metadata',
    headers: { Accept: 'application/xml' },
  });
  const signature = readActionSignature(csdl, INVOKE_OUTBOUND_ACTION, override);
  host.storage.setItem(key, JSON.stringify(signature));
  return signature;
}
