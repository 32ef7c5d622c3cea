/**
 * Room tests. How fast, and in how much memory, a send is planned: candidates are decided, made items, written, hashed and cut
 * into batches in a stream, and every batch is dropped when it has been counted. Each size runs in a process of its own.
 *
 * The floor is `JSON.stringify` of the very same items in the platform's spelling, a batch at a time. Making the candidates,
 * and reading memory, is not in the times, which are the processor's. One in fifty candidates shares a number, one in fifty opted out, one in four has
 * their number in national format.
 */
import { spawnSync } from 'node:child_process';
import { toContactListItem, type ContactListOptions } from '../../outbound/contactList/contactListItem';
import { toWire, type WireContact } from '../../outbound/contactList/wire';
import type { RecipientDecision } from '../../outbound/recipients/decideRecipients';
import type { RecipientCandidate } from '../../outbound/recipients/toCandidates';
import { decideStreaming } from '../../outbound/sends/decideStreaming';
import { planBatches, type PlanTotals } from '../../outbound/sends/planBatches';
import { slugName } from '../../outbound/templates/slugName';

const SIZES = [10_000, 100_000, 1_000_000];
const OUTBOUND_CONFIGURATION_ID = '0c000000-0000-4000-8000-000000000001';
const SLUGS = ['CaseName', 'CaseNumber', 'CustomerName', 'FirstName'].map(slugName);
const OPTIONS: ContactListOptions = { channelType: 'SMS', showInTimeline: true, slugNames: SLUGS.slice(0, 3) };
const SETTINGS = { defaultCountry: 'ID' };
/** Candidates made at a time, so that making them can be told from using them. */
const BLOCK = 500;
/** Batches stringified between two looks at the clock. */
const LISTS_AT_A_TIME = 50;
/** Times a run's live memory is measured, after a collection. */
const MEMORY_SAMPLES = 20;

/** Bytes, milliseconds of processor time, recipients. */
interface Figures {
  readonly recipients: number;
  readonly planned: number;
  readonly batches: number;
  readonly planMs: number;
  /** Of `planMs`, about: deciding alone, in a run of its own. Most of it is reading phone numbers. */
  readonly decideMs: number;
  readonly floorMs: number;
  readonly recipientsPerSecond: number;
  readonly ratio: number;
  /** Live heap and typed arrays at their highest, above those before the run. */
  readonly liveBytes: number;
  /** Resident set at its highest, above the one before the run. */
  readonly peakRssBytes: number;
  readonly hash: string;
}

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
    lcid: 1057,
    regarding: { table: 'incident', id },
    slugs: new Map(SLUGS.map((slug, at) => [slug, values[at] ?? ''])),
  };
}

/** The candidates, and how long it took to make them. */
function candidateSource(count: number) {
  let spentMs = 0;
  function* read(): Generator<RecipientCandidate> {
    for (let first = 0; first < count; first += BLOCK) {
      const startedAt = cpuMs();
      const block = Array.from({ length: Math.min(BLOCK, count - first) }, (_, at) => candidateAt(first + at));
      spentMs += cpuMs() - startedAt;
      yield* block;
    }
  }
  return { read, spentMs: () => spentMs };
}

function* toItems(decisions: Iterable<RecipientDecision>) {
  for (const decision of decisions) if (decision.kind === 'eligible') yield toContactListItem(decision, OPTIONS);
}

const planOf = (read: () => Iterable<RecipientCandidate>) =>
  planBatches(toItems(decideStreaming(read, SETTINGS)), { outboundConfigurationId: OUTBOUND_CONFIGURATION_ID });

function liveBytes(): number {
  globalThis.gc?.();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}

function measurePlan(count: number): Omit<Figures, 'decideMs' | 'floorMs' | 'ratio'> {
  const source = candidateSource(count);
  const liveBefore = liveBytes();
  const rssBefore = process.memoryUsage.rss();
  let liveMost = liveBefore;
  let rssMost = rssBefore;
  let measuringMs = 0;
  const sampleEvery = Math.max(1, Math.floor(count / 100 / MEMORY_SAMPLES));
  const startedAt = cpuMs();
  const planned = planOf(source.read);
  let step: IteratorResult<{ readonly index: number }, PlanTotals> = planned.next();
  for (; !step.done; step = planned.next()) {
    if (step.value.index % sampleEvery !== sampleEvery - 1) continue;
    const measuredAt = cpuMs();
    rssMost = Math.max(rssMost, process.memoryUsage.rss());
    liveMost = Math.max(liveMost, liveBytes());
    measuringMs += cpuMs() - measuredAt;
  }
  const planMs = cpuMs() - startedAt - measuringMs - source.spentMs();
  const { contactCount, batchCount, hash } = step.value;
  return {
    recipients: count,
    planned: contactCount,
    batches: batchCount,
    planMs,
    recipientsPerSecond: (count / planMs) * 1000,
    liveBytes: liveMost - liveBefore,
    peakRssBytes: Math.max(rssMost, process.resourceUsage().maxRSS * 1024) - rssBefore,
    hash,
  };
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

function measure(count: number): Figures {
  measurePlan(2_000);
  measureFloor(2_000);
  const figures = measurePlan(count);
  const floorMs = measureFloor(count);
  return { ...figures, decideMs: measureDecisions(count), floorMs, ratio: figures.planMs / floorMs };
}

/** Measures the three sizes and prints a table, then one line of JSON. Times depend on the machine. */
export async function runPlanBenchmark(): Promise<void> {
  const all = SIZES.map((size) => {
    const child = spawnSync(process.execPath, ['--expose-gc', ...process.execArgv, __filename, String(size)], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    if (child.status !== 0) throw new Error(`The run with ${size} recipients ended with ${child.status}.`);
    return JSON.parse(child.stdout) as Figures;
  });
  const mebibytes = (bytes: number): string => (bytes / 2 ** 20).toFixed(1);
  const rows = [
    ['recipients', 'batches', 'per second', 'plan s', 'decide s', 'stringify s', 'ratio', 'live MiB', 'peak RSS MiB'],
    ...all.map((run) => [
      String(run.recipients),
      String(run.batches),
      run.recipientsPerSecond.toFixed(0),
      (run.planMs / 1000).toFixed(2),
      (run.decideMs / 1000).toFixed(2),
      (run.floorMs / 1000).toFixed(2),
      run.ratio.toFixed(2),
      mebibytes(run.liveBytes),
      mebibytes(run.peakRssBytes),
    ]),
  ];
  for (const row of rows) process.stdout.write(`${row.map((cell) => cell.padStart(13)).join('')}\n`);
  process.stdout.write(`${JSON.stringify({ benchmark: 'plan', runs: all })}\n`);
}

const size = Number(process.argv[2]);
if (Number.isInteger(size) && process.argv[1] === __filename) {
  process.stdout.write(JSON.stringify(measure(size)));
}
