/** Room tests. Every condition operator that the platform's schema of FetchXML lists, over rows of which the right ones are known. */
import { randomUUID } from 'node:crypto';
import type { Row } from '../../../sandbox/dataverse/contracts';
import type { OpenedDataverse } from '../../../sandbox/dataverse/open';
import { openDataverse } from '../../../sandbox/dataverse/open';
import { registerPlatformEvents } from '../../../sandbox/dataverse/platform/events';
import { errorCode, WebApiClient } from '../../contract/webApi/client';
import type { SandboxHost } from '../../contract/webApi/openSandboxHost';
import { serve } from '../../contract/webApi/openSandboxHost';

/** A Wednesday, in the second quarter. */
const NOW = new Date('2026-05-13T10:00:00Z');

/** Accounts with the time of their last visit, as far as dates decide. */
const VISITS: Readonly<Record<string, string>> = {
  twoYearsAgo: '2024-05-01T12:00:00Z',
  lastYear: '2025-08-01T12:00:00Z',
  lastQuarter: '2026-02-10T12:00:00Z',
  lastMonth: '2026-04-20T12:00:00Z',
  lastWeek: '2026-05-06T12:00:00Z',
  yesterday: '2026-05-12T12:00:00Z',
  hourAgo: '2026-05-13T09:30:00Z',
  inAnHour: '2026-05-13T10:30:00Z',
  tomorrow: '2026-05-14T12:00:00Z',
  nextWeek: '2026-05-20T12:00:00Z',
  nextMonth: '2026-06-20T12:00:00Z',
  nextQuarter: '2026-08-20T12:00:00Z',
  nextYear: '2027-05-20T12:00:00Z',
};

const PAST = ['twoYearsAgo', 'lastYear', 'lastQuarter', 'lastMonth', 'lastWeek', 'yesterday', 'hourAgo'];
const visits = Object.keys(VISITS);
const between = (first: string, last: string): string[] =>
  visits.slice(visits.indexOf(first), visits.indexOf(last) + 1);
const except = (...names: string[]): string[] => visits.filter((name) => !names.includes(name));

/** operator, values, names of the rows that it finds. */
const DATES: readonly (readonly [string, readonly (string | number)[], readonly string[]])[] = [
  ['yesterday', [], ['yesterday']],
  ['today', [], ['hourAgo', 'inAnHour']],
  ['tomorrow', [], ['tomorrow']],
  ['last-seven-days', [], between('lastWeek', 'hourAgo')],
  ['next-seven-days', [], between('inAnHour', 'nextWeek')],
  ['last-week', [], ['lastWeek']],
  ['this-week', [], between('yesterday', 'tomorrow')],
  ['next-week', [], ['nextWeek']],
  ['last-month', [], ['lastMonth']],
  ['this-month', [], between('lastWeek', 'nextWeek')],
  ['next-month', [], ['nextMonth']],
  ['on', ['2026-05-12'], ['yesterday']],
  ['on-or-before', ['2026-05-06'], between('twoYearsAgo', 'lastWeek')],
  ['on-or-after', ['2026-05-14'], between('tomorrow', 'nextYear')],
  ['last-year', [], ['lastYear']],
  ['this-year', [], between('lastQuarter', 'nextQuarter')],
  ['next-year', [], ['nextYear']],
  ['last-x-hours', [2], ['hourAgo']],
  ['next-x-hours', [2], ['inAnHour']],
  ['last-x-days', [1], ['yesterday', 'hourAgo']],
  ['next-x-days', [1], ['inAnHour', 'tomorrow']],
  ['last-x-weeks', [1], between('lastWeek', 'hourAgo')],
  ['next-x-weeks', [1], between('inAnHour', 'nextWeek')],
  ['last-x-months', [1], between('lastMonth', 'hourAgo')],
  ['next-x-months', [2], between('inAnHour', 'nextMonth')],
  ['last-x-years', [1], between('lastYear', 'hourAgo')],
  ['next-x-years', [2], between('inAnHour', 'nextYear')],
  ['olderthan-x-months', [2], between('twoYearsAgo', 'lastQuarter')],
  ['olderthan-x-years', [1], ['twoYearsAgo']],
  ['olderthan-x-weeks', [1], between('twoYearsAgo', 'lastMonth')],
  ['olderthan-x-days', [1], between('twoYearsAgo', 'lastWeek')],
  ['olderthan-x-hours', [1], between('twoYearsAgo', 'yesterday')],
  ['olderthan-x-minutes', [20], PAST],
  ['this-fiscal-year', [], between('lastQuarter', 'nextQuarter')],
  ['this-fiscal-period', [], between('lastMonth', 'nextMonth')],
  ['next-fiscal-year', [], ['nextYear']],
  ['next-fiscal-period', [], ['nextQuarter']],
  ['last-fiscal-year', [], ['lastYear']],
  ['last-fiscal-period', [], ['lastQuarter']],
  ['last-x-fiscal-years', [1], between('lastYear', 'hourAgo')],
  ['last-x-fiscal-periods', [1], between('lastQuarter', 'hourAgo')],
  ['next-x-fiscal-years', [1], between('inAnHour', 'nextYear')],
  ['next-x-fiscal-periods', [1], between('inAnHour', 'nextQuarter')],
  ['in-fiscal-year', [2024], ['twoYearsAgo']],
  ['in-fiscal-period', [2], ['twoYearsAgo', ...between('lastMonth', 'nextMonth'), 'nextYear']],
  ['in-fiscal-period-and-year', [1, 2026], ['lastQuarter']],
  ['in-or-before-fiscal-period-and-year', [3, 2025], ['twoYearsAgo', 'lastYear']],
  ['in-or-after-fiscal-period-and-year', [3, 2026], ['nextQuarter', 'nextYear']],
];

