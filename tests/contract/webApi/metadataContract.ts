import type { RowBody, WebApiClient } from './client';
import { errorCode } from './client';

/** What clients ask about the service itself: Microsoft Learn, "Query table definitions using the Web API". */
export function describeMetadata(client: () => WebApiClient): void {
  describe('describing itself', () => {
    it('lists its entity sets in the service document', async () => {
      const { body } = await client().get('');
      expect(body['@odata.context']).toBe(`${client().serviceRoot}$metadata`);
      expect(body.value).toContainEqual({ name: 'contacts', kind: 'EntitySet', url: 'contacts' });
    });

    it.each(['WhoAmI', 'WhoAmI()', 'WhoAmI?'])('says who asks: %s', async (path) => {
      const { status, body } = await client().get(path);
      expect(status).toBe(200);
      expect(body['@odata.context']).toMatch(/#Microsoft\.Dynamics\.CRM\.WhoAmIResponse$/);
      expect(body.UserId).toMatch(/^[0-9a-f-]{36}$/);
    });

    it('gives the set name of a table by its logical name', async () => {
      const { body } = await client().get("EntityDefinitions(LogicalName='incident')?$select=EntitySetName");
      expect(body.EntitySetName).toBe('incidents');
      expect(body.MetadataId).toMatch(/^[0-9a-f-]{36}$/);
    });

    it('filters definitions by logical name', async () => {
      const rows = await client().rows(
        "EntityDefinitions?$select=LogicalName,EntitySetName,PrimaryIdAttribute&$filter=LogicalName eq 'contact'",
      );
      expect(rows).toEqual([expect.objectContaining({ EntitySetName: 'contacts', PrimaryIdAttribute: 'contactid' })]);
    });

    it('gives the options of the choices of a table through a cast', async () => {
      const rows = await client().rows(
        "EntityDefinitions(LogicalName='contact')/Attributes/Microsoft.Dynamics.CRM.PicklistAttributeMetadata?$select=LogicalName&$expand=OptionSet($select=Options)",
      );
      const method = rows.find((row) => row.LogicalName === 'preferredcontactmethodcode');
      const [first] = ((method?.OptionSet as RowBody).Options ?? []) as RowBody[];
      expect(first).toMatchObject({ Value: 1, Label: { UserLocalizedLabel: { Label: 'Any' } } });
    });

    it('tells what kind of choice a column is, and gives each kind with its labels by language', async () => {
      const attributes = "EntityDefinitions(LogicalName='contact')/Attributes";
      const names = ['preferredcontactmethodcode', 'statecode', 'statuscode', 'donotphone'];
      const filter = names.map((name) => `LogicalName eq '${name}'`).join(' or ');
      const kinds = await client().get(`${attributes}?$select=LogicalName&$filter=${filter}`);
      const found = kinds.body.value as RowBody[];
      expect(found.map((one) => one.LogicalName).sort()).toEqual([...names].sort());
      for (const { LogicalName: name, '@odata.type': type } of found) {
        const path = `${attributes}(LogicalName='${String(name)}')/${String(type).slice(1)}`;
        const { body } = await client().get(`${path}?$select=LogicalName&$expand=OptionSet,GlobalOptionSet`);
        const set = (body.OptionSet ?? body.GlobalOptionSet) as RowBody;
        const [option] = (set.Options ?? [set.TrueOption, set.FalseOption]) as RowBody[];
        const { LocalizedLabels: labels } = option?.Label as { LocalizedLabels: RowBody[] };
        expect(labels[0]).toMatchObject({ Label: expect.any(String), LanguageCode: expect.any(Number) });
      }
    });

    it('gives one column with its type', async () => {
      const { body } = await client().get(
        "EntityDefinitions(LogicalName='contact')/Attributes(LogicalName='lastname')/Microsoft.Dynamics.CRM.StringAttributeMetadata?$select=MaxLength,AttributeType",
      );
      expect(body).toMatchObject({ MaxLength: 50, AttributeType: 'String' });
    });

    it('names the relationships of a table', async () => {
      const rows = await client().rows(
        "EntityDefinitions(LogicalName='incident')/ManyToOneRelationships?$select=SchemaName,ReferencingEntityNavigationPropertyName&$filter=ReferencedEntity eq 'contact' and ReferencingAttribute eq 'customerid'",
      );
      expect(rows).toEqual([
        expect.objectContaining({
          SchemaName: 'incident_customer_contacts',
          ReferencingEntityNavigationPropertyName: 'customerid_contact',
        }),
      ]);
    });

    it('describes itself in CSDL', async () => {
      const answer = await client().get('$metadata');
      expect(answer.status).toBe(200);
      expect(answer.headers.get('content-type')).toContain('application/xml');
      expect(answer.text).toContain('<Schema Namespace="Microsoft.Dynamics.CRM" Alias="mscrm"');
      expect(answer.text).toMatch(/<EntityType Name="contact"/);
      expect(answer.text).toMatch(/<Function Name="WhoAmI">/);
    });

    it('has no table that does not exist', async () => {
      const answer = await client().get("EntityDefinitions(LogicalName='nosuchtable')");
      expect(answer.status).toBe(404);
      expect(errorCode(answer)).toMatch(/^0x/);
    });
  });
}
