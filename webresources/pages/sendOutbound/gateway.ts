/**
 * Room webresources/pages. What the Send outbound dialog asks of its host; `xrmGateway` answers it in the app, tests bring a
 * fake.
 */
import type { RelationshipNames } from '../../../outbound/contactList/regardingRelationship';
import type { LanguageTable } from '../../../outbound/recipients/languages';
import type { RecipientSource } from '../../../outbound/recipients/recipientSources';
import type { SourceRow } from '../../../outbound/recipients/toCandidates';
import type { DispatchHost } from '../../../outbound/sends/dispatchSend';
import type { NewSend } from '../../gateways/sendJournal';
import type { OutboundSettings } from '../../gateways/settings';
import type { MessageTemplate, OutboundConfiguration } from '../../gateways/templates';

export type { NewSend };

/** Rejects with `OutboundError` and nothing else. */
export interface SendOutboundGateway {
  /** The active ones. */
  readConfigurations(): Promise<readonly OutboundConfiguration[]>;
  /** @throws {RowMissingError} when it was deleted meanwhile. */
  readTemplate(id: string): Promise<MessageTemplate>;
  /** The organisation's. */
  readLanguages(): Promise<LanguageTable>;
  readSettings(): Promise<OutboundSettings>;
  /** Entity relationship name by table, for the timeline. */
  readRelationships(): Promise<RelationshipNames>;
  /** Rows that exist, in the order of `ids`. */
  readRows(
    source: RecipientSource,
    ids: readonly string[],
    onProgress: (asked: number) => void,
  ): Promise<readonly SourceRow[]>;
  /** @throws {ActionMissingError} when this environment cannot send at all. */
  requireSendAction(): Promise<void>;
  /** Creates the send and its batches, all waiting; resolves with the send's id. Nothing has been sent then. */
  createSend(send: NewSend): Promise<string>;
  /** How batches of that configuration are claimed, called and recorded. */
  dispatchHost(configuration: OutboundConfiguration): Promise<Omit<DispatchHost, 'onProgress'>>;
  /** Name of this runner in the journal. */
  readonly runner: string;
  /** Records the sums of a send that was run. */
  finishSend(sendId: string, audience: number, excluded: number): Promise<void>;
  /** Shows the send's row. */
  openSend(sendId: string): void;
}
