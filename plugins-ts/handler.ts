/** Room plugins-ts. What a handler is: the event it listens to, as data, and one function over a small context. */
import type { ExecutionContext } from './executionContext';

/** The step the handler needs to be registered with. */
export interface Step {
  readonly table: string;
  readonly message: 'Create' | 'Update' | 'Delete';
  /** A synchronous step can refuse the change; an asynchronous one can only react to it. */
  readonly mode: 'synchronous' | 'asynchronous';
  /** Update: the columns whose change calls the handler. */
  readonly columns: readonly string[];
  /** Columns of the row before the change that the handler reads. */
  readonly preImageColumns: readonly string[];
}

export interface Handler {
  readonly step: Step;
  /** @throws {RefusedByHandlerError} to make a synchronous step cancel the operation. */
  run(context: ExecutionContext): void | Promise<void>;
}

/** Types a handler; siblings look alike through it. */
export const defineHandler = (handler: Handler): Handler => handler;

/** The operation must not happen; the platform shows the message to the person who tried. */
export class RefusedByHandlerError extends Error {
  override readonly name = 'RefusedByHandlerError';
  /** @param code stable kebab-case name of the rule. */
  constructor(
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}
