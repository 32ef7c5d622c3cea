/** Room tests. The send journal over the Web API: claims that are won once, and outcomes written while the claim holds. */
import fc from 'fast-check';
import { createSendJournal, LEASE_EXPIRED } from '../../../../outbound/dataverse/sendJournal';
import type { BatchRecord, Claim, ClaimedBatch, JournalBatch } from '../../../../outbound/sends/sendJournal';
import { BATCH_STATES } from '../../../../outbound/sends/states';
import { doneBut, fakeWebApi, refusal, type FakeWebApi, type Trouble } from './fakeWebApi';

const SEND_ID = '05000000-0000-4000-8000-000000000001';
const BATCH_ID = '0b000000-0000-4000-8000-000000000001';
const BATCH_PATH = `obm_sendbatches(${BATCH_ID})`;
const SEND_PATH = `obm_sends(${SEND_ID})`;
const NOW = new Date('2026-01-02T03:04:05.678Z');
const LATER = new Date('2026-01-02T03:14:05.678Z');
const claim: Claim = { claimedBy: 'browser/1#1', claimedOn: NOW, leaseExpiresOn: LATER, isGuarded: true };

const sendRow = { obm_sendid: SEND_ID, obm_state: 841200001, obm_audiencecount: 3, obm_excludedcount: 1 };

function openJournal() {
  const api = fakeWebApi();
  const waits: number[] = [];
  const wait = async (ms: number): Promise<void> => void waits.push(ms);
  const journal = createSendJournal({ http: api.http, wait });
  const batchRow = (change: Record<string, unknown> = {}) =>
    api.put(BATCH_PATH, {
      obm_sendbatchid: BATCH_ID,
      _obm_sendid_value: SEND_ID,
      obm_index: 0,
      obm_state: BATCH_STATES.waiting.option,
      obm_contactlist: '[1]',
      obm_contactcount: 1,
      obm_hash: 'h',
      obm_attempts: 0,
      obm_claimedby: null,
      ...change,
    });
  batchRow();
  const read = async (): Promise<JournalBatch> => (await journal.readBatches(SEND_ID))[0] as JournalBatch;
  const claimed = async (): Promise<ClaimedBatch> => {
    const result = await journal.claimBatch(await read(), claim);
    if (result.kind !== 'claimed') throw new Error('not claimed');
    return result.batch;
  };
  return { api, journal, waits, batchRow, read, claimed };
}

/** Strikes the n-th request from now, from 1. */
function strike(api: FakeWebApi, trouble: Trouble, at = 1): void {
  const first = api.requests.length;
  api.trouble = () => (api.requests.length - first === at ? trouble : undefined);
}

const accepted: BatchRecord = { state: 'accepted', attempts: 1, answeredOn: LATER };
const throttled: BatchRecord = { state: 'waiting', attempts: 1, answeredOn: LATER };

describe('reading batches', () => {
  it('asks for pages without contact lists and follows every next link with the same page size', async () => {
    const { api, journal } = openJournal();
    const page = (value: unknown[], next?: string) => ({
      kind: 'response' as const,
      status: 200,
      text: JSON.stringify({ value, ...(next && { '@odata.nextLink': next }) }),
    });
    const row = api.rows.get(BATCH_PATH);
    api.trouble = () =>
      api.requests.length === 1
        ? page([row], 'https://contoso.test/api/data/v9.2/obm_sendbatches?$skiptoken=2')
        : page([{ ...row, obm_index: 1 }]);
    expect((await journal.readBatches(SEND_ID)).map(({ index }) => index)).toEqual([0, 1]);
    expect(api.requests.map(({ path }) => path)).toEqual([
      expect.stringContaining(`_obm_sendid_value eq ${SEND_ID}&$orderby=obm_index asc`),
      'obm_sendbatches?$skiptoken=2',
    ]);
    expect(api.requests[0]?.path).not.toContain('obm_contactlist');
    expect(api.requests.map(({ headers }) => headers?.['Prefer'])).toEqual(Array(2).fill('odata.maxpagesize=5000'));
  });

  it('refuses a state that this version does not know', async () => {
    const { journal, batchRow } = openJournal();
    batchRow({ obm_state: 7 });
    await expect(journal.readBatches(SEND_ID)).rejects.toMatchObject({ code: 'state-unknown' });
  });

  it('takes a batch whose state was emptied for unknown, so that the others go on and a person decides', async () => {
    const { journal, batchRow, read } = openJournal();
    batchRow({ obm_state: null });
    expect((await read()).state).toBe('unknown');
    const decision = { state: 'refused', resolution: 'not-sent', resolvedBy: 'Ani', resolvedOn: LATER } as const;
    expect(await journal.resolveBatch(await read(), decision)).toBe(true);
    expect((await read()).state).toBe('refused');
  });
});

