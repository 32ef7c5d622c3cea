/**
 * Room sandbox/omnichannel/phones, browser side. Starts the handsets page. `?dir=rtl` mirrors it.
 */
import * as React from 'react';
import * as ReactDOM from 'react-dom';
import { setRTL } from '@fluentui/react';
import { PhonesApp } from './PhonesApp';

const isRtl = new URLSearchParams(window.location.search).get('dir') === 'rtl';
document.documentElement.dir = isRtl ? 'rtl' : 'ltr';
setRTL(isRtl);

ReactDOM.render(<PhonesApp />, document.getElementById('phones'));
