/** Room tests. Who a browser is to the app's server: chosen by a cookie, per browser, and which apps are then there. */
import { mkdtempSync, rmSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fastify, { type FastifyInstance } from 'fastify';
import { registerApp } from '../../../sandbox/app/server';
import type { OpenedDataverse } from '../../../sandbox/dataverse/open';
import { ADMINISTRATOR_ID, BASIC_USER_ROLE } from '../../../sandbox/dataverse/platform/ids';
import { buildWorld, openOrganisation, type World } from './world';

let dataverse: OpenedDataverse;
let server: FastifyInstance;
let assets: string;
let address: string;
let world: World;

beforeEach(async () => {
  dataverse = openOrganisation();
  world = buildWorld(dataverse, {
    units: [],
    roles: [{ privileges: { prvReadAccount: 'Deep' } }],
    users: [{ unit: 0, roles: [0] }],
    teams: [],
  });
  assets = mkdtempSync(join(tmpdir(), 'session-assets-'));
  server = fastify();
  registerApp(server, dataverse, { assets });
  await server.listen({ host: '127.0.0.1', port: 0 });
  address = `http://127.0.0.1:${(server.server.address() as AddressInfo).port}`;
});
afterEach(async () => {
  await server.close();
  dataverse.close();
  rmSync(assets, { recursive: true, force: true });
});

const user = (): string => world.users[0] ?? '';
const cookieOf = (id: string): Record<string, string> => ({ cookie: `other=1; sandbox-user=${id}; more=2` });
const read = async (path: string, headers: Record<string, string> = {}) => {
  const answer = await fetch(address + path, { headers });
  return { status: answer.status, text: await answer.text() };
};
const session = async (headers: Record<string, string> = {}): Promise<Record<string, unknown>> =>
  JSON.parse((await read('/_host/session', headers)).text) as Record<string, unknown>;
const choose = (method: 'PUT' | 'POST', userId: string): Promise<Response> =>
  fetch(`${address}/_host/session/user`, {
    method,
    redirect: 'manual',
    ...(method === 'PUT'
      ? { headers: { 'content-type': 'application/json' }, body: JSON.stringify({ userId }) }
      : { body: new URLSearchParams({ userId }) }),
  });

it('is the administrator’s until a browser chooses somebody', async () => {
  expect(await session()).toMatchObject({ userId: ADMINISTRATOR_ID, isAdministrator: true });
  expect(await session(cookieOf(user()))).toMatchObject({
    userId: user(),
    isAdministrator: false,
    roles: [{ id: world.roles[0], name: 'Role' }],
    privileges: { prvReadAccount: 4 },
  });
});

it.each(['PUT', 'POST'] as const)('is chosen with %s by a cookie that scripts cannot read', async (method) => {
  const answer = await choose(method, user());
  expect(answer.status).toBe(method === 'PUT' ? 204 : 303);
  expect(answer.headers.get('set-cookie')).toBe(`sandbox-user=${user()}; Path=/; SameSite=Strict; HttpOnly`);
});

it.each(['PUT', 'POST'] as const)('is not chosen with %s as somebody who may not sign in', async (method) => {
  dataverse.rows.update('systemuser', user(), { isdisabled: true });
  const answer = await choose(method, user());
  expect([answer.status, answer.headers.get('set-cookie')]).toEqual([400, null]);
});

it.each([
  ['an unknown id', '00000000-0000-4000-8000-00000000dead'],
  ['no id', "' OR 1=1 --"],
])('falls back to the administrator for a cookie with %s', async (_what, id) => {
  expect((await session(cookieOf(encodeURIComponent(id))))['userId']).toBe(ADMINISTRATOR_ID);
});

it('keeps the language of each user', async () => {
  const answer = await fetch(`${address}/_host/session/language`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json', ...cookieOf(user()) },
    body: JSON.stringify({ languageId: 1057 }),
  });
  expect(answer.status).toBe(204);
  expect([(await session(cookieOf(user())))['languageId'], (await session())['languageId']]).toEqual([1057, 1033]);
});

describe('An app', () => {
  const create = (roles: readonly string[]): string =>
    dataverse.rows.create('appmodule', {
      name: 'Depot',
      uniquename: 'depot',
      descriptor: JSON.stringify({ components: [], roles }),
    });
  const statuses = async (): Promise<number[]> => [
    (await read('/_host/apps/depot', cookieOf(user()))).status,
    (await read('/_host/apps/depot')).status,
  ];

  it('that names no role is for everybody', async () => {
    create([]);
    expect(await statuses()).toEqual([200, 200]);
  });

  it('that names roles is for those who have one, and for System Administrators', async () => {
    create([BASIC_USER_ROLE]);
    expect(await statuses()).toEqual([403, 200]);
    expect((await read('/', cookieOf(user()))).text).toContain('This user has no role of an installed app.');
    const role = { table: 'role', id: BASIC_USER_ROLE };
    dataverse.rows.associate('systemuserroles_association', { table: 'systemuser', id: user() }, role);
    expect(await statuses()).toEqual([200, 200]);
  });

  it('can be related to more roles', async () => {
    const app = create([BASIC_USER_ROLE]);
    const role = { table: 'role', id: world.roles[0] ?? '' };
    dataverse.rows.associate('appmoduleroles_association', { table: 'appmodule', id: app }, role);
    expect(await statuses()).toEqual([200, 200]);
  });
});
