/**
 * Room sandbox/dataverse, pipeline. One telling as a webhook gets it: headers and body, cut when it is too large.
 * Source: Microsoft Learn, "Use webhooks to create external handlers for server events", headers and the note on 256 KB.
 */

/** The whole body may have this many bytes. */
export const MAX_BODY_BYTES = 256 * 1024;

/** What is left out of larger ones. */
const LEFT_OUT = new Set(['ParentContext', 'InputParameters', 'PreEntityImages', 'PostEntityImages']);

/** Plain data, so that a job can keep it. */
export interface WebhookMessage {
  /** Without those that carry the key. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** The platform's serializer escapes every slash. */
const serialize = (context: object): string => JSON.stringify(context).replaceAll('/', '\\/');

/** @param context RemoteExecutionContext */
export function toWebhookMessage(
  context: Readonly<Record<string, unknown>>,
  facts: { readonly requestId: string; readonly organizationHost: string },
): WebhookMessage {
  const headers = {
    'content-type': 'application/json; charset=utf-8',
    'x-request-id': facts.requestId,
    'x-ms-dynamics-organization': facts.organizationHost,
    'x-ms-dynamics-entity-name': String(context['PrimaryEntityName']),
    'x-ms-dynamics-request-name': String(context['MessageName']),
    'x-ms-correlation-request-id': String(context['CorrelationId']),
  };
  const body = serialize(context);
  if (Buffer.byteLength(body) <= MAX_BODY_BYTES) return { headers, body };
  const left = Object.fromEntries(Object.entries(context).filter(([name]) => !LEFT_OUT.has(name)));
  return { headers: { ...headers, 'x-ms-dynamics-msg-size-exceeded': 'true' }, body: serialize(left) };
}
