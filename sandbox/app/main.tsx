/** Room sandbox/app. Entry of the model-driven host: reads session and app, offers `Xrm`, draws the shell. */
import * as React from 'react';
import * as ReactDOM from 'react-dom';
import { Customizer, createTheme, loadTheme, setRTL } from '@fluentui/react';
import { watchContent } from './host/contentWatch';
import { HostRequestError, languageQuery, readHostJson } from './host/hostRequest';
import type { AppDescriptor, Session } from './host/hostData';
import { BASE_LANGUAGE, languageTag } from './host/labels';
import { messageOf } from './host/errors';
import { createOverlays } from './host/overlays';
import { createRouter } from './host/router';
import { createServices, type ShellServices } from './host/services';
import { parseRibbon } from './ribbon/parseRibbon';
import { PageFailure } from './shell/PageFailure';
import { Shell } from './shell/Shell';
import { parseSiteMap } from './shell/siteMap';
import { hostText } from './shell/strings';
import { hostTheme } from './shell/theme';
import { createXrm } from './xrm/createXrm';
import './shell/shell.css';
import './shell/chooser.css';
import './grid/grid.css';
import './dialogs/dialogs.css';

/** Scripts of solutions and HTML web resources reach the host by these names. */
function offerClientApi(services: ShellServices): void {
  const xrm = createXrm(services);
  Object.assign(window, { Xrm: xrm, GetGlobalContext: () => xrm.Utility.getGlobalContext() });
}

function applyLanguage({ user }: ShellServices): void {
  document.documentElement.lang = languageTag(user.languageId);
  document.documentElement.dir = user.isRtl ? 'rtl' : 'ltr';
  setRTL(user.isRtl);
}

/** The page is not loaded again by itself: somebody may be reading it, or may want to keep what they typed. */
function sayReplaced({ overlays, user }: ShellServices): void {
  overlays.notify({
    level: 3,
    message: hostText(user.languageId, 'contentReplaced'),
    showCloseButton: false,
    action: { label: hostText(user.languageId, 'loadAgain'), run: () => window.location.reload() },
  });
}

async function openApp(): Promise<React.ReactElement> {
  const router = createRouter();
  const { app: uniqueName, lcid } = router.route.get();
  if (uniqueName === '') throw new HostRequestError('app-missing', 'The address names no app (appname).');
  const [session, app] = await Promise.all([
    readHostJson<Session>('/_host/session'),
    readHostJson<AppDescriptor>(`/_host/apps/${encodeURIComponent(uniqueName)}${languageQuery(lcid)}`),
  ]);
  const services = createServices({ session, app, overlays: createOverlays(), router });
  applyLanguage(services);
  offerClientApi(services);
  watchContent(session.contentId, () => sayReplaced(services));
  return <Shell services={services} areas={parseSiteMap(app.siteMapXml)} ribbon={parseRibbon(app.ribbons)} />;
}

async function main(): Promise<void> {
  loadTheme(hostTheme);
  const host = document.getElementById('host');
  const shown = await openApp().catch((error: unknown) => {
    // The server's sentences are English.
    document.documentElement.lang = languageTag(BASE_LANGUAGE);
    return <PageFailure lcid={BASE_LANGUAGE} message={messageOf(error)} />;
  });
  ReactDOM.render(<Customizer settings={{ theme: createTheme(hostTheme) }}>{shown}</Customizer>, host);
}

void main();
