/**
 * Room sandbox/data. Sample rows for a new sandbox: people, companies and cases with the troubles real data has, channels,
 * and a template and configuration to send with. The same `now` gives the same rows, always.
 */
import type { EmbeddedDataverse } from '../dataverse/contracts';
import { sampleCases } from './cases';
import { sampleChannels } from './channels';
import { samplePeople } from './people';
import { SeededRandom } from './random';
import type { SampleRow } from './sampleRow';

export type { SampleRow } from './sampleRow';

const SEED = 20_250_305;

/** All sample rows, each after the rows it refers to. @param now the time the dates count back from. */
export function sampleData({ now }: { readonly now: Date }): readonly SampleRow[] {
  const random = new SeededRandom(SEED);
  const people = samplePeople(random, now);
  return [...sampleChannels(), ...people.rows, ...sampleCases(random, people, now)];
}

/** A table that the sample data needs is not there. */
export class SampleTableMissingError extends Error {
  override readonly name = 'SampleTableMissingError';
  readonly code = 'sample-table-missing';
  constructor(readonly table: string) {
    super(`The table ${table}, which the sample data needs, does not exist.`);
  }
}

/** Writes the sample rows, all or none. @returns how many. */
export function loadSampleData(
  dataverse: EmbeddedDataverse,
  options: { readonly now: Date },
): { readonly rows: number } {
  const rows = sampleData(options);
  dataverse.rows.transaction(() => {
    for (const { table, id, values } of rows) {
      const primaryId = dataverse.metadata.table(table)?.primaryId;
      if (primaryId === undefined) throw new SampleTableMissingError(table);
      dataverse.rows.create(table, { [primaryId]: id, ...values });
    }
  });
  return { rows: rows.length };
}
