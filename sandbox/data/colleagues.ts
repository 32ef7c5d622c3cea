/**
 * Room sandbox/data. The sample colleagues: a service department with two offices, its supervisor and an agent in each office. The
 * agents own some of the contacts and their cases. They have the role that everybody has, and get others from whoever tries roles.
 */
import { BASIC_USER_ROLE, BUSINESS_UNIT_ID } from '../dataverse/platform/ids';
import type { RowReference } from '../dataverse/contracts';
import { reference, sampleId, type SampleRow } from './sampleRow';

const UNITS = [
  { key: 'service', name: 'Customer Service', parent: { table: 'businessunit', id: BUSINESS_UNIT_ID } },
  { key: 'jakarta', name: 'Customer Service Jakarta', parent: reference('businessunit', 'service') },
  { key: 'surabaya', name: 'Customer Service Surabaya', parent: reference('businessunit', 'service') },
] as const;

const USERS = [
  { key: 'dewi', firstname: 'Dewi', lastname: 'Lestari', title: 'Supervisor', unit: 'service' },
  { key: 'sari', firstname: 'Sari', lastname: 'Wulandari', title: 'Customer service agent', unit: 'jakarta' },
  { key: 'budi', firstname: 'Budi', lastname: 'Santoso', title: 'Customer service agent', unit: 'surabaya' },
] as const;

/** Units before the users in them. */
export const sampleColleagues = (): SampleRow[] => [
  ...UNITS.map(({ key, name, parent }) => ({
    table: 'businessunit',
    id: sampleId('businessunit', key),
    values: { name, parentbusinessunitid: parent },
  })),
  ...USERS.map(({ key, firstname, lastname, title, unit }) => {
    const address = `${firstname}.${lastname}@sandbox.example`.toLowerCase();
    return {
      table: 'systemuser',
      id: sampleId('systemuser', key),
      values: {
        firstname,
        lastname,
        title,
        domainname: address,
        internalemailaddress: address,
        businessunitid: reference('businessunit', unit),
      },
    };
  }),
];

/** Who has which role from the start. */
export const sampleRoles = (): { readonly user: RowReference; readonly role: RowReference }[] =>
  USERS.map(({ key }) => ({ user: reference('systemuser', key), role: { table: 'role', id: BASIC_USER_ROLE } }));

/** Every so many contacts is an agent's: the n-th of each ten. */
const EVERY = 10;
const AGENTS: Readonly<Record<number, RowReference>> = {
  3: reference('systemuser', 'sari'),
  7: reference('systemuser', 'budi'),
};

/** Gives contacts to the agents, and the cases of these contacts with them. */
export function withOwners(rows: readonly SampleRow[]): SampleRow[] {
  const owners = new Map<string, RowReference>();
  let contacts = 0;
  for (const { table, id } of rows) {
    if (table !== 'contact') continue;
    contacts += 1;
    const agent = AGENTS[contacts % EVERY];
    if (agent) owners.set(id, agent);
  }
  return rows.map((row) => {
    const customer = row.values['customerid'] as RowReference | undefined;
    const owner = owners.get(row.table === 'incident' ? (customer?.id ?? '') : row.id);
    return owner ? { ...row, values: { ...row.values, ownerid: owner } } : row;
  });
}
