/** Room tests. `$metadata` as a strict generator reads it, of the platform's tables, of our solution and of a foreign one with links many to many. */
import { WebApiClient } from '../../contract/webApi/client';
import type { SandboxHost } from '../../contract/webApi/openSandboxHost';
import { openSandboxHost, serve } from '../../contract/webApi/openSandboxHost';
import { openFixture } from '../../unit/sandbox/dataverse/fixture';
import { openImportHost } from '../solutions/importHost';
import { ownManagedZip } from '../solutions/ownPackages';
import { toolZip } from '../solutions/solutionZip';
import { csdlFaults } from './csdlFaults';

const role = (navigation: string, ordinal: number): string =>
  `<EntityRelationshipRole><NavigationPropertyName>${navigation}</NavigationPropertyName><AssociationRoleOrdinal>${ordinal}</AssociationRoleOrdinal></EntityRelationshipRole>`;
const FRIENDS = `<EntityRelationship Name="acme_tool_tool"><EntityRelationshipType>ManyToMany</EntityRelationshipType><FirstEntityName>acme_Tool</FirstEntityName><SecondEntityName>acme_Tool</SecondEntityName><IntersectEntityName>acme_tool_tool</IntersectEntityName><EntityRelationshipRoles>${role('acme_goeswith', 1)}${role('acme_isgoneby', 2)}</EntityRelationshipRoles></EntityRelationship>`;

async function withSolutions(...zips: readonly Uint8Array[]): Promise<SandboxHost> {
  const importer = openImportHost();
  for (const zip of zips) expect(await importer.importZip(zip)).toMatchObject({ status: 30 });
  return serve(importer.dataverse);
}

const worlds: readonly [string, () => Promise<SandboxHost>][] = [
  ["the platform's tables", openSandboxHost],
  ['our solution', () => withSolutions(ownManagedZip())],
  ['a solution with links many to many', () => withSolutions(toolZip({ relationships: FRIENDS }))],
  ['a world without the platform', () => serve(openFixture())],
];

describe('The CSDL', () => {
  let host: SandboxHost;
  afterEach(() => host.close());

  it.each(worlds)('of %s has no fault, with and without annotations', async (_what, open) => {
    host = await open();
    const client = new WebApiClient(host);
    expect(csdlFaults((await client.get('$metadata')).text)).toEqual([]);
    expect(csdlFaults((await client.get('$metadata?annotations=true')).text)).toEqual([]);
  });

  it('leads from one side of a link many to many to the other', async () => {
    host = await withSolutions(toolZip({ relationships: FRIENDS }));
    const { text } = await new WebApiClient(host).get('$metadata');
    expect(text).toContain(
      '<NavigationProperty Name="acme_goeswith" Type="Collection(mscrm.acme_tool)" Partner="acme_isgoneby" />',
    );
  });

  it('lets an owner be a user or a team, whose rows are found in either set', async () => {
    host = await openSandboxHost();
    const { text } = await new WebApiClient(host).get('$metadata');
    expect(text).toContain('<NavigationProperty Name="ownerid" Type="mscrm.principal" Nullable="true" />');
    for (const [name, set] of [
      ['systemuser', 'systemusers'],
      ['team', 'teams'],
    ]) {
      expect(text).toContain(`<EntityType Name="${name}" BaseType="mscrm.principal">`);
      expect(text).toContain(
        `<NavigationPropertyBinding Path="ownerid/Microsoft.Dynamics.CRM.${name}" Target="${set}" />`,
      );
    }
  });

  it('says on request what columns are for and which cannot be written', async () => {
    const described = openFixture();
    described.metadata.save({
      tables: ['ship'].map((name) => {
        const table = described.metadata.table(name);
        if (!table) throw new Error(name);
        const columns = table.columns.map((one) =>
          one.logicalName === 'crew' ? { ...one, description: { '1033': 'Souls & "cats"' } } : one,
        );
        return { ...table, columns };
      }),
    });
    host = await serve(described);
    const client = new WebApiClient(host);
    const plain = await client.get('$metadata');
    expect(plain.text).not.toContain('Org.OData.Core.V1');
    const readOnly =
      '<Annotation Term="Org.OData.Core.V1.Permissions"><EnumMember>Org.OData.Core.V1.PermissionType/Read</EnumMember></Annotation>';
    for (const { text } of [
      await client.get('$metadata?annotations=true'),
      await client.get('$metadata', { prefer: 'odata.include-annotations="*"' }),
    ]) {
      expect(text).toContain(
        '<Property Name="crew" Type="Edm.Int32"><Annotation Term="Org.OData.Core.V1.Description" String="Souls &amp; &quot;cats&quot;" /></Property>',
      );
      expect(text).toContain(
        `<Property Name="secret" Type="Edm.String"><Annotation Term="Org.OData.Core.V1.Computed" Bool="true" />${readOnly}</Property>`,
      );
      expect(text).toContain(`<Property Name="_fleetid_value" Type="Edm.Guid">${readOnly}</Property>`);
      expect(text).toContain('<Property Name="name" Type="Edm.String" />');
      expect(text).toContain('<Property Name="shipid" Type="Edm.Guid" />');
    }
  });

  it('is read and not written', async () => {
    host = await openSandboxHost();
    expect((await new WebApiClient(host).send('POST', '$metadata', {})).status).toBe(405);
  });
});

