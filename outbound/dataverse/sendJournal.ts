/**
 * Room outbound, dataverse. The send journal over the Web API. Every write names the version of the row that it changes
 * (`If-Match`; Microsoft Learn, "Perform conditional operations using the Web API"), so that of several runners one wins, and a
 * write that the connection delivers twice is recognised by what stands in the row.
 */
import { postedOnOf } from '../sends/claims';
import type {
  BatchDecision,
  BatchRecord,
  Claim,
  ClaimedBatch,
  ClaimResult,
  ExpiredState,
  JournalBatch,
  RecordResult,
  SendChange,
  SendJournal,
} from '../sends/sendJournal';
import { CLAIM_COLUMNS, BATCH_COLUMNS, SEND_COLUMNS, toBatch, toSend } from './journalRows';
import { BATCH_STATE_OPTION, SEND, SEND_BATCH, SEND_STATE_OPTION } from './names';
import { changeRow, isMissing, parseAnswer, readRow, rowOf } from './changeRow';
import { requireOk, sendPatiently, type WebApiRow, type RowHost } from './webApi';
import { HostRequestError } from './webApiErrors';

/** What the journal's rows are read and written over. */
export type SendJournalHost = RowHost;

const MAX_ERROR_TEXT_LENGTH = 4000;
const MAX_ERROR_CODE_LENGTH = 100;
/** The platform's most (Microsoft Learn, "Page results using OData"). Rows without contact lists are small. */
const PAGE_SIZE = 5000;
/** Looks at a row that others keep changing. */
const MAX_RECORD_TRIES = 5;

/** What the journal says of a claim that nobody answered although it was posted. */
export const LEASE_EXPIRED = 'lease-expired';
const LEASE_EXPIRED_TEXT = 'The runner that had claimed this batch did not come back. It may have been sent.';

/** The journal of one organisation. */
export const createSendJournal = (host: SendJournalHost): SendJournal => ({
  async readSend(sendId) {
    const path = `${SEND.set}(${sendId})?$select=${SEND_COLUMNS}`;
    const answer = await sendPatiently(host.http, { method: 'GET', path }, host);
    if (isMissing(answer)) return undefined;
    const found = requireOk(answer);
    return { ...toSend(rowOf(found)), ...(found.serverTime && { readOn: found.serverTime }) };
  },

  async changeSend(send, change) {
    const path = `${SEND.set}(${send.id})`;
    const row = await changeRow(host, { path, columns: SEND_COLUMNS, etag: send.etag, values: sendValues(change) });
    return row && toSend(row);
  },

  async readBatches(sendId) {
    const batches: JournalBatch[] = [];
    let path: string | undefined =
      `${SEND_BATCH.set}?$select=${BATCH_COLUMNS}&$filter=_${SEND_BATCH.send}_value eq ${sendId}` +
      `&$orderby=${SEND_BATCH.index} asc`;
    while (path !== undefined) {
      // A client has to name the same page size again with every page.
      const headers = { Prefer: `odata.maxpagesize=${PAGE_SIZE}` };
      const answer = requireOk(await sendPatiently(host.http, { method: 'GET', path, headers }, host));
      const page = parseAnswer(answer) as { value?: readonly WebApiRow[]; '@odata.nextLink'?: string };
      batches.push(...(page.value ?? []).map(toBatch));
      path = toPath(page['@odata.nextLink'], SEND_BATCH.set);
    }
    return batches;
  },

  claimBatch: (batch, claim) => claimBatch(host, batch, claim),
  recordOutcome: (batch, record) => recordOutcome(host, batch, record),

  async expireClaim(batch, state, at) {
    return (await patchBatch(host, batch, expiryValues(state, at))) !== undefined;
  },

  async resolveBatch(batch, decision) {
    return (await patchBatch(host, batch, decisionValues(decision))) !== undefined;
  },
});

async function claimBatch(host: SendJournalHost, batch: JournalBatch, claim: Claim): Promise<ClaimResult> {
  const mark = {
    [SEND_BATCH.state]: BATCH_STATE_OPTION.claimed,
    [SEND_BATCH.claimedBy]: claim.claimedBy,
  };
  const change = {
    path: batchPath(batch),
    columns: CLAIM_COLUMNS,
    etag: batch.etag,
    values: {
      ...mark,
      [SEND_BATCH.claimedOn]: claim.claimedOn.toISOString(),
      [SEND_BATCH.leaseExpiresOn]: claim.leaseExpiresOn.toISOString(),
      [SEND_BATCH.postedOn]: postedOnOf(claim)?.toISOString() ?? null,
    },
  };
  const claimed = await changeRow(host, change);
  if (claimed) return claimedAs(claimed, claim);
  // Refused perhaps because its own first copy won: the row itself tells.
  const row = await readRow(host, `${batchPath(batch)}?$select=${CLAIM_COLUMNS}`);
  const isOurs = row && Object.entries(mark).every(([name, value]) => row[name] === value);
  return isOurs ? claimedAs(row, claim) : { kind: 'lost' };
}

const claimedAs = (row: WebApiRow, { claimedBy, leaseExpiresOn }: Claim): ClaimResult => ({
  kind: 'claimed',
  batch: { ...toBatch(row), claimedBy, leaseExpiresOn, contactList: String(row[SEND_BATCH.contactList] ?? '') },
});

