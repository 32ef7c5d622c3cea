/**
 * A server over a database file, killed with SIGKILL while many clients write, several times over at moments that a seed decides.
 * `KILL_SEED=…` and `KILL_TIMES=…` for other and longer runs.
 */
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDataverse, type OpenedDataverse } from '../../../sandbox/dataverse/open';
import { repeatableRandom } from '../../support/repeatableRandom';
import { startSandboxServer, type SandboxServer } from '../../support/sandboxServer';
import { databaseFaults, versionsOf } from './databaseFaults';
import { Writers, type Write } from './writers';
import '../../support/wholeServer';

const SEED = Number(process.env.KILL_SEED ?? 20260302);
const TIMES = Number(process.env.KILL_TIMES ?? 4);
const COUNTERS = 3;

const NAME_COLUMNS: Readonly<Record<string, string>> = {
  account: 'name',
  contact: 'lastname',
  email: 'subject',
  task: 'subject',
  activitypointer: 'subject',
};

function marked({ database }: OpenedDataverse, table: string, mark: string): number {
  return Number(database.first(`SELECT count(*) FROM "${table}" WHERE "${NAME_COLUMNS[table]}" = ?`, [mark])?.[0]);
}

/** Rows of a write, as many as there should be of each table, or none at all. */
function isWhole(dataverse: OpenedDataverse, { mark, rows }: Write, mayBeMissing: boolean): boolean {
  const found = Object.entries(rows).map(([table, count]) => ({ count, is: marked(dataverse, table, mark) }));
  return found.every(({ count, is }) => is === count) || (mayBeMissing && found.every(({ is }) => is === 0));
}

describe('a server that is killed while clients write', () => {
  const random = repeatableRandom(SEED);
  const folder = mkdtempSync(join(tmpdir(), 'killed-server-'));
  const file = join(folder, 'dataverse.db');
  const accountId = randomUUID();
  const counterIds = Array.from({ length: COUNTERS }, () => randomUUID());
  const opened = <T>(look: (dataverse: OpenedDataverse) => T): T => {
    const dataverse = openDataverse({ file, clock: () => new Date(), newId: randomUUID });
    try {
      return look(dataverse);
    } finally {
      dataverse.close();
    }
  };
  let server: SandboxServer | undefined;

  beforeAll(() =>
    opened(({ rows }) => {
      rows.create('account', { accountid: accountId, name: 'Everybody' });
      for (const accountid of counterIds) rows.create('account', { accountid, name: 'Counter', numberofemployees: 0 });
    }),
  );

  afterAll(async () => {
    await server?.kill();
    rmSync(folder, { recursive: true, force: true });
  });

  it('loses no acknowledged write, keeps no half of any, and goes on', async () => {
    const acknowledged: Write[] = [];
    let highest = 0;
    let dyingWrites = 0;
    for (let time = 1; time <= TIMES; time += 1) {
      server = await startSandboxServer(file);
      const current = server;
      const killAfter = 30 + Math.floor(random() * 150);
      let killing: Promise<void> | undefined;
      const writers = new Writers(`${current.url}/api/data/v9.2/`, accountId, counterIds, (count) => {
        if (count >= killAfter) killing ??= current.kill();
      });
      await writers.run();
      await killing;

      expect(writers.refused).toEqual([]);
      dyingWrites += writers.unanswered.length;
      opened((dataverse) => {
        expect(databaseFaults(dataverse)).toEqual([]);
        acknowledged.push(...writers.acknowledged);
        const lost = acknowledged.filter((write) => !isWhole(dataverse, write, false)).map(({ mark }) => mark);
        expect(lost).toEqual([]);
        const halves = writers.unanswered.filter((write) => !isWhole(dataverse, write, true)).map(({ mark }) => mark);
        expect(halves).toEqual([]);
        for (const id of counterIds) {
          const own = ({ counter }: Write): number[] => (counter?.id === id ? [counter.value] : []);
          const last = writers.acknowledged.flatMap(own).at(-1);
          const under = writers.unanswered.flatMap(own);
          const is = dataverse.rows.find('account', id)?.values.numberofemployees;
          if (last !== undefined) expect([last, ...under]).toContain(is);
        }
        // What is written from here on is newer than everything that was there.
        const before = Math.max(...versionsOf(dataverse));
        expect(before).toBeGreaterThan(highest);
        const next = dataverse.rows.create('account', { name: 'After the kill' });
        highest = dataverse.rows.find('account', next)?.versionNumber ?? 0;
        expect(highest).toBeGreaterThan(before);
      });
    }
    // The server was killed at work: each time there were requests that nobody answered any more.
    expect(dyingWrites).toBeGreaterThanOrEqual(TIMES);
  }, 120_000);
});