describe('a claim', () => {
  it('is made against the version that was read, and brings the contact list', async () => {
    const { api, claimed, read } = openJournal();
    const batch = await claimed();
    expect(batch).toMatchObject({ state: 'claimed', contactList: '[1]', claimedBy: claim.claimedBy, sendId: SEND_ID });
    expect(batch.leaseExpiresOn).toEqual(LATER);
    expect(batch.etag).toBe((await read()).etag);
    expect(api.rows.get(BATCH_PATH)).toMatchObject({
      obm_claimedby: claim.claimedBy,
      obm_claimedon: NOW.toISOString(),
      obm_leaseexpireson: LATER.toISOString(),
    });
  });

  it('empties the mark of the request before, because its own request will set it', async () => {
    const { batchRow, claimed } = openJournal();
    batchRow({ obm_postedon: NOW.toISOString() });
    expect((await claimed()).postedOn).toBeUndefined();
  });

  it('carries the mark from the beginning when its request will not set it', async () => {
    const { api, journal, read } = openJournal();
    await journal.claimBatch(await read(), { ...claim, isGuarded: false });
    expect(api.rows.get(BATCH_PATH)).toMatchObject({ obm_postedon: NOW.toISOString() });
    expect((await read()).postedOn).toEqual(NOW);
  });

  it.each([
    ['another runner claimed it', { obm_state: BATCH_STATES.claimed.option, obm_claimedby: 'browser/2#1' }],
    ['a person changed it', { obm_name: 'x' }],
    ['it was answered meanwhile', { obm_state: BATCH_STATES.accepted.option, obm_claimedby: claim.claimedBy }],
  ])('is lost when %s first', async (_how, change) => {
    const { journal, read, batchRow } = openJournal();
    const batch = await read();
    batchRow(change);
    expect(await journal.claimBatch(batch, claim)).toEqual({ kind: 'lost' });
  });

  it('is lost when the row is gone', async () => {
    const { api, journal, read } = openJournal();
    const batch = await read();
    api.rows.delete(BATCH_PATH);
    expect(await journal.claimBatch(batch, claim)).toEqual({ kind: 'lost' });
  });

  it.each<Trouble>(['deliver-twice', 'lose-answer', doneBut(504)])(
    'holds when the way plays tricks: %j',
    async (trouble) => {
      const { api, journal, read } = openJournal();
      const batch = await read();
      strike(api, trouble);
      expect(await journal.claimBatch(batch, claim)).toMatchObject({
        kind: 'claimed',
        batch: { etag: api.rows.get(BATCH_PATH)?.['@odata.etag'], contactList: '[1]' },
      });
    },
  );

  it('that was not answered and does not stand there may still arrive, so it is neither made nor lost', async () => {
    const { api, journal, read } = openJournal();
    const batch = await read();
    strike(api, 'lose-request');
    await expect(journal.claimBatch(batch, claim)).rejects.toMatchObject({ code: 'outcome-unclear' });
  });

  it('is made in the next try when the server was busy, after the time it asked for', async () => {
    const { api, waits, claimed } = openJournal();
    strike(api, refusal(429, '0x80072322', 3000), 2);
    expect((await claimed()).state).toBe('claimed');
    expect(waits).toEqual([3000]);
  });

  it('is given up when the server stays busy or forbids it', async () => {
    const { api, journal, read } = openJournal();
    const batch = await read();
    api.trouble = () => refusal(429);
    await expect(journal.claimBatch(batch, claim)).rejects.toMatchObject({ code: 'host-request-failed' });
    api.trouble = () => refusal(403, '0x80040220');
    await expect(journal.claimBatch(batch, claim)).rejects.toMatchObject({ code: 'permission-denied' });
  });

  it('that is made at the same time by many runners is won by one', async () => {
    const { journal, read } = openJournal();
    const batch = await read();
    const results = await Promise.all(
      [1, 2, 3, 4].map((runner) => journal.claimBatch(batch, { ...claim, claimedBy: `runner/${runner}` })),
    );
    expect(results.map(({ kind }) => kind).sort()).toEqual(['claimed', 'lost', 'lost', 'lost']);
  });
});

