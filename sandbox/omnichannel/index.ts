/**
 * Room sandbox/omnichannel. The simulated Omnichannel service: the unbound action that sends, and the handsets page.
 */
import type { FastifyInstance } from 'fastify';
import type { EmbeddedDataverse } from '../dataverse/contracts';
import type { Faults } from '../lab/faults/faultGate';
import { CustomerDirectory } from './customerDirectory';
import { registerPhonesRoutes } from './phones/routes';
import { ACTION_NAME, declaredParameters, DEFAULT_SIGNATURE, type ActionSignature } from './service/actionSignature';
import type { UnresolvedSlugs } from './service/deliver';
import { CONFIGURATION_TABLE } from './service/outboundSettings';
import { invokeOutbound, logRefused, type ServiceParts } from './service/outboundService';
import { MAX_REQUESTS_PER_HOUR, RequestWindow } from './service/requestWindow';
import { CallLog } from './store/callLog';
import { HandsetStore } from './store/handsets';
import { SCHEMA } from './store/schema';

export interface OmnichannelOptions {
  /** The action's signature, or `absent` for an organisation without it. Default: the likeliest one. */
  readonly signature?: Partial<ActionSignature> | 'absent';
  /** What a slug without a value does. Default: `keep`. */
  readonly unresolvedSlugs?: UnresolvedSlugs;
  /** Default: 30,000. */
  readonly maxRequestsPerHour?: number;
}

/** What the lab shows of the service. */
export interface RegisteredOmnichannel {
  readonly calls: CallLog;
}

const HOUR_MS = 3_600_000;

/** Adds the service to the server. Call it before the server listens. @param faults what may disturb its calls, for the log */
export function registerOmnichannel(
  server: FastifyInstance,
  dataverse: EmbeddedDataverse,
  options: OmnichannelOptions,
  faults?: Faults,
): RegisteredOmnichannel {
  const sql = dataverse.database;
  sql.define(SCHEMA);
  const log = new CallLog(sql);
  const handsets = new HandsetStore(sql);
  const directory = new CustomerDirectory(dataverse);
  const countedTimes = (): number[] => log.timesSince(new Date(dataverse.clock().getTime() - HOUR_MS));
  const window = new RequestWindow(options.maxRequestsPerHour ?? MAX_REQUESTS_PER_HOUR, countedTimes());
  dataverse.onRestore(() => {
    window.restart(countedTimes());
    handsets.announceAll();
  });

  if (options.signature !== 'absent') {
    const signature = { ...DEFAULT_SIGNATURE, ...options.signature };
    const parts: ServiceParts = {
      dataverse,
      handsets,
      directory,
      log,
      signature,
      window,
      unresolvedSlugs: options.unresolvedSlugs ?? 'keep',
      struck: () => faults?.struck(),
    };
    dataverse.registerOperation({
      name: ACTION_NAME,
      kind: 'action',
      parameters: declaredParameters(signature),
      // Which privilege it checks is not published; that whoever may read configurations may send with them is inferred.
      privileges: [`prvRead${CONFIGURATION_TABLE}`],
      // A promise: an operation that takes time cannot be part of a change set.
      run: async (request) => invokeOutbound(parts, request),
    });
    faults?.onRefusal(({ requests, kind, error }) => {
      for (const { messages } of requests) if (messages.includes(ACTION_NAME)) logRefused(parts, error, kind);
    });
  }
  registerPhonesRoutes(server, { dataverse, handsets, directory });
  return { calls: log };
}
