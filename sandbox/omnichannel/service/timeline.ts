/**
 * Room sandbox/omnichannel/service. Writes the activity of one sent message (`msdyn_ocoutboundmessage`), and only when the
 * configuration shows messages in the timeline and the contact names a relationship and a row that agree.
 * Source: Microsoft Learn, "Configure outbound messaging", and the entity reference of msdyn_ocoutboundmessage.
 */
import type { EmbeddedDataverse, Guid, RequestContext, RowReference } from '../../dataverse/contracts';
import { asSystem } from '../../dataverse/contracts';
import type { Customer } from '../customerDirectory';
import type { TimelineOutcome } from '../store/callLog';
import type { Undeliverable } from './composeMessage';
import type { Contact } from './contactList';
import { CONFIGURATION_TABLE, languageOf, type OutboundSettings } from './outboundSettings';

export const ACTIVITY_TABLE = 'msdyn_ocoutboundmessage';

const SUBJECT_CHARACTERS = 100;
const TEXT_CHARACTERS = 2000;

/** Completed. When the service writes which state is not described; a message handed over is done (inferred). */
const COMPLETED = { statecode: 1, statuscode: 2 };

/** Where the activity of a contact goes: the regarding row, or why there is none. */
export type TimelinePlace =
  | { readonly outcome: 'written'; readonly regarding: RowReference }
  | { readonly outcome: Exclude<TimelineOutcome, 'written'> };

/** Reads the two halves of a contact's regarding and checks that they agree. Writes nothing. */
export function findTimelinePlace(
  dataverse: EmbeddedDataverse,
  settings: OutboundSettings,
  contact: Contact,
): TimelinePlace {
  if (!settings.showInTimeline) return { outcome: 'show-in-timeline-off' };
  const relationshipName = contextItem(contact, 'entityrelationshipname');
  const regardingId = contextItem(contact, 'regardingobjectid')?.replace(/[{}]/g, '').toLowerCase();
  if (!relationshipName || !regardingId) return { outcome: 'relationship-or-regarding-missing' };
  const relationship = dataverse.metadata.relationship(relationshipName);
  if (relationship?.referencingTable !== ACTIVITY_TABLE || relationship.referencingColumn !== 'regardingobjectid') {
    return { outcome: 'relationship-unknown' };
  }
  const regarding = { table: relationship.referencedTable, id: regardingId };
  return dataverse.rows.find(regarding.table, regarding.id)
    ? { outcome: 'written', regarding }
    : { outcome: 'regarding-not-found' };
}

/** A platform key of `contextitems`, without regard to case. */
function contextItem(contact: Contact, name: string): string | undefined {
  for (const [key, value] of contact.contextItems) if (key.toLowerCase() === name) return value;
  return undefined;
}

export interface SentMessage {
  readonly contact: Contact;
  readonly text: string;
  readonly lcid?: number;
  readonly customer?: Customer;
  readonly failure?: Undeliverable;
}

/** Writes the activity and gives its id. It belongs to the caller, who needs no privilege for it (inferred). */
export function writeActivity(
  dataverse: EmbeddedDataverse,
  settings: OutboundSettings,
  regarding: RowReference,
  { contact, text, lcid, customer, failure }: SentMessage,
  context: RequestContext,
): Guid {
  const { rows } = dataverse;
  const now = dataverse.clock().toISOString();
  const values = {
    ...COMPLETED,
    subject: settings.name.slice(0, SUBJECT_CHARACTERS),
    description: text.slice(0, TEXT_CHARACTERS),
    regardingobjectid: regarding,
    to: customer && [{ party: { table: customer.table, id: customer.id } }],
    actualstart: now,
    actualend: now,
    msdyn_ocoutboundconfiguration: configurationOf(dataverse, settings, contact),
    msdyn_ocmessagetype: settings.messageType,
    msdyn_occhanneltype: [settings.channel.type],
    msdyn_ocmessagetext: text.slice(0, TEXT_CHARACTERS),
    msdyn_ocreceiverchannelid: contact.number.slice(0, SUBJECT_CHARACTERS),
    msdyn_ocsenderchannelid: settings.channel.number,
    msdyn_occhannelprovidername: settings.channel.provider,
    msdyn_occustomerlocale: languageOf(rows, lcid),
    msdyn_ocliveworkstreamid: settings.liveWorkstream,
    msdyn_failurereason: failure?.reason,
    msdyn_failurestatuscode: failure?.statusCode,
  };
  return rows.create(ACTIVITY_TABLE, values, asSystem(context));
}

/** The configuration named in the context items is the one recorded; without a valid one it is the action's (inferred). */
function configurationOf(dataverse: EmbeddedDataverse, settings: OutboundSettings, contact: Contact): RowReference {
  const named = contextItem(contact, 'msdyn_ocoutboundconfigurationid')?.replace(/[{}]/g, '').toLowerCase();
  const id = named && dataverse.rows.find(CONFIGURATION_TABLE, named) ? named : settings.id;
  return { table: CONFIGURATION_TABLE, id };
}
