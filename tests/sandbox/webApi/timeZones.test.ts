/** Room tests. Dates by the user's clock: what operators mean, what is shown, what is grouped; and clock times by code. */
import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { zoneOfCode } from '../../../sandbox/dataverse/time/timeZone';
import { TIME_ZONE_NAMES } from '../../../sandbox/dataverse/time/timeZoneCodes';
import type { OpenedDataverse } from '../../../sandbox/dataverse/open';
import { openDataverse } from '../../../sandbox/dataverse/open';
import { readSession } from '../../../sandbox/app/server/session';
import { ALL_ANNOTATIONS, WebApiClient } from '../../contract/webApi/client';
import type { SandboxHost } from '../../contract/webApi/openSandboxHost';
import { serve } from '../../contract/webApi/openSandboxHost';

/** In Jakarta it is already 11 March, 02:00. */
const NOW = new Date('2026-03-10T19:00:00Z');
const [JAKARTA, NEW_YORK, BERLIN] = [205, 35, 110];

describe('Time zones', () => {
  let dataverse: OpenedDataverse;
  let host: SandboxHost;
  let client: WebApiClient;
  beforeAll(async () => {
    dataverse = openDataverse({ file: ':memory:', clock: () => NOW, newId: randomUUID });
    host = await serve(dataverse);
    client = new WebApiClient(host);
  });
  afterAll(() => host.close());
  beforeEach(() => clockOf(null));

  const clockOf = (code: number | null): void =>
    dataverse.rows.update('usersettings', dataverse.administrator.userId, { timezonecode: code });
  const taskOn = (subject: string, scheduledend: string): string =>
    dataverse.rows.create('task', { subject, scheduledend });
  const found = async (name: string, operator: string, value = ''): Promise<unknown[]> => {
    const given = value === '' ? '' : ` value="${value}"`;
    const answer = await client.fetch(
      'tasks',
      `<fetch><entity name="task"><attribute name="scheduledend"/><filter><condition attribute="subject" operator="eq" value="${name}"/><condition attribute="scheduledend" operator="${operator}"${given}/></filter><order attribute="scheduledend"/></entity></fetch>`,
    );
    return (answer.body.value as { scheduledend: string }[]).map((row) => row.scheduledend);
  };

  it('decide what today is', async () => {
    const times = ['2026-03-10T16:59:59Z', '2026-03-10T17:00:00Z', '2026-03-11T16:59:59Z', '2026-03-11T17:00:00Z'];
    for (const time of times) taskOn('today', time);
    expect(await found('today', 'today')).toEqual(times.slice(0, 2));
    clockOf(JAKARTA);
    expect(await found('today', 'today')).toEqual(times.slice(1, 3));
    expect(await found('today', 'on', '2026-03-12')).toEqual(times.slice(3));
    expect(await found('today', 'on-or-before', '2026-03-10')).toEqual(times.slice(0, 1));
    expect(await found('today', 'on', '2026-03-11T18:00:00Z')).toEqual(times.slice(3));
    // A time without an offset is one of the user's clock.
    expect(await found('today', 'ge', '2026-03-12T00:00:00')).toEqual(times.slice(3));
    expect(await found('today', 'ge', '2026-03-11T00:00:00Z')).toEqual(times.slice(2));
  });

  it('follow the change of the clocks: a day of 23 hours, and one of 25', async () => {
    const spring = ['2026-03-28T22:59:59Z', '2026-03-28T23:00:00Z', '2026-03-29T21:59:59Z', '2026-03-29T22:00:00Z'];
    const autumn = ['2026-10-24T21:59:59Z', '2026-10-24T22:00:00Z', '2026-10-25T22:59:59Z', '2026-10-25T23:00:00Z'];
    for (const time of [...spring, ...autumn]) taskOn('change', time);
    clockOf(BERLIN);
    expect(await found('change', 'on', '2026-03-29')).toEqual(spring.slice(1, 3));
    expect(await found('change', 'on', '2026-10-25')).toEqual(autumn.slice(1, 3));
  });

  it('are in formatted values of times, and not in those of days', async () => {
    const contact = dataverse.rows.create('contact', { lastname: 'Zone', birthdate: '1990-05-01' });
    const task = taskOn('shown', '2026-03-10T19:30:00Z');
    const shown = async (path: string, name: string): Promise<unknown> =>
      (await client.get(path, ALL_ANNOTATIONS)).body[`${name}@OData.Community.Display.V1.FormattedValue`];
    const both = async (): Promise<unknown[]> => [
      await shown(`tasks(${task})?$select=scheduledend`, 'scheduledend'),
      await shown(`contacts(${contact})?$select=birthdate`, 'birthdate'),
    ];
    expect(await both()).toEqual(['3/10/2026 7:30 PM', '5/1/1990']);
    clockOf(JAKARTA);
    expect(await both()).toEqual(['3/11/2026 2:30 AM', '5/1/1990']);
    clockOf(NEW_YORK);
    expect(await both()).toEqual(['3/10/2026 3:30 PM', '5/1/1990']);
    const { body } = await client.get(`tasks(${task})?$select=scheduledend`);
    expect(body.scheduledend).toBe('2026-03-10T19:30:00Z');
  });

  it('make the groups of dates', async () => {
    for (const time of ['2026-01-31T23:30:00Z', '2026-06-30T22:30:00Z', '2026-12-31T23:30:00Z'])
      taskOn('grouped', time);
    const groups = async (part: string, more = ''): Promise<unknown[]> => {
      const answer = await client.fetch(
        'tasks',
        `<fetch aggregate="true"><entity name="task"><attribute name="activityid" aggregate="count" alias="rows"/><attribute name="scheduledend" groupby="true" dategrouping="${part}" ${more} alias="part"/><filter><condition attribute="subject" operator="eq" value="grouped"/></filter></entity></fetch>`,
      );
      return (answer.body.value as { part: number }[]).map((row) => row.part);
    };
    expect([await groups('month'), await groups('year')]).toEqual([[1, 6, 12], [2026]]);
    clockOf(BERLIN);
    // One hour ahead in winter, two in summer.
    expect([await groups('month'), await groups('year')]).toEqual([
      [1, 2, 7],
      [2026, 2027],
    ]);
    expect(await groups('month', 'usertimezone="false"')).toEqual([1, 6, 12]);
  });

  it('are told to scripts of the app as an offset, once the settings name one', () => {
    expect(readSession(dataverse)).not.toHaveProperty('timeZoneOffsetMinutes');
    clockOf(JAKARTA);
    expect(readSession(dataverse)).toMatchObject({ timeZoneOffsetMinutes: 420, timeZoneCode: JAKARTA });
    clockOf(NEW_YORK);
    expect(readSession(dataverse)).toMatchObject({ timeZoneOffsetMinutes: -240 });
  });

  it.each([
    ['LocalTimeFromUtcTime(TimeZoneCode=205,UtcTime=2026-03-10T19:00:00Z)', { LocalTime: '2026-03-11T02:00:00Z' }],
    ['UtcTimeFromLocalTime(TimeZoneCode=110,LocalTime=2026-07-01T02:00:00Z)', { UtcTime: '2026-07-01T00:00:00Z' }],
    [
      "GetTimeZoneCodeByLocalizedName(LocalizedStandardName='se asia standard time',LocaleId=1033)",
      { TimeZoneCode: 205 },
    ],
    ['RetrieveProvisionedLanguages', { RetrieveProvisionedLanguages: [1033, 1057] }],
    ['RetrieveAvailableLanguages()', { LocaleIds: [1033, 1057] }],
  ])('answer %s', async (path, expected) => {
    const answer = await client.get(path);
    expect([answer.status, answer.text]).toEqual([200, expect.any(String)]);
    expect(answer.body).toMatchObject(expected);
  });

  it.each([
    'LocalTimeFromUtcTime(TimeZoneCode=7777,UtcTime=2026-03-10T19:00:00Z)',
    "GetTimeZoneCodeByLocalizedName(LocalizedStandardName='Nowhere',LocaleId=1033)",
  ])('refuse %s', async (path) => {
    expect((await client.get(path)).status).toBe(400);
  });

  it.each([
    [8, '2026-01-01T02:30:00Z'],
    [13, '2026-01-01T05:00:00Z'],
    [92, '2026-01-01T12:00:00Z'],
    [142, '2026-01-01T14:00:00Z'],
    [231, '2026-01-01T20:45:00Z'],
    [299, '2026-01-02T01:45:00Z'],
    [302, '2026-01-01T14:00:00Z'],
  ])('are known by code %i, rare and retired ones too', async (code, local) => {
    const { body } = await client.get(`LocalTimeFromUtcTime(TimeZoneCode=${code},UtcTime=2026-01-01T12:00:00Z)`);
    expect(body.LocalTime).toBe(local);
  });

  it('have the code that is in use, not a retired one of the same rules', async () => {
    const name = encodeURIComponent('Mountain Standard Time (Mexico)');
    const { body } = await client.get(`GetTimeZoneCodeByLocalizedName(LocalizedStandardName='${name}',LocaleId=1033)`);
    expect(body.TimeZoneCode).toBe(12);
  });

  it('come and go without loss: every instant is the clock time of itself, in every zone', () => {
    const codes = Object.keys(TIME_ZONE_NAMES).map(Number);
    fc.assert(
      fc.property(
        fc.constantFrom(...codes),
        fc.integer({ min: Date.UTC(1990, 0), max: Date.UTC(2040, 0) }),
        (code, minutes) => {
          const zone = zoneOfCode(code);
          const utc = Math.floor(minutes / 60_000) * 60_000;
          const local = zone?.toLocal(utc) ?? NaN;
          // Of a time that comes twice the later instant is taken, at most some hours away.
          const back = zone?.toUtc(local) ?? NaN;
          return zone?.toLocal(back) === local && back >= utc;
        },
      ),
    );
    expect(codes.filter((code) => zoneOfCode(code) === undefined)).toEqual([]);
  });

  it.each([
    ['comes twice', '2026-10-25T02:30:00Z', '2026-10-25T01:30:00Z'],
    ['is leapt over', '2026-03-29T02:30:00Z', '2026-03-29T01:30:00Z'],
  ])('take a time that %s as the one in standard time', (_what, local, utc) => {
    expect(zoneOfCode(BERLIN)?.toUtc(Date.parse(local))).toBe(Date.parse(utc));
  });

  it('are the same in SQL as in the program', () => {
    const codes = Object.keys(TIME_ZONE_NAMES).map(Number);
    fc.assert(
      fc.property(
        fc.constantFrom(...codes),
        fc.integer({ min: Date.UTC(1990, 0), max: Date.UTC(2049, 0) }),
        (code, time) => {
          const zone = zoneOfCode(code);
          const text = `${new Date(time).toISOString().slice(0, 19)}Z`;
          const sql = `SELECT ${zone?.toLocalSql(`'${text}'`)}`;
          const shown = `${new Date(zone?.toLocal(Date.parse(text)) ?? NaN).toISOString().slice(0, 19)}Z`;
          return dataverse.database.first(sql)?.[0] === shown;
        },
      ),
    );
  });
});