describe('an outcome', () => {
  it('is written while the claim holds; who had it stays for a final one, with code and text cut to their columns', async () => {
    const { api, journal, claimed } = openJournal();
    const long = { errorCode: 'c'.repeat(200), errorText: 't'.repeat(5000) };
    const result = await journal.recordOutcome(await claimed(), { ...accepted, state: 'refused', ...long });
    expect(result).toMatchObject({ kind: 'recorded', batch: { state: 'refused', attempts: 1 } });
    const row = api.rows.get(BATCH_PATH);
    expect([String(row?.['obm_errorcode']).length, String(row?.['obm_errortext']).length]).toEqual([100, 4000]);
    expect(row?.['obm_claimedby']).toBe(claim.claimedBy);
  });

  it('is written when the guarded call raised the version and its answer was lost', async () => {
    const { api, journal, claimed } = openJournal();
    const batch = await claimed();
    api.put(BATCH_PATH, { obm_attempts: 1 });
    expect((await journal.recordOutcome(batch, accepted)).kind).toBe('recorded');
    expect(api.rows.get(BATCH_PATH)).toMatchObject({ obm_state: BATCH_STATES.accepted.option });
  });

  it('that sends the batch back leaves nobody holding it', async () => {
    const { api, journal, claimed } = openJournal();
    await journal.recordOutcome(await claimed(), throttled);
    expect(api.rows.get(BATCH_PATH)).toMatchObject({
      obm_state: BATCH_STATES.waiting.option,
      obm_claimedby: null,
      obm_claimedon: null,
      obm_leaseexpireson: null,
    });
  });

  it.each(['accepted', 'refused', 'unknown', 'waiting'] as const)(
    'of %s that is written twice, by the connection or by the caller, is written once',
    async (state) => {
      for (const trouble of ['deliver-twice', 'lose-answer', doneBut(502)] as const) {
        const { api, journal, claimed } = openJournal();
        const batch = await claimed();
        strike(api, trouble);
        const record = { ...accepted, state };
        expect((await journal.recordOutcome(batch, record)).kind).toBe('recorded');
        expect(await journal.recordOutcome(batch, record)).toMatchObject({ kind: 'recorded', batch: { state } });
      }
    },
  );

  it('is known again by its second: the platform keeps no milliseconds', async () => {
    const { api, journal, claimed } = openJournal();
    const batch = await claimed();
    await journal.recordOutcome(batch, throttled);
    api.put(BATCH_PATH, { obm_answeredon: '2026-01-02T03:14:05Z' });
    expect((await journal.recordOutcome(batch, throttled)).kind).toBe('recorded');
  });

  it('that comes after the lease is taken when it is final, and not when it would open the batch again', async () => {
    for (const [record, kind] of [
      [accepted, 'recorded'],
      [throttled, 'superseded'],
    ] as const) {
      const { journal, claimed, read } = openJournal();
      const batch = await claimed();
      expect(await journal.expireClaim(await read(), 'unknown', LATER)).toBe(true);
      expect((await journal.recordOutcome(batch, record)).kind).toBe(kind);
      expect((await read()).state).toBe(kind === 'recorded' ? 'accepted' : 'unknown');
    }
  });

  it('leaves alone what a person or another runner has made of the batch', async () => {
    const states = fc.constantFrom('waiting', 'claimed', 'accepted', 'refused', 'unknown');
    await fc.assert(
      fc.asyncProperty(states, fc.constantFrom(accepted, throttled), async (state, record) => {
        const { api, journal, claimed } = openJournal();
        const batch = await claimed();
        const option = BATCH_STATES[state as keyof typeof BATCH_STATES].option;
        const row = api.put(BATCH_PATH, { obm_state: option, obm_claimedby: 'runner/2#9', obm_attempts: 3 });
        expect(await journal.recordOutcome(batch, record)).toEqual({ kind: 'superseded' });
        expect(api.rows.get(BATCH_PATH)).toBe(row);
      }),
    );
  });

  it('for a claim that was put back changes nothing, whoever has the batch now', async () => {
    for (const state of ['accepted', 'unknown', 'waiting'] as const) {
      for (const isClaimedAgain of [false, true]) {
        const { api, journal, claimed, read } = openJournal();
        const batch = await claimed();
        await journal.expireClaim(await read(), 'waiting', LATER);
        if (isClaimedAgain) await journal.claimBatch(await read(), { ...claim, claimedBy: 'browser/2#1' });
        const row = api.rows.get(BATCH_PATH);
        expect(await journal.recordOutcome(batch, { ...accepted, state })).toEqual({ kind: 'superseded' });
        expect(api.rows.get(BATCH_PATH)).toBe(row);
      }
    }
  });

  it('that a person decided otherwise stays decided', async () => {
    const { journal, claimed, read } = openJournal();
    const batch = await claimed();
    await journal.expireClaim(await read(), 'unknown', LATER);
    const decision = { state: 'refused', resolution: 'not-sent', resolvedBy: 'p', resolvedOn: LATER } as const;
    expect(await journal.resolveBatch(await read(), decision)).toBe(true);
    expect(await journal.recordOutcome(batch, accepted)).toEqual({ kind: 'superseded' });
    expect((await read()).state).toBe('refused');
  });

  it('of a batch that was deleted is of no use any more', async () => {
    const { api, journal, claimed } = openJournal();
    const batch = await claimed();
    api.rows.delete(BATCH_PATH);
    expect(await journal.recordOutcome(batch, accepted)).toEqual({ kind: 'superseded' });
  });
});

