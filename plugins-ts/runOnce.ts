/**
 * Room plugins-ts. The platform may deliver an event twice: once more after 502, 503 or 504, also when the first attempt had done its work.
 * A repeated delivery gets the outcome of the first. Source: Microsoft Learn, "Use webhooks", troubleshooting.
 */
import type { ExecutionContext } from './executionContext';
import { RefusedByHandlerError, type Handler } from './handler';

/** More events than arrive between two attempts. */
const REMEMBERED = 10_000;

/** Events are told apart by operation and step; the row, too, because one operation may write many. */
const keyOf = ({ operationId, stepId, id }: ExecutionContext): string => `${operationId} ${stepId} ${id}`;

/** The same handlers; what one of them has done or refused, it does not do again for the same event. */
export function runOnce(handlers: readonly Handler[], remembered = REMEMBERED): Handler[] {
  const outcomes = new Map<string, Promise<void>>();
  const once = (handler: Handler, context: ExecutionContext): Promise<void> => {
    const key = keyOf(context);
    const known = outcomes.get(key);
    if (known) return known;
    const outcome = (async () => handler.run(context))();
    outcomes.set(key, outcome);
    if (outcomes.size > remembered) outcomes.delete(outcomes.keys().next().value ?? '');
    // A handler that broke has decided nothing.
    outcome.catch((error: unknown) => {
      if (!(error instanceof RefusedByHandlerError)) outcomes.delete(key);
    });
    return outcome;
  };
  return handlers.map((handler) => ({ ...handler, run: (context) => once(handler, context) }));
}
