/** Room tests. `npm run deploy` as an administrator runs it, in a process of its own: what it says, what it leaves, its exit code. */
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { contentOf, differences } from '../solutions/databaseContent';
import { PREVIOUS_VERSION, previousZip } from '../solutions/ownPackages';
import { changedPackage, openEnvironment, ourPackage, type Environment, type EnvironmentOptions } from './environments';
import { openFlakyProxy, type Fate, type FlakyProxy } from './flakyProxy';

// Processes that each start tsx and the tool, some npm before, and import the whole solution.
jest.setTimeout(120_000);

const ROOT = resolve(__dirname, '../../..');

interface Ended {
  readonly code: number;
  readonly output: string;
}

/** Nothing of this process's own sign-in reaches the command. */
const cleanVariables = (): NodeJS.ProcessEnv =>
  Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(DATAVERSE_|npm_|NODE_OPTIONS)/i.test(name)));

function run(program: string, args: readonly string[]): Promise<Ended> {
  const options = { cwd: ROOT, env: cleanVariables() };
  return new Promise((done) => {
    execFile(program, args, options, (error, stdout, stderr) => {
      done({ code: error === null ? 0 : Number(error.code), output: `${stdout}${stderr}` });
    });
  });
}

/** What the script of that name starts; npm itself, which takes longer than that, is asked where its part is looked at. */
const deploy = (...args: readonly string[]): Promise<Ended> =>
  run(process.execPath, ['--import', 'tsx', 'solution/tools/deploy.ts', ...args]);
const npmRunDeploy = (...args: readonly string[]): Promise<Ended> =>
  run('npm', ['run', '--silent', 'deploy', '--', ...args]);

let environment: Environment;
let proxy: FlakyProxy | undefined;
let folder: string;

const open = async (options?: EnvironmentOptions): Promise<void> => {
  environment = await openEnvironment(options);
};
const through = async (decide: (request: string) => Fate): Promise<string> => {
  proxy = await openFlakyProxy(environment.url, decide);
  return proxy.url;
};
const file = (name: string, bytes: Uint8Array | string): string => {
  const path = join(folder, name);
  writeFileSync(path, bytes);
  return path;
};

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'deploy-command-'));
});
afterEach(async () => {
  await proxy?.close();
  proxy = undefined;
  await environment.close();
  rmSync(folder, { recursive: true, force: true });
});

const content = (): Set<string> => contentOf(environment.dataverse);
const rowsOf = (table: string) => environment.dataverse.rows.findWhere(table, {});
const version = (): unknown =>
  environment.dataverse.rows.findWhere('solution', { uniquename: 'OutboundMessaging' })[0]?.values.version;
const posts = (): string[] => proxy?.seen.filter((request) => !request.startsWith('GET ')) ?? [];

/** Our package with a web resource that the environment cannot store: it finds out when tables and others are written already. */
const brokenZip = (): Uint8Array =>
  changedPackage('customizations.xml', (text) =>
    text.replace('<DisplayName>Send outbound icon<', `<DisplayName>${'Send outbound icon '.repeat(300)}<`),
  ).zip;

describe('npm run deploy, where prerequisites are missing', () => {
  it('ends with 1 and the whole list, and has written nothing', async () => {
    await open({ withoutTables: ['msdyn_ocoutboundconfiguration'], hasOmnichannel: false });
    const before = content();
    const { code, output } = await deploy('--url', await through(() => 'passed'));
    expect(code).toBe(1);
    expect(output).toContain('Nothing was changed');
    expect(output).toMatch(/table msdyn_ocoutboundconfiguration is missing/);
    expect(output).toMatch(/action msdyn_InvokeOutboundAPI is missing/);
    expect(posts()).toEqual([]);
    expect(rowsOf('importjob')).toEqual([]);
    expect(differences(before, content())).toEqual([]);
  });
});

