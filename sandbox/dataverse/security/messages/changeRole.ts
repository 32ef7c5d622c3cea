/**
 * Room sandbox/dataverse, security. What the messages that change the privileges of a role share: the role's own words are changed,
 * and its rows follow.
 */
import type { OperationRequest, RowService } from '../../contracts';
import { missingArgument } from '../../errors';
import { SYSTEM_ADMINISTRATOR_ROLE } from '../../platform/ids';
import type { RowStore } from '../../rows/rowStore';
import type { Depth } from '../privilegeNames';
import { readRoleDefinition, writeRoleDefinition } from '../roleDefinition';
import { allPrivileges } from './rolePrivilege';

/** Privileges by name in lower case. */
export type RoleChange = (privileges: Map<string, Depth>) => void;

/** @throws {DataverseError} for System Administrator, which is as it is on the platform, and 403 without the privilege to write roles */
export function changeRole(
  store: RowStore,
  rows: RowService,
  { target, context }: OperationRequest,
  change: RoleChange,
): void {
  const roleId = target?.id ?? '';
  if (roleId === SYSTEM_ADMINISTRATOR_ROLE)
    throw missingArgument('The privileges of the role System Administrator cannot be changed.');
  const privileges = new Map(readRoleDefinition(String(store.find('role', roleId)?.values.privilegesxml ?? '')));
  change(privileges);
  const spelled = new Map(allPrivileges(store).map(({ name }) => [name.toLowerCase(), name]));
  const named = [...privileges].map(([name, depth]) => [spelled.get(name) ?? name, depth] as const);
  rows.update('role', roleId, { privilegesxml: writeRoleDefinition(named) }, context);
}
