/** Room sandbox/dataverse, Web API. RetrieveProvisionedLanguages: the languages that are turned on, all that labels have here. */
import type { Operation } from '../../contracts';
import { LABEL_LANGUAGES } from '../../labels/labelLanguages';

export const retrieveProvisionedLanguages = (): Operation => ({
  name: 'RetrieveProvisionedLanguages',
  kind: 'function',
  parameters: [],
  returns: [{ name: 'RetrieveProvisionedLanguages', type: 'Edm.Int32', isCollection: true }],
  run: () => ({ RetrieveProvisionedLanguages: LABEL_LANGUAGES }),
});
