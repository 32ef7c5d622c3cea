/**
 * Room solution. Lint rules for web resources, controls, environment variables, the app and its site map.
 */
import { existsSync } from 'node:fs';
import { componentId } from '../componentId';
import { readControlManifest, type ControlSource, type SourceFile, type WebResourceSource } from '../readSource';
import { attribute, child, childText, descendants, parseXml } from '../xml';
import { repeated, type Finding, type LintContext } from './context';

/** Web resource types by file name extension. Source: Microsoft Learn, "webresource", column WebResourceType. */
const TYPES: Readonly<Record<string, string>> = {
  html: '1',
  css: '2',
  js: '3',
  xml: '4',
  png: '5',
  jpg: '6',
  gif: '7',
  xsl: '9',
  ico: '10',
  svg: '11',
  resx: '12',
};

type Add = (code: string, message: string) => void;

function lintDependencyXml(resource: WebResourceSource, { webResources }: LintContext, add: Add): void {
  const text = childText(resource.root, 'DependencyXml');
  if (text === '') return;
  for (const library of descendants(parseXml(text, resource.path), 'Library')) {
    const name = attribute(library, 'name') ?? '';
    if (!webResources.has(name))
      add('web-resource-dependency', `${resource.name} depends on ${name}, which is not in the solution.`);
  }
}

function lintWebResource(resource: WebResourceSource, context: LintContext): Finding[] {
  const found: Finding[] = [];
  const add: Add = (code, message) => void found.push({ code, file: resource.path, message });
  const { name, root } = resource;
  const id = childText(root, 'WebResourceId');
  if (!name.startsWith(context.prefix))
    add('prefix-missing', `Web resource ${name} must start with ${context.prefix}.`);
  if (resource.path !== `WebResources/${name}.data.xml`) {
    add('web-resource-place', `Web resource ${name} belongs in WebResources/${name}.data.xml.`);
  }
  if (id !== `{${componentId(name)}}`) {
    add(
      'web-resource-id',
      `The id of ${name} must be {${componentId(name)}}: ids are derived from the name, so that upgrades find it.`,
    );
  }
  const fileName = `/WebResources/${name.replace(/[/.]/g, '')}${id.replace(/[{}]/g, '').toUpperCase()}`;
  if (childText(root, 'FileName') !== fileName) add('web-resource-file-name', `FileName must be ${fileName}.`);
  const extension = name.slice(name.lastIndexOf('.') + 1);
  if (childText(root, 'WebResourceType') !== TYPES[extension]) {
    add(
      'web-resource-type',
      `${name} has the type ${childText(root, 'WebResourceType')}; its extension says ${TYPES[extension] ?? 'nothing'}.`,
    );
  }
  const language = /\.(\d+)\.resx$/.exec(name)?.[1];
  if (language !== undefined && childText(root, 'LanguageCode') !== language) {
    add('web-resource-language', `${name} needs the LanguageCode ${language}.`);
  }
  if (!existsSync(resource.contentFile)) {
    add('built-file-missing', `${name} is not built. Run "npm run build" first.`);
  }
  lintDependencyXml(resource, context, add);
  return found;
}

function lintControl(control: ControlSource, { prefix, packageVersion }: LintContext): Finding[] {
  const found: Finding[] = [];
  const add: Add = (code, message) => void found.push({ code, file: control.path, message });
  const { name, root } = control;
  if (!name.startsWith(prefix)) add('prefix-missing', `Control ${name} must start with ${prefix}.`);
  if (childText(root, 'FileName') !== `/Controls/${name}/ControlManifest.xml`) {
    add('control-file-name', `FileName must be /Controls/${name}/ControlManifest.xml.`);
  }
  if (!existsSync(control.builtFile('ControlManifest.xml'))) {
    add('built-file-missing', `Control ${name} is not built. Run "npm run build" first.`);
    return found;
  }
  const manifest = child(readControlManifest(control), 'control');
  const value = (key: string): string => (manifest && attribute(manifest, key)) ?? '';
  if (`${prefix}${value('namespace')}.${value('constructor')}` !== name) {
    add('control-name-differs', `The manifest describes ${value('namespace')}.${value('constructor')}, not ${name}.`);
  }
  if (packageVersion !== undefined && value('version') !== packageVersion) {
    add(
      'version-differs',
      `The manifest of ${name} has version ${value('version')}, package.json ${packageVersion}. Set both to the same.`,
    );
  }
  const texts = manifest ? [manifest, ...descendants(manifest)] : [];
  for (const key of ['display-name-key', 'description-key']) {
    if (texts.some((item) => attribute(item, key)?.includes("'"))) {
      add(
        'control-apostrophe',
        `${key} in the manifest of ${name} holds an apostrophe, which an import refuses. Reword it.`,
      );
    }
  }
  return found;
}

