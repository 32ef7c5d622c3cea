/** Room tests. The journal, the allowance and the runner over the sandbox's Web API, with our solution in it. */
import { randomUUID } from 'node:crypto';
import { runSends, type RunnerEvent } from '../../../plugins-ts/runner/runSends';
import type { RunningSandbox } from '../../../sandbox/server';
import { clearContactLists } from '../../../outbound/dataverse/clearContactLists';
import { sendActionGateway } from '../../../outbound/dataverse/sendAction';
import { WEB_API_PATH, type WebApiHttp } from '../../../outbound/dataverse/webApi';
import { toInvokeBody } from '../../../outbound/invoke/invokeBody';
import { INFERRED_SIGNATURE } from '../../../outbound/invoke/signature';
import { reconcile } from '../../../outbound/sends/reconcile';
import { retryRefused } from '../../../outbound/sends/controls';
import { expireClaims } from '../../../outbound/sends/settleSend';
import { orderFault, readCalls, sentContacts } from '../../e2e/service';
import { configurationOf, getRows, httpOf, journalOf, numberOf, writeSend } from '../../support/journal';
import { openSandbox } from '../../support/sandbox';
import '../../support/wholeServer';

let sandbox: RunningSandbox;
let url: string;

beforeEach(async () => {
  sandbox = await openSandbox();
  url = sandbox.url;
});

afterEach(() => sandbox.close());

/** Runs a runner until the event has happened. */
async function runUntil(
  isEnd: (event: RunnerEvent) => boolean,
  concurrency = 2,
  http = httpOf(url),
): Promise<RunnerEvent[]> {
  const events: RunnerEvent[] = [];
  let isOver = false;
  await runSends(
    {
      baseUrl: url,
      http,
      clock: () => new Date(),
      newId: randomUUID,
      wait: (ms) => new Promise((resolve) => setTimeout(resolve, Math.min(ms, 5))),
      log(event) {
        events.push(event);
        if (isEnd(event)) isOver = true;
      },
    },
    { shouldStop: () => isOver, concurrency, lookEveryMs: 5 },
  );
  return events;
}

const isLeft = (event: RunnerEvent): boolean => event.event === 'send-left';
const isFinished = (event: RunnerEvent): boolean => event.event === 'send-left' && event.state === 'finished';
const readSend = async (id: string) => {
  const send = await journalOf(url).readSend(id);
  if (!send) throw new Error('There is no such send.');
  return send;
};

