/**
 * Room tests. How fast, and in how much memory, a send is planned, with every step of a real one: candidates are decided, listed
 * (locale, limits, item), written, hashed and cut into batches in a stream, and every batch is dropped when it has been counted.
 *
 * The floor is `JSON.stringify` of the very same items in the platform's spelling, a batch at a time. Times are the
 * processor's, of all threads, collecting garbage included; making the candidates is not in them. One in fifty candidates
 * shares a number, one in fifty opted out, one in four has their number in national format, and the template has two languages
 * for recipients who want four.
 *
 * Each size has two processes of its own, one for times and one for memory. Both have planned ten thousand recipients several
 * times before, and nothing larger: then the work is measured and not its compilation, and what a million takes more than
 * ten thousand is what the plan keeps and not what the engine sets aside once it has run for a while. A small size is planned
 * several times over, of which the table has the mean.
 */
import { spawnSync } from 'node:child_process';
import { contactLister, type ToContactListOptions } from '../../outbound/contactList/toContactList';
import { toWire, type WireContact } from '../../outbound/contactList/wire';
import type { RecipientDecision } from '../../outbound/recipients/recipientDecision';
import { toLanguageTable } from '../../outbound/recipients/languages';
import type { RecipientCandidate } from '../../outbound/recipients/toCandidates';
import { decideStreaming } from '../../outbound/recipients/decideStreaming';
import { planBatches, type PlanTotals } from '../../outbound/sends/planBatches';
import { slugName } from '../../outbound/templates/slugName';

const SIZES = [10_000, 100_000, 1_000_000];
const OUTBOUND_CONFIGURATION_ID = '0c000000-0000-4000-8000-000000000001';
const SLUGS = ['CaseName', 'CaseNumber', 'CustomerName', 'FirstName'].map(slugName);
const OPTIONS: ToContactListOptions = {
  channelType: 'SMS',
  showInTimeline: true,
  outboundConfigurationId: OUTBOUND_CONFIGURATION_ID,
  template: {
    defaultText: 'Hello {CustomerName}, your case {CaseNumber} “{CaseName}” is resolved. {CustomerName}, thank you.',
    defaultLcid: 1033,
    localizedTexts: new Map([[1057, 'Halo {CustomerName}, kasus {CaseNumber} “{CaseName}” selesai. Terima kasih.']]),
  },
  languages: toLanguageTable([
    { lcid: 1033, code: 'en-us', name: 'English - United States' },
    { lcid: 1041, code: 'ja-jp', name: 'Japanese - Japan' },
    { lcid: 1057, code: 'id-id', name: 'Indonesian - Indonesia' },
    { lcid: 2057, code: 'en-gb', name: 'English - United Kingdom' },
  ]),
};
/** Recorded locales in turn: most read Indonesian, some fall back to the English text, some have no locale. */
const LCIDS = [1057, 1057, 1057, 1057, 1057, 1057, 1033, 2057, 1041, undefined];
const SETTINGS = { defaultCountry: 'ID' };
/** Aims: times the floor; bytes that the largest size may take more than the smallest. */
const MAX_RATIO = 8;
const MAX_MEMORY_GROWTH = 60_000_000;
/** Planned before anything is measured, and how often. */
const WARM_UP_SIZE = 10_000;
const WARM_UP_RUNS = 10;
/** Recipients measured at least: a smaller size is planned that much more often. */
const MEASURED = 100_000;
/** Candidates made at a time, so that making them can be told from using them. */
const BLOCK = 1000;
/** Batches stringified between two looks at the clock. */
const LISTS_AT_A_TIME = 50;
/** Times a run's live memory is measured, after a collection. */
const MEMORY_SAMPLES = 20;

/** Milliseconds of processor time. */
interface Times {
  readonly planned: number;
  readonly batches: number;
  readonly planMs: number;
  /** Of `planMs`, about: deciding alone, in a run of its own. */
  readonly decideMs: number;
  readonly floorMs: number;
  readonly ratio: number;
  readonly recipientsPerSecond: number;
  readonly hash: string;
}

/** Bytes. */
interface Memory {
  /** Resident set of the process at its highest. */
  readonly peakRssBytes: number;
  /** Live heap and typed arrays at their highest, above those before the run. */
  readonly liveBytes: number;
}

type Figures = { readonly recipients: number } & Times & Memory;

/**
 * Processor time of this process: other programs on the machine lengthen the long run of the plan, but not the short ones of the
 * floor, and would spoil the ratio.
 */
function cpuMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

