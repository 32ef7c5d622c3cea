/**
 * Room webresources/gateways. Outbound configurations and message templates as this code thinks of them, read from
 * Microsoft's tables.
 */
import type { TemplateTexts } from '../../outbound/templates/chooseText';
import { RowMissingError } from './hostErrors';
import type { RowClient, WebApiRow } from './dataverseClient';

/** Values of `msdyn_messagetype`, `msdyn_messagereceiver` and `msdyn_streamsource` (Microsoft Learn, entity reference "msdyn_ocsystemmessage"). */
export const TEMPLATE_MESSAGE_TYPE = 3;
export const MESSAGE_RECEIVER_CUSTOMER = 192350001;
export const SMS_CHANNEL_TYPE = 192340000;
export const WHATSAPP_CHANNEL_TYPE = 192300000;

/** An active outbound configuration. */
export interface OutboundConfiguration {
  readonly id: string;
  readonly name: string;
  readonly showInTimeline: boolean;
  /** Value of `msdyn_streamsource`. */
  readonly channelType: number;
  /** Absent: the administrator has not chosen one, or it was deleted since. */
  readonly template?: { readonly id: string; readonly name: string };
}

/** A template with everything that decides what is sent. */
export interface MessageTemplate {
  readonly id: string;
  readonly name: string;
  /** The row's etag at the time of reading: changes with every edit of the default text. */
  readonly version: string;
  readonly texts: TemplateTexts;
}

/** Every active configuration of a channel that messages can be sent through, by name. */
export async function readActiveConfigurations(rows: RowClient): Promise<OutboundConfiguration[]> {
  const found = await rows.readRows(
    'msdyn_ocoutboundconfiguration',
    '?$select=msdyn_name,msdyn_channel,msdyn_showinactivities' +
      '&$expand=msdyn_messagetemplate($select=msdyn_name)' +
      `&$filter=statecode eq 0 and (msdyn_channel eq ${SMS_CHANNEL_TYPE} or msdyn_channel eq ${WHATSAPP_CHANNEL_TYPE})` +
      '&$orderby=msdyn_name asc',
  );
  return found.map(toConfiguration);
}

/** @throws {RowMissingError} when it was deleted or deactivated meanwhile. */
export async function readActiveConfiguration(rows: RowClient, id: string): Promise<OutboundConfiguration> {
  const configuration = (await readActiveConfigurations(rows)).find((candidate) => candidate.id === id);
  if (configuration === undefined) throw new RowMissingError();
  return configuration;
}

function toConfiguration(row: WebApiRow): OutboundConfiguration {
  const template = row['msdyn_messagetemplate'] as WebApiRow | null | undefined;
  return {
    id: String(row['msdyn_ocoutboundconfigurationid']),
    name: String(row['msdyn_name'] ?? ''),
    showInTimeline: row['msdyn_showinactivities'] === true,
    channelType: Number(row['msdyn_channel']),
    template: template
      ? { id: String(template['msdyn_ocsystemmessageid']), name: String(template['msdyn_name'] ?? '') }
      : undefined,
  };
}

/** @throws {RowMissingError} when there is no such template. */
export async function readMessageTemplate(rows: RowClient, id: string): Promise<MessageTemplate> {
  const [row] = await rows.readRows(
    'msdyn_ocsystemmessage',
    '?$select=msdyn_name,msdyn_messagetext&$expand=msdyn_defaultlanguage($select=msdyn_localeid)' +
      `&$filter=msdyn_ocsystemmessageid eq ${id}`,
  );
  if (row === undefined) throw new RowMissingError();
  const localized = await rows.readRows(
    'msdyn_oclocalizationdata',
    '?$select=msdyn_localizedtext,msdyn_languagecode&$expand=msdyn_customerlanguageid($select=msdyn_localeid)' +
      `&$filter=_msdyn_systemmessageid_value eq ${id} and statecode eq 0`,
  );
  return {
    id,
    name: String(row['msdyn_name'] ?? ''),
    version: String(row['@odata.etag'] ?? ''),
    texts: {
      defaultText: String(row['msdyn_messagetext'] ?? ''),
      defaultLcid: readLcid(row['msdyn_defaultlanguage']),
      localizedTexts: new Map(localized.flatMap(toLocalizedText)),
    },
  };
}

function toLocalizedText(row: WebApiRow): [number, string][] {
  // The stock form fills the number from the language; rows made in other ways may have only one of the two (inferred).
  const lcid = Number(row['msdyn_languagecode']) || readLcid(row['msdyn_customerlanguageid']);
  return lcid === undefined ? [] : [[lcid, String(row['msdyn_localizedtext'] ?? '')]];
}

function readLcid(language: unknown): number | undefined {
  return Number((language as WebApiRow | null | undefined)?.['msdyn_localeid']) || undefined;
}

/** Names of the organisation's languages by LCID. */
export async function readLanguageNames(rows: RowClient): Promise<ReadonlyMap<number, string>> {
  const found = await rows.readRows('msdyn_oclanguage', '?$select=msdyn_localeid,msdyn_languagename');
  return new Map(found.map((row) => [Number(row['msdyn_localeid']), String(row['msdyn_languagename'] ?? '')]));
}
