/** Room sandbox/dataverse, pipeline. Word of every change of tables whose rows are kept in memory in another form. */
import type { RowStore } from '../rows/rowStore';
import type { TableEvents } from '../rows/tableEvents';

/** Calls after each change, and when one is taken back. */
export function watchTables(
  { database }: RowStore,
  events: TableEvents,
  tables: readonly string[],
  forget: () => void,
): void {
  const changed = (): void => {
    forget();
    // A change that is rolled back is one more change.
    database.markDefinitions();
  };
  for (const table of tables) {
    for (const message of ['Create', 'Update', 'Delete'] as const)
      events.register({ table, message, stage: 'after', handle: changed });
  }
  database.onUndo(forget);
  database.onReplace(forget);
}