function candidateAt(index: number): RecipientCandidate {
  const id = `10000000-0000-4000-8000-${String(index).padStart(12, '0')}`;
  const national = `812${10_000_000 + (index % 50 === 49 ? index - 25 : index)}`;
  const optIn = index % 50 !== 7;
  const name = `Siti Rahayu ${index}`;
  const values = [`Parcel ${index} lost`, `CAS-${index}`, name, 'Siti'];
  return {
    sourceId: id,
    sourceTable: 'incident',
    sourceName: `Parcel ${index} lost`,
    person: { table: 'contact', id },
    recipientName: name,
    rawNumber: index % 4 === 0 ? `0${national}` : `+62${national}`,
    numberColumn: 'customerid_contact.mobilephone',
    optIn,
    consentColumn: 'customerid_contact.donotphone',
    isConsentKnown: true,
    consentValue: !optIn,
    lcid: LCIDS[index % LCIDS.length],
    regarding: { table: 'incident', id },
    slugs: new Map(SLUGS.map((slug, at) => [slug, values[at] ?? ''])),
  };
}

/** Holds none of them: for the memory of the plan alone. */
function* candidatesOneByOne(count: number): Generator<RecipientCandidate> {
  for (let index = 0; index < count; index += 1) yield candidateAt(index);
}

/** The candidates, and how long it took to make them. */
function candidateSource(count: number) {
  let spentMs = 0;
  function* read(): Generator<RecipientCandidate> {
    for (let first = 0; first < count; first += BLOCK) {
      const startedAt = cpuMs();
      const block = Array.from({ length: Math.min(BLOCK, count - first) }, (_, at) => candidateAt(first + at));
      spentMs += cpuMs() - startedAt;
      for (const candidate of block) yield candidate;
    }
  }
  return { read, spentMs: () => spentMs };
}

function* toItems(decisions: Iterable<RecipientDecision>) {
  const list = contactLister(OPTIONS);
  for (const decision of decisions) {
    const listed = list(decision);
    if (listed.kind === 'eligible') yield listed.item;
  }
}

const planOf = (read: () => Iterable<RecipientCandidate>) =>
  planBatches(toItems(decideStreaming(read, SETTINGS)), { outboundConfigurationId: OUTBOUND_CONFIGURATION_ID });

function measurePlan(count: number): { readonly planMs: number; readonly totals: PlanTotals } {
  const source = candidateSource(count);
  const startedAt = cpuMs();
  const planned = planOf(source.read);
  let step = planned.next();
  while (!step.done) step = planned.next();
  return { planMs: cpuMs() - startedAt - source.spentMs(), totals: step.value };
}

function measureDecisions(count: number): number {
  const source = candidateSource(count);
  const startedAt = cpuMs();
  let decided = 0;
  for (const { candidate } of decideStreaming(source.read, SETTINGS)) decided += candidate.person ? 1 : 0;
  if (decided !== count) throw new Error(`${decided} of ${count} candidates got a decision.`);
  return cpuMs() - startedAt - source.spentMs();
}

/** Time of `JSON.stringify` alone, for the items of the same plan. */
function measureFloor(count: number): number {
  let floorMs = 0;
  let lists: WireContact[][] = [];
  const stringify = (): void => {
    const startedAt = cpuMs();
    for (const list of lists) JSON.stringify(list);
    floorMs += cpuMs() - startedAt;
    lists = [];
  };
  for (const { items } of planOf(candidateSource(count).read)) {
    lists.push(items.map((item) => toWire(item, OUTBOUND_CONFIGURATION_ID)));
    if (lists.length === LISTS_AT_A_TIME) stringify();
  }
  stringify();
  return floorMs;
}

function measureTimes(count: number): Times {
  warmUp(measurePlan);
  warmUp(measureFloor);
  const runs = Array.from({ length: Math.max(1, Math.ceil(MEASURED / count)) }, () => ({
    ...measurePlan(count),
    floorMs: measureFloor(count),
    decideMs: measureDecisions(count),
  }));
  const [hash = '', ...otherHashes] = new Set(runs.map(({ totals }) => totals.hash));
  if (otherHashes.length > 0) throw new Error('The same candidates gave different plans.');
  const mean = (valueOf: (run: (typeof runs)[number]) => number): number =>
    runs.reduce((sum, run) => sum + valueOf(run), 0) / runs.length;
  const planMs = mean((run) => run.planMs);
  const floorMs = mean((run) => run.floorMs);
  return {
    planned: mean(({ totals }) => totals.contactCount),
    batches: mean(({ totals }) => totals.batchCount),
    planMs,
    decideMs: mean((run) => run.decideMs),
    floorMs,
    ratio: planMs / floorMs,
    recipientsPerSecond: (count / planMs) * 1000,
    hash,
  };
}

