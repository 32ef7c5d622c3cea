/**
 * Room sandbox/app, server side. Reads the solution components that an app shows (descriptor, site map, ribbons, forms,
 * views, web resources, controls) from their rows and gives them as plain data for the browser.
 */
import { DOMParser } from '@xmldom/xmldom';
import type { EmbeddedDataverse, StoredRow } from '../../dataverse/contracts';
import type { SystemForm, TableInfo, View } from '../contracts';
import type { AppDescriptor, ScriptDependencies, StringResource } from '../host/hostData';
import { HostError } from './files';
import type { InstalledApp } from './markup';
import type { Reader } from './session';

/** Component types of an app module (Microsoft Learn, "AppModuleComponent EntityType", componenttype). */
const COMPONENT = { table: 1, view: 26, form: 60 } as const;

interface AppComponent {
  readonly type: number;
  readonly schemaName?: string;
  readonly id?: string;
}

const text = (row: StoredRow, column: string): string => {
  const value = row.values[column];
  return typeof value === 'string' ? value : '';
};
const number = (row: StoredRow, column: string): number => {
  const value = row.values[column];
  return typeof value === 'number' ? value : Number(value ?? 0);
};
const bareId = (id: string): string => id.replace(/[{}]/g, '').toLowerCase();

function componentsOf(app: StoredRow): AppComponent[] {
  const descriptor = JSON.parse(text(app, 'descriptor') || '{}') as { components?: Array<Record<string, unknown>> };
  return (descriptor.components ?? []).map((component) => ({
    type: Number(component['type']),
    schemaName: typeof component['schemaName'] === 'string' ? component['schemaName'] : undefined,
    id: typeof component['id'] === 'string' ? bareId(component['id']) : undefined,
  }));
}

function findApp(dataverse: EmbeddedDataverse, uniqueName: string): StoredRow {
  const wanted = uniqueName.toLowerCase();
  const app = dataverse.rows.findWhere('appmodule', {}).find((row) => text(row, 'uniquename').toLowerCase() === wanted);
  if (app) return app;
  throw new HostError(404, 'app-not-found', `No app with the unique name ${uniqueName} is installed.`);
}

/** Those that its solution names, and those that were related to it since. */
function rolesOf(dataverse: EmbeddedDataverse, app: StoredRow): ReadonlySet<string> {
  const { roles = [] } = JSON.parse(text(app, 'descriptor') || '{}') as { roles?: readonly string[] };
  const related = dataverse.metadata.table('appmoduleroles')
    ? dataverse.rows.findWhere('appmoduleroles', { appmoduleid: app.id })
    : [];
  return new Set([...roles, ...related.map(({ values }) => String(values.roleid))]);
}

/**
 * An app that names roles is for those who have one of them; System Administrators see every app.
 * Source: Microsoft Learn, "Manage access to apps by using security roles". Differs from the platform: an app that names none is for all.
 */
function mayOpen(dataverse: EmbeddedDataverse, app: StoredRow, { cookies }: Reader): boolean {
  const { userId } = dataverse.users.ofSession(cookies);
  if (dataverse.users.isAdministrator(userId)) return true;
  const named = rolesOf(dataverse, app);
  return named.size === 0 || dataverse.users.roles(userId).some(({ id }) => named.has(id));
}

/** The apps that the session's user may open, by name. */
export const readApps = (dataverse: EmbeddedDataverse, reader: Reader): InstalledApp[] =>
  dataverse.labels
    .inLanguage('appmodule', dataverse.rows.findWhere('appmodule', {}), reader.languageId)
    .filter((row) => mayOpen(dataverse, row, reader))
    .map((row) => ({
      uniqueName: text(row, 'uniquename'),
      name: text(row, 'name') || text(row, 'uniquename'),
      description: text(row, 'description'),
    }))
    .sort((a, b) => a.name.localeCompare(b.name));

/** What the shell needs to draw an app. @throws {HostError} 404 `app-not-found`, 403 `app-forbidden`. */
export function readAppDescriptor(dataverse: EmbeddedDataverse, uniqueName: string, reader: Reader): AppDescriptor {
  const app = findApp(dataverse, uniqueName);
  if (!mayOpen(dataverse, app, reader)) {
    const name = text(app, 'name') || uniqueName;
    throw new HostError(403, 'app-forbidden', `You need one of the roles of the app ${name} to open it.`);
  }
  const actualName = text(app, 'uniquename');
  const [shown = app] = dataverse.labels.inLanguage('appmodule', [app], reader.languageId);
  const siteMaps = dataverse.rows.findWhere('sitemap', {});
  const siteMap = siteMaps.find((row) => text(row, 'sitemapnameunique').toLowerCase() === actualName.toLowerCase());
  const tables = componentsOf(app)
    .filter((component) => component.type === COMPONENT.table && component.schemaName !== undefined)
    .map((component) => (component.schemaName ?? '').toLowerCase());
  return {
    id: app.id,
    uniqueName: actualName,
    name: text(shown, 'name') || actualName,
    tables,
    siteMapXml: siteMap ? text(siteMap, 'sitemapxml') : '',
    ribbons: dataverse.rows.findWhere('ribboncustomization', {}).map((row) => ({
      table: text(row, 'entity').toLowerCase(),
      solution: text(row, 'solutionname'),
      xml: text(row, 'ribbondiffxml'),
    })),
  };
}

