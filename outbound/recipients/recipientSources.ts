/**
 * Room outbound, recipients. Where the recipient behind a row is found, as data: one definition a table says which column
 * holds the number, the consent, the locale and the names, and which slugs the row can fill.
 * Source of the columns: Microsoft Learn, "Configure outbound messaging" (mobile phone, do-not-phone, preferred LCID) and
 * "Omnichannel FAQ" (numbers of contacts and accounts); table references of contact, account, incident and lead.
 */
import { ACCOUNT, CONTACT, INCIDENT, LEAD, OUTBOUND_MESSAGE } from '../dataverse/names';
import { slugName, type SlugName } from '../templates/slugName';

/** One step from a row to a related row over a single-valued navigation property. */
export interface PathStep {
  readonly navigationProperty: string;
  /** Table at the other end. */
  readonly table: string;
}

/** One person or organisation who may stand behind a source row. */
export interface RecipientRoute {
  /** From the source row to the person's row; empty when the row itself is the person. */
  readonly path: readonly PathStep[];
  readonly table: string;
  readonly idColumn: string;
  /** Columns with a phone number, the preferred one first. */
  readonly numberColumns: readonly string[];
  /**
   * A yes/no column. `donotphone` in every built-in source: a preference about calls, which Microsoft's article takes for the
   * opt-in to messages (its negation is `optin` in both of its samples). Nothing better is filled in a standard organisation.
   */
  readonly consentColumn: string;
  /**
   * The value of the consent column that allows messages: `false` for columns that forbid (`donotphone`), `true` for columns
   * that permit. @default false
   */
  readonly consentAllowedWhen?: boolean;
  /** A column with an LCID, a locale code or a language's name; may be absent from an organisation. */
  readonly localeColumn?: string;
  /**
   * A column with the country a national number belongs to. Counts only while it holds an ISO 3166 alpha-2 code, so the
   * built-in sources have none: `address1_country` is free text.
   */
  readonly countryColumn?: string;
  /** A column with the person's IANA time zone, such as `Asia/Jakarta`. No standard table has one. */
  readonly timeZoneColumn?: string;
  readonly names: { readonly full: string; readonly first?: string; readonly last?: string };
  /** When this person exists, the routes behind this one are not looked at, number or no number. */
  readonly isFinal?: boolean;
}

/**
 * How a column's value becomes text: everything in the recipient's language, apart from names. `lookup` takes the name that the
 * Web API sends along as the annotation `@OData.Community.Display.V1.FormattedValue` (Microsoft Learn, "Query data using the
 * Web API", formatted values); a row's name is a text that exists once, in no language or another. `choice` (one option,
 * several, two-option, state and status) takes the label in the recipient's language where the host has read the labels
 * (`CandidateContext.choiceLabels`) and there is one, else the same annotation, which is in the language of whoever reads the
 * rows, else the number.
 */
export const VALUE_KINDS = ['text', 'choice', 'lookup', 'number', 'money', 'date', 'date-time'] as const;

/** One of `VALUE_KINDS`. */
export type ValueKind = (typeof VALUE_KINDS)[number];

/** A slug that a column of the source row fills. */
export interface RowSlug {
  readonly slug: SlugName;
  /** Logical name; of a lookup too (`ownerid`, not `_ownerid_value`). */
  readonly column: string;
  /** @default 'text' */
  readonly kind?: ValueKind;
}

/** How a table's rows lead to recipients, all of it as data. */
export interface RecipientSource {
  readonly table: string;
  readonly idColumn: string;
  readonly nameColumn: string;
  /**
   * In order of preference. The first person who exists and has a number is the recipient; when none has a number, the first
   * who exists. Consent is read from the row whose number is used: another row's number is another consent.
   */
  readonly routes: readonly RecipientRoute[];
  /** Slugs filled from the source row itself; names of the person fill `PERSON_SLUGS`. */
  readonly rowSlugs: readonly RowSlug[];
  /** Relationship that ties a message to the source row, such as `incident_msdyn_ocoutboundmessages`. */
  readonly regardingRelationship: string;
}

/** Definitions by the logical name of their table. */
export type RecipientSources = ReadonlyMap<string, RecipientSource>;

/** Slugs filled from the recipient's names, whatever the source. */
export const PERSON_SLUGS: readonly { readonly slug: SlugName; readonly part: 'full' | 'first' | 'last' }[] = [
  { slug: slugName('CustomerName'), part: 'full' },
  { slug: slugName('FirstName'), part: 'first' },
  { slug: slugName('LastName'), part: 'last' },
  { slug: slugName('FullName{Customer}'), part: 'full' },
  { slug: slugName('FirstName{Customer}'), part: 'first' },
  { slug: slugName('LastName{Customer}'), part: 'last' },
];

