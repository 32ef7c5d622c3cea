/**
 * Room solution. `npm start`: builds what is missing, starts the sandbox as a process of its own, imports our solution
 * zip into it as an administrator's client would, with the flows connected and turned on the first time, and says what to try first.
 */
import { fork, type ChildProcess } from 'node:child_process';
import { resolve } from 'node:path';
import { buildAll } from './build';
import { MANAGED_ZIP } from './deploy';
import { deploySolution } from './deploy/deploySolution';
import { readPackageFile } from './deploy/readPackage';
import { readSettingsFile } from './deploy/settings';
import { SandboxFlows } from './startFlows';

const ROOT = resolve(__dirname, '../..');
const APP = 'obm_OutboundMessaging';
const SETTINGS = resolve(ROOT, 'solution/sandbox.settings.json');

/** The sandbox process ended before it answered; it has printed why. */
class SandboxEndedError extends Error {
  override readonly name = 'SandboxEndedError';
  readonly code = 'sandbox-ended';
  constructor(readonly exitCode: number) {
    super('The sandbox did not start.');
  }
}

interface StartedSandbox {
  readonly url: string;
  /** Has its database just been made? */
  readonly isNew: boolean;
  readonly child: ChildProcess;
}

/** Starts the sandbox and resolves with its address once it answers. */
function startSandboxProcess(args: readonly string[]): Promise<StartedSandbox> {
  const child = fork(resolve(ROOT, 'sandbox/start.ts'), args, { cwd: ROOT, execArgv: ['--import', 'tsx'] });
  return new Promise((ready, failed) => {
    child.once('message', (message) => {
      const { ready: url, isNew } = message as { ready: string; isNew: boolean };
      ready({ url, isNew, child });
    });
    child.once('exit', (code) => failed(new SandboxEndedError(code ?? 1)));
  });
}

function greeting(url: string): string {
  const app = `${url}/main.aspx?appname=${APP}`;
  return `
Outbound Messaging is ready.

  The app           ${app}
  Simulated phones  ${url}/phones
  Cloud flows       ${url}/flows
  Lab               ${url}/lab

Try first: open the app, choose Cases and the view "Resolved Cases", tick the box that selects all rows,
press "Send outbound", pick a configuration and send. Then look at the phones.
Then create a case for a contact with a mobile phone: the flow "Case created" writes to it within seconds.

Ctrl+C stops it; what you did is kept. Begin anew with: npm start -- --fresh
`;
}

async function main(): Promise<void> {
  await buildAll();
  const { url, isNew, child } = await startSandboxProcess(process.argv.slice(2));
  // Ctrl+C reaches both processes; this one leaves when the sandbox has closed its database.
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => child.kill(signal));
  child.removeAllListeners('exit');
  child.once('exit', (code) => process.exit(code ?? 0));
  try {
    const solution = readPackageFile(MANAGED_ZIP);
    const flows = new SandboxFlows(url);
    // Whoever has set them otherwise since keeps what they set.
    const isFirst = !(await flows.areConnected());
    const settings = isFirst ? readSettingsFile(SETTINGS, solution) : undefined;
    await deploySolution({ baseUrl: url, solution, settings });
    if (isFirst) await flows.turnOn();
    // A reset goes back to a sandbox with the solution in it.
    if (isNew) await fetch(`${url}/lab/start`, { method: 'PUT' });
  } catch (error) {
    child.kill('SIGTERM');
    throw error;
  }
  console.log(greeting(url));
}

main().catch((error: unknown) => {
  if (error instanceof SandboxEndedError) process.exit(error.exitCode);
  console.error(error instanceof Error && 'code' in error ? error.message : error);
  process.exit(1);
});
