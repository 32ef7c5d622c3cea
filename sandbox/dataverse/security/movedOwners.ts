/**
 * Room sandbox/dataverse, security. Rows lie in the business unit of their owner, also when the owner moves to another one.
 * Source: Microsoft Learn, "Create or edit business units", change the business unit for a user and for a team
 * (AlwaysMoveRecordToOwnerBusinessUnit, which is on unless somebody turns it off).
 */
import type { RowReference, TableEvent } from '../contracts';
import type { RowStore } from '../rows/rowStore';
import type { TableEvents } from '../rows/tableEvents';
import { idIn } from './place';

/** Once per opened Dataverse. */
export function followOwners(store: RowStore, events: TableEvents): void {
  for (const table of ['systemuser', 'team'])
    events.register({ table, message: 'Update', stage: 'after', handle: (event) => moveRows(store, event) });
}

function moveRows(store: RowStore, { table, id, values, before }: TableEvent): void {
  const unit = values.businessunitid as RowReference | null | undefined;
  if (!unit || unit.id === idIn(before?.values.businessunitid)) return;
  for (const { logicalName, ownership, columns } of store.metadata.tables()) {
    if (ownership !== 'UserOwned' || !columns.some((column) => column.logicalName === 'owningbusinessunit')) continue;
    for (const owned of store.referencing(logicalName, 'ownerid', { table, id }))
      store.change(logicalName, owned, { owningbusinessunit: unit });
  }
}
