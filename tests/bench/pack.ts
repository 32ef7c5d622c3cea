/**
 * Room tests. How fast our packer makes both zips of the solution, beside Microsoft's on the same folder in one run: whole
 * programs, from their start to their end, in turn. Ours is compiled to one file first, because theirs comes compiled; what the
 * same packer takes as people start it, from TypeScript, stands beside it. Needs a build, and skips where Microsoft's packer is
 * not there.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { buildSync } from 'esbuild';
import { findPackager, PACKAGER_VARIABLE, type Packager } from '../../solution/tools/microsoftPackager';
import { OUR_SOURCE } from '../../solution/tools/pack';
import { stageSolution } from '../../solution/tools/stage';

const ROOT = resolve(__dirname, '../..');
/** Runs of each that count, after one that warms the disk's cache. */
const RUNS = 9;
const PROGRAM = `import { packSolution } from ${JSON.stringify(join(ROOT, 'solution/tools/pack'))};
packSolution({ folder: process.argv[2] ?? '', output: process.argv[3] ?? '' });`;

interface Figures {
  readonly packer: string;
  readonly medianMs: number;
  readonly minMs: number;
  readonly maxMs: number;
}

/** Runs a program and gives its time. @throws {Error} with its output when it fails. */
function timed(run: () => { readonly exitCode: number; readonly output: string }): number {
  const started = performance.now();
  const { exitCode, output } = run();
  const ms = performance.now() - started;
  if (exitCode !== 0) throw new Error(`A packer failed with exit code ${exitCode}: ${output}`);
  return ms;
}

function node(args: readonly string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd: ROOT, encoding: 'utf8' });
  return { exitCode: status ?? 1, output: `${stdout}${stderr}` };
}

function compile(script: string, outfile: string): void {
  buildSync({
    entryPoints: [script],
    outfile,
    bundle: true,
    platform: 'node',
    target: 'node20',
    logLevel: 'error',
    // The tools ask whether they are the program that was started; in one file with others they are not.
    define: { 'require.main': 'undefined' },
  });
}

function toFigures(packer: string, times: readonly number[]): Figures {
  const sorted = [...times].sort((a, b) => a - b);
  return {
    packer,
    medianMs: Math.round(sorted[Math.floor(sorted.length / 2)] ?? 0),
    minMs: Math.round(sorted[0] ?? 0),
    maxMs: Math.round(sorted.at(-1) ?? 0),
  };
}

function measure(packager: Packager, work: string): Figures[] {
  const staged = join(work, 'staged');
  stageSolution(OUR_SOURCE, staged);
  const program = join(work, 'pack.cjs');
  const script = join(work, 'pack.ts');
  writeFileSync(script, PROGRAM);
  compile(script, program);
  const packers = [
    { name: 'ours, compiled', run: () => node([program, staged, join(work, 'ours')]) },
    { name: 'ours, from TypeScript', run: () => node(['--import', 'tsx', script, staged, join(work, 'ours')]) },
    { name: packager.name, run: () => packager.pack(staged, 'both', join(work, 'theirs.zip')) },
  ];
  const times = new Map(packers.map(({ name }) => [name, [] as number[]]));
  for (let index = 0; index <= RUNS; index += 1) {
    for (const { name, run } of packers) {
      const ms = timed(run);
      if (index > 0) times.get(name)?.push(ms);
    }
  }
  return packers.map(({ name }) => toFigures(name, times.get(name) ?? []));
}

const print = (line: string): void => void process.stdout.write(`${line}\n`);

function printTable(figures: readonly Figures[]): void {
  print(`Managed and unmanaged zip of solution/src, ${RUNS} runs each in turn, milliseconds by the clock.`);
  const rows = [
    ['packer', 'median', 'min', 'max'],
    ...figures.map((row) => [row.packer, ...[row.medianMs, row.minMs, row.maxMs].map(String)]),
  ];
  for (const [name = '', ...cells] of rows) print(name.padEnd(34) + cells.map((cell) => cell.padStart(9)).join(''));
}

/** Measures both packers and prints a table, then one line of JSON. Prints that it skipped where Microsoft's is not there. */
export function runPackBenchmark(): Promise<void> {
  const packager = findPackager();
  if (!packager) {
    print(`Skipped: Microsoft's packer is not here. Put pac on the PATH, or name its file in ${PACKAGER_VARIABLE}.`);
    print(JSON.stringify({ benchmark: 'pack', skipped: true }));
    return Promise.resolve();
  }
  const work = mkdtempSync(join(tmpdir(), 'outbound-bench-pack-'));
  try {
    const figures = measure(packager, work);
    const [ours, theirs] = [figures[0]?.medianMs ?? 0, figures.at(-1)?.medianMs ?? 0];
    printTable(figures);
    print(`Ours, compiled, faster than theirs: ${ours < theirs ? 'met' : 'missed'} (${(ours / theirs).toFixed(2)}).`);
    print(
      JSON.stringify({
        benchmark: 'pack',
        figures,
        aims: { ratio: { below: 1, is: ours / theirs, met: ours < theirs } },
      }),
    );
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
  return Promise.resolve();
}
