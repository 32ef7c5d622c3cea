/** Room sandbox/dataverse, solutions. Model-driven apps and their site maps. */
import { toStableId } from '../platform/ids';
import { invalidCustomizations } from './faults';
import { rowLabels } from './rowLabels';
import type { ComponentRow } from './solutionPackage';
import {
  attribute,
  bareId,
  child,
  childText,
  children,
  descriptions,
  flag,
  localizedNames,
  serialize,
  singleLabel,
  wholeNumber,
  type Element,
} from './xml';

/** Site maps and apps. Their ids follow from their unique names: the file gives none. */
export function readApps(customizations: Element): ComponentRow[] {
  return [
    ...children(child(customizations, 'AppModuleSiteMaps'), 'AppModuleSiteMap').map(toSiteMapRow),
    ...children(child(customizations, 'AppModules'), 'AppModule').map(toAppRow),
  ];
}

function toSiteMapRow(element: Element): ComponentRow {
  const uniqueName = childText(element, 'SiteMapUniqueName') ?? '';
  const component = { type: 'Site Map', name: uniqueName };
  const siteMap = child(element, 'SiteMap');
  if (uniqueName === '' || !siteMap)
    throw invalidCustomizations(`The site map ${uniqueName} has no unique name or no SiteMap.`, component);
  return {
    table: 'sitemap',
    id: toStableId(`sitemap/${uniqueName}`),
    ...component,
    uniqueColumn: 'sitemapnameunique',
    labels: rowLabels({ sitemapname: localizedNames(element) }),
    values: {
      sitemapnameunique: uniqueName,
      sitemapname: singleLabel(localizedNames(element)) ?? uniqueName,
      sitemapxml: serialize(siteMap),
      enablecollapsiblegroups: flag(childText(element, 'EnableCollapsibleGroups')) ?? false,
      showhome: flag(childText(element, 'ShowHome')) ?? true,
      showpinned: flag(childText(element, 'ShowPinned')) ?? true,
      showrecents: flag(childText(element, 'ShowRecents')) ?? true,
    },
  };
}

function toAppRow(element: Element): ComponentRow {
  const uniqueName = childText(element, 'UniqueName') ?? '';
  const component = { type: 'App Module', name: uniqueName };
  if (uniqueName === '') throw invalidCustomizations('An app has no UniqueName.', component);
  const webResourceId = childText(element, 'WebResourceId');
  return {
    table: 'appmodule',
    id: toStableId(`appmodule/${uniqueName}`),
    ...component,
    uniqueColumn: 'uniquename',
    labels: rowLabels({ name: localizedNames(element), description: descriptions(element) }),
    values: {
      uniquename: uniqueName,
      name: singleLabel(localizedNames(element)) ?? uniqueName,
      description: singleLabel(descriptions(element)) ?? null,
      appmoduleversion: childText(element, 'IntroducedVersion') ?? null,
      clienttype: wholeNumber(childText(element, 'ClientType')) ?? 4,
      formfactor: wholeNumber(childText(element, 'FormFactor')) ?? 1,
      navigationtype: wholeNumber(childText(element, 'NavigationType')) ?? 0,
      webresourceid: webResourceId === undefined ? null : bareId(webResourceId),
      descriptor: JSON.stringify(readDescriptor(element)),
      statecode: wholeNumber(childText(element, 'statecode')) ?? 0,
    },
  };
}

function readDescriptor(element: Element): { components: object[]; roles: string[] } {
  return {
    components: children(child(element, 'AppModuleComponents'), 'AppModuleComponent').map((component) => {
      const id = attribute(component, 'id');
      const schemaName = attribute(component, 'schemaName');
      return {
        type: wholeNumber(attribute(component, 'type')) ?? 0,
        ...(schemaName === undefined ? {} : { schemaName }),
        ...(id === undefined ? {} : { id: bareId(id) }),
      };
    }),
    roles: children(child(element, 'AppModuleRoleMaps'), 'Role').map((role) => bareId(attribute(role, 'id') ?? '')),
  };
}
