/** Room tests. Deploying flows and the webhook with one settings file, into the whole sandbox: connected, turned on, used, and gone without a trace. */
import { resolve } from 'node:path';
import { loadSampleData } from '../../../sandbox/data';
import { startSandbox, type RunningSandbox } from '../../../sandbox/server';
import { deploySolution, type Deployment } from '../../../solution/tools/deploy/deploySolution';
import { parseSettings } from '../../../solution/tools/deploy/settings';
import { uninstallSolution } from '../../../solution/tools/deploy/uninstall';
import { SandboxFlows } from '../../../solution/tools/startFlows';
import { contentOf, differences } from '../solutions/databaseContent';
import { ourPackage } from './environments';

// Imports of the whole solution, beside other suites on the same cores.
jest.setTimeout(120_000);

const ASSETS = resolve(__dirname, '../../../dist/sandbox');
const SETTINGS = JSON.stringify({
  EnvironmentVariables: [
    { SchemaName: 'obm_FlowCaseCreatedConfiguration', Value: 'Case follow-up by SMS (sample)' },
    { SchemaName: 'obm_FlowScheduledView', Value: 'Active Contacts' },
  ],
  ConnectionReferences: [
    {
      LogicalName: 'obm_dataverse',
      ConnectionId: 'connection-of-this-test',
      ConnectorId: '/providers/Microsoft.PowerApps/apis/shared_commondataserviceforapps',
    },
  ],
  Webhook: { Url: 'http://127.0.0.1:9/webhook', Key: 'the shared key of this test' },
});

describe('a settings file with a connection and a webhook', () => {
  let sandbox: RunningSandbox;
  let empty: Set<string>;
  let deployment: Deployment;
  const solution = ourPackage();
  const content = (): Set<string> => contentOf(sandbox.dataverse);
  const rowsOf = (table: string) => sandbox.dataverse.rows.findWhere(table, {});
  const deploy = (): Promise<Deployment> =>
    deploySolution({ baseUrl: sandbox.url, solution, settings: parseSettings(SETTINGS, 'settings.json', solution) });

  beforeAll(async () => {
    sandbox = await startSandbox({ file: ':memory:', assets: ASSETS, port: 0 });
    loadSampleData(sandbox.dataverse, { now: new Date() });
    empty = content();
    deployment = await deploy();
  });
  afterAll(() => sandbox.close());

  it('connects the flows, registers the webhook, and changes nothing the second time', async () => {
    expect(deployment.changedSettings).toEqual([
      'obm_FlowCaseCreatedConfiguration',
      'obm_FlowScheduledView',
      'obm_dataverse',
    ]);
    expect(rowsOf('connectionreference').map(({ values }) => values.connectionid)).toEqual(['connection-of-this-test']);
    expect(rowsOf('serviceendpoint').map(({ values }) => values.url)).toEqual(['http://127.0.0.1:9/webhook']);
    expect((await deploy()).changedSettings).toEqual([]);
    expect(rowsOf('serviceendpoint')).toHaveLength(1);
  });

  it('removes nothing, the webhook neither, while something of others needs the solution or nobody has agreed', async () => {
    const uninstall = (isConfirmed: boolean) =>
      uninstallSolution({ baseUrl: sandbox.url, solution, isConfirmed }).then(
        () => 'removed',
        (error: Error) => error.message,
      );
    const before = content();
    expect(await uninstall(false)).toBe('Nothing was removed: say --yes to agree to the loss.');
    expect(differences(before, content())).toEqual([]);
    const theirs = sandbox.dataverse.rows.create('savedquery', {
      name: 'Who has sent',
      returnedtypecode: 'contact',
      querytype: 0,
      fetchxml:
        '<fetch><entity name="contact"><link-entity name="obm_send" from="createdby" to="createdby"/></entity></fetch>',
    });
    const blocked = content();
    expect(await uninstall(true)).toMatch(/^Nothing was removed: .* \(dependencies: 1\)/);
    expect(differences(blocked, content())).toEqual([]);
    sandbox.dataverse.rows.delete('savedquery', theirs);
  });

  it('leaves no trace when the solution is uninstalled, with its flows on and listening', async () => {
    await new SandboxFlows(sandbox.url).turnOn();
    expect(rowsOf('workflow').map(({ values }) => values.statecode)).toEqual([1, 1, 1]);
    expect(rowsOf('callbackregistration')).not.toEqual([]);
    await uninstallSolution({ baseUrl: sandbox.url, solution, isConfirmed: true });
    await sandbox.flows.idle();
    expect(differences(empty, content())).toEqual([]);
  });

  it('leaves nothing that answers: a case that is created afterwards starts no flow', async () => {
    const [customer] = rowsOf('contact');
    sandbox.dataverse.rows.create('incident', {
      title: 'Parcel lost',
      customerid: { table: 'contact', id: customer?.id ?? '' },
    });
    await sandbox.flows.idle();
    expect(rowsOf('flowrun')).toEqual([]);
  });
});
