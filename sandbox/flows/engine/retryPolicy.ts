/**
 * Room sandbox/flows. How often and after which waits a request is repeated. Sources: Microsoft Learn, "Handle errors and
 * exceptions in Azure Logic Apps", section Retry policies (types, the growing range that a random wait is taken from, which
 * answers are repeated), and "Limits of automated, scheduled, and instant flows" (defaults and bounds).
 */
import { FlowNotSupportedError } from '../contracts';
import type { FlowObject } from '../expressions';
import { isObject } from '../expressions';
import type { ActionSource } from './actionSource';
import { readDuration } from './duration';
import type { PerformanceProfile } from './limits';
import { MAX_RETRIES, MAX_RETRY_DELAY_MS, MIN_RETRY_DELAY_MS } from './limits';

export type RetryPolicy =
  | { readonly type: 'default' }
  | { readonly type: 'none' }
  | { readonly type: 'fixed'; readonly count: number; readonly intervalMs: number }
  | {
      readonly type: 'exponential';
      readonly count: number;
      readonly intervalMs: number;
      readonly minimumMs: number;
      readonly maximumMs: number;
    };

/** Low: twice, some minutes apart. Medium and High: eight times, from 7 seconds on up to a quarter of an hour. */
const DEFAULTS: Readonly<Record<PerformanceProfile, RetryPolicy>> = {
  Low: { type: 'exponential', count: 2, intervalMs: 300_000, minimumMs: 300_000, maximumMs: 600_000 },
  Medium: { type: 'exponential', count: 8, intervalMs: 7_000, minimumMs: 0, maximumMs: 900_000 },
  High: { type: 'exponential', count: 8, intervalMs: 7_000, minimumMs: 0, maximumMs: 900_000 },
};

function readDelay(source: ActionSource, policy: FlowObject, name: string): number | undefined {
  const value = policy[name];
  if (value === undefined) return undefined;
  const length = typeof value === 'string' ? readDuration(value) : undefined;
  if (length === undefined || length < MIN_RETRY_DELAY_MS || length > MAX_RETRY_DELAY_MS) {
    return source.refuse(`'retryPolicy.${name}' is a duration from PT5S to P1D`);
  }
  return length;
}

/** @throws {FlowDefinitionError} @throws {FlowNotSupportedError} for a policy that is worked out by an expression */
export function readRetryPolicy(source: ActionSource, inputs: FlowObject): RetryPolicy {
  const policy = inputs.retryPolicy;
  if (policy === undefined) return { type: 'default' };
  if (!isObject(policy)) return source.refuse("'retryPolicy' must be an object");
  if (Object.values(policy).some((value) => typeof value === 'string' && value.startsWith('@'))) {
    throw new FlowNotSupportedError(`an expression in the retry policy of action '${source.name}'`);
  }
  const type = typeof policy.type === 'string' ? policy.type.toLowerCase() : '';
  if (type === 'none') return { type };
  if (type !== 'fixed' && type !== 'exponential') {
    return source.refuse("'retryPolicy.type' is none, fixed or exponential");
  }
  const { count } = policy;
  if (typeof count !== 'number' || !Number.isInteger(count) || count < 1 || count > MAX_RETRIES) {
    return source.refuse(`'retryPolicy.count' is a number from 1 to ${MAX_RETRIES}`);
  }
  const intervalMs = readDelay(source, policy, 'interval');
  if (intervalMs === undefined) return source.refuse("'retryPolicy.interval' is missing");
  if (type === 'fixed') return { type, count, intervalMs };
  const minimumMs = readDelay(source, policy, 'minimumInterval') ?? 0;
  const maximumMs = readDelay(source, policy, 'maximumInterval') ?? MAX_RETRY_DELAY_MS;
  if (minimumMs > maximumMs) return source.refuse("'retryPolicy.minimumInterval' is greater than 'maximumInterval'");
  return { type, count, intervalMs, minimumMs, maximumMs };
}

/** The policy that an action without one of its own gets. */
export const effectivePolicy = (policy: RetryPolicy, profile: PerformanceProfile): RetryPolicy =>
  policy.type === 'default' ? DEFAULTS[profile] : policy;

/** 408, 429 and 5xx; lost connections come as 502 and 504. */
export const isRepeated = (status: number): boolean => status === 408 || status === 429 || status >= 500;

/**
 * Milliseconds to wait before retry number `attempt`, counted from 1; undefined: there is none any more.
 * @param random from 0 up to, not including, 1
 */
export function delayBefore(policy: RetryPolicy, attempt: number, random: () => number): number | undefined {
  if (policy.type === 'none' || policy.type === 'default' || attempt > policy.count) return undefined;
  if (policy.type === 'fixed') return policy.intervalMs;
  const { intervalMs, minimumMs, maximumMs } = policy;
  const least = Math.max(attempt === 1 ? 0 : 2 ** (attempt - 2) * intervalMs, minimumMs);
  const most = Math.min(2 ** (attempt - 1) * intervalMs, maximumMs);
  return least >= most ? Math.min(least, maximumMs) : Math.floor(least + random() * (most - least));
}

/** Milliseconds that the answer asks to wait, a day at most: seconds or a date. Undefined when it does not say. */
export function retryAfterMs(headers: Readonly<Record<string, string>>, now: Date): number | undefined {
  const text = headers['retry-after']?.trim();
  if (!text) return undefined;
  if (/^\d+(\.\d+)?$/.test(text)) return Math.min(Math.ceil(Number(text) * 1_000), MAX_RETRY_DELAY_MS);
  const time = Date.parse(text);
  return Number.isNaN(time) ? undefined : Math.min(Math.max(time - now.getTime(), 0), MAX_RETRY_DELAY_MS);
}
