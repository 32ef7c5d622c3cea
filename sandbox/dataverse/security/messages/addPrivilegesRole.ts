/** Room sandbox/dataverse, security. AddPrivilegesRole: gives a role privileges, or other levels of those it has. */
import type { Operation, RowService } from '../../contracts';
import type { RowStore } from '../../rows/rowStore';
import { changeRole } from './changeRole';
import { readRolePrivileges } from './rolePrivilege';

export const addPrivilegesRole = (store: RowStore, rows: RowService): Operation => ({
  name: 'AddPrivilegesRole',
  kind: 'action',
  boundTo: { table: 'role' },
  parameters: [{ name: 'Privileges', type: 'mscrm.expando', isCollection: true }],
  run(request) {
    const added = readRolePrivileges(store, request.parameters['Privileges']);
    changeRole(store, rows, request, (privileges) => {
      for (const [name, depth] of added) privileges.set(name.toLowerCase(), depth);
    });
  },
});
