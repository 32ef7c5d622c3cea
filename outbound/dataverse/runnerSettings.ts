/**
 * Room outbound, dataverse. The environment variables that a runner of sends needs: the organisation's allowance, how long a claim holds
 * and contact data stays, and how the send action is called.
 */
import { OutboundError } from '../errors';
import { isContactListEncoding, type SignatureOverride } from '../invoke/signature';
import { DEFAULT_RETENTION_DAYS } from '../sends/retention';
import { checkBudgetLimits, DEFAULT_BUDGET_LIMITS, type BudgetLimits } from '../sends/budget/limits';
import { VARIABLE_DEFINITION, variablesQuery, variableTexts } from './environmentVariables';
import { requireOk, sendPatiently, type Patience, type WebApiHttp, type WebApiRow } from './webApi';

/** Settings a runner on a server works by, checked. */
export interface RunnerSettings {
  readonly limits: BudgetLimits;
  /** How long a claim holds, in milliseconds. */
  readonly leaseMs: number;
  /** How long batches keep their contact data. */
  readonly retentionDays: number;
  readonly signature: SignatureOverride;
}

/** What environment variables are read over. */
export interface RunnerSettingsHost extends Patience {
  readonly http: WebApiHttp;
}

/** An environment variable has a value that cannot be worked with. The value is not in the message. */
export class RunnerSettingInvalidError extends OutboundError {
  override readonly name = 'RunnerSettingInvalidError';
  readonly code = 'runner-setting-invalid';
  constructor(
    readonly variable: string,
    expected: string,
  ) {
    super(`The environment variable ${variable} has to be ${expected}. Nothing is sent until it is.`);
  }
}

const NAMES = {
  limit: 'obm_RequestLimit',
  eventReserve: 'obm_EventReserve',
  leaseMinutes: 'obm_ClaimLeaseMinutes',
  retentionDays: 'obm_RetentionDays',
  parameter: 'obm_InvokeContactListParameter',
  encoding: 'obm_InvokeContactListEncoding',
} as const;

const DEFAULT_LEASE_MINUTES = 10;
/** The platform ends a request after two minutes; a claim has to outlive its request, and the writing of its outcome. */
const LEAST_LEASE_MINUTES = 3;
const MOST_LEASE_MINUTES = 24 * 60;
const MINUTE_MS = 60_000;
const MOST_RETENTION_DAYS = 3650;

/**
 * The variables: the environment's value, else the definition's default, else ours.
 * @throws {RunnerSettingInvalidError} for a value that cannot be.
 * @throws {OutboundError} when they cannot be read.
 */
export async function readRunnerSettings(host: RunnerSettingsHost): Promise<RunnerSettings> {
  const path = `${VARIABLE_DEFINITION.set}${variablesQuery(Object.values(NAMES))}`;
  const answer = requireOk(await sendPatiently(host.http, { method: 'GET', path }, host));
  const { value: definitions } = JSON.parse(answer.text) as { value: readonly WebApiRow[] };
  const textOf = variableTexts(definitions);
  const numberOf = (name: string, absent: number, least: number, most: number): number => {
    const text = textOf(name) || String(absent);
    const number = /^\d{1,9}$/.test(text) ? Number(text) : NaN;
    if (number >= least && number <= most) return number;
    throw new RunnerSettingInvalidError(name, `a whole number from ${least} to ${most}`);
  };
  const { limit, eventReserve } = DEFAULT_BUDGET_LIMITS;
  const hourly = numberOf(NAMES.limit, limit, 1, 1_000_000);
  const encoding = textOf(NAMES.encoding).toLowerCase() || undefined;
  if (encoding !== undefined && !isContactListEncoding(encoding)) {
    throw new RunnerSettingInvalidError(NAMES.encoding, 'text or collection');
  }
  return {
    limits: checkBudgetLimits({
      limit: hourly,
      eventReserve: numberOf(NAMES.eventReserve, Math.min(eventReserve, hourly), 0, hourly),
    }),
    leaseMs: numberOf(NAMES.leaseMinutes, DEFAULT_LEASE_MINUTES, LEAST_LEASE_MINUTES, MOST_LEASE_MINUTES) * MINUTE_MS,
    retentionDays: numberOf(NAMES.retentionDays, DEFAULT_RETENTION_DAYS, 0, MOST_RETENTION_DAYS),
    signature: {
      contactListParameter: textOf(NAMES.parameter) || undefined,
      contactListEncoding: encoding,
    },
  };
}
