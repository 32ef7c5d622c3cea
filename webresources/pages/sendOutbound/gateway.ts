/**
 * Room webresources/pages. What the Send outbound dialog asks of its host; `xrmGateway` answers it in the app, tests bring a
 * fake.
 */
import type { RelationshipNames } from '../../../outbound/contactList/regardingRelationship';
import type { LanguageTable } from '../../../outbound/recipients/languages';
import type { ColumnChoiceLabels } from '../../../outbound/recipients/choiceLabels';
import type { RecipientSource } from '../../../outbound/recipients/recipientSources';
import type { SourceRow } from '../../../outbound/recipients/toCandidates';
import type { DispatchHost, DispatchOptions } from '../../../outbound/sends/dispatch/dispatchHost';
import type { Schedule } from '../../../outbound/sends/schedule';
import type { OutboundSettings } from '../../gateways/settings';
import type { MessageTemplate, OutboundConfiguration } from '../../gateways/templates';
import type { PreparedSend } from './prepareSend';

/** A confirmed send. */
export interface ConfirmedSend {
  readonly name: string;
  readonly configuration: OutboundConfiguration;
  readonly template: MessageTemplate;
  /** Logical name of the table the recipients came from. */
  readonly sourceTable: string;
  readonly prepared: PreparedSend;
  /** @default at once */
  readonly schedule?: Schedule;
}

/** What this window sends with. */
export interface DispatchSetup {
  readonly host: Omit<DispatchHost, 'onProgress' | 'onBudgetWait'>;
  readonly options: DispatchOptions;
}

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
  /** Labels of these columns of the source's table in every language; of no columns without a request. */
  readChoiceLabels(source: RecipientSource, columns: readonly string[]): Promise<ColumnChoiceLabels>;
  /** Rows that exist, in the order of `ids`. */
  readRows(
    source: RecipientSource,
    ids: readonly string[],
    onProgress: (asked: number) => void,
  ): Promise<readonly SourceRow[]>;
  /** @throws {ActionMissingError} when this environment cannot send at all. */
  requireSendAction(): Promise<void>;
  readonly clock: () => Date;
  /** Creates the send and its batches, all waiting, at once or for their time; resolves with the send's id. Nothing has been sent then. */
  createSend(send: ConfirmedSend): Promise<string>;
  /** How batches of that configuration are claimed, called and recorded. */
  dispatchSetup(configuration: OutboundConfiguration): Promise<DispatchSetup>;
  /** Removes contact data that is old, behind what the person sees. Never rejects. */
  clearOldContacts(): Promise<void>;
  /** Shows the send's row. */
  openSend(sendId: string): void;
}
