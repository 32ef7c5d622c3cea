/**
 * Room webresources/gateways. Whether there is anything to send with. Asked by the ribbon's script, which every grid loads,
 * so it stays small: straight through `Xrm.WebApi`.
 */
import { OUTBOUND_CONFIGURATION } from '../../outbound/dataverse/names';
import { toOutboundError } from './hostErrors';
import { hostXrm } from './xrmHost';

/** Option of `statecode` (Microsoft Learn, entity reference "msdyn_ocoutboundconfiguration"). */
const ACTIVE = 0;

/**
 * Is at least one outbound configuration active that this user may read? One small request.
 * @throws {OutboundError} when the question got no answer, or the user may not read configurations.
 */
export async function hasActiveConfiguration(): Promise<boolean> {
  const { table, id } = OUTBOUND_CONFIGURATION;
  try {
    const query = `?$select=${id}&$filter=statecode eq ${ACTIVE}&$top=1`;
    const { entities } = await hostXrm().WebApi.retrieveMultipleRecords(table, query);
    return entities.length > 0;
  } catch (thrown) {
    throw toOutboundError(thrown);
  }
}
