/**
 * Room sandbox/dataverse, solutions. The zip itself: entries by their exact names, and the three files that have to be at
 * its root.
 */
import { strFromU8, unzipSync } from 'fflate';
import { badSolutionFile, invalidCustomizations } from './faults';

const ROOT_FILES = ['[Content_Types].xml', 'solution.xml', 'customizations.xml'] as const;

/** Far above any solution, and far below what would take the process down: a few kilobytes of zip can claim gigabytes. */
const MAX_UNPACKED_MB = 256;

/** Entries of a solution zip. Names are case-exact and use `/`. */
export interface SolutionZip {
  /** Names of all entries, in the order of the zip. */
  readonly names: readonly string[];
  has(name: string): boolean;
  /** @throws {SolutionImportError} when there is no such entry */
  bytes(name: string): Uint8Array;
  /** UTF-8 text. @throws {SolutionImportError} when there is no such entry */
  text(name: string): string;
  base64(name: string): string;
}

/** @throws {SolutionImportError} `bad-solution-file` when it is no zip or its root is not that of a solution */
export function readZip(content: Uint8Array): SolutionZip {
  let entries: Readonly<Record<string, Uint8Array>>;
  let unpackedBytes = 0;
  const isWithinLimit = (): boolean => unpackedBytes <= MAX_UNPACKED_MB * 1024 * 1024;
  try {
    entries = unzipSync(content, {
      filter({ originalSize }) {
        unpackedBytes += originalSize;
        return isWithinLimit();
      },
    });
  } catch (cause) {
    throw badSolutionFile('The content is not a zip file, or it is damaged.', { cause });
  }
  if (!isWithinLimit()) throw badSolutionFile(`The zip unpacks to more than ${MAX_UNPACKED_MB} MB.`);
  const names = Object.keys(entries).filter((name) => !name.endsWith('/'));
  const backslash = names.find((name) => name.includes('\\'));
  if (backslash !== undefined)
    throw badSolutionFile(`The entry ${backslash} is written with backslashes; entries use forward slashes.`);
  const problems = ROOT_FILES.filter((file) => !names.includes(file)).map((file) => rootProblem(file, names));
  if (problems.length > 0) throw badSolutionFile(problems.join(' '));

  const bytes = (name: string): Uint8Array => {
    const entry = names.includes(name) ? entries[name] : undefined;
    if (!entry) throw invalidCustomizations(`The file ${name} is named by the solution but is not in the zip.`);
    return entry;
  };
  return {
    names,
    has: (name) => names.includes(name),
    bytes,
    text: (name) => strFromU8(bytes(name)),
    base64: (name) => Buffer.from(bytes(name)).toString('base64'),
  };
}

function rootProblem(file: string, names: readonly string[]): string {
  const otherCase = names.find((name) => name.toLowerCase() === file.toLowerCase());
  if (otherCase !== undefined) return `The file ${otherCase} has to be named ${file}.`;
  const nested = names.find((name) => name.toLowerCase().endsWith(`/${file.toLowerCase()}`));
  if (nested !== undefined) return `The file ${nested} has to be at the root of the zip, not in a folder.`;
  return `The file ${file} is missing.`;
}
