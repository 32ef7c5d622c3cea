/** Room tests. `npm start` as a person types it: the address it prints answers, and a taken port is named. */
import { fork, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const ROOT = resolve(__dirname, '../..');
const folder = mkdtempSync(join(tmpdir(), 'outbound-start-'));
const running: ChildProcess[] = [];

afterAll(async () => {
  await Promise.all(running.map((child) => stop(child)));
  rmSync(folder, { recursive: true, force: true });
});

interface Started {
  readonly child: ChildProcess;
  /** Everything printed so far. */
  printed(): string;
  /** Resolves with the exit code, once all that it printed is here. */
  readonly ended: Promise<number | null>;
}

function npmStart(...args: string[]): Started {
  const child = fork(join(ROOT, 'solution/tools/start.ts'), args, {
    cwd: ROOT,
    execArgv: ['--import', 'tsx'],
    silent: true,
  });
  running.push(child);
  let printed = '';
  child.stdout?.on('data', (chunk) => (printed += String(chunk)));
  child.stderr?.on('data', (chunk) => (printed += String(chunk)));
  return { child, printed: () => printed, ended: new Promise((done) => child.once('close', (code) => done(code))) };
}

function untilPrinted(started: Started, text: string): Promise<void> {
  return new Promise((found, failed) => {
    const look = (): void => {
      if (started.printed().includes(text)) found();
    };
    started.child.stdout?.on('data', look);
    void started.ended.then((code) => failed(new Error(`It ended with code ${code}:\n${started.printed()}`)));
    look();
  });
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  const ended = new Promise((done) => child.once('exit', done));
  child.kill('SIGINT');
  await ended;
}

describe('npm start', () => {
  const database = join(folder, 'dataverse.db');

  it('prints addresses that answer, and keeps the data for the next time', async () => {
    const first = npmStart('--port', '0', '--data', database);
    await untilPrinted(first, 'Ctrl+C');
    const app = /http:\S+main\.aspx\S+/.exec(first.printed())?.[0] ?? '';
    const phones = /http:\S+\/phones/.exec(first.printed())?.[0] ?? '';
    expect([(await fetch(app)).status, (await fetch(phones)).status]).toEqual([200, 200]);
    expect(first.printed()).toContain('rows of sample data');
    const { origin, searchParams } = new URL(app);
    expect((await fetch(`${origin}/lab/reset`, { method: 'POST' })).status).toBe(204);
    // The start has the solution in it.
    expect(await (await fetch(origin)).text()).toContain(`appname=${searchParams.get('appname')}`);
    await stop(first.child);

    const again = npmStart('--port', '0', '--data', database);
    await untilPrinted(again, 'Ctrl+C');
    expect(again.printed()).not.toContain('rows of sample data');
  });

  it('names a taken port and ends with an error, deleting nothing', async () => {
    const other = createServer();
    await new Promise<void>((listening) => other.listen(0, '127.0.0.1', listening));
    const { port } = other.address() as AddressInfo;
    const inode = statSync(database).ino;
    const started = npmStart('--port', String(port), '--fresh', '--data', database);
    expect(await started.ended).toBe(1);
    expect(started.printed()).toContain(`Port ${port} is already in use.`);
    other.close();
    expect(statSync(database).ino).toBe(inode);
  });

  it.each([
    [['--port', 'abc'], '--port takes a whole number'],
    [['--prot', '1'], "Unknown option '--prot'"],
  ])('says what is wrong with %j and how it is used', async (args, message) => {
    const started = npmStart(...args);
    expect(await started.ended).toBe(1);
    expect(started.printed()).toContain(message);
    expect(started.printed()).toContain('Usage: npm start');
  });
});
