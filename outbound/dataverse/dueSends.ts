/** Room outbound, dataverse. What a runner on a server looks for: sends that are due, and claims whose runner vanished. */
import type { JournalBatch, JournalSend } from '../sends/sendJournal';
import { BATCH_COLUMNS, SEND_COLUMNS, toBatch, toSend } from './journalRows';
import { BATCH_STATE_OPTION, SEND, SEND_BATCH, SEND_STATE_OPTION } from './names';
import { requireOk, sendPatiently, type WebApiRow, type RowHost } from './webApi';

/** More are found the next time. */
const MOST_AT_ONCE = 500;

/**
 * Sends that are sending, and scheduled ones whose time has come or is over, oldest first; then those that need attention while somebody
 * waits in them: a person let them wait again, and their connection was lost before the state followed.
 * @throws {OutboundError}
 */
export async function readDueSends(host: RowHost, now: Date): Promise<JournalSend[]> {
  const { sending, scheduled } = SEND_STATE_OPTION;
  const isDue = `${SEND.state} eq ${scheduled} and ${SEND.scheduledOn} le ${now.toISOString()}`;
  const rows = await readFirst(
    host,
    `${SEND.set}?$select=${SEND_COLUMNS}&$filter=${SEND.state} eq ${sending} or (${isDue})&$orderby=createdon asc`,
  );
  return [...rows.map(toSend), ...(await readLeftSends(host))];
}

async function readLeftSends(host: RowHost): Promise<JournalSend[]> {
  const { send, state } = SEND_BATCH;
  const rows = await readFirst(
    host,
    `${SEND_BATCH.set}?$select=${SEND_BATCH.id}&$expand=${send}($select=${SEND_COLUMNS})` +
      `&$filter=${state} eq ${BATCH_STATE_OPTION.waiting} and ${send}/${SEND.state} eq ${SEND_STATE_OPTION.needsAttention}`,
  );
  const sends = rows.map((row) => toSend(row[send] as WebApiRow));
  return [...new Map(sends.map((left) => [left.id, left])).values()];
}

/** Claims of all sends, in whatever state these are, that nobody answered in their time. @throws {OutboundError} */
export async function readExpiredClaims(host: RowHost, now: Date): Promise<JournalBatch[]> {
  const isOver = `${SEND_BATCH.leaseExpiresOn} lt ${now.toISOString()} or ${SEND_BATCH.leaseExpiresOn} eq null`;
  const rows = await readFirst(
    host,
    `${SEND_BATCH.set}?$select=${BATCH_COLUMNS}` +
      `&$filter=${SEND_BATCH.state} eq ${BATCH_STATE_OPTION.claimed} and (${isOver})`,
  );
  return rows.map(toBatch);
}

async function readFirst(host: RowHost, path: string): Promise<readonly WebApiRow[]> {
  const request = { method: 'GET', path: `${path}&$top=${MOST_AT_ONCE}` } as const;
  const answer = requireOk(await sendPatiently(host.http, request, host));
  return (JSON.parse(answer.text) as { value: readonly WebApiRow[] }).value;
}
