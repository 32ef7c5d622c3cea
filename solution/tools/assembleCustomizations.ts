/**
 * Room solution. Puts the parts of the unpacked source together to customizations.xml, in the order that a platform
 * export has (seen in the packages that Microsoft publishes in PowerApps-Samples).
 */
import { SourceInvalidError } from './errors';
import type { SolutionSource, TableSource } from './readSource';
import { child, children, toExportXml, type Wrapper, type XmlPart } from './xml';

/** Children of `ImportExportXml` in their order. Those marked are written even when empty. */
const SECTIONS: readonly { readonly name: string; readonly always: boolean }[] = [
  { name: 'Entities', always: true },
  { name: 'Roles', always: true },
  { name: 'Workflows', always: true },
  { name: 'FieldSecurityProfiles', always: true },
  { name: 'Templates', always: true },
  { name: 'EntityMaps', always: true },
  { name: 'EntityRelationships', always: true },
  { name: 'OrganizationSettings', always: true },
  { name: 'optionsets', always: true },
  { name: 'WebResources', always: false },
  { name: 'CustomControls', always: false },
  { name: 'AppModuleSiteMaps', always: false },
  { name: 'AppModules', always: false },
  { name: 'EntityDataProviders', always: true },
  { name: 'connectionreferences', always: false },
  { name: 'Languages', always: false },
];

/** Parts of a table that have files of their own, and those that come before them; any other stays in Entity.xml. */
export const TABLE_PARTS: ReadonlySet<string> = new Set([
  'Name',
  'EntityInfo',
  'FormXml',
  'SavedQueries',
  'Visualizations',
  'RibbonDiffXml',
]);

const XSI = { 'xmlns:xsi': 'http://www.w3.org/2001/XMLSchema-instance' };

function toEntity(table: TableSource): Wrapper {
  const types = [...new Set(table.forms.map((form) => form.type))];
  const forms = types.map((type): Wrapper => ({
    name: 'forms',
    attributes: { type },
    parts: table.forms.filter((form) => form.type === type).map((form) => form.form),
  }));
  const views: Wrapper[] =
    table.views.length === 0 ? [] : [{ name: 'savedqueries', parts: table.views.map((file) => file.view) }];
  const charts = table.charts.map((file) => file.chart);
  const entity = table.entity;
  const others = children(entity.root).filter((part) => !TABLE_PARTS.has(part.tagName));
  const parts = ['Name', 'EntityInfo'].map((name) => {
    const part = child(entity.root, name);
    if (!part) throw new SourceInvalidError(entity.path, `the element ${name} is missing.`);
    return part;
  });
  return {
    name: 'Entity',
    parts: [
      ...parts,
      ...(forms.length === 0 ? [] : [{ name: 'FormXml', parts: forms }]),
      ...(views.length === 0 ? [] : [{ name: 'SavedQueries', parts: views }]),
      ...(charts.length === 0 ? [] : [{ name: 'Visualizations', parts: charts }]),
      table.ribbon?.root ?? { name: 'RibbonDiffXml', parts: [] },
      ...others,
    ],
  };
}

function partsOf(source: SolutionSource, section: string): readonly XmlPart[] {
  switch (section) {
    case 'Entities':
      return source.tables.map(toEntity);
    case 'Roles':
      return source.roles.map((file) => file.root);
    case 'Workflows':
      return source.flows.map((file) => file.root);
    case 'EntityRelationships':
      return source.relationships.map((file) => file.relationship);
    case 'optionsets':
      return source.choices.map((file) => file.root);
    case 'WebResources':
      return source.webResources.map((file) => file.root);
    case 'CustomControls':
      return source.controls.map((file) => file.root);
    case 'AppModuleSiteMaps':
      return source.siteMaps.map((file) => file.root);
    case 'AppModules':
      return source.apps.map((file) => file.root);
    default: {
      const written = child(source.customizations.root, section);
      return written ? children(written) : [];
    }
  }
}

/** Text of customizations.xml. @throws {SourceInvalidError} for a section whose place is not known. */
export function assembleCustomizations(source: SolutionSource): string {
  const { root, path } = source.customizations;
  const known = new Set(SECTIONS.map((section) => section.name));
  const stranger = children(root).find((section) => !known.has(section.tagName));
  if (stranger) throw new SourceInvalidError(path, `the section ${stranger.tagName} has no known place.`);
  const sections = SECTIONS.map((section) => ({ ...section, parts: partsOf(source, section.name) }));
  return toExportXml({
    name: 'ImportExportXml',
    attributes: {
      ...XSI,
      ...Object.fromEntries(Array.from(root.attributes).map((item) => [item.name, item.value])),
    },
    parts: sections.filter((section) => section.always || section.parts.length > 0),
  });
}
