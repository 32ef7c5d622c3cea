/** Room tests. Privileges that follow tables and roles through import, upgrade and uninstall of solutions. */
import { SYSTEM_ADMINISTRATOR_ROLE } from '../../../sandbox/dataverse/platform/ids';
import { openImportHost, type ImportHost } from '../solutions/importHost';
import { toolZip, type ZipOptions } from '../solutions/solutionZip';
import { ask, buildWorld } from './world';

const ROLE_ID = '55555555-aaaa-4bbb-8ccc-000000000001';
const ROOT = `<RootComponent type="20" id="{${ROLE_ID}}" behavior="0" />`;
const TABLE = 'acme_tool';

const withRole = (privileges: Readonly<Record<string, string>>, options: ZipOptions = {}): Uint8Array =>
  toolZip({
    ...options,
    roots: [ROOT],
    sections: {
      Roles: `<Role id="{${ROLE_ID}}" name="Tool user"><RolePrivileges>${Object.entries(privileges)
        .map(([name, level]) => `<RolePrivilege name="${name}" level="${level}" />`)
        .join('')}</RolePrivileges></Role>`,
    },
  });

let host: ImportHost;
beforeEach(() => {
  host = openImportHost();
});
afterEach(() => host.close());

const privilegesOf = (roleId: string): Record<string, number> =>
  Object.fromEntries(
    host.dataverse.database
      .all(
        'SELECT p.name, g.privilegedepthmask FROM "roleprivileges" AS g JOIN "privilege" AS p ON p.privilegeid = g.privilegeid WHERE g.roleid = ?',
        [roleId],
      )
      .map(([name, depth]) => [String(name), Number(depth)]),
  );
const privilegesOfTable = (): string[] =>
  host.dataverse.rows
    .findWhere('privilege', {})
    .map(({ values }) => String(values.name))
    .filter((name) => name.toLowerCase().endsWith(TABLE))
    .sort();

it('a table that a solution brings has privileges, which System Administrator has at once', async () => {
  expect(privilegesOfTable()).toEqual([]);
  await host.importZip(toolZip());
  expect(privilegesOfTable()).toHaveLength(8);
  const administrator = privilegesOf(SYSTEM_ADMINISTRATOR_ROLE);
  for (const name of privilegesOfTable()) expect([name, administrator[name]]).toEqual([name, 8]);
  expect(Object.keys(administrator)).toHaveLength(host.dataverse.rows.findWhere('privilege', {}).length);
});

it('a role gives what its solution says, and what the next version says after that', async () => {
  await host.importZip(
    withRole({ prvReadacme_Tool: 'Basic', prvWriteacme_Tool: 'Deep', prvReadTransactionCurrency: 'Basic' }),
  );
  // Rows of the organisation are all or none.
  expect(privilegesOf(ROLE_ID)).toEqual({ prvReadacme_Tool: 1, prvWriteacme_Tool: 4, prvReadTransactionCurrency: 8 });
  await host.importZip(withRole({ prvReadacme_Tool: 'Global', prvDeleteacme_Tool: 'Local' }, { version: '2.0.0.0' }), {
    message: 'StageAndUpgradeAsync',
  });
  expect(privilegesOf(ROLE_ID)).toEqual({ prvReadacme_Tool: 8, prvDeleteacme_Tool: 2 });
});

it('a privilege whose table comes later waits for it', async () => {
  const { rows, metadata } = host.dataverse;
  const roleId = rows.create('role', {
    name: 'Early',
    businessunitid: { table: 'businessunit', id: rows.findWhere('businessunit', {})[0]?.id ?? '' },
    privilegesxml: '<RolePrivileges><RolePrivilege name="prvReadacme_Tool" level="Local"/></RolePrivileges>',
  });
  expect(privilegesOf(roleId)).toEqual({});
  await host.importZip(toolZip());
  expect(metadata.table(TABLE)).toBeDefined();
  expect(privilegesOf(roleId)).toEqual({ prvReadacme_Tool: 2 });
});

it('an uninstalled solution takes its privileges and roles along, and nobody keeps anything of them', async () => {
  const before = host.dataverse.rows.findWhere('privilege', {}).length;
  await host.importZip(withRole({ prvReadacme_Tool: 'Global' }));
  const world = buildWorld(host.dataverse, { units: [], roles: [], users: [{ unit: 0, roles: [] }], teams: [] });
  const user = { table: 'systemuser', id: world.users[0] ?? '' };
  host.dataverse.rows.associate('systemuserroles_association', user, { table: 'role', id: ROLE_ID });
  const read = async (): Promise<number> => (await ask(host.dataverse, user.id, { path: 'acme_tools' })).status;
  expect(await read()).toBe(200);
  const [solution] = host.dataverse.rows.findWhere('solution', { uniquename: 'AcmeTools' });
  host.dataverse.rows.delete('solution', solution?.id ?? '');
  expect(privilegesOfTable()).toEqual([]);
  expect(host.dataverse.rows.findWhere('privilege', {})).toHaveLength(before);
  expect(privilegesOf(ROLE_ID)).toEqual({});
  expect(host.dataverse.rows.findWhere('systemuserroles', { systemuserid: user.id })).toEqual([]);
  expect(await read()).toBe(404);
});

it.each([
  [
    'ImportSolution',
    { CustomizationFile: 'UEs=', OverwriteUnmanagedCustomizations: true, PublishWorkflows: true },
    'prvImportCustomization',
  ],
  ['PublishAllXml', {}, 'prvPublishCustomization'],
])('%s takes its privilege', async (message, body, privilege) => {
  const world = buildWorld(host.dataverse, { units: [], roles: [], users: [{ unit: 0, roles: [] }], teams: [] });
  const reply = await ask(host.dataverse, world.users[0], { method: 'POST', path: message, body });
  expect([reply.status, reply.text]).toEqual([403, expect.stringContaining(privilege)]);
});
