/** Room tests. Many-to-many relationships that solutions bring: between tables, of a table with itself, and gone with their solution. */
import type { RowReference } from '../../../sandbox/dataverse/contracts';
import { codeOf } from '../../builders/errors';
import { openImportHost, type ImportHost } from './importHost';
import { toolZip } from './solutionZip';

const crossing = (name: string, first: string, second: string, navigation: readonly [string, string]): string =>
  `<EntityRelationship Name="${name}"><EntityRelationshipType>ManyToMany</EntityRelationshipType><FirstEntityName>${first}</FirstEntityName><SecondEntityName>${second}</SecondEntityName><IntersectEntityName>${name}</IntersectEntityName><EntityRelationshipRoles>${navigation
    .map(
      (property, index) =>
        `<EntityRelationshipRole><NavigationPropertyName>${property}</NavigationPropertyName><AssociationRoleOrdinal>${index + 1}</AssociationRoleOrdinal></EntityRelationshipRole>`,
    )
    .join('')}</EntityRelationshipRoles></EntityRelationship>`;

const CONTACTS = crossing('acme_tool_contact', 'acme_Tool', 'Contact', ['acme_contacts', 'acme_tools']);
const FRIENDS = crossing('acme_tool_tool', 'acme_Tool', 'acme_Tool', ['acme_goeswith', 'acme_isgoneby']);

describe('A solution with many-to-many relationships', () => {
  let host: ImportHost;
  beforeEach(() => {
    host = openImportHost();
  });
  afterEach(() => host.close());

  const tool = (name: string): RowReference => ({
    table: 'acme_tool',
    id: host.dataverse.rows.create('acme_tool', { acme_name: name }),
  });
  const names = (fetchXml: string): unknown[] => host.dataverse.rows.query(fetchXml).map((row) => row.values.acme_name);

  it('relates rows of two tables, and of a table with itself by direction', async () => {
    expect(await host.importZip(toolZip({ relationships: CONTACTS + FRIENDS }))).toMatchObject({ status: 30 });
    const { rows } = host.dataverse;
    const [saw, plane] = [tool('Saw'), tool('Plane')];
    const contact = { table: 'contact', id: rows.create('contact', { lastname: 'Sari' }) };
    rows.associate('acme_tool_contact', contact, saw);
    rows.associate('acme_tool_tool', saw, plane);
    expect(codeOf(() => rows.associate('acme_tool_contact', saw, contact))).toBe('0x80040237');
    expect(codeOf(() => rows.associate('acme_tool_contact', saw, plane))).toBe('0x80041102');
    expect(
      names(
        `<fetch><entity name="acme_tool"><attribute name="acme_name"/><link-entity name="acme_tool_contact" from="acme_toolid" to="acme_toolid" intersect="true"><filter><condition attribute="contactid" operator="eq" value="${contact.id}"/></filter></link-entity></entity></fetch>`,
      ),
    ).toEqual(['Saw']);
    expect(
      names(
        `<fetch><entity name="acme_tool"><attribute name="acme_name"/><link-entity name="acme_tool_tool" from="acme_toolidtwo" to="acme_toolid" intersect="true"/></entity></fetch>`,
      ),
    ).toEqual(['Plane']);
  });

  it('tells who listens, and whoever throws stops it', async () => {
    await host.importZip(toolZip({ relationships: FRIENDS }));
    const [saw, plane] = [tool('Saw'), tool('Plane')];
    const heard: string[] = [];
    let refuses = false;
    host.dataverse.registerAssociation({
      stage: 'after',
      handle({ message, relationship }) {
        heard.push(`${message} ${relationship}`);
        if (refuses) throw new Error('no');
      },
    });
    const { rows } = host.dataverse;
    rows.associate('acme_tool_tool', saw, plane);
    refuses = true;
    expect(() => rows.disassociate('acme_tool_tool', saw, plane)).toThrow('no');
    expect(heard).toEqual(['Associate acme_tool_tool', 'Disassociate acme_tool_tool']);
    expect(rows.findWhere('acme_tool_tool', {})).toHaveLength(1);
  });

  it('takes them away with everything they hold, when an upgrade no longer has them and when it is uninstalled', async () => {
    const { rows, metadata, database } = host.dataverse;
    const before = metadata.tables().length;
    await host.importZip(toolZip({ relationships: CONTACTS + FRIENDS }));
    expect(metadata.tables()).toHaveLength(before + 3);
    const [saw, plane] = [tool('Saw'), tool('Plane')];
    rows.associate('acme_tool_tool', saw, plane);
    const upgraded = await host.importZip(toolZip({ version: '1.1.0.0', relationships: CONTACTS }), {
      message: 'StageAndUpgradeAsync',
    });
    expect(upgraded).toMatchObject({ status: 30 });
    expect(metadata.manyToMany('acme_tool').map((one) => one.schemaName)).toEqual(['acme_tool_contact']);
    expect(metadata.table('acme_tool_tool')).toBeUndefined();
    rows.delete('solution', rows.findWhere('solution', { uniquename: 'AcmeTools' })[0]?.id ?? '');
    expect(metadata.manyToMany('contact').map((one) => one.schemaName)).not.toContain('acme_tool_contact');
    expect(metadata.tables()).toHaveLength(before);
    expect(database.all("SELECT name FROM sqlite_master WHERE name LIKE 'acme%'")).toEqual([]);
  });

  it('is needed by whoever has a relationship with one of its tables', async () => {
    await host.importZip(toolZip());
    const other = toolZip({ uniqueName: 'Other', relationships: CONTACTS });
    expect(await host.importZip(other)).toMatchObject({ status: 30 });
    expect(host.dataverse.metadata.manyToMany('acme_tool')).toHaveLength(1);
    const first = host.dataverse.rows.findWhere('solution', { uniquename: 'AcmeTools' })[0]?.id ?? '';
    // Both bring the table, so the first may go.
    host.dataverse.rows.delete('solution', first);
    expect(host.dataverse.metadata.manyToMany('acme_tool')).toHaveLength(1);
  });
});
