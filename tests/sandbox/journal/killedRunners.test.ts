/**
 * Room tests. Real processes: runners that are killed at any moment and started again, two at a time, and a server that is killed too.
 * The service's own log says whether anybody was messaged twice, the journal whether anybody was lost.
 */
import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { BATCH_STATE_OPTION } from '../../../outbound/dataverse/names';
import { LEASE_EXPIRED } from '../../../outbound/dataverse/sendJournal';
import { reconcile } from '../../../outbound/sends/reconcile';
import type { RunnerEvent } from '../../../plugins-ts/runner/runSends';
import { sentContacts } from '../../e2e/service';
import { openChunkProxy } from '../../support/chunkProxy';
import { getRows, journalOf, numberOf, writeSend } from '../../support/journal';
import { repeatableRandom } from '../../support/repeatableRandom';
import { openSandboxProcess, type SandboxProcess } from '../../support/sandbox';

const ROOT = resolve(__dirname, '../../..');
const RECIPIENTS = 20_000;
const EXCLUDED = 17;
const KILLS = 44;
/** With each of these kills the server is killed before, while the other runner is at work too. */
const SERVER_EVERY = 9;
/** The latest piece of the talk that a kill strikes at: starting takes some thirty, a batch about eight. */
const LAST_PIECE = 70;
const LEASE_MS = 2000;
const RUNNERS = 2;
const CONCURRENCY = 2;

const folder = mkdtempSync(join(tmpdir(), 'outbound-runner-'));
const program = join(folder, 'runSends.js');
const children = new Set<ChildProcess>();
let sandbox: SandboxProcess;

beforeAll(async () => {
  execFileSync(
    join(ROOT, 'node_modules/.bin/esbuild'),
    ['plugins-ts/runSends.ts', '--bundle', '--platform=node', '--log-level=warning', `--outfile=${program}`],
    { cwd: ROOT },
  );
  sandbox = await openSandboxProcess();
}, 120_000);

afterAll(async () => {
  for (const child of children) child.kill('SIGKILL');
  await sandbox?.stop();
  rmSync(folder, { recursive: true, force: true });
});

interface RunnerProcess {
  readonly ended: Promise<number | null>;
  kill(signal: 'SIGKILL' | 'SIGTERM'): void;
}

const lines: string[] = [];

