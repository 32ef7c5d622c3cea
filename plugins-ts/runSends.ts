/**
 * Room plugins-ts. The command line of the runner: runs the sends of one organisation until it is told to stop (SIGTERM or SIGINT), and
 * gives claims back then. Logs one JSON object a line, without personal data.
 *
 * Environment: `DATAVERSE_URL` (the organisation's address), `DATAVERSE_TOKEN` (a bearer token; none for a sandbox on this machine),
 * `RUNNER_CONCURRENCY`, `RUNNER_LOOK_EVERY_MS` and `RUNNER_LEASE_MS` (whole numbers; see `RunSendsOptions`).
 */
import { randomUUID } from 'node:crypto';
import { setMaxListeners } from 'node:events';
import { OutboundError } from '../outbound/errors';
import { runSends, type RunSendsHost, type RunSendsOptions } from './runner/runSends';
import { createNodeHttp } from './webApiHttp';

/** Journal rows and metadata answer in well under a second; a minute means that something is wrong. */
const REQUEST_TIMEOUT_MS = 60_000;
/** The platform ends a synchronous request after two minutes (Microsoft Learn, plug-in limits); its own answer may still arrive. */
const INVOKE_TIMEOUT_MS = 130_000;

/** The environment says too little, or something that cannot be. */
export class RunnerEnvironmentError extends OutboundError {
  override readonly name = 'RunnerEnvironmentError';
  readonly code = 'runner-environment';
}

type Environment = Readonly<Record<string, string | undefined>>;

/** @throws {RunnerEnvironmentError} */
export function readEnvironment(environment: Environment): {
  readonly baseUrl: string;
  readonly token?: string;
  readonly options: Omit<RunSendsOptions, 'shouldStop'>;
} {
  const { DATAVERSE_URL: address = '', DATAVERSE_TOKEN: token } = environment;
  if (!URL.canParse(address)) {
    throw new RunnerEnvironmentError('DATAVERSE_URL has to be an address such as https://contoso.crm.dynamics.com.');
  }
  const { origin, protocol, hostname } = new URL(address);
  const isLoopback = ['localhost', '127.0.0.1', '[::1]'].includes(hostname);
  if (protocol !== 'https:' && !isLoopback) {
    throw new RunnerEnvironmentError('DATAVERSE_URL has to begin with https, unless it is on this machine.');
  }
  const numberOf = (name: string, least: number): number | undefined => {
    const text = environment[name];
    if (text === undefined || text === '') return undefined;
    const number = /^\d{1,9}$/.test(text) ? Number(text) : NaN;
    if (number >= least) return number;
    throw new RunnerEnvironmentError(`${name} has to be a whole number from ${least}.`);
  };
  return {
    baseUrl: origin,
    ...(token && { token }),
    options: {
      concurrency: numberOf('RUNNER_CONCURRENCY', 1),
      lookEveryMs: numberOf('RUNNER_LOOK_EVERY_MS', 1),
      leaseMs: numberOf('RUNNER_LEASE_MS', 1),
    },
  };
}

async function main(): Promise<void> {
  const { baseUrl, token, options } = readEnvironment(process.env);
  const stop = new AbortController();
  // Each wait listens.
  setMaxListeners(0, stop.signal);
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => stop.abort());
  const authorization = token === undefined ? {} : { token: async () => token };
  const host: RunSendsHost = {
    baseUrl,
    http: createNodeHttp({ baseUrl, timeoutMs: REQUEST_TIMEOUT_MS, ...authorization }),
    invokeHttp: createNodeHttp({ baseUrl, timeoutMs: INVOKE_TIMEOUT_MS, ...authorization }),
    clock: () => new Date(),
    newId: randomUUID,
    wait: (ms) => waitUnlessStopped(ms, stop.signal),
    log: (event) => void process.stdout.write(`${JSON.stringify({ at: new Date().toISOString(), ...event })}\n`),
  };
  await runSends(host, { ...options, shouldStop: () => stop.signal.aborted });
}

function waitUnlessStopped(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    const done = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal.addEventListener('abort', done);
  });
}

if (require.main === module) {
  main().catch((error: unknown) => {
    process.stderr.write(`${error instanceof OutboundError ? error.message : String(error)}\n`);
    process.exitCode = 1;
  });
}
