/**
 * Room solution. Writes outbound/dataverse/generated: names, choices and row types of our own tables from solution/src, and of
 * Microsoft's tables that the program uses from the metadata files of the sandbox. `outbound/dataverse/names.ts` gives them
 * the words of the domain.
 *
 * Command line: `tsx solution/tools/generateNames.ts [--check]`; with `--check` nothing is written, and a file that is not what
 * would be written ends the program with 1.
 */
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { exitWithError, GeneratedStaleError } from './errors';
import { ownChoices, ownTables, platformChoices, platformTable } from './generate/metadata';
import { choicesFile, tableFile } from './generate/typescript';
import { OUR_SOURCE } from './pack';
import { filesBelow, readSource } from './readSource';

const ROOT = resolve(__dirname, '../..');
const TARGET = join(ROOT, 'outbound/dataverse/generated');
const PLATFORM = join(ROOT, 'sandbox/dataverse/platform');

/** Microsoft's tables that the program reads or writes. */
const PLATFORM_TABLES = [
  'account',
  'contact',
  'incident',
  'lead',
  'msdyn_oclanguage',
  'msdyn_oclocalizationdata',
  'msdyn_ocoutboundconfiguration',
  'msdyn_ocoutboundmessage',
  'msdyn_ocsystemmessage',
  'transactioncurrency',
];

export interface GenerateOptions {
  /** Unpacked solution. Default: ours. */
  readonly folder?: string;
}

/**
 * The generated files by their names, laid out as Prettier would.
 * @throws {SourceInvalidError}
 */
export function generateNames({ folder = OUR_SOURCE.folder }: GenerateOptions = {}): Map<string, string> {
  const source = readSource({ folder });
  const tables = [...ownTables(source), ...PLATFORM_TABLES.map((name) => platformTable(PLATFORM, name))];
  const used = new Set(tables.flatMap((table) => table.columns.flatMap(({ choice }) => choice ?? [])));
  const choices = [...ownChoices(source), ...platformChoices(PLATFORM)].filter(({ name }) => used.has(name));
  const names = new Set(choices.map(({ name }) => name));
  return new Map([
    ['choices.ts', choicesFile(choices)],
    ...tables.map((table) => [`${table.name}.ts`, tableFile(table, names)] as const),
  ]);
}

/** Names of the files in a folder that differ from what would be generated: changed, missing or left over. */
export function staleFiles(files: ReadonlyMap<string, string>, target = TARGET): string[] {
  const written = filesBelow(target);
  const differing = [...files].filter(([name, text]) => {
    const file = join(target, name);
    return !existsSync(file) || readFileSync(file, 'utf8') !== text;
  });
  return [...differing.map(([name]) => name), ...written.filter((name) => !files.has(name))];
}

function write(files: ReadonlyMap<string, string>): void {
  rmSync(TARGET, { recursive: true, force: true });
  mkdirSync(TARGET, { recursive: true });
  for (const [name, text] of files) writeFileSync(join(TARGET, name), text);
}

function main(): void {
  const { values } = parseArgs({ options: { check: { type: 'boolean', default: false } } });
  const files = generateNames();
  const stale = staleFiles(files);
  if (values.check && stale.length > 0) throw new GeneratedStaleError(stale);
  if (!values.check) write(files);
  const where = relative(process.cwd(), TARGET);
  console.log(stale.length === 0 ? `${where} is up to date.` : `${where}: wrote ${stale.join(', ')}.`);
}

if (require.main === module) {
  try {
    main();
  } catch (error) {
    exitWithError(error);
  }
}
