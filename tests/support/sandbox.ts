/**
 * Room tests. A sandbox with our packed solution in it, on a free loopback port: in this process for most tests, or as a
 * process of its own for tests that kill it.
 */
import { fork, type ChildProcess } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { RunningSandbox } from '../../sandbox/server';
import { importSolution } from '../../solution/tools/deploy';
import { MANAGED_ZIP, startFromTemplate } from './sandboxTemplate';

export { MANAGED_ZIP, TEST_DAY } from './sandboxTemplate';

const ROOT = resolve(__dirname, '../..');
export const APP = 'obm_OutboundMessaging';

/**
 * Starts a sandbox with the sample data and our solution, imported over HTTP as a client would.
 * @param clock the sandbox's time. Default: the machine's.
 */
export const openSandbox = (clock?: () => Date): Promise<RunningSandbox> => startFromTemplate(clock);

export interface SandboxProcess {
  readonly url: string;
  /** Resolves when the first process has ended, by itself, by `kill` or by `stop`. */
  readonly ended: Promise<void>;
  /** Ends the process at whatever instruction it is; the database file stays. */
  kill(): void;
  /** Starts it again on the same port and database, once the one before has ended. */
  restart(): Promise<void>;
  stop(): Promise<void>;
}

/** Starts a sandbox as a process of its own, with a database file in a temporary folder, and imports our solution. */
export async function openSandboxProcess(): Promise<SandboxProcess> {
  const folder = mkdtempSync(join(tmpdir(), 'outbound-sandbox-'));
  const file = join(folder, 'dataverse.db');
  let running = await forkSandbox(file, 0);
  const { url, ended } = running;
  await importSolution({ baseUrl: url, zip: readFileSync(MANAGED_ZIP) });
  const kill = (): void => void running.child.kill('SIGKILL');
  return {
    url,
    ended,
    kill,
    async restart() {
      await running.ended;
      running = await forkSandbox(file, Number(new URL(url).port));
    },
    async stop() {
      kill();
      await running.ended;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Resolves once the process answers. */
async function forkSandbox(
  file: string,
  port: number,
): Promise<{ readonly child: ChildProcess; readonly url: string; readonly ended: Promise<void> }> {
  const child = fork(join(ROOT, 'sandbox/start.ts'), ['--port', String(port), '--data', file, '--allow-exit'], {
    cwd: ROOT,
    execArgv: ['--import', 'tsx'],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const ended = new Promise<void>((done) => child.once('exit', () => done()));
  const url = await new Promise<string>((ready, failed) => {
    child.once('message', (message) => ready((message as { ready: string }).ready));
    child.once('exit', (code) => failed(new Error(`The sandbox ended with code ${code} before it answered.`)));
  });
  return { child, url, ended };
}
