/** Room tests. FetchXML that orders by a choice: by its label, as the user reads it, or by its value. */
import type { OpenedDataverse } from '../../../sandbox/dataverse/open';
import { ADMINISTRATOR_ID } from '../../../sandbox/dataverse/platform/ids';
import { ask, openOrganisation } from '../security/world';

let dataverse: OpenedDataverse;
beforeAll(() => {
  dataverse = openOrganisation();
  const customerid = { table: 'account', id: dataverse.rows.create('account', { name: 'Customer' }) };
  for (const [title, prioritycode] of Object.entries({ high: 1, normal: 2, low: 3 }))
    dataverse.rows.create('incident', { title, prioritycode, customerid });
});
afterAll(() => dataverse.close());

const titles = async (fetch: string, order: string): Promise<unknown[]> => {
  const xml = `<fetch ${fetch}><entity name="incident"><attribute name="title"/><order attribute="prioritycode" ${order}/></entity></fetch>`;
  const { body } = await ask(dataverse, ADMINISTRATOR_ID, {
    path: 'incidents',
    query: `fetchXml=${encodeURIComponent(xml)}`,
  });
  return (body['value'] as { title: string }[]).map(({ title }) => title);
};

it.each([
  [1033, ['high', 'low', 'normal']],
  [1057, ['normal', 'low', 'high']],
])('goes by the label in the language %s', async (uilanguageid, expected) => {
  await ask(dataverse, ADMINISTRATOR_ID, {
    method: 'PATCH',
    path: `usersettingscollection(${ADMINISTRATOR_ID})`,
    body: { uilanguageid },
  });
  expect(await titles('', '')).toEqual(expected);
  expect(await titles('', 'descending="true"')).toEqual([...expected].reverse());
});

it('goes by the value where the query says so', async () => {
  expect(await titles('useraworderby="true"', 'descending="true"')).toEqual(['low', 'normal', 'high']);
});
