/**
 * Room tests. The sandbox in a process of its own for the benchmark of the Web API: `tsx tests/bench/webapiServer.ts <database file>`.
 * Tells its parent the address once it answers, and the processor time it has used whenever it is asked.
 */
import { resolve } from 'node:path';
import { startSandbox } from '../../sandbox/server';

/** Requests are counted as ever, but none is refused. */
const NO_LIMITS = { requests: 1e9, executionMs: 1e12, concurrent: 1e6 };

function cpuUs(): number {
  const { user, system } = process.cpuUsage();
  return user + system;
}

async function main(file: string): Promise<void> {
  const sandbox = await startSandbox({ file, assets: resolve('dist/sandbox'), port: 0, serviceProtection: NO_LIMITS });
  process.on('message', (message) => {
    if (message === 'cpu') process.send?.({ cpuUs: cpuUs() });
    if (message === 'stop') void sandbox.close().then(() => process.exit(0));
  });
  process.send?.({ ready: sandbox.url });
}

void main(process.argv[2] ?? ':memory:');
