/**
 * Room sandbox/omnichannel/phones. A reply from a handset becomes a conversation row (`msdyn_ocliveworkitem`) that agents
 * see: a new one, or the one that is still open for this handset and channel.
 * Differs from the platform: the conversation is not routed to anybody, and its text is kept in the row's description
 * instead of a transcript.
 */
import type { EmbeddedDataverse, Guid, RowReference } from '../../dataverse/contracts';
import { CHANNEL_TYPES, type ChannelType } from '../channelTypes';
import type { Customer, CustomerDirectory } from '../customerDirectory';
import { textOf } from '../rowValues';
import { languageOf } from '../service/outboundSettings';
import type { HandsetStore } from '../store/handsets';

export const CONVERSATION_TABLE = 'msdyn_ocliveworkitem';
const WORKSTREAM_TABLE = 'msdyn_liveworkstream';

const OPEN = 0;
const SUBJECT_CHARACTERS = 200;
const DESCRIPTION_CHARACTERS = 2000;

/** Channel records that belong to a workstream, by channel type. */
const WORKSTREAM_SOURCES: Readonly<Record<ChannelType, string>> = {
  [CHANNEL_TYPES.sms]: 'msdyn_ocsmschannelsetting',
  [CHANNEL_TYPES.whatsApp]: 'msdyn_ocwhatsappchannelnumber',
};

export interface ReplyParts {
  readonly dataverse: EmbeddedDataverse;
  readonly handsets: HandsetStore;
  readonly directory: CustomerDirectory;
}

/**
 * Takes a reply that a person typed on a handset; answers with the conversation it went to. The reply goes to the number
 * that wrote last. `undefined` when nothing was ever sent to this handset.
 */
export function receiveReply(
  { dataverse, handsets, directory }: ReplyParts,
  number: string,
  text: string,
): Guid | undefined {
  const handset = handsets.find(number);
  if (!handset) return undefined;
  const { channelType, organizationNumber } = handset.lastMessage;
  const now = dataverse.clock().toISOString();
  const conversationId = dataverse.rows.transaction(() => {
    const customer = directory.find(number);
    const conversation =
      continueConversation(dataverse, handsets.lastReply(number, channelType)?.conversationId, text) ??
      openConversation(dataverse, { number, text, channelType, customer, lcid: handset.lastMessage.lcid, now });
    handsets.add({
      number,
      customer,
      direction: 'from-customer',
      channelType,
      organizationNumber,
      text,
      at: now,
      conversationId: conversation,
    });
    return conversation;
  });
  handsets.announce([number]);
  return conversationId;
}

function continueConversation(
  { rows, clock }: EmbeddedDataverse,
  id: Guid | undefined,
  text: string,
): Guid | undefined {
  const row = id === undefined ? undefined : rows.find(CONVERSATION_TABLE, id);
  if (!row || row.values['statecode'] !== OPEN) return undefined;
  // The newest words are worth more than the oldest when both do not fit.
  const description = `${textOf(row.values, 'description') ?? ''}\n${text}`.trim().slice(-DESCRIPTION_CHARACTERS);
  rows.update(CONVERSATION_TABLE, row.id, { description, msdyn_modifiedon: clock().toISOString() });
  return row.id;
}

interface FirstReply {
  readonly number: string;
  readonly text: string;
  readonly channelType: ChannelType;
  readonly customer?: Customer;
  readonly lcid?: number;
  readonly now: string;
}

function openConversation({ rows }: EmbeddedDataverse, reply: FirstReply): Guid {
  const { number, text, channelType, customer, lcid, now } = reply;
  const reference: RowReference | undefined = customer && { table: customer.table, id: customer.id };
  const subject = `${customer?.name ?? number}: ${text.replace(/\s+/g, ' ')}`.slice(0, SUBJECT_CHARACTERS);
  return rows.create(CONVERSATION_TABLE, {
    subject,
    msdyn_title: subject,
    description: text.slice(0, DESCRIPTION_CHARACTERS),
    msdyn_channel: channelType,
    msdyn_customer: reference,
    customers: reference && [{ party: reference }],
    msdyn_liveworkstreamid: workstreamOf(rows, channelType),
    msdyn_customerlanguageid: languageOf(rows, lcid),
    msdyn_isoutbound: false,
    msdyn_createdon: now,
    msdyn_initiatedon: now,
  });
}

function workstreamOf(rows: EmbeddedDataverse['rows'], channelType: ChannelType): RowReference | undefined {
  for (const { values } of rows.findWhere(WORKSTREAM_SOURCES[channelType], {})) {
    const reference = values['msdyn_liveworkstreamid'];
    if (typeof reference === 'object' && reference !== null && 'id' in reference) {
      return { table: WORKSTREAM_TABLE, id: reference.id };
    }
  }
  return undefined;
}
