/** Room tests. Importing security roles, alternate keys and a table of the organization, of a publisher of nobody. */
import { BUSINESS_UNIT_ID } from '../../../sandbox/dataverse/platform/ids';
import { attribute, relationship, solutionZip, TOOL_ROOT, toolTable, toolZip, type ZipOptions } from './solutionZip';
import { openImportHost, type ImportHost } from './importHost';

const SUCCEEDED = 30;
const FAILED = 31;
const ROLE_ID = '55555555-aaaa-4bbb-8ccc-000000000001';
const ROLE_ROOT = `<RootComponent type="20" id="{${ROLE_ID}}" behavior="0" />`;

const role = (privileges: Readonly<Record<string, string>>): string =>
  `<Role id="{${ROLE_ID}}" name="Tool user"><IsCustomizable>1</IsCustomizable><RolePrivileges>${Object.entries(
    privileges,
  )
    .map(([name, level]) => `<RolePrivilege name="${name}" level="${level}" />`)
    .join('')}</RolePrivileges></Role>`;

const withRole = (privileges: Readonly<Record<string, string>>, options: ZipOptions = {}): Uint8Array =>
  toolZip({ ...options, roots: [ROLE_ROOT], sections: { Roles: role(privileges) } });

const key = (name: string, ...columns: string[]): string =>
  `<EntityKeys><EntityKey><Name>${name}</Name><LogicalName>${name.toLowerCase()}</LogicalName><EntityKeyAttributes>${columns
    .map((column) => `<AttributeName>${column}</AttributeName>`)
    .join('')}</EntityKeyAttributes></EntityKey></EntityKeys>`;

const SERIAL = attribute('nvarchar', 'acme_Serial', '<Format>text</Format><MaxLength>20</MaxLength>');
const NOTES = attribute('ntext', 'acme_Notes', '<Format>text</Format><MaxLength>2000</MaxLength>');
const withKey = (...columns: string[]): Uint8Array =>
  toolZip({ attributes: [SERIAL, NOTES], flags: key('acme_SerialKey', ...columns) });

