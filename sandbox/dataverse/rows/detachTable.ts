/**
 * Room sandbox/dataverse. Prepares a table to be taken away with all its rows: what other tables hold about them goes by the
 * delete rule of its relationship, and activities leave the common tables.
 * Differs from the platform: a Restrict relationship of another table counts as a link to remove, since nobody may keep the row.
 */
import type { RowService } from '../contracts';
import { ACTIVITY_POINTER, isActivityTable, removePointer } from './activities';
import type { RowStore } from './rowStore';

/** @param leaving tables that go together: what they hold about each other needs no care */
export function detachTable(store: RowStore, rows: RowService, table: string, leaving: ReadonlySet<string>): void {
  const { metadata } = store;
  for (const one of metadata.oneToMany(table)) {
    const { referencingTable, referencingColumn } = one;
    if (leaving.has(referencingTable) || !metadata.column(referencingTable, referencingColumn)) continue;
    for (const id of store.pointingAt(referencingTable, referencingColumn, table)) {
      if (one.cascadeDelete !== 'Cascade') store.change(referencingTable, id, { [referencingColumn]: null });
      // A row may have gone already with another row of the cascade.
      else if (store.exists(referencingTable, id)) rows.delete(referencingTable, id);
    }
  }
  const definition = metadata.table(table);
  if (!definition || !isActivityTable(definition) || !metadata.table(ACTIVITY_POINTER)) return;
  for (const pointer of store.findWhere(ACTIVITY_POINTER, { activitytypecode: table }))
    removePointer(store, pointer.id);
}
