/** Room sandbox/data. What a sample row is, and how its id and its dates are made. */
import type { Guid, Row, RowReference } from '../dataverse/contracts';
import { toStableId } from '../dataverse/platform/ids';

export interface SampleRow {
  readonly table: string;
  readonly id: Guid;
  readonly values: Row;
}

/** The id of a sample row: the same for the same table and key, different for all others. */
export const sampleId = (table: string, key: string | number): Guid => toStableId(`sample/${table}/${key}`);

export const reference = (table: string, key: string | number): RowReference => ({ table, id: sampleId(table, key) });

/** The seeded language row of an LCID. */
export const languageReference = (lcid: number): RowReference => ({
  table: 'msdyn_oclanguage',
  id: toStableId(`msdyn_oclanguage/${lcid}`),
});

const HOUR_MS = 3_600_000;

/** So many hours before `now`, as a DateTime value. */
export const hoursBefore = (now: Date, hours: number): string =>
  new Date(now.getTime() - hours * HOUR_MS).toISOString();
