/**
 * Room sandbox/dataverse, platform. How a case changes its state: it is resolved by its own message only, and what is
 * reactivated has no valid resolution any more.
 */
import type { EmbeddedDataverse, TableEvent } from '../contracts';
import { asSystem } from '../contracts';
import { useCloseIncident } from '../errors';

const ACTIVE = 0;
const RESOLVED = 1;

/** The message that writes the resolved state. */
export const CLOSE_INCIDENT = 'CloseIncident';

/** Canceled, of case resolutions. Source: Microsoft Learn, table reference "Case Resolution (IncidentResolution)". */
const CANCELED = { statecode: 2, statuscode: 3 };

/** Registers the rules. Once per opened Dataverse. */
export function registerCaseState(dataverse: EmbeddedDataverse): void {
  dataverse.registerTableEvent({ table: 'incident', message: 'Update', stage: 'before', handle: refusePlainResolving });
  dataverse.registerTableEvent({
    table: 'incident',
    message: 'Update',
    stage: 'after',
    handle: (event) => cancelResolutions(dataverse, event),
  });
}

function refusePlainResolving({ values, before, context }: TableEvent): void {
  if (values.statecode !== RESOLVED || before?.values.statecode === RESOLVED) return;
  if (context.message !== CLOSE_INCIDENT) throw useCloseIncident();
}

/** Source: Microsoft Learn, "Case entities", reactivating a case cancels its resolution (inferred for all of them). */
function cancelResolutions({ rows, metadata }: EmbeddedDataverse, { id, values, before, context }: TableEvent): void {
  if (values.statecode !== ACTIVE || before?.values.statecode !== RESOLVED || !metadata.table('incidentresolution'))
    return;
  for (const resolution of rows.findWhere('incidentresolution', { incidentid: id, statecode: 1 }))
    rows.update('incidentresolution', resolution.id, CANCELED, asSystem(context));
}
