/**
 * Room sandbox/data. Sample rows for a new sandbox: people, companies and cases with the troubles real data has, colleagues, channels,
 * and a template and configuration to send with. The same `now` gives the same rows, always.
 */
import type { EmbeddedDataverse } from '../dataverse/contracts';
import { sampleCases } from './cases';
import { sampleChannels } from './channels';
import { sampleColleagues, sampleRoles, withOwners } from './colleagues';
import { samplePeople } from './people';
import { SeededRandom } from './random';
import type { SampleRow } from './sampleRow';

export type { SampleRow } from './sampleRow';

const SEED = 20_250_305;

/** All sample rows, each after the rows it refers to. @param now the time the dates count back from. */
export function sampleData({ now }: { readonly now: Date }): readonly SampleRow[] {
  const random = new SeededRandom(SEED);
  const people = samplePeople(random, now);
  const rows = [...sampleChannels(), ...people.rows, ...sampleCases(random, people, now)];
  return [...sampleColleagues(), ...withOwners(rows)];
}

/** A table that the sample data needs is not there. */
export class SampleTableMissingError extends Error {
  override readonly name = 'SampleTableMissingError';
  readonly code = 'sample-table-missing';
  constructor(readonly table: string) {
    super(`The table ${table}, which the sample data needs, does not exist.`);
  }
}

/**
 * Writes the sample rows once: all of them in one transaction with a mark, so that a start that was killed half way is made
 * good by the next, and a person who deletes sample rows does not get them back.
 * @returns how many rows were written; 0 when the database had them before.
 */
export function loadSampleData(
  dataverse: EmbeddedDataverse,
  options: { readonly now: Date },
): { readonly rows: number } {
  return dataverse.rows.transaction(() => {
    if (!markAsLoaded(dataverse, options.now)) return { rows: 0 };
    const rows = sampleData(options);
    for (const { table, id, values } of rows) {
      const primaryId = dataverse.metadata.table(table)?.primaryId;
      if (primaryId === undefined) throw new SampleTableMissingError(table);
      dataverse.rows.create(table, { [primaryId]: id, ...values });
    }
    for (const { user, role } of sampleRoles()) dataverse.rows.associate('systemuserroles_association', user, role);
    return { rows: rows.length };
  });
}

/** Whether the mark is new. */
function markAsLoaded({ database }: EmbeddedDataverse, now: Date): boolean {
  database.define('CREATE TABLE IF NOT EXISTS sample_data (mark INTEGER PRIMARY KEY, loaded_on TEXT NOT NULL)');
  return database.run('INSERT OR IGNORE INTO sample_data (mark, loaded_on) VALUES (1, ?)', [now.toISOString()]) === 1;
}
