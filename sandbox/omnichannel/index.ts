/**
 * Room sandbox/omnichannel. The simulated Omnichannel service: the unbound action that sends, the handsets page and the
 * lab.
 */
import type { FastifyInstance } from 'fastify';
import type { EmbeddedDataverse } from '../dataverse/contracts';
import { CustomerDirectory } from './customerDirectory';
import { watchConnections } from './lab/connectionCutter';
import { FaultPlan } from './lab/faultPlan';
import { registerLabRoutes } from './lab/routes';
import { registerPhonesRoutes } from './phones/routes';
import { ACTION_NAME, declaredParameters, DEFAULT_SIGNATURE, type ActionSignature } from './service/actionSignature';
import type { UnresolvedSlugs } from './service/deliver';
import { invokeOutbound, type ServiceParts } from './service/outboundService';
import { MAX_REQUESTS_PER_HOUR, RequestWindow } from './service/requestWindow';
import { CallLog } from './store/callLog';
import { HandsetStore } from './store/handsets';
import { SCHEMA } from './store/schema';

export interface OmnichannelOptions {
  /** May `/lab/faults` end this process? Default: no. */
  readonly allowExit?: boolean;
  /** The action's signature, or `absent` for an organisation without it. Default: the likeliest one. */
  readonly signature?: Partial<ActionSignature> | 'absent';
  /** What a slug without a value does. Default: `keep`. */
  readonly unresolvedSlugs?: UnresolvedSlugs;
  /** Default: 30,000. */
  readonly maxRequestsPerHour?: number;
  /** Ends the process. Default: at once, with exit code 1. */
  readonly exit?: () => void;
}

const HOUR_MS = 3_600_000;

/** Adds the service to the server. Call it before the server listens. */
export function registerOmnichannel(
  server: FastifyInstance,
  dataverse: EmbeddedDataverse,
  options: OmnichannelOptions,
): void {
  const sql = dataverse.database;
  sql.define(SCHEMA);
  const log = new CallLog(sql);
  const handsets = new HandsetStore(sql);
  const faults = new FaultPlan();
  const directory = new CustomerDirectory(dataverse);

  if (options.signature !== 'absent') {
    const signature = { ...DEFAULT_SIGNATURE, ...options.signature };
    const parts: ServiceParts = {
      dataverse,
      handsets,
      directory,
      log,
      faults,
      signature,
      window: new RequestWindow(
        options.maxRequestsPerHour ?? MAX_REQUESTS_PER_HOUR,
        log.timesSince(new Date(dataverse.clock().getTime() - HOUR_MS)),
      ),
      unresolvedSlugs: options.unresolvedSlugs ?? 'keep',
      cutter: watchConnections(server),
      exit: options.exit ?? (() => process.exit(1)),
    };
    dataverse.registerOperation({
      name: ACTION_NAME,
      kind: 'action',
      parameters: declaredParameters(signature),
      run: (request) => invokeOutbound(parts, request),
    });
  }
  registerLabRoutes(server, { log, faults, allowExit: options.allowExit ?? false });
  registerPhonesRoutes(server, { dataverse, handsets, directory });
}
