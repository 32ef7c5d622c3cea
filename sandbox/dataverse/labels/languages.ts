/** Room sandbox/dataverse, labels. The languages of texts: the organisation's base language, and the one that a user reads. */
import type { Guid } from '../contracts';
import type { RowStore } from '../rows/rowStore';

/** LCID of the organisation's base language, in which rows keep their texts: English. */
export const BASE_LANGUAGE = 1033;

/** LCID of the language a user reads: `uilanguageid` of their settings row where such a table exists, else the base language. */
export function languageOfUser(store: RowStore, userId: Guid): number {
  if (!store.metadata.column('usersettings', 'uilanguageid')) return BASE_LANGUAGE;
  const language = store.find('usersettings', userId)?.values.uilanguageid;
  return typeof language === 'number' && language > 0 ? language : BASE_LANGUAGE;
}
