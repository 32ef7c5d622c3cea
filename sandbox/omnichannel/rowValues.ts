/** Room sandbox/omnichannel. Reads single values out of stored rows, with `undefined` for what is not there. */
import type { RowReference, StoredRow } from '../dataverse/contracts';

type Values = StoredRow['values'];

export function textOf(values: Values, column: string): string | undefined {
  const value = values[column];
  return typeof value === 'string' && value !== '' ? value : undefined;
}

export function numberOf(values: Values, column: string): number | undefined {
  const value = values[column];
  return typeof value === 'number' ? value : undefined;
}

/** The row a lookup column points at. */
export function referenceOf(values: Values, column: string): RowReference | undefined {
  const value = values[column];
  return isReference(value) ? value : undefined;
}

export const isReference = (value: unknown): value is RowReference =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && 'table' in value && 'id' in value;

/** Rows have no state column or are in state 0. */
export const isActive = (row: StoredRow): boolean => (row.values['statecode'] ?? 0) === 0;
