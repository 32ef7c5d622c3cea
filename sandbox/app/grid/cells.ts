/** Room sandbox/app. What a cell of a grid shows: the formatted text of a column, and the row a lookup leads to. */
import type { Table } from '../../dataverse/model';
import type { EntityReference, WebApiRow } from '../contracts';

const FORMATTED = '@OData.Community.Display.V1.FormattedValue';
const LOOKUP_TABLE = '@Microsoft.Dynamics.CRM.lookuplogicalname';

const text = (value: unknown): string =>
  typeof value === 'string' ? value : typeof value === 'number' || typeof value === 'boolean' ? String(value) : '';

export interface Cell {
  readonly text: string;
  readonly reference?: EntityReference;
}

/**
 * Reads a cell by its layout name. A lookup of the view's own table is `_name_value`; a linked table's column is
 * `alias.column`, and a lookup there keeps its plain name.
 */
export function readCell(row: WebApiRow, name: string): Cell {
  for (const key of [name, `_${name}_value`]) {
    if (row[key] == null) continue;
    const shown = text(row[key + FORMATTED] ?? row[key]);
    const table = row[key + LOOKUP_TABLE];
    if (typeof table !== 'string') return { text: shown };
    return { text: shown, reference: { entityType: table, id: text(row[key]).toLowerCase(), name: shown } };
  }
  return { text: '' };
}

/** A row as a reference with its primary name. */
export const toReference = (table: Table, row: WebApiRow): EntityReference => ({
  entityType: table.logicalName,
  id: text(row[table.primaryId]).toLowerCase(),
  name: text(row[table.primaryName]),
});
