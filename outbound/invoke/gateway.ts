/** Room outbound, invoke. What the domain asks of whatever can call the send action: a form host, a server, a test. */
import { classifyAnswer, type BatchOutcome, type InvokeAnswer } from './classifyAnswer';
import { ContactListDamagedError, toInvokeBody } from './invokeBody';
import type { ActionSignature } from './signature';

/**
 * The claimed journal row that a request belongs to. A connection may carry one request twice without the program knowing
 * (browsers repeat a POST whose connection closes without an answer), so a gateway lets the action run only if the row is
 * still the one that was claimed, and changes the row in the same breath: a second copy then finds it changed.
 */
export interface ClaimedRow {
  readonly id: string;
  readonly etag: string;
  /** Requests posted for the batch before this one. */
  readonly attempts: number;
}

/** The way to the send action. Repeats nothing by itself: whether a request may go out again is not its question. */
export interface OutboundGateway {
  /**
   * True: it lets the action run only under the claimed version of the row, and writes `postedOn` into the row in the change
   * before. False: it posts whatever stands there, so that a claim that nobody answers may always have been posted.
   */
  readonly isGuarded: boolean;
  /**
   * Posts one request for a claimed row and gives what came back. Resolves for every HTTP answer and for none (`no-answer`); a gateway that
   * rejects all the same is taken for one that got no answer.
   */
  invokeOutbound(body: Readonly<Record<string, unknown>>, claimed: ClaimedRow): Promise<InvokeAnswer>;
}

/** Sends one batch by its stored contact list. Never rejects. */
export interface Invoker {
  /** As its gateway says. */
  readonly isGuarded: boolean;
  invoke(contactList: string, claimed: ClaimedRow): Promise<BatchOutcome>;
}

/** An invoker over a gateway, for one outbound configuration. */
export const createInvoker = (
  gateway: OutboundGateway,
  signature: ActionSignature,
  outboundConfigurationId: string,
): Invoker => ({
  isGuarded: gateway.isGuarded,
  async invoke(contactList, claimed) {
    let body: Record<string, unknown>;
    try {
      body = toInvokeBody(signature, outboundConfigurationId, contactList);
    } catch (error) {
      // Nothing left this machine.
      const { code, message } = error instanceof ContactListDamagedError ? error : new ContactListDamagedError();
      return { kind: 'refused', code, message };
    }
    try {
      return classifyAnswer(await gateway.invokeOutbound(body, claimed));
    } catch (error) {
      return classifyAnswer({ kind: 'no-answer', cause: codeOf(error) });
    }
  },
});

const codeOf = (error: unknown): string => {
  const code = (error as { code?: unknown } | null | undefined)?.code;
  return typeof code === 'string' && code !== '' ? code : 'gateway-failed';
};
