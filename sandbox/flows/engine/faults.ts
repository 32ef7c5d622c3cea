/** Room sandbox/flows. How an action ends that cannot go on. */
import type { FlowFault } from '../contracts';
import type { FlowValue } from '../expressions';

/** An action that cannot go on. It fails with this; nothing is passed over. */
export class ActionFault extends Error {
  override readonly name = 'ActionFault';
  constructor(
    /** Code of the action's record. */
    readonly recordCode: string,
    readonly fault: FlowFault,
    readonly told: { readonly inputs?: FlowValue; readonly outputs?: FlowValue; readonly counted?: number } = {},
  ) {
    super(fault.message);
  }
}

/** The run or the action's time ended while the action waited. */
export class InterruptedError extends Error {
  override readonly name = 'InterruptedError';
  constructor(readonly counted = 1) {
    super('The action was interrupted.');
  }
}

/** What is wrong with an action's inputs after evaluation. */
export const badRequest = (message: string, inputs?: FlowValue): ActionFault =>
  new ActionFault('BadRequest', { code: 'BadRequest', message }, { inputs });
