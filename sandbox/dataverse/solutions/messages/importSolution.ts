/** Room sandbox/dataverse, solutions. ImportSolution: answers when the import is done, with its reason when it failed. */
import type { Operation } from '../../contracts';
import { toDataverseError } from '../faults';
import {
  enqueueImport,
  HOLDING_PARAMETER,
  IMPORT_PARAMETERS,
  openImportJob,
  type SolutionMessages,
} from './solutionMessage';

export const importSolution = (messages: SolutionMessages): Operation => ({
  name: 'ImportSolution',
  kind: 'action',
  parameters: [...IMPORT_PARAMETERS, HOLDING_PARAMETER],
  async run(request) {
    const way = request.parameters['HoldingSolution'] === true ? 'holding' : 'update';
    const error = await enqueueImport(messages, openImportJob(messages, request, way));
    if (error) throw toDataverseError(error);
  },
});
