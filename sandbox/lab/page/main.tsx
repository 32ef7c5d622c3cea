/** Room sandbox/lab, browser side. Starts the lab's page, in the language and direction that the server wrote on its root. */
import * as React from 'react';
import * as ReactDOM from 'react-dom';
import { setRTL } from '@fluentui/react';
import { LabApp } from './LabApp';
import { LanguageScope } from './useWords';

const { dir, lang } = document.documentElement;
setRTL(dir === 'rtl');

ReactDOM.render(
  <LanguageScope.Provider value={lang}>
    <LabApp />
  </LanguageScope.Provider>,
  document.getElementById('lab'),
);
