/**
 * Room sandbox/dataverse, Web API. CloseIncident: resolves a case with an activity that says how.
 * Differs from the platform: open activities of the case do not stand in the way, and no time is added up.
 * Source: Microsoft Learn, "CloseIncident Action" and "CloseIncidentRequest Class".
 */
import type { Operation, RowReference } from '../../contracts';
import { badPayload, missingArgument, rowDoesNotExist, statusNotValidForState } from '../../errors';
import type { OpenedDataverse } from '../../open';
import { CLOSE_INCIDENT } from '../../platform/caseState';
import { coerceRow } from '../../pipeline/checkValues';
import { runMessage } from '../../pipeline/runMessage';
import { EMPTY_ID, entity, optionSetValue } from '../../pipeline/steps/contextValues';
import { ACTIVITY_POINTER } from '../../rows/activities';
import { ValueCoercer } from '../../rows/coerceValue';
import type { JsonObject } from '../payload';
import { readPayload } from '../payload';

const RESOLVED = 1;
const CLOSED = { statecode: 1, statuscode: 2 };

/** As a status: the default one of the state. */
const DEFAULT_STATUS = -1;

export const closeIncident = (dataverse: OpenedDataverse): Operation => ({
  name: 'CloseIncident',
  kind: 'action',
  parameters: [
    { name: 'IncidentResolution', type: 'mscrm.incidentresolution' },
    { name: 'Status', type: 'Edm.Int32' },
  ],
  run: ({ parameters, context }) =>
    dataverse.rows.transaction(() => {
      const table = dataverse.metadata.table('incidentresolution');
      if (!table) throw missingArgument('There is no table incidentresolution.');
      const { values } = readPayload(table, parameters['IncidentResolution'] as JsonObject, {
        dataverse,
        context,
        base: {},
        mode: 'create',
        createRow: () => {
          throw badPayload(table.logicalName, 'The case of a resolution has to be there already.');
        },
      });
      const incident = values.incidentid as RowReference | null | undefined;
      if (!incident)
        throw missingArgument("The resolution does not name its case: 'incidentid@odata.bind' is missing.");
      const row = dataverse.rows.find('incident', incident.id);
      if (!row) throw rowDoesNotExist('incident', incident.id);
      if (row.values.statecode !== 0) throw missingArgument('The case is not active, so it cannot be resolved.');
      const status = checkedStatus(dataverse, Number(parameters['Status']));
      // Steps hear of it as Close. Source: recorded contexts of public projects (inferred as a whole).
      const resolution = coerceRow(dataverse.store, new ValueCoercer(dataverse.metadata), table, values);
      const close = {
        message: 'Close',
        table: dataverse.metadata.table('incident'),
        inputs: {
          IncidentResolution: entity(dataverse.metadata, table, EMPTY_ID, resolution),
          Status: optionSetValue(Number(parameters['Status'])),
        },
        context,
      };
      runMessage(dataverse.pipeline, close, () => {
        const now = dataverse.clock().toISOString();
        const id = dataverse.rows.create('incidentresolution', { ...values, actualend: now, ...CLOSED }, context);
        // The common row of an activity shows the case as what the activity is regarding.
        dataverse.store.change(ACTIVITY_POINTER, id, { regardingobjectid: incident });
        dataverse.rows.update(
          'incident',
          incident.id,
          { statecode: RESOLVED, ...(status === undefined ? {} : { statuscode: status }) },
          { ...context, message: CLOSE_INCIDENT },
        );
      });
    }),
});

/** @returns undefined for the default status of the state */
function checkedStatus({ metadata }: OpenedDataverse, status: number): number | undefined {
  if (status === DEFAULT_STATUS) return undefined;
  const column = metadata.column('incident', 'statuscode');
  const option = column && metadata.options(column).find((one) => one.value === status);
  if (option?.state !== RESOLVED) throw statusNotValidForState('incident', status, RESOLVED);
  return status;
}
