/** Room tests. What `npm run deploy` does, against the embedded Dataverse over HTTP: refusals before, failures within, and a network that breaks. */
import { deploySolution, type DeployOptions } from '../../../solution/tools/deploy/deploySolution';
import type { Reporter } from '../../../solution/tools/deploy/reporter';
import { parseSettings } from '../../../solution/tools/deploy/settings';
import { uninstallSolution, type UninstallOptions } from '../../../solution/tools/deploy/uninstall';
import { verifyDeployment } from '../../../solution/tools/deploy/verify';
import { WebApi } from '../../../solution/tools/deploy/webApi';
import {
  atVersion,
  changedPackage,
  openEnvironment,
  ourPackage,
  snapshot,
  type Environment,
  type EnvironmentOptions,
} from './environments';
import { openFlakyProxy, type Fate, type FlakyProxy } from './flakyProxy';

// Imports of the whole solution, several a test, beside other suites on the same cores.
jest.setTimeout(60_000);

interface Rejection {
  readonly code?: string;
  readonly message: string;
  readonly missing?: readonly string[];
  readonly absent?: readonly string[];
  readonly components?: readonly { readonly name: string; readonly errorText?: string }[];
}

const rejection = async (promise: Promise<unknown>): Promise<Rejection> => {
  try {
    await promise;
  } catch (error) {
    return error as Rejection;
  }
  throw new Error('Nothing was thrown.');
};

const immediately = (): Promise<void> => new Promise((done) => setImmediate(done));

function listener(): Reporter & { readonly lines: string[] } {
  const lines: string[] = [];
  return { lines, say: (text) => void lines.push(text), progress: () => undefined };
}

let environment: Environment;
let proxy: FlakyProxy | undefined;

const open = async (options?: EnvironmentOptions): Promise<Environment> =>
  (environment = await openEnvironment(options));

const through = async (decide: (request: string) => Fate): Promise<FlakyProxy> =>
  (proxy = await openFlakyProxy(environment.url, decide));

afterEach(async () => {
  await proxy?.close();
  proxy = undefined;
  await environment.close();
});

const deploy = (options: Partial<DeployOptions> = {}) =>
  deploySolution({ baseUrl: environment.url, solution: ourPackage(), wait: immediately, ...options });

const solutionVersion = (): unknown =>
  environment.dataverse.rows.findWhere('solution', { uniquename: 'OutboundMessaging' })[0]?.values.version;

describe('Deploying to an environment that is not ready', () => {
  it('is refused with the whole list before anything is changed', async () => {
    await open({
      withoutTables: ['msdyn_ocoutboundconfiguration', 'msdyn_ocsystemmessage'],
      hasOmnichannel: false,
    });
    const before = snapshot(environment);
    await through(() => 'passed');
    const error = await rejection(deploy({ baseUrl: proxy?.url }));
    expect(error.code).toBe('prerequisites-missing');
    expect(error.missing).toEqual([
      expect.stringMatching(/table msdyn_ocoutboundconfiguration is missing.*OmnichannelOutbound, 1\.0\.0\.0/),
      expect.stringMatching(/table msdyn_ocsystemmessage is missing.*OmnichannelBase/),
      expect.stringMatching(/action msdyn_InvokeOutboundAPI is missing/),
    ]);
    for (const line of error.missing ?? []) expect(error.message).toContain(line);
    expect(proxy?.seen.filter((request) => !request.startsWith('GET '))).toEqual([]);
    expect(snapshot(environment)).toBe(before);
  });

  it('names a column that an older Omnichannel does not have', async () => {
    await open();
    const solution = changedPackage('solution.xml', (text) =>
      text.replace('schemaName="msdyn_showinactivities"', 'schemaName="msdyn_newer"'),
    );
    expect((await rejection(deploy({ solution }))).missing).toEqual([
      expect.stringMatching(/column msdyn_newer of msdyn_ocoutboundconfiguration is missing/),
    ]);
    expect(solutionVersion()).toBeUndefined();
  });

  it('refuses what is older than the installed version, or packed the other way', async () => {
    await open();
    await deploy({ solution: atVersion('3.0.0.0') });
    const older = await rejection(deploy({ solution: atVersion('2.0.0.0') }));
    expect(older.missing).toEqual([expect.stringMatching(/3\.0\.0\.0 is installed, which is newer than 2\.0\.0\.0/)]);
    const unmanaged = changedPackage('solution.xml', (text) =>
      text.replace('<Managed>1<', '<Managed>0<').replace(/<Version>[^<]+</, '<Version>3.0.0.0<'),
    );
    expect((await rejection(deploy({ solution: unmanaged }))).missing).toEqual([
      expect.stringMatching(/installed managed, and this package is unmanaged/),
    ]);
    expect(solutionVersion()).toBe('3.0.0.0');
  });
});

