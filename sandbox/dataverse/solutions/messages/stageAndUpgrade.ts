/** Room sandbox/dataverse, solutions. StageAndUpgrade: a staged import and its promotion, answered when both are done. */
import type { Operation } from '../../contracts';
import { findSolution } from '../checkSolution';
import { toDataverseError } from '../faults';
import { enqueueImport, IMPORT_PARAMETERS, openImportJob, type SolutionMessages } from './solutionMessage';

export const stageAndUpgrade = (messages: SolutionMessages): Operation => ({
  name: 'StageAndUpgrade',
  kind: 'action',
  parameters: IMPORT_PARAMETERS,
  returns: [{ name: 'SolutionId', type: 'Edm.Guid' }],
  async run(request) {
    const { dataverse } = messages;
    const job = openImportJob(messages, request, 'upgrade');
    const error = await enqueueImport(messages, job);
    if (error) throw toDataverseError(error);
    const name = dataverse.rows.find('importjob', job.importJobId)?.values.solutionname;
    return { SolutionId: findSolution(dataverse, String(name))?.id ?? null };
  },
});
