/** Room tests. Uninstalling: nothing of a managed solution is left, nothing else is touched, and what others need stays. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { OpenedDataverse } from '../../../sandbox/dataverse/open';
import { openImportHost, type ImportHost } from './importHost';
import { CONTACT_FORM_ID, contactFieldsZip, inspectionsZip, TOOL_FORM_ID, toolkitZip } from './shapes';

const COMPONENT_TABLES = [
  'solution',
  'publisher',
  'systemform',
  'savedquery',
  'savedqueryvisualization',
  'webresource',
  'customcontrol',
  'customcontrolresource',
  'role',
  'appmodule',
  'sitemap',
  'ribboncustomization',
  'environmentvariabledefinition',
  'environmentvariablevalue',
];

/** Everything that an import may change: definitions, SQL tables with columns and indexes, component rows, layers. */
function traceOf({ metadata, rows, database }: OpenedDataverse): unknown {
  const sqlTables = database
    .all("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")
    .map(([name]) => String(name));
  return {
    definitions: metadata.tables(),
    choices: metadata.choices(),
    relationships: metadata.tables().flatMap((table) => metadata.manyToOne(table.logicalName)),
    sql: sqlTables.map((name) => [
      name,
      database.all('SELECT name, type FROM pragma_table_info(?)', [name]),
      database.all('SELECT name FROM pragma_index_list(?) ORDER BY name', [name]),
    ]),
    layers: database.all('SELECT owner, kind, name FROM "sandbox$layer"'),
    rows: COMPONENT_TABLES.map((table) => [table, rows.findWhere(table, {}).map((row) => row.id)]),
  };
}

