/**
 * Room webresources/pages. The files of a send's export: everybody with outcome and reason, and a manifest to check that with. The
 * journal is read page by page and each page becomes a part of the file at once, so that a hundred thousand people do not hold the
 * tab up.
 */
import { EXCLUSION_PAGE, FORMATTED_VALUE, SEND, SEND_BATCH, toChannelType } from '../../../outbound/dataverse/names';
import { requireSuccess, type WebApiHttp, type WebApiRow } from '../../../outbound/dataverse/webApi';
import {
  toEvidenceCsv,
  toEvidenceManifest,
  type EvidenceBatch,
  type EvidenceSend,
} from '../../../outbound/sends/evidence';
import { readExclusionPage, type Exclusion } from '../../../outbound/sends/exclusionPages';
import { hashText } from '../../../outbound/sends/planBatches';
import { sendStateOf, storedBatchState } from '../../../outbound/sends/states';

/** A file for the user. */
export interface ExportFile {
  readonly name: string;
  readonly content: Blob;
}

export interface ExportHost {
  readonly http: WebApiHttp;
  readonly clock: () => Date;
  /** Who exports. */
  readonly person: string;
}

/** Contact lists are large: so many batches are a megabyte at most. */
const BATCHES_PER_PAGE = 20;
const ANNOTATIONS = `odata.include-annotations="${FORMATTED_VALUE.slice(1)}"`;

/**
 * The two files. @param onProgress told how many of how many batches are written.
 * @throws {ExclusionPageInvalidError} when a page of excluded people was edited.
 * @throws {OutboundError} when the journal cannot be read to its end; half a file is none.
 */
export async function exportSend(
  { http, clock, person }: ExportHost,
  sendId: string,
  onProgress: (done: number, total: number) => void,
): Promise<readonly ExportFile[]> {
  const row = await readSendRow(http, sendId);
  const send = toEvidenceSend(row);
  const parts: string[] = [[...toEvidenceCsv([], [])].join('')];
  const batches: EvidenceBatch[] = [];
  for await (const page of readPages(http, batchesPath(sendId), BATCHES_PER_PAGE)) {
    const read = page.map(toEvidenceBatch);
    parts.push(toLines(read, []));
    batches.push(...read.map(withoutContacts));
    onProgress(batches.length, Math.max(send.batchCount, batches.length));
  }
  for await (const page of readPages(http, exclusionsPath(sendId), 1)) {
    for (const { [EXCLUSION_PAGE.exclusions]: text } of page) parts.push(toLines([], readExclusionPage(String(text))));
  }
  const manifest = toEvidenceManifest(send, batches, { by: person, on: clock() });
  return [
    { name: `send-${sendId}-people.csv`, content: new Blob(parts, { type: 'text/csv;charset=utf-8' }) },
    {
      name: `send-${sendId}-manifest.json`,
      content: new Blob([`${JSON.stringify(manifest, null, 2)}\n`], { type: 'application/json' }),
    },
  ];
}

/** The lines of some of the people, without the header. */
function toLines(batches: readonly EvidenceBatch[], exclusions: Iterable<Exclusion>): string {
  const [, ...lines] = toEvidenceCsv(batches, exclusions);
  return lines.join('');
}

const batchesPath = (sendId: string): string => {
  const columns = [
    SEND_BATCH.index,
    SEND_BATCH.state,
    SEND_BATCH.contactCount,
    SEND_BATCH.hash,
    SEND_BATCH.attempts,
    SEND_BATCH.sourceIds,
    SEND_BATCH.contactList,
    SEND_BATCH.answeredOn,
    SEND_BATCH.errorCode,
    SEND_BATCH.resolution,
    SEND_BATCH.resolvedBy,
    SEND_BATCH.resolvedOn,
  ];
  return (
    `${SEND_BATCH.set}?$select=${columns.join(',')}&$filter=_${SEND_BATCH.send}_value eq ${sendId}` +
    `&$orderby=${SEND_BATCH.index} asc`
  );
};

const exclusionsPath = (sendId: string): string =>
  `${EXCLUSION_PAGE.set}?$select=${EXCLUSION_PAGE.exclusions}` +
  `&$filter=_${EXCLUSION_PAGE.send}_value eq ${sendId}&$orderby=${EXCLUSION_PAGE.index} asc`;

