/** Room tests. Aggregates against the same sums made by hand, over rows of every kind. */
import fc from 'fast-check';
import type { AggregateRow } from '../../../sandbox/dataverse/query/aggregate/runAggregate';
import { everythingIn } from '../../../sandbox/dataverse/query/runQuery';
import { runAggregate } from '../../../sandbox/dataverse/query/aggregate/runAggregate';
import { parseFetchXml } from '../../../sandbox/dataverse/query/fetchXml/parseFetchXml';
import type { SandboxHost } from '../../contract/webApi/openSandboxHost';
import { openSandboxHost } from '../../contract/webApi/openSandboxHost';

describe('Aggregates', () => {
  let host: SandboxHost;
  beforeAll(async () => {
    host = await openSandboxHost();
  });
  afterAll(() => host.close());

  const fetch = (inner: string): AggregateRow[] => {
    const { metadata, operatorContext, administrator } = host.dataverse;
    const parsed = parseFetchXml(
      metadata,
      `<fetch aggregate="true"><entity name="account">${inner}</entity></fetch>`,
      operatorContext(administrator),
    );
    if (!parsed.aggregate) throw new Error('no aggregate');
    return runAggregate(everythingIn(host.dataverse), { ...parsed.aggregate, query: parsed.query });
  };

  const account = fc.record({
    city: fc.option(fc.constantFrom('Bandung', 'BANDUNG', 'Médan', 'medan', 'Solo'), { nil: null }),
    employees: fc.option(fc.integer({ min: 0, max: 1000 }), { nil: null }),
  });

  it('agree with a loop over the rows', () => {
    const fold = (text: string): string =>
      text
        .normalize('NFD')
        .replace(/[\u0300-\u036f]/g, '')
        .toLowerCase();
    fc.assert(
      fc.property(fc.array(account, { maxLength: 25 }), (accounts) => {
        const { rows } = host.dataverse;
        for (const row of rows.findWhere('account', {})) rows.delete('account', row.id);
        for (const { city, employees } of accounts)
          rows.create('account', { name: 'A', address1_city: city, numberofemployees: employees });
        const groups = new Map<string | null, { rows: number; filled: number; total: number | null }>();
        for (const { city, employees } of accounts) {
          const key = city === null ? null : fold(city);
          const group = groups.get(key) ?? { rows: 0, filled: 0, total: null };
          group.rows += 1;
          if (employees !== null) {
            group.filled += 1;
            group.total = (group.total ?? 0) + employees;
          }
          groups.set(key, group);
        }
        const answer = fetch(
          '<attribute name="address1_city" groupby="true" alias="city"/><attribute name="accountid" aggregate="count" alias="rows"/><attribute name="numberofemployees" aggregate="countcolumn" alias="filled"/><attribute name="numberofemployees" aggregate="sum" alias="total"/>',
        );
        const found = new Map(
          answer.map(({ city, ...rest }) => [typeof city === 'string' ? fold(city) : null, rest] as const),
        );
        expect(found).toEqual(groups);
      }),
      { numRuns: 60 },
    );
  });

  it('answer one row over nothing', () => {
    const { rows } = host.dataverse;
    for (const row of rows.findWhere('account', {})) rows.delete('account', row.id);
    expect(
      fetch(
        '<attribute name="accountid" aggregate="count" alias="rows"/><attribute name="revenue" aggregate="sum" alias="total"/>',
      ),
    ).toEqual([{ rows: 0, total: null }]);
  });

  it.each([
    ['2026-01-01T10:00:00Z', 1],
    ['2026-01-03T10:00:00Z', 1],
    ['2026-01-04T10:00:00Z', 2],
    ['2026-12-31T10:00:00Z', 53],
  ])('put %s into week %s: weeks begin on Sunday', (overriddencreatedon, week) => {
    const { rows } = host.dataverse;
    for (const row of rows.findWhere('account', {})) rows.delete('account', row.id);
    rows.create('account', { name: 'A', overriddencreatedon });
    expect(fetch('<attribute name="createdon" groupby="true" dategrouping="week" alias="week"/>')).toEqual([{ week }]);
  });

  it('find a page of 100 groups over many rows through SQL alone', () => {
    const { rows } = host.dataverse;
    for (const row of rows.findWhere('account', {})) rows.delete('account', row.id);
    rows.transaction(() => {
      for (let index = 0; index < 500; index += 1)
        rows.create('account', { name: 'A', address1_city: `City ${index % 100}`, numberofemployees: index });
    });
    const answer = fetch(
      '<attribute name="address1_city" groupby="true" alias="city"/><attribute name="numberofemployees" aggregate="avg" alias="mean"/><order alias="city"/>',
    );
    expect(answer).toHaveLength(100);
    expect(answer[0]).toEqual({ city: 'City 0', mean: 200 });
  });
});
