/**
 * Room sandbox/omnichannel. Finds the number that an outbound configuration sends from. What `msdyn_channelid` holds is
 * described nowhere public, so the number's text and the row ids of the number and of its setting are all taken.
 * Differs from the platform: no provider account stands behind a channel.
 */
import type { RowService, StoredRow } from '../dataverse/contracts';
import { CHANNEL_TYPES, channelTypeName, type ChannelType } from './channelTypes';
import { invalidArgument } from './errors';
import { isActive, numberOf, referenceOf, textOf } from './rowValues';

/** Who carries the messages; their limits differ. */
export type Provider = 'Azure Communication Services' | 'Twilio';

/** A provisioned number of the organisation. */
export interface Channel {
  readonly type: ChannelType;
  /** As its record holds it: SMS numbers of Twilio carry no plus sign. */
  readonly number: string;
  readonly provider: Provider;
}

const NUMBER_TABLE = 'msdyn_ocphonenumber';
const SETTING_TABLE = 'msdyn_ocsmschannelsetting';
const WHATSAPP_TABLE = 'msdyn_ocwhatsappchannelnumber';

/** `msdyn_phonenumbertype` of msdyn_ocphonenumber. */
const AZURE_NUMBER = 0;

const GUID = /^\{?([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\}?$/i;

/**
 * The channel that `msdyn_channelid` names.
 * @throws {DataverseError} (400) when no active number of that channel type goes by that name, or it may not send.
 */
export function findChannel(rows: RowService, type: ChannelType, channelId: string): Channel {
  const channel = type === CHANNEL_TYPES.sms ? findSmsNumber(rows, channelId) : findWhatsAppNumber(rows, channelId);
  if (channel) return channel;
  throw invalidArgument(
    `The outbound configuration's channel does not name an active ${channelTypeName(type)} number: ` +
      'it takes the number itself, or the id of the number or of its setting.',
  );
}

function findSmsNumber(rows: RowService, channelId: string): Channel | undefined {
  const row = smsNumberRow(rows, channelId);
  const number = row && isActive(row) ? textOf(row.values, 'msdyn_phonenumber') : undefined;
  if (!row || number === undefined) return undefined;
  if (row.values['msdyn_smsoutboundenabled'] === false) {
    throw invalidArgument("The outbound configuration's channel is a number that may not send SMS messages.");
  }
  const provider =
    numberOf(row.values, 'msdyn_phonenumbertype') === AZURE_NUMBER ? 'Azure Communication Services' : 'Twilio';
  return { type: CHANNEL_TYPES.sms, number, provider };
}

function smsNumberRow(rows: RowService, channelId: string): StoredRow | undefined {
  const id = GUID.exec(channelId.trim())?.[1]?.toLowerCase();
  if (id === undefined) return byNumber(rows, NUMBER_TABLE, 'msdyn_phonenumber', channelId);
  const setting = rows.find(SETTING_TABLE, id);
  if (!setting) return rows.find(NUMBER_TABLE, id);
  const number = isActive(setting) ? referenceOf(setting.values, 'msdyn_phonenumberid') : undefined;
  return number && rows.find(NUMBER_TABLE, number.id);
}

function findWhatsAppNumber(rows: RowService, channelId: string): Channel | undefined {
  const id = GUID.exec(channelId.trim())?.[1]?.toLowerCase();
  const row = id
    ? rows.find(WHATSAPP_TABLE, id)
    : byNumber(rows, WHATSAPP_TABLE, 'msdyn_organizationphonenumber', channelId);
  const number = row && isActive(row) ? textOf(row.values, 'msdyn_organizationphonenumber') : undefined;
  // Outbound WhatsApp is described for Twilio only. Source: Microsoft Learn, "Configure outbound messaging".
  return number === undefined ? undefined : { type: CHANNEL_TYPES.whatsApp, number, provider: 'Twilio' };
}

const digitsOf = (number: string): string => number.replace(/\D/g, '');

/** Organisation numbers are few, and are written with and without plus sign and blanks. */
function byNumber(rows: RowService, table: string, column: string, number: string): StoredRow | undefined {
  const digits = digitsOf(number);
  if (digits === '') return undefined;
  return rows
    .findWhere(table, {})
    .find((row) => isActive(row) && digitsOf(textOf(row.values, column) ?? '') === digits);
}
