/** Room sandbox/dataverse, Web API. Which row a target of a message about many rows means: `@odata.id`, or its primary key. */
import { badPayload, noSuchSegment } from '../../errors';
import type { Table } from '../../model';
import type { OpenedDataverse } from '../../open';
import type { RowKey } from '../path';
import { parsePath, parseRowKey } from '../path';
import type { JsonObject } from '../payload';

/** @throws {DataverseError} when it names no row, or a row of another table */
export function keyOfTarget(dataverse: OpenedDataverse, table: Table, target: JsonObject): RowKey {
  const reference = target['@odata.id'];
  if (typeof reference === 'string') {
    const relative = reference.replace(/^https?:\/\/[^/]+/i, '').replace(/^\/?api\/data\/v\d+\.\d+\//i, '');
    const [segment] = parsePath(relative);
    if (segment?.name !== table.entitySetName || segment.key === undefined) throw noSuchSegment(reference);
    return parseRowKey(dataverse, table, segment.key);
  }
  const id = target[table.primaryId];
  if (typeof id !== 'string')
    throw badPayload(table.logicalName, `A target needs '${table.primaryId}' or '@odata.id' to name its row.`);
  return parseRowKey(dataverse, table, id);
}
