/**
 * Room sandbox/app. Addresses of the app's pages: `main.aspx` with its query string, as the platform writes it
 * (Microsoft Learn, "Open forms, views, dialogs, and reports with a URL"), and the browser's history.
 */
import type { PageInput } from '../contracts';

export interface Route {
  readonly app: string;
  /** Undefined: the app's first page. */
  readonly page: PageInput | undefined;
  /** Test switch `lcid`: shows this address in another language than the user's. */
  readonly lcid?: number;
  /** Test switch `rtl=1`: shows this address from right to left. */
  readonly rtl: boolean;
}

const bareId = (id: string): string => id.replace(/[{}]/g, '').toLowerCase();

function parseDefaults(extraqs: string | null): Record<string, unknown> | undefined {
  if (extraqs === null || extraqs === '') return undefined;
  return Object.fromEntries(new URLSearchParams(extraqs));
}

function parsePage(query: URLSearchParams): PageInput | undefined {
  const table = query.get('etn') ?? '';
  switch ((query.get('pagetype') ?? '').toLowerCase()) {
    case 'entitylist':
      return {
        pageType: 'entitylist',
        entityName: table,
        viewId: query.has('viewid') ? bareId(query.get('viewid') ?? '') : undefined,
      };
    case 'entityrecord':
      return {
        pageType: 'entityrecord',
        entityName: table,
        entityId: query.get('id') ? bareId(query.get('id') ?? '') : undefined,
        formId: query.get('formid') ? bareId(query.get('formid') ?? '') : undefined,
        data: parseDefaults(query.get('extraqs')),
      };
    case 'webresource':
      return {
        pageType: 'webresource',
        webresourceName: query.get('webresourceName') ?? '',
        data: query.get('data') ?? undefined,
      };
    default:
      return undefined;
  }
}

/** Reads an address's query string, with or without its question mark. */
export function parseRoute(search: string): Route {
  const query = new URLSearchParams(search);
  const lcid = Number(query.get('lcid') ?? '');
  return {
    app: query.get('appname') ?? '',
    page: parsePage(query),
    lcid: Number.isInteger(lcid) && lcid > 0 ? lcid : undefined,
    rtl: query.get('rtl') === '1',
  };
}

const isPlain = (value: unknown): value is string | number | boolean =>
  ['string', 'number', 'boolean'].includes(typeof value);

function pageParameters(page: PageInput): Array<[string, string | undefined]> {
  switch (page.pageType) {
    case 'entitylist':
      return [
        ['pagetype', 'entitylist'],
        ['etn', page.entityName],
        ['viewid', page.viewId],
      ];
    case 'entityrecord': {
      // Lookups and the row it is created from travel in the history's state; an address carries plain values only.
      const plain = Object.entries(page.data ?? {}).filter(([, value]) => isPlain(value));
      const extraqs =
        plain.length > 0
          ? new URLSearchParams(plain.map(([name, value]) => [name, String(value)])).toString()
          : undefined;
      return [
        ['pagetype', 'entityrecord'],
        ['etn', page.entityName],
        ['id', page.entityId === undefined ? undefined : bareId(page.entityId)],
        ['formid', page.formId],
        ['extraqs', extraqs],
      ];
    }
    case 'webresource':
      return [
        ['pagetype', 'webresource'],
        ['webresourceName', page.webresourceName],
        ['data', page.data],
      ];
  }
}

/** The address of a route, from the server's root. */
export function toHref(route: Route): string {
  const query = new URLSearchParams({ appname: route.app });
  for (const [name, value] of route.page ? pageParameters(route.page) : []) {
    if (value !== undefined && value !== '') query.set(name, value);
  }
  if (route.lcid !== undefined) query.set('lcid', String(route.lcid));
  if (route.rtl) query.set('rtl', '1');
  return `/main.aspx?${query.toString()}`;
}
