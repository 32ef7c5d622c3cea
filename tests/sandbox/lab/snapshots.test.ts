/** Room tests. Snapshots: all of the database comes back, and nobody remembers what was there before. */
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { request, type IncomingMessage } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadSampleData } from '../../../sandbox/data';
import { contentOf, differences } from '../solutions/databaseContent';
import { toolkitZip } from '../solutions/shapes';
import { openLabSandbox, type LabSandbox } from './openLabSandbox';

const NOON = Date.parse('2026-03-02T12:00:00Z');
const KINDS = ['in memory', 'in a file'] as const;

let lab: LabSandbox;
let folder: string;
let machine: number;
const file = (kind: (typeof KINDS)[number]): string => (kind === 'in memory' ? ':memory:' : join(folder, 'rows.db'));
const open = async (kind: (typeof KINDS)[number] = 'in memory'): Promise<LabSandbox> =>
  (lab = await openLabSandbox({ file: file(kind), clock: () => new Date(machine) }));
beforeEach(() => {
  machine = NOON;
  folder = mkdtempSync(join(tmpdir(), 'lab-'));
});
afterEach(async () => {
  await lab.sandbox.close();
  rmSync(folder, { recursive: true, force: true });
});

const take = (name: string, query = '') => lab.send('PUT', `/lab/snapshots/${encodeURIComponent(name)}${query}`);
const restore = (name: string) => lab.send('POST', `/lab/snapshots/${encodeURIComponent(name)}/restore`);
const create = (name: string) => lab.sandbox.dataverse.rows.create('account', { name });
const importToolkit = async (): Promise<void> => {
  const answer = await lab.api('POST', 'ImportSolution', {
    CustomizationFile: Buffer.from(toolkitZip()).toString('base64'),
    OverwriteUnmanagedCustomizations: true,
    PublishWorkflows: true,
  });
  if (answer.status !== 204) throw new Error(answer.text);
};

describe.each(KINDS)('a snapshot of a database %s', (kind) => {
  it('brings every row, definition and index back', async () => {
    await open(kind);
    loadSampleData(lab.sandbox.dataverse, { now: new Date(NOON) });
    await importToolkit();
    const { dataverse } = lab.sandbox;
    const before = contentOf(dataverse);
    expect((await take('Full')).status).toBe(201);
    for (const row of dataverse.rows.findWhere('contact', {}))
      dataverse.rows.update('contact', row.id, { lastname: 'X' });
    create('New');
    expect(differences(before, contentOf(dataverse))).not.toEqual([]);
    expect((await restore('full')).status).toBe(204);
    expect(differences(before, contentOf(dataverse))).toEqual([]);
  });

  it('brings the tables of an uninstalled solution back, and takes away those of one that came later', async () => {
    await open(kind);
    await take('Without');
    await importToolkit();
    const tool = (await lab.api('POST', 'acme_tools', { acme_name: 'Saw' })).headers.get('odata-entityid');
    await take('With');
    const { dataverse } = lab.sandbox;
    const [solution] = dataverse.rows.findWhere('solution', { uniquename: 'AcmeToolkit' });
    await lab.api('DELETE', `solutions(${solution?.id})`);
    expect((await lab.api('GET', 'acme_tools')).status).toBe(404);

    await restore('With');
    expect(dataverse.metadata.table('acme_tool')?.entitySetName).toBe('acme_tools');
    const found = await lab.api('GET', `acme_tools?$select=acme_name`);
    expect(found.body['value']).toMatchObject([{ acme_name: 'Saw' }]);
    expect(tool).toContain(String((found.body['value'] as { acme_toolid: string }[])[0]?.acme_toolid));
    expect((await lab.api('GET', '$metadata')).text).toContain('EntityType Name="acme_tool"');

    await restore('Without');
    expect((await lab.api('GET', 'acme_tools')).status).toBe(404);
    expect((await lab.api('GET', '$metadata')).text).not.toContain('acme_tool');
    await importToolkit();
    expect((await lab.api('POST', 'acme_tools', { acme_name: 'Axe' })).status).toBe(204);
  });

  it('gives no version number twice within what it goes on from', async () => {
    await open(kind);
    const id = create('One');
    await take('Kept');
    const { rows } = lab.sandbox.dataverse;
    const before = rows.find('account', id)?.versionNumber ?? 0;
    await restore('Kept');
    rows.update('account', id, { name: 'Two' });
    expect(rows.find('account', id)?.versionNumber).toBeGreaterThan(before);
  });
});

describe('the names of snapshots', () => {
  it('are listed with time and size, oldest first, and deleted for good', async () => {
    await open();
    await take('Zebra / 1');
    machine += 1000;
    await take('alpha');
    const list = async () => (await lab.send('GET', '/lab/snapshots')).body;
    expect(await list()).toEqual({
      snapshots: [
        { name: 'Zebra / 1', createdOn: '2026-03-02T12:00:00.000Z', bytes: expect.any(Number) as number },
        { name: 'alpha', createdOn: '2026-03-02T12:00:01.000Z', bytes: expect.any(Number) as number },
      ],
      startedOn: null,
    });
    expect((await lab.send('DELETE', '/lab/snapshots/ALPHA')).status).toBe(204);
    expect(((await list())['snapshots'] as object[]).length).toBe(1);
    expect(await lab.refusal('DELETE', '/lab/snapshots/alpha')).toEqual([404, 'snapshot-unknown']);
    expect(await lab.refusal('POST', '/lab/snapshots/alpha/restore')).toEqual([404, 'snapshot-unknown']);
  });

  it('are taken once, unless the older one may go', async () => {
    await open();
    await take('One');
    expect(await lab.refusal('PUT', '/lab/snapshots/one')).toEqual([409, 'snapshot-exists']);
    create('Later');
    expect((await take('One', '?replace=true')).status).toBe(201);
    await restore('One');
    expect(lab.names()).toEqual(['Later']);
  });

  it.each(['%20', 'x'.repeat(61), 'a%00b'])('cannot be %s', async (name) => {
    await open();
    expect(await lab.refusal('PUT', `/lab/snapshots/${name}`)).toEqual([400, 'snapshot-name-invalid']);
  });

  it('outlive the process beside a file, and vanish with a database in memory', async () => {
    await open('in a file');
    create('Kept');
    await take('One');
    await lab.sandbox.close();
    expect(readdirSync(`${file('in a file')}.snapshots`)).toHaveLength(2);
    await open('in a file');
    create('Lost');
    await restore('One');
    expect(lab.names()).toEqual(['Kept']);
  });
});

