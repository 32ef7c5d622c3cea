/** Room tests. What is wrong with a database of the sandbox, looked up in its SQL tables and not through the code that wrote them. */
import type { OpenedDataverse } from '../../../sandbox/dataverse/open';
import { isLookup, isStored, lookupTableName, VERSION_COLUMN } from '../../../sandbox/dataverse/storage/columnStorage';
import { quoteName } from '../../../sandbox/dataverse/storage/database';

/** Columns that an activity and its common row have alike. */
const SHARED = ['subject', 'regardingobjectid', 'statecode', 'ownerid'];

/** Sentences; none when all is well. */
export function databaseFaults({ database, metadata }: OpenedDataverse): string[] {
  const faults: string[] = [];
  const integrity = database.all('PRAGMA integrity_check').map(([line]) => String(line));
  if (integrity.join() !== 'ok') faults.push(...integrity);
  const count = (sql: string, parameters: readonly (string | number)[] = []): number =>
    Number(database.first(sql, parameters)?.[0]);

  for (const table of metadata.tables()) {
    const from = quoteName(table.logicalName);
    for (const column of table.columns.filter((one) => isLookup(one) && isStored(one))) {
      const lookup = quoteName(column.logicalName);
      const lookupTable = quoteName(lookupTableName(column.logicalName));
      const targets = database.all(`SELECT DISTINCT ${lookupTable} FROM ${from} WHERE ${lookup} IS NOT NULL`);
      for (const [name] of targets) {
        const target = metadata.table(String(name));
        const dangling = target
          ? count(
              `SELECT count(*) FROM ${from} WHERE ${lookupTable} = ? AND ${lookup} NOT IN (SELECT ${quoteName(target.primaryId)} FROM ${quoteName(target.logicalName)})`,
              [target.logicalName],
            )
          : 1;
        if (dangling > 0)
          faults.push(`${dangling} values of ${table.logicalName}.${column.logicalName} point at nothing in ${name}.`);
      }
    }
    if (table.isActivity && table.logicalName !== 'activitypointer') {
      const id = quoteName(table.primaryId);
      const differs = SHARED.filter((column) => metadata.column(table.logicalName, column)).map(
        (column) => ` OR common.${quoteName(column)} IS NOT own.${quoteName(column)}`,
      );
      const alone = count(
        `SELECT count(*) FROM ${from} AS own LEFT JOIN activitypointer AS common ON common.activityid = own.${id}
         WHERE common.activityid IS NULL OR common.activitytypecode <> ?${differs.join('')}`,
        [table.logicalName],
      );
      if (alone > 0) faults.push(`${alone} rows of ${table.logicalName} have no common row, or another one.`);
      const orphans = count(
        `SELECT count(*) FROM activitypointer WHERE activitytypecode = ? AND activityid NOT IN (SELECT ${id} FROM ${from})`,
        [table.logicalName],
      );
      if (orphans > 0) faults.push(`${orphans} common rows belong to no row of ${table.logicalName}.`);
    }
  }

  const versions = versionsOf({ database, metadata });
  const shared = versions.length - new Set(versions).size;
  if (shared > 0) faults.push(`${shared} row versions are used more than once.`);
  const latest = count('SELECT latest FROM "sandbox$version"');
  if (versions.some((version) => version > latest)) faults.push('A row has a version that is not given out yet.');
  return faults;
}

/** Versions of all rows of all tables. */
export const versionsOf = ({ database, metadata }: Pick<OpenedDataverse, 'database' | 'metadata'>): number[] =>
  metadata
    .tables()
    .flatMap(({ logicalName }) =>
      database
        .all(`SELECT ${quoteName(VERSION_COLUMN)} FROM ${quoteName(logicalName)}`)
        .map(([version]) => Number(version)),
    );
