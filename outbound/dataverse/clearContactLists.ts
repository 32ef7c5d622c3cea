/**
 * Room outbound, dataverse. Removes contact data from batches that have kept it long enough: the contact list goes, counts, hashes,
 * row ids and outcomes stay.
 */
import { FLOW_SENDING } from '../sends/flowHold';
import { batchesToClear, LEAST_DAYS_OF_WRITING, type RetainedBatch, type RetainedSend } from '../sends/retention';
import { storedBatchState } from '../sends/states';
import { SEND_COLUMNS, toSend } from './journalRows';
import { BATCH_STATE_OPTION, SEND, SEND_BATCH, SEND_STATE_OPTION } from './names';
import { requireOk, sendPatiently, type WebApiRow, type RowHost } from './webApi';

interface OldBatch extends RetainedBatch {
  readonly send: RetainedSend;
  readonly etag: string;
}

const MS_PER_DAY = 86_400_000;
const BATCHES_AT_A_TIME = 200;

/** How much is done in one go. */
export interface ClearPortion {
  /** Batches. @default all */
  readonly atMost?: number;
  /** True: what is left stays for another time. @default never */
  readonly shouldStop?: () => boolean;
}

/**
 * Clears what is old by now, whatever its send; resolves with the number of batches. A batch that somebody changes meanwhile keeps its list
 * until the next time.
 * @param days 0 or more
 * @throws {OutboundError} when the journal cannot be read or written; what was cleared stays cleared.
 */
export async function clearContactLists(
  host: RowHost,
  days: number,
  now: Date,
  { atMost = Infinity, shouldStop = () => false }: ClearPortion = {},
): Promise<number> {
  let cleared = 0;
  while (cleared < atMost) {
    const most = Math.min(BATCHES_AT_A_TIME, atMost - cleared);
    const old = await readOldBatches(host, days, now, most);
    const before = cleared;
    for (const batch of old) {
      if (cleared >= atMost || shouldStop()) return cleared;
      if (batchesToClear(batch.send, [batch], days, now).length === 0) continue;
      if (await clear(host, batch, now)) cleared += 1;
    }
    // Fewer: these were the last ones. None cleared: the same ones would come again.
    if (old.length < most || cleared === before) break;
  }
  return cleared;
}

/** A choice wide enough: which of them are to be cleared the domain says. */
async function readOldBatches(host: RowHost, days: number, now: Date, most: number): Promise<OldBatch[]> {
  const { set, state, send, answeredOn, resolvedOn, clearedOn } = SEND_BATCH;
  const daysAgo = (count: number): string => new Date(now.getTime() - count * MS_PER_DAY).toISOString();
  const since = daysAgo(days);
  const isDecided = `${state} ne ${BATCH_STATE_OPTION.waiting} and ${answeredOn} le ${since}`;
  const isOfLater = `${resolvedOn} eq null or ${resolvedOn} le ${since}`;
  const isLeft =
    `${state} eq ${BATCH_STATE_OPTION.waiting} and ${send}/${SEND.state} eq ${SEND_STATE_OPTION.canceled}` +
    ` and ${send}/${SEND.finishedOn} le ${since}`;
  const writtenSince = daysAgo(Math.max(days, LEAST_DAYS_OF_WRITING));
  const isOfFlow =
    `${send}/${SEND.state} eq ${SEND_STATE_OPTION.paused} and ${send}/${SEND.stopCode} eq '${FLOW_SENDING}'` +
    ` and (${send}/${SEND.batchCount} eq null or ${send}/${SEND.batchCount} eq 0)` +
    ` and (${send}/${SEND.flowSignOn} eq null or ${send}/${SEND.flowSignOn} le ${writtenSince})`;
  const isBrokenOff =
    `${state} eq ${BATCH_STATE_OPTION.waiting} and ${send}/createdon le ${writtenSince}` +
    ` and (${send}/${SEND.state} eq ${SEND_STATE_OPTION.waiting} or (${isOfFlow}))`;
  const path =
    `${set}?$select=${[state, answeredOn, resolvedOn, clearedOn].join(',')}` +
    `&$expand=${send}($select=${SEND_COLUMNS},${SEND.finishedOn},createdon)` +
    `&$filter=${clearedOn} eq null and ${state} ne ${BATCH_STATE_OPTION.claimed}` +
    ` and ((${isDecided} and (${isOfLater})) or (${isLeft}) or (${isBrokenOff}))&$top=${most}`;
  const answer = requireOk(await sendPatiently(host.http, { method: 'GET', path }, host));
  return (JSON.parse(answer.text) as { value: readonly WebApiRow[] }).value.map(toOldBatch);
}

function toOldBatch(row: WebApiRow): OldBatch {
  const send = row[SEND_BATCH.send] as WebApiRow;
  const times = [row[SEND_BATCH.answeredOn], row[SEND_BATCH.resolvedOn]].flatMap((time) => toTime(time) ?? []);
  const latest = Math.max(...times.map((time) => time.getTime()));
  return {
    id: String(row[SEND_BATCH.id]),
    state: storedBatchState(row[SEND_BATCH.state]),
    answeredOn: times.length === 0 ? undefined : new Date(latest),
    clearedOn: toTime(row[SEND_BATCH.clearedOn]),
    send: {
      ...toSend(send),
      finishedOn: toTime(send[SEND.finishedOn]),
      createdOn: toTime(send['createdon']),
    },
    etag: String(row['@odata.etag']),
  };
}

const toTime = (value: unknown): Date | undefined => (typeof value === 'string' ? new Date(value) : undefined);

/** False: somebody changed or deleted the row. */
async function clear(host: RowHost, { id, etag }: OldBatch, now: Date): Promise<boolean> {
  const request = {
    method: 'PATCH',
    path: `${SEND_BATCH.set}(${id})`,
    headers: { 'If-Match': etag },
    body: { [SEND_BATCH.contactList]: null, [SEND_BATCH.clearedOn]: now.toISOString() },
  } as const;
  const answer = await sendPatiently(host.http, request, host);
  if (answer.kind === 'response' && (answer.status === 412 || answer.status === 404)) return false;
  requireOk(answer);
  return true;
}