const contactAt = (path: readonly PathStep[]): RecipientRoute => ({
  path,
  table: CONTACT.table,
  idColumn: CONTACT.id,
  numberColumns: [CONTACT.mobilePhone],
  consentColumn: CONTACT.doNotPhone,
  localeColumn: CONTACT.preferredLcid,
  names: { full: CONTACT.fullName, first: CONTACT.firstName, last: CONTACT.lastName },
});

const accountAt = (path: readonly PathStep[]): RecipientRoute => ({
  path,
  table: ACCOUNT.table,
  idColumn: ACCOUNT.id,
  numberColumns: [ACCOUNT.phone],
  consentColumn: ACCOUNT.doNotPhone,
  names: { full: ACCOUNT.name },
});

const customerContact: PathStep = { navigationProperty: INCIDENT.customerContact, table: CONTACT.table };
const customerAccount: PathStep = { navigationProperty: INCIDENT.customerAccount, table: ACCOUNT.table };
const caseContact: PathStep = { navigationProperty: INCIDENT.primaryContact, table: CONTACT.table };
const accountContact: PathStep = { navigationProperty: ACCOUNT.primaryContact, table: CONTACT.table };

/**
 * The name Microsoft gives the relationship between a table and its outbound messages. Microsoft Learn, table reference
 * "msdyn_ocoutboundmessage", lists it for the four built-in tables; for others it is inferred until metadata is read.
 */
export const documentedRelationship = (table: string): string => `${table}_${OUTBOUND_MESSAGE.set}`;

/** Tables whose rows can be messaged without further settings. */
export type RecipientSourceTable = 'incident' | 'contact' | 'account' | 'lead';

/** The definitions that are ready without settings. `donotphone` decides in each (see `RecipientRoute.consentColumn`). */
export const RECIPIENT_SOURCES: Readonly<Record<RecipientSourceTable, RecipientSource>> = {
  incident: {
    table: INCIDENT.table,
    regardingRelationship: documentedRelationship(INCIDENT.table),
    idColumn: INCIDENT.id,
    nameColumn: INCIDENT.title,
    routes: [
      // The customer is a person: nobody else is written to in their place.
      { ...contactAt([customerContact]), isFinal: true },
      // The customer is an account: the contact named on the case, the account's primary contact, the account's own number.
      contactAt([caseContact]),
      contactAt([customerAccount, accountContact]),
      accountAt([customerAccount]),
    ],
    rowSlugs: [
      { slug: slugName('CaseName'), column: INCIDENT.title },
      { slug: slugName('CaseNumber'), column: INCIDENT.ticketNumber },
    ],
  },
  contact: {
    table: CONTACT.table,
    regardingRelationship: documentedRelationship(CONTACT.table),
    idColumn: CONTACT.id,
    nameColumn: CONTACT.fullName,
    routes: [contactAt([])],
    rowSlugs: [],
  },
  account: {
    table: ACCOUNT.table,
    regardingRelationship: documentedRelationship(ACCOUNT.table),
    idColumn: ACCOUNT.id,
    nameColumn: ACCOUNT.name,
    routes: [contactAt([accountContact]), accountAt([])],
    rowSlugs: [],
  },
  lead: {
    table: LEAD.table,
    regardingRelationship: documentedRelationship(LEAD.table),
    idColumn: LEAD.id,
    nameColumn: LEAD.subject,
    routes: [
      {
        path: [],
        table: LEAD.table,
        idColumn: LEAD.id,
        numberColumns: [LEAD.mobilePhone],
        consentColumn: LEAD.doNotPhone,
        names: { full: LEAD.fullName, first: LEAD.firstName, last: LEAD.lastName },
      },
    ],
    rowSlugs: [
      { slug: slugName('LeadTopic'), column: LEAD.subject },
      { slug: slugName('CompanyName'), column: LEAD.companyName },
    ],
  },
};

/** The built-in definitions by table. */
export const BUILT_IN_SOURCES: RecipientSources = new Map(
  Object.values(RECIPIENT_SOURCES).map((source) => [source.table, source]),
);

/**
 * The definition for a table; `undefined` when its rows cannot be messaged.
 * @param sources of `parseRecipientSources`. @default the built-in ones
 */
export const findRecipientSource = (
  table: string,
  sources: RecipientSources = BUILT_IN_SOURCES,
): RecipientSource | undefined => sources.get(table);

/** Every slug that rows of a source can fill, in the order in which an editor offers them. */
export const fillableSlugs = (source: RecipientSource): SlugName[] => [
  ...source.rowSlugs.map(({ slug }) => slug),
  ...PERSON_SLUGS.map(({ slug }) => slug),
];
