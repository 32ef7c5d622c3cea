/** Room sandbox/dataverse, solutions. DeleteAndPromoteAsync: the same as DeleteAndPromote, as a system job. */
import type { Operation } from '../../contracts';
import { promoteSolution } from '../promote';
import { OPERATION_TYPE } from '../systemJob';
import { startTransactionJob } from '../transactionJob';
import type { SolutionMessages } from './solutionMessage';

export const deleteAndPromoteAsync = (messages: SolutionMessages): Operation => ({
  name: 'DeleteAndPromoteAsync',
  kind: 'action',
  parameters: [{ name: 'UniqueName', type: 'Edm.String' }],
  returns: [{ name: 'AsyncOperationId', type: 'Edm.Guid' }],
  run({ parameters, context }) {
    const { dataverse, layers } = messages;
    const AsyncOperationId = startTransactionJob(messages, {
      message: 'DeleteAndPromoteAsync',
      operationType: OPERATION_TYPE.deleteAndPromote,
      context,
      work: () => void promoteSolution(dataverse, layers, String(parameters['UniqueName'])),
    });
    return { AsyncOperationId };
  },
});
