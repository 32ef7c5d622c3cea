/**
 * Room sandbox/dataverse, Web API. RetrieveTotalRecordCount: how many rows tables have. Source: Microsoft Learn,
 * "RetrieveTotalRecordCountRequest Class": a total from within the last day. A total is the same for everybody, whichever of the rows
 * they may read; that they must be allowed to read some row of each table is inferred.
 * Differs from the platform: counted now, not some time within the last day.
 */
import type { Operation } from '../../contracts';
import { unknownTable } from '../../errors';
import type { Table } from '../../model';
import type { OpenedDataverse } from '../../open';
import { quoteName } from '../../storage/database';

/** The tables whose privileges let somebody read rows of a table. @throws {DataverseError} 400 when there is no such table */
function decidingTables({ metadata }: OpenedDataverse, name: string): readonly Table[] {
  const table = metadata.table(name);
  if (!table) throw unknownTable(name);
  if (!table.isIntersect) return [table];
  return metadata
    .manyToMany()
    .filter(({ intersectTable }) => intersectTable === name)
    .flatMap(({ first, second }) => [metadata.table(first.table), metadata.table(second.table)])
    .filter((end) => end !== undefined);
}

export const retrieveTotalRecordCount = (dataverse: OpenedDataverse): Operation => ({
  name: 'RetrieveTotalRecordCount',
  kind: 'function',
  parameters: [{ name: 'EntityNames', type: 'Edm.String', isCollection: true }],
  returns: [{ name: 'EntityRecordCountCollection', type: 'mscrm.expando' }],
  run({ parameters, context }) {
    const names = parameters['EntityNames'] as readonly string[];
    const counts = names.map((name) => {
      for (const table of decidingTables(dataverse, name)) {
        dataverse.security.requireAnywhere(context, 'Read', table);
      }
      return Number(dataverse.database.first(`SELECT count(*) FROM ${quoteName(name)}`)?.[0] ?? 0);
    });
    return {
      EntityRecordCountCollection: { Count: names.length, IsReadOnly: false, Keys: names, Values: counts },
    };
  },
});
