/**
 * @jest-environment jsdom
 *
 * Room tests. Site maps of any app as areas, groups and pages.
 */
import { areaOfPage, leadsTo, parseSiteMap, subAreaTarget } from '../../../../sandbox/app/shell/siteMap';

const SITE_MAP = `<SiteMap IntroducedVersion="7.0.0.0">
  <Area Id="sales"><Titles><Title LCID="1033" Title="Sales" /><Title LCID="1057" Title="Penjualan" /></Titles>
    <Group Id="work" Title="Work">
      <SubArea Id="orders" Entity="Contoso_Order" Client="All,Outlook,Web" />
      <SubArea Id="outlook" Entity="task" Client="OutlookLaptopClient" />
      <SubArea Id="start" Url="$webresource:contoso_/start.html?data=a%3Db" VectorIcon="$webresource:contoso_/start.svg"><Titles><Title LCID="1033" Title="Start" /></Titles></SubArea>
    </Group>
    <Group Id="empty" />
  </Area>
  <Area Id="service"><Group Id="g"><SubArea Id="cases" Entity="incident" /><SubArea Id="dash" DefaultDashboard="x" /></Group></Area>
  <Area Id="nothing"><Group Id="h" /></Area>
</SiteMap>`;

describe('parseSiteMap', () => {
  const areas = parseSiteMap(SITE_MAP);

  it('keeps areas, groups and subareas in order and leaves out what is empty or for another client', () => {
    expect(
      areas.map(({ id, groups }) => [
        id,
        groups.map((group) => [group.id, group.subAreas.map((subArea) => subArea.id)]),
      ]),
    ).toEqual([
      ['sales', [['work', ['orders', 'start']]]],
      ['service', [['g', ['cases', 'dash']]]],
    ]);
  });

  it('reads titles by LCID, and the older Title attribute as English', () => {
    expect(areas[0]?.titles).toEqual({ 1033: 'Sales', 1057: 'Penjualan' });
    expect(areas[0]?.groups[0]?.titles).toEqual({ 1033: 'Work' });
  });

  it('finds the site map inside the element an export wraps around it', () => {
    expect(parseSiteMap(`<AppModuleSiteMap>${SITE_MAP}</AppModuleSiteMap>`)).toEqual(areas);
  });

  it('takes no text for no areas', () => {
    expect(parseSiteMap(' ')).toEqual([]);
  });
});

describe('subAreaTarget', () => {
  const subArea = (changes: object) => ({ id: 's', titles: {}, ...changes });

  it.each([
    [{ entity: 'incident' }, { kind: 'page', page: { pageType: 'entitylist', entityName: 'incident' } }],
    [
      { url: '$webresource:a_/b.html?data=x%20y' },
      { kind: 'page', page: { pageType: 'webresource', webresourceName: 'a_/b.html', data: 'x y' } },
    ],
    [{ url: 'https://example.org/' }, { kind: 'address', href: 'https://example.org/' }],
    [{ url: '/phones' }, { kind: 'address', href: '/phones' }],
    [{ url: 'javascript:alert(1)' }, { kind: 'refused' }],
    [{ url: '//elsewhere' }, { kind: 'refused' }],
    [{}, { kind: 'refused' }],
  ])('of %j', (changes, expected) => {
    expect(subAreaTarget(subArea(changes))).toEqual(expected);
  });
});

describe('leadsTo and areaOfPage', () => {
  const areas = parseSiteMap(SITE_MAP);

  it('marks the table of a list and of its rows', () => {
    const cases = areas[1]?.groups[0]?.subAreas[0];
    if (!cases) throw new Error('The site map lost its subarea.');
    expect(leadsTo(cases, { pageType: 'entityrecord', entityName: 'incident', entityId: 'x' })).toBe(true);
    expect(leadsTo(cases, { pageType: 'entitylist', entityName: 'contact' })).toBe(false);
  });

  it('finds the area of a page, and none for a table outside the site map', () => {
    expect(
      areaOfPage(areas, { pageType: 'webresource', webresourceName: 'contoso_/start.html', data: 'a=b' })?.id,
    ).toBe('sales');
    expect(areaOfPage(areas, { pageType: 'entitylist', entityName: 'contact' })).toBeUndefined();
  });
});
