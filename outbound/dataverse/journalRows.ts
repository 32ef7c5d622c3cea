/** Room outbound, dataverse. Rows of the journal as the domain thinks of them, and the columns that takes. */
import type { JournalBatch, JournalSend } from '../sends/sendJournal';
import { FLOW_SENDING } from '../sends/flowHold';
import { sendStateOf, storedBatchState } from '../sends/states';
import { SEND, SEND_BATCH } from './names';
import type { WebApiRow } from './webApi';

const lookupOf = (column: string): string => `_${column}_value`;

/** `$select` of a send. */
export const SEND_COLUMNS = [
  SEND.state,
  lookupOf(SEND.outboundConfiguration),
  SEND.audienceCount,
  SEND.excludedCount,
  SEND.batchCount,
  SEND.scheduledOn,
  SEND.startBy,
  SEND.stopCode,
  SEND.flowSignOn,
].join(',');

/** `$select` of a batch without contact data. */
export const BATCH_COLUMNS = [
  lookupOf(SEND_BATCH.send),
  SEND_BATCH.index,
  SEND_BATCH.state,
  SEND_BATCH.contactCount,
  SEND_BATCH.hash,
  SEND_BATCH.attempts,
  SEND_BATCH.claimedBy,
  SEND_BATCH.leaseExpiresOn,
  SEND_BATCH.postedOn,
  SEND_BATCH.answeredOn,
  SEND_BATCH.errorCode,
  SEND_BATCH.resolution,
  SEND_BATCH.clearedOn,
].join(',');

/** `$select` of a batch that is claimed to be sent. */
export const CLAIM_COLUMNS = `${BATCH_COLUMNS},${SEND_BATCH.contactList}`;

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');
const numberOf = (value: unknown): number => (typeof value === 'number' ? value : 0);
const optionalText = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' ? value : undefined;
const optionalTime = (value: unknown): Date | undefined => (typeof value === 'string' ? new Date(value) : undefined);

/** A flow gives its first sign with the code that holds the send: without one no flow of ours holds it. */
const LONG_AGO = new Date(0);

/** @throws {StateUnknownError} */
export const toSend = (row: WebApiRow): JournalSend => ({
  id: textOf(row[SEND.id]),
  state: sendStateOf(row[SEND.state]),
  outboundConfigurationId: textOf(row[lookupOf(SEND.outboundConfiguration)]),
  audience: numberOf(row[SEND.audienceCount]),
  excluded: numberOf(row[SEND.excludedCount]),
  batchCount: numberOf(row[SEND.batchCount]),
  scheduledOn: optionalTime(row[SEND.scheduledOn]),
  startBy: optionalTime(row[SEND.startBy]),
  ...(row[SEND.stopCode] === FLOW_SENDING && { flowSignOn: optionalTime(row[SEND.flowSignOn]) ?? LONG_AGO }),
  etag: textOf(row['@odata.etag']),
});

/** @throws {StateUnknownError} */
export const toBatch = (row: WebApiRow): JournalBatch => ({
  id: textOf(row[SEND_BATCH.id]),
  sendId: textOf(row[lookupOf(SEND_BATCH.send)]),
  index: numberOf(row[SEND_BATCH.index]),
  state: storedBatchState(row[SEND_BATCH.state]),
  contactCount: numberOf(row[SEND_BATCH.contactCount]),
  hash: textOf(row[SEND_BATCH.hash]),
  attempts: numberOf(row[SEND_BATCH.attempts]),
  claimedBy: optionalText(row[SEND_BATCH.claimedBy]),
  leaseExpiresOn: optionalTime(row[SEND_BATCH.leaseExpiresOn]),
  postedOn: optionalTime(row[SEND_BATCH.postedOn]),
  errorCode: optionalText(row[SEND_BATCH.errorCode]),
  resolution: optionalText(row[SEND_BATCH.resolution]),
  clearedOn: optionalTime(row[SEND_BATCH.clearedOn]),
  etag: textOf(row['@odata.etag']),
});
