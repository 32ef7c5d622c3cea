/** Room sandbox/omnichannel/phones, browser side. The language of the page, and its words, for every part of it. */
import * as React from 'react';
import { phonesText, type PhonesTextKey } from './strings';

/** The page's language as a tag such as `id-ID`. */
export const LanguageScope = React.createContext('en-US');

export interface Words {
  readonly language: string;
  text(key: PhonesTextKey, ...values: readonly string[]): string;
}

export function useWords(): Words {
  const language = React.useContext(LanguageScope);
  return React.useMemo(
    () => ({ language, text: (key, ...values) => phonesText(language, key, ...values) }),
    [language],
  );
}
