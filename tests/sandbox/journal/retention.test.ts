/**
 * Room tests. Contact data leaves the journal after its time, over the sandbox's Web API: what goes, what stays, what is possible
 * with a send afterwards, and who does it when.
 */
import { randomUUID } from 'node:crypto';
import { clearContactLists } from '../../../outbound/dataverse/clearContactLists';
import { retryRefused, resolveUnknown } from '../../../outbound/sends/controls';
import type { JournalBatch } from '../../../outbound/sends/sendJournal';
import { runSends, type RunnerEvent } from '../../../plugins-ts/runner/runSends';
import type { RunningSandbox } from '../../../sandbox/server';
import { exportSend } from '../../../webresources/pages/sendMonitor/exportSend';
import { orderFault, readCalls } from '../../e2e/service';
import { getRows, httpOf, journalOf, numberOf, writeSend } from '../../support/journal';
import { openSandbox } from '../../support/sandbox';
import '../../support/wholeServer';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const decider = { by: 'Siti Rahayu', on: new Date() };

let sandbox: RunningSandbox;
let url: string;

beforeEach(async () => {
  sandbox = await openSandbox();
  url = sandbox.url;
});

afterEach(() => sandbox.close());

/** A clock that is so far ahead of the server's, and moves when it is waited. */
interface Clock {
  aheadMs: number;
}

/** Runs a runner until it has looked so often; by `lookEveryMs` of its clock between two looks. */
async function runLooks(looks: number, clock: Clock, lookEveryMs = 5): Promise<RunnerEvent[]> {
  const events: RunnerEvent[] = [];
  let left = looks;
  await runSends(
    {
      baseUrl: url,
      http: httpOf(url),
      clock: () => new Date(Date.now() + clock.aheadMs),
      newId: randomUUID,
      async wait(ms) {
        await new Promise((resolve) => setImmediate(resolve));
        clock.aheadMs += ms;
        left -= 1;
      },
      log: (event) => events.push(event),
    },
    { shouldStop: () => left <= 0, lookEveryMs },
  );
  return events;
}

/** A send of so many requests that were all answered, in whatever way. */
async function runThrough(recipients: number): Promise<string> {
  const id = await writeSend(url, { recipients, batchSize: 1 });
  let isLeft = false;
  await runSends(
    {
      baseUrl: url,
      http: httpOf(url),
      clock: () => new Date(),
      newId: randomUUID,
      wait: () => new Promise((resolve) => setImmediate(resolve)),
      log: ({ event }) => (isLeft ||= event === 'send-left'),
    },
    { shouldStop: () => isLeft, concurrency: 1, lookEveryMs: 5 },
  );
  return id;
}

const clear = (aheadMs: number): Promise<number> =>
  clearContactLists({ http: httpOf(url), wait: async () => undefined }, 30, new Date(Date.now() + aheadMs));
const withContacts = async (): Promise<number> =>
  (await getRows(url, 'obm_sendbatches?$select=obm_index&$filter=obm_contactlist ne null')).length;
const cleared = (events: readonly RunnerEvent[]): number[] =>
  events.flatMap((event) => (event.event === 'contacts-cleared' ? [event.batches] : []));

describe('a runner', () => {
  it('removes old contact data once an hour of its clock, and logs how many batches', async () => {
    await runThrough(2);
    const clock = { aheadMs: 31 * DAY_MS };
    const events = await runLooks(1, clock);
    expect([cleared(events), await withContacts()]).toEqual([[2], 0]);
  });

  it('leaves it for another hour between two clearings', async () => {
    await runThrough(1);
    // The first look is too early by half an hour, the second falls into the same hour, the third into the next.
    const clock = { aheadMs: 30 * DAY_MS - HOUR_MS / 2 };
    const early = await runLooks(2, clock, 0.6 * HOUR_MS);
    expect([cleared(early), await withContacts()]).toEqual([[], 1]);
    clock.aheadMs = 30 * DAY_MS - HOUR_MS / 2;
    const events = await runLooks(3, clock, 0.6 * HOUR_MS);
    expect([cleared(events), await withContacts()]).toEqual([[1], 0]);
  });

  it('clears in portions, look by look, without waiting for the hour', async () => {
    const id = await writeSend(url, { recipients: 201, batchSize: 1 });
    const journal = journalOf(url);
    const send = await journal.readSend(id);
    await journal.changeSend(send!, { state: 'canceled', finishedOn: new Date() });
    const events = await runLooks(3, { aheadMs: 31 * DAY_MS });
    expect([cleared(events), await withContacts()]).toEqual([[200, 1], 0]);
  });
});

