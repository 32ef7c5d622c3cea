/** Room tests. Messages of the platform that the sandbox has not, and names that nobody has. */
import type { OpenedDataverse } from '../../../sandbox/dataverse/open';
import { ADMINISTRATOR_ID } from '../../../sandbox/dataverse/platform/ids';
import { builtInOperations } from '../../../sandbox/dataverse/webApi/messages';
import { noSuchMessage } from '../../../sandbox/dataverse/webApi/messages/notBuilt';
import { ask, errorOf, openOrganisation } from '../security/world';

let dataverse: OpenedDataverse;
let account: string;
beforeAll(() => {
  dataverse = openOrganisation();
  account = `accounts(${dataverse.rows.create('account', { name: 'A' })})`;
});
afterAll(() => dataverse.close());

const answerTo = async (method: string, path: string) => {
  const reply = await ask(dataverse, ADMINISTRATOR_ID, { method, path });
  return [reply.status, errorOf(reply).message];
};

it.each([
  ['POST', 'Merge', 'Merge'],
  ['GET', "RetrieveEntity(LogicalName='account')", 'RetrieveEntity'],
  ['POST', 'Microsoft.Dynamics.CRM.BulkDelete', 'BulkDelete'],
  ['POST', 'accounts/Microsoft.Dynamics.CRM.DeleteMultiple', 'DeleteMultiple'],
  ['DELETE', "EntityDefinitions(LogicalName='account')", 'changing definitions over the Web API; import a solution'],
  ['POST', 'CalculateTotalTimeIncident', 'CalculateTotalTimeIncident'],
  ['POST', 'InitializeAttachmentBlocksUpload', 'InitializeAttachmentBlocksUpload'],
  ['GET', "SearchByKeywordsKbArticle(SearchText='x')", 'SearchByKeywordsKbArticle'],
  ['POST', 'GrantAccess', 'GrantAccess: rows are not shared'],
])('%s %s is answered with 501 and the name', async (method, path, named) => {
  expect(await answerTo(method, path)).toEqual([501, `The sandbox does not support ${named}.`]);
});

it('names what a row cannot do, and calls a name that nobody knows a missing segment', async () => {
  const bound = await answerTo('GET', `${account}/Microsoft.Dynamics.CRM.RetrieveDuplicates`);
  expect(bound[0]).toBe(501);
  expect(await answerTo('POST', 'Merg')).toEqual([404, "Resource not found for the segment 'Merg'."]);
});

it.each(['DetectDuplicates', 'DeleteRecurrence'])('does not claim that the platform has %s', async (name) => {
  expect((await answerTo('POST', name))[0]).toBe(404);
});

it('has no message that is built', () => {
  for (const { name } of builtInOperations(dataverse)) expect(noSuchMessage(name, name).status).toBe(404);
});
