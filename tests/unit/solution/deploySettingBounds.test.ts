/** Room tests. The bounds of numbers in a deployment's settings, beside those by which a runner of sends reads the same variables. */
import { readRunnerSettings } from '../../../outbound/dataverse/runnerSettings';
import { NUMBER_BOUNDS, numberMistake } from '../../../solution/tools/deploy/settingBounds';
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
