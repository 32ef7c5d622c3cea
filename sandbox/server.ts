/**
 * Room sandbox. Puts the parts together: the embedded Dataverse, its Web API, the solution importer, the simulated
 * Omnichannel service and the model-driven host, on one loopback port.
 */
import { randomUUID } from 'node:crypto';
import { createServer, type AddressInfo } from 'node:net';
import { inspect } from 'node:util';
import fastify, { type FastifyBaseLogger, type FastifyInstance, type FastifyReply } from 'fastify';
import { registerApp } from './app/server';
import { VirtualClock } from './clock';
import type { EmbeddedDataverse } from './dataverse/contracts';
import { openDataverse } from './dataverse/open';
import { registerPlatformEvents } from './dataverse/platform/events';
import { registerSolutions } from './dataverse/solutions';
import { answerUnreadable, guardHosts, registerWebApi, type ProtectionLimits } from './dataverse/webApi';
import { isFault, toErrorAnswer } from './dataverse/webApi/errorAnswer';
import { registerFlows } from './flows';
import type { FlowHost } from './flows/host/flowHost';
import { openLab, type LabOptions } from './lab';
import type { Snapshots } from './lab/snapshots/snapshots';
import { registerOmnichannel, type OmnichannelOptions } from './omnichannel';

export interface SandboxOptions {
  /** Database file, kept between starts; `:memory:` for one that vanishes. */
  readonly file: string;
  /** Folder of the built browser assets (see app/build.ts). */
  readonly assets: string;
  /** 0 takes any free port. */
  readonly port: number;
  /**
   * Names and addresses of this machine that it answers to beside localhost. With any, it listens on all addresses, for everybody
   * who can reach them: there is no sign-in. Default: none, and it listens on loopback only.
   */
  readonly hosts?: readonly string[];
  /** What the sandbox's own clock runs with. Default: the machine's clock. */
  readonly clock?: () => Date;
  /** Default: random version 4 ids. */
  readonly newId?: () => string;
  readonly omnichannel?: OmnichannelOptions;
  readonly lab?: LabOptions;
  /** Service protection of the Web API; what is not given is as documented. `off`: nothing is limited. `/lab/limits` changes it. */
  readonly serviceProtection?: Partial<ProtectionLimits> | 'off';
  /** Told every error that nobody expected; its client only learns that there was one. Default: the console. */
  readonly logFault?: (fault: unknown) => void;
}

export interface RunningSandbox {
  /** `http://localhost:8181`, without a slash at the end. */
  readonly url: string;
  readonly dataverse: EmbeddedDataverse;
  /** Of rows, rate windows and flows; moving it moves them all. */
  readonly clock: VirtualClock;
  readonly snapshots: Snapshots;
  /** Flows that are on, and whatever of them is under way. */
  readonly flows: FlowHost;
  close(): Promise<void>;
}

/** The port is in use by another program. */
export class PortTakenError extends Error {
  override readonly name = 'PortTakenError';
  readonly code = 'port-taken';
  constructor(readonly port: number) {
    super(`Port ${port} is already in use. Stop the program that uses it, or choose another with --port.`);
  }
}

/** A contact list of 100 and a solution zip in base64 both fit; more is a mistake. */
const BODY_LIMIT_BYTES = 64 * 1024 * 1024;

const LOOPBACK = '127.0.0.1';
const ALL_ADDRESSES = '0.0.0.0';

/** The sandbox is for the person at this machine, unless it is told by which other names it is reached. */
const listenAddress = (hosts: readonly string[]): string => (hosts.length === 0 ? LOOPBACK : ALL_ADDRESSES);

/**
 * Resolves when nobody listens on the port: to be asked before anything is deleted for a start that then cannot happen.
 * @throws {PortTakenError}
 */
export async function assertPortFree(port: number, hosts: readonly string[] = []): Promise<void> {
  const probe = createServer();
  await new Promise<void>((free, taken) => {
    probe.once('error', (error: NodeJS.ErrnoException) =>
      taken(error.code === 'EADDRINUSE' ? new PortTakenError(port) : error),
    );
    probe.listen(port, listenAddress(hosts), free);
  });
  await new Promise((closed) => probe.close(closed));
}

