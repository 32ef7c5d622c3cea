import fc from 'fast-check';
import {
  EVIDENCE_COLUMNS,
  toCell,
  toEvidenceCsv,
  toEvidenceManifest,
  type EvidenceBatch,
  type EvidenceSend,
} from '../../../../outbound/sends/evidence';
import type { Exclusion } from '../../../../outbound/sends/exclusionPages';
import { planSend } from '../../../../outbound/sends/planSend';
import { contactList } from '../../../builders/recipients';

const configurationId = '0c000000-0000-4000-8000-000000000001';
const answeredOn = new Date('2025-03-05T10:00:00Z');

const batchesOf = (states: readonly EvidenceBatch['state'][], people = 2): EvidenceBatch[] =>
  planSend({
    items: contactList(states.length * people),
    outboundConfigurationId: configurationId,
    batchSize: people,
  }).batches.map(({ index, contactList: list, contactCount, hash }) => ({
    index,
    state: states[index] ?? 'waiting',
    contactCount,
    hash,
    attempts: 1,
    sourceIds: Array.from({ length: contactCount }, (_, at) => `row-${index}-${at}`),
    contactList: list,
    answeredOn,
  }));

const send: EvidenceSend = {
  id: '5e000000-0000-4000-8000-000000000001',
  name: 'Parcels',
  state: 'needsAttention',
  outboundConfigurationId: configurationId,
  channelType: 'SMS',
  template: { name: 'Parcel', version: '17', textHash: 'ab' },
  planHash: 'cd',
  audience: 5,
  excluded: 1,
  batchCount: 2,
  requestedBy: 'Siti Rahayu',
  startedOn: answeredOn,
};

/** A reader of RFC 4180, written from its grammar. */
function readCsv(text: string): string[][] {
  const rows: string[][] = [];
  const cell = /("(?:[^"]|"")*"|[^",\r\n]*)(,|\r\n)/y;
  let row: string[] = [];
  while (cell.lastIndex < text.length) {
    const match = cell.exec(text);
    if (!match) throw new Error(`no CSV: ${text.slice(0, 80)}`);
    const [, value = '', end] = match;
    row.push(value.startsWith('"') ? value.slice(1, -1).replace(/""/g, '"') : value);
    if (end === ',') continue;
    rows.push(row);
    row = [];
  }
  return rows;
}

const rowsOf = (batches: readonly EvidenceBatch[], exclusions: readonly Exclusion[] = []) => {
  const [header, ...rows] = readCsv([...toEvidenceCsv(batches, exclusions)].join(''));
  return rows.map((row) => Object.fromEntries(row.map((value, at) => [header?.[at] ?? '', value])));
};

