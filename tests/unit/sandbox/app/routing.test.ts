/** Room tests. Addresses of the app's pages, both ways. */
import { parseRoute, toHref, type Route } from '../../../../sandbox/app/host/routing';

const ID = '0f6e2d3a-0000-4000-8000-00000000aaaa';

describe('parseRoute', () => {
  it('reads a list with its view, ids without braces and in lower case', () => {
    expect(
      parseRoute(`?appname=contoso&pagetype=entitylist&etn=incident&viewid=%7B${ID.toUpperCase()}%7D`).page,
    ).toEqual({
      pageType: 'entitylist',
      entityName: 'incident',
      viewId: ID,
    });
  });

  it('reads the test switches for language and direction', () => {
    expect(parseRoute('?appname=contoso&lcid=1057&rtl=1')).toEqual({
      app: 'contoso',
      page: undefined,
      lcid: 1057,
      rtl: true,
    });
    expect(parseRoute('?appname=contoso&lcid=english')).toMatchObject({ lcid: undefined, rtl: false });
  });

  it.each<Route>([
    { app: 'contoso', page: undefined, lcid: undefined, rtl: false },
    {
      app: 'a&b',
      page: { pageType: 'entitylist', entityName: 'incident', viewId: undefined },
      lcid: undefined,
      rtl: false,
    },
    {
      app: 'a',
      page: { pageType: 'entityrecord', entityName: 'incident', entityId: ID, formId: ID, data: undefined },
      lcid: 1057,
      rtl: true,
    },
    {
      app: 'a',
      page: {
        pageType: 'entityrecord',
        entityName: 'incident',
        entityId: undefined,
        formId: undefined,
        data: { title: 'A & B = C' },
      },
      lcid: undefined,
      rtl: false,
    },
    {
      app: 'a',
      page: { pageType: 'webresource', webresourceName: 'c_/p.html', data: '{"x":"é"}' },
      lcid: undefined,
      rtl: false,
    },
  ])('reads back what toHref wrote: %j', (route) => {
    const href = toHref(route);
    expect(href).toMatch(/^\/main\.aspx\?/);
    expect(parseRoute(href.slice(href.indexOf('?')))).toEqual(route);
  });
});
