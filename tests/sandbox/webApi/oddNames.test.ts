/** Room tests. Names and texts of callers that mean something to the program itself: they are answered like any other unknown name. */
import type { OpenedDataverse } from '../../../sandbox/dataverse/open';
import { ADMINISTRATOR_ID } from '../../../sandbox/dataverse/platform/ids';
import { openImportHost } from '../solutions/importHost';
import { attribute, toolZip } from '../solutions/solutionZip';
import { ask, openOrganisation, type Reply } from '../security/world';

let dataverse: OpenedDataverse;
beforeAll(() => {
  dataverse = openOrganisation();
  const parent = dataverse.rows.create('account', { name: 'Parent' });
  for (const name of ['Same', 'Same', 'Other'])
    dataverse.rows.create('account', { name, parentaccountid: { table: 'account', id: parent } });
});
afterAll(() => dataverse.close());

const get = (path: string, query = '', headers = {}): Promise<Reply> =>
  ask(dataverse, ADMINISTRATOR_ID, { path, query, headers });
const fetchXml = (text: string): string => `fetchXml=${encodeURIComponent(text)}`;
const account = (inner: string): string => fetchXml(`<fetch><entity name="account">${inner}</entity></fetch>`);

describe.each(['constructor', 'toString', '__proto__'])('%s', (name) => {
  it.each<[string, string, string]>([
    ['no function', 'accounts', `$filter=${name}(name,'x')`],
    ['no query function', 'accounts', `$filter=Microsoft.Dynamics.CRM.${name}(PropertyName='name',PropertyValue='x')`],
    ['no aggregate', 'accounts', `$apply=aggregate(revenue with ${name} as total)`],
    ['no operator', 'accounts', account(`<filter><condition attribute="name" operator="${name}" value="x"/></filter>`)],
    [
      'no kind of join',
      'accounts',
      account(`<link-entity name="contact" from="parentcustomerid" to="accountid" link-type="${name}"/>`),
    ],
    ['no property of a definition', `EntityDefinitions(LogicalName='account')/${name}`, ''],
    ['nothing to select of a definition', 'EntityDefinitions', `$select=${name}`],
    ['nothing to expand of a definition', "EntityDefinitions(LogicalName='account')", `$expand=${name}`],
    ['nothing to filter definitions by', 'EntityDefinitions', `$filter=${name} eq 'x'`],
  ])('is %s', async (_what, path, query) => {
    expect([400, 404, 501]).toContain((await get(path, query)).status);
  });
});

it('is no type of a column of a solution', async () => {
  const importer = openImportHost();
  const answer = await importer.importZip(toolZip({ attributes: [attribute('constructor', 'acme_Odd', '')] }));
  expect(answer.message).toContain('attribute type by name constructor');
  importer.close();
});

it('leaves the program as it is when an alias is a name of its own', async () => {
  const link =
    '<link-entity name="account" from="accountid" to="parentaccountid" alias="__proto__"><attribute name="name"/></link-entity>';
  const reply = await get('accounts', account(`<attribute name="name"/>${link}`));
  expect(({} as Record<string, unknown>)['name']).toBeUndefined();
  expect(reply.body['value']).toContainEqual(expect.objectContaining({ name: 'Other', '__proto__.name': 'Parent' }));
});

it('says that a pattern is too long for a comparison', async () => {
  const reply = await get('accounts', `$filter=contains(name,'${'x'.repeat(60_000)}')`);
  expect([reply.status, reply.text]).toEqual([400, expect.stringContaining('0x8004430c')]);
});

it('counts rows that are the same in all that is asked for once', async () => {
  const query = fetchXml(
    '<fetch distinct="true" returntotalrecordcount="true"><entity name="account"><attribute name="name"/><order attribute="name"/></entity></fetch>',
  );
  const { body } = await get('accounts', query, { prefer: 'odata.include-annotations="*"' });
  expect([(body['value'] as unknown[]).length, body['@Microsoft.Dynamics.CRM.totalrecordcount']]).toEqual([3, 3]);
});
