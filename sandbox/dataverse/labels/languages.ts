/** Room sandbox/dataverse, labels. The language in which a user reads texts. */
import type { Guid } from '../contracts';
import type { RowStore } from '../rows/rowStore';
import { BASE_LANGUAGE } from './baseLanguage';

/** LCID of the language a user reads: `uilanguageid` of their settings row where such a table exists, else the base language. */
export function languageOfUser(store: RowStore, userId: Guid): number {
  if (!store.metadata.column('usersettings', 'uilanguageid')) return BASE_LANGUAGE;
  const language = store.find('usersettings', userId)?.values.uilanguageid;
  return typeof language === 'number' && language > 0 ? language : BASE_LANGUAGE;
}