describe('An import that fails half way', () => {
  const undeclared = () =>
    changedPackage('solution.xml', (text) =>
      text.replace(/<RootComponent type="61" schemaName="obm_\/img\/send\.svg"[^>]*\/>/, ''),
    );

  it('tells the reason by component, and leaves nothing behind', async () => {
    await open();
    const error = await rejection(deploy({ solution: undeclared() }));
    expect(error.code).toBe('import-failed');
    expect(error.components).toEqual([
      expect.objectContaining({ name: expect.stringContaining('obm_/img/send.svg') as string }),
    ]);
    expect(error.message).toMatch(/Web Resource obm_\/img\/send\.svg: .*not declared/);
    expect(solutionVersion()).toBeUndefined();
  });
});

describe('A network that breaks during the import', () => {
  it('is waited for: the import is watched to its end', async () => {
    await open();
    let left = 5;
    await through((request) => (/^GET (asyncoperations|importjobs)\(/.test(request) && left-- > 0 ? 'lost' : 'passed'));
    const reporter = listener();
    await deploy({ baseUrl: proxy?.url, reporter });
    expect(left).toBeLessThanOrEqual(0);
    expect(solutionVersion()).toBe(ourPackage().version);
    expect(reporter.lines).toEqual(
      expect.arrayContaining([expect.stringMatching(/No answer just now/), 'It answers again.']),
    );
    expect(proxy?.seen.filter((request) => request.startsWith('POST '))).toEqual(['POST ImportSolutionAsync']);
  });

  it('does not import twice when the answer to the start is lost', async () => {
    await open();
    await through((request) => (request.startsWith('POST ') ? 'answer-lost' : 'passed'));
    await deploy({ baseUrl: proxy?.url });
    expect(environment.dataverse.rows.findWhere('importjob', {})).toHaveLength(1);
    expect(solutionVersion()).toBe(ourPackage().version);
  });

  it.each([408, 502, 504])('watches the import to its end when a gateway answers the start with %d', async (status) => {
    await open();
    await through((request) => (request.startsWith('POST ') ? status : 'passed'));
    await deploy({ baseUrl: proxy?.url });
    expect(proxy?.seen.filter((request) => request.startsWith('POST '))).toEqual(['POST ImportSolutionAsync']);
    expect(solutionVersion()).toBe(ourPackage().version);
  });

  it('says that the outcome is unknown when the start never arrived', async () => {
    await open();
    await through((request) => (request.startsWith('POST ') ? 'lost' : 'passed'));
    expect(await rejection(deploy({ baseUrl: proxy?.url }))).toMatchObject({ code: 'import-start-unknown' });
    expect(proxy?.seen.filter((request) => request.startsWith('POST '))).toHaveLength(1);
    expect(environment.dataverse.rows.findWhere('importjob', {})).toEqual([]);
  });
});

describe('Deploying', () => {
  const settings = (values: Readonly<Record<string, unknown>>) =>
    parseSettings(
      JSON.stringify({
        EnvironmentVariables: Object.entries(values).map(([SchemaName, Value]) => ({ SchemaName, Value })),
      }),
      'settings.json',
      ourPackage(),
    );

  const valueOf = (name: string): unknown =>
    environment.dataverse.rows.findWhere('environmentvariablevalue', { schemaname: name })[0]?.values.value;

  it('applies the settings and tells their names, never their values', async () => {
    await open();
    const reporter = listener();
    const deployment = await deploy({
      reporter,
      settings: settings({
        obm_TestAllowList: '+6281234567890',
        obm_RetentionDays: 7,
        obm_OptOutHoldsForNumber: false,
      }),
    });
    expect(deployment.changedSettings).toEqual(['obm_TestAllowList', 'obm_RetentionDays', 'obm_OptOutHoldsForNumber']);
    expect(valueOf('obm_TestAllowList')).toBe('+6281234567890');
    expect(valueOf('obm_RetentionDays')).toBe('7');
    expect(valueOf('obm_OptOutHoldsForNumber')).toBe('no');
    expect(reporter.lines.join('\n')).toContain('obm_TestAllowList');
    expect(reporter.lines.join('\n')).not.toContain('6281234567890');
  });

  it('changes nothing the second time', async () => {
    await open();
    const options = { settings: settings({ obm_DefaultCountry: 'SG' }) };
    await deploy(options);
    const jobs = /\["(importjob|asyncoperation)",.*?\]\]\]?/g;
    const before = snapshot(environment).replace(jobs, '');
    const again = await deploy(options);
    expect(again).toMatchObject({ mode: 'import', versionBefore: ourPackage().version, changedSettings: [] });
    expect(snapshot(environment).replace(jobs, '')).toBe(before);
  });

  it('changes a value that is set already, and leaves the others', async () => {
    await open();
    await deploy({ settings: settings({ obm_DefaultCountry: 'SG', obm_TimeZone: 'Asia/Jakarta' }) });
    const { changedSettings } = await deploy({ settings: settings({ obm_DefaultCountry: 'MY' }) });
    expect(changedSettings).toEqual(['obm_DefaultCountry']);
    expect(valueOf('obm_DefaultCountry')).toBe('MY');
    expect(valueOf('obm_TimeZone')).toBe('Asia/Jakarta');
    expect(environment.dataverse.rows.findWhere('environmentvariablevalue', {})).toHaveLength(2);
  });

  it('upgrades an older managed version and keeps its rows', async () => {
    await open();
    await deploy();
    const { rows } = environment.dataverse;
    const hour = rows.create('obm_requestbudget', { obm_name: 'kept' });
    await through(() => 'passed');
    const upgraded = await deploy({ baseUrl: proxy?.url, solution: atVersion('9.0.0.0') });
    expect(upgraded).toMatchObject({ mode: 'upgrade', versionBefore: ourPackage().version });
    expect(proxy?.seen).toContain('POST StageAndUpgradeAsync');
    expect(solutionVersion()).toBe('9.0.0.0');
    expect(rows.find('obm_requestbudget', hour)?.values.obm_name).toBe('kept');
  });

  it('says afterwards what is not there', async () => {
    await open();
    await deploy();
    const { rows } = environment.dataverse;
    const remove = (table: string, column: string, value: string): void => {
      for (const row of rows.findWhere(table, { [column]: value })) rows.delete(table, row.id);
    };
    remove('webresource', 'name', 'obm_/img/send.svg');
    remove('role', 'name', 'Outbound Sender');
    remove('environmentvariabledefinition', 'schemaname', 'obm_TimeZone');
    const { wrong } = await verifyDeployment(new WebApi({ baseUrl: environment.url }), atVersion('0.9.0.0'));
    expect(wrong).toEqual([
      expect.stringMatching(/^solution OutboundMessaging: version .* instead of 0\.9\.0\.0$/),
      'security role Outbound Sender: not there',
      'web resource obm_/img/send.svg: not there',
      'environment variable obm_TimeZone: not there',
    ]);
  });
});