function measureMemory(count: number): Memory {
  const liveBefore = liveBytes();
  let liveMost = liveBefore;
  const plan = (size: number, sampleEvery = Number.POSITIVE_INFINITY): void => {
    for (const { index } of planOf(() => candidatesOneByOne(size))) {
      if (index % sampleEvery === sampleEvery - 1) liveMost = Math.max(liveMost, liveBytes());
    }
  };
  warmUp((size) => plan(size));
  plan(count);
  const peakRssBytes = process.resourceUsage().maxRSS * 1024;
  // Another time, because a collection that is asked for also lowers the peak.
  plan(count, Math.max(1, Math.floor(count / 100 / MEMORY_SAMPLES)));
  return { peakRssBytes, liveBytes: liveMost - liveBefore };
}

function warmUp(run: (count: number) => unknown): void {
  for (let time = 0; time < WARM_UP_RUNS; time += 1) run(WARM_UP_SIZE);
}

function liveBytes(): number {
  globalThis.gc?.();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}

const MEASUREMENTS = { times: measureTimes, memory: measureMemory };

function inProcessOfItsOwn<Name extends keyof typeof MEASUREMENTS>(
  name: Name,
  count: number,
): ReturnType<(typeof MEASUREMENTS)[Name]> {
  const child = spawnSync(process.execPath, ['--expose-gc', ...process.execArgv, __filename, name, String(count)], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  if (child.status !== 0) throw new Error(`The measurement of ${name} with ${count} ended with ${child.status}.`);
  return JSON.parse(child.stdout) as ReturnType<(typeof MEASUREMENTS)[Name]>;
}

/**
 * Measures the three sizes and prints a table, then one line of JSON with the figures and whether they meet the aims. Times
 * depend on the machine.
 */
export async function runPlanBenchmark(): Promise<void> {
  const runs = SIZES.map((recipients): Figures => ({
    recipients,
    ...inProcessOfItsOwn('times', recipients),
    ...inProcessOfItsOwn('memory', recipients),
  }));
  const peaks = runs.map((run) => run.peakRssBytes);
  const memoryGrowthBytes = (peaks.at(-1) ?? 0) - (peaks[0] ?? 0);
  const maxRatio = Math.max(...runs.map((run) => run.ratio));
  const aims = {
    ratio: { atMost: MAX_RATIO, is: maxRatio, met: maxRatio <= MAX_RATIO },
    memoryGrowthBytes: {
      atMost: MAX_MEMORY_GROWTH,
      is: memoryGrowthBytes,
      met: memoryGrowthBytes <= MAX_MEMORY_GROWTH,
    },
  };
  printTable(runs);
  const verdict = (met: boolean): string => (met ? 'met' : 'missed');
  print(`Ratio at most ${MAX_RATIO}: ${verdict(aims.ratio.met)} (${maxRatio.toFixed(2)}).`);
  print(
    `Peak RSS from the smallest to the largest size at most ${megabytes(MAX_MEMORY_GROWTH)} MB more: ` +
      `${verdict(aims.memoryGrowthBytes.met)} (${megabytes(memoryGrowthBytes)} MB).`,
  );
  print(JSON.stringify({ benchmark: 'plan', runs, aims }));
}

function printTable(runs: readonly Figures[]): void {
  print(
    `Every size in processes of its own that have planned ${WARM_UP_SIZE} recipients ${WARM_UP_RUNS} times before.`,
  );
  print('Seconds of processor time. plan: decide, list, write, hash, cut into batches. stringify: the same items.');
  const rows = [
    ['recipients', 'batches', 'per second', 'plan s', 'decide s', 'stringify s', 'ratio', 'live MB', 'peak RSS MB'],
    ...runs.map((run) => [
      String(run.recipients),
      String(run.batches),
      run.recipientsPerSecond.toFixed(0),
      (run.planMs / 1000).toFixed(3),
      (run.decideMs / 1000).toFixed(3),
      (run.floorMs / 1000).toFixed(3),
      run.ratio.toFixed(2),
      megabytes(run.liveBytes),
      megabytes(run.peakRssBytes),
    ]),
  ];
  for (const row of rows) print(row.map((cell) => cell.padStart(12)).join(''));
}

const megabytes = (bytes: number): string => (bytes / 1_000_000).toFixed(1);
const print = (line: string): void => void process.stdout.write(`${line}\n`);

const [, script, measurement, size] = process.argv;
if (script === __filename && (measurement === 'times' || measurement === 'memory')) {
  print(JSON.stringify(MEASUREMENTS[measurement](Number(size))));
}
