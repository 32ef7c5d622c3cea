import type { RowBody, WebApiClient } from './client';
import { ALL_ANNOTATIONS, uniqueName } from './client';

/** FetchXML: Microsoft Learn, "Query data using FetchXml". */
export function describeFetchXml(client: () => WebApiClient): void {
  describe('querying with FetchXML', () => {
    const label = uniqueName('Fetch');
    let account = '';

    beforeAll(async () => {
      account = await client().create('accounts', { name: `${label} Induk`, address1_city: 'Bandung' });
      for (const [index, firstname] of ['Ayu', 'Bagus', 'Cahya'].entries()) {
        await client().create('contacts', {
          firstname,
          lastname: label,
          ...(index === 0 ? { 'parentcustomerid_account@odata.bind': `/accounts(${account})` } : {}),
          preferredcontactmethodcode: index + 1,
        });
      }
    });

    const rowsOf = async (fetchXml: string, set = 'contacts'): Promise<RowBody[]> => {
      const answer = await client().fetch(set, fetchXml);
      if (answer.status !== 200) throw new Error(answer.text);
      return answer.body.value as RowBody[];
    };
    const firstNames = async (inner: string, attributes = ''): Promise<unknown[]> =>
      (
        await rowsOf(
          `<fetch ${attributes}><entity name="contact"><attribute name="firstname"/><filter><condition attribute="lastname" operator="eq" value="${label}"/></filter>${inner}</entity></fetch>`,
        )
      ).map((row) => row.firstname);

    it.each<[string, string, string[]]>([
      [
        'in',
        '<condition attribute="firstname" operator="in"><value>ayu</value><value>CAHYA</value></condition>',
        ['Ayu', 'Cahya'],
      ],
      [
        'not-in',
        '<condition attribute="firstname" operator="not-in"><value>ayu</value></condition>',
        ['Bagus', 'Cahya'],
      ],
      ['like', '<condition attribute="firstname" operator="like" value="%a%us"/>', ['Bagus']],
      ['begins-with', '<condition attribute="firstname" operator="begins-with" value="b"/>', ['Bagus']],
      ['wildcards in begins-with', '<condition attribute="firstname" operator="begins-with" value="_a%y"/>', ['Cahya']],
      [
        'wildcards in not-end-with',
        '<condition attribute="firstname" operator="not-end-with" value="h_a"/>',
        ['Ayu', 'Bagus'],
      ],
      ['null', '<condition attribute="parentcustomerid" operator="null"/>', ['Bagus', 'Cahya']],
      ['not-null', '<condition attribute="parentcustomerid" operator="not-null"/>', ['Ayu']],
      ['gt', '<condition attribute="preferredcontactmethodcode" operator="gt" value="1"/>', ['Bagus', 'Cahya']],
      ['today', '<condition attribute="createdon" operator="today"/>', ['Ayu', 'Bagus', 'Cahya']],
      ['yesterday', '<condition attribute="createdon" operator="yesterday"/>', []],
      ['last-x-days', '<condition attribute="createdon" operator="last-x-days" value="2"/>', ['Ayu', 'Bagus', 'Cahya']],
      ['eq-userid', '<condition attribute="ownerid" operator="eq-userid"/>', ['Ayu', 'Bagus', 'Cahya']],
    ])('filters with %s', async (_operator, condition, expected) => {
      expect(await firstNames(`<filter>${condition}</filter><order attribute="firstname"/>`)).toEqual(expected);
    });

    it('nests filters with or and and', async () => {
      const filter =
        '<filter type="or"><condition attribute="firstname" operator="eq" value="Ayu"/><filter type="and"><condition attribute="firstname" operator="like" value="%a"/><condition attribute="preferredcontactmethodcode" operator="eq" value="3"/></filter></filter>';
      expect(await firstNames(`${filter}<order attribute="firstname" descending="true"/>`)).toEqual(['Cahya', 'Ayu']);
    });

    it('joins rows that match, and keeps rows without a match when the join is outer', async () => {
      const link = (type: string): string =>
        `<order attribute="firstname"/><link-entity name="account" from="accountid" to="parentcustomerid" link-type="${type}" alias="parent"><attribute name="address1_city"/></link-entity>`;
      expect(await firstNames(link('inner'))).toEqual(['Ayu']);
      const rows = await rowsOf(
        `<fetch><entity name="contact"><attribute name="firstname"/><filter><condition attribute="lastname" operator="eq" value="${label}"/></filter>${link('outer')}</entity></fetch>`,
      );
      expect(rows.map((row) => [row.firstname, row['parent.address1_city']])).toEqual([
        ['Ayu', 'Bandung'],
        ['Bagus', undefined],
        ['Cahya', undefined],
      ]);
    });

    it('filters the whole row by a column of a link, named by its alias', async () => {
      const inner =
        '<filter><condition entityname="parent" attribute="accountid" operator="null"/></filter><order attribute="firstname"/><link-entity name="account" from="accountid" to="parentcustomerid" link-type="outer" alias="parent"/>';
      expect(await firstNames(inner)).toEqual(['Bagus', 'Cahya']);
    });

    it('leaves empty columns out and shows annotations when asked', async () => {
      const answer = await client().fetch(
        'contacts',
        `<fetch><entity name="contact"><attribute name="firstname"/><attribute name="fax"/><attribute name="parentcustomerid"/><filter><condition attribute="lastname" operator="eq" value="${label}"/></filter><order attribute="firstname"/></entity></fetch>`,
        ALL_ANNOTATIONS,
      );
      const [first, second] = answer.body.value as RowBody[];
      expect(first).toMatchObject({
        firstname: 'Ayu',
        _parentcustomerid_value: account,
        '_parentcustomerid_value@OData.Community.Display.V1.FormattedValue': `${label} Induk`,
        '_parentcustomerid_value@Microsoft.Dynamics.CRM.lookuplogicalname': 'account',
      });
      expect(second).not.toHaveProperty('fax');
      expect(second).not.toHaveProperty('_parentcustomerid_value');
    });

    it('pages, with the cookie and the mark for more rows on all pages but the last', async () => {
      const page = async (number: number): Promise<RowBody> =>
        (
          await client().fetch(
            'contacts',
            `<fetch count="2" page="${number}" returntotalrecordcount="true"><entity name="contact"><attribute name="firstname"/><filter><condition attribute="lastname" operator="eq" value="${label}"/></filter><order attribute="firstname"/></entity></fetch>`,
            ALL_ANNOTATIONS,
          )
        ).body;
      const first = await page(1);
      expect(first['@Microsoft.Dynamics.CRM.morerecords']).toBe(true);
      expect(first['@Microsoft.Dynamics.CRM.totalrecordcount']).toBe(3);
      expect(first['@Microsoft.Dynamics.CRM.fetchxmlpagingcookie']).toMatch(
        /^<cookie pagenumber="2" pagingcookie="%253c/i,
      );
      const last = await page(2);
      expect((last.value as RowBody[]).map((row) => row.firstname)).toEqual(['Cahya']);
      expect(last).not.toHaveProperty(['@Microsoft.Dynamics.CRM.morerecords']);
      expect(last).not.toHaveProperty(['@Microsoft.Dynamics.CRM.fetchxmlpagingcookie']);
    });

    it('honours top and distinct', async () => {
      expect(await firstNames('<order attribute="firstname"/>', 'top="2"')).toEqual(['Ayu', 'Bagus']);
      const rows = await rowsOf(
        `<fetch distinct="true"><entity name="contact"><attribute name="lastname"/><filter><condition attribute="lastname" operator="eq" value="${label}"/></filter></entity></fetch>`,
      );
      expect(rows.map((row) => row.lastname)).toEqual([label]);
    });

    it.each([
      ['XML that does not parse', '<fetch><entity name="contact">'],
      ['another root', '<query/>'],
      ['an unknown column', '<fetch><entity name="contact"><attribute name="nosuchcolumn"/></entity></fetch>'],
      ['an unknown table', '<fetch><entity name="nosuchtable"/></fetch>'],
      [
        'a value that is no number',
        '<fetch><entity name="contact"><filter><condition attribute="statecode" operator="eq" value="x"/></filter></entity></fetch>',
      ],
    ])('refuses %s', async (_what, fetchXml) => {
      expect((await client().fetch('contacts', fetchXml)).status).toBe(400);
    });
  });
}
