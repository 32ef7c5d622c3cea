/**
 * Room sandbox/dataverse. What happens to the rows that refer to a row with a new owner, by relationship: they go to that owner too,
 * or stay.
 * Source: Microsoft Learn, "Configure table relationship cascading behavior", assign action.
 */
import type { Guid, RowReference } from '../contracts';
import type { RowStore } from './rowStore';

/** `statecode` of active rows: 0 but in a few tables of the platform, none of which is here. Source: the same page. */
const ACTIVE = 0;

/**
 * Call when the row itself has its new owner.
 * @param before the owner that the row had
 * @param assignRow gives a referring row to the owner, with its own rules
 */
export function cascadeAssign(
  store: RowStore,
  { table, id }: RowReference,
  before: RowReference | null | undefined,
  owner: RowReference,
  assignRow: (table: string, id: Guid) => void,
): void {
  for (const one of store.metadata.oneToMany(table)) {
    const { referencingTable, referencingColumn, cascadeAssign: rule = 'NoCascade' } = one;
    if (rule === 'NoCascade' || !store.metadata.column(referencingTable, 'ownerid')) continue;
    for (const referring of store.referencing(referencingTable, referencingColumn, { table, id })) {
      const values = store.find(referencingTable, referring)?.values;
      const itsOwner = values?.ownerid as RowReference | null | undefined;
      // Rows that refer to each other in a circle are done when they come round again.
      if (!values || itsOwner?.id === owner.id) continue;
      if (rule === 'Active' && values.statecode !== ACTIVE) continue;
      if (rule === 'UserOwned' && itsOwner?.id !== before?.id) continue;
      assignRow(referencingTable, referring);
    }
  }
}
