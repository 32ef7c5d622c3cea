/** Room sandbox/flows, browser side. The language of the page, and its words, for every part of it. */
import * as React from 'react';
import { flowsText, type FlowsTextKey } from './strings';

/** The page's language as a tag such as `id-ID`. */
export const LanguageScope = React.createContext('en-US');

export interface Words {
  readonly language: string;
  text(key: FlowsTextKey, ...values: readonly string[]): string;
}

export function useWords(): Words {
  const language = React.useContext(LanguageScope);
  return React.useMemo(() => ({ language, text: (key, ...values) => flowsText(language, key, ...values) }), [language]);
}
