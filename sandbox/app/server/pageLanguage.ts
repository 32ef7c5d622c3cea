/**
 * Room sandbox/app, server side. The language and direction a whole page is written in: those of the signed-in user, as
 * in the app.
 */
import type { EmbeddedDataverse } from '../../dataverse/contracts';
import { isRightToLeft, languageTag } from '../host/labels';
import { readLanguageId } from './session';

export interface PageLanguage {
  readonly lcid: number;
  /** BCP 47, such as `id-ID`. */
  readonly tag: string;
  readonly direction: 'ltr' | 'rtl';
}

/** The user's language; the test switch `rtl=1` of the query writes the page from right to left. */
export function readPageLanguage(dataverse: EmbeddedDataverse, query: unknown, cookies?: string): PageLanguage {
  const languageId = readLanguageId(dataverse, cookies);
  const isSwitched = (query as { readonly rtl?: unknown } | undefined)?.rtl === '1';
  return {
    lcid: languageId,
    tag: languageTag(languageId),
    direction: isSwitched || isRightToLeft(languageId) ? 'rtl' : 'ltr',
  };
}