describe('a runner', () => {
  it('brings every number of a send to the service once, and the sums to its row', async () => {
    const id = await writeSend(url, { recipients: 250, excluded: 3 });
    await runUntil(isLeft);
    const numbers = (await sentContacts(url)).map(({ number }) => number);
    expect(numbers.sort()).toEqual(Array.from({ length: 250 }, (_, index) => numberOf(index)).sort());
    expect(await readSend(id)).toMatchObject({ state: 'finished', audience: 253, excluded: 3, batchCount: 3 });
    const [row] = await getRows<Record<string, unknown>>(url, `obm_sends?$filter=obm_sendid eq ${id}`);
    expect(row).toMatchObject({ obm_acceptedcount: 250, obm_waitingcount: 0, obm_unknowncount: 0 });
    expect(row?.['obm_finishedon']).toEqual(expect.any(String));
  });

  it('books every request in the ledger of the hour, and gives back what it did not post', async () => {
    await writeSend(url, { recipients: 250 });
    await runUntil(isLeft);
    const rows = await getRows<{ obm_used: number }>(url, 'obm_requestbudgets');
    expect(rows.reduce((sum, { obm_used: used }) => sum + used, 0)).toBe(3);
  });

  it('starts a scheduled send in its time, and asks a person when its time is over', async () => {
    const past = (ms: number): Date => new Date(Date.now() - ms);
    const due = await writeSend(url, { recipients: 1, scheduledOn: past(60_000) });
    const missed = await writeSend(url, { recipients: 1, scheduledOn: past(120_000), startBy: past(60_000) });
    const later = await writeSend(url, { recipients: 1, scheduledOn: new Date(Date.now() + 3_600_000) });
    let left = 0;
    await runUntil((event) => isLeft(event) && (left += 1) === 2);
    const states = await Promise.all([due, missed, later].map(async (id) => (await readSend(id)).state));
    expect(states).toEqual(['finished', 'windowMissed', 'scheduled']);
    expect(await readCalls(url)).toHaveLength(1);
  });

  it('repeats what was throttled, leaves what failed unknown, and keeps what was refused', async () => {
    const id = await writeSend(url, { recipients: 5, batchSize: 1 });
    await orderFault(url, { kind: 'throttle', atCall: 1, retryAfterSeconds: 0 });
    await orderFault(url, { kind: 'error', atCall: 2 });
    await orderFault(url, { kind: 'refuse', atCall: 3 });
    await orderFault(url, { kind: 'lost-answer', atCall: 4 });
    await runUntil(isLeft, 1);
    const batches = await journalOf(url).readBatches(id);
    expect(batches.map(({ state }) => state).sort()).toEqual(['accepted', 'accepted', 'refused', 'unknown', 'unknown']);
    expect((await readCalls(url)).map(({ outcome }) => outcome)).toEqual([
      'throttled',
      'failed',
      'refused',
      'accepted',
      'accepted',
      'accepted',
    ]);
    const { audience, excluded, state } = await readSend(id);
    expect([state, reconcile({ audience, excluded, batches }).missing]).toEqual(['needsAttention', 0]);
  });

  it('sends to people whom somebody let wait again, although their connection broke before the send followed', async () => {
    await orderFault(url, { kind: 'refuse', atCall: 2 });
    const id = await writeSend(url, { recipients: 3, batchSize: 1 });
    await runUntil(isLeft, 1);
    expect((await readSend(id)).state).toBe('needsAttention');
    const journal = journalOf(url);
    const broken: typeof journal = {
      ...journal,
      changeSend: () => Promise.reject(new Error('the connection is lost')),
    };
    const decider = { by: 'Siti Rahayu', on: new Date() };
    await expect(retryRefused(broken, id, decider)).rejects.toThrow('the connection is lost');
    expect((await journal.readBatches(id)).map(({ state }) => state)).toEqual(['accepted', 'waiting', 'accepted']);
    expect((await readSend(id)).state).toBe('needsAttention');
    await runUntil(isLeft);
    expect((await readSend(id)).state).toBe('finished');
    const numbers = (await sentContacts(url)).map(({ number }) => number);
    expect(new Set(numbers).size).toBe(3);
    expect(numbers).toHaveLength(3);
  });

  it('takes a send up again that it has left, once a person lets it go on', async () => {
    await orderFault(url, { kind: 'refuse', atCall: 1 });
    const id = await writeSend(url, { recipients: 1 });
    let decision: Promise<unknown> | undefined;
    const events = await runUntil((event) => {
      if (isLeft(event)) decision ??= retryRefused(journalOf(url), id, { by: 'Siti Rahayu', on: new Date() });
      return isFinished(event);
    });
    expect(await decision).toMatchObject({ kind: 'moved', changedMeanwhile: 0 });
    expect(events.filter(isLeft)).toEqual(
      ['needsAttention', 'finished'].map((state) => expect.objectContaining({ sendId: id, state })),
    );
    expect((await readSend(id)).state).toBe('finished');
  });

  it('takes no send up that ended while the look for sends was answered', async () => {
    const id = await writeSend(url, { recipients: 1 });
    let isTaken = false;
    let leave = () => {};
    const left = new Promise<void>((resolve) => (leave = resolve));
    let showLook = () => {};
    const looked = new Promise<void>((resolve) => (showLook = resolve));
    let looksAfter = 0;
    const http: WebApiHttp = {
      async send(request) {
        if (request.path === '$batch') await looked;
        const isLook = isTaken && request.path.startsWith('obm_sends?');
        const answer = await httpOf(url).send(request);
        if (!isLook) return answer;
        // This look saw the send while it was sent, and is answered when that is over.
        showLook();
        await left;
        looksAfter += 1;
        return answer;
      },
    };
    const events = await runUntil(
      (event) => {
        if (event.event === 'send-taken') isTaken = true;
        if (isLeft(event)) leave();
        return isLeft(event);
      },
      1,
      http,
    );
    expect(looksAfter).toBe(1);
    expect(events.filter(({ event }) => event === 'send-taken')).toEqual([{ event: 'send-taken', sendId: id }]);
  });

  it('gives up claims of a runner that vanished, in a send that was canceled too', async () => {
    const id = await writeSend(url, { recipients: 2, batchSize: 1 });
    const journal = journalOf(url);
    const [first, second] = await journal.readBatches(id);
    if (!first || !second) throw new Error('no batch');
    const long = new Date(Date.now() - 60_000);
    const gone = { claimedBy: 'gone#1', claimedOn: long, leaseExpiresOn: long };
    await journal.claimBatch(first, { ...gone, isGuarded: false });
    await journal.claimBatch(second, { ...gone, isGuarded: true });
    await journal.changeSend(await readSend(id), { state: 'canceled' });
    await runUntil(({ event }) => event === 'claims-expired');
    expect((await journal.readBatches(id)).map(({ state }) => state)).toEqual(['unknown', 'waiting']);
    expect(await readCalls(url)).toEqual([]);
    const [row] = await getRows<Record<string, unknown>>(url, `obm_sends?$filter=obm_sendid eq ${id}`);
    expect(row).toMatchObject({ obm_unknowncount: 1, obm_waitingcount: 1 });
  });

  it('gives up the claims of one send though those of another cannot be given up', async () => {
    const ids = [await writeSend(url, { recipients: 1 }), await writeSend(url, { recipients: 1 })];
    const journal = journalOf(url);
    const long = new Date(Date.now() - 60_000);
    const gone = { claimedBy: 'gone#1', claimedOn: long, leaseExpiresOn: long, isGuarded: false };
    for (const id of ids) {
      await journal.changeSend(await readSend(id), { state: 'paused' });
      for (const batch of await journal.readBatches(id)) await journal.claimBatch(batch, gone);
    }
    let stuck: string | undefined;
    const http = httpOf(url);
    const troubled: WebApiHttp = {
      async send(request) {
        const [, batch] = /obm_sendbatches\((.+)\)/.exec(request.method === 'PATCH' ? request.path : '') ?? [];
        stuck ??= batch;
        const isStuck = batch !== undefined && batch === stuck;
        return isStuck ? { kind: 'response', status: 403, text: '' } : http.send(request);
      },
    };
    await runUntil(({ event }) => event === 'claims-expired', 2, troubled);
    const batches = (await Promise.all(ids.map((id) => journal.readBatches(id)))).flat();
    expect(batches.map(({ id, state }) => [id === stuck, state]).sort()).toEqual([
      [false, 'unknown'],
      [true, 'claimed'],
    ]);
  });

  it('that is told to stop gives back what it claimed ahead, and what it posted is recorded', async () => {
    const id = await writeSend(url, { recipients: 40, batchSize: 1 });
    await orderFault(url, { kind: 'delay', delayMs: 5, times: 40 });
    await runUntil(({ event }) => event === 'batch', 4);
    const states = (await journalOf(url).readBatches(id)).map(({ state }) => state);
    expect(states).not.toContain('claimed');
    expect(states).not.toContain('unknown');
    expect(states).toContain('waiting');
    expect(states.filter((state) => state === 'accepted')).toHaveLength((await readCalls(url)).length);
    expect((await readSend(id)).state).toBe('sending');
  });

  it('shares a send with another runner: no batch is posted twice', async () => {
    await writeSend(url, { recipients: 60, batchSize: 1 });
    await orderFault(url, { kind: 'delay', delayMs: 1, times: 60 });
    await Promise.all([runUntil(isLeft), runUntil(isLeft)]);
    const numbers = (await sentContacts(url)).map(({ number }) => number);
    expect([numbers.length, new Set(numbers).size]).toEqual([60, 60]);
  });
});

