/** Room tests. The environment variables a runner needs: value, default, ours; mistakes are named before anything is sent. */
import { readRunnerSettings } from '../../../../outbound/dataverse/runnerSettings';
import { fakeWebApi } from './fakeWebApi';

const VALUES = 'environmentvariabledefinition_environmentvariablevalue';

/** @param variables name -> [the definition's default, the environment's value] */
function settingsOf(variables: Readonly<Record<string, readonly [string | null, string?]>>) {
  const api = fakeWebApi();
  const value = Object.entries(variables).map(([schemaname, [defaultvalue, current]]) => ({
    schemaname,
    defaultvalue,
    [VALUES]: current === undefined ? [] : [{ value: current }],
  }));
  api.trouble = () => ({ kind: 'response', status: 200, text: JSON.stringify({ value }) });
  return readRunnerSettings({ http: api.http, wait: async () => undefined });
}

describe('the settings of a runner', () => {
  it('hold without any variable', async () => {
    expect(await settingsOf({})).toEqual({
      limits: { limit: 30_000, eventReserve: 1000 },
      leaseMs: 600_000,
      retentionDays: 30,
      signature: {},
    });
  });

  it('are the environment’s values before the defaults, names in any letter case', async () => {
    const settings = await settingsOf({
      OBM_REQUESTLIMIT: ['30000', ' 20000 '],
      obm_EventReserve: ['500'],
      obm_ClaimLeaseMinutes: [null, '15'],
      obm_RetentionDays: ['30', '7'],
      obm_InvokeContactListEncoding: ['', 'Collection'],
      obm_InvokeContactListParameter: ['', 'Recipients'],
    });
    expect(settings).toEqual({
      limits: { limit: 20_000, eventReserve: 500 },
      leaseMs: 900_000,
      retentionDays: 7,
      signature: { contactListParameter: 'Recipients', contactListEncoding: 'collection' },
    });
  });

  it('shrink the reserve that nobody set with a small limit', async () => {
    expect((await settingsOf({ obm_RequestLimit: ['10'] })).limits).toEqual({ limit: 10, eventReserve: 10 });
  });

  it.each([
    ['obm_RequestLimit', 'many'],
    ['obm_RequestLimit', '0'],
    ['obm_RequestLimit', '1e4'],
    ['obm_EventReserve', '30001'],
    ['obm_ClaimLeaseMinutes', '2'],
    ['obm_ClaimLeaseMinutes', '-5'],
    ['obm_RetentionDays', 'forever'],
    ['obm_InvokeContactListEncoding', 'json'],
  ])('refuse %s = %s and name the variable', async (variable, value) => {
    await expect(settingsOf({ [variable]: [value] })).rejects.toMatchObject({
      code: 'runner-setting-invalid',
      variable,
    });
  });
});
