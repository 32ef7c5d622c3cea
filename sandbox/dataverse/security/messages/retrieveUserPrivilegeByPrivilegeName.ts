/** Room sandbox/dataverse, security. RetrieveUserPrivilegeByPrivilegeName: one privilege of a user; empty without it. */
import type { Operation } from '../../contracts';
import type { RowStore } from '../../rows/rowStore';
import type { Security } from '../security';
import { allPrivileges, ROLE_PRIVILEGES, toRolePrivilege } from './rolePrivilege';

export const retrieveUserPrivilegeByPrivilegeName = (store: RowStore, security: Security): Operation => ({
  name: 'RetrieveUserPrivilegeByPrivilegeName',
  kind: 'function',
  boundTo: { table: 'systemuser' },
  parameters: [{ name: 'PrivilegeName', type: 'Edm.String' }],
  returns: [ROLE_PRIVILEGES],
  run({ target, parameters }) {
    const user = security.of(target?.id ?? '');
    const wanted = String(parameters['PrivilegeName']).toLowerCase();
    const found = allPrivileges(store).find(({ name }) => name.toLowerCase() === wanted);
    const reach = found && user.reach(found.name);
    const RolePrivileges = reach ? [toRolePrivilege(found.id, found.name, reach.depth, user.businessUnitId)] : [];
    return { RolePrivileges };
  },
});
