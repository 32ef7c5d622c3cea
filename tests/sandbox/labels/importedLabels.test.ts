/** Room tests. Texts in several languages that solutions bring: imported, imported anew, upgraded, covered, and gone with them. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { copyDatabase, replaceContent } from '../../../sandbox/dataverse/storage/replaceContent';
import { openImportHost, type ImportHost } from '../solutions/importHost';
import { contentOf, differences } from '../solutions/databaseContent';
import { CHART_ID, FLOW_ID, FORM_ID, localizedZip, VIEW_ID } from './localizedZip';

let host: ImportHost;
beforeEach(() => {
  host = openImportHost();
});
afterEach(() => host.close());

const rowOf = (table: string, column: string, name: string) => {
  const [row] = host.dataverse.rows.findWhere(table, { [column]: name });
  if (!row) throw new Error(`There is no ${name} in ${table}.`);
  return row;
};
const viewNames = () => ({
  base: host.dataverse.rows.find('savedquery', VIEW_ID)?.values.name,
  ...host.dataverse.labels.of('savedquery', VIEW_ID).name,
});
const importZip = async (zip: Uint8Array, options = {}): Promise<void> => {
  expect(await host.importZip(zip, options)).toMatchObject({ message: '', status: 30 });
};
const setName = (text: string, language: number): void =>
  host.dataverse.rows.update('savedquery', VIEW_ID, { name: text }, { ...host.dataverse.administrator, language });

it('are kept for views, forms, charts, apps, site maps, flows, environment variables and the solution itself', async () => {
  await importZip(localizedZip());
  const { labels, rows } = host.dataverse;
  const ids = {
    savedquery: VIEW_ID,
    systemform: FORM_ID,
    savedqueryvisualization: CHART_ID,
    workflow: FLOW_ID,
    appmodule: rowOf('appmodule', 'uniquename', 'acme_App').id,
    sitemap: rowOf('sitemap', 'sitemapnameunique', 'acme_App').id,
    environmentvariabledefinition: rowOf('environmentvariabledefinition', 'schemaname', 'acme_Limit').id,
    solution: rowOf('solution', 'uniquename', 'AcmeTools').id,
  };
  expect(Object.fromEntries(Object.entries(ids).map(([table, id]) => [table, labels.of(table, id)]))).toEqual({
    savedquery: { name: { '1057': 'Alat aktif' }, description: { '1057': 'Alat yang dipakai' } },
    systemform: { name: { '1057': 'Alat' }, description: { '1057': 'Semua tentang alat' } },
    savedqueryvisualization: { name: { '1057': 'Alat menurut status' } },
    workflow: { name: { '1057': 'Hitung alat' }, description: { '1057': 'Menghitungnya.' } },
    appmodule: { name: { '1057': 'Perkakas' }, description: { '1057': 'Untuk meminjamkan alat' } },
    sitemap: { sitemapname: { '1057': 'Perkakas' } },
    environmentvariabledefinition: { displayname: { '1057': 'Batas' }, description: { '1057': 'Berapa' } },
    solution: { friendlyname: { '1057': 'Alat Acme' } },
  });
  expect(rows.find('workflow', FLOW_ID)?.values).toMatchObject({ name: 'Count tools', description: 'Counts them.' });
});

it('are base texts for an administrator of another language, too', async () => {
  const { rows, administrator } = host.dataverse;
  rows.update('usersettings', administrator.userId, { uilanguageid: 1057 });
  await importZip(localizedZip());
  expect(viewNames()).toEqual({ base: 'Active Tools', '1057': 'Alat aktif' });
  await importZip(localizedZip({ version: '1.1.0.0', view: ['Open Tools', 'Alat terbuka'] }));
  expect(viewNames()).toEqual({ base: 'Open Tools', '1057': 'Alat terbuka' });
});

it('leave a component that is the same as it is, and change one of which only a text is another', async () => {
  await importZip(localizedZip());
  const before = host.dataverse.rows.find('savedquery', VIEW_ID)?.versionNumber;
  await importZip(localizedZip());
  expect(host.dataverse.rows.find('savedquery', VIEW_ID)?.versionNumber).toBe(before);
  await importZip(localizedZip({ version: '1.1.0.0', view: ['Active Tools', 'Alat terpakai'] }));
  expect(viewNames()).toEqual({ base: 'Active Tools', '1057': 'Alat terpakai' });
  expect(host.dataverse.rows.find('savedquery', VIEW_ID)?.versionNumber).toBeGreaterThan(before ?? 0);
});

it.each(['by an upgrade that is promoted', 'in one step'])('follow the newer version %s', async (way) => {
  await importZip(localizedZip());
  const newer = localizedZip({
    version: '2.0.0.0',
    view: ['Active Tools'],
    friendlyName: ['Acme Tools', 'Perkakas Acme'],
  });
  if (way === 'in one step') await importZip(newer, { message: 'StageAndUpgradeAsync' });
  else {
    await importZip(newer, { holding: true });
    await host.call('DeleteAndPromote', { UniqueName: 'AcmeTools' });
  }
  expect(viewNames()).toEqual({ base: 'Active Tools' });
  const { id } = rowOf('solution', 'uniquename', 'AcmeTools');
  expect(host.dataverse.labels.of('solution', id)).toEqual({ friendlyname: { '1057': 'Perkakas Acme' } });
});

it('count as an unmanaged change when somebody changes the text of one language, which a newer version leaves', async () => {
  await importZip(localizedZip());
  setName('Punya saya', 1057);
  await importZip(localizedZip({ version: '1.1.0.0', view: ['Open Tools', 'Alat terbuka'] }), { overwrite: false });
  expect(viewNames()).toEqual({ base: 'Active Tools', '1057': 'Punya saya' });
  await importZip(localizedZip({ version: '1.2.0.0', view: ['Open Tools', 'Alat terbuka'] }), { overwrite: true });
  expect(viewNames()).toEqual({ base: 'Open Tools', '1057': 'Alat terbuka' });
});

it('come back with the layer below when the solution above goes', async () => {
  await importZip(localizedZip());
  await importZip(localizedZip({ uniqueName: 'AcmeMore', view: ['More Tools', 'Alat lain'] }));
  expect(viewNames()).toEqual({ base: 'More Tools', '1057': 'Alat lain' });
  host.dataverse.rows.delete('solution', rowOf('solution', 'uniquename', 'AcmeMore').id);
  expect(viewNames()).toEqual({ base: 'Active Tools', '1057': 'Alat aktif' });
});

it('leave nothing behind when the solution is uninstalled', async () => {
  await importZip(localizedZip());
  host.dataverse.rows.delete('solution', rowOf('solution', 'uniquename', 'AcmeTools').id);
  const before = contentOf(host.dataverse);
  await importZip(localizedZip());
  host.dataverse.rows.delete('solution', rowOf('solution', 'uniquename', 'AcmeTools').id);
  expect(differences(before, contentOf(host.dataverse))).toEqual([]);
  const ids = [VIEW_ID, FORM_ID, CHART_ID, FLOW_ID];
  const left = host.dataverse.database.all('SELECT id FROM "sandbox$label"').map(([id]) => String(id));
  expect(left.filter((id) => ids.includes(id))).toEqual([]);
});

it('come back with a snapshot', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'outbound-labels-'));
  try {
    await importZip(localizedZip());
    const { database } = host.dataverse;
    copyDatabase(database, join(folder, 'snapshot.db'));
    setName('Punya saya', 1057);
    replaceContent(database, join(folder, 'snapshot.db'));
    expect(viewNames()).toEqual({ base: 'Active Tools', '1057': 'Alat aktif' });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

it('stop the import when the text of one language is too long for its column', async () => {
  const outcome = await host.importZip(localizedZip({ view: ['Tools', 'x'.repeat(201)] }));
  expect(outcome.message).toMatch(/name/);
  expect(outcome.status).toBe(31);
  expect(host.dataverse.rows.find('savedquery', VIEW_ID)).toBeUndefined();
  expect(host.dataverse.labels.of('savedquery', VIEW_ID)).toEqual({});
});
