/**
 * Room solution. Holds our packer to Microsoft's: both make the same content of one source, and theirs makes the same source
 * of our zips. Prints that it skipped where neither `pac` nor SolutionPackager.exe is there.
 *
 * Command line: `tsx solution/tools/checkPackager.ts`; needs a build first.
 */
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { unzipSync } from 'fflate';
import { differencesOf } from './compareContent';
import { exitWithError } from './errors';
import { findPackager, PACKAGER_VARIABLE, warningsOf, type Packager } from './microsoftPackager';
import { OUR_SOURCE, packSolution, type PackedZip } from './pack';
import { filesBelow, type ReadSourceOptions } from './readSource';
import { stageSolution } from './stage';

const partsOf = (zip: string): Map<string, Uint8Array> => new Map(Object.entries(unzipSync(readFileSync(zip))));

const MANAGED_FLAG = /<Managed>\d<\/Managed>/;

/** Files of an unpacked folder under the names of a source that serves both packages, without its flag `Managed`. */
function sourceFiles(folder: string): Map<string, Uint8Array> {
  return new Map(
    filesBelow(folder).map((path) => {
      const bytes = readFileSync(join(folder, path));
      const name = path.replace(/_managed\.xml$/, '.xml');
      if (name !== 'Other/Solution.xml') return [name, bytes] as const;
      return [name, Buffer.from(bytes.toString('utf8').replace(MANAGED_FLAG, '<Managed />'))] as const;
    }),
  );
}

export interface PackagerCheck {
  /** What was found, in the order of the work. */
  readonly lines: readonly string[];
  /** What must be mended; none when both tools agree. */
  readonly problems: readonly string[];
}

function checkType(packager: Packager, staged: string, ours: PackedZip, work: string): PackagerCheck {
  const { type, file } = ours;
  const theirZip = join(work, `theirs-${type}.zip`);
  const packed = packager.pack(staged, type, theirZip);
  const warnings = warningsOf(packed);
  if (packed.exitCode !== 0) return { lines: [], problems: warnings.others };
  const content = differencesOf(partsOf(file), partsOf(theirZip));
  const folder = join(work, `unpacked-${type}`);
  const unpacked = packager.unpack(file, type, folder);
  const unpackWarnings = warningsOf(unpacked);
  const source = unpacked.exitCode === 0 ? differencesOf(sourceFiles(staged), sourceFiles(folder)) : [];
  const known = [...warnings.knownRoots].map(([kind, count]) => `${count} ${kind}`).join(', ');
  return {
    lines: [
      `${type}: packed ${partsOf(theirZip).size} parts; ${content.length === 0 ? 'the same content as ours' : `${content.length} differences`}`,
      ...(known === ''
        ? []
        : [`${type}: one known warning, about roots that the platform needs and it cannot look for (${known})`]),
      `${type}: unpacked our zip; ${source.length === 0 ? 'the same source' : `${source.length} differences`}`,
    ],
    problems: [...warnings.others, ...unpackWarnings.others, ...content, ...source].map((text) => `${type}: ${text}`),
  };
}

/** Packs and unpacks with both tools in a temporary folder. @throws {BuiltFileMissingError | SourceInvalidError} */
export function checkPackager(packager: Packager, options: ReadSourceOptions): PackagerCheck {
  const work = mkdtempSync(join(tmpdir(), 'outbound-packager-'));
  try {
    const staged = join(work, 'staged');
    mkdirSync(staged);
    stageSolution(options, staged);
    const zips = packSolution({ folder: staged, output: join(work, 'ours') });
    const checks = zips.map((zip) => checkType(packager, staged, zip, work));
    return {
      lines: checks.flatMap((check) => check.lines),
      problems: checks.flatMap((check) => check.problems),
    };
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

function main(): void {
  const packager = findPackager();
  if (!packager) {
    console.log(
      `Skipped: Microsoft's packer is not here. Put pac on the PATH, or name SolutionPackager.exe in ${PACKAGER_VARIABLE}.`,
    );
    return;
  }
  console.log(`Microsoft's packer: ${packager.name}`);
  const { lines, problems } = checkPackager(packager, OUR_SOURCE);
  for (const line of lines) console.log(line);
  for (const problem of problems) console.error(problem);
  console.log(problems.length === 0 ? 'Both packers agree.' : `${problems.length} problems.`);
  if (problems.length > 0) process.exitCode = 1;
}

if (require.main === module) {
  try {
    main();
  } catch (error) {
    exitWithError(error);
  }
}
