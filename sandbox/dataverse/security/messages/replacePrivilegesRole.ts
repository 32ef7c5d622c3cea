/** Room sandbox/dataverse, security. ReplacePrivilegesRole: gives a role these privileges and no others. */
import type { Operation, RowService } from '../../contracts';
import type { RowStore } from '../../rows/rowStore';
import { changeRole } from './changeRole';
import { readRolePrivileges } from './rolePrivilege';

export const replacePrivilegesRole = (store: RowStore, rows: RowService): Operation => ({
  name: 'ReplacePrivilegesRole',
  kind: 'action',
  boundTo: { table: 'role' },
  parameters: [{ name: 'Privileges', type: 'mscrm.expando', isCollection: true }],
  run(request) {
    const given = readRolePrivileges(store, request.parameters['Privileges']);
    changeRole(store, rows, request, (privileges) => {
      privileges.clear();
      for (const [name, depth] of given) privileges.set(name.toLowerCase(), depth);
    });
  },
});
