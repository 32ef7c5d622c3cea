/**
 * Room plugins-ts. The command line of the webhook host: serves our handlers until it is told to stop (SIGTERM or SIGINT). Logs one JSON object
 * a line, without personal data. A parent process (with an IPC channel) is told the address once it answers.
 *
 * Environment: `WEBHOOK_KEY` (the shared key, at least 24 characters), `WEBHOOK_PORT` (8200), `WEBHOOK_HOST` (127.0.0.1; 0.0.0.0 inside of a
 * container) and `WEBHOOK_MOST` (50, events worked on at a time).
 */
import { OutboundError } from '../outbound/errors';
import { HANDLERS } from './handlers';
import { openWebhookHost, type WebhookHostOptions } from './webhookHost';

const DEFAULT_PORT = 8200;
const SHORTEST_KEY = 24;

/** The environment says too little, or something that cannot be. */
export class WebhookEnvironmentError extends OutboundError {
  override readonly name = 'WebhookEnvironmentError';
  readonly code = 'webhook-environment';
}

type Environment = Readonly<Record<string, string | undefined>>;

/** @throws {WebhookEnvironmentError} and never with the key in it */
export function readWebhookEnvironment(
  environment: Environment,
): Pick<WebhookHostOptions, 'key' | 'port' | 'host' | 'most'> {
  const { WEBHOOK_KEY: key = '', WEBHOOK_HOST: host } = environment;
  if (key.length < SHORTEST_KEY)
    throw new WebhookEnvironmentError(`WEBHOOK_KEY has to be a text of at least ${SHORTEST_KEY} characters.`);
  const numberOf = (name: string, least: number, greatest: number): number | undefined => {
    const text = environment[name];
    if (text === undefined || text === '') return undefined;
    const number = /^\d{1,6}$/.test(text) ? Number(text) : NaN;
    if (number >= least && number <= greatest) return number;
    throw new WebhookEnvironmentError(`${name} has to be a whole number from ${least} to ${greatest}.`);
  };
  return {
    key,
    port: numberOf('WEBHOOK_PORT', 0, 65_535) ?? DEFAULT_PORT,
    most: numberOf('WEBHOOK_MOST', 1, 10_000),
    ...(host ? { host } : {}),
  };
}

async function main(): Promise<void> {
  const log = (event: object): void =>
    void process.stdout.write(`${JSON.stringify({ at: new Date().toISOString(), ...event })}\n`);
  const host = await openWebhookHost({ ...readWebhookEnvironment(process.env), handlers: HANDLERS, log });
  const stop = (): void => void host.close().then(() => process.exit(0));
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, stop);
  log({ event: 'listening', url: host.url });
  process.send?.({ ready: host.url });
}

if (require.main === module) {
  main().catch((error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  });
}
