/**
 * Room tests. Whatever units, teams, roles, levels and rows there are: what queries show and writes allow is what deciding row by
 * row gives.
 */
import fc from 'fast-check';
import type { OpenedDataverse } from '../../../sandbox/dataverse/open';
import { everythingIn, runQuery } from '../../../sandbox/dataverse/query/runQuery';
import {
  andUndo,
  askAtOnce,
  buildWorld,
  createAs,
  openOrganisation,
  type Level,
  type World,
  type WorldPlan,
} from './world';

const LEVELS: readonly Level[] = ['Basic', 'Local', 'Deep', 'Global'];
const PRIVILEGES = ['Read', 'Write', 'Create', 'Delete', 'Append', 'AppendTo', 'Assign'].flatMap((right) => [
  `prv${right}Account`,
  `prv${right}Contact`,
]);

const USERS = 3;
const TEAMS = 2;
const OWNERS = USERS + TEAMS;
const unit = fc.nat({ max: 3 });
const roleNumbers = fc.uniqueArray(fc.nat({ max: 2 }), { maxLength: 2 });

const plans: fc.Arbitrary<WorldPlan> = fc.record({
  // The parent of a unit comes before it.
  units: fc.tuple(fc.constant(0), fc.nat({ max: 1 }), fc.nat({ max: 2 })),
  roles: fc.array(
    fc.record({
      privileges: fc
        .array(fc.tuple(fc.constantFrom(...PRIVILEGES), fc.constantFrom(...LEVELS)), { minLength: 4, maxLength: 24 })
        .map((pairs) => Object.fromEntries(pairs)),
      isInherited: fc.constantFrom(0 as const, 1 as const),
    }),
    { minLength: 3, maxLength: 3 },
  ),
  users: fc.array(fc.record({ unit, roles: roleNumbers }), { minLength: USERS, maxLength: USERS }),
  teams: fc.array(
    fc.record({ unit, roles: roleNumbers, members: fc.uniqueArray(fc.nat({ max: USERS - 1 }), { maxLength: 2 }) }),
    { minLength: TEAMS, maxLength: TEAMS },
  ),
});

const owner = fc.nat({ max: OWNERS - 1 });
const accounts = fc.array(owner, { minLength: 2, maxLength: 4 });
/** Whose the contact is, and which account is its parent; none from 4 on. */
const contacts = fc.array(fc.record({ owner, parent: fc.nat({ max: 5 }) }), { minLength: 2, maxLength: 6 });
const user = fc.nat({ max: USERS - 1 });

interface Scene {
  readonly world: World;
  readonly accounts: readonly { readonly id: string; readonly owner: number }[];
  readonly contacts: readonly { readonly id: string; readonly owner: number; readonly parent?: number }[];
}

describe('Privileges by depth', () => {
  let dataverse: OpenedDataverse;
  beforeAll(() => {
    dataverse = openOrganisation();
  });
  afterAll(() => dataverse.close());

  const build = (
    plan: WorldPlan,
    accountOwners: readonly number[],
    contactPlans: readonly { readonly owner: number; readonly parent: number }[],
  ): Scene => {
    const world = buildWorld(dataverse, plan);
    const accountRows = accountOwners.map((one, index) => ({
      id: createAs(dataverse, 'account', { name: `A${index}` }, world.owner(one)),
      owner: one,
    }));
    const contactRows = contactPlans.map((one, index) => {
      const account = accountRows[one.parent];
      const parent = account && { parentcustomerid: { table: 'account', id: account.id } };
      const id = createAs(dataverse, 'contact', { lastname: `C${index % 2}`, ...parent }, world.owner(one.owner));
      return { id, owner: one.owner, ...(account ? { parent: one.parent } : {}) };
    });
    return { world, accounts: accountRows, contacts: contactRows };
  };

  it('show in every kind of query exactly the rows within reach', () => {
    fc.assert(
      fc.property(plans, accounts, contacts, user, (plan, accountOwners, contactPlans, who) => {
        andUndo(dataverse, () => {
          const scene = build(plan, accountOwners, contactPlans);
          for (const { path, query, expected, actual } of reads(scene, who)) {
            const reply = askAtOnce(dataverse, scene.world.users[who], { path, query });
            if (expected === 'refused') expect([query, reply.status]).toEqual([query, 403]);
            else expect([query, reply.status, actual(reply.text)]).toEqual([query, 200, expected]);
          }
        });
      }),
      { numRuns: 100 },
    );
  });

  it('let every write through that is within reach, and no other', () => {
    fc.assert(
      fc.property(plans, accounts, contacts, user, owner, (plan, accountOwners, contactPlans, who, newOwner) => {
        andUndo(dataverse, () => {
          const scene = build(plan, accountOwners, contactPlans);
          for (const write of writes(scene, who, newOwner)) {
            const outcome = andUndo(dataverse, () => {
              const { status } = askAtOnce(dataverse, scene.world.users[who], write.request);
              return { status, row: dataverse.rows.find('contact', write.row)?.values };
            });
            const before = dataverse.rows.find('contact', write.row)?.values;
            expect([write.request, outcome.status]).toEqual([write.request, write.isAllowed ? 204 : 403]);
            if (!write.isAllowed) expect(outcome.row).toEqual(before);
          }
        });
      }),
      { numRuns: 100 },
    );
  });

  it('give whoever acts as another what both may read', () => {
    fc.assert(
      fc.property(plans, contacts, user, user, (plan, contactPlans, who, caller) => {
        andUndo(dataverse, () => {
          const { world, contacts: rows } = build(plan, [], contactPlans);
          const context = { userId: world.users[who] ?? '', callerId: world.users[caller] ?? '' };
          const source = { ...everythingIn(dataverse.store), access: dataverse.security.readAccess(context) };
          const read = () =>
            runQuery(source, { table: 'contact', alias: 'c', columns: [], order: [], links: [] }).map(({ id }) => id);
          const mayBoth = (one?: number) => [who, caller].every((each) => world.may(each, 'prvReadContact', one));
          if (mayBoth())
            expect(sorted(read())).toEqual(sorted(rows.filter((row) => mayBoth(row.owner)).map(({ id }) => id)));
          else expect(read).toThrow(/prvReadContact/);
        });
      }),
      { numRuns: 100 },
    );
  });
});

