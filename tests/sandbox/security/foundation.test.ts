/** Room tests. What nobody can take from an organisation: its row, its administrator, and the role that may do everything. */
import type { OpenedDataverse } from '../../../sandbox/dataverse/open';
import { ADMINISTRATOR_ID, ORGANIZATION_ID, SYSTEM_ADMINISTRATOR_ROLE } from '../../../sandbox/dataverse/platform/ids';
import { ask, buildWorld, openOrganisation, type World } from './world';

let dataverse: OpenedDataverse;
let world: World;
beforeEach(() => {
  dataverse = openOrganisation();
  world = buildWorld(dataverse, { units: [], roles: [], users: [{ unit: 0, roles: [] }], teams: [] });
});
afterEach(() => dataverse.close());

const administratorAsks = (method: string, path: string, body?: object) =>
  ask(dataverse, ADMINISTRATOR_ID, { method, path, ...(body ? { body } : {}) });

it.each([
  ['the organization', 'DELETE', `organizations(${ORGANIZATION_ID})`, undefined, '0x80040800'],
  ['the number of organizations', 'POST', 'organizations', { name: 'Second' }, '0x80040800'],
  ['the role', 'DELETE', `roles(${SYSTEM_ADMINISTRATOR_ROLE})`, undefined, '0x80040203'],
  ['the name of the role', 'PATCH', `roles(${SYSTEM_ADMINISTRATOR_ROLE})`, { name: 'None' }, '0x80040203'],
  ['the user', 'DELETE', `systemusers(${ADMINISTRATOR_ID})`, undefined, '0x80040203'],
  ['access of the user', 'PATCH', `systemusers(${ADMINISTRATOR_ID})`, { isdisabled: true }, '0x80040203'],
])('does not let an administrator change %s', async (_what, method, path, body, code) => {
  const reply = await administratorAsks(method, path, body);
  expect([reply.status, reply.body['error']]).toEqual([400, expect.objectContaining({ code })]);
  expect((await administratorAsks('GET', 'accounts')).status).toBe(200);
});

it('lets users go once they are disabled, and the organization be renamed', async () => {
  const user = `systemusers(${world.users[0]})`;
  expect((await administratorAsks('DELETE', user)).status).toBe(400);
  expect((await administratorAsks('PATCH', user, { isdisabled: true })).status).toBe(204);
  expect((await administratorAsks('DELETE', user)).status).toBe(204);
  expect((await administratorAsks('PATCH', `organizations(${ORGANIZATION_ID})`, { name: 'Renamed' })).status).toBe(204);
});
