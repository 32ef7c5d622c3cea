/** Room tests. Writing a send into the journal: everything stands there before a runner may take it up. */
import { createSend, type NewSend } from '../../../../outbound/dataverse/createSend';
import { MultipartBody, type WebApiRequest, type WebApiResponse } from '../../../../outbound/dataverse/webApi';
import { toExclusionPages } from '../../../../outbound/sends/exclusionPages';
import { planSend } from '../../../../outbound/sends/planSend';
import { SEND_STATES } from '../../../../outbound/sends/states';
import { doneBut, fakeWebApi, gatewayPage, refusal, UNCLEAR_STATUSES, type FakeWebApi } from './fakeWebApi';

const SEND_ID = '05000000-0000-4000-8000-000000000001';
const SEND_PATH = `obm_sends(${SEND_ID})`;
const CONFIGURATION_ID = '0c000000-0000-4000-8000-000000000001';
const NOW = new Date('2026-01-02T03:04:05Z');

function open() {
  const api = fakeWebApi();
  let ids = 0;
  const waits: number[] = [];
  const host = {
    http: api.http,
    root: 'https://contoso.test/api/data/v9.2/',
    newId: () => `id-${(ids += 1)}`,
    clock: () => NOW,
    wait: async (ms: number) => void waits.push(ms),
  };
  return { api, host, waits };
}

const plan = (contacts: number) =>
  planSend({
    outboundConfigurationId: CONFIGURATION_ID,
    items: Array.from({ length: contacts }, (_, at) => ({
      recipientNumber: `+62812${34_000_000 + at}`,
      optIn: true,
      slugs: new Map(),
    })),
    batchSize: 2,
  });

function newSend(contacts = 3, change: Partial<NewSend> = {}): NewSend {
  const { batches, hash } = plan(contacts);
  return {
    id: SEND_ID,
    name: 'Case solved',
    configuration: { id: CONFIGURATION_ID, channelType: 'SMS' },
    template: {
      name: 'Solved',
      version: 'W/"1"',
      texts: { defaultText: 'Hi', defaultLcid: 1033, localizedTexts: new Map([[1057, 'Hai']]) },
    },
    source: 'selectedRows',
    sourceTable: 'incident',
    batches: batches.map((batch) => ({ ...batch, sourceIds: ['r1'] })),
    exclusionPages: toExclusionPages([{ rowId: 'r4', reason: 'no-number' }]),
    totals: () => ({ audience: contacts + 1, excluded: 1, batchCount: batches.length, planHash: hash }),
    ...change,
  };
}

/** As the answer to a `$batch`. */
const inPart = ({ status, text }: WebApiResponse): WebApiResponse => ({
  kind: 'response',
  status,
  text: `--x\r\nContent-Type: application/http\r\n\r\nHTTP/1.1 ${status} X\r\n\r\n${text}\r\n--x--\r\n`,
});

const rowsOf = (api: FakeWebApi, set: string) =>
  [...api.rows].filter(([path]) => path.startsWith(`${set}(`)).map(([, row]) => row);
const isRelease = ({ method, path }: WebApiRequest): boolean => method === 'PATCH' && path.startsWith(SEND_PATH);
const stateOf = (api: FakeWebApi) =>
  Object.entries(SEND_STATES).find(([, { option }]) => option === api.rows.get(SEND_PATH)?.['obm_state'])?.[0];

