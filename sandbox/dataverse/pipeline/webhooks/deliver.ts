/**
 * Room sandbox/dataverse, pipeline. The rules of a delivery: 2xx is success; 502, 503 and 504 earn exactly one more attempt; anything
 * else, silence included, is failure at once. Source: Microsoft Learn, "Use webhooks", troubleshooting.
 */
import type { WebhookPost } from './endpoint';
import type { PostOutcome, WebhookPoster } from './poster';

const WORTH_ANOTHER = new Set([502, 503, 504]);

const isWorthAnother = (outcome: PostOutcome): boolean => 'status' in outcome && WORTH_ANOTHER.has(outcome.status);

export interface Delivery {
  readonly outcome: PostOutcome;
  readonly attempts: 1 | 2;
}

export async function deliver(poster: WebhookPoster, post: WebhookPost): Promise<Delivery> {
  const first = await poster.post(post);
  return isWorthAnother(first) ? { outcome: await poster.post(post), attempts: 2 } : { outcome: first, attempts: 1 };
}

/** Holds the thread that calls. */
export function deliverAndHold(poster: WebhookPoster, post: WebhookPost): Delivery {
  const first = poster.postAndHold(post);
  return isWorthAnother(first) ? { outcome: poster.postAndHold(post), attempts: 2 } : { outcome: first, attempts: 1 };
}

/** Why it is no success, as a sentence; `undefined` when it is one. Wording inferred. */
export function failureOf({ outcome, attempts }: Delivery): string | undefined {
  const times = attempts === 2 ? ' twice' : '';
  if ('status' in outcome) {
    if (outcome.status >= 200 && outcome.status < 300) return undefined;
    return `The webhook answered${times} with HTTP status ${outcome.status}.`;
  }
  return outcome.silence === 'timeout'
    ? 'The webhook did not answer in time.'
    : 'The webhook could not be reached, or broke off.';
}
