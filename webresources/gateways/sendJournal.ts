/**
 * Room webresources/gateways. The send journal: rows that say what was planned, who works on it and what came of it. They
 * exist before the first request, so that closing the window at any moment loses nothing.
 */
import {
  BATCH_STATE_OPTION,
  CHANNEL_TYPE_OPTION,
  OUTBOUND_CONFIGURATION,
  SEND,
  SEND_BATCH,
  SEND_SOURCE_OPTION,
  SEND_STATE_OPTION,
} from '../../outbound/dataverse/names';
import { readFault, requireSuccess, type WebApiHttp, type WebApiResponse } from '../../outbound/dataverse/webApi';
import { HostRequestError, toRefusal } from '../../outbound/dataverse/webApiErrors';
import type { BatchRecord, BatchStore, ClaimResult, JournalBatch } from '../../outbound/sends/journal';
import type { SendPlan } from '../../outbound/sends/planSend';
import { nextSendState, reconcile } from '../../outbound/sends/reconcile';
import { batchStateOf, SEND_STATES } from '../../outbound/sends/states';
import type { RowClient, WebApiRow } from './dataverseClient';
import type { MessageTemplate, OutboundConfiguration } from './templates';

/** What the journal keeps of a send before its first request. */
export interface NewSend {
  readonly name: string;
  readonly configuration: OutboundConfiguration;
  readonly template: MessageTemplate;
  /** Logical name of the table the recipients came from. */
  readonly sourceTable: string;
  /** Everybody the user selected. */
  readonly audience: number;
  /** Row ids of those left out, by reason. */
  readonly excludedIds: Readonly<Record<string, readonly string[] | undefined>>;
  readonly plan: SendPlan;
}

export interface JournalHost {
  readonly rows: RowClient;
  /** Claims need an etag sent and a 412 seen, which `Xrm.WebApi` offers no way to. */
  readonly http: WebApiHttp;
  readonly clock: () => Date;
  readonly wait: (ms: number) => Promise<void>;
}

const MAX_NAME_LENGTH = 200;
const MAX_TEMPLATE_TEXT_LENGTH = 4000;
const MAX_ERROR_TEXT_LENGTH = 4000;
const MAX_ERROR_CODE_LENGTH = 100;
const MAX_TRIES_WHILE_THROTTLED = 5;
const DEFAULT_RETRY_MS = 5000;

/**
 * Creates the send and all its batches and marks the send as sending. Rejects without anything having been sent; rows that
 * were written by then are canceled as far as the server allows.
 * @returns the send's id
 */
export async function createSend(host: JournalHost, send: NewSend): Promise<string> {
  const { plan, configuration, template } = send;
  const sendId = await host.rows.createRow(SEND.table, {
    [SEND.name]: send.name.slice(0, MAX_NAME_LENGTH),
    [SEND.outboundConfiguration]: { entityType: OUTBOUND_CONFIGURATION.table, id: configuration.id },
    [SEND.channelType]: CHANNEL_TYPE_OPTION[configuration.channelType],
    [SEND.templateText]: template.texts.defaultText.slice(0, MAX_TEMPLATE_TEXT_LENGTH),
    [SEND.templateVersion]: template.version,
    [SEND.source]: SEND_SOURCE_OPTION.selectedRows,
    [SEND.sourceTable]: send.sourceTable,
    [SEND.state]: SEND_STATE_OPTION.waiting,
    [SEND.audienceCount]: send.audience,
    [SEND.excludedCount]: send.audience - plan.contactCount,
    [SEND.acceptedCount]: 0,
    [SEND.refusedCount]: 0,
    [SEND.unknownCount]: 0,
    [SEND.waitingCount]: plan.contactCount,
    [SEND.exclusions]: JSON.stringify(send.excludedIds),
    [SEND.planHash]: plan.hash,
  });
  try {
    for (const batch of plan.batches) {
      await host.rows.createRow(SEND_BATCH.table, {
        [SEND_BATCH.name]: `${batch.index + 1}/${plan.batches.length}`,
        [SEND_BATCH.send]: { entityType: SEND.table, id: sendId },
        [SEND_BATCH.index]: batch.index,
        [SEND_BATCH.contactList]: batch.contactList,
        [SEND_BATCH.contactCount]: batch.contactCount,
        [SEND_BATCH.hash]: batch.hash,
        [SEND_BATCH.state]: BATCH_STATE_OPTION.waiting,
        [SEND_BATCH.attempts]: 0,
      });
    }
    const startedOn = host.clock().toISOString();
    await update(host, `${SEND.set}(${sendId})`, '*', {
      [SEND.state]: SEND_STATE_OPTION.sending,
      [SEND.startedOn]: startedOn,
    });
  } catch (error) {
    await cancelSend(host, sendId);
    throw error;
  }
  return sendId;
}

/** Best effort: what made the creation fail may stop this too, and then the send stays waiting with nobody to run it. */
async function cancelSend(host: JournalHost, sendId: string): Promise<void> {
  const canceled = { [SEND.state]: SEND_STATE_OPTION.canceled };
  await update(host, `${SEND.set}(${sendId})`, '*', canceled).catch(() => undefined);
}

/** Adds the batches up as the journal has them, and records sums and state of the send. */
export async function finishSend(host: JournalHost, sendId: string, audience: number, excluded: number): Promise<void> {
  const batches = await createBatchStore(host).readBatches(sendId);
  const counts = reconcile({ audience, excluded, batches });
  const state = nextSendState('sending', counts);
  const isOver = state === 'finished' || state === 'needsAttention';
  await update(host, `${SEND.set}(${sendId})`, '*', {
    [SEND.state]: SEND_STATES[state].option,
    [SEND.acceptedCount]: counts.accepted,
    [SEND.refusedCount]: counts.refused,
    [SEND.unknownCount]: counts.unknown,
    [SEND.waitingCount]: counts.waiting,
    ...(isOver && { [SEND.finishedOn]: host.clock().toISOString() }),
  });
}