describe('Uninstalling a solution', () => {
  let host: ImportHost;
  beforeEach(() => {
    host = openImportHost();
  });
  afterEach(() => host.close());

  const solutionId = (name: string): string =>
    host.dataverse.rows.findWhere('solution', { uniquename: name })[0]?.id ?? `no ${name}`;
  const uninstall = (name: string): void => host.dataverse.rows.delete('solution', solutionId(name));

  it.each([
    ['an own table with everything around it', 'AcmeToolkit', [toolkitZip()]],
    ['columns and a form on a table of Microsoft', 'GlobexContacts', [contactFieldsZip()]],
    ['an activity with a key', 'InitechInspections', [toolkitZip(), inspectionsZip()]],
  ])('leaves no trace of %s', async (_what, name, zips) => {
    for (const zip of zips.slice(0, -1)) expect(await host.importZip(zip)).toMatchObject({ message: '' });
    const before = traceOf(host.dataverse);
    const last = zips.at(-1);
    if (last) expect(await host.importZip(last)).toMatchObject({ message: '', status: 30 });
    expect(traceOf(host.dataverse)).not.toEqual(before);
    uninstall(name);
    expect(traceOf(host.dataverse)).toEqual(before);
  });

  it('takes the rows of its tables along, and what others hold about them by the rule of the relationship', async () => {
    const { rows } = host.dataverse;
    await host.importZip(toolkitZip());
    await host.importZip(inspectionsZip());
    const contact = rows.create('contact', { lastname: 'Sari' });
    const tool = rows.create('acme_tool', {
      acme_name: 'Saw',
      acme_contactid: { table: 'contact', id: contact },
    });
    const note = rows.create('annotation', { subject: 'Sharp', objectid: { table: 'acme_tool', id: tool } });
    const task = rows.create('task', { subject: 'Oil it', regardingobjectid: { table: 'acme_tool', id: tool } });
    const inspection = rows.create('initech_inspection', {
      initech_code: 'A1',
      regardingobjectid: { table: 'contact', id: contact },
    });
    expect(rows.find('activitypointer', inspection)).toBeDefined();
    uninstall('InitechInspections');
    expect(rows.find('activitypointer', inspection)).toBeUndefined();
    uninstall('AcmeToolkit');
    expect(host.dataverse.metadata.table('acme_tool')).toBeUndefined();
    expect([rows.find('annotation', note), rows.find('task', task), rows.find('activitypointer', task)]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
    expect(rows.find('contact', contact)?.values.lastname).toBe('Sari');
  });

  it('gives a column of Microsoft its own definition back, and its values stay', async () => {
    const { rows, metadata } = host.dataverse;
    const contact = rows.create('contact', { lastname: 'Sari', jobtitle: 'Smith' });
    const before = metadata.column('contact', 'jobtitle');
    await host.importZip(contactFieldsZip());
    expect(metadata.column('contact', 'jobtitle')?.displayName).toEqual({ '1033': 'Function' });
    rows.update('contact', contact, { globex_badge: 'B-1' });
    uninstall('GlobexContacts');
    expect(metadata.column('contact', 'jobtitle')).toEqual(before);
    expect(rows.find('contact', contact)?.values).toMatchObject({ jobtitle: 'Smith' });
    expect(rows.find('contact', contact)?.values).not.toHaveProperty('globex_badge');
    expect(rows.find('systemform', CONTACT_FORM_ID)).toBeUndefined();
  });

  it('is refused with the list while another solution needs a component, and changes nothing then', async () => {
    await host.importZip(toolkitZip());
    await host.importZip(inspectionsZip());
    const before = traceOf(host.dataverse);
    expect(() => uninstall('AcmeToolkit')).toThrow(
      expect.objectContaining({
        code: '0x8004F01D',
        message:
          'Solution dependencies exist, cannot uninstall. DependencyCount : 1. initech_tool_inspections (Entity Relationship of InitechInspections) needs acme_tool (Entity).',
      }),
    );
    expect(traceOf(host.dataverse)).toEqual(before);
    expect(await host.call('RetrieveDependenciesForUninstall', { SolutionUniqueName: 'AcmeToolkit' })).toEqual({
      value: [
        expect.objectContaining({
          dependentcomponenttype: 10,
          dependentcomponentname: 'initech_tool_inspections',
          requiredcomponenttype: 1,
          requiredcomponentname: 'acme_tool',
        }),
      ],
    });
    uninstall('InitechInspections');
    expect(await host.call('RetrieveDependenciesForUninstall', { SolutionUniqueName: 'AcmeToolkit' })).toEqual({
      value: [],
    });
    uninstall('AcmeToolkit');
  });

  it.each([
    [
      'a form',
      'systemform',
      {
        name: 'Mine',
        objecttypecode: 'contact',
        type: 2,
        formxml: '<form><control datafieldname="globex_badge" /></form>',
      },
    ],
    [
      'a view',
      'savedquery',
      {
        name: 'Mine',
        returnedtypecode: 'contact',
        querytype: 0,
        fetchxml: '<fetch><entity name="contact"><attribute name="globex_badge" /></entity></fetch>',
      },
    ],
  ])('is refused while %s that somebody made shows one of its columns', async (_what, table, values) => {
    await host.importZip(contactFieldsZip());
    const id = host.dataverse.rows.create(table, values);
    expect(() => uninstall('GlobexContacts')).toThrow(/needs contact\.globex_badge \(Attribute\)/);
    host.dataverse.rows.delete(table, id);
    uninstall('GlobexContacts');
    expect(host.dataverse.metadata.column('contact', 'globex_badge')).toBeUndefined();
  });

  it('works as a system job, which tells why it failed', async () => {
    await host.importZip(toolkitZip());
    await host.importZip(inspectionsZip());
    const job = async (name: string): Promise<unknown> => {
      const { AsyncOperationId } = await host.call('UninstallSolutionAsync', { SolutionUniqueName: name });
      const { statuscode, errorcode } =
        host.dataverse.rows.find('asyncoperation', String(AsyncOperationId))?.values ?? {};
      return { statuscode, errorcode };
    };
    expect(await job('AcmeToolkit')).toEqual({ statuscode: 31, errorcode: -2147160035 });
    expect(await job('InitechInspections')).toEqual({ statuscode: 30, errorcode: 0 });
    expect(await job('AcmeToolkit')).toEqual({ statuscode: 30, errorcode: 0 });
    expect(host.dataverse.metadata.table('acme_tool')).toBeUndefined();
  });

  it('leaves the components of an unmanaged solution, which is only a list', async () => {
    await host.importZip(toolkitZip({ managed: 0 }));
    uninstall('AcmeToolkit');
    expect(host.dataverse.metadata.table('acme_tool')).toBeDefined();
    expect(host.dataverse.rows.find('systemform', TOOL_FORM_ID)).toBeDefined();
  });

  it('can be followed by the same solution again', async () => {
    await host.importZip(toolkitZip());
    host.dataverse.rows.create('acme_tool', { acme_name: 'Saw' });
    uninstall('AcmeToolkit');
    expect(await host.importZip(toolkitZip())).toMatchObject({ message: '', status: 30 });
    expect(host.dataverse.rows.findWhere('acme_tool', {})).toEqual([]);
    host.dataverse.rows.create('acme_tool', { acme_name: 'Saw', acme_kind: 123450001 });
  });

  it('takes what an earlier build of the sandbox had imported without layers, once it was imported again', async () => {
    const before = traceOf(host.dataverse);
    await host.importZip(toolkitZip());
    host.dataverse.database.run('DELETE FROM "sandbox$layer"');
    await host.importZip(toolkitZip());
    uninstall('AcmeToolkit');
    expect(traceOf(host.dataverse)).toEqual(before);
  });

  it('knows its components after the database was closed and opened again', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'uninstall-'));
    try {
      const file = join(folder, 'sandbox.db');
      const first = openImportHost(file);
      await first.importZip(toolkitZip());
      first.close();
      const second = openImportHost(file);
      const row = second.dataverse.rows.findWhere('solution', { uniquename: 'AcmeToolkit' })[0];
      second.dataverse.rows.delete('solution', row?.id ?? '');
      second.close();
      const third = openImportHost(file);
      expect(third.dataverse.metadata.table('acme_tool')).toBeUndefined();
      expect(third.dataverse.rows.findWhere('webresource', { name: 'acme_/tool.js' })).toEqual([]);
      third.close();
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
