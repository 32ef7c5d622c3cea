/**
 * Room outbound, recipients. Turns a row as the Web API gives it (with its expanded objects) into a candidate: who would
 * be messaged, at which number, with whose consent, in which locale, with which values. Decides nothing.
 */
import { CURRENCY, FORMATTED_VALUE } from '../dataverse/names';
import { OutboundError } from '../errors';
import type { SlugName } from '../templates/slugName';
import { choiceText, type ColumnChoiceLabels } from './choiceLabels';
import { NO_LANGUAGES, readLocale, type LanguageTable } from './languages';
import type { WantedLocale } from './negotiateLocale';
import { valueColumn } from './recipientQuery';
import { PERSON_SLUGS, type RecipientRoute, type RecipientSource } from './recipientSources';
import {
  DEFAULT_LANGUAGE,
  isTimeZone,
  plainText,
  toTimeZone,
  toValueText,
  type ColumnValue,
  type Reader,
} from './valueText';

/** A plain Web API row; expanded single-valued navigation properties are objects or null. */
export type SourceRow = Readonly<Record<string, unknown>>;

/** A row: the logical name of its table, and its GUID as the Web API writes it. */
export interface RecordReference {
  readonly table: string;
  readonly id: string;
}

/** One source row and who stands behind it, before anything is decided. */
export interface RecipientCandidate {
  readonly sourceId: string;
  readonly sourceTable: string;
  /** What the row is called, such as the case's title. */
  readonly sourceName: string;
  /** The row the number belongs to. Absent when the source row leads to nobody. */
  readonly person?: RecordReference;
  /** Empty when there is nobody. */
  readonly recipientName: string;
  /** As stored: any format. */
  readonly rawNumber?: string;
  /** Where the number was read: `customerid_contact.mobilephone`. */
  readonly numberColumn?: string;
  /** ISO 3166 alpha-2 code or any other text of the source's country column: a hint for national numbers. */
  readonly country?: string;
  /** May this person be messaged? Usually `donotphone`, negated; false as well when the column was not read. */
  readonly optIn: boolean;
  /** Where the consent was read: `customerid_contact.donotphone`. Empty when there is nobody. */
  readonly consentColumn: string;
  /** Was there a value to decide by? An unread consent column means no consent. */
  readonly isConsentKnown: boolean;
  /** What stands in the consent column; `null` for an empty one, absent when it was not read. */
  readonly consentValue?: boolean | null;
  /** What the service is told to look for; `recipientNegotiator` replaces it by the LCID of a text that exists. */
  readonly lcid?: number;
  /** A locale is recorded, and it is none of the organisation's languages. */
  readonly isLocaleUnknown?: boolean;
  /** The record the message is about: the source row. */
  readonly regarding: RecordReference;
  /** Every value the row can give; empty texts included, so that no placeholder is left in a message. */
  readonly slugs: ReadonlyMap<SlugName, string>;
}

/** A row that cannot be one of the source's: its key is not in it. */
export class SourceRowInvalidError extends OutboundError {
  override readonly name = 'SourceRowInvalidError';
  readonly code = 'source-row-invalid';
  constructor(
    readonly table: string,
    readonly column: string,
  ) {
    super(`A row of ${table} came without its key ${column}. Read the columns that toRecipientQuery names.`);
  }
}

/** What reading a row needs besides the row. */
export interface CandidateContext {
  /** The organisation's languages. Absent: only LCIDs are understood. */
  readonly languages?: LanguageTable;
  /**
   * The LCID a recipient will read in, so that a date fits the sentence around it: the `textLcid` of `negotiateLocale` once a
   * template is chosen. Absent: their own.
   */
  readonly readingLcid?: (wanted: WantedLocale) => number | undefined;
  /** IANA name for recipients whose source has no time zone column, or nothing usable in it. @default 'UTC' */
  readonly timeZone?: string;
  /**
   * Labels of the source row's choice columns. A column that is not in it has the labels that came with the row. @default none
   */
  readonly choiceLabels?: ColumnChoiceLabels;
}

/**
 * @throws {SourceRowInvalidError} when the row has no key.
 * @throws {TimeZoneInvalidError} for a time zone of the context that is none.
 */
export function toCandidate(
  source: RecipientSource,
  row: SourceRow,
  context: CandidateContext = {},
): RecipientCandidate {
  const sourceId = plainText(row[source.idColumn]);
  if (sourceId === '') throw new SourceRowInvalidError(source.table, source.idColumn);
  const found = findPerson(source, row);
  const person = found ? personPart(found, context.languages ?? NO_LANGUAGES) : NOBODY;
  return {
    sourceId,
    sourceTable: source.table,
    sourceName: plainText(row[source.nameColumn]),
    ...person,
    regarding: { table: source.table, id: sourceId },
    slugs: slugsOf(source, row, found, person, context),
  };
}

/** `toCandidate` for many rows, in order. @throws {SourceRowInvalidError} and {TimeZoneInvalidError} as it does. */
export const toCandidates = (
  source: RecipientSource,
  rows: readonly SourceRow[],
  context: CandidateContext = {},
): RecipientCandidate[] => rows.map((row) => toCandidate(source, row, context));

