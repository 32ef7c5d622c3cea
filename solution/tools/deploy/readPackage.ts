/**
 * Room solution, deploy. What a solution zip says about itself: its version, what it needs, what it brings, and what can be set.
 * Deploying asks the zip, so that any packed version is checked against its own list.
 */
import { readFileSync } from 'node:fs';
import { strFromU8, unzipSync } from 'fflate';
import { BuiltFileMissingError } from '../errors';
import { attribute, child, children, childText, descendants, parseXml, type Element } from '../xml';
import { PackageInvalidError } from './errors';
import type { PackageKey } from './verifyKeys';

/** Component types. Source: Microsoft Learn, "solutioncomponent table", componenttype. */
export const COMPONENT = {
  table: 1,
  column: 2,
  choice: 9,
  role: 20,
  view: 26,
  flow: 29,
  chart: 59,
  form: 60,
  webResource: 61,
  siteMap: 62,
  control: 66,
  app: 80,
  environmentVariable: 380,
} as const;

/** Something the package brings. */
export interface PackageComponent {
  readonly type: number;
  /** Schema name, or the id in lower case without braces. */
  readonly key: string;
  /** What a person calls it. */
  readonly label: string;
}

/** Something that has to be there already. */
export interface RequiredComponent {
  readonly type: number;
  readonly schemaName: string;
  /** Columns: their table. */
  readonly parent?: string;
  /** The solution that brings it, and the lowest version that does. */
  readonly solution?: { readonly name: string; readonly version: string };
}

/** Types of environment variables. Source: Microsoft Learn, "environmentvariabledefinition table", type. */
export const VARIABLE_TYPE = {
  text: 100000000,
  number: 100000001,
  yesNo: 100000002,
  json: 100000003,
  dataSource: 100000004,
  secret: 100000005,
} as const;

/** A table of others, and what the package adds to it. */
export interface ExtendedTable {
  readonly table: string;
  readonly forms: boolean;
  readonly views: boolean;
  /** Do lookups of the package's own tables refer to it? */
  readonly relationships: boolean;
}

export interface DeployPackage {
  /** Path of the zip, or what stands for it. */
  readonly file: string;
  readonly zip: Uint8Array;
  readonly uniqueName: string;
  readonly version: string;
  readonly isManaged: boolean;
  /** LCIDs of the labels. */
  readonly languages: readonly number[];
  readonly components: readonly PackageComponent[];
  readonly required: readonly RequiredComponent[];
  readonly extended: readonly ExtendedTable[];
  /** Alternate keys of its own tables. */
  readonly keys: readonly PackageKey[];
  /** Tables of its own, whose rows go when it is removed. */
  readonly ownTables: readonly string[];
  /** Environment variables: type by schema name. */
  readonly variables: ReadonlyMap<string, number>;
  /** Their defaults by schema name; empty where there is none. */
  readonly defaults: ReadonlyMap<string, string>;
  /** Connection references: id of the connector by logical name. */
  readonly connectionReferences: ReadonlyMap<string, string>;
}

const VERSION = /^\d+(\.\d+){1,3}$/;
const MANAGED = /^[01]$/;

const bareId = (id: string): string => id.replace(/[{}]/g, '').toLowerCase();

function unpacked(file: string, zip: Uint8Array, isAsked: (name: string) => boolean): Record<string, Uint8Array> {
  try {
    return unzipSync(zip, { filter: ({ name }) => isAsked(name) });
  } catch (cause) {
    throw new PackageInvalidError(file, 'it cannot be unpacked.', { cause });
  }
}

function readEntries(file: string, zip: Uint8Array): (name: string) => Element {
  const entries = unpacked(file, zip, (name) => name === 'solution.xml' || name === 'customizations.xml');
  return (name) => {
    const entry = entries[name];
    if (!entry) throw new PackageInvalidError(file, `${name} is missing at its root.`);
    return parseXml(strFromU8(entry), `${file}/${name}`);
  };
}

function readVariables(file: string, zip: Uint8Array): Pick<DeployPackage, 'variables' | 'defaults'> {
  const definition = /^environmentvariabledefinitions\/[^/]+\/environmentvariabledefinition\.xml$/;
  const entries = unpacked(file, zip, (name) => definition.test(name));
  const roots = Object.entries(entries).map(([name, bytes]) => parseXml(strFromU8(bytes), `${file}/${name}`));
  const bySchemaName = <T>(read: (root: Element) => T): Map<string, T> =>
    new Map(roots.map((root) => [attribute(root, 'schemaname') ?? '', read(root)]));
  return {
    variables: bySchemaName((root) => Number(childText(root, 'type') || VARIABLE_TYPE.text)),
    defaults: bySchemaName((root) => childText(root, 'defaultvalue')),
  };
}

function readRequired(manifest: Element): RequiredComponent[] {
  const required = descendants(manifest, 'Required').map((element): RequiredComponent => {
    const [, name, version] = /^(\S+) \((.+)\)$/.exec(attribute(element, 'solution') ?? '') ?? [];
    return {
      type: Number(attribute(element, 'type')),
      schemaName: (attribute(element, 'schemaName') ?? attribute(element, 'id') ?? '').toLowerCase(),
      parent: attribute(element, 'parentSchemaName')?.toLowerCase(),
      solution: name === undefined || version === undefined ? undefined : { name, version },
    };
  });
  const unique = new Map(required.map((one) => [`${one.type} ${one.parent ?? ''} ${one.schemaName}`, one]));
  return [...unique.values()];
}