describe('A component that the environment does not keep', () => {
  it('is told as not looked up, and stops nothing', async () => {
    await open();
    const solution = ourPackage();
    await deploy();
    const { wrong, unverified } = await verifyDeployment(new WebApi({ baseUrl: environment.url }), {
      ...solution,
      components: [...solution.components, { type: 9999, key: 'x', label: 'component of type 9999 x' }],
    });
    expect(wrong).toEqual([]);
    expect(unverified).toContain('component of type 9999 x');
  });
});

describe('Uninstalling', () => {
  const uninstall = (isConfirmed: boolean, reporter?: Reporter, options: Partial<UninstallOptions> = {}) =>
    uninstallSolution({ baseUrl: environment.url, solution: ourPackage(), isConfirmed, reporter, ...options });
  const isRemoval = (request: string): boolean => request === 'POST UninstallSolutionAsync';

  /** Time that passes only by waiting. */
  function virtualTime() {
    let now = 0;
    const wait = (ms: number): Promise<void> => {
      now += ms;
      return immediately();
    };
    return { now: () => now, wait };
  }

  it.each<Fate>(['answer-lost', 200, 408, 502, 504])(
    'sees that the solution is gone when the start is answered by %s, and starts it once',
    async (fate) => {
      await open();
      await deploy();
      await through((request) => (isRemoval(request) ? fate : 'passed'));
      expect(await uninstall(true, undefined, { baseUrl: proxy?.url, wait: immediately })).toBe('removed');
      expect(solutionVersion()).toBeUndefined();
      expect(proxy?.seen.filter(isRemoval)).toHaveLength(1);
      expect(proxy?.seen.filter((request) => request.includes('undefined'))).toEqual([]);
    },
  );

  it('says that the outcome is unknown when the solution stays after a lost start', async () => {
    await open();
    await deploy();
    await through((request) => (isRemoval(request) ? 'lost' : 'passed'));
    const time = virtualTime();
    expect(await rejection(uninstall(true, undefined, { baseUrl: proxy?.url, ...time }))).toMatchObject({
      code: 'answer-unclear',
    });
    expect(proxy?.seen.filter(isRemoval)).toHaveLength(1);
    expect(time.now()).toBeGreaterThan(60_000);
    expect(solutionVersion()).toBe(ourPackage().version);
  });

  it('waits for a removal no longer than it is told', async () => {
    await open();
    await deploy();
    await through((request) => (request.startsWith('GET asyncoperations(') ? 'lost' : 'passed'));
    const time = virtualTime();
    const options = { baseUrl: proxy?.url, timeoutMs: 60_000, ...time };
    expect(await rejection(uninstall(true, undefined, options))).toMatchObject({ code: 'job-timeout' });
    expect(time.now()).toBe(60_000);
  });

  it('names what is lost and waits for consent', async () => {
    await open();
    await deploy();
    environment.dataverse.rows.create('obm_requestbudget', { obm_name: 'lost' });
    const reporter = listener();
    expect(await rejection(uninstall(false, reporter))).toMatchObject({ code: 'uninstall-refused' });
    expect(reporter.lines.join('\n')).toMatch(/obm_requestbudget \(1\).*obm_sendbatch \(0\)/);
    expect(solutionVersion()).toBe(ourPackage().version);
  });

  it('names a table also when its rows could not be counted', async () => {
    await open();
    await deploy();
    const isLost = (request: string): boolean => /^GET obm_sendbatch\w*\/\$count|'obm_requestbudget'/.test(request);
    await through((request) => (isLost(request) ? 503 : 'passed'));
    const reporter = listener();
    await rejection(uninstall(false, reporter, { baseUrl: proxy?.url, wait: immediately }));
    expect(reporter.lines.join('\n')).toMatch(
      /(?=.*obm_requestbudget \(number not known\))(?=.*obm_sendbatch \(number not known\))(?=.*obm_send \(0\))/,
    );
  });

  it('removes the solution, and says so when there is none', async () => {
    await open();
    await deploy();
    expect(await uninstall(true)).toBe('removed');
    expect(solutionVersion()).toBeUndefined();
    expect(environment.dataverse.metadata.table('obm_send')).toBeUndefined();
    expect(await uninstall(true)).toBe('absent');
  });
});
