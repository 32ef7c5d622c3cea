/**
 * Room tests. Databases of a sandbox with the sample data and our solution, made once before the tests run side by side. A test
 * opens a copy of one, which takes a tenth of the time that the import takes. Where there is none for the zip that is to be
 * tested, nobody misses it.
 */
import { createHash } from 'node:crypto';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { loadSampleData } from '../../sandbox/data';
import { startSandbox, type RunningSandbox } from '../../sandbox/server';
import { importSolution } from '../../solution/tools/deploy';

const ROOT = resolve(__dirname, '../..');
export const MANAGED_ZIP = join(ROOT, 'dist/OutboundMessaging_managed.zip');
export const ASSETS = join(ROOT, 'dist/sandbox');
const FOLDER = join(ROOT, 'dist/tests');

/** A day on which the sample data and every picture look the same. */
export const TEST_DAY = new Date('2026-03-02T08:00:00Z');

/** On which day the rows of a template were made: that of the tests, or the machine's. */
type Day = 'test-day' | 'today';

const clockOf = (day: Day): (() => Date) | undefined => (day === 'test-day' ? () => TEST_DAY : undefined);

function templateFile(day: Day): string {
  const hash = createHash('sha256').update(readFileSync(MANAGED_ZIP)).digest('hex');
  return join(FOLDER, `${day}-${hash.slice(0, 16)}.db`);
}

/** Makes every template anew: beside its place, so that another run of tests never finds half of one. */
export async function makeTemplates(): Promise<void> {
  mkdirSync(FOLDER, { recursive: true });
  const making = mkdtempSync(join(FOLDER, 'making-'));
  const made = (['test-day', 'today'] as const).map((day) => ({ day, file: basename(templateFile(day)) }));
  try {
    for (const { day, file } of made) {
      const sandbox = await startFilled(join(making, file), clockOf(day));
      await sandbox.close();
      renameSync(join(making, file), join(FOLDER, file));
    }
  } finally {
    rmSync(making, { recursive: true, force: true });
  }
  const stale = readdirSync(FOLDER).filter((name) => name.endsWith('.db') && made.every(({ file }) => file !== name));
  for (const name of stale) rmSync(join(FOLDER, name), { force: true });
}

/** A sandbox over a database that vanishes with it. */
export async function startFromTemplate(clock: (() => Date) | undefined): Promise<RunningSandbox> {
  const day = clock === undefined ? 'today' : clock() === TEST_DAY ? 'test-day' : undefined;
  const template = day && templateFile(day);
  if (template === undefined || !existsSync(template)) return startFilled(':memory:', clock);
  const folder = mkdtempSync(join(tmpdir(), 'outbound-sandbox-'));
  const file = join(folder, 'dataverse.db');
  copyFileSync(template, file);
  const sandbox = await startSandbox({ file, assets: ASSETS, port: 0, clock });
  return {
    ...sandbox,
    async close() {
      await sandbox.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function startFilled(file: string, clock: (() => Date) | undefined): Promise<RunningSandbox> {
  const sandbox = await startSandbox({ file, assets: ASSETS, port: 0, clock });
  loadSampleData(sandbox.dataverse, { now: TEST_DAY });
  await importSolution({ baseUrl: sandbox.url, zip: readFileSync(MANAGED_ZIP) });
  return sandbox;
}
