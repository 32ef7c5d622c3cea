/** Room tests. FetchXML and saved views in pages that the caller prefers. */
import type { OpenedDataverse } from '../../../sandbox/dataverse/open';
import { ADMINISTRATOR_ID } from '../../../sandbox/dataverse/platform/ids';
import { ask, errorOf, openOrganisation, type Reply } from '../security/world';

const ROWS = ['A', 'B', 'C'];
const FETCH = '<fetch><entity name="account"><attribute name="name"/><order attribute="name"/></entity></fetch>';
const ROOT = 'http://localhost/api/data/v9.2/accounts?';

let dataverse: OpenedDataverse;
beforeAll(() => {
  dataverse = openOrganisation();
  for (const name of ROWS) dataverse.rows.create('account', { name });
});
afterAll(() => dataverse.close());

const get = (query: string, prefer = 'odata.maxpagesize=2'): Promise<Reply> =>
  ask(dataverse, ADMINISTRATOR_ID, { path: 'accounts', query, headers: { prefer } });
const names = ({ body }: Reply): unknown[] => (body['value'] as { name: string }[]).map(({ name }) => name);
const fetchOf = (text: string): string => `fetchXml=${encodeURIComponent(text)}`;
const save = (fetchxml: string): string =>
  `userQuery=${dataverse.rows.create('userquery', { name: 'Mine', returnedtypecode: 'account', querytype: 0, fetchxml })}`;

it('links the pages of a saved view, which has no other way to its next page', async () => {
  const first = await get(save(FETCH));
  expect(names(first)).toEqual(['A', 'B']);
  const link = String(first.body['@odata.nextLink']);
  expect(link.startsWith(ROOT)).toBe(true);
  const second = await get(link.slice(ROOT.length));
  expect([names(second), second.body['@odata.nextLink']]).toEqual([['C'], undefined]);
});

it.each(['$select=name&$orderby=name', ''])(
  'goes on behind the last row when a link is followed with another page size: %s',
  async (query) => {
    const first = await get(query === '' ? save(FETCH) : query, 'odata.maxpagesize=1');
    expect(names(first)).toEqual(['A']);
    const link = String(first.body['@odata.nextLink']).slice(ROOT.length);
    expect(names(await get(link, 'odata.maxpagesize=2'))[0]).toBe('B');
    expect(names(await get(link, 'return=representation'))[0]).toBe('B');
  },
);

it('refuses a $skiptoken that is none of its own', async () => {
  const token = encodeURIComponent('<cookie pagenumber="2" pagingcookie="" istracking="False" />');
  expect(errorOf(await get(`$select=name&$skiptoken=${token}`)).code).toBe('0x80060888');
});

it('gives FetchXML that says nothing about pages in those that are preferred, with cookies instead of links', async () => {
  const reply = await get(fetchOf(FETCH), 'odata.maxpagesize=2,odata.include-annotations="*"');
  expect(names(reply)).toEqual(['A', 'B']);
  expect(reply.body).toMatchObject({ '@Microsoft.Dynamics.CRM.morerecords': true });
  expect(reply.body).not.toHaveProperty(['@odata.nextLink']);
});

it.each(['count="3"', 'top="3"'])('leaves it to FetchXML with %s how many rows there are', async (limit) => {
  const text = FETCH.replace('<fetch', `<fetch ${limit}`);
  expect(names(await get(fetchOf(text)))).toEqual(ROWS);
  expect(names(await get(save(text)))).toEqual(ROWS);
});

it.each(['$select=name', "$filter=name eq 'A'", '$orderby=name', '$top=1'])(
  'says that %s does nothing beside FetchXML, instead of passing it over',
  async (option) => {
    const reply = await get(`${fetchOf(FETCH)}&${option.replaceAll(' ', '%20')}`);
    expect([reply.status, errorOf(reply).message]).toEqual([501, expect.stringContaining(option.split('=')[0] ?? '')]);
  },
);
