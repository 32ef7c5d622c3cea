/**
 * Room sandbox/app. The platform libraries a page offers as globals, under the names that virtual controls built by
 * pcf-scripts 1.51 refer to. One React and one Fluent serve the host and every control.
 */
import './fabricConfig';
import * as React from 'react';
import * as ReactDOM from 'react-dom';
import * as Fluent from '@fluentui/react';
import { initializeIcons } from '@fluentui/font-icons-mdl2';

initializeIcons('/icons/', { disableWarnings: true });

Object.assign(window, {
  React,
  ReactDOM,
  Reactv16: React,
  ReactDOMv16: ReactDOM,
  FluentUIReactv8290: Fluent,
  FluentUIReactv81211: Fluent,
});