interface Read {
  readonly path: string;
  readonly query: string;
  readonly expected: unknown;
  actual(text: string): unknown;
}

const sorted = (ids: readonly string[]): string[] => [...ids].sort();
const values = (text: string): Record<string, unknown>[] =>
  (JSON.parse(text) as { value: Record<string, unknown>[] }).value;
const ids =
  (column: string) =>
  (text: string): string[] =>
    sorted(values(text).map((row) => String(row[column])));

function reads({ world, accounts: allAccounts, contacts: allContacts }: Scene, who: number): Read[] {
  const may = (table: 'Account' | 'Contact', one?: number) => world.may(who, `prvRead${table}`, one);
  const [any, both] = [may('Contact'), may('Contact') && may('Account')];
  const seenContacts = allContacts.filter((one) => may('Contact', one.owner));
  const seenAccounts = allAccounts.map((one, index) => ({ ...one, index })).filter((one) => may('Account', one.owner));
  const seenParent = (one: { parent?: number }) => seenAccounts.find(({ index }) => index === one.parent);
  const childrenOf = (index: number) => seenContacts.filter(({ parent }) => parent === index);
  const contactIds = sorted(seenContacts.map(({ id }) => id));
  const linked =
    '<fetch><entity name="contact"><attribute name="contactid"/><link-entity name="account" from="accountid" to="parentcustomerid"><attribute name="name" alias="n"/></link-entity></entity></fetch>';
  const outer = linked.replace('to="parentcustomerid"', 'to="parentcustomerid" link-type="outer"');
  return [
    { path: 'contacts', query: '$select=contactid', expected: any ? contactIds : 'refused', actual: ids('contactid') },
    {
      path: 'contacts/$count',
      query: '',
      expected: any ? seenContacts.length : 'refused',
      actual: (text) => Number(text.replace('\ufeff', '')),
    },
    {
      path: 'contacts',
      query: '$select=contactid&$count=true&$top=1',
      expected: any ? seenContacts.length : 'refused',
      actual: (text) => (JSON.parse(text) as Record<string, unknown>)['@odata.count'],
    },
    {
      path: 'contacts',
      query: '$apply=aggregate($count as n)',
      expected: any ? seenContacts.length : 'refused',
      actual: (text) => values(text)[0]?.n,
    },
    ...allContacts.map(({ id, owner: one }) => ({
      path: `contacts(${id})`,
      query: '$select=contactid',
      expected: may('Contact', one) ? id : 'refused',
      actual: (text: string) => (JSON.parse(text) as Record<string, unknown>).contactid,
    })),
    {
      path: 'contacts',
      query: '$select=contactid&$orderby=_parentcustomerid_value,lastname',
      expected: any ? contactIds : 'refused',
      actual: ids('contactid'),
    },
    {
      path: 'contacts',
      query: '$select=contactid&$expand=parentcustomerid_account($select=accountid)',
      expected: both ? sorted(seenContacts.map((one) => `${one.id} ${seenParent(one)?.id ?? '-'}`)) : 'refused',
      actual: (text) =>
        sorted(
          values(text).map((row) => {
            const parent = row.parentcustomerid_account as { accountid: string } | null;
            return `${String(row.contactid)} ${parent?.accountid ?? '-'}`;
          }),
        ),
    },
    {
      path: 'accounts',
      query: '$select=accountid&$expand=contact_customer_accounts($select=contactid)',
      expected: both
        ? sorted(seenAccounts.map(({ id, index }) => `${id} ${sorted(childrenOf(index).map((one) => one.id)).join()}`))
        : 'refused',
      actual: (text) =>
        sorted(
          values(text).map((row) => {
            const children = row.contact_customer_accounts as { contactid: string }[];
            return `${String(row.accountid)} ${sorted(children.map((one) => one.contactid)).join()}`;
          }),
        ),
    },
    ...(['any', 'all'] as const).map((quantifier) => ({
      path: 'accounts',
      query: `$select=accountid&$filter=contact_customer_accounts/${quantifier}(c:c/lastname eq 'C1')`,
      expected: both
        ? sorted(
            seenAccounts
              .filter(({ index }) => {
                const isOdd = childrenOf(index).map((one) => allContacts.indexOf(one) % 2 === 1);
                return quantifier === 'any' ? isOdd.some(Boolean) : isOdd.every(Boolean);
              })
              .map(({ id }) => id),
          )
        : 'refused',
      actual: ids('accountid'),
    })),
    {
      path: 'contacts',
      query: "$select=contactid&$filter=parentcustomerid_account/name eq 'A0'",
      expected: both
        ? sorted(seenContacts.filter((one) => seenParent(one)?.index === 0).map(({ id }) => id))
        : 'refused',
      actual: ids('contactid'),
    },
    {
      path: 'contacts',
      query: `fetchXml=${encodeURIComponent(linked)}`,
      expected: both ? sorted(seenContacts.filter(seenParent).map(({ id }) => id)) : 'refused',
      actual: ids('contactid'),
    },
    {
      path: 'contacts',
      query: `fetchXml=${encodeURIComponent(outer)}`,
      expected: both
        ? sorted(seenContacts.map((one) => `${one.id} ${seenParent(one) ? `A${one.parent}` : '-'}`))
        : 'refused',
      actual: (text) => sorted(values(text).map((row) => `${String(row.contactid)} ${String(row.n ?? '-')}`)),
    },
    ...allAccounts.flatMap(({ id, owner: one }, index) => [
      {
        path: `accounts(${id})/contact_customer_accounts`,
        query: '$select=contactid',
        expected: may('Account', one) && any ? sorted(childrenOf(index).map((child) => child.id)) : 'refused',
        actual: ids('contactid'),
      },
      {
        path: `accounts(${id})/name`,
        query: '',
        expected: may('Account', one) ? `A${index}` : 'refused',
        actual: (text: string) => (JSON.parse(text) as Record<string, unknown>).value,
      },
    ]),
  ];
}