/** Requests and refusals are not logged: they carry phone numbers and texts. */
function faultLogger(logFault: (fault: unknown) => void): FastifyBaseLogger {
  const silent = (): void => undefined;
  const error = (fault: unknown): void => logFault(fault);
  const logger: FastifyBaseLogger = {
    level: 'error',
    fatal: error,
    error,
    warn: silent,
    info: silent,
    debug: silent,
    trace: silent,
    silent,
    child: () => logger,
  };
  return logger;
}

/** Any error as the body that clients of the platform know, never with a stack. */
function answerError(reply: FastifyReply, error: unknown): FastifyReply {
  const { statusCode = 500, message } = error as { statusCode?: number; message?: string };
  const known = statusCode < 500 ? { status: statusCode, code: '0x80048d19', message: message ?? '' } : error;
  const answer = toErrorAnswer(known);
  return reply.code(answer.status).headers(answer.headers).send(answer.body);
}

/**
 * Starts the sandbox and resolves once it answers.
 * @throws {PortTakenError} when the port is in use.
 */
export async function startSandbox(options: SandboxOptions): Promise<RunningSandbox> {
  const { hosts = [] } = options;
  const listenOn = listenAddress(hosts);
  const assertHost = guardHosts(hosts);
  const machine = options.clock;
  const clock = new VirtualClock(machine && (() => machine().getTime()));
  const dataverse = openDataverse({
    file: options.file,
    clock: () => clock.now(),
    newId: options.newId ?? randomUUID,
  });
  const server: FastifyInstance = fastify({
    bodyLimit: BODY_LIMIT_BYTES,
    forceCloseConnections: true,
    // Addresses carry FetchXML. Source: Microsoft Learn, "Retrieve data using FetchXML": up to 32,768 characters.
    http: { maxHeaderSize: 65_536 },
    loggerInstance: faultLogger(options.logFault ?? ((fault) => process.stderr.write(`${inspect(fault)}\n`))),
    // Addresses that cannot be decoded never reach a route.
    frameworkErrors: (error, _request, reply) => void answerError(reply, error),
    clientErrorHandler: answerUnreadable,
  });
  let snapshots: Snapshots;
  let flows: FlowHost;
  try {
    // The whole server, the phones and the lab too: another web site in the same browser must reach none of it.
    server.addHook('onRequest', (request, _reply, done) => {
      assertHost(request.headers);
      done();
    });
    // Clients go by the server's time, and the sandbox's is its own clock's.
    server.addHook('onSend', (_request, reply, payload, done) => {
      void reply.header('date', clock.now().toUTCString());
      done(null, payload);
    });
    server.setErrorHandler((error: { statusCode?: number }, request, reply) => {
      if (!isFault(error) && (error.statusCode ?? 500) >= 500) request.log.error(error);
      return answerError(reply, error);
    });
    const lab = openLab(server, { dataverse, clock, databaseFile: options.file }, options.lab);
    ({ snapshots } = lab);
    registerPlatformEvents(dataverse);
    const { protection } = registerWebApi(server, dataverse, {
      serviceProtection: options.serviceProtection ?? {},
      gate: lab.faults.gate,
      assertHost,
    });
    registerSolutions(server, dataverse);
    const { calls } = registerOmnichannel(server, dataverse, options.omnichannel ?? {}, lab.faults);
    lab.register({ protection, calls });
    flows = registerFlows(server, dataverse, clock);
    registerApp(server, dataverse, { assets: options.assets });
    await server.listen({ host: listenOn, port: options.port });
  } catch (cause) {
    await server.close();
    dataverse.close();
    if ((cause as NodeJS.ErrnoException).code === 'EADDRINUSE') throw new PortTakenError(options.port);
    throw cause;
  }
  const { port } = server.server.address() as AddressInfo;
  return {
    url: `http://localhost:${port}`,
    dataverse,
    clock,
    snapshots,
    flows,
    async close() {
      clock.close();
      await server.close();
      dataverse.close();
    },
  };
}
