/**
 * Room sandbox/dataverse, Web API. RetrieveTotalRecordCount: how many rows tables have.
 * Differs from the platform: counted now, not some time within the last day.
 */
import type { Operation } from '../../contracts';
import { unknownTable } from '../../errors';
import type { OpenedDataverse } from '../../open';
import { quoteName } from '../../storage/database';

export const retrieveTotalRecordCount = (dataverse: OpenedDataverse): Operation => ({
  name: 'RetrieveTotalRecordCount',
  kind: 'function',
  parameters: [{ name: 'EntityNames', type: 'Edm.String', isCollection: true }],
  returns: [{ name: 'EntityRecordCountCollection', type: 'mscrm.expando' }],
  run({ parameters }) {
    const names = parameters['EntityNames'] as readonly string[];
    const counts = names.map((name) => {
      if (!dataverse.metadata.table(name)) throw unknownTable(name);
      return Number(dataverse.database.first(`SELECT count(*) FROM ${quoteName(name)}`)?.[0] ?? 0);
    });
    return {
      EntityRecordCountCollection: { Count: names.length, IsReadOnly: false, Keys: names, Values: counts },
    };
  },
});
