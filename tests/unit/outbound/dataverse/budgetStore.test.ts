/** Room tests. The budget's rows over the Web API: created once, changed as they were read. */
import { createBudgetStore } from '../../../../outbound/dataverse/budgetStore';
import type { StoredLedgerRow } from '../../../../outbound/sends/budget/ledgerStore';
import { doneBut, fakeWebApi, gatewayPage, refusal, UNCLEAR_STATUSES } from './fakeWebApi';

const ROW = { hour: '2026-01-02T03Z', limit: 10, eventReserve: 1, used: 0, ledger: '{}', isClosed: false };

function open() {
  const api = fakeWebApi();
  const store = createBudgetStore({ http: api.http, wait: async () => undefined });
  const answerRows = (...rows: unknown[]) => {
    const serverTime = new Date('2026-01-02T03:04:05Z');
    api.trouble = ({ method }) =>
      method === 'GET'
        ? { kind: 'response', status: 200, text: JSON.stringify({ value: rows }), serverTime }
        : undefined;
  };
  return { api, store, answerRows };
}

describe('the row of an hour', () => {
  it('is created once, by its hour', async () => {
    const { api, store } = open();
    expect([await store.createHour(ROW), await store.createHour(ROW)]).toEqual(['created', 'exists']);
    expect(api.rows.get("obm_requestbudgets(obm_hour='2026-01-02T03Z')")).toMatchObject({
      obm_limit: 10,
      obm_eventreserve: 1,
      obm_used: 0,
      obm_ledger: '{}',
      obm_isclosed: false,
    });
  });

  it('is read as the greatest, with the server’s time as it is given', async () => {
    const { api, store, answerRows } = open();
    answerRows();
    expect(await store.readLatestHour()).toEqual({ serverTime: new Date('2026-01-02T03:04:05Z') });
    await store.createHour(ROW);
    const [stored] = [...api.rows.values()];
    answerRows({ ...stored, obm_hour: ROW.hour });
    expect((await store.readLatestHour()).row).toEqual({ ...ROW, etag: stored?.['@odata.etag'] });
    expect(api.requests.at(-1)?.path).toContain('&$orderby=obm_hour desc&$top=1');
  });

  it('is changed only if nobody changed it since', async () => {
    const { api, store } = open();
    await store.createHour(ROW);
    const stored: StoredLedgerRow = { ...ROW, etag: String([...api.rows.values()][0]?.['@odata.etag']) };
    expect(await store.writeHour({ ...stored, used: 5, isClosed: true })).toBe('written');
    expect([...api.rows.values()][0]).toMatchObject({ obm_used: 5, obm_isclosed: true });
    expect(await store.writeHour(stored)).toBe('changed');
    expect(await store.writeHour({ ...stored, hour: '2026-01-02T04Z' })).toBe('changed');
  });

  it.each(['lose-answer' as const, ...UNCLEAR_STATUSES.flatMap((status) => [doneBut(status), gatewayPage(status)])])(
    'is neither written nor lost when the answer does not say, so what may have been booked is never used (%j)',
    async (trouble) => {
      const { api, store } = open();
      await store.createHour(ROW);
      const stored: StoredLedgerRow = { ...ROW, etag: String([...api.rows.values()][0]?.['@odata.etag']) };
      api.trouble = () => trouble;
      await expect(store.writeHour({ ...stored, used: 5 })).rejects.toMatchObject({
        code: expect.stringMatching(/^host-/),
      });
      await expect(store.createHour({ ...ROW, hour: '2026-01-02T04Z' })).rejects.toMatchObject({
        code: expect.stringMatching(/^host-/),
      });
    },
  );

  it.each([
    ['forbidden', refusal(403), 'permission-denied'],
    ['not answered', 'lose-request' as const, 'host-unreachable'],
    ['not there at all', refusal(404, '0x8006088a'), 'host-request-failed'],
  ])('is not made up when the table is %s', async (_how, trouble, code) => {
    const { api, store } = open();
    api.trouble = () => trouble;
    await expect(store.readLatestHour()).rejects.toMatchObject({ code });
    await expect(store.createHour(ROW)).rejects.toMatchObject({ code });
  });
});
