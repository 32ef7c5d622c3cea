/** Room sandbox/dataverse, labels. The language in which a user reads texts. */
import type { Guid } from '../contracts';
import type { RowStore } from '../rows/rowStore';
import { BASE_LANGUAGE } from './baseLanguage';
import { LABEL_LANGUAGES } from './labelLanguages';

/**
 * LCID of the language a user reads and writes: `uilanguageid` of their settings row where such a table exists. The base language when
 * they chose none, or one that is not provisioned (inferred).
 */
export function languageOfUser(store: RowStore, userId: Guid): number {
  if (!store.metadata.column('usersettings', 'uilanguageid')) return BASE_LANGUAGE;
  const language = store.find('usersettings', userId)?.values.uilanguageid;
  return typeof language === 'number' && LABEL_LANGUAGES.includes(language) ? language : BASE_LANGUAGE;
}