describe('a send whose contact data was removed', () => {
  /** One request each: accepted, refused, unknown. */
  async function clearedSend(): Promise<string> {
    await orderFault(url, { kind: 'refuse', atCall: 2 });
    await orderFault(url, { kind: 'error', atCall: 3 });
    const id = await runThrough(3);
    expect(await clear(31 * DAY_MS)).toBe(3);
    return id;
  }
  const batchesOf = (id: string): Promise<readonly JournalBatch[]> => journalOf(url).readBatches(id);

  it('cannot be sent again, and says why; what happened to it can still be written down', async () => {
    const id = await clearedSend();
    const journal = journalOf(url);
    const batches = await batchesOf(id);
    expect(batches.map(({ state }) => state)).toEqual(['accepted', 'refused', 'unknown']);
    const unknown = batches[2]!;
    expect(await retryRefused(journal, id, decider)).toMatchObject({ code: 'contact-data-cleared' });
    expect(await resolveUnknown(journal, id, unknown.id, 'send-again', decider)).toMatchObject({
      code: 'contact-data-cleared',
    });
    expect(await resolveUnknown(journal, id, unknown.id, 'sent', decider)).toMatchObject({ kind: 'moved' });
    await runLooks(3, { aheadMs: 0 });
    expect(await readCalls(url)).toHaveLength(3);
    expect((await batchesOf(id)).map(({ state }) => state)).toEqual(['accepted', 'refused', 'accepted']);
  });

  it('is exported with everybody in it, without their numbers', async () => {
    const id = await clearedSend();
    const host = { http: httpOf(url), clock: () => new Date(), person: 'Siti Rahayu' };
    const [people, manifest] = await exportSend(host, id, () => undefined);
    const lines = (await people!.content.text()).trim().split('\r\n');
    expect(lines).toHaveLength(4);
    expect(lines.join('\n')).not.toContain(numberOf(0).slice(1));
    const { batches, counts } = JSON.parse(await manifest!.content.text()) as {
      batches: { hash: string; hasContactList: boolean }[];
      counts: { missing: number };
    };
    expect(batches.map(({ hash, hasContactList }) => [hash.length, hasContactList])).toEqual(
      Array.from({ length: 3 }, () => [64, false]),
    );
    expect(counts.missing).toBe(0);
  });
});

describe('clearing', () => {
  it('loses against a person who has a batch sent again at the same moment, whoever is first', async () => {
    await orderFault(url, { kind: 'refuse', atCall: 1 });
    const id = await runThrough(1);
    const journal = journalOf(url);
    const http = httpOf(url);
    let isRetried = false;
    const retryBetween: typeof http = {
      async send(request) {
        if (request.method === 'PATCH' && !isRetried) {
          isRetried = true;
          await retryRefused(journal, id, decider);
        }
        return http.send(request);
      },
    };
    const host = { http: retryBetween, wait: async () => undefined };
    expect(await clearContactLists(host, 30, new Date(Date.now() + 31 * DAY_MS))).toBe(0);
    expect([(await journal.readBatches(id))[0]?.state, await withContacts()]).toEqual(['waiting', 1]);
    const [seen] = await journal.readBatches(id);
    await journal.changeSend((await journal.readSend(id))!, { state: 'canceled', finishedOn: new Date() });
    expect(await clear(31 * DAY_MS)).toBe(1);
    const claim = { claimedBy: 'late#1', claimedOn: new Date(), leaseExpiresOn: new Date(Date.now() + HOUR_MS) };
    expect(await journal.claimBatch(seen!, { ...claim, isGuarded: true })).toEqual({ kind: 'lost' });
  });

  it('leaves a claimed batch alone, however old', async () => {
    const id = await writeSend(url, { recipients: 1 });
    const journal = journalOf(url);
    const [waiting] = await journal.readBatches(id);
    const long = new Date(Date.now() - 99 * DAY_MS);
    await journal.claimBatch(waiting!, { claimedBy: 'one#1', claimedOn: long, leaseExpiresOn: long, isGuarded: true });
    await journal.changeSend((await journal.readSend(id))!, { state: 'canceled', finishedOn: long });
    expect([await clear(0), await withContacts()]).toEqual([0, 1]);
  });
});
