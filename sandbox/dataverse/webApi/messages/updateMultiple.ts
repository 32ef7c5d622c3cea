/** Room sandbox/dataverse, Web API. UpdateMultiple: changes rows of one table that are there, all or none. */
import { noRowWithThatKey, rowDoesNotExist } from '../../errors';
import { noContent } from '../exchange';
import { findRowId } from '../path';
import { updateFromBody } from '../writeRows';
import type { CollectionMessage } from './collectionMessage';
import { keyOfTarget } from './targetKey';

export const updateMultiple: CollectionMessage = {
  name: 'UpdateMultiple',
  returns: [],
  run(exchange, table, targets) {
    const { dataverse } = exchange;
    for (const target of targets) {
      const key = keyOfTarget(dataverse, table, target);
      const id = findRowId(dataverse, table, key);
      if (id === undefined || !dataverse.store.exists(table.logicalName, id))
        throw key.kind === 'id' ? rowDoesNotExist(table.logicalName, key.id) : noRowWithThatKey(table.logicalName);
      updateFromBody(exchange, table, id, target);
    }
    return noContent();
  },
};
