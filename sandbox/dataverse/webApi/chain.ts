/**
 * Room sandbox/dataverse, Web API. What a request says about steps: the chain of events that it continues, and that it wants none.
 * Source: Microsoft Learn, "Use webhooks" (`x-ms-correlation-request-id`) and "Bypass custom Dataverse logic".
 */
import type { RequestContext } from '../contracts';
import type { OpenedDataverse } from '../open';
import type { ApiRequest } from './exchange';

/** The same context when the request says nothing. @throws {DataverseError} 403 without the privilege to pass steps over */
export function inChain(
  { pipeline, security }: OpenedDataverse,
  context: RequestContext,
  headers: ApiRequest['headers'],
): RequestContext {
  const correlation = headers['x-ms-correlation-request-id'];
  const bypassesSteps = headers['mscrm.bypasscustompluginexecution']?.toLowerCase() === 'true';
  if (correlation === undefined && !bypassesSteps) return context;
  if (bypassesSteps) security.require(context, 'prvBypassCustomPlugins');
  return { ...context, ...pipeline.chains.continued(correlation), ...(bypassesSteps ? { bypassesSteps } : {}) };
}
