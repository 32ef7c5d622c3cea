/**
 * Room plugins-ts. Answers one webhook request of Dataverse: checks the key, finds the handler, runs it. Hosts (an Azure
 * Function, a test) only carry the request in and the answer out.
 *
 * Only the status counts to Dataverse: 2xx is success; 502, 503 and 504 earn exactly one more attempt; anything else is a
 * failure at once, and cancels the operation when the step is synchronous. Source: Microsoft Learn, "Use webhooks".
 */
import { createHash, timingSafeEqual } from 'node:crypto';
import { OutboundError } from '../outbound/errors';
import { ExecutionContextInvalidError, MESSAGE_SIZE_HEADER, readExecutionContext } from './executionContext';
import { RefusedByHandlerError, type Handler } from './handler';

export interface WebhookRequest {
  /** The key Dataverse sent: the `code` query value of a WebhookKey registration. */
  readonly key: string | undefined;
  /** Header names in lower case. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: unknown;
}

export interface WebhookAnswer {
  readonly status: 200 | 204 | 400 | 401 | 413 | 500;
  /** Stable code for logs; never a value of the row. */
  readonly code: string;
  readonly message: string;
}

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

/** Compares in constant time, whatever the lengths. */
const sameKey = (given: string, expected: string): boolean => timingSafeEqual(digest(given), digest(expected));

/**
 * The answer to one request. Never rejects.
 * @param key the shared key of the registration; there is no signature, so it is all that proves the sender.
 */
export async function answerWebhook(
  request: WebhookRequest,
  { key, handlers }: { readonly key: string; readonly handlers: readonly Handler[] },
): Promise<WebhookAnswer> {
  if (request.key === undefined || !sameKey(request.key, key)) {
    return { status: 401, code: 'key-wrong', message: 'The webhook key is missing or wrong.' };
  }
  if (request.headers[MESSAGE_SIZE_HEADER] !== undefined) {
    return {
      status: 413,
      code: 'payload-cut',
      message: 'The row is too large for the platform to send it to the webhook.',
    };
  }
  try {
    const context = readExecutionContext(request.body);
    const handler = handlers.find(({ step }) => step.table === context.table && step.message === context.message);
    if (!handler) return { status: 204, code: 'no-handler', message: 'No handler listens to this event.' };
    await handler.run(context);
    return { status: 200, code: 'handled', message: 'Handled.' };
  } catch (error) {
    return toAnswer(error);
  }
}

function toAnswer(error: unknown): WebhookAnswer {
  if (
    error instanceof RefusedByHandlerError ||
    error instanceof ExecutionContextInvalidError ||
    error instanceof OutboundError
  ) {
    return { status: 400, code: error.code, message: error.message };
  }
  return { status: 500, code: 'handler-failed', message: 'The handler failed; nothing is known about its effect.' };
}
