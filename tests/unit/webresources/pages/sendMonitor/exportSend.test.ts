/** Room tests. The files of an export: nobody is missing from them, and they are written part by part. */
import { planSend } from '../../../../../outbound/sends/planSend';
import { toExclusionPages } from '../../../../../outbound/sends/exclusionPages';
import { BATCH_STATE_OPTION, SEND_STATE_OPTION } from '../../../../../outbound/dataverse/names';
import type { EvidenceManifest } from '../../../../../outbound/sends/evidence';
import { exportSend } from '../../../../../webresources/pages/sendMonitor/exportSend';
import { CONFIGURATION_ID, SEND_ID } from '../../../../builders/memoryJournal';
import { contactList } from '../../../../builders/recipients';
import '../../textEncoder';
import { scriptedHttp, type ScriptedHttp } from './scriptedHttp';

const NOW = new Date('2026-03-05T02:00:00Z');
const ROOT = 'https://contoso.test/api/data/v9.2/';
const plan = planSend({ items: contactList(2_500), outboundConfigurationId: CONFIGURATION_ID });

const rows = plan.batches.map(({ index, contactList: list, contactCount, hash }) => ({
  obm_index: index,
  obm_state: index === 0 ? BATCH_STATE_OPTION.refused : BATCH_STATE_OPTION.accepted,
  obm_errorcode: index === 0 ? '0x80040203' : null,
  obm_contactcount: contactCount,
  obm_contactlist: list,
  obm_hash: hash,
  obm_attempts: 1,
  obm_sourceids: JSON.stringify(Array.from({ length: contactCount }, (_, at) => `row-${index}-${at}`)),
}));

const sendRow = {
  obm_sendid: SEND_ID,
  obm_name: 'Case solved',
  obm_state: SEND_STATE_OPTION.needsAttention,
  _obm_outboundconfigurationid_value: CONFIGURATION_ID,
  obm_channeltype: 192340000,
  obm_templatename: 'Solved',
  obm_templatetext: 'Hi {CustomerName}',
  obm_templateversion: 'W/"7"',
  obm_planhash: plan.hash,
  obm_audiencecount: 2_504,
  obm_excludedcount: 4,
  obm_batchcount: rows.length,
  '_createdby_value@OData.Community.Display.V1.FormattedValue': 'Citra',
};

/** Pages as the Web API gives them: at most as many rows as were asked for, with a link to the next. */
function paged(set: string, all: readonly object[]) {
  return (path: string): object => {
    const start = Number(/\$skiptoken=(\d+)/.exec(path)?.[1] ?? 0);
    const next = start + 20 < all.length ? { '@odata.nextLink': `${ROOT}${set}?$skiptoken=${start + 20}` } : {};
    return { value: all.slice(start, start + 20), ...next };
  };
}

const world = (batches: (path: string) => unknown = paged('obm_sendbatches', rows)): ScriptedHttp =>
  scriptedHttp([
    ['obm_sends(', sendRow],
    ['obm_sendbatches', batches],
    [
      'obm_exclusionpages',
      {
        value: [
          ...toExclusionPages([
            { rowId: 'out-1', reason: 'no-number' },
            { rowId: 'out-2', reason: 'opted-out' },
            { rowId: 'out-3', reason: 'duplicate-number', representedBy: 'row-0-0' },
            { rowId: 'out-4', reason: 'no-person' },
          ]),
        ].map(({ text }) => ({ obm_exclusions: text })),
      },
    ],
  ]);

const textOf = (blob: Blob): Promise<string> =>
  new Promise((resolve) => {
    const reader = new FileReader();
    reader.onload = () => resolve(String(reader.result));
    reader.readAsText(blob);
  });

describe('the export of a send', () => {
  it('has a line for everybody, with outcome and reason', async () => {
    const [people] = await exportSend({ http: world(), clock: () => NOW, person: 'Dewi' }, SEND_ID, () => undefined);
    const lines = (await textOf(people?.content ?? new Blob([]))).split('\r\n');
    expect(people?.name).toBe(`send-${SEND_ID}-people.csv`);
    expect(lines.pop()).toBe('');
    expect(lines.length).toBe(1 + 2_504);
    expect(lines.filter((line) => line.startsWith('rowId,'))).toEqual([lines[0]]);
    expect(lines[1]).toMatch(/^row-0-0,"'\+62\d+",refused,0x80040203,/);
    expect(new Set(lines).size).toBe(lines.length);
    expect(lines.slice(-4)).toEqual([
      expect.stringMatching(/^out-1,,excluded,no-number,/),
      expect.stringMatching(/^out-2,,excluded,opted-out,/),
      expect.stringMatching(/^out-3,,excluded,duplicate-number,,row-0-0,/),
      expect.stringMatching(/^out-4,,excluded,no-person,/),
    ]);
  });

  it('has a manifest with hashes, template version, who and when, and no contact data', async () => {
    const [, file] = await exportSend({ http: world(), clock: () => NOW, person: 'Dewi' }, SEND_ID, () => undefined);
    const text = await textOf(file?.content ?? new Blob([]));
    const manifest = JSON.parse(text) as EvidenceManifest;
    expect(manifest).toMatchObject({
      send: { requestedBy: 'Citra', template: { name: 'Solved', version: 'W/"7"' }, planHash: plan.hash },
      counts: { audience: 2_504, accepted: 2_400, refused: 100, excluded: 4, unknown: 0, waiting: 0, missing: 0 },
      exportedBy: 'Dewi',
      exportedOn: '2026-03-05T02:00:00.000Z',
    });
    expect(manifest.batches.map(({ hash }) => hash)).toEqual(plan.batches.map(({ hash }) => hash));
    expect(manifest.batches.every(({ hasContactList }) => hasContactList)).toBe(true);
    expect(text).not.toMatch(/\+62/);
  });

  it('reads the journal page by page and tells how far it is', async () => {
    const told: string[] = [];
    const http = world();
    await exportSend({ http, clock: () => NOW, person: 'Dewi' }, SEND_ID, (done, total) =>
      told.push(`${done}/${total}`),
    );
    expect(told).toEqual(['20/25', '25/25']);
    const pages = http.asked.filter(({ path }) => path.startsWith('obm_sendbatches'));
    expect(pages.map(({ headers }) => headers?.['Prefer'])).toEqual(['odata.maxpagesize=20', 'odata.maxpagesize=20']);
  });

  it('is no file at all when the journal breaks off', async () => {
    const first = paged('obm_sendbatches', rows);
    const http = world((path) => (path.includes('skiptoken') ? 500 : first(path)));
    await expect(
      exportSend({ http, clock: () => NOW, person: 'Dewi' }, SEND_ID, () => undefined),
    ).rejects.toMatchObject({ code: 'host-request-failed' });
  });

  it('names people whose contact data was removed by their rows', async () => {
    const cleared = rows.slice(0, 1).map((row) => ({ ...row, obm_contactlist: null }));
    const http = world(paged('obm_sendbatches', cleared));
    const [people, manifest] = await exportSend({ http, clock: () => NOW, person: 'Dewi' }, SEND_ID, () => undefined);
    expect((await textOf(people?.content ?? new Blob([]))).split('\r\n')[1]).toMatch(/^row-0-0,,refused,/);
    expect(await textOf(manifest?.content ?? new Blob([]))).toContain('"hasContactList": false');
  });
});
