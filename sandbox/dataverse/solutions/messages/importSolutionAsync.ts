/** Room sandbox/dataverse, solutions. ImportSolutionAsync: answers at once and imports as a system job. */
import type { Operation } from '../../contracts';
import {
  enqueueImport,
  HOLDING_PARAMETER,
  IMPORT_PARAMETERS,
  openImportJob,
  type SolutionMessages,
} from './solutionMessage';

export const importSolutionAsync = (messages: SolutionMessages): Operation => ({
  name: 'ImportSolutionAsync',
  kind: 'action',
  parameters: [...IMPORT_PARAMETERS, HOLDING_PARAMETER],
  returns: [
    { name: 'AsyncOperationId', type: 'Edm.Guid' },
    { name: 'ImportJobKey', type: 'Edm.String' },
  ],
  run(request) {
    const job = openImportJob(messages, request, request.parameters['HoldingSolution'] === true ? 'holding' : 'update');
    // The answer goes out first; what goes wrong later is in the rows of the job.
    void enqueueImport(messages, job);
    return { AsyncOperationId: job.asyncOperationId, ImportJobKey: job.importJobId };
  },
});
