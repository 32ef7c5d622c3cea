/** Room sandbox/dataverse, solutions. DeleteAndPromote: puts the staged version in the place of the installed one. */
import type { Operation } from '../../contracts';
import { promoteSolution } from '../promote';
import type { SolutionMessages } from './solutionMessage';

export const deleteAndPromote = ({ dataverse, layers, enqueue }: SolutionMessages): Operation => ({
  name: 'DeleteAndPromote',
  kind: 'action',
  parameters: [{ name: 'UniqueName', type: 'Edm.String' }],
  returns: [{ name: 'SolutionId', type: 'Edm.Guid' }],
  async run({ parameters }) {
    const promote = () => promoteSolution(dataverse, layers, String(parameters['UniqueName']));
    const { solutionId } = await enqueue(() => dataverse.rows.transaction(promote));
    return { SolutionId: solutionId };
  },
});
