/**
 * Room sandbox/dataverse. What happens to the rows that refer to a row being deleted, by relationship: refused, deleted
 * too, or their link removed. Pairs of many-to-many relationships always go.
 */
import type { Guid } from '../contracts';
import { deleteRestricted } from '../errors';
import { removePairs } from './associations';
import type { RowStore } from './rowStore';

/**
 * Prepares the deletion of a row.
 * @param deleteRow deletes a referring row with its own rules
 * @throws {DataverseError} 0x80040227 when a Restrict relationship has rows
 */
export function cascadeDelete(
  store: RowStore,
  table: string,
  id: Guid,
  deleteRow: (table: string, id: Guid) => void,
): void {
  const relationships = store.metadata
    .oneToMany(table)
    .filter(
      (one) => one.cascadeDelete !== 'NoCascade' && store.metadata.column(one.referencingTable, one.referencingColumn),
    );
  const target = { table, id };
  for (const one of relationships) {
    if (one.cascadeDelete !== 'Restrict') continue;
    const referring = store.referencing(one.referencingTable, one.referencingColumn, target, 1);
    if (referring.length > 0) throw deleteRestricted(table, one.referencingTable);
  }
  for (const one of relationships) {
    if (one.cascadeDelete === 'Restrict') continue;
    for (const referring of store.referencing(one.referencingTable, one.referencingColumn, target)) {
      if (one.cascadeDelete === 'RemoveLink')
        store.change(one.referencingTable, referring, { [one.referencingColumn]: null });
      // A row may have gone already with another row of the cascade.
      else if (store.exists(one.referencingTable, referring)) deleteRow(one.referencingTable, referring);
    }
  }
  removePairs(store, table, id);
}
