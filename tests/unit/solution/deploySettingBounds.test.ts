/** Room tests. The bounds of numbers in a deployment's settings, beside those by which a runner of sends reads the same variables. */
import { readRunnerSettings } from '../../../outbound/dataverse/runnerSettings';
import { NUMBER_BOUNDS, numberMistake, textMistake } from '../../../solution/tools/deploy/settingBounds';
import { SETTING, toSettings, type SettingName } from '../../../webresources/gateways/settings';
import { fakeWebApi } from '../outbound/dataverse/fakeWebApi';

/** Does a runner work by the value? The hour's allowance is at its most, as the reserve is a part of it. */
async function runnerTakes(name: string, value: string): Promise<boolean> {
  const api = fakeWebApi();
  const defaults = { obm_requestlimit: '1000000', [name]: value };
  const rows = Object.entries(defaults).map(([schemaname, defaultvalue]) => ({ schemaname, defaultvalue }));
  api.trouble = () => ({ kind: 'response', status: 200, text: JSON.stringify({ value: rows }) });
  const settings = readRunnerSettings({ http: api.http, wait: async () => undefined });
  return settings.then(
    () => true,
    () => false,
  );
}

describe('The bounds of numbers', () => {
  it.each([...NUMBER_BOUNDS])('of %s are those of a runner', async (name, { least, most }) => {
    for (const number of [least - 1, least, most, most + 1, least + 0.5]) {
      const isTaken = numberMistake(name, String(number)) === undefined;
      expect([number, isTaken]).toEqual([number, await runnerTakes(name, String(number))]);
    }
  });
});

/** Do the pages work by the value? */
function pagesTake(name: SettingName, value: string): boolean {
  try {
    return Boolean(toSettings((asked) => (asked === name ? value : '')));
  } catch {
    return false;
  }
}

describe('The texts that are not free', () => {
  it.each<[SettingName, string]>([
    ...['ID', 'sg', ' dk ', 'IDN', 'I1', 'Indonesia', '62'].map((text): [SettingName, string] => [
      SETTING.defaultCountry,
      text,
    ]),
    ...[
      'UTC',
      'Asia/Jakarta',
      'Etc/GMT+7',
      'asia/jakarta',
      '+07:00',
      'WIB',
      'Asia/Jakatra',
      'SE Asia Standard Time',
    ].map((text): [SettingName, string] => [SETTING.timeZone, text]),
    ...['text', 'Collection', 'json', 'text,collection'].map((text): [SettingName, string] => [
      SETTING.contactListEncoding,
      text,
    ]),
  ])('%s takes "%s" where the pages do', (name, text) => {
    expect(textMistake(name, text) === undefined).toBe(pagesTake(name, text));
  });
});