/** attribute, operator, values, names. `@name` stands for the id of that account. */
const OTHERS: readonly (readonly [string, string, readonly (string | number)[], readonly string[]])[] = [
  ['numberofemployees', 'eq', [3], ['lastMonth']],
  ['numberofemployees', 'neq', [3], except('lastMonth')],
  ['numberofemployees', 'ne', [3], except('lastMonth')],
  ['numberofemployees', 'gt', [11], ['nextYear']],
  ['numberofemployees', 'ge', [11], ['nextQuarter', 'nextYear']],
  ['numberofemployees', 'lt', [1], ['twoYearsAgo']],
  ['numberofemployees', 'le', [1], ['twoYearsAgo', 'lastYear']],
  ['numberofemployees', 'in', [0, 12], ['twoYearsAgo', 'nextYear']],
  ['numberofemployees', 'not-in', [0, 12], except('twoYearsAgo', 'nextYear')],
  ['numberofemployees', 'between', [1, 2], ['lastYear', 'lastQuarter']],
  ['numberofemployees', 'not-between', [1, 11], ['twoYearsAgo', 'nextYear']],
  ['name', 'like', ['%Week'], ['lastWeek', 'nextWeek']],
  ['name', 'not-like', ['%e%'], visits.filter((name) => !/e/i.test(name))],
  ['name', 'begins-with', ['two'], ['twoYearsAgo']],
  ['name', 'not-begin-with', ['next'], except('nextWeek', 'nextMonth', 'nextQuarter', 'nextYear')],
  ['name', 'ends-with', ['ago'], ['twoYearsAgo', 'hourAgo']],
  ['name', 'not-end-with', ['ago'], except('twoYearsAgo', 'hourAgo')],
  ['parentaccountid', 'null', [], except('lastYear', 'lastQuarter', 'lastMonth')],
  ['parentaccountid', 'not-null', [], ['lastYear', 'lastQuarter', 'lastMonth']],
  ['ownerid', 'eq-userid', [], except('tomorrow', 'nextWeek', 'nextMonth')],
  ['ownerid', 'ne-userid', [], ['tomorrow', 'nextWeek', 'nextMonth']],
  ['ownerid', 'eq-userteams', [], ['nextMonth']],
  ['ownerid', 'eq-useroruserteams', [], except('tomorrow', 'nextWeek')],
  ['ownerid', 'eq-useroruserhierarchy', [], except('nextMonth')],
  ['ownerid', 'eq-useroruserhierarchyandteams', [], visits],
  ['owningbusinessunit', 'eq-businessid', [], visits],
  ['owningbusinessunit', 'ne-businessid', [], []],
  ['numberofemployees', 'eq-userlanguage', [], []],
  ['accountid', 'under', ['@twoYearsAgo'], ['lastYear', 'lastQuarter', 'lastMonth']],
  ['accountid', 'under', ['@lastQuarter'], ['lastMonth']],
  ['accountid', 'eq-or-under', ['@lastQuarter'], ['lastQuarter', 'lastMonth']],
  ['accountid', 'not-under', ['@twoYearsAgo'], except('lastYear', 'lastQuarter', 'lastMonth')],
  ['accountid', 'above', ['@lastMonth'], ['twoYearsAgo', 'lastQuarter']],
  ['accountid', 'eq-or-above', ['@lastMonth'], ['twoYearsAgo', 'lastQuarter', 'lastMonth']],
  ['parentaccountid', 'eq-or-under', ['@lastQuarter'], ['lastMonth']],
];

/** Multi-select columns are in no table of Microsoft's here; their operators have tests of their own. */
const ELSEWHERE = ['contain-values', 'not-contain-values'];

