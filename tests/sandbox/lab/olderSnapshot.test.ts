/** Room tests. A snapshot that an older sandbox took: what has been added since is there after it is restored. */
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SqlDatabase } from '../../../sandbox/dataverse/storage/database';
import { openLabSandbox, type LabSandbox } from './openLabSandbox';

let lab: LabSandbox;
let folder: string;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'lab-'));
  lab = await openLabSandbox({ file: join(folder, 'rows.db') });
});
afterEach(async () => {
  await lab.sandbox.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Makes the one snapshot what an older sandbox would have written. */
function age(change: (database: SqlDatabase) => void): void {
  const snapshots = join(folder, 'rows.db.snapshots');
  const file = readdirSync(snapshots).find((name) => name.endsWith('.db')) ?? '';
  const database = new SqlDatabase(join(snapshots, file));
  change(database);
  database.close();
}

describe('a snapshot of an older sandbox', () => {
  it('leaves the tables of services that it does not know, empty', async () => {
    const invoke = () => lab.api('POST', 'msdyn_InvokeOutboundAPI', { OutboundSettingsRecord: {}, ContactList: '[]' });
    await lab.send('PUT', '/lab/snapshots/Old');
    age((database) => {
      for (const table of ['omnichannel_call', 'omnichannel_call_contact']) database.define(`DROP TABLE ${table}`);
    });
    await invoke();
    expect((await lab.send('POST', '/lab/snapshots/Old/restore')).status).toBe(204);
    expect((await lab.send('GET', '/lab/calls')).body).toMatchObject({ total: 0 });
    await invoke();
    expect((await lab.send('GET', '/lab/calls')).body).toMatchObject({ total: 1 });
  });

  it('gets the tables and rows of the platform that it lacks', async () => {
    const { dataverse } = lab.sandbox;
    const currency = dataverse.rows.findWhere('transactioncurrency', {})[0]?.id ?? '';
    await lab.send('PUT', '/lab/snapshots/Old');
    age((database) => {
      database.run('DELETE FROM "transactioncurrency"');
      database.define('DROP TABLE "annotation"');
      database.run(`DELETE FROM "sandbox$metadata" WHERE kind = 'table' AND name = 'annotation'`);
      database.run('UPDATE "sandbox$platform" SET hash = ?', ['older']);
    });
    await lab.send('POST', '/lab/snapshots/Old/restore');
    expect(dataverse.rows.find('transactioncurrency', currency)).toBeDefined();
    expect((await lab.api('POST', 'annotations', { subject: 'Note' })).status).toBe(204);
  });
});