describe('a send that lost what it is made with', () => {
  const remove = async (path: string): Promise<void> => {
    const answer = await fetch(`${url}${WEB_API_PATH}${path}`, { method: 'DELETE' });
    expect(answer.status).toBe(204);
  };
  const removeConfiguration = async (): Promise<void> =>
    remove(`msdyn_ocoutboundconfigurationes(${await configurationOf(url)})`);
  const removeTemplate = async (): Promise<void> => {
    const id = await configurationOf(url);
    const path = `msdyn_ocoutboundconfigurationes?$filter=msdyn_ocoutboundconfigurationid eq ${id}`;
    const [row] = await getRows<{ _msdyn_messagetemplate_value: string }>(url, path);
    await remove(`msdyn_ocsystemmessages(${row?._msdyn_messagetemplate_value})`);
  };

  it.each([
    ['configuration-missing', 'before it starts', removeConfiguration, 0],
    ['configuration-missing', 'half way', removeConfiguration, 3],
    ['template-missing', 'before it starts', removeTemplate, 0],
    ['template-missing', 'half way', removeTemplate, 3],
  ] as const)('is paused with %s when that is deleted %s', async (code, _when, removeIt, after) => {
    const id = await writeSend(url, { recipients: 12, batchSize: 1 });
    if (after === 0) await removeIt();
    let batches = 0;
    let removing = Promise.resolve();
    // Whatever the runner asks for next, it asks for after the removal.
    const http: WebApiHttp = { send: (request) => removing.then(() => httpOf(url).send(request)) };
    const isOver = (event: RunnerEvent): boolean => {
      if (event.event === 'batch' && (batches += 1) === after) removing = removeIt();
      return isLeft(event);
    };
    await runUntil(isOver, 1, http);
    const states = (await journalOf(url).readBatches(id)).map(({ state }) => state);
    expect(states.filter((state) => state === 'refused')).toHaveLength(1);
    expect(states).toContain('waiting');
    const [row] = await getRows<Record<string, unknown>>(url, `obm_sends?$filter=obm_sendid eq ${id}`);
    expect([(await readSend(id)).state, row?.['obm_stopcode']]).toEqual(['paused', code]);
  });
});

