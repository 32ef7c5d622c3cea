import type { WebApiClient } from './client';
import { idIn, uniqueName } from './client';

/** Headers: Microsoft Learn, "Compose HTTP requests and handle errors" and "Optional parameters", and those that clients are seen to send. */
export function describeHeaders(client: () => WebApiClient): void {
  describe('headers', () => {
    let accountId: string;

    beforeAll(async () => {
      accountId = await client().create('accounts', { name: uniqueName('Headers') });
    });

    it.each<[string, Record<string, string>]>([
      ['If-None-Match: null', { 'if-none-match': 'null' }],
      ['Consistency: Strong', { consistency: 'Strong' }],
      ['Cache-Control: no-cache', { 'cache-control': 'no-cache' }],
      ['another Accept', { accept: '*/*' }],
      ['a content type without a body', { 'content-type': 'application/json; charset=utf-8' }],
      ['several preferences', { prefer: 'odata.maxpagesize=3, odata.include-annotations="*", odata.track-changes' }],
    ])('a read goes on with %s', async (_what, headers) => {
      const answer = await client().get(`accounts(${accountId})?$select=name`, headers);
      expect(answer.status).toBe(200);
      expect(answer.headers.get('odata-version')).toBe('4.0');
      expect(answer.headers.get('content-type')).toMatch(/^application\/json; odata.metadata=minimal/);
    });

    it.each<[string, Record<string, string>]>([
      ['MSCRM.SuppressDuplicateDetection', { 'mscrm.suppressduplicatedetection': 'true' }],
      ['MSCRM.BypassCustomPluginExecution', { 'mscrm.bypasscustompluginexecution': 'true' }],
      ['MSCRM.SolutionUniqueName', { 'mscrm.solutionuniquename': 'Default' }],
      ['MSCRM.MergeLabels', { 'mscrm.mergelabels': 'true' }],
      ['a character set', { 'content-type': 'application/json; charset=utf-8; odata.metadata=minimal' }],
      ['If-None-Match: null', { 'if-none-match': 'null' }],
    ])('a create goes on with %s', async (_what, headers) => {
      const answer = await client().send('POST', 'accounts', { name: uniqueName('Created') }, headers);
      expect(answer.status).toBe(204);
      client().track('accounts', idIn(answer));
    });

    it('the preferences that were applied are named', async () => {
      const prefer = 'odata.maxpagesize=2,odata.include-annotations="*"';
      const answer = await client().get('accounts?$select=name&$top=1', { prefer: 'odata.include-annotations="*"' });
      expect(answer.headers.get('preference-applied')).toContain('odata.include-annotations="*"');
      const paged = await client().get('accounts?$select=name', { prefer });
      expect(paged.headers.get('preference-applied')).toContain('odata.maxpagesize=2');
      const quiet = await client().get('accounts?$select=name&$top=1');
      expect(quiet.headers.get('preference-applied')).toBeNull();
    });

    it('a user can be named to act as, by either header, and has to be one', async () => {
      const { body } = await client().get('WhoAmI');
      for (const header of ['mscrmcallerid', 'callerobjectid']) {
        const unknown = await client().get('WhoAmI', { [header]: '00000000-0000-4000-8000-000000000001' });
        expect(unknown.status).toBeGreaterThanOrEqual(400);
      }
      const same = await client().get('WhoAmI', { mscrmcallerid: String(body.UserId) });
      expect(same.body.UserId).toBe(body.UserId);
    });

    it('an etag is a number that every write raises', async () => {
      const versionOf = async (set: string, id: string): Promise<number> => {
        const etag = String((await client().get(`${set}(${id})`)).body['@odata.etag']);
        return Number(/^W\/"(\d+)"$/.exec(etag)?.[1]);
      };
      const before = await versionOf('accounts', accountId);
      await client().send('PATCH', `accounts(${accountId})`, { fax: '1' });
      const after = await versionOf('accounts', accountId);
      expect(after).toBeGreaterThan(before);

      const contactId = await client().create('contacts', { lastname: uniqueName('Linked') });
      const contactBefore = await versionOf('contacts', contactId);
      const link = { '@odata.id': `${client().serviceRoot}contacts(${contactId})` };
      await client().send('POST', `accounts(${accountId})/contact_customer_accounts/$ref`, link);
      expect(await versionOf('contacts', contactId)).toBeGreaterThan(contactBefore);
      expect(await versionOf('accounts', accountId)).toBe(after);
    });

    it('If-None-Match with the etag answers 304, but not with an expansion or annotations', async () => {
      const table = await client().get(
        "EntityDefinitions(LogicalName='account')?$select=IsOptimisticConcurrencyEnabled",
      );
      expect(table.body.IsOptimisticConcurrencyEnabled).toBe(true);
      const address = `accounts(${accountId})?$select=name`;
      const etag = String((await client().get(address)).body['@odata.etag']);
      expect((await client().get(address, { 'if-none-match': etag })).status).toBe(304);
      const annotated = { 'if-none-match': etag, prefer: 'odata.include-annotations="*"' };
      expect((await client().get(address, annotated)).status).toBe(200);
      const expanded = `${address}&$expand=primarycontactid($select=lastname)`;
      expect((await client().get(expanded, { 'if-none-match': etag })).status).toBe(200);
    });

    it('If-Match with an older etag answers 412', async () => {
      const stale = { 'if-match': 'W/"1"' };
      const answer = await client().send('PATCH', `accounts(${accountId})`, { fax: '2' }, stale);
      expect([answer.status, answer.text.includes("doesn't match the RowVersion property provided")]).toEqual([
        412,
        true,
      ]);
      expect((await client().send('DELETE', `accounts(${accountId})`, undefined, stale)).status).toBe(412);
    });

    // OData 4.0 Protocol, "Header If-Match" and "Managing Values and Properties Directly".
    it('If-Match holds for single properties too', async () => {
      const property = `accounts(${accountId})/telephone2`;
      const etag = String((await client().get(`accounts(${accountId})?$select=name`)).body['@odata.etag']);
      const meant = { 'if-match': etag };
      expect((await client().send('PUT', property, { value: '1' }, meant)).status).toBe(204);
      expect((await client().send('PUT', property, { value: '2' }, meant)).status).toBe(412);
      expect((await client().send('DELETE', property, undefined, meant)).status).toBe(412);
      expect((await client().get(property)).body.value).toBe('1');
      expect((await client().send('DELETE', property, undefined, { 'if-match': '*' })).status).toBe(204);
    });
  });
}