/** What the person behind a row says about the candidate. */
type PersonPart = Omit<RecipientCandidate, 'sourceId' | 'sourceTable' | 'sourceName' | 'regarding' | 'slugs'>;

const NOBODY: PersonPart = { recipientName: '', optIn: false, consentColumn: '', isConsentKnown: false };

interface FoundPerson {
  readonly route: RecipientRoute;
  readonly row: SourceRow;
  readonly numberColumn: string | undefined;
}

function findPerson(source: RecipientSource, row: SourceRow): FoundPerson | undefined {
  let firstWithoutNumber: FoundPerson | undefined;
  for (const route of source.routes) {
    const personRow = follow(row, route);
    if (!personRow) continue;
    const numberColumn = route.numberColumns.find((column) => plainText(personRow[column]) !== '');
    const found = { route, row: personRow, numberColumn };
    if (numberColumn !== undefined) return found;
    firstWithoutNumber ??= found;
    if (route.isFinal) break;
  }
  return firstWithoutNumber;
}

function follow(row: SourceRow, route: RecipientRoute): SourceRow | undefined {
  let current: unknown = row;
  for (const { navigationProperty } of route.path) {
    current = isRow(current) ? current[navigationProperty] : undefined;
  }
  return isRow(current) ? current : undefined;
}

function personPart({ route, row, numberColumn }: FoundPerson, languages: LanguageTable): PersonPart {
  const at = (column: string): string => [...route.path.map((step) => step.navigationProperty), column].join('.');
  const consent = row[route.consentColumn];
  const locale = readLocale(route.localeColumn === undefined ? undefined : row[route.localeColumn], languages);
  const allowedWhen = route.consentAllowedWhen ?? false;
  return {
    person: { table: route.table, id: plainText(row[route.idColumn]) },
    recipientName: plainText(row[route.names.full]),
    ...(numberColumn !== undefined && { rawNumber: plainText(row[numberColumn]), numberColumn: at(numberColumn) }),
    // An empty two-option column reads as "No" in Dataverse; only a column that was not read leaves the question open.
    optIn: (consent === null ? false : consent) === allowedWhen,
    consentColumn: at(route.consentColumn),
    isConsentKnown: typeof consent === 'boolean' || consent === null,
    ...((typeof consent === 'boolean' || consent === null) && { consentValue: consent }),
    ...(route.countryColumn !== undefined && { country: plainText(row[route.countryColumn]) }),
    ...(locale.kind === 'known' && { lcid: locale.lcid }),
    ...(locale.kind === 'unknown' && { isLocaleUnknown: true }),
  };
}

/** For whom this row's values are written. */
function toReader(found: FoundPerson | undefined, lcid: number | undefined, context: CandidateContext): Reader {
  const { languages = NO_LANGUAGES } = context;
  const code = lcid === undefined ? undefined : languages.byLcid.get(lcid)?.code;
  const zoneColumn = found?.route.timeZoneColumn;
  const ownZone = zoneColumn === undefined ? '' : plainText(found?.row[zoneColumn]);
  return {
    language: code === undefined || code === '' ? DEFAULT_LANGUAGE : code,
    timeZone: isTimeZone(ownZone) ? ownZone : toTimeZone(context.timeZone),
  };
}

function slugsOf(
  source: RecipientSource,
  row: SourceRow,
  found: FoundPerson | undefined,
  wanted: WantedLocale,
  context: CandidateContext,
): Map<SlugName, string> {
  const { readingLcid = ({ lcid }) => lcid } = context;
  const lcid = readingLcid(wanted);
  const reader = toReader(found, lcid, context);
  const slugs = new Map<SlugName, string>();
  const currencyRow = row[CURRENCY.navigationProperty];
  const currency = isRow(currencyRow) ? currencyRow : {};
  for (const { slug, column, kind = 'text' } of source.rowSlugs) {
    const property = valueColumn({ column, kind });
    const value: ColumnValue = {
      kind,
      value: row[property],
      formatted:
        (kind === 'choice' && labelFor(lcid, column, row[property], context)) || row[`${property}${FORMATTED_VALUE}`],
      currency: currency[CURRENCY.code],
      precision: currency[CURRENCY.precision],
    };
    slugs.set(slug, toValueText(value, reader));
  }
  for (const { slug, part } of PERSON_SLUGS) {
    const column = found?.route.names[part];
    slugs.set(slug, column === undefined ? '' : plainText(found?.row[column]));
  }
  return slugs;
}

/** The label in the language that the recipient reads in, where both are known. */
function labelFor(
  lcid: number | undefined,
  column: string,
  value: unknown,
  { choiceLabels, languages = NO_LANGUAGES }: CandidateContext,
): string | undefined {
  const labels = choiceLabels?.get(column);
  return labels === undefined || lcid === undefined ? undefined : choiceText(value, labels, lcid, languages);
}

const isRow = (value: unknown): value is SourceRow =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