describe('contact data', () => {
  const DAY_MS = 86_400_000;

  it('leaves batches after its time, with counts and hashes kept, and stays where a message may still be sent', async () => {
    const sent = await writeSend(url, { recipients: 2, batchSize: 1 });
    await runUntil(isLeft);
    const canceled = await writeSend(url, { recipients: 1 });
    const open = await writeSend(url, { recipients: 1 });
    const journal = journalOf(url);
    await journal.changeSend(await readSend(canceled), { state: 'canceled', finishedOn: new Date() });
    const brokenOff = await writeSend(url, { recipients: 1 });
    await journal.changeSend(await readSend(brokenOff), { state: 'waiting' });
    const host = { http: httpOf(url), wait: async () => undefined };
    const before = await getRows<Record<string, unknown>>(url, 'obm_sendbatches?$orderby=obm_sendbatchid');
    expect(await clearContactLists(host, 30, new Date(Date.now() + 29 * DAY_MS))).toBe(0);
    expect(await clearContactLists(host, 30, new Date(Date.now() + 31 * DAY_MS))).toBe(4);
    expect(await clearContactLists(host, 30, new Date(Date.now() + 32 * DAY_MS))).toBe(0);
    const after = await getRows<Record<string, unknown>>(url, 'obm_sendbatches?$orderby=obm_sendbatchid');
    const kept = (rows: readonly Record<string, unknown>[]) =>
      rows.map((row) => [row['obm_hash'], row['obm_contactcount'], row['obm_state'], row['obm_sourceids']]);
    expect(kept(after)).toEqual(kept(before));
    const withList = after.filter((row) => row['obm_contactlist'] !== null);
    expect(withList.map((row) => row['_obm_sendid_value'])).toEqual([open]);
    expect((await readSend(sent)).state).toBe('finished');
  });
});

