/** Room tests. Our own managed package through its whole life in the sandbox: imported, imported again, upgraded, uninstalled. */
import { strFromU8, unzipSync } from 'fflate';
import { loadSampleData } from '../../../sandbox/data';
import { contentOf, differences } from './databaseContent';
import { openImportHost, type ImportHost } from './importHost';
import {
  GONE_COLUMN,
  GONE_VIEW,
  GONE_WEB_RESOURCE,
  NEW_COLUMN,
  OWN_NAME,
  ownManagedZip,
  ownUnmanagedZip,
  PREVIOUS_VERSION,
  previousZip,
} from './ownPackages';

// Several imports of the whole solution a test, beside other suites on the same cores.
jest.setTimeout(60_000);

const SUCCEEDED = { message: '', status: 30, progress: 100 };
const OURS = /obm_|Obm\.|OutboundMessaging/i;

let host: ImportHost;
beforeEach(() => {
  host = openImportHost();
  loadSampleData(host.dataverse, { now: new Date('2026-03-02T08:00:00Z') });
});
afterEach(() => host.close());

const content = (): Set<string> => contentOf(host.dataverse);
const solution = () => host.dataverse.rows.findWhere('solution', { uniquename: OWN_NAME })[0];
const uninstall = (): void => host.dataverse.rows.delete('solution', solution()?.id ?? 'not installed');

/** A send with two batches, about rows of Microsoft. */
function seed(): { readonly send: string; readonly batches: readonly string[] } {
  const { rows } = host.dataverse;
  const configuration = rows.findWhere('msdyn_ocoutboundconfiguration', {})[0]?.id ?? 'no configuration';
  const send = rows.create('obm_send', {
    obm_name: 'Flood warning',
    obm_state: 841200001,
    obm_audiencecount: 1500,
    obm_scheduledon: '2026-03-05T09:30:00Z',
    obm_localizedtexts: '{"1033":"Stay home"}',
    obm_outboundconfigurationid: { table: 'msdyn_ocoutboundconfiguration', id: configuration },
  });
  const batches = [0, 1].map((index) =>
    rows.create('obm_sendbatch', {
      obm_name: `Batch ${index}`,
      obm_index: index,
      obm_contactlist: '[]',
      obm_sendid: { table: 'obm_send', id: send },
    }),
  );
  return { send, batches };
}

const COMES_OR_GOES = new Set([GONE_COLUMN, NEW_COLUMN]);

/** Rows of ours with their versions, without the columns that come and go. */
const ownRows = () =>
  ['obm_send', 'obm_sendbatch'].flatMap((table) =>
    host.dataverse.rows.findWhere(table, {}).map(({ id, versionNumber, values }) => ({
      table,
      id,
      versionNumber,
      kept: Object.entries(values).filter(([column]) => !COMES_OR_GOES.has(column)),
    })),
  );

/** Values of an XML element or attribute in the package, by its pattern's group. */
const inPackage = (pattern: RegExp): string[] => {
  const { 'customizations.xml': xml = new Uint8Array() } = unzipSync(ownManagedZip());
  return [...strFromU8(xml).matchAll(pattern)].map(([, value = '']) => value.replace(/[{}]/g, '').toLowerCase());
};

describe('Importing our managed package', () => {
  it('brings every component that the package holds', async () => {
    expect(await host.importZip(ownManagedZip())).toMatchObject(SUCCEEDED);
    const { rows, metadata } = host.dataverse;
    expect(solution()?.values).toMatchObject({ ismanaged: true });
    const kinds: readonly (readonly [table: string, column: string, inZip: readonly string[]])[] = [
      ['systemform', 'formid', inPackage(/<formid>([^<]+)/g)],
      ['savedquery', 'savedqueryid', inPackage(/<savedqueryid>([^<]+)/g)],
      ['savedqueryvisualization', 'savedqueryvisualizationid', inPackage(/<savedqueryvisualizationid>([^<]+)/g)],
      ['webresource', 'webresourceid', inPackage(/<WebResourceId>([^<]+)/g)],
      ['role', 'roleid', inPackage(/<Role id="([^"]+)" name=/g)],
    ];
    for (const [table, column, inZip] of kinds) {
      expect(inZip).not.toEqual([]);
      expect([table, column, inZip.filter((id) => !rows.find(table, id))]).toEqual([table, column, []]);
    }
    const columns = inPackage(/<attribute PhysicalName="([^"]+)"/g);
    const known = new Set(metadata.tables().flatMap((table) => table.columns.map((one) => one.logicalName)));
    expect(columns.filter((name) => !known.has(name))).toEqual([]);
    const choices = new Set(metadata.choices().map((one) => one.name));
    expect(inPackage(/<optionset Name="(obm_[a-z]+)"/g).filter((name) => !choices.has(name))).toEqual([]);
    // Owner is no table of its own, so the sandbox keeps no relationship to it.
    for (const name of inPackage(/<EntityRelationship Name="((?!owner_)[^"]+)"/g))
      expect([name, metadata.relationship(name)?.schemaName.toLowerCase()]).toEqual([name, name]);
    for (const table of [
      'appmodule',
      'sitemap',
      'ribboncustomization',
      'environmentvariabledefinition',
      'customcontrol',
    ])
      expect([table, rows.findWhere(table, {}).some(({ values }) => OURS.test(JSON.stringify(values)))]).toEqual([
        table,
        true,
      ]);
  });

  it('changes nothing the second time, though there are rows by then', async () => {
    expect(await host.importZip(ownManagedZip())).toMatchObject(SUCCEEDED);
    seed();
    const before = content();
    expect(await host.importZip(ownManagedZip())).toMatchObject(SUCCEEDED);
    expect(differences(before, content())).toEqual([]);
  });
});

