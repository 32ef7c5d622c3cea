import { clearContactLists, type ClearPortion } from '../../../../outbound/dataverse/clearContactLists';
import { BATCH_STATE_OPTION, SEND_BATCH, SEND_STATE_OPTION } from '../../../../outbound/dataverse/names';
import { fakeWebApi, refusal, type FakeWebApi } from './fakeWebApi';

const NOW = new Date('2026-03-05T02:00:00Z');
const LONG_AGO = '2026-01-01T00:00:00Z';
const pathOf = (index: number): string => `${SEND_BATCH.set}(${index})`;

/** So many accepted batches of long ago, in a server that does not filter: what is due the rule says, not the query. */
function oldBatches(count: number): FakeWebApi {
  const api = fakeWebApi();
  for (let index = 0; index < count; index += 1) {
    api.put(pathOf(index), {
      [SEND_BATCH.id]: String(index),
      [SEND_BATCH.state]: BATCH_STATE_OPTION.accepted,
      [SEND_BATCH.answeredOn]: LONG_AGO,
      [SEND_BATCH.contactList]: '[{}]',
      [SEND_BATCH.hash]: `hash-${index}`,
      [SEND_BATCH.send]: { obm_state: SEND_STATE_OPTION.finished },
    });
  }
  return api;
}

const waits: number[] = [];
const wait = async (ms: number): Promise<void> => void waits.push(ms);
const clear = (api: FakeWebApi, portion?: ClearPortion, days = 30): Promise<number> =>
  clearContactLists({ http: api.http, wait }, days, NOW, portion);
const cleared = (api: FakeWebApi): string[] =>
  [...api.rows].filter(([, row]) => row[SEND_BATCH.contactList] === null).map(([path]) => path);

describe('clearContactLists', () => {
  it('empties the list, says when, and leaves all else of the row', async () => {
    const api = oldBatches(1);
    const before = api.rows.get(pathOf(0));
    expect(await clear(api)).toBe(1);
    expect(api.rows.get(pathOf(0))).toEqual({
      ...before,
      [SEND_BATCH.contactList]: null,
      [SEND_BATCH.clearedOn]: NOW.toISOString(),
      '@odata.etag': expect.any(String),
    });
    expect(await clear(api)).toBe(0);
  });

  it('never reads contact data in order to remove it', async () => {
    const api = oldBatches(1);
    await clear(api);
    expect(api.requests[0]?.path).toContain('$select=');
    expect(api.requests[0]?.path).not.toContain(SEND_BATCH.contactList);
  });

  it('clears no more than a portion, and nothing once it is to stop', async () => {
    const api = oldBatches(5);
    expect(await clear(api, { atMost: 2 })).toBe(2);
    expect(cleared(api)).toHaveLength(2);
    expect(await clear(api, { shouldStop: () => true })).toBe(0);
    expect(cleared(api)).toHaveLength(2);
  });

  it('leaves a batch that was changed or deleted meanwhile, and goes on with the others', async () => {
    const api = oldBatches(3);
    api.trouble = ({ method, path }) => {
      if (method === 'PATCH' && path === pathOf(0)) api.put(path, { [SEND_BATCH.state]: BATCH_STATE_OPTION.waiting });
      if (method === 'PATCH' && path === pathOf(1)) api.rows.delete(path);
      return undefined;
    };
    expect(await clear(api)).toBe(1);
    expect(cleared(api)).toEqual([pathOf(2)]);
    expect(api.rows.get(pathOf(0))?.[SEND_BATCH.contactList]).toBe('[{}]');
  });

  it('ends when everything it found is being changed by others', async () => {
    const api = oldBatches(2);
    api.trouble = ({ method }) => {
      if (api.requests.length > 3) throw new Error('the same rows are read again and again');
      return method === 'PATCH' ? refusal(412, '0x80060882') : undefined;
    };
    expect(await clear(api, { atMost: 2 })).toBe(0);
  });

  it('waits as asked while it is throttled, and gives up where it may not write', async () => {
    const api = oldBatches(1);
    let isFirst = true;
    api.trouble = ({ method }) => {
      const isThrottled = method === 'PATCH' && isFirst;
      if (method === 'PATCH') isFirst = false;
      return isThrottled ? refusal(429, '0x80072322', 7_000) : undefined;
    };
    expect(await clear(api)).toBe(1);
    expect(waits).toEqual([7_000]);
    const denied = oldBatches(2);
    denied.trouble = ({ method }) => (method === 'PATCH' ? refusal(403, '0x80040220') : undefined);
    await expect(clear(denied)).rejects.toMatchObject({ code: 'permission-denied' });
    expect(denied.requests.filter(({ method }) => method === 'PATCH')).toHaveLength(1);
  });

  it.each([-1, 64])('clears nothing that 63 days ago was answered for a retention of %s days', async (days) => {
    expect(await clear(oldBatches(1), undefined, days)).toBe(0);
  });
});