describe('A solution with a role', () => {
  let host: ImportHost;
  beforeEach(() => {
    host = openImportHost();
  });
  afterEach(() => host.close());

  it('brings the role into the root business unit, with the privileges that it names', async () => {
    const outcome = await host.importZip(withRole({ prvReadacme_Tool: 'Basic', prvCreateacme_Tool: 'Global' }));
    expect(outcome).toMatchObject({ status: SUCCEEDED, message: '' });
    const values = host.dataverse.rows.find('role', ROLE_ID)?.values;
    expect(values).toMatchObject({
      name: 'Tool user',
      businessunitid: { table: 'businessunit', id: BUSINESS_UNIT_ID },
      isautoassigned: 0,
      ismanaged: true,
    });
    expect(values?.privilegesxml).toContain('name="prvReadacme_Tool" level="Basic"');
  });

  it('changes nothing when it is imported again', async () => {
    await host.importZip(withRole({ prvReadacme_Tool: 'Basic' }));
    const before = host.dataverse.rows.find('role', ROLE_ID);
    expect(await host.importZip(withRole({ prvReadacme_Tool: 'Basic' }))).toMatchObject({ status: SUCCEEDED });
    expect(host.dataverse.rows.find('role', ROLE_ID)).toEqual(before);
  });

  it('takes the privileges of a newer version, and says that a role is kept which the next one lacks', async () => {
    await host.importZip(withRole({ prvReadacme_Tool: 'Basic' }));
    await host.importZip(withRole({ prvReadacme_Tool: 'Global' }));
    expect(host.dataverse.rows.find('role', ROLE_ID)?.values.privilegesxml).toContain('level="Global"');
    const outcome = await host.importZip(toolZip());
    expect(outcome.status).toBe(SUCCEEDED);
    expect(outcome.data).toMatch(/Role.*Tool user.*kept|kept.*Tool user/s);
    expect(host.dataverse.rows.find('role', ROLE_ID)).toBeDefined();
  });

  it('knows activities and users by the names that their privileges have', async () => {
    const outcome = await host.importZip(withRole({ prvReadActivity: 'Basic', prvReadUser: 'Global' }));
    expect(outcome).toMatchObject({ status: SUCCEEDED, message: '' });
  });

  it('names the privileges that are about nothing here, and keeps them', async () => {
    const outcome = await host.importZip(withRole({ prvReadPluginType: 'Global', prvReadacme_Tool: 'Basic' }));
    expect(outcome.status).toBe(SUCCEEDED);
    expect(outcome.message).toContain('about nothing that the sandbox has: prvReadPluginType.');
    expect(host.dataverse.rows.find('role', ROLE_ID)?.values.privilegesxml).toContain('prvReadPluginType');
  });

  it.each([
    ['a level that does not exist', { prvReadacme_Tool: 'User' }, /prvReadacme_Tool.*has the level User/],
    ["a table of the publisher's own that is nowhere", { prvReadacme_Other: 'Basic' }, /prvReadacme_Other \(Privilege/],
  ])('is refused for %s', async (_what, privileges, message) => {
    const outcome = await host.importZip(withRole(privileges as Record<string, string>));
    expect(outcome.status).toBe(FAILED);
    expect(outcome.message).toMatch(message);
    expect(host.dataverse.rows.find('role', ROLE_ID)).toBeUndefined();
  });
});

describe('A solution with an alternate key', () => {
  let host: ImportHost;
  beforeEach(() => {
    host = openImportHost();
  });
  afterEach(() => host.close());

  it('lets nobody write the same value twice, whatever its case', async () => {
    expect(await host.importZip(withKey('acme_serial'))).toMatchObject({ status: SUCCEEDED });
    const { rows } = host.dataverse;
    rows.create('acme_tool', { acme_name: 'Hammer', acme_serial: 'A1' });
    expect(() => rows.create('acme_tool', { acme_name: 'Saw', acme_serial: 'a1' })).toThrow(/acme_serialkey/);
    rows.create('acme_tool', { acme_name: 'Saw', acme_serial: 'A2' });
    expect(rows.findWhere('acme_tool', {})).toHaveLength(2);
  });

  it('can bring the key to a table that is there already', async () => {
    await host.importZip(toolZip({ attributes: [SERIAL, NOTES] }));
    host.dataverse.rows.create('acme_tool', { acme_name: 'Hammer', acme_serial: 'A1' });
    expect(await host.importZip(withKey('acme_serial'))).toMatchObject({ status: SUCCEEDED });
    expect(host.dataverse.metadata.table('acme_tool')?.keys).toEqual([
      { logicalName: 'acme_serialkey', columns: ['acme_serial'] },
    ]);
    expect(() => host.dataverse.rows.create('acme_tool', { acme_name: 'Saw', acme_serial: 'A1' })).toThrow();
  });

  it.each([
    ['a column that the table lacks', ['acme_number'], /names acme_number, which is no column/],
    ['a long text', ['acme_notes'], /acme_notes; a column of type Memo cannot be part of a key/],
    ['no column', [], /acme_tool\.acme_serialkey has no name or no columns/],
  ])('is refused for a key over %s', async (_what, columns, message) => {
    const outcome = await host.importZip(withKey(...columns));
    expect(outcome.status).toBe(FAILED);
    expect(outcome.message).toMatch(message);
    expect(host.dataverse.metadata.table('acme_tool')).toBeUndefined();
  });
});

describe('A table of the organization', () => {
  it('takes rows that nobody owns', async () => {
    const host = openImportHost();
    try {
      const table = toolTable({ attributes: [attribute('lookup', 'OrganizationId', '<LookupTypes />')] })
        .replace('>UserOwned<', '>OrgOwned<')
        .replace(/<attribute PhysicalName="Own(er|ing)\w+">.*?<\/attribute>/g, '');
      const outcome = await host.importZip(
        solutionZip({
          roots: [TOOL_ROOT],
          sections: {
            Entities: table,
            EntityRelationships: ['CreatedBy', 'ModifiedBy']
              .map((column) => relationship(`lk_acme_tool_${column.toLowerCase()}`, 'SystemUser', column))
              .concat(relationship('organization_acme_tool', 'Organization', 'OrganizationId'))
              .join(''),
          },
        }),
      );
      expect(outcome).toMatchObject({ status: SUCCEEDED, message: '' });
      const id = host.dataverse.rows.create('acme_tool', { acme_name: 'Hammer' });
      expect(host.dataverse.metadata.table('acme_tool')?.ownership).toBe('OrganizationOwned');
      expect(host.dataverse.rows.find('acme_tool', id)?.values).not.toHaveProperty('ownerid');
    } finally {
      host.close();
    }
  });
});