describe('Upgrading from the version before', () => {
  const upgrades: readonly (readonly [string, () => Promise<unknown>])[] = [
    ['in one step', () => host.importZip(ownManagedZip(), { message: 'StageAndUpgradeAsync' })],
    [
      'staged and promoted',
      async () => {
        expect(await host.importZip(ownManagedZip(), { holding: true })).toMatchObject(SUCCEEDED);
        await host.call('DeleteAndPromoteAsync', { UniqueName: OWN_NAME });
      },
    ],
  ];

  it.each(upgrades)('%s keeps the rows, removes what is gone and adds what is new', async (_how, upgrade) => {
    expect(await host.importZip(previousZip())).toMatchObject(SUCCEEDED);
    const { rows, metadata } = host.dataverse;
    expect(solution()?.values.version).toBe(PREVIOUS_VERSION);
    expect(metadata.column('obm_send', NEW_COLUMN)).toBeUndefined();
    expect(rows.find('savedquery', GONE_VIEW)).toBeDefined();
    expect(rows.find('webresource', GONE_WEB_RESOURCE.id)?.values.name).toBe(GONE_WEB_RESOURCE.name);
    const { send, batches } = seed();
    rows.update('obm_send', send, { [GONE_COLUMN]: 'to be lost' });
    const before = ownRows();
    await upgrade();
    expect(solution()?.values.version).not.toBe(PREVIOUS_VERSION);
    expect(ownRows()).toEqual(before);
    expect(batches.map((id) => rows.find('obm_sendbatch', id)?.values.obm_sendid)).toEqual([
      expect.objectContaining({ id: send }),
      expect.objectContaining({ id: send }),
    ]);
    expect(metadata.column('obm_send', GONE_COLUMN)).toBeUndefined();
    expect(rows.find('obm_send', send)?.values).not.toHaveProperty(GONE_COLUMN);
    expect(rows.find('savedquery', GONE_VIEW)).toBeUndefined();
    expect(rows.find('webresource', GONE_WEB_RESOURCE.id)).toBeUndefined();
    expect([...content()].filter((line) => line.includes('to be lost') || line.includes('emark.js'))).toEqual([]);
    rows.update('obm_send', send, { [NEW_COLUMN]: 'a1b2' });
    expect(rows.find('obm_send', send)?.values[NEW_COLUMN]).toBe('a1b2');
  });

  it('ends with the definitions of a fresh installation, and uninstalls without a trace', async () => {
    const empty = content();
    const definitions = (): unknown =>
      host.dataverse.metadata
        .tables()
        .map(({ columns, ...table }) => ({
          ...table,
          columns: [...columns].sort((one, other) => (one.logicalName < other.logicalName ? -1 : 1)),
        }))
        .sort((one, other) => (one.logicalName < other.logicalName ? -1 : 1));
    await host.importZip(ownManagedZip());
    const fresh = definitions();
    uninstall();
    await host.importZip(previousZip());
    expect(definitions()).not.toEqual(fresh);
    await host.importZip(ownManagedZip(), { message: 'StageAndUpgradeAsync' });
    expect(definitions()).toEqual(fresh);
    uninstall();
    expect(differences(empty, content())).toEqual([]);
  });
});

describe('Uninstalling our managed package', () => {
  it('leaves no trace, and the tables and rows of Microsoft as they were', async () => {
    const before = content();
    expect([...before].filter((line) => OURS.test(line))).toEqual([]);
    await host.importZip(ownManagedZip());
    seed();
    expect([...content()].filter((line) => OURS.test(line)).length).toBeGreaterThan(100);
    uninstall();
    expect(differences(before, content())).toEqual([]);
  });

  it('can be followed by an installation like the first', async () => {
    await host.importZip(ownManagedZip());
    const names = (): string[] => host.dataverse.metadata.tables().map((table) => JSON.stringify(table));
    const first = names();
    seed();
    uninstall();
    expect(await host.importZip(ownManagedZip())).toMatchObject(SUCCEEDED);
    expect(names()).toEqual(first);
    expect(host.dataverse.rows.findWhere('obm_send', {})).toEqual([]);
    seed();
  });
});

describe('Importing our unmanaged package', () => {
  it('brings the same tables, as customizations of nobody', async () => {
    await host.importZip(ownManagedZip());
    const columns = (): string[] =>
      host.dataverse.metadata
        .tables()
        .flatMap((table) => table.columns.map((one) => `${table.logicalName}.${one.logicalName}`))
        .sort();
    const managed = columns();
    uninstall();
    expect(await host.importZip(ownUnmanagedZip())).toMatchObject(SUCCEEDED);
    expect(columns()).toEqual(managed);
    expect(solution()?.values).toMatchObject({ ismanaged: false });
    expect(host.dataverse.rows.findWhere('webresource', { name: 'obm_/img/send.svg' })[0]?.values.ismanaged).toBe(
      false,
    );
    seed();
    const before = content();
    expect(await host.importZip(ownUnmanagedZip())).toMatchObject(SUCCEEDED);
    expect(differences(before, content())).toEqual([]);
  });
});
