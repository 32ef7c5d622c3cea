/**
 * Room solution. Takes customizations.xml apart into the files of the unpacked layout: the reverse of
 * `assembleCustomizations`. Where each part goes was seen by unpacking with SolutionPackager 9.1.1.146.
 */
import { TABLE_PARTS } from './assembleCustomizations';
import { PackageInvalidError } from './errors';
import { byName } from './readSource';
import { attribute, child, children, childText, type Element, type Wrapper, type XmlPart } from './xml';

/** Sections that stay whole in Other/Customizations.xml. */
const KEPT_WHOLE: ReadonlySet<string> = new Set(['EntityDataProviders', 'connectionreferences', 'Languages']);

/** Files of the unpacked layout by their paths. */
export type SplitFiles = Map<string, XmlPart>;

const empty = (name: string): Wrapper => ({ name, parts: [] });
const xsi = { 'xmlns:xsi': 'http://www.w3.org/2001/XMLSchema-instance' };

/** Name of the element's child, which must say something: a path is made of it. @throws {PackageInvalidError} */
function nameIn(element: Element, name: string): string {
  const text = childText(element, name);
  if (text === '') throw new PackageInvalidError('customizations.xml', `a ${element.tagName} has no ${name}.`);
  return text;
}

function nameAt(element: Element, name: string): string {
  const text = attribute(element, name);
  if (!text) throw new PackageInvalidError('customizations.xml', `a ${element.tagName} has no ${name}.`);
  return text;
}

function splitTable(table: Element, files: SplitFiles): void {
  const folder = `Entities/${nameIn(table, 'Name')}`;
  const formXml = child(table, 'FormXml');
  const savedQueries = child(table, 'SavedQueries');
  const visualizations = child(table, 'Visualizations');
  const views = (savedQueries ? children(savedQueries, 'savedqueries') : []).flatMap((list) => children(list));
  for (const forms of formXml ? children(formXml, 'forms') : []) {
    const type = nameAt(forms, 'type');
    for (const form of children(forms)) {
      const wrapper = { name: 'forms', attributes: xsi, parts: [form] };
      files.set(`${folder}/FormXml/${type}/${nameIn(form, 'formid')}.xml`, wrapper);
    }
  }
  for (const view of views) {
    const wrapper = { name: 'savedqueries', attributes: xsi, parts: [view] };
    files.set(`${folder}/SavedQueries/${nameIn(view, 'savedqueryid')}.xml`, wrapper);
  }
  for (const chart of visualizations ? children(visualizations) : []) {
    files.set(`${folder}/Visualizations/${nameIn(chart, 'savedqueryvisualizationid')}.xml`, chart);
  }
  const ribbon = child(table, 'RibbonDiffXml');
  if (ribbon && children(ribbon).length > 0) files.set(`${folder}/RibbonDiff.xml`, ribbon);
  const parts = children(table).map((part) =>
    TABLE_PARTS.has(part.tagName) && part.tagName !== 'Name' && part.tagName !== 'EntityInfo'
      ? empty(part.tagName)
      : part,
  );
  files.set(`${folder}/Entity.xml`, { name: 'Entity', attributes: xsi, parts });
}

/** Relationships lie in a file for each table that they refer to, and are listed in one file. */
function splitRelationships(section: Element, files: SplitFiles): void {
  const relationships = children(section, 'EntityRelationship');
  const names = relationships.map((relationship) => nameAt(relationship, 'Name'));
  const groups = new Map<string, Element[]>();
  for (const relationship of relationships) {
    const table = nameIn(relationship, 'ReferencedEntityName');
    groups.set(table, [...(groups.get(table) ?? []), relationship]);
  }
  for (const [table, parts] of groups) {
    files.set(`Other/Relationships/${table}.xml`, { name: 'EntityRelationships', attributes: xsi, parts });
  }
  const list = names.sort(byName).map((Name) => ({ name: 'EntityRelationship', attributes: { Name }, parts: [] }));
  if (list.length > 0)
    files.set('Other/Relationships.xml', { name: 'EntityRelationships', attributes: xsi, parts: list });
}

/** Where the file of one component goes, by its section. */
const PLACES: Readonly<Record<string, (component: Element) => string>> = {
  Roles: (role) => `Roles/${nameAt(role, 'name')}.xml`,
  Workflows: (flow) => `${nameIn(flow, 'JsonFileName').replace(/^\//, '')}.data.xml`,
  optionsets: (choice) => `OptionSets/${nameAt(choice, 'Name')}.xml`,
  WebResources: (resource) => `WebResources/${nameIn(resource, 'Name')}.data.xml`,
  CustomControls: (control) => `Controls/${nameIn(control, 'Name')}/ControlManifest.xml.data.xml`,
  AppModuleSiteMaps: (map) => `AppModuleSiteMaps/${nameIn(map, 'SiteMapUniqueName')}/AppModuleSiteMap.xml`,
  AppModules: (app) => `AppModules/${nameIn(app, 'UniqueName')}/AppModule.xml`,
};

function splitSection(section: Element, files: SplitFiles): void {
  const place = PLACES[section.tagName];
  const components = children(section);
  if (section.tagName === 'Entities') for (const table of components) splitTable(table, files);
  else if (section.tagName === 'EntityRelationships') splitRelationships(section, files);
  else if (place) for (const component of components) files.set(place(component), component);
  else if (components.length > 0 && !KEPT_WHOLE.has(section.tagName)) {
    throw new PackageInvalidError('customizations.xml', `the section ${section.tagName} has no known place.`);
  }
}

/** The files that customizations.xml becomes. @throws {PackageInvalidError} for a part whose place is not known. */
export function splitCustomizations(root: Element): SplitFiles {
  const files: SplitFiles = new Map();
  for (const section of children(root)) splitSection(section, files);
  files.set('Other/Customizations.xml', {
    name: root.tagName,
    attributes: Object.fromEntries(Array.from(root.attributes).map((item) => [item.name, item.value])),
    parts: children(root).map((section) => (KEPT_WHOLE.has(section.tagName) ? section : empty(section.tagName))),
  });
  return files;
}
