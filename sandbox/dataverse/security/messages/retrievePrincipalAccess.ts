/**
 * Room sandbox/dataverse, security. RetrievePrincipalAccess: what a user may do with one row.
 * Differs from the platform: it is bound to users only, not to teams.
 * Source: Microsoft Learn, "RetrievePrincipalAccess Function" and "AccessRights EnumType".
 */
import type { Guid, Operation, RowReference } from '../../contracts';
import { badPayload, rowDoesNotExist } from '../../errors';
import type { RowStore } from '../../rows/rowStore';
import type { AccessRight } from '../privilegeNames';
import { ACCESS_RIGHTS } from '../privilegeNames';
import type { Security } from '../security';

/** @param resolve finds the row that a reference names */
export const retrievePrincipalAccess = (
  store: RowStore,
  security: Security,
  resolve: (reference: string) => RowReference,
): Operation => ({
  name: 'RetrievePrincipalAccess',
  kind: 'function',
  boundTo: { table: 'systemuser' },
  parameters: [{ name: 'Target', type: 'mscrm.crmbaseentity' }],
  returns: [{ name: 'AccessRights', type: 'Edm.String' }],
  run({ target, parameters, context }) {
    const reference = (parameters['Target'] as Record<string, unknown>)['@odata.id'];
    if (typeof reference !== 'string') throw badPayload(undefined, "Target needs '@odata.id'.");
    const row = resolve(reference);
    security.requireReadable(context, row);
    return { AccessRights: accessRights(store, security, target?.id ?? '', row) };
  },
});

function accessRights(store: RowStore, security: Security, userId: Guid, { table: name, id }: RowReference): string {
  const { table } = store.access(name);
  const values = store.find(name, id)?.values;
  if (!values) throw rowDoesNotExist(name, id);
  const rights = (Object.keys(ACCESS_RIGHTS) as AccessRight[])
    .sort((left, right) => ACCESS_RIGHTS[left] - ACCESS_RIGHTS[right])
    .filter((right) => security.mayOn({ userId }, right, table, values));
  return rights.length === 0 ? 'None' : rights.map((right) => `${right}Access`).join(', ');
}
