/**
 * Room sandbox/dataverse, security. Privileges as messages give and take them. Source: Microsoft Learn, "RolePrivilege ComplexType".
 * Differs from the platform: `$metadata` calls the type open instead of declaring it.
 */
import type { Guid, OperationParameter } from '../../contracts';
import { missingArgument } from '../../errors';
import { toGuid } from '../../rows/coerceValue';
import type { RowStore } from '../../rows/rowStore';
import type { Depth } from '../privilegeNames';
import { DEPTHS, isDepthName } from '../privilegeNames';
import { levelOf } from '../roleDefinition';

export const ROLE_PRIVILEGES: OperationParameter = {
  name: 'RolePrivileges',
  type: 'mscrm.expando',
  isCollection: true,
};

export const toRolePrivilege = (id: Guid, name: string, depth: Depth, unit: Guid | undefined) => ({
  Depth: levelOf(depth),
  PrivilegeId: id,
  BusinessUnitId: unit ?? null,
  PrivilegeName: name,
  RecordFilterId: '00000000-0000-0000-0000-000000000000',
  RecordFilterUniqueName: '',
});

/** Every privilege there is. */
export const allPrivileges = ({ database }: RowStore): { readonly id: Guid; readonly name: string }[] =>
  database
    .all('SELECT privilegeid, name FROM "privilege" ORDER BY name')
    .map(([id, name]) => ({ id: String(id), name: String(name) }));

/** The `Privileges` of a request by name. @throws {DataverseError} for one that does not exist or has no level */
export function readRolePrivileges(store: RowStore, given: unknown): Map<string, Depth> {
  const names = new Map(allPrivileges(store).map(({ id, name }) => [id, name]));
  const read = new Map<string, Depth>();
  for (const one of given as readonly Record<string, unknown>[]) {
    const id = typeof one['PrivilegeId'] === 'string' ? toGuid(one['PrivilegeId']) : undefined;
    const name = id === undefined ? undefined : names.get(id);
    const level = one['Depth'];
    if (name === undefined) throw missingArgument(`There is no privilege with the id ${String(one['PrivilegeId'])}.`);
    if (typeof level !== 'string' || !isDepthName(level))
      throw missingArgument(`The privilege ${name} needs a Depth: ${Object.keys(DEPTHS).join(', ')}.`);
    read.set(name, DEPTHS[level]);
  }
  return read;
}