describe('a sweep or a person', () => {
  it.each<Trouble>(['lose-answer', doneBut(500), doneBut(504)])(
    'knows what was done although the answer does not say so: %j',
    async (trouble) => {
      const { api, journal, claimed, read } = openJournal();
      await claimed();
      let batch = await read();
      strike(api, trouble);
      expect(await journal.expireClaim(batch, 'unknown', LATER)).toBe(true);
      batch = await read();
      const decision = { state: 'waiting', resolution: 'send-again', resolvedBy: 'Ani', resolvedOn: LATER } as const;
      strike(api, trouble);
      expect(await journal.resolveBatch(batch, decision)).toBe(true);
      api.put(SEND_PATH, sendRow);
      const send = await journal.readSend(SEND_ID);
      strike(api, trouble);
      expect(await journal.changeSend(send!, { state: 'paused', stop: null })).toMatchObject({ state: 'paused' });
    },
  );

  it('lets an expired claim wait again, with nobody holding it and no word of an answer', async () => {
    const { api, journal, claimed, read } = openJournal();
    await claimed();
    expect(await journal.expireClaim(await read(), 'waiting', LATER)).toBe(true);
    const row = api.rows.get(BATCH_PATH);
    expect(row).toMatchObject({
      obm_state: BATCH_STATES.waiting.option,
      obm_claimedby: null,
      obm_claimedon: null,
      obm_leaseexpireson: null,
    });
    expect([row?.['obm_answeredon'], row?.['obm_errorcode']]).toStrictEqual([undefined, undefined]);
  });

  it('does not let an expired claim wait again whose request has marked the row since it was read', async () => {
    const { api, journal, claimed, read } = openJournal();
    await claimed();
    const batch = await read();
    api.put(BATCH_PATH, { obm_attempts: 1, obm_postedon: NOW.toISOString() });
    expect(await journal.expireClaim(batch, 'waiting', LATER)).toBe(false);
    expect(await read()).toMatchObject({ state: 'claimed', postedOn: NOW });
  });

  it('moves an expired claim to unknown and says why', async () => {
    const { journal, claimed, read } = openJournal();
    await claimed();
    expect(await journal.expireClaim(await read(), 'unknown', LATER)).toBe(true);
    expect(await read()).toMatchObject({ state: 'unknown', errorCode: LEASE_EXPIRED, claimedBy: claim.claimedBy });
  });

  it('changes nothing that was changed since it was read', async () => {
    const { api, journal, claimed, read } = openJournal();
    await claimed();
    const batch = await read();
    await journal.recordOutcome({ ...batch, ...claim, contactList: '' }, accepted);
    const decision = { state: 'waiting', resolution: 'send-again', resolvedBy: 'p', resolvedOn: LATER } as const;
    expect([await journal.expireClaim(batch, 'unknown', LATER), await journal.resolveBatch(batch, decision)]).toEqual([
      false,
      false,
    ]);
    api.rows.delete(BATCH_PATH);
    expect(await journal.expireClaim(batch, 'unknown', LATER)).toBe(false);
  });

  it('opens a batch again for anybody, with the decision beside it', async () => {
    const { api, journal, claimed, read } = openJournal();
    await claimed();
    await journal.expireClaim(await read(), 'unknown', LATER);
    const decision = { state: 'waiting', resolution: 'send-again', resolvedBy: 'Ani', resolvedOn: LATER } as const;
    expect(await journal.resolveBatch(await read(), decision)).toBe(true);
    expect(api.rows.get(BATCH_PATH)).toMatchObject({
      obm_state: BATCH_STATES.waiting.option,
      obm_claimedby: null,
      obm_resolution: 'send-again',
      obm_resolvedby: 'Ani',
      obm_resolvedon: LATER.toISOString(),
    });
  });
});

