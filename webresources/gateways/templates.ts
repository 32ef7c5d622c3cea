/**
 * Room webresources/gateways. Outbound configurations and message templates as this code thinks of them, read from
 * Microsoft's tables.
 */
import {
  CHANNEL_TYPE_OPTION,
  LANGUAGE,
  LOCALIZED_TEXT,
  MESSAGE_TEMPLATE,
  OUTBOUND_CONFIGURATION,
  toChannelType,
  type ChannelType,
} from '../../outbound/dataverse/names';
import { RowMissingError } from '../../outbound/dataverse/webApiErrors';
import { toLanguageTable, type LanguageTable } from '../../outbound/recipients/languages';
import type { TemplateTexts } from '../../outbound/templates/chooseText';
import type { RowClient, WebApiRow } from './dataverseClient';

/** An active outbound configuration. */
export interface OutboundConfiguration {
  readonly id: string;
  readonly name: string;
  readonly showInTimeline: boolean;
  readonly channelType: ChannelType;
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
  const { table, name, channelType, showInTimeline, messageTemplate, state } = OUTBOUND_CONFIGURATION;
  const channels = Object.values(CHANNEL_TYPE_OPTION).map((option) => `${channelType} eq ${option}`);
  const found = await rows.readRows(
    table,
    `?$select=${name},${channelType},${showInTimeline}` +
      `&$expand=${messageTemplate}($select=${MESSAGE_TEMPLATE.name})` +
      `&$filter=${state} eq 0 and (${channels.join(' or ')})&$orderby=${name} asc`,
  );
  return found.flatMap(toConfiguration);
}

function toConfiguration(row: WebApiRow): OutboundConfiguration[] {
  const channelType = toChannelType(Number(row[OUTBOUND_CONFIGURATION.channelType]));
  if (channelType === undefined) return [];
  const template = row[OUTBOUND_CONFIGURATION.messageTemplate] as WebApiRow | null | undefined;
  return [
    {
      id: String(row[OUTBOUND_CONFIGURATION.id]),
      name: readText(row, OUTBOUND_CONFIGURATION.name),
      showInTimeline: row[OUTBOUND_CONFIGURATION.showInTimeline] === true,
      channelType,
      template: template
        ? { id: String(template[MESSAGE_TEMPLATE.id]), name: readText(template, MESSAGE_TEMPLATE.name) }
        : undefined,
    },
  ];
}

/** @throws {RowMissingError} when there is no such template. */
export async function readMessageTemplate(rows: RowClient, id: string): Promise<MessageTemplate> {
  const [row] = await rows.readRows(
    MESSAGE_TEMPLATE.table,
    `?$select=${MESSAGE_TEMPLATE.name},${MESSAGE_TEMPLATE.text}` +
      `&$expand=${MESSAGE_TEMPLATE.defaultLanguage}($select=${LANGUAGE.lcid})&$filter=${MESSAGE_TEMPLATE.id} eq ${id}`,
  );
  if (row === undefined) throw new RowMissingError();
  const localized = await rows.readRows(
    LOCALIZED_TEXT.table,
    `?$select=${LOCALIZED_TEXT.text},${LOCALIZED_TEXT.lcid}` +
      `&$expand=${LOCALIZED_TEXT.language}($select=${LANGUAGE.lcid})` +
      `&$filter=_${LOCALIZED_TEXT.template}_value eq ${id} and statecode eq 0`,
  );
  return {
    id,
    name: readText(row, MESSAGE_TEMPLATE.name),
    version: String(row['@odata.etag'] ?? ''),
    texts: {
      defaultText: readText(row, MESSAGE_TEMPLATE.text),
      defaultLcid: readLcid(row[MESSAGE_TEMPLATE.defaultLanguage]),
      localizedTexts: new Map(localized.flatMap(toLocalizedText)),
    },
  };
}

function toLocalizedText(row: WebApiRow): [number, string][] {
  // The stock form fills the number from the language; rows made in other ways may have only one of the two (inferred).
  const lcid = Number(row[LOCALIZED_TEXT.lcid]) || readLcid(row[LOCALIZED_TEXT.language]);
  return lcid === undefined ? [] : [[lcid, readText(row, LOCALIZED_TEXT.text)]];
}

function readLcid(language: unknown): number | undefined {
  return Number((language as WebApiRow | null | undefined)?.[LANGUAGE.lcid]) || undefined;
}

function readText(row: WebApiRow, column: string): string {
  return String(row[column] ?? '');
}

/** The organisation's languages with their names and codes. */
export async function readLanguages(rows: RowClient): Promise<LanguageTable> {
  const { table, lcid, name, localeCode } = LANGUAGE;
  const found = await rows.readRows(table, `?$select=${lcid},${name},${localeCode}`);
  return toLanguageTable(
    found.map((row) => ({ lcid: Number(row[lcid]), code: readText(row, localeCode), name: readText(row, name) })),
  );
}