function startRunner(url: string, onEvent: (event: RunnerEvent) => void = () => undefined): RunnerProcess {
  const child = spawn(process.execPath, [program], {
    env: {
      DATAVERSE_URL: url,
      RUNNER_CONCURRENCY: String(CONCURRENCY),
      RUNNER_LEASE_MS: String(LEASE_MS),
      RUNNER_LOOK_EVERY_MS: '20',
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  children.add(child);
  createInterface({ input: child.stdout }).on('line', (line) => {
    lines.push(line);
    // A killed process may leave half a line.
    if (line.endsWith('}')) onEvent(JSON.parse(line) as RunnerEvent);
  });
  const ended = new Promise<number | null>((done) =>
    child.once('exit', (code) => {
      children.delete(child);
      done(code);
    }),
  );
  return { ended, kill: (signal) => void child.kill(signal) };
}

describe('runners that are killed', () => {
  it('message nobody twice and lose nobody', async () => {
    const port = Number(new URL(sandbox.url).port);
    const sendId = await writeSend(sandbox.url, { recipients: RECIPIENTS, excluded: EXCLUDED });
    let kills = 0;
    let serverKills = 0;
    let serverTurn = Promise.resolve();
    const slot = async (seed: number): Promise<void> => {
      const random = repeatableRandom(seed);
      const proxy = await openChunkProxy(port);
      const moment = () => ({ piece: 1 + Math.floor(random() * LAST_PIECE), isPassedOn: random() < 0.5 });
      while (kills < KILLS) {
        const runner = startRunner(proxy.url);
        kills += 1;
        if (kills % SERVER_EVERY === 0) {
          // One after the other: a server that is being started cannot be killed yet.
          serverTurn = serverTurn.then(async () => {
            await proxy.at(moment(), () => sandbox.kill());
            serverKills += 1;
            await sandbox.restart();
          });
          await serverTurn;
        }
        await proxy.at(moment(), () => runner.kill('SIGKILL'));
        await runner.ended;
      }
      await proxy.close();
    };
    await Promise.all([slot(1), slot(2)]);
    // One more runner brings what is left to an end.
    const journal = journalOf(sandbox.url);
    const left = (await journal.readBatches(sendId)).filter(({ state }) => state === 'waiting').length;
    let isTold = false;
    const isOver = async (): Promise<boolean> =>
      (await journal.readBatches(sendId)).every(({ state }) => state !== 'waiting' && state !== 'claimed');
    const stopped = await new Promise<number | null>((done, failed) => {
      const last = startRunner(sandbox.url, ({ event }) => {
        if (event !== 'send-left' && event !== 'claims-expired') return;
        isOver().then((over) => {
          // Told twice, it would end at once.
          if (over && !isTold) last.kill('SIGTERM');
          isTold ||= over;
        }, failed);
      });
      void last.ended.then(done);
    });

    const sent = (await sentContacts(sandbox.url)).map(({ number }) => number);
    const batches = await journal.readBatches(sendId);
    const send = await journal.readSend(sendId);
    const counts = reconcile({ audience: send?.audience ?? 0, excluded: send?.excluded ?? 0, batches });

    expect([stopped, kills >= 40, serverKills >= 4]).toEqual([0, true, true]);
    expect(new Set(sent).size).toBe(sent.length);
    expect(counts).toMatchObject({ audience: RECIPIENTS + EXCLUDED, excluded: EXCLUDED, missing: 0, inFlight: 0 });
    // The kills struck at work, from the first to the last.
    expect(left).toBeGreaterThan(0);
    expect(left).toBeLessThan(batches.length * 0.95);
    const unknown = await expectSentAsRecorded(sendId, new Set(sent));
    expect(unknown).not.toEqual([]);
    expectUnknownOnlyInFlight(unknown, serverKills);
    const row = (await getRows<Record<string, unknown>>(sandbox.url, `obm_sends?$filter=obm_sendid eq ${sendId}`))[0];
    expect(row).toMatchObject({ obm_acceptedcount: counts.accepted, obm_unknowncount: counts.unknown });
    expect(lines.filter((line) => /\+?62812|Person/.test(line))).toEqual([]);
  }, 180_000);
});

interface BatchRow {
  readonly obm_state: number;
  readonly obm_contactlist: string;
  readonly obm_postedon: string | null;
  readonly obm_errorcode: string | null;
}

interface UnknownBatch {
  /** Does the service's log have a call for it? */
  readonly isCalled: boolean;
  readonly isMarked: boolean;
  readonly errorCode: string | null;
}

/**
 * Every number is in one batch: all of an accepted one were messaged, of an unknown one all or none, of others none.
 * @returns the unknown ones
 */
async function expectSentAsRecorded(sendId: string, sent: ReadonlySet<string>): Promise<readonly UnknownBatch[]> {
  const columns = 'obm_state,obm_contactlist,obm_postedon,obm_errorcode';
  const rows = await getRows<BatchRow>(
    sandbox.url,
    `obm_sendbatches?$select=${columns}&$filter=_obm_sendid_value eq ${sendId}`,
  );
  const unknown: UnknownBatch[] = [];
  const seen: string[] = [];
  const wrong: string[] = [];
  for (const row of rows) {
    const { obm_state: state, obm_contactlist: contactList } = row;
    const numbers = (JSON.parse(contactList) as { tocontactid: string }[]).map(({ tocontactid }) => tocontactid);
    const reached = numbers.filter((number) => sent.has(number)).length;
    const isAllOrNone = reached === 0 || reached === numbers.length;
    const expected =
      state === BATCH_STATE_OPTION.accepted
        ? reached === numbers.length
        : state === BATCH_STATE_OPTION.unknown
          ? isAllOrNone
          : reached === 0;
    if (state === BATCH_STATE_OPTION.unknown) {
      unknown.push({ isCalled: reached > 0, isMarked: row.obm_postedon !== null, errorCode: row.obm_errorcode });
    }
    if (!expected) wrong.push(`${state}: ${reached} of ${numbers.length}`);
    seen.push(...numbers);
  }
  expect(wrong).toEqual([]);
  expect(seen.sort()).toEqual(Array.from({ length: RECIPIENTS }, (_, index) => numberOf(index)).sort());
  return unknown;
}

/**
 * Nobody is unknown who was surely not posted: the service's log has a call for every unknown batch, but for requests that were
 * under way when the server was killed. Of those some had changed their row; the others' runners lived and saw no answer.
 */
function expectUnknownOnlyInFlight(unknown: readonly UnknownBatch[], serverKills: number): void {
  const notCalled = unknown.filter(({ isCalled }) => !isCalled);
  expect(notCalled.length).toBeLessThanOrEqual(serverKills * RUNNERS * CONCURRENCY);
  expect(unknown.filter(({ isMarked, errorCode }) => !isMarked && errorCode === LEASE_EXPIRED)).toEqual([]);
}
