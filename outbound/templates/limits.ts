/**
 * Room outbound, templates. How long texts may be, in UTF-16 units, and who says so.
 */
import type { ChannelType } from '../dataverse/names';

/** `msdyn_messagetext`. Source: Microsoft Learn, entity reference "msdyn_ocsystemmessage". Before substitution. */
export const DEFAULT_TEXT_MAX_LENGTH = 2000;

/** `msdyn_localizedtext`. Source: Microsoft Learn, entity reference "msdyn_oclocalizationdata". Before substitution. */
export const LOCALIZED_TEXT_MAX_LENGTH = 1000;

/** A WhatsApp message after substitution. Source: Twilio, error 63021. */
export const WHATSAPP_MESSAGE_MAX_LENGTH = 1024;

/** An SMS after substitution, all segments joined. Source: Twilio, error 21617. */
export const SMS_MESSAGE_MAX_LENGTH = 1600;

/** A message of the channel after substitution. */
export const messageMaxLength = (channelType: ChannelType): number =>
  channelType === 'SMS' ? SMS_MESSAGE_MAX_LENGTH : WHATSAPP_MESSAGE_MAX_LENGTH;
