/** Room sandbox/app. The services that the shell gives to everything it shows (`HostServices`), and what only the shell uses. */
import type { EntityReference, HostServices, PageInput, SystemForm, TableInfo, View } from '../contracts';
import { zoneOfCode } from '../../dataverse/time/timeZone';
import { HostRequestError, languageQuery, readHostJson } from './hostRequest';
import type { AppDescriptor, Session } from './hostData';
import { isRightToLeft, pickLabel } from './labels';
import type { Overlays } from './overlays';
import { createPrivileges } from './privileges';
import type { Router } from './router';
import { mayWriteRow } from './rowAccess';
import { createScriptHost, webResourceUrl, type ScriptHost } from './scripts';
import { createWebApiClient, type HostWebApiClient } from './webApiClient';

export interface ShellServices extends HostServices {
  readonly api: HostWebApiClient;
  readonly session: Session;
  readonly app: AppDescriptor;
  readonly overlays: Overlays;
  readonly router: Router;
  readonly scripts: ScriptHost;
  onRowsChanged(listener: (table: string) => void): () => void;
  pageHref(page: PageInput): string;
}

export interface ServiceParts {
  readonly session: Session;
  readonly app: AppDescriptor;
  readonly overlays: Overlays;
  readonly router: Router;
}

/** Remembers answers by key; a failed one is asked for again. */
function remember<T>(read: (key: string) => Promise<T>): (key: string) => Promise<T> {
  const known = new Map<string, Promise<T>>();
  return (key) => {
    const answer = known.get(key) ?? read(key);
    known.set(key, answer);
    answer.catch(() => known.delete(key));
    return answer;
  };
}

/** The services of one app for one user. */
export function createServices({ session, app, overlays, router }: ServiceParts): ShellServices {
  const { lcid, rtl } = router.route.get();
  const languageId = lcid ?? session.languageId;
  const timeZone = session.timeZoneCode === undefined ? undefined : zoneOfCode(session.timeZoneCode);
  const user = {
    id: session.userId,
    name: session.userName,
    languageId,
    isRtl: rtl || isRightToLeft(languageId),
    ...(timeZone === undefined ? {} : { timeZone }),
  };
  const appPath = `/_host/apps/${encodeURIComponent(app.uniqueName)}`;
  const tableInfo = remember((table) => readHostJson<TableInfo>(`/_host/tables/${encodeURIComponent(table)}`));
  const shownIn = languageQuery(lcid);
  const views = remember((table) => readHostJson<View[]>(`${appPath}/views/${encodeURIComponent(table)}${shownIn}`));
  const forms = remember((key) => readHostJson<SystemForm[]>(`${appPath}/forms/${key}${shownIn}`));
  const scripts = createScriptHost(languageId);
  const rowListeners = new Set<(table: string) => void>();

  const navigate: HostServices['navigate'] = async (page, options = {}) => {
    if (options.target !== 2) {
      await router.go(page);
      return undefined;
    }
    switch (page.pageType) {
      case 'webresource':
        await overlays.open({ kind: 'webresource', page, options });
        return undefined;
      case 'entityrecord': {
        const saved: EntityReference[] = await overlays.open({ kind: 'record', page, options });
        return saved.length > 0 ? { savedEntityReference: saved } : undefined;
      }
      case 'entitylist':
        throw new HostRequestError('list-in-dialog', 'A list opens inline only; use target 1.');
    }
  };

  const api = createWebApiClient(tableInfo);
  const privileges = createPrivileges(session);

  return {
    api,
    session,
    app,
    overlays,
    router,
    scripts,
    user,
    privileges,
    mayWrite: (table, id) => mayWriteRow({ api, privileges, userId: session.userId }, table, id),
    organization: { name: session.organizationName, languageId: session.organizationLanguageId },
    appUniqueName: app.uniqueName,
    tableInfo,
    views,
    forms: (table, type) => forms(`${encodeURIComponent(table)}/${type}`),
    label: (labels) => pickLabel(labels, languageId),
    webResourceUrl,
    loadScript: (name) => scripts.load(name),
    callFunction: (name, args) => scripts.call(name, args),
    navigate,
    alert: (text, title) => overlays.open({ kind: 'alert', text, title }),
    confirm: (text, title) => overlays.open({ kind: 'confirm', text, title }),
    error: (options) => overlays.open({ kind: 'error', ...options }),
    lookup: ({ tables, multiple = false, filterXml, viewId }) =>
      overlays.open({ kind: 'lookup', tables, multiple, filterXml, viewId }),
    rowsChanged(table) {
      for (const listener of [...rowListeners]) listener(table);
    },
    onRowsChanged(listener) {
      rowListeners.add(listener);
      return () => rowListeners.delete(listener);
    },
    pageHref: (page) => router.href(page),
  };
}