describe('toEvidenceCsv', () => {
  it('lists every person with number, outcome, batch and time, then everybody left out with the reason', () => {
    const [first, second] = batchesOf(['accepted', 'refused']);
    const exclusions = [
      { rowId: 'row-x', reason: 'duplicate-number', representedBy: 'row-0-0' },
      { rowId: 'row-y', reason: 'opted-out', detail: 'number-opted-out', optedOutRow: 'row-z' },
    ];
    const rows = rowsOf([first!, { ...second!, errorCode: '0x80040203' }], exclusions);
    expect(rows).toHaveLength(6);
    expect(rows[0]).toMatchObject({
      rowId: 'row-0-0',
      number: "'+6281210000000",
      outcome: 'accepted',
      batch: '1',
      answeredOn: '2025-03-05T10:00:00.000Z',
    });
    expect(rows[3]).toMatchObject({ rowId: 'row-1-1', outcome: 'refused', reason: '0x80040203', batch: '2' });
    expect(rows[4]).toMatchObject({ rowId: 'row-x', outcome: 'excluded', representedBy: 'row-0-0', batch: '' });
    expect(rows[5]).toMatchObject({ detail: 'number-opted-out', optedOutRow: 'row-z' });
  });

  it('calls a claimed batch unknown: it may have been sent', () => {
    expect(rowsOf(batchesOf(['claimed']))[0]).toMatchObject({ outcome: 'unknown', reason: 'in-flight' });
  });

  it('lists the people of a batch whose contact list was removed or is not the planned one, without numbers', () => {
    const [first, second] = batchesOf(['accepted', 'refused']);
    const rows = rowsOf([
      { ...first!, contactList: undefined },
      { ...second!, contactList: first!.contactList },
    ]);
    expect(rows.map(({ rowId, number }) => [rowId, number])).toEqual([
      ['row-0-0', ''],
      ['row-0-1', ''],
      ['row-1-0', ''],
      ['row-1-1', ''],
    ]);
  });

  it('gives the numbers of a batch without a hash, as cloud flows write it, where its list is whole', () => {
    const [batch] = batchesOf(['accepted']).map((first) => ({ ...first, hash: '' }));
    const numbersOf = (changed: Partial<EvidenceBatch>): (string | undefined)[] =>
      rowsOf([{ ...batch!, ...changed }]).map(({ number }) => number);
    expect(numbersOf({})).toEqual(["'+6281210000000", "'+6281210000001"]);
    expect(numbersOf({ contactList: '[{"tocontactid":' })).toEqual(['', '']);
    expect(numbersOf({ contactList: '[]' })).toEqual(['', '']);
    expect(numbersOf({ sourceIds: ['row-0-0'] })).toEqual(['', '']);
  });

  it('has a line for everybody who was planned even when the row ids are gone', () => {
    expect(rowsOf(batchesOf(['accepted']).map((batch) => ({ ...batch, sourceIds: [] })))).toHaveLength(2);
  });

  it('adds up to the manifest', () => {
    const batches = batchesOf(['accepted', 'unknown', 'waiting', 'refused', 'claimed']);
    const rows = rowsOf(batches, [{ rowId: 'row-x', reason: 'no-number' }]);
    const { counts } = toEvidenceManifest({ ...send, audience: 11 }, batches, { by: 'me', on: answeredOn });
    const count = (outcome: string) => rows.filter((row) => row['outcome'] === outcome).length;
    for (const outcome of ['accepted', 'unknown', 'waiting', 'refused', 'excluded'] as const) {
      expect(count(outcome)).toBe(counts[outcome]);
    }
    expect(counts.missing).toBe(0);
  });
});

describe('toCell', () => {
  it.each(['=1+1', '+4512345678', '-2', '@SUM(A1)', '\tx', '\r=1', '\n=1', '＝1'])('defuses %j', (value) => {
    expect(toCell(value)).toBe(`"'${value}"`);
  });

  it.each([
    ['plain', 'plain'],
    ['a,b', '"a,b"'],
    ['a;b', '"a;b"'],
    ['say "hi"', '"say ""hi"""'],
    ['two\r\nlines', '"two\r\nlines"'],
    ['', ''],
  ])('writes %j as %j', (value, cell) => {
    expect(toCell(value)).toBe(cell);
  });

  it('can be read back, and never begins like a formula', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'binary' }), { minLength: 1 }), (values) => {
        const read = readCsv(`${values.map(toCell).join(',')}\r\n`)[0] ?? [];
        expect(read.map((value, at) => value === values[at] || value === `'${values[at]}`)).toEqual(
          values.map(() => true),
        );
        for (const value of read) expect(value).not.toMatch(/^[=+\-@\t\r\n]/);
      }),
    );
  });
});

describe('toEvidenceManifest', () => {
  it('names what was planned, by whom, with the hashes and without contact data', () => {
    const batches = batchesOf(['accepted', 'unknown']).map((batch) =>
      batch.state === 'unknown'
        ? { ...batch, state: 'accepted' as const, resolution: 'sent', resolvedBy: 'Budi', resolvedOn: answeredOn }
        : batch,
    );
    const manifest = toEvidenceManifest(send, batches, { by: 'Budi', on: answeredOn });
    const text = JSON.stringify(manifest);
    expect(text).not.toMatch(/\+62|tocontactid/);
    expect(JSON.parse(text)).toMatchObject({
      format: 'outbound-send-evidence/1',
      send: { template: { version: '17', textHash: 'ab' }, planHash: 'cd', startedOn: '2025-03-05T10:00:00.000Z' },
      counts: { audience: 5, accepted: 4, excluded: 1, missing: 0 },
      batches: [
        { index: 0, hash: batches[0]?.hash, hasContactList: true },
        { index: 1, resolution: 'sent', resolvedBy: 'Budi', resolvedOn: '2025-03-05T10:00:00.000Z' },
      ],
      exportedBy: 'Budi',
      exportedOn: '2025-03-05T10:00:00.000Z',
    });
  });

  it('writes the header of the file as documented', () => {
    expect([...toEvidenceCsv([], [])]).toEqual([`${EVIDENCE_COLUMNS.join(',')}\r\n`]);
  });
});
