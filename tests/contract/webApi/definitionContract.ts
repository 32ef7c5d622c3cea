import type { RowBody, WebApiClient } from './client';

const ATTRIBUTES = "EntityDefinitions(LogicalName='contact')/Attributes";

/** Definitions: Microsoft Learn, "Query table definitions using the Web API" and "Web API EntityMetadata reference". */
export function describeDefinitions(client: () => WebApiClient): void {
  describe('definitions', () => {
    it.each<[string, string, string]>([
      ['String', 'contact', 'lastname'],
      ['Memo', 'contact', 'description'],
      ['Integer', 'account', 'numberofemployees'],
      ['Money', 'account', 'revenue'],
      ['DateTime', 'contact', 'birthdate'],
      ['Boolean', 'contact', 'donotphone'],
      ['Lookup', 'account', 'primarycontactid'],
      ['Picklist', 'contact', 'preferredcontactmethodcode'],
      ['State', 'contact', 'statecode'],
      ['Status', 'contact', 'statuscode'],
    ])('of %s columns are found by their cast', async (kind, table, column) => {
      const path = `EntityDefinitions(LogicalName='${table}')/Attributes/Microsoft.Dynamics.CRM.${kind}AttributeMetadata?$select=LogicalName,SchemaName`;
      const rows = await client().rows(path);
      expect(rows.map((row) => row.LogicalName)).toContain(column);
      expect(rows.every((row) => typeof row.MetadataId === 'string')).toBe(true);
    });

    it('of every kind of column are found by the cast that the column names', async () => {
      const all = await client().rows("EntityDefinitions(LogicalName='account')/Attributes?$select=LogicalName");
      const kinds = new Map(all.map((row) => [String(row['@odata.type']).slice(1), row.LogicalName]));
      expect(kinds.size).toBeGreaterThan(5);
      for (const [kind, column] of kinds) {
        const rows = await client().rows(
          `EntityDefinitions(LogicalName='account')/Attributes/${kind}?$select=LogicalName`,
        );
        expect([kind, rows.some((row) => row.LogicalName === column)]).toEqual([kind, true]);
        expect(rows.every((row) => [undefined, `#${kind}`].includes(row['@odata.type'] as string | undefined))).toBe(
          true,
        );
      }
    });

    it('are not found by a cast to a type that does not exist', async () => {
      const answer = await client().get(`${ATTRIBUTES}/Microsoft.Dynamics.CRM.NoSuchAttributeMetadata`);
      expect(answer.status).toBeGreaterThanOrEqual(400);
      expect(answer.status).toBeLessThan(500);
    });

    it('of a choice are read by its name, also as what it is', async () => {
      const [choice] = await client().rows(
        'GlobalOptionSetDefinitions/Microsoft.Dynamics.CRM.OptionSetMetadata?$select=Name',
      );
      const path = `GlobalOptionSetDefinitions(Name='${String(choice?.Name)}')`;
      const { body } = await client().get(path);
      expect(body).toMatchObject({ Name: choice?.Name, IsGlobal: true, MetadataId: expect.any(String) });
      const cast = await client().get(`${path}/Microsoft.Dynamics.CRM.OptionSetMetadata?$select=Name,Options`);
      expect(cast.body).toMatchObject({ Name: choice?.Name, MetadataId: body.MetadataId });
      const [option] = cast.body.Options as RowBody[];
      expect(option).toMatchObject({ Value: expect.any(Number), Label: { LocalizedLabels: expect.any(Array) } });
      expect((await client().get("GlobalOptionSetDefinitions(Name='nosuchchoice')")).status).toBe(404);
    });

    it.each([
      ['a table', "EntityDefinitions(LogicalName='account')", 'EntityDefinitions/$entity'],
      [
        'columns of a table',
        "EntityDefinitions(LogicalName='account')?$select=ObjectTypeCode,SchemaName",
        'EntityDefinitions(ObjectTypeCode,SchemaName)/$entity',
      ],
      [
        'tables',
        "EntityDefinitions?$select=SchemaName&$filter=LogicalName eq 'account'",
        'EntityDefinitions(SchemaName)',
      ],
      [
        'columns in a table',
        "EntityDefinitions(LogicalName='account')?$select=LogicalName&$expand=Attributes($select=LogicalName,SchemaName)",
        'EntityDefinitions(LogicalName,Attributes(LogicalName,SchemaName))/$entity',
      ],
      ['columns', `${ATTRIBUTES}?$select=MetadataId`, "EntityDefinitions('contact')/Attributes(MetadataId)"],
      [
        'a column as what it is',
        `${ATTRIBUTES}(LogicalName='donotphone')/Microsoft.Dynamics.CRM.BooleanAttributeMetadata`,
        "EntityDefinitions('contact')/Attributes/Microsoft.Dynamics.CRM.BooleanAttributeMetadata/$entity",
      ],
      [
        'a choice of a column in it',
        `${ATTRIBUTES}/Microsoft.Dynamics.CRM.PicklistAttributeMetadata?$select=LogicalName&$expand=OptionSet($select=Options),GlobalOptionSet($select=Options)`,
        "EntityDefinitions('contact')/Attributes/Microsoft.Dynamics.CRM.PicklistAttributeMetadata(LogicalName,OptionSet(Options),GlobalOptionSet(Options))",
      ],
      [
        'a choice of a column',
        `${ATTRIBUTES}(LogicalName='statecode')/Microsoft.Dynamics.CRM.StateAttributeMetadata/OptionSet?$select=Options`,
        "EntityDefinitions('contact')/Attributes('statecode')/Microsoft.Dynamics.CRM.StateAttributeMetadata/OptionSet(Options)/$entity",
      ],
      [
        'one value',
        `${ATTRIBUTES}(LogicalName='lastname')/MetadataId`,
        "EntityDefinitions('contact')/Attributes('lastname')/MetadataId",
      ],
      [
        'a relationship as what it is',
        "RelationshipDefinitions(SchemaName='contact_customer_accounts')/Microsoft.Dynamics.CRM.OneToManyRelationshipMetadata?$select=SchemaName",
        'RelationshipDefinitions/Microsoft.Dynamics.CRM.OneToManyRelationshipMetadata(SchemaName)/$entity',
      ],
      ['choices', 'GlobalOptionSetDefinitions?$select=Name', 'GlobalOptionSetDefinitions(Name)'],
    ])('say what they are: %s', async (_what, path, context) => {
      const { body } = await client().get(path);
      expect(body['@odata.context']).toBe(`${client().serviceRoot}$metadata#${context}`);
    });

    it('name the id of their table as they were asked', async () => {
      const { body } = await client().get("EntityDefinitions(LogicalName='contact')?$select=LogicalName");
      const id = String(body.MetadataId);
      const answer = await client().get(`EntityDefinitions(${id})/Attributes(LogicalName='lastname')`);
      expect(answer.body['@odata.context']).toBe(
        `${client().serviceRoot}$metadata#EntityDefinitions(${id})/Attributes/$entity`,
      );
    });

    it('name their type where the address leaves it open, and nowhere else', async () => {
      const typeOf = async (path: string): Promise<unknown> => {
        const { body } = await client().get(path);
        return ((body.value as RowBody[] | undefined)?.[0] ?? body)['@odata.type'];
      };
      const cast = 'Microsoft.Dynamics.CRM.StringAttributeMetadata';
      const column = `${ATTRIBUTES}(LogicalName='lastname')`;
      expect(await typeOf(`${column}?$select=LogicalName`)).toBe(`#${cast}`);
      expect(await typeOf(`${column}/${cast}?$select=LogicalName`)).toBeUndefined();
      expect(await typeOf(`${ATTRIBUTES}/${cast}?$select=LogicalName`)).toBeUndefined();
      expect(await typeOf('GlobalOptionSetDefinitions')).toBe('#Microsoft.Dynamics.CRM.OptionSetMetadata');
      expect(await typeOf("EntityDefinitions(LogicalName='contact')/ManyToOneRelationships")).toBeUndefined();
      const { body } = await client().get(
        "EntityDefinitions(LogicalName='contact')?$select=LogicalName&$expand=Attributes($select=LogicalName)",
      );
      expect((body.Attributes as RowBody[]).every((row) => typeof row['@odata.type'] === 'string')).toBe(true);
    });

    it('give the choice of a column under both names', async () => {
      const cast = 'Microsoft.Dynamics.CRM.PicklistAttributeMetadata';
      const { body } = await client().get(
        `${ATTRIBUTES}(LogicalName='gendercode')/${cast}?$select=LogicalName&$expand=OptionSet($select=Options),GlobalOptionSet($select=Options)`,
      );
      expect(body.GlobalOptionSet).toEqual(body.OptionSet);
    });

    it('carry labels by language and managed properties', async () => {
      const { body } = await client().get(`${ATTRIBUTES}(LogicalName='lastname')`);
      expect(body).toMatchObject({
        LogicalName: 'lastname',
        DisplayName: {
          LocalizedLabels: expect.arrayContaining([
            expect.objectContaining({ LanguageCode: 1033, Label: 'Last Name' }),
          ]),
          UserLocalizedLabel: expect.objectContaining({ Label: expect.any(String) }),
        },
        RequiredLevel: {
          Value: expect.any(String),
          CanBeChanged: expect.any(Boolean),
          ManagedPropertyLogicalName: expect.any(String),
        },
        MetadataId: expect.any(String),
      });
    });

    it('always tell their id, whatever is selected', async () => {
      const { body } = await client().get("EntityDefinitions(LogicalName='contact')?$select=EntitySetName");
      expect(body).toMatchObject({ EntitySetName: 'contacts', MetadataId: expect.any(String) });
    });

    it('are filtered by choices that name their type', async () => {
      const filter = "OwnershipType eq Microsoft.Dynamics.CRM.OwnershipTypes'UserOwned' and LogicalName eq 'contact'";
      const rows = await client().rows(`EntityDefinitions?$select=LogicalName&$filter=${encodeURIComponent(filter)}`);
      expect(rows.map((row) => row.LogicalName)).toEqual(['contact']);
    });

    it.each<[string, string, (row: RowBody) => boolean]>([
      [
        'ManyToOneRelationships',
        'contact',
        (row) => row.ReferencedEntity === 'account' && row.ReferencingAttribute === 'parentcustomerid',
      ],
      [
        'OneToManyRelationships',
        'account',
        (row) => row.ReferencingEntity === 'contact' && row.ReferencingAttribute === 'parentcustomerid',
      ],
      ['ManyToManyRelationships', 'systemuser', (row) => row.SchemaName === 'systemuserroles_association'],
    ])('list %s', async (kind, table, isWanted) => {
      const rows = await client().rows(`EntityDefinitions(LogicalName='${table}')/${kind}`);
      expect(rows.some(isWanted)).toBe(true);
    });

    it('list keys, choices and relationships, also by name', async () => {
      expect(Array.isArray(await client().rows("EntityDefinitions(LogicalName='contact')/Keys"))).toBe(true);
      expect(Array.isArray(await client().rows('GlobalOptionSetDefinitions'))).toBe(true);
      const { body } = await client().get("RelationshipDefinitions(SchemaName='contact_customer_accounts')");
      expect(body).toMatchObject({ SchemaName: 'contact_customer_accounts', MetadataId: expect.any(String) });
    });

    it('answer what clients ask before their first write', async () => {
      const byFilter =
        "EntityDefinitions?$select=LogicalName,EntitySetName,PrimaryIdAttribute&$filter=LogicalName eq 'account'";
      expect(await client().rows(byFilter)).toEqual([
        expect.objectContaining({ LogicalName: 'account', EntitySetName: 'accounts', PrimaryIdAttribute: 'accountid' }),
      ]);
      const choices =
        "EntityDefinitions(LogicalName='account')/Attributes/Microsoft.Dynamics.CRM.PicklistAttributeMetadata?$select=LogicalName&$expand=OptionSet($select=Options)";
      const [first] = await client().rows(choices);
      expect((first?.OptionSet as { Options?: unknown[] } | undefined)?.Options).toEqual(expect.any(Array));
      const sets = await client().rows('EntityDefinitions?$select=EntitySetName,LogicalName');
      expect(sets.map((row) => row.EntitySetName)).toEqual(expect.arrayContaining(['accounts', 'contacts']));
    });

    it('in CSDL are annotated on request', async () => {
      const { text } = await client().get('$metadata?annotations=true', { accept: 'application/xml' });
      expect(text).toContain('Term="Org.OData.Core.V1.Permissions"');
      expect(text).toContain('Term="Org.OData.Core.V1.Computed" Bool="true"');
    });

    it('in CSDL name keys, navigation with its constraint, and operations with their parameters', async () => {
      const { text, headers } = await client().get('$metadata', { accept: 'application/xml' });
      expect(headers.get('content-type')).toContain('application/xml');
      expect(text).toMatch(/<Schema [^>]*Namespace="Microsoft\.Dynamics\.CRM"[^>]*Alias="mscrm"/);
      expect(text).toMatch(/<EntityType Name="contact"[^>]*>\s*<Key>\s*<PropertyRef Name="contactid"/);
      expect(text).toMatch(
        /<NavigationProperty Name="parentcustomerid_account" Type="mscrm\.account"[^>]*>[\s\S]{0,200}?<ReferentialConstraint Property="_parentcustomerid_value"/,
      );
      expect(text).toMatch(/<Function Name="WhoAmI"/);
      expect(text).toMatch(/<Action Name="CloseIncident">[\s\S]{0,400}?<Parameter Name="IncidentResolution"/);
    });
  });
}
