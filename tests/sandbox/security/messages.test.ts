/** Room tests. Levels one by one, acting as another user, giving roles, and the messages about privileges. */
import type { OpenedDataverse } from '../../../sandbox/dataverse/open';
import { ADMINISTRATOR_ID, BASIC_USER_ROLE, SYSTEM_ADMINISTRATOR_ROLE } from '../../../sandbox/dataverse/platform/ids';
import {
  andUndo,
  ask,
  askAtOnce,
  buildWorld,
  createAs,
  errorOf,
  openOrganisation,
  type Level,
  type World,
} from './world';

const ROLE = { reader: 0, delegate: 1, assigner: 2, empty: 3 } as const;

let dataverse: OpenedDataverse;
let world: World;
let accounts: Record<'own' | 'team' | 'unit' | 'below' | 'beside', string>;

/** Units: 0 root, 1 below it, 2 below 1, 3 below the root. User 0 is in unit 1, user 1 beside them, 2 below, 3 in unit 3. */
function build(level: Level): void {
  world = buildWorld(dataverse, {
    units: [0, 1, 0],
    roles: [
      { privileges: { prvReadAccount: level, prvWriteAccount: level, prvReadUser: 'Global' } },
      { privileges: { prvActOnBehalfOfAnotherUser: 'Global', prvReadAccount: 'Basic', prvReadUser: 'Global' } },
      {
        privileges: { prvAssignRole: 'Global', prvReadUser: 'Global', prvReadRole: 'Global', prvReadAccount: 'Local' },
      },
      { privileges: {} },
    ],
    users: [
      { unit: 1, roles: [ROLE.reader] },
      { unit: 1, roles: [ROLE.delegate] },
      { unit: 2, roles: [ROLE.assigner] },
      { unit: 3, roles: [] },
    ],
    teams: [{ unit: 3, roles: [], members: [0] }],
  });
  const create = (name: string, owner: number): string => createAs(dataverse, 'account', { name }, world.owner(owner));
  accounts = {
    own: create('own', 0),
    team: create('team', 4),
    unit: create('unit', 1),
    below: create('below', 2),
    beside: create('beside', 3),
  };
}

beforeEach(() => {
  dataverse = openOrganisation();
});
afterEach(() => dataverse.close());

const names = async (user: number, headers: Record<string, string> = {}): Promise<unknown> => {
  const reply = await ask(dataverse, world.users[user], {
    path: 'accounts',
    query: '$select=name&$orderby=name',
    headers,
  });
  return reply.status === 200 ? (reply.body['value'] as { name: string }[]).map(({ name }) => name) : reply.status;
};