describe('Saved views of users', () => {
  let host: SandboxHost;
  let client: WebApiClient;
  beforeAll(async () => {
    host = await serve(openDataverse({ file: ':memory:', clock: () => NOW, newId: randomUUID }));
    client = new WebApiClient(host);
  });
  afterAll(() => host.close());

  it('run by userQuery', async () => {
    await client.create('accounts', { name: 'Mine' });
    await client.create('accounts', { name: 'Other' });
    const view = await client.create('userqueries', {
      name: 'Only mine',
      returnedtypecode: 'account',
      fetchxml:
        '<fetch><entity name="account"><attribute name="name"/><filter><condition attribute="name" operator="eq" value="Mine"/></filter></entity></fetch>',
    });
    const rows = await client.rows(`accounts?userQuery=${view}`);
    expect(rows.map((row) => row.name)).toEqual(['Mine']);
    expect((await client.get('accounts?userQuery=00000000-0000-4000-8000-000000000001')).status).toBe(404);
  });

  it('count the rows of tables at once', async () => {
    const { body } = await client.get("RetrieveTotalRecordCount(EntityNames=['account','userquery'])");
    expect(body.EntityRecordCountCollection).toMatchObject({
      Count: 2,
      Keys: ['account', 'userquery'],
      Values: [2, 1],
    });
    expect((await client.get("RetrieveTotalRecordCount(EntityNames=['nothing'])")).status).toBe(400);
  });
});