/** The enumeration of `operator` in Fetch.xsd (Microsoft Learn, "Fetch XML schema"). */
const SCHEMA =
  'eq neq ne gt ge lt le like not-like in not-in between not-between null not-null yesterday today tomorrow last-seven-days next-seven-days last-week this-week next-week last-month this-month next-month on on-or-before on-or-after last-year this-year next-year last-x-hours next-x-hours last-x-days next-x-days last-x-weeks next-x-weeks last-x-months next-x-months olderthan-x-months olderthan-x-years olderthan-x-weeks olderthan-x-days olderthan-x-hours olderthan-x-minutes last-x-years next-x-years eq-userid ne-userid eq-userteams eq-useroruserteams eq-useroruserhierarchy eq-useroruserhierarchyandteams eq-businessid ne-businessid eq-userlanguage this-fiscal-year this-fiscal-period next-fiscal-year next-fiscal-period last-fiscal-year last-fiscal-period last-x-fiscal-years last-x-fiscal-periods next-x-fiscal-years next-x-fiscal-periods in-fiscal-year in-fiscal-period in-fiscal-period-and-year in-or-before-fiscal-period-and-year in-or-after-fiscal-period-and-year begins-with not-begin-with ends-with not-end-with under eq-or-under not-under above eq-or-above contain-values not-contain-values'.split(
    ' ',
  );

