/** Room tests. What is asked of an environment before anything is changed, as the platform answers it; and connection references. */
import { applySettings } from '../../../solution/tools/deploy/applySettings';
import { deploySolution } from '../../../solution/tools/deploy/deploySolution';
import { checkPrerequisites } from '../../../solution/tools/deploy/prerequisites';
import { COMPONENT, type DeployPackage } from '../../../solution/tools/deploy/readPackage';
import { WebApi } from '../../../solution/tools/deploy/webApi';
import { deployPackage } from './deployPackage';

type Body = Record<string, unknown>;

const TABLE = 'msdyn_ocoutboundconfiguration';
const needs = (parts: Partial<DeployPackage> = {}): DeployPackage =>
  deployPackage({
    required: [
      { type: COMPONENT.table, schemaName: TABLE, solution: { name: 'OmnichannelOutbound', version: '1.2.0.0' } },
    ],
    extended: [{ table: TABLE, forms: true, views: false, relationships: true }],
    ...parts,
  });

/** A platform on which all is well, but for the answers given. */
function platform(answers: Readonly<Record<string, Body | number>> = {}) {
  const calls: { readonly method: string; readonly path: string; readonly body?: Body }[] = [];
  const usual: Record<string, Body | number> = {
    'WhoAmI()': { UserId: 'u1' },
    'systemusers(u1)': { RolePrivileges: [{ PrivilegeName: 'prvImportCustomization' }] },
    'RetrieveProvisionedLanguages()': { RetrieveProvisionedLanguages: [1033, 1057] },
    sdkmessages: { value: [{ name: 'msdyn_InvokeOutboundAPI' }] },
    [`EntityDefinitions(LogicalName='${TABLE}')`]: {
      LogicalName: TABLE,
      IsCustomizable: { Value: true },
      CanCreateForms: { Value: true },
      CanCreateViews: { Value: true },
    },
    ...answers,
  };
  const fetch = (url: string, init: RequestInit): Promise<Response> => {
    const path = decodeURIComponent(url.slice(url.indexOf('/v9.2/') + 6));
    const body = init.body == null ? undefined : (JSON.parse(init.body as string) as Body);
    calls.push({ method: init.method ?? 'GET', path, body });
    const key = Object.keys(usual)
      .sort((left, right) => right.length - left.length)
      .find((one) => path.startsWith(one) || path.includes(`uniquename eq '${one}'`));
    const answer = key === undefined ? { value: [] } : (usual[key] ?? 404);
    return Promise.resolve(
      typeof answer === 'number'
        ? new Response('{"error":{"code":"0x8006088a","message":"No."}}', { status: answer })
        : init.method === 'PATCH'
          ? new Response(null, { status: 204 })
          : new Response(JSON.stringify(answer)),
    );
  };
  const api = new WebApi({
    baseUrl: 'https://org.example',
    fetch: fetch as typeof globalThis.fetch,
    wait: () => Promise.resolve(),
  });
  return { api, calls };
}

const check = (answers: Readonly<Record<string, Body | number>>, solution = needs()) =>
  checkPrerequisites(platform(answers).api, solution);

const installed = (version: string, ismanaged = true): Body => ({
  value: [{ solutionid: 's1', version, ismanaged }],
});

