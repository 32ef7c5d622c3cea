/** Room sandbox/dataverse, security. The messages about privileges. */
import type { Operation, RowReference, RowService } from '../../contracts';
import type { RowStore } from '../../rows/rowStore';
import { hasSecurity } from '../privilegeRows';
import type { Security } from '../security';
import { addPrivilegesRole } from './addPrivilegesRole';
import { removePrivilegeRole } from './removePrivilegeRole';
import { replacePrivilegesRole } from './replacePrivilegesRole';
import { retrievePrincipalAccess } from './retrievePrincipalAccess';
import { retrieveRolePrivilegesRole } from './retrieveRolePrivilegesRole';
import { retrieveUserPrivilegeByPrivilegeName } from './retrieveUserPrivilegeByPrivilegeName';
import { retrieveUserPrivileges } from './retrieveUserPrivileges';

/** None where there are no roles. */
export const securityOperations = (
  store: RowStore,
  rows: RowService,
  security: Security,
  resolve: (reference: string) => RowReference,
): Operation[] =>
  hasSecurity(store)
    ? [
        retrieveUserPrivileges(store, security),
        retrieveUserPrivilegeByPrivilegeName(store, security),
        retrieveRolePrivilegesRole(store),
        retrievePrincipalAccess(store, security, resolve),
        addPrivilegesRole(store, rows),
        replacePrivilegesRole(store, rows),
        removePrivilegeRole(store, rows),
      ]
    : [];
