/**
 * Room sandbox/omnichannel/service. Makes the message of one contact: locale, slugs or numbered variables, and whether the
 * provider would carry it. Pure: everything it needs to know arrives as arguments.
 */
import type { Channel } from '../channels';
import { CHANNEL_TYPES } from '../channelTypes';
import type { Contact } from './contactList';
import { pickText, type PickedText, type TemplateTexts } from './pickText';
import { replaceSlugs, replaceVariables, type Replaced } from './replaceSlugs';

export interface ComposedMessage {
  readonly text: string;
  readonly lcid?: number;
  readonly localeReason: PickedText['reason'];
  /** Slugs or variables without a value; they stand in the text as written. */
  readonly unresolved: readonly string[];
}

/** Why a message went nowhere; goes into `msdyn_failurereason`. */
export interface Undeliverable {
  readonly reason: string;
  /** The provider's own code, where its documentation gives one; whether the platform shows it is not known. */
  readonly statusCode?: number;
}

/**
 * The message for one contact. WhatsApp takes the default text whatever the locale ("SMS only", Microsoft Learn,
 * "Configure outbound messaging"), and with `sendastemplate` the numbered parameters instead of slugs.
 */
export function composeMessage(texts: TemplateTexts, channel: Channel, contact: Contact): ComposedMessage {
  const isSms = channel.type === CHANNEL_TYPES.sms;
  const picked = pickText(texts, isSms ? contact.locale : undefined);
  const replaced: Replaced =
    !isSms && contact.sendAsTemplate
      ? replaceVariables(picked.text, contact.templateParameters)
      : replaceSlugs(picked.text, contact.contextItems);
  return { text: replaced.text, lcid: picked.lcid, localeReason: picked.reason, unresolved: replaced.unresolved };
}

/** E.164. Source: Microsoft Learn, Omnichannel FAQ: customer numbers carry the plus sign and no blanks. */
const E164 = /^\+[1-9]\d{6,14}$/;

/** Characters of one SMS, joined. Source: the providers' public documentation. */
const MAX_SMS_CHARACTERS: Readonly<Record<Channel['provider'], number>> = {
  'Azure Communication Services': 2048,
  Twilio: 1600,
};

/** Source of the WhatsApp figures: Twilio's public documentation of content templates and error 63021. */
const MAX_WHATSAPP_CHARACTERS = 1024;
const MAX_VARIABLES = 100;
const MAX_VARIABLE_KEY = 16;
const MAX_VARIABLE_VALUE = 255;
const CONTENT_SID = /^HX[0-9a-f]{32}$/i;
const OUTSIDE_WINDOW = 63016;
const CONTENT_INVALID = 63021;

export interface DeliveryFacts {
  readonly channel: Channel;
  readonly contact: Contact;
  readonly templateName: string;
  readonly text: string;
  /** Has this handset written on this channel within 24 hours? */
  readonly windowIsOpen: boolean;
}

/**
 * Why the provider would not carry this message; `undefined` when it would. The action has accepted it by then: a
 * provider's refusal shows only on the activity.
 */
export function undeliverable(facts: DeliveryFacts): Undeliverable | undefined {
  if (!E164.test(facts.contact.number)) {
    return { reason: 'The destination is not a phone number in E.164 format, such as +6281234567890.' };
  }
  return facts.channel.type === CHANNEL_TYPES.sms ? smsUndeliverable(facts) : whatsAppUndeliverable(facts);
}

function smsUndeliverable({ channel, text }: DeliveryFacts): Undeliverable | undefined {
  const most = MAX_SMS_CHARACTERS[channel.provider];
  if (text.length <= most) return undefined;
  return { reason: `The text has ${text.length} characters; ${channel.provider} takes at most ${most}.` };
}

function whatsAppUndeliverable({
  contact,
  templateName,
  text,
  windowIsOpen,
}: DeliveryFacts): Undeliverable | undefined {
  if (!contact.sendAsTemplate && !windowIsOpen) {
    return {
      reason: 'Outside the 24-hour customer service window WhatsApp takes approved content templates only.',
      statusCode: OUTSIDE_WINDOW,
    };
  }
  if (contact.sendAsTemplate) {
    const reason = contentTemplateProblem(contact, templateName, text);
    if (reason !== undefined) return { reason };
  }
  if (text.length <= MAX_WHATSAPP_CHARACTERS) return undefined;
  return {
    reason: `The text has ${text.length} characters; WhatsApp takes at most ${MAX_WHATSAPP_CHARACTERS}.`,
    statusCode: CONTENT_INVALID,
  };
}

function contentTemplateProblem(contact: Contact, templateName: string, text: string): string | undefined {
  if (!CONTENT_SID.test(templateName)) {
    return 'The name of the message template is not a Content SID (HX and 32 hexadecimal digits).';
  }
  const parameters = [...contact.templateParameters];
  if (parameters.length > MAX_VARIABLES) return `A content template takes at most ${MAX_VARIABLES} parameters.`;
  for (const [key, value] of parameters) {
    if (key.length > MAX_VARIABLE_KEY || /\s/.test(key))
      return 'The name of a template parameter is too long or has blanks.';
    if (value.length > MAX_VARIABLE_VALUE)
      return `The value of parameter ${key} is longer than ${MAX_VARIABLE_VALUE} characters.`;
  }
  return replaceVariables(text, new Map()).unresolved.length > 0
    ? 'A parameter of the content template has no value.'
    : undefined;
}
