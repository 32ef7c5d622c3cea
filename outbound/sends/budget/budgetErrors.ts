/**
 * Room outbound, sends, budget. Why no request could be booked. Nothing may be posted after any of them.
 */
import { OutboundError } from '../../errors';

/** The ledger cannot be read or written; whether a booking was written is not known, so it counts as used. */
export class BudgetUnavailableError extends OutboundError {
  override readonly name = 'BudgetUnavailableError';
  readonly code = 'budget-unavailable';
  constructor(options?: ErrorOptions) {
    super(
      'The ledger of the request allowance cannot be reached, so nothing is sent. Check the connection and the privileges on the table Request budget, then resume.',
      options,
    );
  }
}

/** The text of a ledger row is not what this version writes. Names the place, never a value. */
export class LedgerDamagedError extends OutboundError {
  override readonly name = 'LedgerDamagedError';
  readonly code = 'budget-ledger-damaged';
  constructor(
    /** Such as `bulk[3]`; empty for the whole text. */
    readonly path: string,
    readonly expected: string,
    /** Key of the row, where it is known. */
    readonly hour?: string,
    options?: ErrorOptions,
  ) {
    super(
      `The ledger of the request allowance${hour === undefined ? '' : ` of hour ${hour}`} cannot be read: ${path === '' ? 'the text' : path} has to be ${expected}. ` +
        'Nothing is sent meanwhile. An hour after the last request an administrator can delete all rows of the table Request budget; then a new ledger begins.',
      options,
    );
  }
}

/** The ledger is far ahead of the clock: a computer whose clock was wrong has written it, or this computer's clock is slow. */
export class BudgetClockError extends OutboundError {
  override readonly name = 'BudgetClockError';
  readonly code = 'budget-clock-differs';
  constructor(readonly minutesAhead: number) {
    super(
      `The ledger of the request allowance is ${minutesAhead} minutes ahead of the clock. Set the clocks right and wait that long; or, an hour after the last request, delete all rows of the table Request budget.`,
    );
  }
}

/** A request to the budget that makes no sense. */
export class BudgetRequestInvalidError extends OutboundError {
  override readonly name = 'BudgetRequestInvalidError';
  readonly code = 'budget-request-invalid';
  constructor(
    readonly field: 'sendId' | 'wanted' | 'waiting',
    expected: string,
  ) {
    super(`Requests cannot be reserved: ${field} has to be ${expected}.`);
  }
}

/** An allowance that cannot be. */
export class BudgetLimitsInvalidError extends OutboundError {
  override readonly name = 'BudgetLimitsInvalidError';
  readonly code = 'budget-limits-invalid';
  constructor(
    readonly field: 'limit' | 'eventReserve',
    expected: string,
  ) {
    super(`The request allowance is set wrongly: ${field} has to be ${expected}.`);
  }
}