async function recordOutcome(host: SendJournalHost, batch: ClaimedBatch, record: BatchRecord): Promise<RecordResult> {
  let { etag } = batch;
  const signs = { [SEND_BATCH.claimedBy]: record.state === 'waiting' ? null : batch.claimedBy };
  for (let tries = 1; tries <= MAX_RECORD_TRIES; tries += 1) {
    const written = await patchBatch(host, { ...batch, etag }, recordValues(record), signs);
    if (written) return { kind: 'recorded', batch: toBatch(written) };
    // The guarded call raises the row's version too, and its answer with the new one may be lost.
    const row = await readRow(host, `${batchPath(batch)}?$select=${BATCH_COLUMNS}`);
    const now = row && toBatch(row);
    if (row && now && isWritten(row, now, batch, record)) return { kind: 'recorded', batch: now };
    if (!now || !isOurs(now, batch, record)) return { kind: 'superseded' };
    etag = now.etag;
  }
  throw new HostRequestError('The row of a batch was changed again and again while its outcome was to be written.');
}

/** The row is still this claim's: held by it, or unknown since its lease ran out, and the outcome that came late is final. */
function isOurs(now: JournalBatch, { claimedBy }: ClaimedBatch, record: BatchRecord): boolean {
  if (now.claimedBy !== claimedBy) return false;
  return now.state === 'claimed' || (now.state === 'unknown' && record.state !== 'waiting');
}

/** This very record stands there already: the connection delivered it twice. */
function isWritten(row: WebApiRow, now: JournalBatch, { claimedBy }: ClaimedBatch, record: BatchRecord): boolean {
  const answeredOn = Date.parse(String(row[SEND_BATCH.answeredOn]));
  const isSame = now.state === record.state && now.attempts === record.attempts && isSameSecond(answeredOn, record);
  return isSame && now.claimedBy === (record.state === 'waiting' ? undefined : claimedBy);
}

/** The platform keeps date and time to the second (Microsoft Learn, "Format and behavior of the DateTime column"). */
const isSameSecond = (ms: number, { answeredOn }: BatchRecord): boolean =>
  Math.floor(ms / 1000) === Math.floor(answeredOn.getTime() / 1000);

const NOBODY = { [SEND_BATCH.claimedBy]: null, [SEND_BATCH.claimedOn]: null, [SEND_BATCH.leaseExpiresOn]: null };

const expiryValues = (state: ExpiredState, at: Date) =>
  state === 'waiting'
    ? { [SEND_BATCH.state]: BATCH_STATE_OPTION.waiting, ...NOBODY }
    : {
        [SEND_BATCH.state]: BATCH_STATE_OPTION.unknown,
        [SEND_BATCH.answeredOn]: at.toISOString(),
        [SEND_BATCH.errorCode]: LEASE_EXPIRED,
        [SEND_BATCH.errorText]: LEASE_EXPIRED_TEXT,
      };

const recordValues = ({ state, attempts, answeredOn, errorCode, errorText }: BatchRecord) => ({
  [SEND_BATCH.state]: BATCH_STATE_OPTION[state],
  [SEND_BATCH.attempts]: attempts,
  [SEND_BATCH.answeredOn]: answeredOn.toISOString(),
  [SEND_BATCH.errorCode]: errorCode?.slice(0, MAX_ERROR_CODE_LENGTH) ?? null,
  [SEND_BATCH.errorText]: errorText?.slice(0, MAX_ERROR_TEXT_LENGTH) ?? null,
  ...(state === 'waiting' && NOBODY),
});

const decisionValues = ({ state, resolution, resolvedBy, resolvedOn }: BatchDecision) => ({
  [SEND_BATCH.state]: BATCH_STATE_OPTION[state],
  [SEND_BATCH.resolution]: resolution,
  [SEND_BATCH.resolvedBy]: resolvedBy,
  [SEND_BATCH.resolvedOn]: resolvedOn.toISOString(),
  ...(state === 'waiting' && NOBODY),
});

const TIMES = ['scheduledOn', 'startBy', 'startedOn', 'finishedOn', 'forecastFinish'] as const;

/** What is absent stays; `null` empties the column. */
const timeValues = (times: Omit<SendChange, 'state' | 'stop' | 'counts'>): Record<string, string | null> =>
  Object.fromEntries(
    TIMES.flatMap((name) => {
      const time = times[name];
      return time === undefined ? [] : [[SEND[name], time?.toISOString() ?? null]];
    }),
  );

const sendValues = ({ state, stop, counts, ...times }: SendChange) => ({
  ...(state && { [SEND.state]: SEND_STATE_OPTION[state] }),
  ...timeValues(times),
  ...(stop !== undefined && {
    [SEND.stopCode]: stop?.code.slice(0, MAX_ERROR_CODE_LENGTH) ?? null,
    [SEND.stopText]: stop?.text.slice(0, MAX_ERROR_TEXT_LENGTH) ?? null,
  }),
  ...(counts && {
    [SEND.acceptedCount]: counts.accepted,
    [SEND.refusedCount]: counts.refused,
    [SEND.unknownCount]: counts.unknown,
    [SEND.waitingCount]: counts.waiting,
  }),
});

const batchPath = ({ id }: Pick<JournalBatch, 'id'>): string => `${SEND_BATCH.set}(${id})`;

/** The row as it is then; `undefined`: somebody else changed or deleted it first. @throws {OutboundError} for all else. */
const patchBatch = (
  host: SendJournalHost,
  batch: JournalBatch,
  values: Readonly<Record<string, unknown>>,
  signs?: Readonly<Record<string, unknown>>,
) => changeRow(host, { path: batchPath(batch), columns: BATCH_COLUMNS, etag: batch.etag, values, signs });

/** A next link is absolute; requests name what is below the root. */
function toPath(nextLink: string | undefined, set: string): string | undefined {
  const start = nextLink?.indexOf(`${set}?`) ?? -1;
  return start < 0 ? undefined : nextLink?.slice(start);
}
