/** Room tests. What the timelines say about a batch whose outcome is unknown. */
import { serializeContactList } from '../../../../../outbound/contactList/wire';
import type { EntityRelationshipName } from '../../../../../outbound/contactList/regardingRelationship';
import { readEvidence } from '../../../../../webresources/pages/sendMonitor/readEvidence';
import { journalOf } from '../../../../builders/dispatchRun';
import { CONFIGURATION_ID } from '../../../../builders/memoryJournal';
import { contactListItem } from '../../../../builders/recipients';
import '../../textEncoder';
import { scriptedHttp, type ScriptedHttp } from './scriptedHttp';

const caseId = (index: number): string => `ca5e0000-0000-4000-8000-${String(index).padStart(12, '0')}`;
const listOf = (ids: readonly (string | undefined)[]): string =>
  serializeContactList(
    ids.map((id) =>
      contactListItem({
        regarding:
          id === undefined
            ? undefined
            : { id, entityRelationshipName: 'incident_msdyn_ocoutboundmessages' as EntityRelationshipName },
      }),
    ),
    CONFIGURATION_ID,
  );
const cases = Array.from({ length: 120 }, (_, index) => caseId(index));

function world(
  facts: {
    showInTimeline?: boolean;
    contactList?: string | null;
    activities?: (path: string) => unknown;
    claimedOn?: string;
  } = {},
): ScriptedHttp {
  const { showInTimeline = true, contactList = listOf(cases), activities = () => ({ value: [] }) } = facts;
  const times = {
    createdon: '2026-03-05T01:30:00Z',
    obm_claimedon: facts.claimedOn ?? '2026-03-05T02:00:00Z',
    modifiedon: '2026-03-05T02:02:00Z',
  };
  return scriptedHttp([
    ['msdyn_ocoutboundconfigurationes', { msdyn_showinactivities: showInTimeline }],
    ['obm_sendbatches', { obm_contactlist: contactList, ...times }],
    ['msdyn_ocoutboundmessages', activities],
  ]);
}

const journal = journalOf(120);
const read = (http: ScriptedHttp) => {
  const [batch] = journal.all();
  if (!batch) throw new Error('no batch');
  return readEvidence(http, journal.row(), batch);
};
const regarding = (id: string) => ({ _regardingobjectid_value: id });

describe('the evidence for a batch', () => {
  it('counts records, not messages: several about one record are one', async () => {
    const http = world({
      activities: (path) => ({
        value: path.includes(caseId(0)) ? [regarding(caseId(0)), regarding(caseId(0).toUpperCase())] : [],
      }),
    });
    expect(await read(http)).toEqual({ kind: 'counted', found: 1, outOf: 120 });
  });

  it('asks for this configuration’s messages since the claim only, in addresses that a server takes', async () => {
    const http = world({ activities: () => ({ value: [] }) });
    expect(await read(http)).toEqual({ kind: 'counted', found: 0, outOf: 120 });
    const asked = http.asked.map(({ path }) => path).filter((path) => path.startsWith('msdyn_ocoutboundmessages'));
    expect(asked.length).toBe(3);
    for (const path of asked) {
      expect(path).toContain(`_msdyn_ocoutboundconfiguration_value eq ${CONFIGURATION_ID}`);
      expect(path).toContain('createdon ge 2026-03-05T01:59:00.000Z');
      expect(path.length).toBeLessThan(8_000);
    }
    for (const id of cases) expect(asked.filter((path) => path.includes(id)).length).toBe(1);
  });

  it('overlooks nothing when the clock of the runner that claimed it was hours ahead', async () => {
    const http = world({ claimedOn: '2026-03-05T04:00:00Z' });
    await read(http);
    const asked = http.asked.map(({ path }) => path).filter((path) => path.startsWith('msdyn_ocoutboundmessages'));
    for (const path of asked) expect(path).toContain('createdon ge 2026-03-05T01:29:00.000Z');
  });

  it('cannot exist when the configuration shows nothing in the timeline; then no contact data is read', async () => {
    const http = world({ showInTimeline: false });
    expect(await read(http)).toEqual({ kind: 'timeline-off' });
    expect(http.asked.length).toBe(1);
  });

  it.each([
    ['name no record', listOf([undefined, undefined])],
    ['were removed', null],
    ['are damaged', '[{'],
  ])('cannot exist when the contacts %s', async (_how, contactList) => {
    expect(await read(world({ contactList }))).toEqual({ kind: 'no-regarding' });
  });

  it('is out of the contacts that name a record', async () => {
    const http = world({
      contactList: listOf([caseId(0), undefined, caseId(1)]),
      activities: () => ({ value: [regarding(caseId(1))] }),
    });
    expect(await read(http)).toEqual({ kind: 'counted', found: 1, outOf: 2 });
  });

  it('is not made up when the timelines cannot be read', async () => {
    await expect(read(world({ activities: () => 403 }))).rejects.toMatchObject({ code: 'permission-denied' });
  });
});
