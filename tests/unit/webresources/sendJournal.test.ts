/** Room tests. The journal's rows over HTTP: what is created, how a batch is claimed, and what a refusal means. */
import './textEncoder';
import { planSend } from '../../../outbound/sends/planSend';
import type { JournalBatch } from '../../../outbound/sends/journal';
import type { NewRow, RowClient, WebApiRow } from '../../../webresources/gateways/dataverseClient';
import { createBatchStore, createSend, finishSend, type JournalHost } from '../../../webresources/gateways/sendJournal';
import type { WebApiHttp, WebApiRequest, WebApiResponse } from '../../../outbound/dataverse/webApi';
import { CONFIGURATION, template } from './fakeGateway';

const NOW = '2026-01-02T03:04:05.000Z';
const ok = (etag = 'W/"2"'): WebApiResponse => ({
  kind: 'response',
  status: 200,
  text: JSON.stringify({ '@odata.etag': etag }),
});
const refused = (status: number, code = ''): WebApiResponse => ({
  kind: 'response',
  status,
  text: JSON.stringify({ error: { code, message: 'No.' } }),
});

function host(
  answers: (request: WebApiRequest, call: number) => ReturnType<typeof ok> | 'silence' = () => ok(),
  rows: WebApiRow[] = [],
) {
  const requests: WebApiRequest[] = [];
  const created: { table: string; row: NewRow }[] = [];
  const waits: number[] = [];
  const http: WebApiHttp = {
    async send(request) {
      requests.push(request);
      const answer = answers(request, requests.length - 1);
      return answer === 'silence'
        ? {
            kind: 'no-answer',
            cause: 'connection',
            error: Object.assign(new Error('x'), { code: 'host-unreachable' }) as never,
          }
        : answer;
    },
  };
  const client: RowClient = {
    readRows: async () => rows,
    createRow: async (table, row) => {
      created.push({ table, row });
      return `${table}-${created.length}`;
    },
  };
  const journal: JournalHost = {
    rows: client,
    http,
    clock: () => new Date(NOW),
    wait: async (ms) => {
      waits.push(ms);
    },
  };
  return { journal, requests, created, waits, client };
}

const plan = planSend({
  outboundConfigurationId: CONFIGURATION.id,
  items: ['+6281234567890', '+6281234567891', '+6281234567892'].map((recipientNumber) => ({
    recipientNumber,
    optIn: true,
    slugs: new Map(),
  })),
  batchSize: 2,
});

const newSend = {
  name: 'Case solved',
  configuration: CONFIGURATION,
  template: template('Hi'),
  sourceTable: 'incident',
  audience: 4,
  excludedIds: { 'no-number': ['r4'] },
  plan,
};

const waiting: JournalBatch = {
  id: 'b1',
  index: 0,
  state: 'waiting',
  contactCount: 2,
  contactList: '[]',
  hash: 'h',
  attempts: 0,
  etag: 'W/"1"',
};

describe('creating a send', () => {
  it('writes the send, then every batch with its text and hash, then marks the send as sending', async () => {
    const { journal, created, requests } = host();
    expect(await createSend(journal, newSend)).toBe('obm_send-1');
    expect(created.map(({ table }) => table)).toEqual(['obm_send', 'obm_sendbatch', 'obm_sendbatch']);
    expect(created[0]?.row).toMatchObject({
      obm_state: 841200000,
      obm_channeltype: 192340000,
      obm_source: 841200000,
      obm_audiencecount: 4,
      obm_excludedcount: 1,
      obm_waitingcount: 3,
      obm_exclusions: '{"no-number":["r4"]}',
      obm_planhash: plan.hash,
      obm_outboundconfigurationid: { entityType: 'msdyn_ocoutboundconfiguration', id: CONFIGURATION.id },
    });
    expect(
      created
        .slice(1)
        .map(({ row }) => [row['obm_name'], row['obm_contactcount'], row['obm_contactlist'], row['obm_hash']]),
    ).toEqual(plan.batches.map((batch) => [`${batch.index + 1}/2`, batch.contactCount, batch.contactList, batch.hash]));
    expect(requests).toEqual([
      expect.objectContaining({ method: 'PATCH', body: { obm_state: 841200001, obm_startedon: NOW } }),
    ]);
  });

  it('cancels the send when a batch cannot be written, and passes the reason on', async () => {
    const { journal, client, requests } = host();
    const create = client.createRow;
    const reason = Object.assign(new Error('full'), { code: 'host-request-failed' });
    const broken = {
      ...client,
      createRow: async (table: string, row: NewRow) =>
        table === 'obm_send' ? create(table, row) : Promise.reject(reason),
    };
    await expect(createSend({ ...journal, rows: broken }, newSend)).rejects.toBe(reason);
    expect(requests.map(({ body }) => body)).toEqual([{ obm_state: 841200004 }]);
  });
});

