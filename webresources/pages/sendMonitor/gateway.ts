/**
 * Room webresources/pages. What the send monitor asks of its host; `xrmGateway` answers it in the app, tests bring a fake.
 */
import type { DispatchHost, DispatchOptions } from '../../../outbound/sends/dispatch/dispatchHost';
import type { JournalBatch, JournalSend, SendJournal } from '../../../outbound/sends/sendJournal';
import type { BatchEvidence } from './readEvidence';
import type { ExportFile } from './exportSend';

/** A send with what only its monitor shows. */
export interface MonitoredSend {
  readonly send: JournalSend;
  readonly name: string;
  /** What paused it, or why it needs attention. */
  readonly stop?: { readonly code: string; readonly text: string };
  readonly forecastFinish?: Date;
}

export interface DispatchSetup {
  readonly host: Omit<DispatchHost, 'onProgress' | 'onBudgetWait'>;
  readonly options: Omit<DispatchOptions, 'shouldStop'>;
}

/** Rejects with `OutboundError` and nothing else. */
export interface SendMonitorGateway {
  /** The journal of this organisation. */
  readonly journal: SendJournal;
  readonly clock: () => Date;
  /** Who decides here, as the journal keeps it. */
  readonly person: string;
  /** `undefined`: it was deleted. */
  readSend(sendId: string): Promise<MonitoredSend | undefined>;
  /** The platform's sentence for a code that some batch of the send was refused with; empty when it gave none. */
  readErrorText(sendId: string, code: string): Promise<string>;
  /** How batches of that configuration are claimed, called and recorded by this tab. @throws {ActionMissingError} */
  dispatchSetup(outboundConfigurationId: string): Promise<DispatchSetup>;
  /** When that many batches are posted at that pace within the organisation's allowance; `undefined`: never. */
  forecast(sendId: string, waitingBatches: number, batchesPerSecond: number): Promise<Date | undefined>;
  /** What stands in the timelines about a batch whose outcome is unknown. */
  readEvidence(send: JournalSend, batch: JournalBatch): Promise<BatchEvidence>;
  /** The files of the send's export. @param onProgress told how many of how many batches are in it. */
  exportSend(sendId: string, onProgress: (done: number, total: number) => void): Promise<readonly ExportFile[]>;
  /** Removes contact data that is old, behind what the person sees. Never rejects. */
  clearOldContacts(): Promise<void>;
  /** Gives the user a file. */
  saveFile(file: ExportFile): void;
  /** Shows the form's own fields as they are now. */
  refreshForm(): void;
}
