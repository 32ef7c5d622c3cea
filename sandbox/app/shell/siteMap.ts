/** Room sandbox/app. Reads SiteMap XML: areas, groups and subareas with their titles by LCID. */
import type { Labels } from '../../dataverse/model';
import type { PageInput } from '../contracts';
import { attribute, childElement, childElements, parseXml } from '../host/xml';

export interface SubArea {
  readonly id: string;
  readonly titles: Labels;
  readonly entity?: string;
  readonly url?: string;
  readonly icon?: string;
}
export interface SiteMapGroup {
  readonly id: string;
  readonly titles: Labels;
  readonly subAreas: readonly SubArea[];
}
export interface SiteMapArea {
  readonly id: string;
  readonly titles: Labels;
  readonly groups: readonly SiteMapGroup[];
}

/** Titles by LCID; the older `Title` attribute counts as English. */
function readTitles(element: Element): Labels {
  const titles = childElements(childElement(element, 'Titles'), 'Title').map(
    (title) => [title.getAttribute('LCID') ?? '', title.getAttribute('Title') ?? ''] as const,
  );
  const plain = attribute(element, 'Title');
  if (titles.length === 0 && plain !== undefined) return { 1033: plain };
  return Object.fromEntries(titles);
}

/** Subareas may be limited to clients; this one is the web. */
function isForWeb(element: Element): boolean {
  const clients = attribute(element, 'Client');
  return (
    clients === undefined || clients.split(',').some((client) => ['all', 'web'].includes(client.trim().toLowerCase()))
  );
}

const readSubArea = (element: Element): SubArea => ({
  id: element.getAttribute('Id') ?? '',
  titles: readTitles(element),
  entity: attribute(element, 'Entity')?.toLowerCase(),
  url: attribute(element, 'Url'),
  icon: attribute(element, 'VectorIcon') ?? attribute(element, 'Icon'),
});

/** The areas of a site map; groups and areas without a subarea for this client are left out. @throws {XmlInvalidError} */
export function parseSiteMap(xml: string): SiteMapArea[] {
  if (xml.trim() === '') return [];
  const root = parseXml(xml, 'site map');
  const siteMap = root.localName === 'SiteMap' ? root : childElement(root, 'SiteMap');
  return childElements(siteMap, 'Area')
    .map((area) => ({
      id: area.getAttribute('Id') ?? '',
      titles: readTitles(area),
      groups: childElements(area, 'Group')
        .map((group) => ({
          id: group.getAttribute('Id') ?? '',
          titles: readTitles(group),
          subAreas: childElements(group, 'SubArea').filter(isForWeb).map(readSubArea),
        }))
        .filter(({ subAreas }) => subAreas.length > 0),
    }))
    .filter(({ groups }) => groups.length > 0);
}

/** Where a subarea leads: a page of the app, an address, or nowhere the sandbox can go. */
export type SubAreaTarget =
  | { readonly kind: 'page'; readonly page: PageInput }
  | { readonly kind: 'address'; readonly href: string }
  | { readonly kind: 'refused' };

export function subAreaTarget({ entity, url }: SubArea): SubAreaTarget {
  if (url !== undefined && /^\$webresource:/i.test(url)) {
    const [name = '', query] = url.slice(url.indexOf(':') + 1).split('?', 2);
    const data = new URLSearchParams(query).get('data') ?? undefined;
    return { kind: 'page', page: { pageType: 'webresource', webresourceName: name, data } };
  }
  if (url !== undefined && /^(https?:\/\/|\/(?!\/))/i.test(url)) return { kind: 'address', href: url };
  if (entity !== undefined) return { kind: 'page', page: { pageType: 'entitylist', entityName: entity } };
  return { kind: 'refused' };
}

/** The first page of these areas. */
export function firstPage(areas: readonly SiteMapArea[]): PageInput | undefined {
  for (const subArea of areas.flatMap(({ groups }) => groups.flatMap(({ subAreas }) => subAreas))) {
    const target = subAreaTarget(subArea);
    if (target.kind === 'page') return target.page;
  }
  return undefined;
}

/** The area that holds the open page: its table or web resource. Undefined when no area does. */
export function areaOfPage(areas: readonly SiteMapArea[], page: PageInput | undefined): SiteMapArea | undefined {
  if (!page) return undefined;
  return areas.find((area) => area.groups.some((group) => group.subAreas.some((subArea) => leadsTo(subArea, page))));
}

/** Is the open page the subarea's, or a row of its table? */
export function leadsTo(subArea: SubArea, page: PageInput): boolean {
  const target = subAreaTarget(subArea);
  if (target.kind !== 'page') return false;
  if (target.page.pageType === 'webresource') {
    return (
      page.pageType === 'webresource' &&
      page.webresourceName === target.page.webresourceName &&
      (target.page.data ?? '') === (page.data ?? '')
    );
  }
  return page.pageType !== 'webresource' && target.page.entityName === page.entityName;
}
