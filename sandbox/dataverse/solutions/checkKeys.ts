/**
 * Room sandbox/dataverse, solutions. Alternate keys, before anything is written: each names columns that its table has and
 * that a key can hold.
 */
import type { EmbeddedDataverse } from '../contracts';
import type { ColumnType } from '../model';
import { invalidCustomizations } from './faults';
import type { SolutionPackage } from './solutionPackage';

/** Source: Microsoft Learn, "Define alternate keys for a table", valid column types. */
const KEY_TYPES: ReadonlySet<ColumnType> = new Set(['Integer', 'Decimal', 'DateTime', 'Lookup', 'Picklist', 'String']);

/** @throws {SolutionImportError} naming the key and the column */
export function checkKeys(dataverse: EmbeddedDataverse, solution: SolutionPackage): void {
  for (const table of solution.tables) {
    const columns = [...table.columns, ...(dataverse.metadata.table(table.logicalName)?.columns ?? [])];
    for (const key of table.keys) {
      const component = { type: 'Entity Key', name: `${table.logicalName}.${key.logicalName}` };
      if (key.logicalName === '' || key.columns.length === 0)
        throw invalidCustomizations(`The key ${component.name} has no name or no columns.`, component);
      for (const name of key.columns) {
        const column = columns.find((one) => one.logicalName === name);
        if (!column)
          throw invalidCustomizations(`The key ${component.name} names ${name}, which is no column.`, component);
        if (!KEY_TYPES.has(column.type)) {
          throw invalidCustomizations(
            `The key ${component.name} names ${name}; a column of type ${column.type} cannot be part of a key.`,
            component,
          );
        }
      }
    }
  }
}
