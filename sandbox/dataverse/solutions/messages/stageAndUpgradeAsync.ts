/** Room sandbox/dataverse, solutions. StageAndUpgradeAsync: a staged import and its promotion as one system job. */
import type { Operation } from '../../contracts';
import { enqueueImport, IMPORT_PARAMETERS, openImportJob, type SolutionMessages } from './solutionMessage';

export const stageAndUpgradeAsync = (messages: SolutionMessages): Operation => ({
  name: 'StageAndUpgradeAsync',
  kind: 'action',
  parameters: IMPORT_PARAMETERS,
  returns: [
    { name: 'AsyncOperationId', type: 'Edm.Guid' },
    { name: 'ImportJobKey', type: 'Edm.String' },
  ],
  run(request) {
    const job = openImportJob(messages, request, 'upgrade');
    void enqueueImport(messages, job);
    return { AsyncOperationId: job.asyncOperationId, ImportJobKey: job.importJobId };
  },
});
