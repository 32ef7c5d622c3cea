import type { RowBody, WebApiClient } from './client';

const FETCH =
  '<fetch version="1.0" mapping="logical"><entity name="account"><attribute name="accountid" /><attribute name="name" /></entity></fetch>';
const LAYOUT =
  '<grid name="resultset" jump="name" select="1" icon="1" preview="1"><row name="result" id="accountid"><cell name="name" width="200" /></row></grid>';

/**
 * Texts in several languages: Microsoft Learn, "RetrieveLocLabels Function", "SetLocLabels Action", and "Create and use custom APIs",
 * localized label values. Which columns have them: the table references, IsLocalizable.
 */
export function describeLocalizedColumns(client: () => WebApiClient): void {
  describe('localizable columns', () => {
    const labelsOf = async (id: string): Promise<{ LocalizedLabels: RowBody[]; UserLocalizedLabel: RowBody }> => {
      const moniker = encodeURIComponent(`{'@odata.id':'savedqueries(${id})'}`);
      const { body } = await client().get(
        `RetrieveLocLabels(EntityMoniker=@p1,AttributeName=@p2,IncludeUnpublished=@p3)?@p1=${moniker}&@p2='name'&@p3=true`,
      );
      expect(String(body['@odata.context'])).toMatch(/\$metadata#Microsoft\.Dynamics\.CRM\.RetrieveLocLabelsResponse$/);
      return body.Label as { LocalizedLabels: RowBody[]; UserLocalizedLabel: RowBody };
    };

    it.each([
      ['savedquery', 'name', true],
      ['savedquery', 'fetchxml', false],
      ['systemform', 'description', true],
      ['savedqueryvisualization', 'name', true],
      ['appmodule', 'name', true],
      ['appmodule', 'uniquename', false],
      ['workflow', 'name', true],
      ['environmentvariabledefinition', 'displayname', true],
      ['solution', 'friendlyname', true],
      ['account', 'name', false],
    ])('are told by their definition: %s.%s', async (table, column, isLocalizable) => {
      const rows = await Promise.all(
        ['String', 'Memo'].map((kind) =>
          client().rows(
            `EntityDefinitions(LogicalName='${table}')/Attributes/Microsoft.Dynamics.CRM.${kind}AttributeMetadata?$select=LogicalName,IsLocalizable&$filter=LogicalName eq '${column}'`,
          ),
        ),
      );
      expect(rows.flat()).toEqual([expect.objectContaining({ LogicalName: column, IsLocalizable: isLocalizable })]);
    });

    it('have their texts of all languages set and read', async () => {
      const id = await client().create('savedqueries', {
        name: 'Contract: Accounts',
        returnedtypecode: 'account',
        querytype: 0,
        fetchxml: FETCH,
        layoutxml: LAYOUT,
      });
      const before = await labelsOf(id);
      expect(before.UserLocalizedLabel).toMatchObject({ Label: 'Contract: Accounts' });
      const code = before.UserLocalizedLabel.LanguageCode;
      const set = await client().send('POST', 'SetLocLabels', {
        EntityMoniker: { '@odata.type': 'Microsoft.Dynamics.CRM.savedquery', savedqueryid: id },
        AttributeName: 'name',
        Labels: [{ Label: 'Contract: All Accounts', LanguageCode: code }],
      });
      expect([set.status, set.text]).toEqual([204, '']);
      expect((await labelsOf(id)).LocalizedLabels).toEqual([
        expect.objectContaining({ Label: 'Contract: All Accounts', LanguageCode: code }),
      ]);
    });
  });
}