describe('A level', () => {
  it('reaches no further when somebody without limits has asked the same before, and limits nobody else', async () => {
    build('Basic');
    const question = { path: `accounts(${accounts.unit})`, query: '$select=name' };
    const statusFor = async (user: string | undefined): Promise<number> =>
      (await ask(dataverse, user, question)).status;
    const [limited] = world.users;
    expect(await statusFor(ADMINISTRATOR_ID)).toBe(200);
    expect(await statusFor(limited)).toBe(403);
    expect(await statusFor(ADMINISTRATOR_ID)).toBe(200);
  });

  it.each([
    ['Basic', ['own', 'team']],
    ['Local', ['own', 'team', 'unit']],
    ['Deep', ['below', 'own', 'team', 'unit']],
    ['Global', ['below', 'beside', 'own', 'team', 'unit']],
  ] as const)('%s reaches the rows of %j', async (level, reached) => {
    build(level);
    expect(await names(0)).toEqual(reached);
    for (const [name, id] of Object.entries(accounts)) {
      const isReached = (reached as readonly string[]).includes(name);
      const read = await ask(dataverse, world.users[0], { path: `accounts(${id})` });
      expect([name, read.status]).toEqual([name, isReached ? 200 : 403]);
      const body = { description: 'seen' };
      const written = await ask(dataverse, world.users[0], { method: 'PATCH', path: `accounts(${id})`, body });
      expect([name, written.status]).toEqual([name, isReached ? 204 : 403]);
      expect(dataverse.rows.find('account', id)?.values.description).toBe(isReached ? 'seen' : null);
    }
  });

  it('that is missing is named in the refusal, with who lacks it', async () => {
    build('Basic');
    const reply = await ask(dataverse, world.users[0], { path: `accounts(${accounts.beside})` });
    expect(errorOf(reply)).toEqual({
      code: '0x80040220',
      message: expect.stringMatching(
        new RegExp(
          `^Principal user \\(Id=${world.users[0]}, type=8, roleCount=1, privilegeCount=3, accessMode=0\\), is missing prvReadAccount privilege \\(Id=[0-9a-f-]{36}\\) on OTC=1 for entity 'account' \\(LocalizedName='Account'\\)\\. context\\.Caller=${world.users[0]}$`,
        ),
      ) as string,
    });
  });

  it('is asked for before it is told that a row is missing', async () => {
    build('Basic');
    const missing = 'accounts(00000000-0000-4000-8000-0000000dead0)';
    expect((await ask(dataverse, world.users[0], { path: missing })).status).toBe(404);
    expect((await ask(dataverse, world.users[3], { path: missing })).status).toBe(403);
  });

  it('counts from the moment a role is given until it is taken', async () => {
    build('Global');
    expect(await names(3)).toBe(403);
    const user = { table: 'systemuser', id: world.users[3] ?? '' };
    const role = { table: 'role', id: world.roles[ROLE.reader] ?? '' };
    dataverse.rows.associate('systemuserroles_association', user, role);
    expect(await names(3)).toHaveLength(5);
    dataverse.rows.disassociate('systemuserroles_association', user, role);
    expect(await names(3)).toBe(403);
  });

  it('is gone with the transaction that gave it', async () => {
    build('Global');
    const user = { table: 'systemuser', id: world.users[3] ?? '' };
    andUndo(dataverse, () => {
      dataverse.rows.associate('systemuserroles_association', user, {
        table: 'role',
        id: world.roles[ROLE.reader] ?? '',
      });
      expect(askAtOnce(dataverse, user.id, { path: 'accounts' }).status).toBe(200);
    });
    expect(await names(3)).toBe(403);
  });
});

describe('Acting as another user', () => {
  beforeEach(() => build('Global'));
  const as = (user: number) => ({ MSCRMCallerID: world.users[user] ?? '' });
  const lower = (headers: Record<string, string>) =>
    Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));

  it('takes the privilege to do so', async () => {
    const reply = await ask(dataverse, world.users[0], { path: 'accounts', headers: lower(as(1)) });
    expect([reply.status, errorOf(reply).message]).toEqual([
      403,
      expect.stringContaining('is missing prvActOnBehalfOfAnotherUser'),
    ]);
  });

  it('takes what both may do', async () => {
    expect(await names(0)).toHaveLength(5);
    expect(await names(1)).toEqual(['unit']);
    expect(await names(1, lower(as(0)))).toEqual(['unit']);
    const body = { name: 'New' };
    const reply = await ask(dataverse, world.users[1], {
      method: 'PATCH',
      path: `accounts(${accounts.unit})`,
      body,
      headers: lower(as(0)),
    });
    expect(errorOf(reply).message).toContain(`(Id=${world.users[1]}`);
  });

  it('is remembered in the rows', async () => {
    const reply = await ask(dataverse, undefined, {
      method: 'PATCH',
      path: `accounts(${accounts.unit})`,
      body: { description: 'x' },
      headers: lower(as(0)),
    });
    expect(reply.status).toBe(204);
    expect(dataverse.rows.find('account', accounts.unit)?.values).toMatchObject({
      modifiedby: { id: world.users[0] },
      modifiedonbehalfby: { id: ADMINISTRATOR_ID },
    });
    dataverse.rows.update('account', accounts.unit, { description: 'y' });
    expect(dataverse.rows.find('account', accounts.unit)?.values.modifiedonbehalfby).toBeNull();
  });

  it.each([['00000000-0000-4000-8000-00000000dead'], ['nobody']])('as %s is refused', async (caller) => {
    const reply = await ask(dataverse, undefined, { path: 'accounts', headers: { mscrmcallerid: caller } });
    expect([reply.status, errorOf(reply).code]).toEqual([403, '0x80072560']);
  });

  it('is told nothing of the version of a row that they may not read', async () => {
    for (const method of ['PATCH', 'DELETE'] as const) {
      const path = `accounts(${accounts.beside})`;
      const headers = { 'if-match': 'W/"1"' };
      const reply = await ask(dataverse, world.users[2], { method, path, headers, body: { name: 'x' } });
      expect([reply.status, errorOf(reply).code]).toEqual([403, '0x80040220']);
      expect((await ask(dataverse, undefined, { method, path, headers, body: { name: 'x' } })).status).toBe(412);
    }
  });

  it('or in their own session is refused to somebody who has been disabled', async () => {
    const disabled = world.users[0] ?? '';
    dataverse.rows.update('systemuser', disabled, { isdisabled: true });
    for (const [name, value] of [
      ['mscrmcallerid', disabled],
      ['cookie', `sandbox-user=${disabled}`],
    ] as const) {
      const headers = { [name]: value };
      const reply = await ask(dataverse, undefined, { path: 'WhoAmI()', headers });
      expect([reply.status, errorOf(reply).code]).toEqual([403, '0x80040225']);
    }
  });

  it('finds the user by the object id of the directory', async () => {
    const objectId = '11111111-2222-4333-8444-555555555555';
    dataverse.rows.update('systemuser', world.users[0] ?? '', { azureactivedirectoryobjectid: objectId });
    const reply = await ask(dataverse, undefined, { path: 'WhoAmI()', headers: { callerobjectid: objectId } });
    expect(reply.body['UserId']).toBe(world.users[0]);
  });

  it('holds for every request of a batch, and so does the session', async () => {
    const batch = [
      '--b',
      'Content-Type: application/http',
      '',
      'GET accounts?$select=name HTTP/1.1',
      '',
      '',
      '--b--',
      '',
    ];
    const reply = await dispatchBatch(batch.join('\r\n'));
    expect((JSON.parse(/\{.*\}/.exec(reply)?.[0] ?? '{}') as { value: unknown[] }).value).toHaveLength(1);
  });

  const dispatchBatch = async (text: string): Promise<string> => {
    const { dispatch } = await import('../../../sandbox/dataverse/webApi/dispatch');
    const answer = await dispatch(dataverse, {
      method: 'POST',
      path: '$batch',
      queryString: '',
      headers: { cookie: `sandbox-user=${world.users[1]}`, 'content-type': 'multipart/mixed; boundary=b' },
      serviceRoot: 'http://localhost/api/data/v9.2/',
      body: text,
    });
    return answer.body ?? '';
  };
});