describe('The check of CSDL', () => {
  const schema = (content: string, container = '<EntityContainer Name="System" />'): readonly string[] =>
    csdlFaults(
      `<Edmx><Schema Namespace="Microsoft.Dynamics.CRM" Alias="mscrm"><EntityType Name="base" Abstract="true"/>${content}${container}</Schema></Edmx>`,
    );
  const ship = (content = ''): string =>
    `<EntityType Name="ship" BaseType="mscrm.base"><Key><PropertyRef Name="shipid"/></Key><Property Name="shipid" Type="Edm.Guid"/>${content}</EntityType>`;

  it.each<[string, string, string]>([
    ['a type twice', ship() + ship(), 'the schema: ship is there twice'],
    ['a property twice', ship('<Property Name="shipid" Type="Edm.Guid"/>'), 'ship: shipid is there twice'],
    ['an unknown type', ship('<Property Name="crew" Type="Edm.Whole"/>'), 'Edm.Whole does not exist'],
    ['a missing key', '<EntityType Name="ship"/>', 'ship: has 0 keys'],
    ['navigation to nothing', ship('<NavigationProperty Name="fleet" Type="mscrm.fleet"/>'), 'leads to mscrm.fleet'],
    [
      'a missing partner',
      ship('<NavigationProperty Name="next" Type="mscrm.ship" Partner="last"/>'),
      'there is no partner last',
    ],
    [
      'a constraint on nothing',
      ship(
        '<NavigationProperty Name="next" Type="mscrm.ship"><ReferentialConstraint Property="_next_value" ReferencedProperty="shipid"/></NavigationProperty>',
      ),
      'the constraint names _next_value',
    ],
    ['a function without a result', '<Function Name="Depth"/>', 'Depth: has 0 return types'],
    ['an operation bound to nothing', '<Action Name="Sink" IsBound="true"/>', 'Sink: is bound to nothing'],
    [
      'a parameter of an unknown type',
      '<Action Name="Sink"><Parameter Name="Ship" Type="mscrm.ship"/></Action>',
      'Sink: the type mscrm.ship',
    ],
  ])('finds %s', (_what, content, fault) => {
    expect(schema(ship('')).filter((one) => !one.includes('container'))).toEqual([]);
    expect(schema(content).join('\n')).toContain(fault);
  });

  it('finds sets of nothing, imports of nothing and paths bound to the wrong rows', () => {
    const faults = schema(
      ship('<NavigationProperty Name="next" Type="mscrm.ship"/>') +
        '<EntityType Name="fleet"><Key><PropertyRef Name="id"/></Key><Property Name="id" Type="Edm.Guid"/></EntityType>',
      '<EntityContainer Name="System"><EntitySet Name="ships" EntityType="mscrm.ship"><NavigationPropertyBinding Path="next" Target="fleets"/></EntitySet><EntitySet Name="fleets" EntityType="mscrm.fleet"/><EntitySet Name="ports" EntityType="mscrm.port"/><ActionImport Name="Sink" Action="mscrm.Sink"/></EntityContainer>',
    );
    expect(faults).toEqual(['ships: binds next to rows of fleet', 'ports: holds mscrm.port', 'Sink: imports nothing']);
  });
});
