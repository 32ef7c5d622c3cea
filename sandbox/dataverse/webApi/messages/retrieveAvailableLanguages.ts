/** Room sandbox/dataverse, Web API. RetrieveAvailableLanguages: the languages that could be turned on, all that labels have here. */
import type { Operation } from '../../contracts';
import { LABEL_LANGUAGES } from '../../labels/labelLanguages';

export const retrieveAvailableLanguages = (): Operation => ({
  name: 'RetrieveAvailableLanguages',
  kind: 'function',
  parameters: [],
  returns: [{ name: 'LocaleIds', type: 'Edm.Int32', isCollection: true }],
  run: () => ({ LocaleIds: LABEL_LANGUAGES }),
});
