/** Room sandbox/dataverse, Web API. The one row of `organization`, where there is such a table. */
import type { StoredRow } from '../../contracts';
import type { OpenedDataverse } from '../../open';

/** What stands for an id that nobody has. */
export const EMPTY_ID = '00000000-0000-0000-0000-000000000000';

export const organizationRow = (dataverse: OpenedDataverse): StoredRow | undefined =>
  dataverse.metadata.table('organization') ? dataverse.rows.findWhere('organization', {})[0] : undefined;
