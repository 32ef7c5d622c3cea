/**
 * Room sandbox/lab. Everything under `/lab`, by which a person or a test makes things happen that on the platform happen by
 * themselves: faults, time, throttling; and looks at what happened, keeps a state and goes back to it.
 * Differs from the platform: nothing like this exists there.
 */
import type { FastifyInstance } from 'fastify';
import type { VirtualClock } from '../clock';
import type { OpenedDataverse } from '../dataverse/open';
import type { ServiceProtection } from '../dataverse/webApi/serviceProtection';
import type { CallLog } from '../omnichannel/store/callLog';
import { registerCalls } from './callsRoutes';
import { registerClock } from './clockRoutes';
import { FaultGate, type Faults } from './faults/faultGate';
import { FaultPlan } from './faults/faultPlan';
import { registerFaults } from './faults/routes';
import { LabOrderError } from './labOrderError';
import { LabNews, type LabTopic } from './labNews';
import { registerLimits } from './limits';
import { registerLabPage } from './pageRoutes';
import { whatIsUnderWay } from './snapshots/busy';
import { registerSnapshots } from './snapshots/routes';
import { Snapshots } from './snapshots/snapshots';
import { registerTraces } from './traces/routes';
import { TraceLog } from './traces/traceLog';
import { watchRequests } from './watchRequests';

export interface LabOptions {
  /** May a fault end this process? Default: no. */
  readonly allowExit?: boolean;
  /** Ends the process. Default: at once, with exit code 1. */
  readonly exit?: () => void;
  /** Are requests traced from the beginning? Default: no. */
  readonly traces?: boolean;
}

export interface LabParts {
  readonly dataverse: OpenedDataverse;
  readonly clock: VirtualClock;
  /** As the database was opened: a file, or `:memory:`. */
  readonly databaseFile: string;
}

/** What the lab watches and changes besides rows and time. */
export interface LabSubjects {
  readonly protection: ServiceProtection;
  readonly calls: CallLog;
}

export interface Lab {
  readonly faults: Faults;
  readonly snapshots: Snapshots;
  /** Adds the routes, once the other parts are there. */
  register(subjects: LabSubjects): void;
}

/** Routes whose refusals are answered as `{ "error": { "code", "message" } }`. */
export function registerLabScope(server: FastifyInstance, register: (scope: FastifyInstance) => void): void {
  void server.register(async (scope) => {
    scope.setErrorHandler((error, _request, reply) => {
      // The server knows what to answer to all others.
      if (!(error instanceof LabOrderError)) throw error;
      return reply.code(error.status).send({ error: { code: error.code, message: error.message } });
    });
    register(scope);
  });
}

/** Opens the lab of a server. Call it before other routes are registered: their requests pass through it. */
export function openLab(
  server: FastifyInstance,
  { dataverse, clock, databaseFile }: LabParts,
  options: LabOptions = {},
): Lab {
  const news = new LabNews();
  const tell = (topic: LabTopic) => (): void => news.tell(topic);
  const exit = options.exit ?? (() => process.exit(1));
  const plan = new FaultPlan(tell('faults'));
  const gate = new FaultGate(dataverse, plan, exit);
  const traces = new TraceLog(options.traces ?? false, undefined, tell('traces'));
  const watch = watchRequests(server, { dataverse, gate, traces, exit });
  const snapshots = new Snapshots({
    dataverse,
    clock,
    databaseFile,
    busy: () => whatIsUnderWay(dataverse, watch),
    changed: tell('snapshots'),
  });
  server.addHook('onClose', async () => snapshots.close());

  return {
    faults: gate,
    snapshots,
    register({ protection, calls }) {
      const limitsAtStart = protection.current;
      // What was counted before belongs to rows that are gone.
      dataverse.onRestore(() => protection.limit(protection.current));
      dataverse.onRestore(() => news.tellAll());
      calls.onChange(tell('calls'));
      const reset = (): void => {
        snapshots.reset();
        plan.clear();
        protection.limit(limitsAtStart);
      };
      registerLabScope(server, (scope) => {
        registerClock(scope, clock, tell('clock'));
        registerFaults(scope, plan, dataverse, options.allowExit ?? false);
        registerTraces(scope, traces, tell('traces'));
        registerSnapshots(scope, snapshots, reset);
        registerLimits(scope, protection, tell('limits'));
        registerCalls(scope, calls);
        registerLabPage(scope, dataverse, news);
      });
    },
  };
}
