/**
 * Room sandbox/dataverse, Web API. RetrieveCurrentOrganization: names and version of the organisation.
 * Differs from the platform: no endpoints of other services, and no tenant.
 */
import type { Operation } from '../../contracts';
import type { OpenedDataverse } from '../../open';
import { EMPTY_ID, organizationRow } from './organizationRow';
import { VERSION } from './version';

export const retrieveCurrentOrganization = (dataverse: OpenedDataverse): Operation => ({
  name: 'RetrieveCurrentOrganization',
  kind: 'function',
  parameters: [{ name: 'AccessType', type: 'mscrm.EndpointAccessType', isOptional: true }],
  returns: [{ name: 'Detail', type: 'mscrm.expando' }],
  run() {
    const row = organizationRow(dataverse);
    const name = String(row?.values.name ?? 'sandbox');
    return {
      Detail: {
        OrganizationId: row?.id ?? EMPTY_ID,
        FriendlyName: name,
        UniqueName: name.toLowerCase().replace(/\W+/g, ''),
        OrganizationVersion: VERSION,
        State: 'Enabled',
        Endpoints: { Count: 0, IsReadOnly: false, Keys: [], Values: [] },
      },
    };
  },
});