const TYPE_WORDS: Readonly<Record<number, string>> = {
  [COMPONENT.table]: 'table',
  [COMPONENT.choice]: 'choice',
  [COMPONENT.role]: 'security role',
  [COMPONENT.view]: 'view',
  [COMPONENT.flow]: 'flow',
  [COMPONENT.chart]: 'chart',
  [COMPONENT.form]: 'form',
  [COMPONENT.webResource]: 'web resource',
  [COMPONENT.siteMap]: 'site map',
  [COMPONENT.control]: 'control',
  [COMPONENT.app]: 'app',
  [COMPONENT.environmentVariable]: 'environment variable',
};

const labelOf = (type: number, name: string): string => `${TYPE_WORDS[type] ?? `component of type ${type}`} ${name}`;

const localizedName = (element: Element): string | undefined => {
  const names = child(element, 'LocalizedNames');
  const [first] = names ? children(names, 'LocalizedName') : [];
  return first && attribute(first, 'description');
};

/** Forms, views and charts of one table, which are parts of it and therefore no roots. */
function partsOf(entity: Element, table: string): PackageComponent[] {
  const part = (type: number, id: string, name: string | undefined): PackageComponent => ({
    type,
    key: bareId(id),
    label: labelOf(type, `"${name ?? bareId(id)}" of ${table}`),
  });
  return [
    ...descendants(entity, 'systemform').map((form) =>
      part(COMPONENT.form, childText(form, 'formid'), localizedName(form)),
    ),
    ...descendants(entity, 'savedquery').map((view) =>
      part(COMPONENT.view, childText(view, 'savedqueryid'), localizedName(view)),
    ),
    ...descendants(entity, 'visualization').map((chart) =>
      part(COMPONENT.chart, childText(chart, 'savedqueryvisualizationid'), localizedName(chart)),
    ),
  ];
}

/**
 * Reads a solution zip. @param file its path, for messages.
 * @throws {PackageInvalidError | SourceInvalidError} when it is none.
 */
export function readPackage(file: string, zip: Uint8Array): DeployPackage {
  const entry = readEntries(file, zip);
  const manifest = child(entry('solution.xml'), 'SolutionManifest');
  if (!manifest) throw new PackageInvalidError(file, 'solution.xml has no SolutionManifest.');
  const [uniqueName, version, managed] = ['UniqueName', 'Version', 'Managed'].map((name) => childText(manifest, name));
  if (!uniqueName || !version || !VERSION.test(version) || !managed || !MANAGED.test(managed)) {
    throw new PackageInvalidError(
      file,
      'solution.xml has no unique name, no version of numbers, or no Managed 0 or 1.',
    );
  }
  const customizations = entry('customizations.xml');
  const entities = descendants(customizations, 'Entity').filter((entity) => child(entity, 'Name'));
  const roles = child(customizations, 'Roles');
  const roleNames = new Map(
    (roles ? children(roles, 'Role') : []).map((role) => [
      bareId(attribute(role, 'id') ?? ''),
      attribute(role, 'name'),
    ]),
  );
  const roots = descendants(manifest, 'RootComponent').map((root) => ({
    type: Number(attribute(root, 'type')),
    key: attribute(root, 'schemaName') ?? bareId(attribute(root, 'id') ?? ''),
    behavior: attribute(root, 'behavior') ?? '0',
  }));
  const ownTables = roots
    .filter((root) => root.type === COMPONENT.table && root.behavior === '0')
    .map((root) => root.key.toLowerCase());
  const tableName = (entity: Element): string => childText(entity, 'Name').toLowerCase();
  const parts = entities.flatMap((entity) => partsOf(entity, tableName(entity)));
  const partKeys = new Set(parts.map(({ type, key }) => `${type} ${key}`));
  const languages = child(customizations, 'Languages');
  const relationships = descendants(customizations, 'EntityRelationship');
  const referenced = new Set(relationships.map((one) => childText(one, 'ReferencedEntityName').toLowerCase()));
  return {
    file,
    zip,
    uniqueName,
    version,
    isManaged: managed === '1',
    languages: (languages ? children(languages, 'Language') : []).map((language) => Number(language.textContent)),
    components: [
      ...roots
        .filter((root) => !partKeys.has(`${root.type} ${root.key}`))
        .map(({ type, key }) => ({ type, key, label: labelOf(type, roleNames.get(key) ?? key) })),
      ...parts,
    ],
    required: readRequired(manifest),
    extended: entities
      .filter((entity) => !ownTables.includes(tableName(entity)))
      .map((entity) => ({
        table: tableName(entity),
        forms: descendants(entity, 'systemform').length > 0,
        views: descendants(entity, 'savedquery').length > 0,
        relationships: referenced.has(tableName(entity)),
      })),
    keys: entities.flatMap((entity) =>
      descendants(entity, 'EntityKey').map((one) => ({ table: tableName(entity), key: childText(one, 'LogicalName') })),
    ),
    ownTables,
    ...readVariables(file, zip),
    connectionReferences: new Map(
      descendants(customizations, 'connectionreference').map((reference) => [
        attribute(reference, 'connectionreferencelogicalname') ?? '',
        childText(reference, 'connectorid'),
      ]),
    ),
  };
}

/** @throws {BuiltFileMissingError | PackageInvalidError | SourceInvalidError} */
export function readPackageFile(file: string): DeployPackage {
  let zip: Uint8Array;
  try {
    zip = readFileSync(file);
  } catch {
    throw new BuiltFileMissingError(file, 'The import');
  }
  return readPackage(file, zip);
}
