/** Room tests. What `npm start` does with the flows: connected by a settings file, turned on, and a case that is created is answered. */
import { join, resolve } from 'node:path';
import { loadSampleData } from '../../../../sandbox/data';
import { startSandbox, type RunningSandbox } from '../../../../sandbox/server';
import { deploySolution } from '../../../../solution/tools/deploy/deploySolution';
import { readPackageFile } from '../../../../solution/tools/deploy/readPackage';
import { readSettingsFile } from '../../../../solution/tools/deploy/settings';
import { SandboxFlows } from '../../../../solution/tools/startFlows';
import { MANAGED_ZIP, TEST_DAY } from '../../../support/sandbox';
import { CASE_CREATED, numberOf, received, ShippedFlows } from './shippedFlows';

jest.setTimeout(120_000);

const ROOT = resolve(__dirname, '../../../..');
let sandbox: RunningSandbox;
afterEach(() => sandbox.close());

it('messages the customer of a case that is created after a start', async () => {
  sandbox = await startSandbox({
    file: ':memory:',
    assets: join(ROOT, 'dist/sandbox'),
    port: 0,
    clock: () => TEST_DAY,
  });
  loadSampleData(sandbox.dataverse, { now: TEST_DAY });
  const started = new SandboxFlows(sandbox.url);
  expect(await started.areConnected()).toBe(false);
  const solution = readPackageFile(MANAGED_ZIP);
  const settings = readSettingsFile(join(ROOT, 'solution/sandbox.settings.json'), solution);
  await deploySolution({ baseUrl: sandbox.url, solution, settings });
  await started.turnOn();
  expect(await started.areConnected()).toBe(true);

  const flows = new ShippedFlows(sandbox);
  flows.addCase({ number: numberOf(1) }, 0);
  await flows.ended(CASE_CREATED);
  expect(await received(flows)).toContain(numberOf(1));
});
