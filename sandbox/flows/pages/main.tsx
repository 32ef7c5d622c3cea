/**
 * Room sandbox/flows, browser side. Starts the flows page, in the language and direction that the server wrote on its root.
 */
import * as React from 'react';
import * as ReactDOM from 'react-dom';
import { setRTL } from '@fluentui/react';
import { FlowsApp } from './FlowsApp';
import { LanguageScope } from './useWords';

const { dir, lang } = document.documentElement;
setRTL(dir === 'rtl');

ReactDOM.render(
  <LanguageScope.Provider value={lang}>
    <FlowsApp />
  </LanguageScope.Provider>,
  document.getElementById('flows'),
);