/** The batches of sends as the dispatcher works on them. */
export const createBatchStore = (host: JournalHost): BatchStore => ({
  async readBatches(sendId) {
    const { index, state, contactCount, contactList, hash, attempts } = SEND_BATCH;
    const rows = await host.rows.readRows(
      SEND_BATCH.table,
      `?$select=${[index, state, contactCount, contactList, hash, attempts].join(',')}` +
        `&$filter=_${SEND_BATCH.send}_value eq ${sendId}&$orderby=${index} asc`,
    );
    return rows.map(toJournalBatch);
  },

  async claimBatch(batch, { claimedBy, claimedOn }) {
    const answer = await patch(host, batchPath(batch), batch.etag, {
      [SEND_BATCH.state]: BATCH_STATE_OPTION.claimed,
      [SEND_BATCH.claimedBy]: claimedBy,
      [SEND_BATCH.claimedOn]: claimedOn.toISOString(),
    });
    // 412: the row is no longer as it was read (Microsoft Learn, "Perform conditional operations using the Web API").
    if (answer.status === 412) return readOwnClaim(host, batch, claimedBy);
    return { kind: 'claimed', batch: { ...batch, state: 'claimed', etag: readEtag(requireOk(answer)) } };
  },

  async recordOutcome(batch, record) {
    // A final outcome belongs to this runner alone and may be written twice. Back to waiting may not: once it is written,
    // another runner can claim the row, and a second writing would give that claim away.
    const etag = record.state === 'waiting' ? batch.etag : '*';
    const answer = requireOk(await patch(host, batchPath(batch), etag, toColumns(record)));
    return { ...batch, state: record.state, attempts: record.attempts, etag: readEtag(answer) };
  },
});

/**
 * A claim may be refused because its own first copy won: browsers repeat a request whose connection closes without an answer.
 * `claimedBy` names one run of one dialog, and that claims a batch once at a time.
 */
async function readOwnClaim(host: JournalHost, batch: JournalBatch, claimedBy: string): Promise<ClaimResult> {
  const path = `${batchPath(batch)}?$select=${SEND_BATCH.state},${SEND_BATCH.claimedBy}`;
  const row = JSON.parse(await requireSuccess(host.http, { method: 'GET', path })) as WebApiRow;
  const isOurs = row[SEND_BATCH.state] === BATCH_STATE_OPTION.claimed && row[SEND_BATCH.claimedBy] === claimedBy;
  if (!isOurs) return { kind: 'lost' };
  return { kind: 'claimed', batch: { ...batch, state: 'claimed', etag: String(row['@odata.etag']) } };
}

function toJournalBatch(row: WebApiRow): JournalBatch {
  return {
    id: String(row[SEND_BATCH.id]),
    index: Number(row[SEND_BATCH.index]),
    state: batchStateOf(row[SEND_BATCH.state]),
    contactCount: Number(row[SEND_BATCH.contactCount]),
    contactList: String(row[SEND_BATCH.contactList] ?? ''),
    hash: String(row[SEND_BATCH.hash] ?? ''),
    attempts: Number(row[SEND_BATCH.attempts] ?? 0),
    etag: String(row['@odata.etag']),
  };
}

function toColumns({ state, attempts, answeredOn, errorCode, errorText }: BatchRecord): Record<string, unknown> {
  return {
    [SEND_BATCH.state]: BATCH_STATE_OPTION[state],
    [SEND_BATCH.attempts]: attempts,
    [SEND_BATCH.answeredOn]: answeredOn.toISOString(),
    [SEND_BATCH.errorCode]: errorCode?.slice(0, MAX_ERROR_CODE_LENGTH) ?? null,
    [SEND_BATCH.errorText]: errorText?.slice(0, MAX_ERROR_TEXT_LENGTH) ?? null,
    // Back to waiting: nobody holds it.
    ...(state === 'waiting' && { [SEND_BATCH.claimedBy]: null, [SEND_BATCH.claimedOn]: null }),
  };
}

const batchPath = ({ id }: JournalBatch): string => `${SEND_BATCH.set}(${id})`;

async function update(host: JournalHost, path: string, etag: string, values: Record<string, unknown>): Promise<void> {
  requireOk(await patch(host, path, etag, values));
}

/** Never creates a row: `If-Match` turns the upsert off. A request refused for load did nothing, so it is sent again. */
async function patch(
  host: JournalHost,
  path: string,
  etag: string,
  values: Record<string, unknown>,
): Promise<WebApiResponse> {
  for (let tries = 1; ; tries += 1) {
    const answer = await host.http.send({
      method: 'PATCH',
      path: `${path}?$select=${SEND.state}`,
      headers: { 'If-Match': etag, Prefer: 'return=representation' },
      body: values,
    });
    if (answer.kind === 'no-answer') throw answer.error;
    if (answer.status !== 429 || tries >= MAX_TRIES_WHILE_THROTTLED) return answer;
    await host.wait(answer.retryAfterMs ?? DEFAULT_RETRY_MS);
  }
}

function requireOk(answer: WebApiResponse): WebApiResponse {
  if (answer.status >= 200 && answer.status < 300) return answer;
  throw toRefusal(readFault(answer));
}

function readEtag(answer: WebApiResponse): string {
  const row = answer.text === '' ? {} : (JSON.parse(answer.text) as WebApiRow);
  const etag = row['@odata.etag'];
  if (typeof etag !== 'string') throw new HostRequestError('The server gave no version for a row that it changed.');
  return etag;
}
