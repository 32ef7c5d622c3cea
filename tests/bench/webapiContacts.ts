/** Room tests. The contacts and accounts that the benchmark of the Web API works with: made from their number, so that both sides know them. */
import type { KeepAliveConnection } from './keepAlive';

export const CONTACTS = 100_000;
export const CITIES = ['Bandung', 'Jakarta', 'Surabaya', 'Medan'] as const;
const ACCOUNTS = 1000;
/** Rows of one CreateMultiple. */
const AT_A_TIME = 1000;
/** One contact in so many is inactive. */
const INACTIVE_EACH = 100;

const idOf = (prefix: string, index: number): string => `${prefix}-0000-4000-8000-${String(index).padStart(12, '0')}`;
export const contactId = (index: number): string => idOf('c0000000', index);
const accountId = (index: number): string => idOf('a0000000', index);

/** A contact as a client creates it. Names are in another order than ids. */
export function contactBody(index: number): Record<string, unknown> {
  return {
    contactid: contactId(index),
    firstname: `Siti ${(index * 7919) % CONTACTS}`,
    lastname: `Rahayu ${index}`,
    emailaddress1: `siti${index}@example.com`,
    telephone1: `+62 21 ${index}`,
    mobilephone: `+62812${index}`,
    address1_city: CITIES[index % CITIES.length],
    'parentcustomerid_account@odata.bind': `/accounts(${accountId(index % ACCOUNTS)})`,
  };
}

/** Creates the accounts and contacts over HTTP, and makes some of the contacts inactive. */
export async function loadContacts(http: KeepAliveConnection, api: string): Promise<void> {
  const post = async (set: string, message: string, type: string, rows: readonly object[]): Promise<void> => {
    const Targets = rows.map((row) => ({ '@odata.type': `Microsoft.Dynamics.CRM.${type}`, ...row }));
    const path = `${api}${set}/Microsoft.Dynamics.CRM.${message}`;
    const { status, text } = await http.send(
      'POST',
      path,
      { 'content-type': 'application/json' },
      JSON.stringify({ Targets }),
    );
    if (status !== 200 && status !== 204) throw new Error(`${message} answered ${status}: ${text}`);
  };
  const some = (count: number, rowOf: (index: number) => object, first = 0): object[] =>
    Array.from({ length: count }, (_, index) => rowOf(first + index));
  await post(
    'accounts',
    'CreateMultiple',
    'account',
    some(ACCOUNTS, (index) => ({
      accountid: accountId(index),
      name: `Account ${index}`,
      telephone1: `+62 22 ${index}`,
    })),
  );
  for (let first = 0; first < CONTACTS; first += AT_A_TIME) {
    await post('contacts', 'CreateMultiple', 'contact', some(AT_A_TIME, contactBody, first));
  }
  await post(
    'contacts',
    'UpdateMultiple',
    'contact',
    some(CONTACTS / INACTIVE_EACH, (index) => ({
      contactid: contactId(index * INACTIVE_EACH),
      statecode: 1,
      statuscode: 2,
    })),
  );
}