/** @throws {OutboundError} at the first page that cannot be read. */
async function* readPages(http: WebApiHttp, path: string, size: number): AsyncGenerator<readonly WebApiRow[]> {
  const set = path.slice(0, path.indexOf('?'));
  for (let next: string | undefined = path; next !== undefined;) {
    // A client has to name the same page size again with every page (Microsoft Learn, "Page results using OData").
    const headers = { Prefer: `odata.maxpagesize=${size}` };
    const answer: string = await requireSuccess(http, { method: 'GET', path: next, headers });
    const page = JSON.parse(answer) as { value: readonly WebApiRow[]; '@odata.nextLink'?: string };
    yield page.value;
    const link = page['@odata.nextLink'];
    // A next link is absolute; requests name what is below the root.
    next = link?.slice(link.indexOf(`${set}?`));
  }
}

async function readSendRow(http: WebApiHttp, sendId: string): Promise<WebApiRow> {
  const columns = [
    SEND.name,
    SEND.state,
    `_${SEND.outboundConfiguration}_value`,
    SEND.channelType,
    SEND.templateName,
    SEND.templateText,
    SEND.localizedTexts,
    SEND.templateVersion,
    SEND.planHash,
    SEND.audienceCount,
    SEND.excludedCount,
    SEND.batchCount,
    SEND.startedOn,
    SEND.finishedOn,
    'createdon',
    '_createdby_value',
  ];
  const path = `${SEND.set}(${sendId})?$select=${columns.join(',')}`;
  return JSON.parse(await requireSuccess(http, { method: 'GET', path, headers: { Prefer: ANNOTATIONS } })) as WebApiRow;
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');
const someText = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' ? value : undefined;
const timeOf = (value: unknown): Date | undefined => (typeof value === 'string' ? new Date(value) : undefined);

const toEvidenceSend = (row: WebApiRow): EvidenceSend => ({
  id: textOf(row[SEND.id]),
  name: textOf(row[SEND.name]),
  state: sendStateOf(row[SEND.state]),
  outboundConfigurationId: textOf(row[`_${SEND.outboundConfiguration}_value`]),
  channelType: toChannelType(Number(row[SEND.channelType])) ?? '',
  template: {
    name: textOf(row[SEND.templateName]),
    version: textOf(row[SEND.templateVersion]),
    textHash: hashText(`${textOf(row[SEND.templateText])}\n${textOf(row[SEND.localizedTexts])}`),
  },
  planHash: textOf(row[SEND.planHash]),
  audience: Number(row[SEND.audienceCount] ?? 0),
  excluded: Number(row[SEND.excludedCount] ?? 0),
  batchCount: Number(row[SEND.batchCount] ?? 0),
  requestedBy: textOf(row[`_createdby_value${FORMATTED_VALUE}`] ?? row['_createdby_value']),
  createdOn: timeOf(row['createdon']),
  startedOn: timeOf(row[SEND.startedOn]),
  finishedOn: timeOf(row[SEND.finishedOn]),
});

const toEvidenceBatch = (row: WebApiRow): EvidenceBatch => ({
  index: Number(row[SEND_BATCH.index]),
  state: storedBatchState(row[SEND_BATCH.state]),
  contactCount: Number(row[SEND_BATCH.contactCount] ?? 0),
  hash: textOf(row[SEND_BATCH.hash]),
  attempts: Number(row[SEND_BATCH.attempts] ?? 0),
  sourceIds: listOfTexts(row[SEND_BATCH.sourceIds]),
  contactList: someText(row[SEND_BATCH.contactList]),
  answeredOn: timeOf(row[SEND_BATCH.answeredOn]),
  errorCode: someText(row[SEND_BATCH.errorCode]),
  resolution: someText(row[SEND_BATCH.resolution]),
  resolvedBy: someText(row[SEND_BATCH.resolvedBy]),
  resolvedOn: timeOf(row[SEND_BATCH.resolvedOn]),
});

/** The manifest asks only whether the list is there. */
const withoutContacts = (batch: EvidenceBatch): EvidenceBatch =>
  batch.contactList === undefined ? batch : { ...batch, contactList: '' };

/** Of a column that was edited, nothing: its people are in the file all the same, without their row. */
function listOfTexts(value: unknown): string[] {
  const list = parse(value);
  return Array.isArray(list) ? list.map(String) : [];
}

function parse(value: unknown): unknown {
  try {
    return JSON.parse(textOf(value)) as unknown;
  } catch {
    return undefined;
  }
}
