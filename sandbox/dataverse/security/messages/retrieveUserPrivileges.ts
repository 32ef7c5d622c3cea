/** Room sandbox/dataverse, security. RetrieveUserPrivileges: what a user may do, own and teams' roles together. */
import type { Operation } from '../../contracts';
import type { RowStore } from '../../rows/rowStore';
import type { Security } from '../security';
import { allPrivileges, ROLE_PRIVILEGES, toRolePrivilege } from './rolePrivilege';

export const retrieveUserPrivileges = (store: RowStore, security: Security): Operation => ({
  name: 'RetrieveUserPrivileges',
  kind: 'function',
  boundTo: { table: 'systemuser' },
  parameters: [],
  returns: [ROLE_PRIVILEGES],
  run({ target }) {
    const user = security.of(target?.id ?? '');
    const RolePrivileges = allPrivileges(store).flatMap(({ id, name }) => {
      const reach = user.reach(name);
      return reach ? [toRolePrivilege(id, name, reach.depth, user.businessUnitId)] : [];
    });
    return { RolePrivileges };
  },
});