describe('npm run deploy, when the import fails half way', () => {
  it('ends with 1 and the reason by component, and leaves nothing behind', async () => {
    await open();
    const before = content();
    const { code, output } = await deploy('--url', environment.url, file('broken.zip', brokenZip()));
    expect(code).toBe(1);
    expect(output).toMatch(/obm_\/img\/send\.svg: .*displayname/);
    const [job, ...others] = rowsOf('importjob');
    expect(others).toEqual([]);
    for (const outcome of ['created', 'unprocessed']) expect(job?.values.data).toContain(`outcome="${outcome}"`);
    expect(differences(before, content())).toEqual([]);
  });

  it('leaves the version before with its rows when it was an upgrade', async () => {
    await open();
    expect((await deploy('--url', environment.url, file('previous.zip', previousZip()))).code).toBe(0);
    environment.dataverse.rows.create('obm_send', { obm_name: 'Kept' });
    const before = content();
    const { code, output } = await deploy('--url', environment.url, file('broken.zip', brokenZip()));
    expect(code).toBe(1);
    expect(output).toContain(`Upgrading OutboundMessaging from ${PREVIOUS_VERSION}`);
    expect(output).toMatch(/obm_\/img\/send\.svg: .*displayname/);
    expect(version()).toBe(PREVIOUS_VERSION);
    expect(differences(before, content())).toEqual([]);
  });
});

describe('npm run deploy, when the network is lost', () => {
  it('asks again until the import is done, ends with 0, and has imported once', async () => {
    await open();
    let left = 4;
    const url = await through((request) =>
      /^GET (asyncoperations|importjobs)\(/.test(request) && left-- > 0 ? 'lost' : 'passed',
    );
    const { code, output } = await deploy('--url', url);
    expect(output).toMatch(/No answer just now.*\n(.*\n)*It answers again\./);
    expect(code).toBe(0);
    expect(posts()).toEqual(['POST ImportSolutionAsync']);
    expect(rowsOf('importjob')).toHaveLength(1);
    expect(version()).toBe(ourPackage().version);
  });

  it('finds the import whose start was not answered, and does not start a second', async () => {
    await open();
    const { code } = await deploy(
      '--url',
      await through((request) => (request.startsWith('POST ') ? 'answer-lost' : 'passed')),
    );
    expect(code).toBe(0);
    expect(posts()).toEqual(['POST ImportSolutionAsync']);
    expect(rowsOf('importjob')).toHaveLength(1);
  });

  it('ends with 1 at an address where nobody answers', async () => {
    await open();
    const url = await through(() => 'lost');
    const { code, output } = await deploy('--url', url);
    expect(code).toBe(1);
    expect(output).toContain(url);
    expect(rowsOf('importjob')).toEqual([]);
  });
});

describe('npm run deploy, from the first day to the last', () => {
  it('upgrades what is there with its rows, changes nothing again, and uninstalls without a trace', async () => {
    await open();
    const { dataverse, url } = environment;
    const empty = content();
    expect((await deploy('--url', url, file('previous.zip', previousZip()))).code).toBe(0);
    const send = dataverse.rows.create('obm_send', { obm_name: 'Kept' });
    const settings = JSON.stringify({ EnvironmentVariables: [{ SchemaName: 'obm_DefaultCountry', Value: 'SG' }] });
    const args = ['--url', url, '--settings', file('settings.json', settings)];
    const upgraded = await deploy(...args);
    expect(upgraded.output).toContain(
      `Upgrading OutboundMessaging from ${PREVIOUS_VERSION} to ${ourPackage().version}`,
    );
    expect(upgraded.output).toContain('Settings: set obm_DefaultCountry.');
    expect(upgraded.code).toBe(0);
    expect(dataverse.rows.find('obm_send', send)?.values.obm_name).toBe('Kept');
    const before = content();
    expect((await deploy(...args)).code).toBe(0);
    expect(differences(before, content())).toEqual([]);
    const refused = await deploy('--url', url, '--uninstall');
    expect(refused.code).toBe(1);
    expect(refused.output).toMatch(/obm_send \(1\)/);
    expect(differences(before, content())).toEqual([]);
    expect((await npmRunDeploy('--url', url, '--uninstall', '--yes')).code).toBe(0);
    expect(differences(empty, content())).toEqual([]);
  });

  it('ends with 2 and the usage for a line it cannot read', async () => {
    await open();
    const { code, output } = await npmRunDeploy('--url', environment.url, '--twice');
    expect(code).toBe(2);
    expect(output).toContain('Usage: npm run deploy');
  });
});
