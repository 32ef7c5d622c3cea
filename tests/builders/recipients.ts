/** Builders: candidates, eligible recipients and contact list items. */
import type { ContactListItem } from '../../outbound/contactList/contactListItem';
import type { EligibleRecipient, RecipientDecision } from '../../outbound/recipients/recipientDecision';
import type { RecipientCandidate } from '../../outbound/recipients/toCandidates';
import { slugName, type SlugName } from '../../outbound/templates/slugName';
import { mobileNumber } from './rows';

export const slugs = (values: Record<string, string>): ReadonlyMap<SlugName, string> =>
  new Map(Object.entries(values).map(([name, value]) => [slugName(name), value]));

export const candidate = (facts: Partial<RecipientCandidate> = {}): RecipientCandidate => ({
  sourceId: '10000000-0000-4000-8000-000000000001',
  sourceTable: 'incident',
  sourceName: 'Parcel lost',
  person: { table: 'contact', id: 'c0000000-0000-4000-8000-000000000001' },
  recipientName: 'Siti Rahayu',
  rawNumber: mobileNumber(1),
  numberColumn: 'customerid_contact.mobilephone',
  optIn: true,
  consentColumn: 'customerid_contact.donotphone',
  isConsentKnown: true,
  consentValue: false,
  lcid: 1057,
  regarding: { table: 'incident', id: '10000000-0000-4000-8000-000000000001' },
  slugs: slugs({ CaseName: 'Parcel lost', CustomerName: 'Siti Rahayu' }),
  ...facts,
});

export const eligible = (facts: Partial<EligibleRecipient> = {}): EligibleRecipient => ({
  kind: 'eligible',
  candidate: candidate(),
  recipientNumber: mobileNumber(1),
  lineType: 'mobile',
  consent: { column: 'customerid_contact.donotphone', value: false, meaning: 'call-preference', optIn: true },
  merged: [],
  ...facts,
});

/** The eligible ones of decisions, in order. */
export const eligibleRecipients = (decisions: readonly RecipientDecision[]): EligibleRecipient[] =>
  decisions.filter((decision) => decision.kind === 'eligible');

export const contactListItem = (facts: Partial<ContactListItem> = {}): ContactListItem => ({
  recipientNumber: mobileNumber(1),
  optIn: true,
  slugs: slugs({ CustomerName: 'Siti Rahayu' }),
  ...facts,
});

/** So many items, each with its own number. */
export const contactList = (count: number): ContactListItem[] =>
  Array.from({ length: count }, (_, index) => contactListItem({ recipientNumber: mobileNumber(index) }));