describe('Condition operators', () => {
  let dataverse: OpenedDataverse;
  let host: SandboxHost;
  let client: WebApiClient;
  const ids = new Map<string, string>();

  beforeAll(async () => {
    dataverse = openDataverse({ file: ':memory:', clock: () => NOW, newId: randomUUID });
    registerPlatformEvents(dataverse);
    host = await serve(dataverse, { serviceProtection: 'off' });
    client = new WebApiClient(host);
    const { rows, administrator } = dataverse;
    const businessunitid = { table: 'businessunit', id: rows.findWhere('businessunit', {})[0]?.id ?? '' };
    const person = (lastname: string, manager: string): string =>
      rows.create('systemuser', {
        lastname,
        domainname: `${lastname}@example.com`,
        businessunitid,
        parentsystemuserid: { table: 'systemuser', id: manager },
      });
    const below = person('Below', administrator.userId);
    const furtherBelow = person('FurtherBelow', below);
    const team = rows.create('team', { name: 'Night shift', businessunitid });
    rows.associate(
      'teammembership_association',
      { table: 'team', id: team },
      { table: 'systemuser', id: administrator.userId },
    );
    const role = rows.findWhere('role', { name: 'System Administrator' })[0]?.id ?? '';
    for (const owner of [below, furtherBelow])
      rows.associate('systemuserroles_association', { table: 'systemuser', id: owner }, { table: 'role', id: role });
    rows.associate('teamroles_association', { table: 'team', id: team }, { table: 'role', id: role });
    const owners: Readonly<Record<string, Row['ownerid']>> = {
      tomorrow: { table: 'systemuser', id: below },
      nextWeek: { table: 'systemuser', id: furtherBelow },
      nextMonth: { table: 'team', id: team },
    };
    const parents: Readonly<Record<string, string>> = {
      lastYear: 'twoYearsAgo',
      lastQuarter: 'twoYearsAgo',
      lastMonth: 'lastQuarter',
    };
    visits.forEach((name, index) => {
      const parent = ids.get(parents[name] ?? '');
      const id = rows.create('account', {
        name,
        numberofemployees: index,
        overriddencreatedon: VISITS[name] ?? null,
        ...(owners[name] ? { ownerid: owners[name] } : {}),
        ...(parent === undefined ? {} : { parentaccountid: { table: 'account', id: parent } }),
      });
      ids.set(name, id);
    });
  });
  afterAll(() => host.close());

  const condition = (attribute: string, operator: string, values: readonly (string | number)[]): string => {
    const given = values.map((value) => `<value>${ids.get(String(value).slice(1)) ?? value}</value>`).join('');
    return `<condition attribute="${attribute}" operator="${operator}">${given}</condition>`;
  };
  const names = async (inner: string): Promise<unknown[]> => {
    const fetchXml = `<fetch><entity name="account"><attribute name="name"/><filter>${inner}</filter></entity></fetch>`;
    const answer = await client.fetch('accounts', fetchXml);
    if (answer.status !== 200) throw new Error(answer.text);
    return (answer.body.value as { name: string }[]).map(({ name }) => name).sort();
  };

  it.each(DATES)('%s %p', async (operator, values, expected) => {
    expect(await names(condition('createdon', operator, values))).toEqual([...expected].sort());
  });

  it.each(OTHERS)('%s %s %p', async (attribute, operator, values, expected) => {
    const found = await names(condition(attribute, operator, values));

    expect(found).toEqual([...expected].sort());
  });

  it('are all in these lists', () => {
    const tested = new Set([
      ...DATES.map(([operator]) => operator),
      ...OTHERS.map(([, operator]) => operator),
      ...ELSEWHERE,
    ]);
    expect(SCHEMA.filter((operator) => !tested.has(operator))).toEqual([]);
  });

  it.each(['eq-nobody', 'last-x-decades', 'in-fiscal-century'])('refuse %s by its name', async (operator) => {
    const fetchXml = `<fetch><entity name="account"><filter>${condition('createdon', operator, [1])}</filter></entity></fetch>`;
    const answer = await client.fetch('accounts', fetchXml);
    expect([answer.status, errorCode(answer)]).toEqual([501, '0x80040800']);
    expect(answer.text).toContain(operator);
  });

  it.each([
    ['under of a column without a tree', condition('numberofemployees', 'under', ['@lastYear'])],
    ['a fiscal year that is no number', condition('createdon', 'in-fiscal-year', ['soon'])],
    ['one value where two are needed', condition('createdon', 'in-fiscal-period-and-year', [1])],
    ['a date operator on a number', condition('numberofemployees', 'this-fiscal-year', [])],
  ])('refuse %s', async (_what, inner) => {
    const fetchXml = `<fetch><entity name="account"><filter>${inner}</filter></entity></fetch>`;
    expect((await client.fetch('accounts', fetchXml)).status).toBe(400);
  });

  it.each([
    ["Under(PropertyName='accountid',PropertyValue='@twoYearsAgo')", ['lastMonth', 'lastQuarter', 'lastYear']],
    ["AboveOrEqual(PropertyName='accountid',PropertyValue='@lastYear')", ['lastYear', 'twoYearsAgo']],
    ["EqualUserOrUserHierarchy(PropertyName='ownerid')", except('nextMonth').sort()],
    ["ThisFiscalPeriod(PropertyName='createdon')", between('lastMonth', 'nextMonth').sort()],
    ["LastXFiscalPeriods(PropertyName='createdon',PropertyValue=1)", between('lastQuarter', 'hourAgo').sort()],
    ["InFiscalPeriodAndYear(PropertyName='createdon',PropertyValue1=1,PropertyValue2=2026)", ['lastQuarter']],
  ])('are query functions of OData too: %s', async (text, expected) => {
    const call = text.replace(/@(\w+)/, (_all, name: string) => ids.get(name) ?? '');
    const filter = encodeURIComponent(`Microsoft.Dynamics.CRM.${call}`);
    const rows = await client.rows(`accounts?$select=name&$filter=${filter}`);
    expect(rows.map((row) => row.name).sort()).toEqual(expected);
  });

  it('group dates by fiscal periods and years', async () => {
    const fetchXml =
      '<fetch aggregate="true"><entity name="account"><attribute name="accountid" aggregate="count" alias="rows"/><attribute name="createdon" groupby="true" dategrouping="fiscal-year" alias="year"/><attribute name="createdon" groupby="true" dategrouping="fiscal-period" alias="period"/><order alias="year"/></entity></fetch>';
    dataverse.rows.update('organization', dataverse.rows.findWhere('organization', {})[0]?.id ?? '', {
      fiscalcalendarstart: '2020-04-06',
      fiscalperiodtype: 2001,
    });
    const { body } = await client.fetch('accounts', fetchXml);
    expect(body.value).toEqual([
      { year: 2024, period: 1, rows: 1 },
      { year: 2025, period: 1, rows: 1 },
      { year: 2025, period: 2, rows: 1 },
      { year: 2026, period: 1, rows: 9 },
      { year: 2027, period: 1, rows: 1 },
    ]);
    expect(await names(condition('createdon', 'in-fiscal-period', [2]))).toEqual(['lastQuarter']);
    expect(await names(condition('createdon', 'last-fiscal-year', []))).toEqual(['lastQuarter', 'lastYear']);
  });

  it('count the rows below each row with a row aggregate', async () => {
    const fetchXml = `<fetch><entity name="account"><attribute name="name"/><attribute name="accountid" alias="children" rowaggregate="CountChildren"/><filter>${condition('numberofemployees', 'le', [3])}</filter><order attribute="numberofemployees"/></entity></fetch>`;
    const { body } = await client.fetch('accounts', fetchXml);
    expect((body.value as { name: string; children: number }[]).map(({ name, children }) => [name, children])).toEqual([
      ['twoYearsAgo', 2],
      ['lastYear', 0],
      ['lastQuarter', 1],
      ['lastMonth', 0],
    ]);
  });
});
