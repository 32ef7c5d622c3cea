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

/** A step of a path that names a file or folder inside the one above it. */
const isStep = (step: string): boolean => /^[^\\/\u0000-\u001f]+$/.test(step) && step !== '.' && step !== '..';

/** Is this a path below the unpacked folder, with forward slashes, that says the same however it is read? */
export const isPathInside = (path: string): boolean => path.split('/').every(isStep);

/**
 * Adds a file that nothing else may be written over.
 * @throws {PackageInvalidError} for a path that leaves the unpacked folder or that another part has taken.
 */
export function addFile<T>(files: Map<string, T>, path: string, file: T): void {
  if (!isPathInside(path)) throw new PackageInvalidError(path, 'this is no path inside the unpacked folder.');
  if (files.has(path)) throw new PackageInvalidError(path, 'two parts of the package would be this file.');
  files.set(path, file);
}

/** A name that a path is made of: it must say something, and be one step. @throws {PackageInvalidError} */
function asStep(element: Element, name: string, text: string | undefined): string {
  if (!text) throw new PackageInvalidError('customizations.xml', `a ${element.tagName} has no ${name}.`);
  if (!isStep(text)) {
    const reason = `${name} of a ${element.tagName} is ${JSON.stringify(text)}, which cannot name a file.`;
    throw new PackageInvalidError('customizations.xml', reason);
  }
  return text;
}

const nameIn = (element: Element, name: string): string => asStep(element, name, childText(element, name));
const nameAt = (element: Element, name: string): string => asStep(element, name, attribute(element, name));

/** Where the flow's definition lies, which the package says itself. @throws {PackageInvalidError} */
function flowFile(flow: Element): string {
  const path = childText(flow, 'JsonFileName').replace(/^\//, '');
  if (path.startsWith('Workflows/')) return path;
  throw new PackageInvalidError('customizations.xml', 'a Workflow has no JsonFileName below /Workflows/.');
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
      addFile(files, `${folder}/FormXml/${type}/${nameIn(form, 'formid')}.xml`, wrapper);
    }
  }
  for (const view of views) {
    const wrapper = { name: 'savedqueries', attributes: xsi, parts: [view] };
    addFile(files, `${folder}/SavedQueries/${nameIn(view, 'savedqueryid')}.xml`, wrapper);
  }
  for (const chart of visualizations ? children(visualizations) : []) {
    addFile(files, `${folder}/Visualizations/${nameIn(chart, 'savedqueryvisualizationid')}.xml`, chart);
  }
  const ribbon = child(table, 'RibbonDiffXml');
  if (ribbon && children(ribbon).length > 0) addFile(files, `${folder}/RibbonDiff.xml`, ribbon);
  const parts = children(table).map((part) =>
    TABLE_PARTS.has(part.tagName) && part.tagName !== 'Name' && part.tagName !== 'EntityInfo'
      ? empty(part.tagName)
      : part,
  );
  addFile(files, `${folder}/Entity.xml`, { name: 'Entity', attributes: xsi, parts });
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
    addFile(files, `Other/Relationships/${table}.xml`, { name: 'EntityRelationships', attributes: xsi, parts });
  }
  const list = names.sort(byName).map((Name) => ({ name: 'EntityRelationship', attributes: { Name }, parts: [] }));
  if (list.length > 0)
    addFile(files, 'Other/Relationships.xml', { name: 'EntityRelationships', attributes: xsi, parts: list });
}

/** Where the file of one component goes, by its section. */
const PLACES: Readonly<Record<string, (component: Element) => string>> = {
  Roles: (role) => `Roles/${nameAt(role, 'name')}.xml`,
  Workflows: (flow) => `${flowFile(flow)}.data.xml`,
  optionsets: (choice) => `OptionSets/${nameAt(choice, 'Name')}.xml`,
  WebResources: (resource) => `WebResources/${childText(resource, 'Name')}.data.xml`,
  CustomControls: (control) => `Controls/${nameIn(control, 'Name')}/ControlManifest.xml.data.xml`,
  AppModuleSiteMaps: (map) => `AppModuleSiteMaps/${nameIn(map, 'SiteMapUniqueName')}/AppModuleSiteMap.xml`,
  AppModules: (app) => `AppModules/${nameIn(app, 'UniqueName')}/AppModule.xml`,
};

function splitSection(section: Element, files: SplitFiles): void {
  const place = PLACES[section.tagName];
  const components = children(section);
  if (section.tagName === 'Entities') for (const table of components) splitTable(table, files);
  else if (section.tagName === 'EntityRelationships') splitRelationships(section, files);
  else if (place) for (const component of components) addFile(files, place(component), component);
  else if (components.length > 0 && !KEPT_WHOLE.has(section.tagName)) {
    throw new PackageInvalidError('customizations.xml', `the section ${section.tagName} has no known place.`);
  }
}

/** The files that customizations.xml becomes. @throws {PackageInvalidError} for a part without a known place of its own. */
export function splitCustomizations(root: Element): SplitFiles {
  const files: SplitFiles = new Map();
  for (const section of children(root)) splitSection(section, files);
  addFile(files, 'Other/Customizations.xml', {
    name: root.tagName,
    attributes: Object.fromEntries(Array.from(root.attributes).map((item) => [item.name, item.value])),
    parts: children(root).map((section) => (KEPT_WHOLE.has(section.tagName) ? section : empty(section.tagName))),
  });
  return files;
}
