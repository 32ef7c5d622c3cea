/**
 * Room webresources/pages. What the Send outbound dialog asks of its host; `xrmSendOutboundGateway` answers it in the
 * app, tests bring a fake.
 */
import type { ContactListItem } from '../../../outbound/contactList/contactListItem';
import type { RelationshipNames } from '../../../outbound/contactList/regardingRelationship';
import type { RecipientSource } from '../../../outbound/recipients/recipientSources';
import type { SourceRow } from '../../../outbound/recipients/toCandidates';
import type { DispatchHost } from '../../../outbound/sends/dispatchSend';
import type { SendPlan } from '../../../outbound/sends/planSend';
import type { OutboundSettings } from '../../gateways/settings';
import type { MessageTemplate, OutboundConfiguration } from '../../gateways/templates';
import type { JournalCounts } from '../../gateways/sendJournal';

/** What the journal keeps of a send before its first request. */
export interface NewSend {
  readonly name: string;
  readonly configuration: OutboundConfiguration;
  readonly template: MessageTemplate;
  /** Logical name of the table the recipients came from. */
  readonly sourceTable: string;
  readonly plan: SendPlan;
  /** Ids of the rows that get no message, by reason. */
  readonly exclusions: Readonly<Record<string, readonly string[]>>;
}

/** Rejects with `OutboundError` and nothing else. */
export interface SendOutboundGateway {
  readConfigurations(): Promise<readonly OutboundConfiguration[]>;
  /** @throws {RowMissingError} when it was deleted meanwhile. */
  readTemplate(id: string): Promise<MessageTemplate>;
  /** Names by LCID. */
  readLanguageNames(): Promise<ReadonlyMap<number, string>>;
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
  /** @throws {OutboundError} when the configuration or template is not as it was read. */
  requireUnchanged(configuration: OutboundConfiguration, template: MessageTemplate): Promise<void>;
  /** Creates the send and its batches, all waiting; resolves with the send's id. Nothing has been sent then. */
  createSend(send: NewSend): Promise<string>;
  /** Where that send's batches are claimed, called and recorded. */
  dispatchHost(
    sendId: string,
    configuration: OutboundConfiguration,
    items: readonly (readonly ContactListItem[])[],
  ): Promise<DispatchHost>;
  /** Records the sums of a send that was run. */
  finishSend(sendId: string, counts: JournalCounts): Promise<void>;
  /** Shows the send's row. */
  openSend(sendId: string): void;
}
