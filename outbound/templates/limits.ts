/**
 * Room outbound, templates. How long texts may be, in UTF-16 units, and who says so.
 */

/** `msdyn_messagetext`. Source: Microsoft Learn, entity reference "msdyn_ocsystemmessage". Before substitution. */
export const DEFAULT_TEXT_MAX_LENGTH = 2000;

/** `msdyn_localizedtext`. Source: Microsoft Learn, entity reference "msdyn_oclocalizationdata". Before substitution. */
export const LOCALIZED_TEXT_MAX_LENGTH = 1000;

/** A WhatsApp message after substitution. Source: Twilio, error 63021. */
export const WHATSAPP_MESSAGE_MAX_LENGTH = 1024;

/** An SMS after substitution, all segments joined. Source: Twilio, error 21617. */
export const SMS_MESSAGE_MAX_LENGTH = 1600;
