/**
 * Room sandbox/omnichannel/service. Reads what an outbound configuration says about a send: channel, template with its
 * texts, timeline. Refuses a configuration that cannot be sent with, and says what is missing.
 */
import type { Guid, RowReference, RowService, StoredRow } from '../../dataverse/contracts';
import { rowDoesNotExist } from '../../dataverse/errors';
import { findChannel, type Channel } from '../channels';
import { channelTypeName, isChannelType, type ChannelType } from '../channelTypes';
import { invalidArgument } from '../errors';
import { isActive, numberOf, referenceOf, textOf } from '../rowValues';
import type { TemplateTexts } from './pickText';

export const CONFIGURATION_TABLE = 'msdyn_ocoutboundconfiguration';
const TEMPLATE_TABLE = 'msdyn_ocsystemmessage';
const LOCALIZATION_TABLE = 'msdyn_oclocalizationdata';
const LANGUAGE_TABLE = 'msdyn_oclanguage';

/** `msdyn_messagetype` of a row of msdyn_ocsystemmessage that is a message template. */
const MESSAGE_TEMPLATE = 3;

export interface OutboundSettings {
  readonly id: Guid;
  readonly name: string;
  readonly channel: Channel;
  /** Name of the template: for WhatsApp content templates the provider's Content SID. */
  readonly templateName: string;
  readonly texts: TemplateTexts;
  /** "Show in timeline": write activities. */
  readonly showInTimeline: boolean;
  /** `msdyn_type`, copied to the activities. */
  readonly messageType?: number;
  readonly liveWorkstream?: RowReference;
}

/**
 * The settings behind a configuration id.
 * @throws {DataverseError} 404 when there is no such configuration, 400 when it cannot be sent with.
 */
export function readOutboundSettings(rows: RowService, id: Guid): OutboundSettings {
  const row = rows.find(CONFIGURATION_TABLE, id);
  if (!row) throw rowDoesNotExist(CONFIGURATION_TABLE, id);
  if (!isActive(row)) throw invalidArgument('The outbound configuration is inactive.');
  const channelType = readChannelType(row);
  const channelId = textOf(row.values, 'msdyn_channelid');
  if (channelId === undefined) throw invalidArgument('The outbound configuration has no channel.');
  const channel = findChannel(rows, channelType, channelId);
  const template = readTemplate(rows, row, channelType);
  return {
    id: row.id,
    name: textOf(row.values, 'msdyn_name') ?? '',
    channel,
    templateName: textOf(template.values, 'msdyn_name') ?? '',
    texts: readTexts(rows, template),
    showInTimeline: row.values['msdyn_showinactivities'] === true,
    messageType: numberOf(row.values, 'msdyn_type'),
    liveWorkstream: referenceOf(row.values, 'msdyn_liveworkstreamid'),
  };
}

function readChannelType(configuration: StoredRow): ChannelType {
  const value = configuration.values['msdyn_channel'];
  if (!isChannelType(value)) {
    throw invalidArgument('The channel type of the outbound configuration must be SMS or WhatsApp.');
  }
  return value;
}

function readTemplate(rows: RowService, configuration: StoredRow, channelType: ChannelType): StoredRow {
  const reference = referenceOf(configuration.values, 'msdyn_messagetemplate');
  const template = reference && rows.find(TEMPLATE_TABLE, reference.id);
  if (!template) throw invalidArgument('The outbound configuration has no message template.');
  if (template.values['msdyn_messagetype'] !== MESSAGE_TEMPLATE) {
    throw invalidArgument('The message of the outbound configuration is an automated message, not a message template.');
  }
  if (!isActive(template)) throw invalidArgument('The message template of the outbound configuration is inactive.');
  if (template.values['msdyn_streamsource'] !== channelType) {
    throw invalidArgument(
      `The message template of the outbound configuration is for another channel than ${channelTypeName(channelType)}.`,
    );
  }
  if (textOf(template.values, 'msdyn_messagetext') === undefined) {
    throw invalidArgument('The message template of the outbound configuration has no text.');
  }
  return template;
}

function readTexts(rows: RowService, template: StoredRow): TemplateTexts {
  const localizedTexts = new Map<number, string>();
  for (const row of rows.findWhere(LOCALIZATION_TABLE, { msdyn_systemmessageid: template.id })) {
    const lcid =
      numberOf(row.values, 'msdyn_languagecode') ?? lcidOf(rows, referenceOf(row.values, 'msdyn_customerlanguageid'));
    const text = textOf(row.values, 'msdyn_localizedtext');
    if (isActive(row) && lcid !== undefined && text !== undefined) localizedTexts.set(lcid, text);
  }
  return {
    defaultText: textOf(template.values, 'msdyn_messagetext') ?? '',
    defaultLcid: lcidOf(rows, referenceOf(template.values, 'msdyn_defaultlanguage')),
    localizedTexts,
  };
}

/** The LCID of a language row. */
export function lcidOf(rows: RowService, language: RowReference | undefined): number | undefined {
  const row = language && rows.find(LANGUAGE_TABLE, language.id);
  return row && numberOf(row.values, 'msdyn_localeid');
}

/** The language row of an LCID. */
export function languageOf(rows: RowService, lcid: number | undefined): RowReference | undefined {
  const row = lcid === undefined ? undefined : rows.findWhere(LANGUAGE_TABLE, { msdyn_localeid: lcid })[0];
  return row && { table: LANGUAGE_TABLE, id: row.id };
}
