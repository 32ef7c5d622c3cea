/**
 * Room sandbox/omnichannel/service. Carries out an accepted call: a message per contact onto its handset, an activity where
 * one is due, and a result per contact for the log. All of it or nothing (one transaction).
 */
import type { EmbeddedDataverse, RequestContext } from '../../dataverse/contracts';
import { CHANNEL_TYPES } from '../channelTypes';
import type { CustomerDirectory } from '../customerDirectory';
import { invalidArgument } from '../errors';
import type { ContactResult } from '../store/callLog';
import type { HandsetStore } from '../store/handsets';
import { composeMessage, undeliverable, type ComposedMessage } from './composeMessage';
import type { Contact } from './contactList';
import type { OutboundSettings } from './outboundSettings';
import { findTimelinePlace, writeActivity } from './timeline';

/** WhatsApp's customer service window. Source: Microsoft Learn, "Configure a WhatsApp channel". */
const WINDOW_MS = 24 * 3_600_000;

/**
 * What a slug without a value does. How the platform shows one is not published: "not resolved" says an early revision of
 * "Configure outbound messaging", "an error" a later one. `keep` sends it as written (inferred, the default); `refuse`
 * refuses the whole request.
 */
export type UnresolvedSlugs = 'keep' | 'refuse';

export interface DeliveryParts {
  readonly dataverse: EmbeddedDataverse;
  readonly handsets: HandsetStore;
  readonly directory: CustomerDirectory;
  readonly unresolvedSlugs: UnresolvedSlugs;
}

/**
 * Sends to every contact that opted in.
 * @param context who called: the activities are theirs (inferred)
 * @throws {DataverseError} (400) for a slug without a value, when those are refused.
 */
export function deliver(
  parts: DeliveryParts,
  settings: OutboundSettings,
  contacts: readonly Contact[],
  context: RequestContext,
): ContactResult[] {
  const messages = contacts.map((contact) => composeMessage(settings.texts, settings.channel, contact));
  if (parts.unresolvedSlugs === 'refuse') refuseUnresolved(contacts, messages);
  return contacts.map((contact, index) => {
    const message = messages[index];
    // What the platform does with `optin: false` is not described; nobody is messaged against their will here (inferred).
    if (!contact.optIn || !message) return { number: contact.number, outcome: 'opted-out' };
    return deliverOne(parts, settings, contact, message, context);
  });
}

function refuseUnresolved(contacts: readonly Contact[], messages: readonly ComposedMessage[]): void {
  for (const [index, { unresolved }] of messages.entries()) {
    const name = unresolved[0];
    if (name !== undefined && contacts[index]?.optIn) {
      throw invalidArgument(
        `The contact at position ${index} gives no value for {${name}}, which the message template uses.`,
      );
    }
  }
}

function deliverOne(
  { dataverse, handsets, directory }: DeliveryParts,
  settings: OutboundSettings,
  contact: Contact,
  message: ComposedMessage,
  context: RequestContext,
): ContactResult {
  const { channel } = settings;
  const { text, lcid } = message;
  const windowIsOpen =
    channel.type === CHANNEL_TYPES.whatsApp && isWindowOpen(handsets, contact.number, dataverse.clock());
  const failure = undeliverable({ channel, contact, templateName: settings.templateName, text, windowIsOpen });
  const place = findTimelinePlace(dataverse, settings, contact);
  const regarding = place.outcome === 'written' ? place.regarding : undefined;
  const customer = directory.find(contact.number, regarding);
  const activityId =
    regarding && writeActivity(dataverse, settings, regarding, { contact, text, lcid, customer, failure }, context);
  if (!failure) {
    handsets.add({
      number: contact.number,
      customer,
      direction: 'to-customer',
      channelType: channel.type,
      organizationNumber: channel.number,
      text,
      lcid,
      at: dataverse.clock().toISOString(),
      activityId,
    });
  }
  return {
    number: contact.number,
    outcome: failure ? 'undeliverable' : 'sent',
    reason: failure?.reason,
    lcid,
    localeReason: message.localeReason,
    unresolvedSlugs: message.unresolved.length > 0 ? message.unresolved : undefined,
    text,
    timeline: place.outcome,
    activityId,
  };
}

function isWindowOpen(handsets: HandsetStore, number: string, now: Date): boolean {
  const reply = handsets.lastReply(number, CHANNEL_TYPES.whatsApp);
  return reply !== undefined && now.getTime() - Date.parse(reply.at) < WINDOW_MS;
}
