/** Room sandbox/dataverse, security. What the other rooms of the sandbox may ask about users: who a browser is, and what they may do. */
import type { RequestContext, UserService } from '../contracts';
import type { RowStore } from '../rows/rowStore';
import { isEnabledUser, sessionUser } from './caller';
import type { AccessRight } from './privilegeNames';
import { ACCESS_RIGHTS, DEPTHS, ownershipOf, privilegeName, privilegesOf } from './privilegeNames';
import { hasSecurity } from './privilegeRows';
import type { Security } from './security';

const RIGHTS = Object.keys(ACCESS_RIGHTS) as AccessRight[];

export function createUserService(store: RowStore, security: Security, administrator: RequestContext): UserService {
  /** Without roles in the environment everybody may do everything. */
  const depthOf = (userId: string, privilege: string): number | undefined =>
    hasSecurity(store) ? security.of(userId).reach(privilege)?.depth : DEPTHS.Global;

  return {
    ofSession(cookies) {
      const userId = sessionUser(store, administrator, cookies);
      return userId === administrator.userId ? administrator : { userId };
    },
    enabled: () => (store.metadata.table('systemuser') ? store.findWhere('systemuser', {}).filter(isEnabledUser) : []),
    isAdministrator: (userId) => !hasSecurity(store) || security.of(userId).isAdministrator,
    roles: (userId) => (hasSecurity(store) ? security.of(userId).roles : []),
    privileges(userId) {
      const depths = [...privilegesOf(store.metadata).keys()].map((name) => [name, depthOf(userId, name)] as const);
      return Object.fromEntries(depths.filter((one): one is [string, number] => one[1] !== undefined));
    },
    tablePrivileges(userId) {
      const entries = store.metadata.tables().map((table) => {
        const isFree = ['intersect', 'open', 'party'].includes(ownershipOf(table));
        const depths = RIGHTS.map((right) => [
          right,
          isFree ? undefined : depthOf(userId, privilegeName(right, table)),
        ]);
        return [table.logicalName, Object.fromEntries(depths.filter(([, depth]) => depth !== undefined))];
      });
      return Object.fromEntries(entries) as Record<string, Record<string, number>>;
    },
  };
}
