/**
 * Room outbound, sends, budget. The organisation's allowance of requests an hour, and the part of it that is kept for events.
 */
import { BudgetLimitsInvalidError } from './budgetErrors';

/** How many requests the organisation allows itself. `checkBudgetLimits` checks them. */
export interface BudgetLimits {
  /** Requests of the whole organisation in any sliding hour, from 1 to 1,000,000. */
  readonly limit: number;
  /** Requests of these that are the cloud flows' own, from 0 to `limit`: nothing that the ledger books uses them. */
  readonly eventReserve: number;
}

/**
 * 30,000 requests an organisation an hour. Source: Microsoft Learn, "Configure outbound messaging" (2025-03-05), closing note. The page
 * does not say whether the hour slides; a sliding one holds for both readings. Nor does it name a reserve: 1,000 is this product's.
 */
export const DEFAULT_BUDGET_LIMITS: BudgetLimits = { limit: 30_000, eventReserve: 1_000 };

const HIGHEST_LIMIT = 1_000_000;

/**
 * Gives limits back that can be worked with.
 * @throws {BudgetLimitsInvalidError} otherwise.
 */
export function checkBudgetLimits({ limit, eventReserve }: BudgetLimits): BudgetLimits {
  if (!Number.isInteger(limit) || limit < 1 || limit > HIGHEST_LIMIT) {
    throw new BudgetLimitsInvalidError('limit', `a whole number from 1 to ${HIGHEST_LIMIT}`);
  }
  if (!Number.isInteger(eventReserve) || eventReserve < 0 || eventReserve > limit) {
    throw new BudgetLimitsInvalidError('eventReserve', 'a whole number from 0 to the limit');
  }
  return { limit, eventReserve };
}
