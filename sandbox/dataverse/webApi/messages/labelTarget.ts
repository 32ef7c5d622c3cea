/** Room sandbox/dataverse, Web API. The row and localizable column that a message about localized labels means. */
import type { RowReference } from '../../contracts';
import { badPayload, missingArgument, rowDoesNotExist, unknownProperty, unknownTable } from '../../errors';
import type { Table } from '../../model';
import type { OpenedDataverse } from '../../open';
import { findRowId, resolveReference } from '../path';
import type { JsonObject } from '../payload';
import { keyOfTarget } from './targetKey';

export interface LabelTarget {
  readonly table: Table;
  readonly id: string;
  readonly column: string;
}

/** `EntityMoniker` names a row by `@odata.id`, or by `@odata.type` and its primary key. */
function rowOf(dataverse: OpenedDataverse, moniker: JsonObject): RowReference {
  const reference = moniker['@odata.id'];
  if (typeof reference === 'string') return resolveReference(dataverse, reference);
  const type = moniker['@odata.type'];
  if (typeof type !== 'string')
    throw badPayload(undefined, "EntityMoniker needs '@odata.id', or '@odata.type' and the primary key of its row.");
  const name = type.split('.').at(-1) ?? '';
  const table = dataverse.metadata.table(name);
  if (!table) throw unknownTable(name);
  return { table: name, id: findRowId(dataverse, table, keyOfTarget(dataverse, table, moniker)) ?? '' };
}

/** @throws {DataverseError} when there is no such row, or the column is not localizable (the code of the latter is inferred) */
export function labelTarget(dataverse: OpenedDataverse, parameters: JsonObject): LabelTarget {
  const { table: name, id } = rowOf(dataverse, parameters['EntityMoniker'] as JsonObject);
  const table = dataverse.metadata.table(name);
  if (!table) throw unknownTable(name);
  if (!dataverse.store.exists(name, id)) throw rowDoesNotExist(name, id);
  const column = String(parameters['AttributeName']);
  const found = dataverse.metadata.column(name, column);
  if (!found) throw unknownProperty(column, name);
  if (!found.isLocalizable) throw missingArgument(`The column '${column}' of table '${name}' is not localizable.`);
  return { table, id, column };
}
