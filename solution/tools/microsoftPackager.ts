/**
 * Room solution. Runs Microsoft's own packer where a machine has it: the judge of our source and of our zips.
 *
 * Source of the commands: Microsoft Learn, "SolutionPackager tool", section "SolutionPackager command-line arguments", and
 * "pac solution", sections "pac solution pack" and "pac solution unpack".
 */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import type { PackageType } from './pack';

/** Names the file SolutionPackager.exe; it runs under mono where the system is not Windows. */
export const PACKAGER_VARIABLE = 'SOLUTION_PACKAGER';

export interface PackagerRun {
  readonly exitCode: number;
  /** Everything that it printed. */
  readonly output: string;
}

export interface Packager {
  /** How a person recognizes it, such as `pac`. */
  readonly name: string;
  /** Packs a folder; `both` writes the managed zip beside the other, as `<name>_managed.zip`. */
  pack(folder: string, type: PackageType | 'both', zip: string): PackagerRun;
  unpack(zip: string, type: PackageType, folder: string): PackagerRun;
}

type Environment = Readonly<Record<string, string | undefined>>;

const isWindows = process.platform === 'win32';

/** Path of a program on the PATH. */
function onPath(program: string, env: Environment): string | undefined {
  const names = isWindows ? [`${program}.exe`, `${program}.cmd`] : [program];
  const folders = (env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '');
  return folders.flatMap((folder) => names.map((name) => join(folder, name))).find((file) => existsSync(file));
}

function run(command: readonly string[], env: Environment): PackagerRun {
  const [program = '', ...args] = command;
  const result = spawnSync(program, args, {
    encoding: 'utf8',
    env: { ...env, PP_TOOLS_TELEMETRY_OPTOUT: '1' },
    shell: isWindows && program.endsWith('.cmd'),
  });
  const output = `${result.stdout ?? ''}${result.stderr ?? ''}`;
  return result.error ? { exitCode: 1, output: result.error.message } : { exitCode: result.status ?? 1, output };
}

const TYPE_NAMES = { both: 'Both', managed: 'Managed', unmanaged: 'Unmanaged' } as const;

/** SolutionPackager.exe: without a network where the system can take it away, because all it sends is telemetry. */
function toExePackager(exe: string, env: Environment): Packager {
  const isolated = !isWindows && run(['unshare', '-n', 'true'], env).exitCode === 0;
  const command = [...(isolated ? ['unshare', '-n'] : []), ...(isWindows ? [] : ['mono']), exe, '/nologo', '/dt'];
  return {
    name: `SolutionPackager.exe${isWindows ? '' : ' under mono'}`,
    pack: (folder, type, zip) =>
      run(
        [...command, '/action:Pack', `/packagetype:${TYPE_NAMES[type]}`, `/zipfile:${zip}`, `/folder:${folder}`],
        env,
      ),
    unpack: (zip, type, folder) =>
      run(
        [...command, '/action:Extract', `/packagetype:${TYPE_NAMES[type]}`, `/zipfile:${zip}`, `/folder:${folder}`],
        env,
      ),
  };
}

function toPacPackager(pac: string, env: Environment): Packager {
  const solution = (verb: string, folder: string, type: keyof typeof TYPE_NAMES, zip: string): PackagerRun =>
    run([pac, 'solution', verb, '--zipfile', zip, '--folder', folder, '--packagetype', TYPE_NAMES[type]], env);
  return {
    name: 'pac',
    pack: (folder, type, zip) => solution('pack', folder, type, zip),
    unpack: (zip, type, folder) => solution('unpack', folder, type, zip),
  };
}

/** The packer of this machine: the file that the variable names, else `pac` on the PATH, else none. */
export function findPackager(env: Environment = process.env): Packager | undefined {
  const exe = env[PACKAGER_VARIABLE];
  if (exe !== undefined && existsSync(exe)) return toExePackager(exe, env);
  const pac = onPath('pac', env);
  return pac === undefined ? undefined : toPacPackager(pac, env);
}

/**
 * Types of root components for which the packer warns although the platform needs them, and what people call them. It looks for
 * roots among the sections of customizations.xml alone (found by reading SolutionPackager 9.1.1.146), and these three lie inside
 * a table or in a file of their own. Leaving the roots out would be no mend: a form or a view on a table of somebody else is only
 * imported as a root of its own, and of a definition makers report that without a root it arrives outside the solution.
 */
const KNOWN_ROOT_TYPES: ReadonlyMap<string, string> = new Map([
  ['26', 'views'],
  ['SavedQuery', 'views'],
  ['SystemForm', 'forms'],
  ['EnvironmentVariableDefinition', 'environment variables'],
]);

export interface PackagerWarnings {
  /** How many roots it did not find of the kinds that it cannot find, such as `forms`. */
  readonly knownRoots: ReadonlyMap<string, number>;
  /** Every other thing it complained about. */
  readonly others: readonly string[];
}

/** Reads the packer's complaints out of what it printed. */
export function warningsOf({ exitCode, output }: PackagerRun): PackagerWarnings {
  const lines = output.split(/\r?\n/).map((line) => line.trim());
  const roots = lines.flatMap((line) => {
    const type = /^Type='([^']+)', Id \(or schema name\)='/.exec(line)?.[1];
    return type === undefined ? [] : [{ type, line }];
  });
  const knownRoots = new Map<string, number>();
  for (const { type } of roots) {
    const kind = KNOWN_ROOT_TYPES.get(type);
    if (kind !== undefined) knownRoots.set(kind, (knownRoots.get(kind) ?? 0) + 1);
  }
  const encountered = Number(/^(\d+) warnings? encountered/m.exec(output)?.[1] ?? 0);
  const unexplained = encountered - (knownRoots.size > 0 ? 1 : 0);
  return {
    knownRoots,
    others: [
      ...(exitCode === 0 ? [] : [`It ended with exit code ${exitCode}: ${lines.filter(Boolean).slice(-3).join(' ')}`]),
      ...roots.filter(({ type }) => !KNOWN_ROOT_TYPES.has(type)).map(({ line }) => `Root without component: ${line}`),
      ...(unexplained > 0 ? [`It warned ${unexplained} more times:\n${output.trim()}`] : []),
    ],
  };
}
