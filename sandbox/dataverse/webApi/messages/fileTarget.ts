/** Room sandbox/dataverse, Web API. The row and file column that a message about files means. */
import type { RequestContext, RowReference } from '../../contracts';
import { badPayload, missingArgument, rowDoesNotExist, unknownTable } from '../../errors';
import { requireFileColumn } from '../../files/fileColumns';
import type { OpenedDataverse } from '../../open';
import { findRowId } from '../path';
import type { JsonObject } from '../payload';
import { keyOfTarget } from './targetKey';

/** @throws {DataverseError} when `Target` names no row that the user may read, or `FileAttributeName` no file column */
export function fileTarget(
  dataverse: OpenedDataverse,
  parameters: JsonObject,
  context: RequestContext,
): { readonly target: RowReference; readonly column: string } {
  const given = parameters['Target'] as JsonObject;
  const type = given['@odata.type'];
  if (typeof type !== 'string') throw badPayload(undefined, "The Target needs '@odata.type' to name its table.");
  const name = type.split('.').at(-1) ?? '';
  const table = dataverse.metadata.table(name);
  if (!table) throw unknownTable(name);
  const id = findRowId(dataverse, table, keyOfTarget(dataverse, table, given));
  if (id === undefined) throw missingArgument('The Target is not there.');
  const target = { table: name, id };
  const column = requireFileColumn(dataverse, name, String(parameters['FileAttributeName'])).logicalName;
  if (!dataverse.store.exists(name, id)) throw rowDoesNotExist(name, id);
  dataverse.security.requireReadable(context, target);
  return { target, column };
}