describe('a send', () => {
  it('is read with its plan, and is absent when there is none', async () => {
    const { api, journal } = openJournal();
    expect(await journal.readSend(SEND_ID)).toBeUndefined();
    api.put(SEND_PATH, { ...sendRow, obm_scheduledon: NOW.toISOString(), _obm_outboundconfigurationid_value: 'c' });
    expect(await journal.readSend(SEND_ID)).toMatchObject({
      state: 'sending',
      audience: 3,
      excluded: 1,
      scheduledOn: NOW,
      startBy: undefined,
      outboundConfigurationId: 'c',
    });
  });

  it('is changed only as it was read: what is absent stays, null empties', async () => {
    const { api, journal } = openJournal();
    api.put(SEND_PATH, { ...sendRow, obm_forecastfinish: 'x', obm_startby: 'y' });
    const send = await journal.readSend(SEND_ID);
    if (!send) throw new Error('no send');
    const counts = { accepted: 1, refused: 0, unknown: 1, waiting: 0 };
    const change = { state: 'needsAttention', finishedOn: NOW, forecastFinish: null, stop: null, counts } as const;
    const changed = await journal.changeSend(send, change);
    expect(changed).toMatchObject({ state: 'needsAttention' });
    expect(api.rows.get(SEND_PATH)).toMatchObject({
      obm_finishedon: NOW.toISOString(),
      obm_forecastfinish: null,
      obm_startby: 'y',
      obm_stopcode: null,
      obm_stoptext: null,
      obm_acceptedcount: 1,
      obm_unknowncount: 1,
    });
    expect(await journal.changeSend(send, { state: 'canceled' })).toBeUndefined();
    expect((await journal.readSend(SEND_ID))?.state).toBe('needsAttention');
  });
});
