/** Builders: source rows as the Web API gives them. Every default is valid; a test names only what matters to it. */
import type { SourceRow } from '../../outbound/recipients/toCandidates';

/** The n-th of a series of valid, different Indonesian mobile numbers in E.164. */
export const mobileNumber = (index: number): string => `+62812${String(10_000_000 + index)}`;

export const contactRow = (facts: Record<string, unknown> = {}): SourceRow => ({
  contactid: 'c0000000-0000-4000-8000-000000000001',
  fullname: 'Siti Rahayu',
  firstname: 'Siti',
  lastname: 'Rahayu',
  mobilephone: mobileNumber(1),
  donotphone: false,
  mspp_userpreferredlcid: 1057,
  ...facts,
});

export const accountRow = (facts: Record<string, unknown> = {}): SourceRow => ({
  accountid: 'a0000000-0000-4000-8000-000000000001',
  name: 'Toko Maju',
  telephone1: '+622129981234',
  donotphone: false,
  primarycontactid: null,
  ...facts,
});

export const caseRow = (facts: Record<string, unknown> = {}): SourceRow => ({
  incidentid: '10000000-0000-4000-8000-000000000001',
  title: 'Parcel lost',
  ticketnumber: 'CAS-01001',
  customerid_contact: contactRow(),
  customerid_account: null,
  primarycontactid: null,
  ...facts,
});