describe('a batch', () => {
  it('is claimed against the version that was read', async () => {
    const { journal, requests } = host(() => ok('W/"7"'));
    const claim = { claimedBy: 'browser/1', claimedOn: new Date(NOW) };
    const result = await createBatchStore(journal).claimBatch(waiting, claim);
    expect(result).toEqual({ kind: 'claimed', batch: { ...waiting, state: 'claimed', etag: 'W/"7"' } });
    expect(requests[0]).toMatchObject({
      method: 'PATCH',
      headers: { 'If-Match': 'W/"1"' },
      body: { obm_state: 841200001, obm_claimedby: 'browser/1', obm_claimedon: NOW },
    });
    expect(requests[0]?.path).toMatch(/^obm_sendbatches\(b1\)/);
  });

  const claimWith = (answer: ReturnType<typeof ok> | 'silence') => {
    const { journal } = host(() => answer);
    return createBatchStore(journal).claimBatch(waiting, { claimedBy: 'x', claimedOn: new Date(NOW) });
  };

  const claimAgainst = (row: Record<string, unknown>) => {
    const { journal } = host(({ method }) =>
      method === 'GET'
        ? { kind: 'response', status: 200, text: JSON.stringify({ '@odata.etag': 'W/"9"', ...row }) }
        : refused(412, '0x80060882'),
    );
    return createBatchStore(journal).claimBatch(waiting, { claimedBy: 'browser/1', claimedOn: new Date(NOW) });
  };

  it.each([
    ['another runner claimed it', { obm_state: 841200001, obm_claimedby: 'browser/2' }],
    ['a person changed it', { obm_state: 841200000, obm_claimedby: null }],
    ['it was answered meanwhile', { obm_state: 841200002, obm_claimedby: 'browser/1' }],
  ])('is lost when %s first', async (_how, row) => {
    expect(await claimAgainst(row)).toEqual({ kind: 'lost' });
  });

  it('is claimed when the refusal answers a second copy of the very claim that won', async () => {
    expect(await claimAgainst({ obm_state: 841200001, obm_claimedby: 'browser/1' })).toEqual({
      kind: 'claimed',
      batch: { ...waiting, state: 'claimed', etag: 'W/"9"' },
    });
  });

  it.each([
    ['gone', refused(404, '0x80040217'), 'row-missing'],
    ['forbidden', refused(403), 'permission-denied'],
    ['silent', 'silence' as const, 'host-unreachable'],
  ])('is not claimed when the server is %s', async (_how, answer, code) => {
    await expect(claimWith(answer)).rejects.toMatchObject({ code });
  });

  it('is claimed in the next try when the server was busy, after the time it asked for', async () => {
    const { journal, waits } = host((_request, call) =>
      call === 0 ? { kind: 'response', status: 429, retryAfterMs: 3000, text: '' } : ok(),
    );
    const result = await createBatchStore(journal).claimBatch(waiting, { claimedBy: 'x', claimedOn: new Date(NOW) });
    expect(result.kind).toBe('claimed');
    expect(waits).toEqual([3000]);
  });

  it('keeps a final outcome whoever wrote last, with code and text cut to their columns', async () => {
    const { journal, requests } = host();
    const record = {
      state: 'unknown' as const,
      attempts: 1,
      answeredOn: new Date(NOW),
      errorCode: 'c'.repeat(200),
      errorText: 't'.repeat(5000),
    };
    const batch = await createBatchStore(journal).recordOutcome({ ...waiting, state: 'claimed' }, record);
    expect(batch).toMatchObject({ state: 'unknown', attempts: 1, etag: 'W/"2"' });
    const body = requests[0]?.body as Record<string, string>;
    expect(requests[0]?.headers?.['If-Match']).toBe('*');
    expect([body['obm_errorcode']?.length, body['obm_errortext']?.length]).toEqual([100, 4000]);
  });

  it('goes back to waiting only while it is this runner’s, and nobody holds it then', async () => {
    const { journal, requests } = host();
    const record = { state: 'waiting' as const, attempts: 1, answeredOn: new Date(NOW) };
    await createBatchStore(journal).recordOutcome({ ...waiting, state: 'claimed', etag: 'W/"5"' }, record);
    expect(requests[0]?.headers?.['If-Match']).toBe('W/"5"');
    expect(requests[0]?.body).toMatchObject({ obm_state: 841200000, obm_claimedby: null, obm_claimedon: null });
  });
});

describe('finishing a send', () => {
  const row = (index: number, state: number, contacts: number): WebApiRow => ({
    '@odata.etag': 'W/"1"',
    obm_sendbatchid: `b${index}`,
    obm_index: index,
    obm_state: state,
    obm_contactcount: contacts,
  });

  it('adds up what the journal has and finishes when all is accepted', async () => {
    const { journal, requests } = host(() => ok(), [row(0, 841200002, 100), row(1, 841200002, 50)]);
    await finishSend(journal, 's1', 160, 10);
    expect(requests[0]?.body).toEqual({
      obm_state: 841200002,
      obm_acceptedcount: 150,
      obm_refusedcount: 0,
      obm_unknowncount: 0,
      obm_waitingcount: 0,
      obm_finishedon: NOW,
    });
  });

  it('asks for attention when something is unknown', async () => {
    const { journal, requests } = host(() => ok(), [row(0, 841200002, 100), row(1, 841200004, 50)]);
    await finishSend(journal, 's1', 150, 0);
    expect(requests[0]?.body).toMatchObject({ obm_state: 841200003, obm_unknowncount: 50 });
  });

  it('leaves the send open while batches wait', async () => {
    const { journal, requests } = host(() => ok(), [row(0, 841200002, 100), row(1, 841200000, 50)]);
    await finishSend(journal, 's1', 150, 0);
    expect(requests[0]?.body).toMatchObject({ obm_state: 841200001, obm_waitingcount: 50 });
    expect(requests[0]?.body).not.toHaveProperty('obm_finishedon');
  });
});
