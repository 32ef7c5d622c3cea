/**
 * Room outbound, dataverse. Writes a send into the journal: the send's row, every batch, every page of exclusions, and only then
 * the state from which runners take it up. Nothing is sent before all of it stands there.
 */
import { OutboundError } from '../errors';
import type { ExclusionPage } from '../sends/exclusionPages';
import type { JournalSend } from '../sends/sendJournal';
import type { TemplateTexts } from '../templates/chooseText';
import { RowCreator, type ChangeSetHost } from './changeSet';
import { SEND_COLUMNS, toSend } from './journalRows';
import {
  BATCH_STATE_OPTION,
  CHANNEL_TYPE_OPTION,
  EXCLUSION_PAGE,
  OUTBOUND_CONFIGURATION,
  SEND,
  SEND_BATCH,
  SEND_SOURCE_OPTION,
  SEND_STATE_OPTION,
  type ChannelType,
} from './names';
import { conclude, requireOk, sendPatiently, type WebApiRow } from './webApi';

/** One request as it was planned. */
export interface NewBatch {
  readonly index: number;
  readonly contactList: string;
  readonly contactCount: number;
  /** SHA-256 of the contact list. */
  readonly hash: string;
  /** Ids of the source rows, in the order of the contacts. */
  readonly sourceIds?: readonly string[];
}

/** What is known when the last batch and the last page have been given. */
export interface NewSendTotals {
  /** Everybody the user chose. */
  readonly audience: number;
  readonly excluded: number;
  readonly batchCount: number;
  readonly planHash: string;
}

type Some<T> = Iterable<T> | AsyncIterable<T>;

/** A send that is planned and not written yet. Batches and pages may come one by one, so that none has to be held. */
export interface NewSend {
  /** Made by the caller. */
  readonly id: string;
  readonly name: string;
  readonly configuration: { readonly id: string; readonly channelType: ChannelType };
  readonly template: { readonly name: string; readonly version: string; readonly texts: TemplateTexts };
  readonly source: keyof typeof SEND_SOURCE_OPTION;
  /** Logical name of the table the recipients came from. */
  readonly sourceTable: string;
  /** Not before. @default at once */
  readonly scheduledOn?: Date;
  /** Not started by then, a person is asked. @default no limit */
  readonly startBy?: Date;
  /** Read once, in order. */
  readonly batches: Some<NewBatch>;
  /** Read once, after the batches. @default none */
  readonly exclusionPages?: Some<ExclusionPage>;
  /** Asked after the last batch and page. */
  readonly totals: () => NewSendTotals;
}

/** What a send is written over. */
export interface CreateSendHost extends ChangeSetHost {
  readonly clock: () => Date;
}

/** Whether the send stands ready could not be found out. */
export class SendNotConfirmedError extends OutboundError {
  override readonly name = 'SendNotConfirmedError';
  readonly code = 'send-not-confirmed';
  constructor(
    readonly sendId: string,
    options?: ErrorOptions,
  ) {
    super(
      'The send was written, but the server did not say whether it goes out. Look at its record before you send to these people again.',
      options,
    );
  }
}

const MAX_NAME_LENGTH = 200;
const MAX_TEMPLATE_NAME_LENGTH = 400;
const MAX_TEMPLATE_TEXT_LENGTH = 4000;

/**
 * Creates the send with everything that belongs to it and releases it to the runners: at once, or scheduled. Rows that were
 * written before an error are canceled as far as the server allows.
 * @throws {SendNotConfirmedError} when the answer to the release itself does not say what was done, and a look does not tell either.
 * @throws {OutboundError} for everything else; then nothing was and nothing will be sent.
 */
export async function createSend(host: CreateSendHost, send: NewSend): Promise<void> {
  const rows = new RowCreator(host);
  try {
    await rows.add({ table: SEND, id: send.id, values: headValues(send) });
    // Before its batches: they refer to it.
    await rows.flush();
    for await (const batch of send.batches) await rows.add(toBatchRow(host, send.id, batch));
    for await (const page of send.exclusionPages ?? []) await rows.add(toPageRow(host, send.id, page));
    await rows.flush();
    await releaseSend(host, send.id, releaseValues(send, host.clock()));
  } catch (error) {
    if (!(error instanceof SendNotConfirmedError)) await cancelSend(host, send.id);
    throw error;
  }
}

