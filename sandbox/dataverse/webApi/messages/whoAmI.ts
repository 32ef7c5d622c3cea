/** Room sandbox/dataverse, Web API. WhoAmI: ids of the caller, their business unit and organisation. */
import type { Operation } from '../../contracts';
import type { OpenedDataverse } from '../../open';
import { EMPTY_ID, organizationRow } from './organizationRow';

const idOf = (value: unknown): string | undefined =>
  typeof value === 'object' && value !== null && 'id' in value ? String(value.id) : undefined;

export const whoAmI = (dataverse: OpenedDataverse): Operation => ({
  name: 'WhoAmI',
  kind: 'function',
  parameters: [],
  returns: [
    { name: 'BusinessUnitId', type: 'Edm.Guid' },
    { name: 'UserId', type: 'Edm.Guid' },
    { name: 'OrganizationId', type: 'Edm.Guid' },
  ],
  run: ({ context }) => ({
    BusinessUnitId: idOf(dataverse.rows.find('systemuser', context.userId)?.values.businessunitid) ?? EMPTY_ID,
    UserId: context.userId,
    OrganizationId: organizationRow(dataverse)?.id ?? EMPTY_ID,
  }),
});