/** The component ids of one kind that the app names for a table; undefined when it names none, which means all. */
function chosenIds(
  dataverse: EmbeddedDataverse,
  app: string,
  type: number,
  ofTable: ReadonlySet<string>,
): Set<string> | undefined {
  const ids = componentsOf(findApp(dataverse, app))
    .filter((component) => component.type === type && component.id !== undefined && ofTable.has(component.id))
    .map((component) => component.id ?? '');
  return ids.length > 0 ? new Set(ids) : undefined;
}

/** Views that the user of a browser has saved for a table. */
function userViews({ rows, metadata, users }: EmbeddedDataverse, table: string, { cookies }: Reader): StoredRow[] {
  if (!metadata.table('userquery')) return [];
  const { userId } = users.ofSession(cookies);
  return rows
    .findWhere('userquery', { returnedtypecode: table, ownerid: userId })
    .filter((row) => number(row, 'statecode') === 0 && text(row, 'layoutxml') !== '');
}

/** Active views of a table, default first, then by name; the user's own after them. An app that names public views shows only those. */
export function readViews(dataverse: EmbeddedDataverse, app: string, table: string, reader: Reader): View[] {
  const rows = dataverse.rows
    .findWhere('savedquery', { returnedtypecode: table })
    .filter((row) => number(row, 'statecode') === 0);
  const chosen = chosenIds(
    dataverse,
    app,
    COMPONENT.view,
    new Set(rows.filter((row) => number(row, 'querytype') === 0).map((row) => row.id)),
  );
  const toView = (row: StoredRow): View => ({
    id: row.id,
    name: text(row, 'name'),
    table,
    queryType: number(row, 'querytype'),
    isDefault: row.values['isdefault'] === true,
    fetchXml: text(row, 'fetchxml'),
    layoutXml: text(row, 'layoutxml'),
  });
  const byName = (a: View, b: View): number => a.name.localeCompare(b.name);
  const offered = rows.filter((row) => number(row, 'querytype') !== 0 || chosen === undefined || chosen.has(row.id));
  return [
    ...dataverse.labels
      .inLanguage('savedquery', offered, reader.languageId)
      .map(toView)
      .sort((a, b) => Number(b.isDefault) - Number(a.isDefault) || byName(a, b)),
    ...userViews(dataverse, table, reader).map(toView).sort(byName),
  ];
}

/** `Order` of a form's display conditions; forms without come last. */
function formOrder(formXml: string): number {
  const order = /<DisplayConditions\b[^>]*\bOrder="(\d+)"/.exec(formXml)?.[1];
  return order === undefined ? Number.MAX_SAFE_INTEGER : Number(order);
}

/** Active forms of a table and type, in the order in which they are offered. An app that names forms offers only those. */
export function readForms(
  dataverse: EmbeddedDataverse,
  app: string,
  table: string,
  type: number,
  { languageId }: Reader,
): SystemForm[] {
  const rows = dataverse.rows
    .findWhere('systemform', { objecttypecode: table })
    .filter((row) => number(row, 'type') === type && (row.values['formactivationstate'] ?? 1) !== 0);
  const chosen = chosenIds(dataverse, app, COMPONENT.form, new Set(rows.map((row) => row.id)));
  const offered = rows.filter((row) => chosen === undefined || chosen.has(row.id));
  return dataverse.labels
    .inLanguage('systemform', offered, languageId)
    .sort(
      (a, b) =>
        formOrder(text(a, 'formxml')) - formOrder(text(b, 'formxml')) ||
        Number(b.values['isdefault'] === true) - Number(a.values['isdefault'] === true) ||
        text(a, 'name').localeCompare(text(b, 'name')),
    )
    .map((row) => ({ id: row.id, name: text(row, 'name'), table, type, formXml: text(row, 'formxml') }));
}

/** A table with its choices and relationships. @throws {HostError} 404 `table-not-found`. */
export function readTableInfo(dataverse: EmbeddedDataverse, logicalName: string): TableInfo {
  const table = dataverse.metadata.table(logicalName);
  if (!table) throw new HostError(404, 'table-not-found', `There is no table with the logical name ${logicalName}.`);
  const names = new Set(
    table.columns.flatMap((column) => (column.globalChoice === undefined ? [] : [column.globalChoice])),
  );
  const choices = [...names].flatMap((name) => {
    const choice = dataverse.metadata.choice(name);
    return choice ? [[name, choice] as const] : [];
  });
  return {
    table,
    choices: Object.fromEntries(choices),
    manyToOne: dataverse.metadata.manyToOne(logicalName),
    oneToMany: dataverse.metadata.oneToMany(logicalName),
  };
}