interface Write {
  readonly request: { readonly method: string; readonly path: string; readonly body?: unknown };
  /** The contact that it is about. */
  readonly row: string;
  readonly isAllowed: boolean;
}

function writes(
  { world, accounts: allAccounts, contacts: allContacts }: Scene,
  who: number,
  newOwner: number,
): Write[] {
  const may = (privilege: string, one: number) => world.may(who, privilege, one);
  const ownerPath = (index: number): string => {
    const { table, id } = world.owner(index);
    return `/${table}s(${id})`;
  };
  const onContacts = allContacts.flatMap(({ id, owner: one, parent }): Write[] => {
    const path = `contacts(${id})`;
    return [
      {
        request: { method: 'PATCH', path, body: { lastname: 'New' } },
        row: id,
        isAllowed: may('prvWriteContact', one),
      },
      {
        request: { method: 'PUT', path: `${path}/lastname`, body: { value: 'N' } },
        row: id,
        isAllowed: may('prvWriteContact', one) && may('prvReadContact', one),
      },
      { request: { method: 'DELETE', path }, row: id, isAllowed: may('prvDeleteContact', one) },
      {
        request: { method: 'PATCH', path, body: { 'ownerid@odata.bind': ownerPath(newOwner) } },
        row: id,
        isAllowed: may('prvWriteContact', one) && (newOwner === one || may('prvAssignContact', one)),
      },
      ...allAccounts.map(({ id: account, owner: accountOwner }, index): Write => ({
        request: { method: 'PATCH', path, body: { 'parentcustomerid_account@odata.bind': `/accounts(${account})` } },
        row: id,
        isAllowed:
          may('prvWriteContact', one) &&
          (index === parent || (may('prvAppendContact', one) && may('prvAppendToAccount', accountOwner))),
      })),
    ];
  });
  const [first] = allAccounts;
  const created = '00000000-0000-4000-8000-00000000c0de';
  const create = (body: object, isAllowed: boolean): Write => ({
    request: { method: 'POST', path: 'contacts', body: { contactid: created, lastname: 'New', ...body } },
    row: created,
    isAllowed,
  });
  return [
    ...onContacts,
    create({}, may('prvCreateContact', who)),
    create(
      { 'ownerid@odata.bind': ownerPath(newOwner) },
      may('prvCreateContact', newOwner) && (newOwner === who || may('prvAssignContact', newOwner)),
    ),
    ...(first
      ? [
          create(
            { 'parentcustomerid_account@odata.bind': `/accounts(${first.id})` },
            may('prvCreateContact', who) && may('prvAppendContact', who) && may('prvAppendToAccount', first.owner),
          ),
        ]
      : []),
  ];
}
