/**
 * Room sandbox/omnichannel/phones, browser side. Starts the handsets page, in the language and direction that the server
 * wrote on its root.
 */
import * as React from 'react';
import * as ReactDOM from 'react-dom';
import { setRTL } from '@fluentui/react';
import { PhonesApp } from './PhonesApp';
import { LanguageScope } from './useWords';

const { dir, lang } = document.documentElement;
setRTL(dir === 'rtl');

ReactDOM.render(
  <LanguageScope.Provider value={lang}>
    <PhonesApp />
  </LanguageScope.Provider>,
  document.getElementById('phones'),
);
