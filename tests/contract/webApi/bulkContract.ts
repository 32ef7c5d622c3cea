/** Room tests. Messages about many rows, and InitializeFrom: Microsoft Learn, "Use bulk operation messages" and "Create a table row using the Web API". */
import type { Answer, WebApiClient } from './client';
import { errorCode, uniqueName } from './client';

const CONTACT = 'Microsoft.Dynamics.CRM.contact';
const NOBODY = '11111111-2222-4333-8444-555555555555';

export function describeBulkMessages(client: () => WebApiClient): void {
  describe('messages about many rows', () => {
    const label = uniqueName('Bulk');
    const send = (message: string, targets: readonly object[]): Promise<Answer> =>
      client().send('POST', `contacts/Microsoft.Dynamics.CRM.${message}`, { Targets: targets });
    const names = async (): Promise<unknown[]> =>
      (await client().rows(`contacts?$select=firstname&$filter=lastname eq '${label}'&$orderby=firstname`)).map(
        (row) => row.firstname,
      );
    let ids: string[] = [];

    beforeEach(async () => {
      const answer = await send(
        'CreateMultiple',
        ['Ayu', 'Bagus'].map((firstname) => ({ '@odata.type': CONTACT, firstname, lastname: label })),
      );
      expect(answer.status).toBe(200);
      expect(answer.body['@odata.context']).toMatch(/\$metadata#Microsoft\.Dynamics\.CRM\.CreateMultipleResponse$/);
      ids = (answer.body.Ids as string[]).map((id) => client().track('contacts', id));
    });
    afterEach(() => client().cleanUp());

    it('creates rows and answers with their ids in order', async () => {
      expect(ids).toHaveLength(2);
      expect(await names()).toEqual(['Ayu', 'Bagus']);
      const { body } = await client().get(`contacts(${ids[1]})?$select=firstname`);
      expect(body.firstname).toBe('Bagus');
    });

    it('changes rows by their ids', async () => {
      const answer = await send(
        'UpdateMultiple',
        ids.map((contactid, index) => ({ '@odata.type': CONTACT, contactid, firstname: `Changed ${index}` })),
      );
      expect(answer.status).toBe(204);
      expect(await names()).toEqual(['Changed 0', 'Changed 1']);
    });

    it('changes rows that are there and creates the others', async () => {
      const answer = await send('UpsertMultiple', [
        { '@odata.type': CONTACT, '@odata.id': `contacts(${ids[0]})`, firstname: 'Changed' },
        { '@odata.type': CONTACT, '@odata.id': `contacts(${NOBODY})`, firstname: 'New', lastname: label },
      ]);
      expect(answer.status).toBe(204);
      client().track('contacts', NOBODY);
      expect(await names()).toEqual(['Bagus', 'Changed', 'New']);
    });

    it.each(['CreateMultiple', 'UpdateMultiple', 'UpsertMultiple'])('%s does all or nothing', async (message) => {
      const answer = await send(message, [
        { '@odata.type': CONTACT, '@odata.id': `contacts(${ids[0]})`, firstname: 'Changed', lastname: label },
        { '@odata.type': CONTACT, '@odata.id': `contacts(${ids[1]})`, gendercode: 99 },
      ]);
      expect(answer.status).toBe(400);
      expect(await names()).toEqual(['Ayu', 'Bagus']);
    });

    it('refuses to change a row that is not there', async () => {
      const answer = await send('UpdateMultiple', [
        { '@odata.type': CONTACT, contactid: ids[0], firstname: 'Changed' },
        { '@odata.type': CONTACT, contactid: NOBODY, firstname: 'Changed' },
      ]);
      expect(answer.status).toBe(404);
      expect(errorCode(answer)).toBe('0x80040217');
      expect(await names()).toEqual(['Ayu', 'Bagus']);
    });

    it.each([
      ['no targets', []],
      ['a target without a type', [{ firstname: 'X' }]],
      ['a target of another table', [{ '@odata.type': 'Microsoft.Dynamics.CRM.account', name: 'X' }]],
    ])('refuses %s', async (_what, targets) => {
      expect((await send('CreateMultiple', targets)).status).toBe(400);
    });
  });

  describe('InitializeFrom', () => {
    const initialize = (id: string, target: string): Promise<Answer> =>
      client().get(
        `InitializeFrom(EntityMoniker=@p1,TargetEntityName=@p2,TargetFieldType=@p3)?@p1={'@odata.id':'accounts(${id})'}&@p2='${target}'&@p3=Microsoft.Dynamics.CRM.TargetFieldType'ValidForCreate'`,
      );

    it('gives what a row below another one starts with, ready to be posted, and creates nothing', async () => {
      const parent = await client().create('accounts', { name: uniqueName('Parent'), address1_city: 'Bandung' });
      const answer = await initialize(parent, 'account');
      expect(answer.status).toBe(200);
      const { '@odata.context': context, '@odata.type': type, ...values } = answer.body;
      expect(context).toMatch(/\$metadata#accounts\/\$entity$/);
      expect(type).toBe('#Microsoft.Dynamics.CRM.account');
      expect(values).toMatchObject({
        'parentaccountid@odata.bind': `accounts(${parent})`,
        address1_city: 'Bandung',
      });
      expect(values).not.toHaveProperty('name');
      const child = await client().create('accounts', { ...values, name: uniqueName('Child') });
      const { body } = await client().get(`accounts(${child})?$select=address1_city,_parentaccountid_value`);
      expect(body).toMatchObject({ address1_city: 'Bandung', _parentaccountid_value: parent });
    });

    it('refuses a row that is not there', async () => {
      expect((await initialize(NOBODY, 'account')).status).toBe(404);
    });
  });
}
