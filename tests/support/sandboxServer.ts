/**
 * Room tests. The sandbox in a process of its own, over a database file, with nothing imported and nothing refused for load. The
 * process of `startSandboxServer`; run by itself it is `tsx tests/support/sandboxServer.ts <database file>`.
 */
import { fork, type ChildProcess } from 'node:child_process';
import { resolve } from 'node:path';
import { startSandbox } from '../../sandbox/server';

const ROOT = resolve(__dirname, '../..');

/** Requests are counted as ever, but none is refused. */
const NO_LIMITS = { requests: 1e9, executionMs: 1e12, concurrent: 1e6 };

export interface SandboxServer {
  readonly url: string;
  /** Microseconds of processor time since it began. */
  cpuUs(): Promise<number>;
  /** Ends the process at whatever instruction it is; resolves when it is gone. */
  kill(): Promise<void>;
  /** Lets it end by itself. */
  stop(): Promise<void>;
}

/** Resolves once it answers. */
export async function startSandboxServer(file: string): Promise<SandboxServer> {
  const child = fork(__filename, [file], { cwd: ROOT, execArgv: ['--import', 'tsx'] });
  const ended = new Promise<void>((done) => child.once('exit', () => done()));
  const url = await new Promise<string>((ready, failed) => {
    child.once('message', (message) => ready((message as { ready: string }).ready));
    child.once('exit', (code) => failed(new Error(`The server ended with code ${code} before it answered.`)));
  });
  return {
    url,
    cpuUs: () => askCpu(child),
    async kill() {
      child.kill('SIGKILL');
      await ended;
    },
    async stop() {
      child.send('stop');
      await ended;
    },
  };
}

function askCpu(child: ChildProcess): Promise<number> {
  const answer = new Promise<number>((told) =>
    child.once('message', (message) => told((message as { cpuUs: number }).cpuUs)),
  );
  child.send('cpu');
  return answer;
}

async function serve(file: string): Promise<void> {
  const sandbox = await startSandbox({ file, assets: resolve('dist/sandbox'), port: 0, serviceProtection: NO_LIMITS });
  process.on('message', (message) => {
    if (message === 'cpu') {
      const { user, system } = process.cpuUsage();
      process.send?.({ cpuUs: user + system });
    }
    if (message === 'stop') void sandbox.close().then(() => process.exit(0));
  });
  process.send?.({ ready: sandbox.url });
}

const [, script, file] = process.argv;
if (script === __filename && file !== undefined) void serve(file);
