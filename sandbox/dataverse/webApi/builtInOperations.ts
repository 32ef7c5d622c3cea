/** Room sandbox/dataverse, Web API. The operations every client may call without any solution. */
import type { Operation } from '../contracts';
import type { OpenedDataverse } from '../open';

/** What the sandbox says its version is: the line of the API it follows, with a build of its own. */
const VERSION = '9.2.0.0';

const idOf = (value: unknown): string | undefined =>
  typeof value === 'object' && value !== null && 'id' in value ? String(value.id) : undefined;

export function builtInOperations(dataverse: OpenedDataverse): Operation[] {
  return [
    {
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
        OrganizationId: organizationId(dataverse) ?? EMPTY_ID,
      }),
    },
    {
      name: 'RetrieveVersion',
      kind: 'function',
      parameters: [],
      returns: [{ name: 'Version', type: 'Edm.String' }],
      run: () => ({ Version: VERSION }),
    },
  ];
}

const EMPTY_ID = '00000000-0000-0000-0000-000000000000';

const organizationId = (dataverse: OpenedDataverse): string | undefined =>
  dataverse.metadata.table('organization') ? dataverse.rows.findWhere('organization', {})[0]?.id : undefined;