describe('a send', () => {
  it('is released only when its batches and exclusions stand there, with its sums', async () => {
    const { api, host } = open();
    let atRelease: number[] = [];
    api.trouble = (request) => {
      if (isRelease(request))
        atRelease = ['obm_sendbatches', 'obm_exclusionpages'].map((set) => rowsOf(api, set).length);
      return undefined;
    };
    await createSend(host, newSend());
    expect(atRelease).toEqual([2, 1]);
    expect(api.rows.get(SEND_PATH)).toMatchObject({
      _obm_outboundconfigurationid_value: CONFIGURATION_ID,
      obm_state: SEND_STATES.sending.option,
      obm_startedon: NOW.toISOString(),
      obm_channeltype: 192340000,
      obm_source: 841200000,
      obm_templatetext: 'Hi',
      obm_localizedtexts: '{"1057":"Hai"}',
      obm_audiencecount: 4,
      obm_excludedcount: 1,
      obm_waitingcount: 3,
      obm_batchcount: 2,
      obm_planhash: plan(3).hash,
    });
    expect(rowsOf(api, 'obm_sendbatches')).toEqual(
      plan(3).batches.map(({ index, contactList, contactCount, hash }) =>
        expect.objectContaining({
          _obm_sendid_value: SEND_ID,
          obm_index: index,
          obm_contactlist: contactList,
          obm_contactcount: contactCount,
          obm_hash: hash,
          obm_sourceids: '["r1"]',
          obm_attempts: 0,
        }),
      ),
    );
  });

  it('with a time waits for it', async () => {
    const { api, host } = open();
    await createSend(host, newSend(3, { scheduledOn: NOW, startBy: NOW }));
    expect(stateOf(api)).toBe('scheduled');
    expect(api.rows.get(SEND_PATH)).not.toHaveProperty('obm_startedon');
  });

  it('of many batches takes few requests, none of them large', async () => {
    const { api, host } = open();
    const text = 'x'.repeat(60_000);
    async function* batches() {
      for (let index = 0; index < 100; index += 1) yield { index, contactList: text, contactCount: 1, hash: 'h' };
    }
    await createSend(host, newSend(3, { batches: batches() }));
    const sizes = api.requests.flatMap(({ body }) => (body instanceof MultipartBody ? [body.text.length] : []));
    expect(rowsOf(api, 'obm_sendbatches')).toHaveLength(100);
    expect(sizes.length).toBeLessThan(20);
    expect(Math.max(...sizes)).toBeLessThan(600_000);
  });

  it('is created once when the connection delivers every request twice', async () => {
    const { api, host } = open();
    api.trouble = ({ method }) => (method === 'GET' ? undefined : 'deliver-twice');
    await createSend(host, newSend(5));
    expect([rowsOf(api, 'obm_sendbatches').length, stateOf(api)]).toEqual([3, 'sending']);
  });

  it('waits while the platform throttles', async () => {
    const { api, host, waits } = open();
    let throttled = 0;
    api.trouble = ({ path }) => (path === '$batch' && (throttled += 1) <= 2 ? refusal(429, '', 2000) : undefined);
    await createSend(host, newSend());
    expect([waits, stateOf(api)]).toEqual([[2000, 2000], 'sending']);
  });

  it.each([
    ['refused', refusal(400, '0x80048d19'), 'host-request-failed'],
    ['refused for a key that another row has', inPart(refusal(412, '0x80060892')), 'host-request-failed'],
    ['forbidden', refusal(403), 'permission-denied'],
    ['not answered and not there', 'lose-request' as const, 'host-unreachable'],
    ['answered by something else', gatewayPage(200), 'host-request-failed'],
    ['answered by a gateway and not there', gatewayPage(502), 'host-request-failed'],
  ])('is canceled when a request for its batches is %s', async (_how, trouble, code) => {
    const { api, host } = open();
    let batches = 0;
    api.trouble = ({ path }) => (path === '$batch' && (batches += 1) === 2 ? trouble : undefined);
    await expect(createSend(host, newSend())).rejects.toMatchObject({ code });
    expect(stateOf(api)).toBe('canceled');
  });

  it('that was refused as a whole tells why, with nothing to cancel', async () => {
    const { api, host } = open();
    api.trouble = ({ path }) => (path === '$batch' ? refusal(403) : undefined);
    await expect(createSend(host, newSend())).rejects.toMatchObject({ code: 'permission-denied' });
    expect(api.rows.size).toBe(0);
  });

  it('that a person canceled while it was being written keeps its end', async () => {
    const { api, host } = open();
    async function* batches() {
      yield* plan(3).batches;
      api.put(SEND_PATH, { obm_state: SEND_STATES.canceled.option, obm_finishedon: 'before' });
      throw new Error('no more rows');
    }
    await expect(createSend(host, newSend(3, { batches: batches() }))).rejects.toThrow('no more rows');
    expect(api.rows.get(SEND_PATH)).toMatchObject({ obm_finishedon: 'before' });
  });

  it('is canceled when its recipients cannot be read to the end', async () => {
    const { api, host } = open();
    async function* batches() {
      yield* plan(3).batches;
      throw new Error('no more rows');
    }
    await expect(createSend(host, newSend(3, { batches: batches() }))).rejects.toThrow('no more rows');
    expect(stateOf(api)).toBe('canceled');
  });

  it.each(['lose-answer' as const, doneBut(200), ...UNCLEAR_STATUSES.map(doneBut)])(
    'whose rows were written although the answer does not say so goes on (%j)',
    async (trouble) => {
      const { api, host } = open();
      api.trouble = ({ path }) => (path === '$batch' ? trouble : undefined);
      await createSend(host, newSend());
      expect([rowsOf(api, 'obm_sendbatches').length, stateOf(api)]).toEqual([2, 'sending']);
    },
  );

  it.each(['lose-answer' as const, ...UNCLEAR_STATUSES.map(doneBut)])(
    'whose release was done although the answer does not say so is released (%j)',
    async (trouble) => {
      for (const scheduledOn of [undefined, NOW]) {
        const { api, host } = open();
        api.trouble = (request) => (isRelease(request) ? trouble : undefined);
        await createSend(host, newSend(3, { scheduledOn }));
        expect(stateOf(api)).toBe(scheduledOn ? 'scheduled' : 'sending');
      }
    },
  );

  it.each(['lose-request' as const, ...UNCLEAR_STATUSES.map(gatewayPage)])(
    'whose release may still arrive is neither released nor canceled by us (%j)',
    async (trouble) => {
      const { api, host } = open();
      let releases = 0;
      api.trouble = (request) => (isRelease(request) && (releases += 1) === 1 ? trouble : undefined);
      await expect(createSend(host, newSend())).rejects.toMatchObject({ code: 'send-not-confirmed', sendId: SEND_ID });
      expect(stateOf(api)).toBe('waiting');
    },
  );

  it('whose release was done, not answered, and cannot be looked at is not canceled by us', async () => {
    const { api, host } = open();
    let isReleased = false;
    api.trouble = (request) => {
      if (isReleased && request.method === 'GET') return gatewayPage(503);
      if (!isRelease(request)) return undefined;
      isReleased = true;
      return doneBut(504);
    };
    await expect(createSend(host, newSend())).rejects.toMatchObject({ code: 'send-not-confirmed', sendId: SEND_ID });
    expect(stateOf(api)).toBe('sending');
  });

  it('whose release is refused is canceled', async () => {
    const { api, host } = open();
    let releases = 0;
    api.trouble = (request) => (isRelease(request) && (releases += 1) === 1 ? refusal(403, '0x80040220') : undefined);
    await expect(createSend(host, newSend())).rejects.toMatchObject({ code: 'permission-denied' });
    expect(stateOf(api)).toBe('canceled');
  });
});
