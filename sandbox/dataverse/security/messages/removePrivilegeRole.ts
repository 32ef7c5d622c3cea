/** Room sandbox/dataverse, security. RemovePrivilegeRole: takes one privilege from a role. */
import type { Operation, RowService } from '../../contracts';
import type { RowStore } from '../../rows/rowStore';
import { changeRole } from './changeRole';
import { allPrivileges } from './rolePrivilege';

export const removePrivilegeRole = (store: RowStore, rows: RowService): Operation => ({
  name: 'RemovePrivilegeRole',
  kind: 'action',
  boundTo: { table: 'role' },
  parameters: [{ name: 'PrivilegeId', type: 'Edm.Guid' }],
  run(request) {
    const id = String(request.parameters['PrivilegeId']).toLowerCase();
    const name = allPrivileges(store).find((one) => one.id === id)?.name;
    changeRole(store, rows, request, (privileges) => {
      if (name !== undefined) privileges.delete(name.toLowerCase());
    });
  },
});