const findWebResource = (dataverse: EmbeddedDataverse, name: string): StoredRow | undefined =>
  dataverse.rows.findWhere('webresource', { name })[0];

/** Content types by `webresourcetype` (Microsoft Learn, "WebResource EntityType"). */
const WEB_RESOURCE_TYPES: Readonly<Record<number, string>> = {
  1: 'text/html; charset=utf-8',
  2: 'text/css; charset=utf-8',
  3: 'text/javascript; charset=utf-8',
  4: 'text/xml; charset=utf-8',
  5: 'image/png',
  6: 'image/jpeg',
  7: 'image/gif',
  9: 'text/xml; charset=utf-8',
  10: 'image/x-icon',
  11: 'image/svg+xml',
  12: 'text/xml; charset=utf-8',
};

/** The bytes of a web resource. @throws {HostError} 404 `web-resource-not-found`. */
export function readWebResource(dataverse: EmbeddedDataverse, name: string): { content: Buffer; contentType: string } {
  const row = findWebResource(dataverse, name);
  if (!row) throw new HostError(404, 'web-resource-not-found', `There is no web resource named ${name}.`);
  return {
    content: Buffer.from(text(row, 'content'), 'base64'),
    contentType: WEB_RESOURCE_TYPES[number(row, 'webresourcetype')] ?? 'application/octet-stream',
  };
}

/** A file of a code component. @throws {HostError} 404. */
export function readControlFile(dataverse: EmbeddedDataverse, controlName: string, file: string): Buffer {
  const control = dataverse.rows.findWhere('customcontrol', { name: controlName })[0];
  if (!control) throw new HostError(404, 'control-not-found', `There is no code component named ${controlName}.`);
  if (file === 'ControlManifest.xml') return Buffer.from(text(control, 'manifest'), 'utf8');
  const resource = dataverse.rows.findWhere('customcontrolresource', { customcontrolid: control.id, name: file })[0];
  if (!resource)
    throw new HostError(404, 'control-file-not-found', `The code component ${controlName} has no file ${file}.`);
  return Buffer.from(text(resource, 'content'), 'base64');
}

function readDependencyNames(dependencyXml: string, owner: string): string[] {
  if (dependencyXml.trim() === '') return [];
  try {
    const document = new DOMParser({
      onError: (_level, message) => {
        throw new Error(message);
      },
    }).parseFromString(dependencyXml, 'text/xml');
    return Array.from(document.getElementsByTagName('Library'), (library) => library.getAttribute('name') ?? '').filter(
      (name) => name !== '',
    );
  } catch (cause) {
    throw new HostError(
      500,
      'dependency-xml-invalid',
      `The DependencyXml of the web resource ${owner} is not well-formed XML: ${(cause as Error).message}`,
    );
  }
}

const RESX_NAME = /^(?<base>.+?)\.(?<lcid>\d{4,5})\.resx$/i;

/**
 * Everything a script needs before it runs: the scripts it depends on, dependencies first and itself last, and the string
 * resources of all of them with every language that is there. @throws {HostError} 404 naming what is missing.
 */
export function readScriptDependencies(dataverse: EmbeddedDataverse, name: string): ScriptDependencies {
  const scripts: string[] = [];
  const strings = new Map<string, StringResource>();
  const visited = new Set<string>();

  const visit = (current: string, neededBy: string | undefined): void => {
    if (visited.has(current)) return;
    visited.add(current);
    const resx = RESX_NAME.exec(current)?.groups;
    const row = findWebResource(dataverse, current);
    if (!row) {
      const by = neededBy === undefined ? '' : `, which ${neededBy} depends on`;
      throw new HostError(404, 'web-resource-not-found', `There is no web resource named ${current}${by}.`);
    }
    for (const dependency of readDependencyNames(text(row, 'dependencyxml'), current)) visit(dependency, current);
    const type = number(row, 'webresourcetype');
    if (type === 3) scripts.push(current);
    if (type === 12) {
      const base = resx?.['base'] ?? current.replace(/\.resx$/i, '');
      if (!strings.has(base)) strings.set(base, { base, languages: readLanguages(dataverse, base), fallback: current });
    }
  };

  visit(name, undefined);
  return { scripts, strings: [...strings.values()] };
}

function readLanguages(dataverse: EmbeddedDataverse, base: string): number[] {
  return dataverse.rows
    .findWhere('webresource', { webresourcetype: 12 })
    .map((row) => RESX_NAME.exec(text(row, 'name'))?.groups)
    .filter((groups) => groups?.['base'] === base)
    .map((groups) => Number(groups?.['lcid']))
    .sort((a, b) => a - b);
}
