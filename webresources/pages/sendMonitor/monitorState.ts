/** Room webresources/pages. What the send monitor knows at a moment, as data. */
import type { JournalBatch } from '../../../outbound/sends/sendJournal';
import type { Resolution } from '../../../outbound/sends/states';
import type { ShownError } from '../../strings/errorText';
import type { TextKey } from '../../strings/textKeys';
import type { CheckedFields } from '../scheduleFields';
import type { MonitoredSend } from './gateway';
import type { BatchEvidence } from './readEvidence';

export type { ShownError };

/** The send and its batches, read one after the other. */
export interface Snapshot extends MonitoredSend {
  readonly batches: readonly JournalBatch[];
}

/** What is asked before something is done. */
export type Question =
  | { readonly kind: 'start' | 'cancel' }
  | ({ readonly kind: 'schedule' } & CheckedFields)
  /** Without a code: whatever was refused. */
  | { readonly kind: 'retry'; readonly code?: string }
  /** Sending again is asked twice. */
  | {
      readonly kind: 'resolve';
      readonly batchId: string;
      readonly resolution: Exclude<Resolution, 'retry-refused'>;
      readonly isSecond: boolean;
    };

/** This tab sends. */
export interface RunProgress {
  /** Requests. */
  readonly done: number;
  readonly total: number;
  /** Nothing is free in the organisation's allowance until then. */
  readonly waitsUntil?: Date;
}

export type Notice =
  | { readonly kind: 'done'; readonly key: TextKey }
  /** Somebody else was faster; what is shown is as they left it. */
  | { readonly kind: 'changed' }
  | { readonly kind: 'error'; readonly error: ShownError };

export type EvidenceState =
  BatchEvidence | { readonly kind: 'reading' } | { readonly kind: 'failed'; readonly error: ShownError };

export type MonitorState =
  | { readonly kind: 'loading' }
  /** Nothing could be read yet. */
  | { readonly kind: 'failed'; readonly error: ShownError }
  | { readonly kind: 'gone' }
  | OpenState;

export interface OpenState {
  readonly kind: 'open';
  readonly snapshot: Snapshot;
  /** A change is on its way. */
  readonly isBusy: boolean;
  readonly question?: Question;
  readonly notices: readonly Notice[];
  readonly run?: RunProgress;
  /** By `evidenceKey`; absent: not asked for. */
  readonly evidence: Readonly<Record<string, EvidenceState | undefined>>;
  /** The platform's sentences by the code of the refusal. */
  readonly errorTexts: Readonly<Record<string, string | undefined>>;
  /** At the pace that was seen, within the organisation's allowance. */
  readonly forecastFinish?: Date;
  /** The last look at the journal failed: what is shown may be old. */
  readonly staleBecause?: ShownError;
  /** Batches written into the export so far. */
  readonly exporting?: { readonly done: number; readonly total: number };
}

/** Evidence belongs to a batch as it is: one that was sent again has other evidence. */
export const evidenceKey = ({ id, etag }: Pick<JournalBatch, 'id' | 'etag'>): string => `${id} ${etag}`;
