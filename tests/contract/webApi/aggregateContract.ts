/** Room tests. Aggregates: Microsoft Learn, "Aggregate data using OData" and "Aggregate data using FetchXml". */
import type { RowBody, WebApiClient } from './client';
import { ALL_ANNOTATIONS, errorCode, uniqueName } from './client';

const FORMATTED = 'OData.Community.Display.V1.FormattedValue';

export function describeAggregates(client: () => WebApiClient): void {
  describe('aggregating', () => {
    const label = uniqueName('Sum');
    let contact = '';

    beforeAll(async () => {
      contact = await client().create('contacts', { firstname: 'Maria', lastname: label });
      const rows: RowBody[] = [
        { revenue: 100, numberofemployees: 4, address1_city: 'Bandung' },
        { revenue: 300, numberofemployees: 5, address1_city: 'BANDUNG' },
        { revenue: 50, address1_city: 'Medan' },
      ];
      for (const row of rows) {
        await client().create('accounts', {
          name: label,
          ...row,
          ...(row.numberofemployees === undefined ? {} : { 'primarycontactid@odata.bind': `/contacts(${contact})` }),
        });
      }
    });

    const only = `filter(name eq '${label}')`;
    const applied = (pipeline: string, headers?: Record<string, string>): Promise<RowBody[]> =>
      client().rows(`accounts?$apply=${encodeURIComponent(`${only}/${pipeline}`)}`, headers);
    const fetched = async (inner: string, options = '', headers?: Record<string, string>): Promise<RowBody[]> => {
      const answer = await client().fetch(
        'accounts',
        `<fetch aggregate="true" ${options}><entity name="account">${inner}<filter><condition attribute="name" operator="eq" value="${label}"/></filter></entity></fetch>`,
        headers,
      );
      if (answer.status !== 200) throw new Error(answer.text);
      return answer.body.value as RowBody[];
    };

    describe('with $apply', () => {
      it.each([
        ['aggregate(revenue with sum as result)', 450],
        ['aggregate(revenue with average as result)', 150],
        ['aggregate(revenue with min as result)', 50],
        ['aggregate(revenue with max as result)', 300],
        ['aggregate(accountid with countdistinct as result)', 3],
        [
          'aggregate(primarycontactid with countdistinct as result)'.replace(
            'primarycontactid',
            '_primarycontactid_value',
          ),
          1,
        ],
        ['aggregate($count as result)', 3],
      ])('answers %s', async (pipeline, result) => {
        expect(await applied(pipeline)).toEqual([{ result }]);
      });

      it('lists the values of a column with their labels', async () => {
        expect(await applied('groupby((statuscode))', ALL_ANNOTATIONS)).toEqual([
          { statuscode: 1, [`statuscode@${FORMATTED}`]: 'Active' },
        ]);
      });

      it('groups, without regard to case, and computes for each group', async () => {
        const rows = await applied('groupby((address1_city),aggregate($count as count,revenue with sum as total))');
        expect(rows.map((row) => ({ ...row, address1_city: String(row.address1_city).toLowerCase() }))).toEqual(
          expect.arrayContaining([
            { address1_city: 'bandung', count: 2, total: 400 },
            { address1_city: 'medan', count: 1, total: 50 },
          ]),
        );
        expect(rows).toHaveLength(2);
      });

      it('names a column of another table after that table and leaves out empty ones', async () => {
        const rows = await applied('groupby((primarycontactid/lastname),aggregate(revenue with sum as total))');
        expect(rows).toEqual(expect.arrayContaining([{ contact_lastname: label, total: 400 }, { total: 50 }]));
      });

      it('shows numbers of computed money as a person reads them', async () => {
        const [row] = await applied('aggregate(revenue with sum as total)', ALL_ANNOTATIONS);
        expect(row?.[`total@${FORMATTED}`]).toMatch(/450/);
      });

      it.each([
        ['an unknown column', 'aggregate(nothing with sum as x)'],
        ['a sum of texts', 'aggregate(name with sum as x)'],
        ['groups of dates', 'groupby((createdon))'],
        ['an unknown method', 'aggregate(revenue with median as x)'],
      ])('refuses %s', async (_what, pipeline) => {
        const answer = await client().get(`accounts?$apply=${encodeURIComponent(pipeline)}`);
        expect(answer.status).toBe(400);
      });

      it('refuses to order by what was computed', async () => {
        const pipeline = encodeURIComponent('groupby((statuscode),aggregate(revenue with sum as total))');
        const answer = await client().get(`accounts?$apply=${pipeline}&$orderby=total`);
        expect(answer.status).toBe(400);
        expect(answer.text).toContain('The query node SingleValueOpenPropertyAccess is not supported.');
      });
    });

    describe('with FetchXML', () => {
      it('computes sum, avg, min, max and the three counts in one query', async () => {
        const attribute = (name: string, aggregate: string, alias: string, more = ''): string =>
          `<attribute name="${name}" aggregate="${aggregate}" alias="${alias}" ${more}/>`;
        expect(
          await fetched(
            attribute('revenue', 'sum', 'total') +
              attribute('revenue', 'avg', 'mean') +
              attribute('revenue', 'min', 'least') +
              attribute('revenue', 'max', 'most') +
              attribute('accountid', 'count', 'rows') +
              attribute('numberofemployees', 'countcolumn', 'filled') +
              attribute('address1_city', 'countcolumn', 'cities', 'distinct="true"'),
          ),
        ).toEqual([{ total: 450, mean: 150, least: 50, most: 300, rows: 3, filled: 2, cities: 2 }]);
      });

      it('groups by a column and orders by an alias', async () => {
        const rows = await fetched(
          '<attribute name="address1_city" groupby="true" alias="city"/><attribute name="revenue" aggregate="sum" alias="total"/><order alias="total" descending="true"/>',
        );
        expect(rows.map((row) => row.total)).toEqual([400, 50]);
      });

      it('groups by a lookup with its name and table', async () => {
        const rows = await fetched(
          '<attribute name="primarycontactid" groupby="true" alias="person"/><attribute name="accountid" aggregate="count" alias="rows"/>',
          '',
          ALL_ANNOTATIONS,
        );
        expect(rows).toEqual(
          expect.arrayContaining([
            expect.objectContaining({
              person: contact,
              rows: 2,
              'person@Microsoft.Dynamics.CRM.lookuplogicalname': 'contact',
            }),
          ]),
        );
      });

      it('groups by the parts of a date', async () => {
        const rows = await fetched(
          ['day', 'week', 'month', 'quarter', 'year']
            .map((part) => `<attribute name="createdon" groupby="true" dategrouping="${part}" alias="${part}"/>`)
            .join('') + '<attribute name="accountid" aggregate="count" alias="rows"/>',
        );
        expect(rows.reduce((sum, row) => sum + Number(row.rows), 0)).toBe(3);
        expect(Number(rows[0]?.year)).toBeGreaterThan(2000);
        expect(Number(rows[0]?.quarter)).toBe(Math.ceil(Number(rows[0]?.month) / 3));
      });

      it('counts rows of a linked table', async () => {
        expect(
          await fetched(
            '<attribute name="accountid" aggregate="count" alias="rows"/><link-entity name="contact" from="contactid" to="primarycontactid" alias="c"><attribute name="lastname" groupby="true" alias="person"/></link-entity>',
          ),
        ).toEqual([{ person: label, rows: 2 }]);
      });

      it('answers in pages', async () => {
        const page = (number: number): Promise<RowBody[]> =>
          fetched(
            '<attribute name="address1_city" groupby="true" alias="city"/><order alias="city"/>',
            `count="1" page="${number}"`,
          );
        const pages = [await page(1), await page(2), await page(3)];
        expect(pages.map((rows) => rows.length)).toEqual([1, 1, 0]);
      });

      it.each([
        ['a column without an alias', '<attribute name="revenue" aggregate="sum"/>'],
        ['a column that is neither grouped nor computed', '<attribute name="revenue" alias="x"/>'],
        ['an order by a column', '<attribute name="revenue" aggregate="sum" alias="x"/><order attribute="revenue"/>'],
        ['groups of dates without a part', '<attribute name="createdon" groupby="true" alias="x"/>'],
      ])('refuses %s', async (_what, inner) => {
        const answer = await client().fetch(
          'accounts',
          `<fetch aggregate="true"><entity name="account">${inner}</entity></fetch>`,
        );
        expect(answer.status).toBe(400);
      });

      it('refuses to look at more rows than its limit', async () => {
        const answer = await client().fetch(
          'accounts',
          `<fetch aggregate="true" aggregatelimit="2"><entity name="account"><attribute name="accountid" aggregate="count" alias="rows"/><filter><condition attribute="name" operator="eq" value="${label}"/></filter></entity></fetch>`,
        );
        expect(answer.status).toBe(400);
        expect(errorCode(answer).toUpperCase()).toBe('0X8004E023');
      });
    });
  });
}
