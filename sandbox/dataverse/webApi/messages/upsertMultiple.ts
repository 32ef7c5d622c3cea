/** Room sandbox/dataverse, Web API. UpsertMultiple: changes the rows that are there and creates the others, all or none. */
import { noContent } from '../exchange';
import { findRowId } from '../path';
import { createFromKey, updateFromBody } from '../writeRows';
import type { CollectionMessage } from './collectionMessage';
import { keyOfTarget } from './targetKey';

export const upsertMultiple: CollectionMessage = {
  name: 'UpsertMultiple',
  returns: [],
  run(exchange, table, targets) {
    const { dataverse } = exchange;
    for (const target of targets) {
      const key = keyOfTarget(dataverse, table, target);
      const id = findRowId(dataverse, table, key);
      if (id !== undefined && dataverse.store.exists(table.logicalName, id))
        updateFromBody(exchange, table, id, target, key);
      else createFromKey(exchange, table, target, key);
    }
    return noContent();
  },
};
