/** Room sandbox/dataverse, security. RetrieveRolePrivilegesRole: what a role gives. */
import type { Operation } from '../../contracts';
import type { RowStore } from '../../rows/rowStore';
import { idIn } from '../place';
import type { Depth } from '../privilegeNames';
import { ROLE_PRIVILEGES, toRolePrivilege } from './rolePrivilege';

export const retrieveRolePrivilegesRole = (store: RowStore): Operation => ({
  name: 'RetrieveRolePrivilegesRole',
  kind: 'function',
  boundTo: { table: 'role' },
  parameters: [],
  returns: [ROLE_PRIVILEGES],
  run({ target }) {
    const roleId = target?.id ?? '';
    const unit = idIn(store.find('role', roleId)?.values.businessunitid);
    const rows = store.database.all(
      'SELECT p.privilegeid, p.name, g.privilegedepthmask FROM "roleprivileges" AS g JOIN "privilege" AS p ON p.privilegeid = g.privilegeid WHERE g.roleid = ? ORDER BY p.name',
      [roleId],
    );
    const RolePrivileges = rows.map(([id, name, depth]) =>
      toRolePrivilege(String(id), String(name), Number(depth) as Depth, unit),
    );
    return { RolePrivileges };
  },
});
