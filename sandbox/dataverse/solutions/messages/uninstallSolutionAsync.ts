/** Room sandbox/dataverse, solutions. UninstallSolutionAsync: deletes a managed solution as a system job. */
import type { Operation } from '../../contracts';
import { OPERATION_TYPE } from '../systemJob';
import { startTransactionJob } from '../transactionJob';
import { requireManaged } from '../uninstall';
import type { SolutionMessages } from './solutionMessage';

export const uninstallSolutionAsync = (messages: SolutionMessages): Operation => ({
  name: 'UninstallSolutionAsync',
  kind: 'action',
  parameters: [{ name: 'SolutionUniqueName', type: 'Edm.String' }],
  returns: [{ name: 'AsyncOperationId', type: 'Edm.Guid' }],
  run({ parameters, context }) {
    const { dataverse } = messages;
    const { id } = requireManaged(dataverse, String(parameters['SolutionUniqueName']));
    const AsyncOperationId = startTransactionJob(messages, {
      message: 'UninstallSolutionAsync',
      operationType: OPERATION_TYPE.uninstallSolution,
      context,
      work: () => dataverse.rows.delete('solution', id, context),
    });
    return { AsyncOperationId };
  },
});