describe('the journal', () => {
  it('lists batches of many pages in order, without contact lists', async () => {
    const id = await writeSend(url, { recipients: 120, batchSize: 1 });
    const batches = await journalOf(url).readBatches(id);
    expect(batches.map(({ index }) => index)).toEqual(Array.from({ length: 120 }, (_, index) => index));
    expect(batches[0]).not.toHaveProperty('contactList');
  });

  it('puts back a claim that was not posted, and lets its request end before the action when that arrives later', async () => {
    const id = await writeSend(url, { recipients: 1 });
    const journal = journalOf(url);
    const [waiting] = await journal.readBatches(id);
    if (!waiting) throw new Error('no batch');
    const long = new Date(Date.now() - 60_000);
    const claim = { claimedBy: 'slow#1', claimedOn: long, leaseExpiresOn: long, isGuarded: true };
    const claimed = await journal.claimBatch(waiting, claim);
    if (claimed.kind !== 'claimed') throw new Error('not claimed');
    await expireClaims(journal, await journal.readBatches(id), new Date());
    const gateway = sendActionGateway({
      http: httpOf(url),
      root: `${url}${WEB_API_PATH}`,
      newBoundary: () => `batch_${randomUUID()}`,
      now: () => new Date(),
    });
    const { outboundConfigurationId } = await readSend(id);
    const body = toInvokeBody(INFERRED_SIGNATURE, outboundConfigurationId, claimed.batch.contactList);
    expect(await gateway.invokeOutbound(body, claimed.batch)).toEqual({ kind: 'repeated' });
    expect(await readCalls(url)).toEqual([]);
    expect(await journal.readBatches(id)).toMatchObject([{ state: 'waiting', attempts: 0, postedOn: undefined }]);
    await runUntil(isLeft);
    expect(await journal.readBatches(id)).toMatchObject([{ state: 'accepted', postedOn: expect.any(Date) as Date }]);
    expect(await gateway.invokeOutbound(body, claimed.batch)).toEqual({ kind: 'repeated' });
    expect(await readCalls(url)).toHaveLength(1);
  });

  it('takes a repeated record for its own, and a person’s decision for final', async () => {
    const id = await writeSend(url, { recipients: 1 });
    const journal = journalOf(url);
    const [waiting] = await journal.readBatches(id);
    if (!waiting) throw new Error('no batch');
    const claim = {
      claimedBy: 'one#1',
      claimedOn: new Date(),
      leaseExpiresOn: new Date(Date.now() + 600_000),
      isGuarded: true,
    };
    const first = await journal.claimBatch(waiting, claim);
    expect(await journal.claimBatch(waiting, claim)).toMatchObject({ kind: 'claimed' });
    expect(await journal.claimBatch(waiting, { ...claim, claimedBy: 'two#1' })).toEqual({ kind: 'lost' });
    if (first.kind !== 'claimed') throw new Error('not claimed');
    const record = { state: 'unknown', attempts: 1, answeredOn: new Date(), errorCode: 'timeout' } as const;
    for (let times = 0; times < 2; times += 1) {
      expect(await journal.recordOutcome(first.batch, record)).toMatchObject({ kind: 'recorded' });
    }
    const [unknown] = await journal.readBatches(id);
    if (!unknown) throw new Error('no batch');
    const decision = { state: 'refused', resolution: 'not-sent', resolvedBy: 'Ani', resolvedOn: new Date() } as const;
    expect(await journal.resolveBatch(unknown, decision)).toBe(true);
    const late = { ...record, state: 'accepted', answeredOn: new Date(Date.now() + 5000) } as const;
    expect(await journal.recordOutcome(first.batch, late)).toEqual({ kind: 'superseded' });
  });
});