describe('checkPrerequisites', () => {
  it('finds nothing missing where all is well, and only reads', async () => {
    const { api, calls } = platform();
    expect(await checkPrerequisites(api, needs())).toEqual({ mode: 'import', missing: [], notes: [] });
    expect(calls.every(({ method }) => method === 'GET')).toBe(true);
    expect(calls.some(({ path }) => path.startsWith('$metadata'))).toBe(false);
  });

  it.each<[what: string, answers: Readonly<Record<string, Body | number>>, told: RegExp]>([
    [
      'a table',
      { [`EntityDefinitions(LogicalName='${TABLE}')`]: 404 },
      /table msdyn_ocoutboundconfiguration is missing.*OmnichannelOutbound, 1\.2/,
    ],
    [
      'leave to add forms',
      { [`EntityDefinitions(LogicalName='${TABLE}')`]: { CanCreateForms: { Value: false } } },
      /does not allow new forms \(CanCreateForms\)/,
    ],
    [
      'leave to refer to a table',
      { [`EntityDefinitions(LogicalName='${TABLE}')`]: { CanBePrimaryEntityInRelationship: { Value: false } } },
      /does not allow lookups of other tables/,
    ],
    [
      'leave to customize',
      { [`EntityDefinitions(LogicalName='${TABLE}')`]: { IsCustomizable: { Value: false } } },
      /IsCustomizable/,
    ],
    ['the send action', { sdkmessages: { value: [] } }, /action msdyn_InvokeOutboundAPI is missing/],
    ['the privilege to import', { 'systemusers(u1)': { RolePrivileges: [] } }, /may not import solutions/],
    ['leave to ask for the privilege', { 'systemusers(u1)': 403 }, /may not import solutions/],
    [
      'a new enough Omnichannel',
      { OmnichannelOutbound: installed('1.1.9.9') },
      /OmnichannelOutbound has version 1\.1\.9\.9; update it to 1\.2/,
    ],
    ['room for an upgrade, while one is staged', { Acme_Upgrade: installed('2.0.0.0') }, /staged already/],
    ['a lower installed version', { Acme: installed('2.0.0.1') }, /newer than 2\.0\.0\.0/],
    [
      'the same kind of package',
      { Acme: installed('1.0.0.0', false) },
      /installed unmanaged, and this package is managed/,
    ],
  ])('tells that %s is missing', async (_what, answers, told) => {
    expect((await check(answers)).missing).toEqual([expect.stringMatching(told)]);
  });

  it.each<[asked: string, path: string, status: number, code: string]>([
    ['the privilege', 'systemusers(u1)', 408, 'answer-unclear'],
    ['the privilege', 'systemusers(u1)', 503, 'answer-unclear'],
    ['the privilege', 'systemusers(u1)', 401, 'request-refused'],
    ['a table', `EntityDefinitions(LogicalName='${TABLE}')`, 503, 'answer-unclear'],
    ['a table', `EntityDefinitions(LogicalName='${TABLE}')`, 403, 'request-refused'],
    ['the installed version', 'solutions', 503, 'answer-unclear'],
  ])('calls nothing missing when the question for %s (%s) is answered by %d', async (_asked, path, status, code) => {
    const { api, calls } = platform({ [path]: status });
    // Nothing but what the package extends, as its definition is asked another way.
    await expect(checkPrerequisites(api, needs({ required: [] }))).rejects.toMatchObject({ code });
    const asked = calls.filter((call) => call.path.startsWith(path));
    expect(asked).toHaveLength(code === 'answer-unclear' ? 3 : 1);
  });

  it('reads the metadata document where messages are no rows', async () => {
    const solution = needs();
    expect((await check({ sdkmessages: 404, $metadata: {} }, solution)).missing).toHaveLength(1);
  });

  it('only notes a language that is not enabled', async () => {
    const { missing, notes } = await check({
      'RetrieveProvisionedLanguages()': { RetrieveProvisionedLanguages: [1033] },
    });
    expect(missing).toEqual([]);
    expect(notes).toEqual([expect.stringMatching(/1057/)]);
  });

  it('only notes what the environment cannot tell', async () => {
    const { missing, notes } = await check({ 'systemusers(u1)': 404, 'RetrieveProvisionedLanguages()': 501 });
    expect(missing).toEqual([]);
    expect(notes).toHaveLength(2);
  });

  it('stops asking when the time of the deployment is over', async () => {
    let now = 0;
    const busy = (): Promise<Response> =>
      Promise.resolve(new Response('{}', { status: 429, headers: { 'Retry-After': '50' } }));
    const options = { baseUrl: 'https://org.example', solution: needs(), timeoutMs: 120_000 };
    const deployed = deploySolution({
      ...options,
      fetch: busy as typeof globalThis.fetch,
      wait: (ms) => Promise.resolve(void (now += ms)),
      now: () => now,
    });
    await expect(deployed).rejects.toMatchObject({ code: 'request-refused', status: 429 });
    expect(now).toBe(120_000);
  });

  it.each<[string, Body | undefined, string]>([
    ['imports into an environment without it', undefined, 'import'],
    ['imports the same version again', installed('2.0.0.0'), 'import'],
    ['upgrades an older version', installed('1.10.0.0'), 'upgrade'],
  ])('%s', async (_what, row, mode) => {
    expect((await check(row ? { Acme: row } : {})).mode).toBe(mode);
  });

  it('updates an older unmanaged version in place', async () => {
    const solution = needs({ isManaged: false });
    expect(await check({ Acme: installed('1.0.0.0', false) }, solution)).toMatchObject({ mode: 'import', missing: [] });
  });
});

describe('applySettings', () => {
  const settings = { variables: [], connections: [{ logicalName: 'acme_Dataverse', connectionId: 'c2' }] };
  const reference = (connectionid: string | null): Body => ({ value: [{ connectionreferenceid: 'r1', connectionid }] });

  it('connects a connection reference', async () => {
    const { api, calls } = platform({ connectionreferences: reference(null) });
    expect(await applySettings(api, settings)).toEqual({ changed: ['acme_Dataverse'], unchanged: [] });
    expect(calls.at(-1)).toEqual({ method: 'PATCH', path: 'connectionreferences(r1)', body: { connectionid: 'c2' } });
  });

  it('writes nothing when it is connected so already', async () => {
    const { api, calls } = platform({ connectionreferences: reference('c2') });
    expect(await applySettings(api, settings)).toEqual({ changed: [], unchanged: ['acme_Dataverse'] });
    expect(calls.every(({ method }) => method === 'GET')).toBe(true);
  });

  it('names the reference that is not there', async () => {
    await expect(applySettings(platform().api, settings)).rejects.toMatchObject({
      code: 'request-refused',
      message: expect.stringContaining('acme_Dataverse') as string,
    });
  });
});
