/**
 * Room outbound, sends. The export that proves what a send did: a CSV file with every person and what became of them, and a
 * manifest with the counts and the hashes it can be checked with. "Accepted" is the service's word for the request, never
 * "delivered".
 */
import { parseContactList } from '../contactList/parseContactList';
import type { Exclusion } from './exclusionPages';
import { hashText } from './planBatches';
import { reconcile, type Reconciliation } from './reconcile';
import type { BatchState, SendState } from './states';

/** A batch with what the export needs of it. */
export interface EvidenceBatch {
  readonly index: number;
  readonly state: BatchState;
  readonly contactCount: number;
  /** SHA-256 of the contact list, from the plan; empty where a cloud flow, which cannot hash, wrote the batch. */
  readonly hash: string;
  readonly attempts: number;
  /** Of the source rows, in the order of the contacts. */
  readonly sourceIds: readonly string[];
  /** Absent when it was removed after the retention time. */
  readonly contactList?: string;
  readonly answeredOn?: Date;
  readonly errorCode?: string;
  /** What a person decided (`RESOLUTIONS`), who and when. */
  readonly resolution?: string;
  readonly resolvedBy?: string;
  readonly resolvedOn?: Date;
}

/** What the manifest says of the send itself. */
export interface EvidenceSend {
  readonly id: string;
  readonly name: string;
  readonly state: SendState;
  readonly outboundConfigurationId: string;
  /** `SMS` or `WhatsApp`. */
  readonly channelType: string;
  readonly template: { readonly name: string; readonly version: string; readonly textHash: string };
  readonly planHash: string;
  readonly audience: number;
  readonly excluded: number;
  readonly batchCount: number;
  readonly requestedBy: string;
  readonly createdOn?: Date;
  readonly startedOn?: Date;
  readonly finishedOn?: Date;
}

/** What exported evidence says of a send: what it was, its sums, and every batch. Own format of this product. */
export interface EvidenceManifest {
  readonly format: 'outbound-send-evidence/1';
  readonly send: Omit<EvidenceSend, 'createdOn' | 'startedOn' | 'finishedOn'> & {
    /** ISO 8601, as every time here. */
    readonly createdOn?: string;
    readonly startedOn?: string;
    readonly finishedOn?: string;
  };
  readonly counts: Reconciliation;
  readonly batches: readonly {
    readonly index: number;
    readonly state: BatchState;
    readonly contactCount: number;
    readonly attempts: number;
    /** SHA-256 of the contact list as it was planned. */
    readonly hash: string;
    readonly answeredOn?: string;
    readonly errorCode?: string;
    readonly resolution?: string;
    readonly resolvedBy?: string;
    readonly resolvedOn?: string;
    /** Is the contact list still there to be checked against the hash? */
    readonly hasContactList: boolean;
  }[];
  readonly exportedBy: string;
  readonly exportedOn: string;
}

/** The columns of the CSV file, in order; names are stable. */
export const EVIDENCE_COLUMNS = [
  'rowId',
  'number',
  'outcome',
  'reason',
  'detail',
  'representedBy',
  'optedOutRow',
  'batch',
  'answeredOn',
  'resolution',
  'resolvedBy',
] as const;

type EvidenceRow = Readonly<Partial<Record<(typeof EVIDENCE_COLUMNS)[number], string>>>;

const LINE_END = '\r\n';

/**
 * The CSV file line by line, each with its line end (RFC 4180), the header first: the people of the batches in sending order, then
 * the excluded. Outcomes are `accepted`, `refused`, `unknown`, `waiting` and `excluded`; a claimed batch is unknown, because it may
 * have been sent. A batch's number counts from 1. Numbers are empty when retention removed them or the list is damaged.
 */
export function* toEvidenceCsv(
  batches: Iterable<EvidenceBatch>,
  exclusions: Iterable<Exclusion>,
): Generator<string, void, undefined> {
  yield toLine(EVIDENCE_COLUMNS);
  for (const batch of batches) for (const row of batchRows(batch)) yield toRowLine(row);
  for (const { rowId, reason, detail, representedBy, optedOutRow } of exclusions) {
    yield toRowLine({ rowId, outcome: 'excluded', reason, detail, representedBy, optedOutRow });
  }
}

