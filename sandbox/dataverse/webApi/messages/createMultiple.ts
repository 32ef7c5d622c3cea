/** Room sandbox/dataverse, Web API. CreateMultiple: rows of one table, all or none. */
import { json } from '../exchange';
import { createFromBody } from '../writeRows';
import type { CollectionMessage } from './collectionMessage';

export const createMultiple: CollectionMessage = {
  name: 'CreateMultiple',
  returns: [{ name: 'Ids', type: 'Edm.Guid', isCollection: true }],
  run(exchange, table, targets) {
    const ids = targets.map((target) => createFromBody(exchange, table, target));
    const context = `${exchange.request.serviceRoot}$metadata#Microsoft.Dynamics.CRM.CreateMultipleResponse`;
    return json(200, { '@odata.context': context, Ids: ids });
  },
};
