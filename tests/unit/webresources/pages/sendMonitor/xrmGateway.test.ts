/** Room tests. The monitor's gateway in the app: what it asks the Web API, and what it makes of the answers. */
import { emptyLedger } from '../../../../../outbound/sends/budget/ledger';
import { serializeLedger } from '../../../../../outbound/sends/budget/ledgerText';
import { slotOf } from '../../../../../outbound/sends/budget/slots';
import { SEND_STATE_OPTION } from '../../../../../outbound/dataverse/names';
import { createXrmGateway } from '../../../../../webresources/pages/sendMonitor/xrmGateway';
import { SEND_ID } from '../../../../builders/memoryJournal';
import { initialiseXrm } from '../../xrmHost';

const answer = (status: number, value: unknown): unknown => ({
  ok: status < 300,
  status,
  headers: new Headers(),
  text: async () => JSON.stringify(value),
});

/** A gateway over answers by what a path contains; gives what was asked. */
function openGateway(answers: readonly (readonly [part: string, status: number, value: unknown])[]) {
  const xrm = initialiseXrm();
  Object.assign(xrm.Utility.getGlobalContext().userSettings, { userName: 'Citra' });
  const asked: string[] = [];
  globalThis.fetch = (async (address: string) => {
    const path = decodeURIComponent(address);
    asked.push(path);
    const [, status, value] = answers.find(([part]) => path.includes(part)) ?? ['', 404, {}];
    return answer(status, value);
  }) as never;
  const form = { data: { entity: { getId: () => SEND_ID, getIsDirty: () => true }, refresh: async () => undefined } };
  return { gateway: createXrmGateway(form), asked };
}

const SEND_ROW = {
  '@odata.etag': 'W/"7"',
  obm_sendid: SEND_ID,
  obm_name: 'Case solved',
  obm_state: SEND_STATE_OPTION.paused,
  obm_audiencecount: 250,
  obm_excludedcount: 0,
  obm_batchcount: 3,
};

describe('the monitor’s gateway', () => {
  it('reads the send with what stopped it and when it ends', async () => {
    const row = {
      ...SEND_ROW,
      obm_stopcode: 'configuration-missing',
      obm_stoptext: 'gone',
      obm_forecastfinish: '2026-03-05T02:00:00Z',
    };
    const { gateway } = openGateway([['obm_sends(', 200, row]]);
    expect(await gateway.readSend(SEND_ID)).toMatchObject({
      name: 'Case solved',
      send: { id: SEND_ID, state: 'paused', audience: 250, etag: 'W/"7"' },
      stop: { code: 'configuration-missing', text: 'gone' },
      forecastFinish: new Date('2026-03-05T02:00:00Z'),
    });
    expect(gateway.person).toBe('Citra');
  });

  it('has nothing to say of a send that nothing stopped, and none of one that was deleted', async () => {
    const { gateway } = openGateway([['obm_sends(', 200, SEND_ROW]]);
    expect(await gateway.readSend(SEND_ID)).not.toHaveProperty('stop');
    const missing = { error: { code: '0x80040217', message: 'Entity with Id Does Not Exist' } };
    const gone = openGateway([['obm_sends(', 404, missing]]);
    expect(await gone.gateway.readSend(SEND_ID)).toBeUndefined();
    const refused = openGateway([['obm_sends(', 403, {}]]);
    await expect(refused.gateway.readSend(SEND_ID)).rejects.toMatchObject({ code: 'permission-denied' });
  });

  it('asks for the sentence of a code whatever stands in it', async () => {
    const { gateway, asked } = openGateway([['obm_sendbatches', 200, { value: [{ obm_errortext: 'No channel.' }] }]]);
    expect(await gateway.readErrorText(SEND_ID, "o'clock")).toBe('No channel.');
    expect(asked[0]).toContain("obm_errorcode eq 'o''clock'");
  });

  it('foretells by the pace while the allowance is free, later when it is used up', async () => {
    const slot = slotOf(Date.now());
    const used = { ...emptyLedger(slot), newest: slot };
    const length = slot - used.first + 1;
    const full = { ...used, bulk: Array.from({ length }, (_, at) => (at === length - 1 ? 29_000 : 0)) };
    const row = { obm_hour: '2026-03-05T02Z', obm_ledger: serializeLedger(full), '@odata.etag': 'W/"1"' };
    const minutesWith = async (rows: readonly object[]): Promise<number> => {
      const { gateway } = openGateway([
        ['obm_requestbudgets', 200, { value: rows }],
        ['environmentvariabledefinitions', 200, { value: [] }],
      ]);
      const finish = await gateway.forecast(SEND_ID, 600, 10);
      return ((finish?.getTime() ?? NaN) - Date.now()) / 60_000;
    };
    expect(await minutesWith([])).toBeCloseTo(1, 0);
    expect(await minutesWith([row])).toBeGreaterThan(55);
  });
});
