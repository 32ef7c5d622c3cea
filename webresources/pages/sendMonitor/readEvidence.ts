/**
 * Room webresources/pages. What stands in the timelines about a batch whose outcome is unknown: outbound message activities of its
 * configuration, about its rows, from the time it was claimed. The service writes one for each message of a configuration that is
 * shown in the timeline (Microsoft Learn, "Configure outbound messaging"), so they tell a person whether the request arrived.
 */
import { parseContactList } from '../../../outbound/contactList/parseContactList';
import { OUTBOUND_CONFIGURATION, OUTBOUND_MESSAGE, SEND_BATCH } from '../../../outbound/dataverse/names';
import { requireSuccess, type WebApiHttp, type WebApiRow } from '../../../outbound/dataverse/webApi';
import type { JournalBatch, JournalSend } from '../../../outbound/sends/sendJournal';

export type BatchEvidence =
  /** Rows with an activity, out of the rows the messages are about. */
  | { readonly kind: 'counted'; readonly found: number; readonly outOf: number }
  /** The configuration writes nothing to timelines. */
  | { readonly kind: 'timeline-off' }
  /** The messages name no row they are about, or the contact data was removed after the retention time. */
  | { readonly kind: 'no-regarding' };

/** An address cannot hold any number of ids. */
const IDS_PER_REQUEST = 50;
/** The claim has the time of the runner's clock, the activity the server's. */
const CLOCK_TOLERANCE_MS = 60_000;
/** The server's times of a row. */
const CREATED_ON = 'createdon';
const MODIFIED_ON = 'modifiedon';

/** @throws {OutboundError} when batch, configuration or activities cannot be read. */
export async function readEvidence(http: WebApiHttp, send: JournalSend, batch: JournalBatch): Promise<BatchEvidence> {
  const { set, showInTimeline } = OUTBOUND_CONFIGURATION;
  const configuration = await readRow(http, `${set}(${send.outboundConfigurationId})?$select=${showInTimeline}`);
  if (configuration[showInTimeline] !== true) return { kind: 'timeline-off' };
  const columns = [SEND_BATCH.contactList, SEND_BATCH.claimedOn, CREATED_ON, MODIFIED_ON].join(',');
  const row = await readRow(http, `${SEND_BATCH.set}(${batch.id})?$select=${columns}`);
  const ids = regardingIds(row[SEND_BATCH.contactList]);
  const since = sinceOf(row);
  if (ids.length === 0 || since === undefined) return { kind: 'no-regarding' };
  const found = new Set<string>();
  for (let start = 0; start < ids.length; start += IDS_PER_REQUEST) {
    const group = ids.slice(start, start + IDS_PER_REQUEST);
    for (const id of await readMessaged(http, send.outboundConfigurationId, group, since)) found.add(id);
  }
  return { kind: 'counted', found: found.size, outOf: ids.length };
}

/**
 * When the batch's activities begin, as an ISO 8601 text. A claim after the server's last change of the row was made by a clock that is
 * far ahead: everything since the row was created counts then, because an activity that is overlooked has people messaged twice.
 * `undefined`: it was never claimed.
 */
function sinceOf(row: WebApiRow): string | undefined {
  const timeOf = (column: string): number => Date.parse(String(row[column]));
  const claimedOn = timeOf(SEND_BATCH.claimedOn);
  if (Number.isNaN(claimedOn)) return undefined;
  const isAhead = claimedOn > timeOf(MODIFIED_ON) + CLOCK_TOLERANCE_MS;
  return new Date((isAhead ? timeOf(CREATED_ON) : claimedOn) - CLOCK_TOLERANCE_MS).toISOString();
}

/** Rows the messages of a contact list are about, each once. Empty when it was removed, or is no contact list any more. */
function regardingIds(contactList: unknown): string[] {
  if (typeof contactList !== 'string' || contactList === '') return [];
  try {
    const ids = parseContactList(contactList).items.flatMap(({ regarding }) => (regarding ? [regarding.id] : []));
    return [...new Set(ids.map((id) => id.toLowerCase()))];
  } catch {
    // Damaged: it names nobody.
    return [];
  }
}

async function readMessaged(
  http: WebApiHttp,
  configurationId: string,
  ids: readonly string[],
  since: string,
): Promise<string[]> {
  const regarding = `_${OUTBOUND_MESSAGE.regarding}_value`;
  const anyId = ids.map((id) => `${regarding} eq ${id}`).join(' or ');
  const filter = `_${OUTBOUND_MESSAGE.outboundConfiguration}_value eq ${configurationId} and createdon ge ${since} and (${anyId})`;
  const answer = await requireSuccess(http, {
    method: 'GET',
    path: `${OUTBOUND_MESSAGE.set}?$select=${regarding}&$filter=${filter}`,
  });
  const { value } = JSON.parse(answer) as { value: readonly WebApiRow[] };
  return value.map((row) => String(row[regarding]).toLowerCase());
}

const readRow = async (http: WebApiHttp, path: string): Promise<WebApiRow> =>
  JSON.parse(await requireSuccess(http, { method: 'GET', path })) as WebApiRow;
