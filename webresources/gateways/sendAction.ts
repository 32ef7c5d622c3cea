/**
 * Room webresources/gateways. The send action over HTTP. Not through `Xrm.WebApi.online.execute`: that hides the status of
 * a refusal and its `Retry-After`, and without them a refused request cannot be told from one that may have been sent.
 */
import type { InvokeAnswer } from '../../outbound/invoke/classifyAnswer';
import type { OutboundGateway } from '../../outbound/invoke/gateway';
import {
  INVOKE_OUTBOUND_ACTION,
  readActionSignature,
  type ActionSignature,
  type SignatureOverride,
} from '../../outbound/invoke/signature';
import { withoutNumbers } from './hostErrors';
import { readFault, requireSuccess, type WebApiHttp } from './webApiHttp';

/** Posts one body and tells what came back; never rejects. */
export const sendActionGateway = (http: WebApiHttp): OutboundGateway => ({
  async invokeOutbound(body): Promise<InvokeAnswer> {
    const answer = await http.send({ method: 'POST', path: INVOKE_OUTBOUND_ACTION, body });
    if (answer.kind === 'no-answer') return { kind: 'no-answer', cause: answer.cause };
    const { status, retryAfterMs } = answer;
    const { hostCode, message } = readFault(answer);
    return {
      kind: 'response',
      status,
      errorCode: hostCode,
      errorMessage: message === undefined ? undefined : withoutNumbers(message),
      retryAfterMs,
    };
  },
});

export interface SignatureHost {
  readonly http: WebApiHttp;
  readonly storage: Pick<Storage, 'getItem' | 'setItem'>;
  /** Signatures of two organisations in one browser session must not mix. */
  readonly clientUrl: string;
}

/**
 * The action's signature: read from `$metadata` once per browser session, because that document has megabytes.
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
