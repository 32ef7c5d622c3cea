/**
 * Room sandbox. The command line: starts the sandbox, loads the sample data into a new database and prints the
 * addresses. A parent process (with an IPC channel) is told once it answers: the address, and whether the database is new.
 */
import { mkdirSync, rmSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { buildApp } from './app/build';
import { loadSampleData } from './data';
import { snapshotFolder } from './lab/snapshots/snapshotFiles';
import { assertPortFree, PortTakenError, startSandbox } from './server';

const DEFAULT_PORT = 8181;
const DATABASE = '.sandbox/dataverse.db';
const ASSETS = 'dist/sandbox';
/** Letters, digits, hyphens and dots. */
const HOST_NAME = /^[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?$/i;

const USAGE = `Usage: npm start -- [--port ${DEFAULT_PORT}] [--fresh] [--data ${DATABASE}] [--host <name>]

  --port   port on localhost
  --fresh  forget everything and begin with the sample data
  --data   database file, kept between starts
  --host   a name or address of this machine to answer to beside localhost; may be given again. The sandbox then listens on all
           addresses, for everybody who can reach them, without sign-in`;

/** The command line asks for something that does not exist. */
class UsageError extends Error {
  override readonly name = 'UsageError';
  readonly code = 'usage';
}

interface Arguments {
  readonly port: number;
  readonly fresh: boolean;
  readonly file: string;
  readonly allowExit: boolean;
  readonly hosts: readonly string[];
}

function readArguments(argv: readonly string[]): Arguments {
  const { values } = parse(argv);
  const port = Number(values.port);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    throw new UsageError(`--port takes a whole number from 0 to 65535, not "${values.port}".`);
  }
  const wrong = values.host.find((name) => !HOST_NAME.test(name));
  if (wrong !== undefined)
    throw new UsageError(`--host takes a name or an IPv4 address without a port, not "${wrong}".`);
  return { port, fresh: values.fresh, file: values.data, allowExit: values['allow-exit'], hosts: values.host };
}

function parse(argv: readonly string[]) {
  try {
    return parseArgs({
      args: [...argv],
      options: {
        port: { type: 'string', default: String(DEFAULT_PORT) },
        fresh: { type: 'boolean', default: false },
        data: { type: 'string', default: DATABASE },
        host: { type: 'string', multiple: true, default: [] },
        // For tests of a server that dies: lets /lab/faults end this process.
        'allow-exit': { type: 'boolean', default: false },
      },
    });
  } catch (cause) {
    throw new UsageError((cause as Error).message, { cause });
  }
}

/** SQLite keeps up to three files beside each other; snapshots of what is forgotten would bring it back. */
function removeDatabase(file: string): void {
  for (const path of [file, `${file}-wal`, `${file}-shm`]) rmSync(path, { force: true });
  rmSync(snapshotFolder(file), { recursive: true, force: true });
}

async function main(): Promise<void> {
  const args = readArguments(process.argv.slice(2));
  const file = resolve(args.file);
  mkdirSync(dirname(file), { recursive: true });
  const assets = resolve(ASSETS);
  await buildApp(assets);
  await assertPortFree(args.port, args.hosts);
  if (args.fresh) removeDatabase(file);

  const sandbox = await startSandbox({
    file,
    assets,
    port: args.port,
    hosts: args.hosts,
    lab: { allowExit: args.allowExit, traces: true },
  });
  const stop = (): void => void sandbox.close().then(() => process.exit(0));
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
  const { rows } = loadSampleData(sandbox.dataverse, { now: new Date() });
  if (rows > 0) {
    // What a reset goes back to, until somebody says otherwise.
    sandbox.snapshots.markStart();
    console.log(`Loaded ${rows} rows of sample data.`);
  }

  console.log(
    `The sandbox answers at ${sandbox.url} (phones: ${sandbox.url}/phones, lab: ${sandbox.url}/lab, Web API: ${sandbox.url}/api/data/v9.2/).`,
  );
  process.send?.({ ready: sandbox.url, isNew: rows > 0 });
}

main().catch((error: unknown) => {
  const known = error instanceof PortTakenError || error instanceof UsageError;
  console.error(known ? error.message : error);
  if (error instanceof UsageError) console.error(`\n${USAGE}`);
  process.exit(1);
});