function lintSiteMap(file: SourceFile, context: LintContext): Finding[] {
  const found: Finding[] = [];
  const add: Add = (code, message) => void found.push({ code, file: file.path, message });
  const unique = childText(file.root, 'SiteMapUniqueName');
  const app = context.source.apps.find((item) => childText(item.root, 'UniqueName') === unique);
  if (!app) add('site-map-without-app', `No app is called ${unique}. The site map carries its app's unique name.`);
  const nodes = ['Area', 'Group', 'SubArea'].flatMap((name) => descendants(file.root, name));
  for (const id of repeated(nodes.map((node) => attribute(node, 'Id') ?? ''))) {
    add('id-twice', `The site map id ${id} is used twice. Rename one.`);
  }
  const components = new Set(
    app
      ? descendants(app.root, 'AppModuleComponent')
          .filter((item) => attribute(item, 'type') === '1')
          .map((item) => attribute(item, 'schemaName'))
      : [],
  );
  for (const node of nodes) {
    const id = attribute(node, 'Id') ?? '';
    const table = attribute(node, 'Entity');
    if (table !== undefined && !components.has(table)) {
      add(
        'site-map-table-not-in-app',
        `${id} shows ${table}, which is no component of the app. Add it to AppModuleComponents.`,
      );
    }
    for (const key of ['Url', 'Icon', 'VectorIcon']) {
      const name = attribute(node, key);
      if (name?.startsWith('$webresource:') && !context.webResources.has(name.slice('$webresource:'.length))) {
        add('site-map-web-resource-missing', `${id} uses ${name}, which is no web resource of the solution.`);
      }
    }
    if (table === undefined && !child(node, 'Titles')) add('site-map-title-missing', `${id} needs Titles.`);
  }
  return found;
}

function lintApp(file: SourceFile, { source, webResources }: LintContext): Finding[] {
  const found: Finding[] = [];
  const add: Add = (code, message) => void found.push({ code, file: file.path, message });
  const views = source.tables.flatMap((table) => table.views.map(({ view }) => childText(view, 'savedqueryid')));
  const forms = source.tables.flatMap((table) => table.forms.map(({ form }) => childText(form, 'formid')));
  const maps = source.siteMaps.map((map) => childText(map.root, 'SiteMapUniqueName'));
  const known: Readonly<Record<string, readonly string[]>> = { '26': views, '60': forms, '62': maps };
  for (const item of descendants(file.root, 'AppModuleComponent')) {
    const type = attribute(item, 'type') ?? '';
    const key = attribute(item, 'id') ?? attribute(item, 'schemaName') ?? '';
    if (known[type] && !known[type].includes(key)) {
      add(
        'app-component-missing',
        `The app lists "${type} ${key}", which is not in the solution. Remove it or mend the id.`,
      );
    }
  }
  const icons = [...webResources.values()].map((resource) => childText(resource.root, 'WebResourceId'));
  if (!icons.includes(`{${childText(file.root, 'WebResourceId')}}`)) {
    add(
      'app-icon-missing',
      `The app's icon ${childText(file.root, 'WebResourceId')} is no web resource of the solution.`,
    );
  }
  return found;
}

/** Web resources, controls, variables, apps and site maps hang together. */
export const lintParts = (context: LintContext): Finding[] => [
  ...context.source.webResources.flatMap((resource) => lintWebResource(resource, context)),
  ...context.source.controls.flatMap((control) => lintControl(control, context)),
  ...context.source.siteMaps.flatMap((file) => lintSiteMap(file, context)),
  ...context.source.apps.flatMap((file) => lintApp(file, context)),
  ...context.source.environmentVariables
    .filter(
      ({ name, path }) =>
        !name.startsWith(context.prefix) ||
        path !== `environmentvariabledefinitions/${name}/environmentvariabledefinition.xml`,
    )
    .map(({ name, path }) => ({
      code: 'prefix-missing',
      file: path,
      message: `Environment variable ${name} must start with ${context.prefix} and lie in a folder of its name.`,
    })),
];
