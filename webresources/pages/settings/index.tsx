/** Room webresources/pages. Starts a settings page; its HTML names which one in `data-page`. */
import '../fluentSetup';
import * as React from 'react';
import { mountPage } from '../mountPage';
import { SettingsPage } from './SettingsPage';
import { cardsOfPage } from './viewModel';

void mountPage((root) => {
  const page = root.dataset['page'] ?? '';
  return { titleKey: cardsOfPage(page).titleKey, element: <SettingsPage page={page} /> };
});
