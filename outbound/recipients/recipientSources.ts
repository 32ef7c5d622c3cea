/**
 * Room outbound, recipients. Where the recipient behind a row is found, as data: one definition a table says which column
 * holds the number, the consent, the locale and the names, and which slugs the row can fill.
 * Source of the columns: Microsoft Learn, "Configure outbound messaging" (mobile phone, do-not-phone, preferred LCID) and
 * "Omnichannel FAQ" (numbers of contacts and accounts); table references of contact, account and incident.
 */
import { ACCOUNT, CONTACT, INCIDENT } from '../dataverse/names';
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
   * `donotphone` everywhere: a preference about calls, which Microsoft's article takes for the opt-in to messages (its
   * negation is `optin` in both of its samples). Nothing better is filled in a standard organisation.
   */
  readonly consentColumn: string;
  /** A column with the LCID; may be absent from an organisation. */
  readonly localeColumn?: string;
  readonly names: { readonly full: string; readonly first?: string; readonly last?: string };
  /** When this person exists, the routes behind this one are not looked at, number or no number. */
  readonly isFinal?: boolean;
}

export interface RowSlug {
  readonly slug: SlugName;
  readonly column: string;
}

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
}

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

/** Tables whose rows can be messaged without further settings. */
export type RecipientSourceTable = 'incident' | 'contact' | 'account';

export const RECIPIENT_SOURCES: Readonly<Record<RecipientSourceTable, RecipientSource>> = {
  incident: {
    table: INCIDENT.table,
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
    idColumn: CONTACT.id,
    nameColumn: CONTACT.fullName,
    routes: [contactAt([])],
    rowSlugs: [],
  },
  account: {
    table: ACCOUNT.table,
    idColumn: ACCOUNT.id,
    nameColumn: ACCOUNT.name,
    routes: [contactAt([accountContact]), accountAt([])],
    rowSlugs: [],
  },
};

/** The definition for a table; `undefined` when its rows cannot be messaged. */
export const findRecipientSource = (table: string): RecipientSource | undefined =>
  Object.values(RECIPIENT_SOURCES).find((source) => source.table === table);

/** Every slug that rows of a source can fill, in the order in which an editor offers them. */
export const fillableSlugs = (source: RecipientSource): SlugName[] => [
  ...source.rowSlugs.map(({ slug }) => slug),
  ...PERSON_SLUGS.map(({ slug }) => slug),
];
