/** Room tests. What a new owner, or an owner's new business unit, means for the rows below and for who may read them. */
import type { Row } from '../../../sandbox/dataverse/contracts';
import type { CascadeAssign } from '../../../sandbox/dataverse/model';
import type { OpenedDataverse } from '../../../sandbox/dataverse/open';
import { readRelationships } from '../../../sandbox/dataverse/solutions/readRelationships';
import { parseXml } from '../../../sandbox/dataverse/solutions/xml';
import { relationship } from '../solutions/solutionZip';
import { ask, buildWorld, openOrganisation, type RolePlan, type World } from './world';

const WRITES = (level: 'Basic' | 'Global') =>
  Object.fromEntries(
    ['Account', 'Contact', 'Activity', 'Note'].flatMap((subject) =>
      ['Create', 'Read', 'Write', 'Assign', 'Append', 'AppendTo'].map((right) => [`prv${right}${subject}`, level]),
    ),
  );
const EVERYTHING: RolePlan = { privileges: { ...WRITES('Global'), prvReadUser: 'Global' } };
const OWN: RolePlan = { privileges: { ...WRITES('Basic'), prvReadUser: 'Global' } };
const READS_UNIT: RolePlan = { privileges: { prvReadAccount: 'Local', prvReadActivity: 'Local' } };

const FIRST = 0;
const SECOND = 1;
const READER = 2;
const MANAGER = 3;

let dataverse: OpenedDataverse;
let world: World;
beforeAll(() => {
  dataverse = openOrganisation();
  world = buildWorld(dataverse, {
    units: [0, 0],
    roles: [OWN, READS_UNIT, EVERYTHING],
    users: [
      { unit: 1, roles: [0] },
      { unit: 2, roles: [0] },
      { unit: 1, roles: [1] },
      { unit: 0, roles: [2] },
    ],
    teams: [{ unit: 1, roles: [], members: [] }],
  });
});
afterAll(() => dataverse.close());

const ownerOf = (table: string, id: string) => dataverse.rows.find(table, id)?.values.ownerid;
const unitOf = (table: string, id: string) => dataverse.rows.find(table, id)?.values.owningbusinessunit;
const make = (table: string, values: Row, owner = FIRST): string =>
  dataverse.rows.create(table, { ...values, ownerid: world.owner(owner) });
const assign = (user: number, path: string, owner: number) =>
  ask(dataverse, world.users[user], {
    method: 'PATCH',
    path,
    body: { 'ownerid@odata.bind': `/systemusers(${world.users[owner]})` },
  });

describe('A new owner of a row', () => {
  it('is the owner of what lies below it, with the business unit', async () => {
    const account = make('account', { name: 'Above' });
    const reference = { table: 'account', id: account };
    const below: [string, string][] = [
      ['contact', make('contact', { lastname: 'Below', parentcustomerid: reference })],
      ['account', make('account', { name: 'Child', parentaccountid: reference })],
      ['annotation', make('annotation', { subject: 'Note', objectid: reference })],
    ];
    const contact = below[0]?.[1] ?? '';
    below.push(['task', make('task', { subject: 'Task', regardingobjectid: { table: 'contact', id: contact } })]);
    expect((await assign(MANAGER, `accounts(${account})`, SECOND)).status).toBe(204);
    for (const [table, id] of [...below, ['activitypointer', below[3]?.[1] ?? ''] as const]) {
      expect([table, ownerOf(table, id)]).toEqual([table, world.owner(SECOND)]);
      expect([table, unitOf(table, id)]).toEqual([table, { table: 'businessunit', id: world.units[2] }]);
    }
  });

  it('leaves everything as it was when a row below may not be assigned', async () => {
    const account = make('account', { name: 'Above' });
    const contact = make(
      'contact',
      { lastname: 'Of somebody else', parentcustomerid: { table: 'account', id: account } },
      SECOND,
    );
    expect((await assign(FIRST, `accounts(${account})`, MANAGER)).status).toBe(403);
    expect([ownerOf('account', account), ownerOf('contact', contact)]).toEqual([
      world.owner(FIRST),
      world.owner(SECOND),
    ]);
  });

  it.each<[CascadeAssign, string[]]>([
    ['NoCascade', []],
    ['Cascade', ['active', 'inactive', 'foreign']],
    ['Active', ['active', 'foreign']],
    ['UserOwned', ['active', 'inactive']],
  ])('takes over what the rule says: %s', (cascadeAssign, expected) => {
    const known = dataverse.metadata.relationship('account_parent_account');
    if (!known) throw new TypeError('There is no such relationship.');
    dataverse.metadata.save({ relationships: [{ ...known, cascadeAssign }] });
    const account = make('account', { name: 'Above' });
    const below = { name: 'Below', parentaccountid: { table: 'account', id: account } };
    const children = {
      active: make('account', below),
      inactive: make('account', { ...below, statecode: 1 }),
      foreign: make('account', below, MANAGER),
    };
    dataverse.rows.update('account', account, { ownerid: world.owner(SECOND) });
    const taken = Object.entries(children).filter(([, id]) =>
      JSON.stringify(ownerOf('account', id)).includes(world.users[SECOND] ?? ''),
    );
    expect(taken.map(([name]) => name)).toEqual(expected);
    dataverse.metadata.save({ relationships: [known] });
  });
});

describe('The rule of a relationship', () => {
  const read = (assign: string) =>
    readRelationships(
      parseXml(
        `<ImportExportXml><EntityRelationships>${relationship('acme_tool_part', 'acme_Tool', 'acme_ToolId').replace(
          '<CascadeDelete>',
          `${assign}<CascadeDelete>`,
        )}</EntityRelationships></ImportExportXml>`,
        'ImportExportXml',
      ),
    ).relationships[0]?.cascadeAssign;

  it('comes with its solution', () => {
    expect(read('<CascadeAssign>UserOwned</CascadeAssign>')).toBe('UserOwned');
    expect(read('')).toBeUndefined();
    expect(() => read('<CascadeAssign>constructor</CascadeAssign>')).toThrow('CascadeAssign constructor');
  });
});

describe('An owner who moves to another business unit', () => {
  it.each<[string, () => [string, number]]>([
    ['a user', () => [world.users[FIRST] ?? '', FIRST]],
    ['a team', () => [world.teams[0] ?? '', 4]],
  ])('takes their rows along: %s', async (_who, owner) => {
    const [id, index] = owner();
    const { table } = world.owner(index);
    const rows: [string, string][] = [
      ['account', make('account', { name: 'Moving' }, index)],
      ['email', make('email', { subject: 'Moving' }, index)],
    ];
    const reads = async (): Promise<number[]> =>
      Promise.all(
        rows.map(
          async ([name, row]) => (await ask(dataverse, world.users[READER], { path: `${name}s(${row})` })).status,
        ),
      );
    expect(await reads()).toEqual([200, 200]);
    dataverse.rows.update(table, id, { businessunitid: { table: 'businessunit', id: world.units[2] ?? '' } });
    expect(await reads()).toEqual([403, 403]);
    dataverse.rows.update(table, id, { businessunitid: { table: 'businessunit', id: world.units[1] ?? '' } });
    expect(await reads()).toEqual([200, 200]);
  });
});