describe('restoring', () => {
  it('sets the clock to what it would show', async () => {
    await open();
    await lab.send('PUT', '/lab/clock', { byMs: 3_600_000 });
    await take('Ahead');
    await lab.send('PUT', '/lab/clock', { byMs: 86_400_000, isStopped: true });
    machine += 1000;
    await restore('Ahead');
    expect((await lab.send('GET', '/lab/clock')).body).toEqual({
      now: '2026-03-02T13:00:01.000Z',
      isStopped: false,
      aheadMs: 3_600_000,
    });
  });

  it('empties the windows of the service protection and counts the hour of the service anew', async () => {
    await lab?.sandbox.close();
    lab = await openLabSandbox({ omnichannel: { maxRequestsPerHour: 1 }, clock: () => new Date(machine) });
    await take('Before');
    const invoke = () => lab.api('POST', 'msdyn_InvokeOutboundAPI', { OutboundSettingsRecord: {}, ContactList: '[]' });
    expect((await invoke()).status).toBe(400);
    expect((await invoke()).status).toBe(429);
    await lab.send('PUT', '/lab/limits', { requests: 1 });
    await invoke();
    expect((await lab.api('GET', 'WhoAmI')).status).toBe(429);
    await restore('Before');
    expect((await lab.send('GET', '/lab/calls')).body).toMatchObject({ total: 0 });
    expect((await invoke()).status).toBe(400);
  });

  it('tells the open pages', async () => {
    await open();
    await take('One');
    const phones = await fetch(`${lab.sandbox.url}/phones/api/changes`);
    const ended = phones.text();
    const page = (await fetch(`${lab.sandbox.url}/lab/changes`)).body?.getReader();
    await restore('One');
    // The stream of the phones ends; their page connects again and loads everything.
    expect(await ended).toBe('retry: 1000\n\n');
    let told = '';
    while (!told.includes('changed')) told += new TextDecoder().decode((await page?.read())?.value);
    expect(told).toContain('"calls"');
    await page?.cancel();
  });

  it('is refused while an import waits or runs, and snapshots are too', async () => {
    await open();
    await take('One');
    await lab.sandbox.dataverse.rows.create('asyncoperation', { name: 'Import', statecode: 0 });
    for (const [method, path] of [
      ['POST', '/lab/snapshots/One/restore'],
      ['PUT', '/lab/snapshots/Two'],
      ['PUT', '/lab/start'],
    ] as const) {
      expect(await lab.refusal(method, path)).toEqual([409, 'sandbox-busy']);
    }
  });

  it('is refused while another write is under way', async () => {
    await open();
    await take('One');
    // It is under way for as long as its body has not come.
    const slow = request(`${lab.sandbox.url}/api/data/v9.2/accounts`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
    });
    const answered = once(slow, 'response') as Promise<[IncomingMessage]>;
    slow.write('{"name":');
    let refused: readonly [number, string] | undefined;
    while (refused === undefined) {
      const answer = await restore('One');
      if (answer.status === 409) refused = [answer.status, (answer.body['error'] as { code: string }).code];
    }
    expect(refused).toEqual([409, 'sandbox-busy']);
    slow.end('"Slow"}');
    const [answer] = await answered;
    answer.resume();
    expect(answer.statusCode).toBe(204);
    expect(lab.names()).toEqual(['Slow']);
  });
});

describe('a reset', () => {
  it('goes back to the start: rows, clock, faults and limits', async () => {
    await open('in a file');
    create('Sample');
    expect((await lab.send('PUT', '/lab/start')).status).toBe(200);
    create('Later');
    await lab.send('PUT', '/lab/clock', { byMs: 5000 });
    await lab.send('DELETE', '/lab/limits');
    await lab.order({ kind: 'error', operation: {}, times: null });
    expect((await lab.send('POST', '/lab/reset')).status).toBe(204);
    expect(lab.names()).toEqual(['Sample']);
    expect((await lab.send('GET', '/lab/clock')).body).toMatchObject({ aheadMs: 0 });
    expect((await lab.send('GET', '/lab/faults')).body['faults']).toEqual([]);
    expect((await lab.send('GET', '/lab/limits')).body['limits']).toMatchObject({ requests: 6000 });
    expect((await lab.send('GET', '/lab/snapshots')).body).toEqual({
      snapshots: [],
      startedOn: '2026-03-02T12:00:00.000Z',
    });
  });

  it('is refused when nobody said what the start is', async () => {
    await open();
    expect(await lab.refusal('POST', '/lab/reset')).toEqual([409, 'start-unknown']);
  });
});