describe('Giving roles', () => {
  beforeEach(() => build('Basic'));
  const give = (giver: number, role: string) =>
    ask(dataverse, world.users[giver], {
      method: 'POST',
      path: `systemusers(${world.users[3]})/systemuserroles_association/$ref`,
      body: { '@odata.id': `roles(${role})` },
    });

  it('takes the privilege to assign roles', async () => {
    const reply = await give(0, world.roles[ROLE.empty] ?? '');
    expect(errorOf(reply).message).toContain('prvAssignRole');
    expect((await give(2, world.roles[ROLE.empty] ?? '')).status).toBe(204);
  });

  it('is refused for a role with more than the giver may do', async () => {
    expect(errorOf(await give(2, world.roles[ROLE.delegate] ?? '')).message).toContain('prvActOnBehalfOfAnotherUser');
    expect((await give(2, SYSTEM_ADMINISTRATOR_ROLE)).status).toBe(403);
  });

  it('never leaves the organisation without its administrator', async () => {
    const path = `systemusers(${ADMINISTRATOR_ID})/systemuserroles_association(${SYSTEM_ADMINISTRATOR_ROLE})/$ref`;
    expect((await ask(dataverse, undefined, { method: 'DELETE', path })).status).toBe(400);
  });
});

describe('Messages about privileges', () => {
  beforeEach(() => build('Deep'));
  const call = async (path: string) => (await ask(dataverse, undefined, { path })).body;

  it('tell what a user may do, and how far', async () => {
    const path = `systemusers(${world.users[0]})/Microsoft.Dynamics.CRM.RetrieveUserPrivileges()`;
    const { RolePrivileges: privileges } = (await call(path)) as { RolePrivileges: Record<string, unknown>[] };
    expect(privileges.map((one) => `${String(one['PrivilegeName'])} ${String(one['Depth'])}`).sort()).toEqual([
      'prvReadAccount Deep',
      'prvReadUser Global',
      'prvWriteAccount Deep',
    ]);
  });

  it.each([
    ['prvreadaccount', 1],
    ['prvDeleteAccount', 0],
    ['prvNothing', 0],
  ])('tell about the one privilege %s', async (name, count) => {
    const path = `systemusers(${world.users[0]})/Microsoft.Dynamics.CRM.RetrieveUserPrivilegeByPrivilegeName(PrivilegeName='${name}')`;
    expect((await call(path))['RolePrivileges']).toHaveLength(count);
  });

  it.each([
    ['own', 'ReadAccess, WriteAccess'],
    ['beside', 'None'],
  ] as const)('tell the rights to the row %s', async (row, rights) => {
    const target = `@t={'@odata.id':'accounts(${accounts[row]})'}`;
    const reply = await ask(dataverse, undefined, {
      path: `systemusers(${world.users[0]})/Microsoft.Dynamics.CRM.RetrievePrincipalAccess(Target=@t)`,
      query: target,
    });
    expect(reply.body['AccessRights']).toBe(rights);
  });

  it('change the privileges of a role, which its users have at once', async () => {
    const role = world.roles[ROLE.empty] ?? '';
    const user = { table: 'systemuser', id: world.users[3] ?? '' };
    dataverse.rows.associate('systemuserroles_association', user, { table: 'role', id: role });
    const [privilege] = dataverse.rows.findWhere('privilege', { name: 'prvReadAccount' });
    const change = (message: string, body: unknown) =>
      ask(dataverse, undefined, { method: 'POST', path: `roles(${role})/Microsoft.Dynamics.CRM.${message}`, body });
    const given = [{ Depth: 'Basic', PrivilegeId: privilege?.id }];
    expect((await change('AddPrivilegesRole', { Privileges: given })).status).toBe(204);
    expect(await names(3)).toEqual(['beside']);
    expect(
      (await call(`roles(${role})/Microsoft.Dynamics.CRM.RetrieveRolePrivilegesRole()`))['RolePrivileges'],
    ).toHaveLength(1);
    expect((await change('RemovePrivilegeRole', { PrivilegeId: privilege?.id })).status).toBe(204);
    expect(await names(3)).toBe(403);
    expect((await change('ReplacePrivilegesRole', { Privileges: given })).status).toBe(204);
    expect(await names(3)).toEqual(['beside']);
  });

  it('refuse to share rows, by name', async () => {
    const reply = await ask(dataverse, undefined, { method: 'POST', path: 'GrantAccess', body: {} });
    expect([reply.status, errorOf(reply).message]).toEqual([501, expect.stringContaining('GrantAccess')]);
  });

  it('keep privileges out of hands, the administrator’s too', async () => {
    const [privilege] = dataverse.rows.findWhere('privilege', { name: 'prvDeleteRole' });
    for (const request of [
      { method: 'DELETE', path: `privileges(${privilege?.id})` },
      { method: 'POST', path: 'privileges', body: { name: 'prvMine' } },
      {
        method: 'POST',
        path: `roles(${BASIC_USER_ROLE})/roleprivileges_association/$ref`,
        body: { '@odata.id': `privileges(${privilege?.id})` },
      },
    ])
      expect((await ask(dataverse, undefined, request)).status).toBe(400);
  });
});

describe('Counting the rows of tables', () => {
  beforeEach(() => build('Basic'));

  const count = async (user: number, tables: readonly string[]) => {
    const list = tables.map((table) => `'${table}'`).join(',');
    const reply = await ask(dataverse, world.users[user], { path: `RetrieveTotalRecordCount(EntityNames=[${list}])` });
    if (reply.status !== 200) return [reply.status, errorOf(reply).message.match(/missing (\w+)/)?.[1]];
    return (reply.body['EntityRecordCountCollection'] as { Values: number[] }).Values;
  };

  it('counts those that the user may not read too', async () => {
    expect(await names(0)).toEqual(['own', 'team']);
    expect(await count(0, ['account'])).toEqual([5]);
  });

  it('takes the right to read some row of each of them', async () => {
    expect(await count(3, ['account'])).toEqual([403, 'prvReadAccount']);
    expect(await count(0, ['account', 'contact'])).toEqual([403, 'prvReadContact']);
    expect(await count(0, ['systemuserroles'])).toEqual([403, 'prvReadRole']);
  });
});
