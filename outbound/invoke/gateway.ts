/** Room outbound, invoke. What the domain asks of whatever can call the send action: a form host, a server, a test. */
import { classifyAnswer, type BatchOutcome, type InvokeAnswer } from './classifyAnswer';
import { ContactListDamagedError, toInvokeBodyFromText } from './invokeBody';
import type { ActionSignature } from './signature';

export interface OutboundGateway {
  /**
   * Posts one request and gives what came back. Resolves for every HTTP answer and for none (`no-answer`); a gateway that
   * rejects all the same is taken for one that got no answer.
   */
  invokeOutbound(body: Readonly<Record<string, unknown>>): Promise<InvokeAnswer>;
}

/** Sends one batch by its stored contact list. Never rejects. */
export interface Invoker {
  invoke(contactList: string): Promise<BatchOutcome>;
}

/** An invoker over a gateway, for one outbound configuration. */
export const createInvoker = (
  gateway: OutboundGateway,
  signature: ActionSignature,
  outboundConfigurationId: string,
): Invoker => ({
  async invoke(contactList) {
    let body: Record<string, unknown>;
    try {
      body = toInvokeBodyFromText(signature, outboundConfigurationId, contactList);
    } catch (error) {
      // Nothing left this machine.
      const { code, message } = error instanceof ContactListDamagedError ? error : new ContactListDamagedError();
      return { kind: 'refused', code, message };
    }
    try {
      return classifyAnswer(await gateway.invokeOutbound(body));
    } catch (error) {
      return classifyAnswer({ kind: 'no-answer', cause: codeOf(error) });
    }
  },
});

const codeOf = (error: unknown): string => {
  const code = (error as { code?: unknown } | null | undefined)?.code;
  return typeof code === 'string' && code !== '' ? code : 'gateway-failed';
};
