/** Room webresources/pages. Starts a settings page; its HTML names which one in `data-page`. */
import '../fluentSetup';
import * as React from 'react';
import { mountPage } from '../mountPage';
import { SettingsPage } from './SettingsPage';

void mountPage((root) => <SettingsPage page={root.dataset['page'] ?? ''} />);
