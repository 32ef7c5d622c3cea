/**
 * Room sandbox/dataverse, Web API. RetrieveProvisionedLanguages and RetrieveAvailableLanguages: the languages that labels of the
 * sandbox have.
 */
import type { Operation } from '../../contracts';

/** LCIDs. */
const LANGUAGES = [1033, 1057];

export const retrieveProvisionedLanguages = (): Operation => ({
  name: 'RetrieveProvisionedLanguages',
  kind: 'function',
  parameters: [],
  returns: [{ name: 'RetrieveProvisionedLanguages', type: 'Edm.Int32', isCollection: true }],
  run: () => ({ RetrieveProvisionedLanguages: LANGUAGES }),
});

export const retrieveAvailableLanguages = (): Operation => ({
  name: 'RetrieveAvailableLanguages',
  kind: 'function',
  parameters: [],
  returns: [{ name: 'LocaleIds', type: 'Edm.Int32', isCollection: true }],
  run: () => ({ LocaleIds: LANGUAGES }),
});
