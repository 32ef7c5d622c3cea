/**
 * Room sandbox/dataverse, platform. What Microsoft's own logic writes into Microsoft's own tables: full names, case
 * numbers, composed addresses, the id that the outbound configuration form shows, and the references of localized texts.
 */
import { createHash } from 'node:crypto';
import type { EmbeddedDataverse, Guid, Row, RowReference, TableEvent } from '../contracts';
import { asSystem } from '../contracts';
import { registerFiles } from '../files/fileColumns';
import { registerCaseState } from './caseState';
import { ORGANIZATION_ID } from './ids';

/** Registers the handlers. Once per opened Dataverse: twice would number every case twice. */
export function registerPlatformEvents(dataverse: EmbeddedDataverse): void {
  for (const table of ['contact', 'lead', 'systemuser']) {
    before(dataverse, table, ['Create', 'Update'], composeFullName);
  }
  for (const table of ['account', 'contact', 'lead']) before(dataverse, table, ['Create', 'Update'], composeAddresses);
  registerCaseState(dataverse);
  registerFiles(dataverse);
  before(dataverse, 'incident', ['Create'], (event) => numberCase(dataverse, event));
  before(dataverse, 'annotation', ['Create'], describeNote);
  before(dataverse, 'msdyn_ocoutboundconfiguration', ['Create'], showConfigurationId);
  before(dataverse, 'msdyn_oclocalizationdata', ['Create', 'Update'], (event) =>
    completeLocalizedText(dataverse, event),
  );
}

function before(
  dataverse: EmbeddedDataverse,
  table: string,
  messages: readonly TableEvent['message'][],
  handle: (event: TableEvent) => void,
): void {
  for (const message of messages) dataverse.registerTableEvent({ table, message, stage: 'before', handle });
}

/** The value a column will have after this write. */
const resulting = (event: TableEvent, column: string): unknown =>
  event.values[column] === undefined ? event.before?.values[column] : event.values[column];

const resultingText = (event: TableEvent, column: string): string => {
  const value = resulting(event, column);
  return typeof value === 'string' ? value.trim() : '';
};

const touches = (event: TableEvent, columns: readonly string[]): boolean =>
  columns.some((column) => event.values[column] !== undefined);

/** First name, then last name, as organisations have it by default (setting "Full Name Format"). */
function composeFullName(event: TableEvent): void {
  const parts = ['firstname', 'lastname'];
  if (event.message === 'Update' && !touches(event, parts)) return;
  const name = parts
    .map((column) => resultingText(event, column))
    .filter((part) => part !== '')
    .join(' ');
  // A row that is created with a full name only (a user of the seed) keeps it.
  if (name !== '' || event.message === 'Update') event.values.fullname = name;
}

const ADDRESSES = ['address1', 'address2'];

/** Lines, then city, province and postal code, then the country. */
function composeAddresses(event: TableEvent): void {
  for (const address of ADDRESSES) {
    const columns = ['line1', 'line2', 'line3', 'city', 'stateorprovince', 'postalcode', 'country'].map(
      (part) => `${address}_${part}`,
    );
    if (!touches(event, columns)) continue;
    const [line1, line2, line3, city, province, postalCode, country] = columns.map((column) =>
      resultingText(event, column),
    );
    const regional = [province, postalCode].filter(Boolean).join(' ');
    event.values[`${address}_composite`] = [line1, line2, line3, [city, regional].filter(Boolean).join(', '), country]
      .filter(Boolean)
      .join('\r\n');
  }
}

/** Letters and digits of the suffix of a case number. */
const SUFFIX_ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ';

/**
 * Gives a case its number, such as `CAS-01001-K4T9Z2`: prefix and counter of the organisation, and six characters that
 * make it hard to guess. Source: Microsoft Learn, "Set autonumber prefixes", cases.
 * Differs from the platform: the six characters follow from the row's id, so that the same ids give the same numbers.
 */
function numberCase(dataverse: EmbeddedDataverse, event: TableEvent): void {
  if (resultingText(event, 'ticketnumber') !== '') return;
  const organization = dataverse.rows.find('organization', ORGANIZATION_ID);
  const number = Number(organization?.values.currentcasenumber ?? 0) + 1;
  if (organization)
    dataverse.rows.update('organization', ORGANIZATION_ID, { currentcasenumber: number }, asSystem(event.context));
  const prefix = organization?.values.caseprefix ?? 'CAS';
  event.values.ticketnumber = `${String(prefix)}-${String(number).padStart(5, '0')}-${caseSuffix(event.id)}`;
}

function caseSuffix(id: Guid): string {
  const digest = createHash('sha256').update(id).digest();
  return Array.from(digest.subarray(0, 6), (byte) => SUFFIX_ALPHABET[byte % SUFFIX_ALPHABET.length]).join('');
}

function describeNote(event: TableEvent): void {
  const regarding = event.values.objectid as RowReference | null | undefined;
  if (regarding) event.values.objecttypecode = regarding.table;
  const body = event.values.documentbody;
  if (typeof body !== 'string') return;
  event.values.isdocument = true;
  event.values.filesize = Buffer.from(body, 'base64').length;
}

/**
 * The form shows the id as text in a column of its own, filled when the configuration is saved. That the text is the
 * primary key is inferred: the article calls the value "the configuration ID" that flows pass on.
 * Source: Microsoft Learn, "Configure outbound messaging".
 */
function showConfigurationId(event: TableEvent): void {
  if (resultingText(event, 'msdyn_displayoutboundconfigurationid') === '') {
    event.values.msdyn_displayoutboundconfigurationid = event.id;
  }
}

/**
 * The stock form of a localized text asks for language and text only, so the platform is expected to fill the language
 * code and the reference to the text's row. The values are inferred.
 * Source of the columns: Microsoft Learn, table reference "msdyn_oclocalizationdata".
 */
function completeLocalizedText(dataverse: EmbeddedDataverse, event: TableEvent): void {
  const language = event.values.msdyn_customerlanguageid as RowReference | null | undefined;
  if (language && event.values.msdyn_languagecode === undefined) {
    const lcid = dataverse.rows.find('msdyn_oclanguage', language.id)?.values.msdyn_localeid;
    if (typeof lcid === 'number') event.values.msdyn_languagecode = lcid;
  }
  const message = event.values.msdyn_systemmessageid as RowReference | null | undefined;
  if (!message) return;
  setWhenEmpty(event, {
    msdyn_entityname: message.table,
    msdyn_entitycolumnname: 'msdyn_messagetext',
    msdyn_entityrecordid: message.id,
  });
}

function setWhenEmpty(event: TableEvent, values: Row): void {
  for (const [column, value] of Object.entries(values)) {
    if ((resulting(event, column) ?? '') === '') event.values[column] = value;
  }
}
