/** Room sandbox/dataverse, Web API. RetrieveVersion. */
import type { Operation } from '../../contracts';
import { VERSION } from './version';

export const retrieveVersion = (): Operation => ({
  name: 'RetrieveVersion',
  kind: 'function',
  parameters: [],
  returns: [{ name: 'Version', type: 'Edm.String' }],
  run: () => ({ Version: VERSION }),
});
