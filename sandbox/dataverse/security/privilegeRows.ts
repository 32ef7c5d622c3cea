/**
 * Room sandbox/dataverse, security. The rows of `privilege` and `roleprivileges`, kept in step: with the tables that come and go,
 * and with what roles say. They are written here only.
 */
import type { Guid } from '../contracts';
import { SYSTEM_ADMINISTRATOR_ROLE, toStableId } from '../platform/ids';
import type { RowStore } from '../rows/rowStore';
import type { Depth, PrivilegeDefinition } from './privilegeNames';
import { DEPTHS, PRIVILEGE, privilegesOf } from './privilegeNames';
import { readRoleDefinition } from './roleDefinition';

export const ROLE_PRIVILEGES = 'roleprivileges';

/** Does the environment have the tables that security is kept in? */
export const hasSecurity = ({ metadata }: RowStore): boolean =>
  [PRIVILEGE, ROLE_PRIVILEGES, 'role', 'systemuserroles', 'teamroles', 'teammembership'].every(
    (table) => metadata.table(table) !== undefined,
  );

export const privilegeId = (name: string): Guid => toStableId(`privilege/${name.toLowerCase()}`);

/**
 * Adds the privileges of new tables and takes those of tables that are gone, from roles too. Call inside a transaction.
 * @returns whether there are new ones
 */
export function synchronizePrivileges(store: RowStore): boolean {
  if (!hasSecurity(store)) return false;
  const wanted = privilegesOf(store.metadata);
  const known = new Map(
    store.database.all('SELECT name, privilegeid FROM "privilege"').map(([name, id]) => [String(name), String(id)]),
  );
  const gone = [...known].filter(([name]) => !wanted.has(name));
  const added = [...wanted.values()].filter(({ name }) => !known.has(name));
  for (const [, id] of gone) {
    store.database.run('DELETE FROM "roleprivileges" WHERE privilegeid = ?', [id]);
    store.remove(PRIVILEGE, id);
  }
  for (const definition of added) store.insert(PRIVILEGE, privilegeId(definition.name), toRow(definition));
  return added.length > 0;
}

/** Makes the rows of every role those that it says. */
export function synchronizeRoles(store: RowStore): void {
  if (!hasSecurity(store)) return;
  for (const [id] of store.database.all('SELECT roleid FROM "role"')) writeRolePrivileges(store, String(id));
}

const toRow = ({ name, accessRight, depths }: PrivilegeDefinition) => ({
  privilegeid: privilegeId(name),
  name,
  accessright: accessRight,
  canbebasic: depths.includes(DEPTHS.Basic),
  canbelocal: depths.includes(DEPTHS.Local),
  canbedeep: depths.includes(DEPTHS.Deep),
  canbeglobal: depths.includes(DEPTHS.Global),
});

/** Makes the rows of a role those that it says. Privileges that no table makes wait for their table. */
export function writeRolePrivileges(store: RowStore, roleId: Guid): void {
  if (!hasSecurity(store)) return;
  const wanted = privilegesOfRole(store, roleId);
  const known = store.database.all(
    'SELECT roleprivilegeid, privilegeid, privilegedepthmask FROM "roleprivileges" WHERE roleid = ?',
    [roleId],
  );
  for (const [rowId, privilege, depth] of known) {
    const asked = wanted.get(String(privilege));
    if (asked === undefined) store.remove(ROLE_PRIVILEGES, String(rowId));
    else if (asked !== Number(depth)) store.change(ROLE_PRIVILEGES, String(rowId), { privilegedepthmask: asked });
    wanted.delete(String(privilege));
  }
  for (const [privilege, depth] of wanted) {
    const values = { roleid: roleId, privilegeid: privilege, privilegedepthmask: depth };
    store.insert(ROLE_PRIVILEGES, toStableId(`roleprivileges/${roleId}/${privilege}`), values);
  }
}

/** Depths by the ids of privileges that exist. */
function privilegesOfRole(store: RowStore, roleId: Guid): Map<Guid, Depth> {
  const role = store.find('role', roleId);
  const definition = role && readRoleDefinition(String(role.values.privilegesxml ?? ''));
  const given = new Map<Guid, Depth>();
  for (const { name, depths } of privilegesOf(store.metadata).values()) {
    const asked = roleId === SYSTEM_ADMINISTRATOR_ROLE ? DEPTHS.Global : definition?.get(name.toLowerCase());
    if (role && asked !== undefined) given.set(privilegeId(name), allowedDepth(depths, asked));
  }
  return given;
}

/** A level that the table's ownership does not know counts as the next that it knows: rows of the organisation are all or none. */
const allowedDepth = (depths: readonly Depth[], asked: Depth): Depth =>
  depths.find((depth) => depth >= asked) ?? DEPTHS.Global;