/** What was planned, what became of it, and who asked for it. Has no contact data in it. */
export function toEvidenceManifest(
  send: EvidenceSend,
  batches: readonly EvidenceBatch[],
  exported: { readonly by: string; readonly on: Date },
): EvidenceManifest {
  const { audience, excluded, createdOn, startedOn, finishedOn } = send;
  return {
    format: 'outbound-send-evidence/1',
    send: {
      ...send,
      createdOn: createdOn?.toISOString(),
      startedOn: startedOn?.toISOString(),
      finishedOn: finishedOn?.toISOString(),
    },
    counts: reconcile({ audience, excluded, batches }),
    batches: batches.map((batch) => ({
      index: batch.index,
      state: batch.state,
      contactCount: batch.contactCount,
      attempts: batch.attempts,
      hash: batch.hash,
      answeredOn: batch.answeredOn?.toISOString(),
      errorCode: batch.errorCode,
      resolution: batch.resolution,
      resolvedBy: batch.resolvedBy,
      resolvedOn: batch.resolvedOn?.toISOString(),
      hasContactList: batch.contactList !== undefined,
    })),
    exportedBy: exported.by,
    exportedOn: exported.on.toISOString(),
  };
}

function* batchRows(batch: EvidenceBatch): Generator<EvidenceRow> {
  const numbers = readNumbers(batch);
  const common: EvidenceRow = {
    outcome: batch.state === 'claimed' ? 'unknown' : batch.state,
    reason: batch.state === 'claimed' ? 'in-flight' : batch.errorCode,
    batch: String(batch.index + 1),
    answeredOn: batch.answeredOn?.toISOString(),
    resolution: batch.resolution,
    resolvedBy: batch.resolvedBy,
  };
  // As many lines as people were planned, whatever else is lost of the row: nobody is missing from the file in silence.
  const count = Math.max(batch.contactCount, batch.sourceIds.length);
  for (let at = 0; at < count; at += 1) yield { ...common, rowId: batch.sourceIds[at], number: numbers[at] };
}

/** None of a list that is not the planned one: its numbers need not belong to the rows. */
function readNumbers(batch: EvidenceBatch): readonly string[] {
  const { contactList, hash } = batch;
  if (contactList === undefined) return [];
  if (hash === '') return readUnhashedNumbers(contactList, batch);
  return hashText(contactList) === hash ? numbersOf(contactList) : [];
}

/** Of a batch that a cloud flow wrote: a list that can be read and has a number for every row is all that can be asked for. */
function readUnhashedNumbers(contactList: string, { contactCount, sourceIds }: EvidenceBatch): readonly string[] {
  try {
    const numbers = numbersOf(contactList);
    return numbers.length === contactCount && numbers.length === sourceIds.length ? numbers : [];
  } catch {
    return [];
  }
}

const numbersOf = (contactList: string): string[] =>
  parseContactList(contactList).items.map(({ recipientNumber }) => recipientNumber);

const toRowLine = (row: EvidenceRow): string => toLine(EVIDENCE_COLUMNS.map((column) => row[column] ?? ''));

const toLine = (values: readonly string[]): string => `${values.map(toCell).join(',')}${LINE_END}`;

/**
 * A cell that no spreadsheet takes for a formula: what begins like one gets an apostrophe (OWASP, "CSV Injection"), phone
 * numbers with their plus included. Quoted where RFC 4180 asks for it, and where a spreadsheet may split by another separator.
 */
export function toCell(value: string): string {
  const text = /^[=+\-@\t\r\n\uFF1D\uFF0B\uFF0D\uFF20]/.test(value) ? `'${value}` : value;
  return /[",;\t\r\n]/.test(text) || text.startsWith("'") ? `"${text.replace(/"/g, '""')}"` : text;
}