const headValues = ({ name, configuration, template, source, sourceTable, scheduledOn, startBy }: NewSend) => ({
  [SEND.name]: name.slice(0, MAX_NAME_LENGTH),
  [`${SEND.outboundConfiguration}@odata.bind`]: `/${OUTBOUND_CONFIGURATION.set}(${configuration.id})`,
  [SEND.channelType]: CHANNEL_TYPE_OPTION[configuration.channelType],
  [SEND.templateName]: template.name.slice(0, MAX_TEMPLATE_NAME_LENGTH),
  [SEND.templateText]: template.texts.defaultText.slice(0, MAX_TEMPLATE_TEXT_LENGTH),
  [SEND.localizedTexts]: JSON.stringify(Object.fromEntries(template.texts.localizedTexts)),
  [SEND.templateVersion]: template.version,
  [SEND.source]: SEND_SOURCE_OPTION[source],
  [SEND.sourceTable]: sourceTable,
  [SEND.state]: SEND_STATE_OPTION.waiting,
  ...(scheduledOn && { [SEND.scheduledOn]: scheduledOn.toISOString() }),
  ...(startBy && { [SEND.startBy]: startBy.toISOString() }),
});

const toBatchRow = (host: CreateSendHost, sendId: string, batch: NewBatch) => ({
  table: SEND_BATCH,
  id: host.newId(),
  values: {
    [SEND_BATCH.name]: String(batch.index + 1),
    [`${SEND_BATCH.send}@odata.bind`]: `/${SEND.set}(${sendId})`,
    [SEND_BATCH.index]: batch.index,
    [SEND_BATCH.contactList]: batch.contactList,
    [SEND_BATCH.contactCount]: batch.contactCount,
    [SEND_BATCH.hash]: batch.hash,
    [SEND_BATCH.state]: BATCH_STATE_OPTION.waiting,
    [SEND_BATCH.attempts]: 0,
    ...(batch.sourceIds && { [SEND_BATCH.sourceIds]: JSON.stringify(batch.sourceIds) }),
  },
});

const toPageRow = (host: CreateSendHost, sendId: string, page: ExclusionPage) => ({
  table: EXCLUSION_PAGE,
  id: host.newId(),
  values: {
    [EXCLUSION_PAGE.name]: String(page.index + 1),
    [`${EXCLUSION_PAGE.send}@odata.bind`]: `/${SEND.set}(${sendId})`,
    [EXCLUSION_PAGE.index]: page.index,
    [EXCLUSION_PAGE.exclusionCount]: page.exclusionCount,
    [EXCLUSION_PAGE.exclusions]: page.text,
  },
});

function releaseValues({ totals, scheduledOn }: NewSend, now: Date): Record<string, unknown> {
  const { audience, excluded, batchCount, planHash } = totals();
  return {
    [SEND.audienceCount]: audience,
    [SEND.excludedCount]: excluded,
    [SEND.acceptedCount]: 0,
    [SEND.refusedCount]: 0,
    [SEND.unknownCount]: 0,
    [SEND.waitingCount]: audience - excluded,
    [SEND.batchCount]: batchCount,
    [SEND.planHash]: planHash,
    ...(scheduledOn
      ? { [SEND.state]: SEND_STATE_OPTION.scheduled }
      : { [SEND.state]: SEND_STATE_OPTION.sending, [SEND.startedOn]: now.toISOString() }),
  };
}

/**
 * From here on runners may have the send, so an answer that is lost, or does not say what was done, is looked up and never answered by
 * canceling. Refused with 412, another copy of this request was faster, or a person has moved the send: what stands there holds.
 */
async function releaseSend(host: CreateSendHost, id: string, values: Readonly<Record<string, unknown>>): Promise<void> {
  const { etag } = await readSendRow(host, id);
  const request = { method: 'PATCH', path: `${SEND.set}(${id})`, headers: { 'If-Match': etag }, body: values } as const;
  const answer = await sendPatiently(host.http, request, host);
  const conclusion = conclude(answer);
  if (conclusion === 'done') return;
  if (conclusion === 'refused' && answer.kind === 'response' && answer.status !== 412) requireOk(answer);
  const now = await readSendRow(host, id).catch(() => undefined);
  if (now === undefined || now.state === 'waiting') throw new SendNotConfirmedError(id);
}

/** Best effort: what made the creation fail may stop this too, and then the send stays waiting with nobody to run it. */
async function cancelSend(host: CreateSendHost, id: string): Promise<void> {
  const send = await readSendRow(host, id).catch(() => undefined);
  if (send?.state !== 'waiting') return;
  // Retention counts from the end.
  const body = { [SEND.state]: SEND_STATE_OPTION.canceled, [SEND.finishedOn]: host.clock().toISOString() };
  const headers = { 'If-Match': send.etag };
  await sendPatiently(host.http, { method: 'PATCH', path: `${SEND.set}(${id})`, headers, body }, host);
}

async function readSendRow(host: CreateSendHost, id: string): Promise<JournalSend> {
  const path = `${SEND.set}(${id})?$select=${SEND_COLUMNS}`;
  const { text } = requireOk(await sendPatiently(host.http, { method: 'GET', path }, host));
  return toSend(JSON.parse(text) as WebApiRow);
}
