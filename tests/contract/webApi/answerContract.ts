import type { WebApiClient } from './client';
import { ALL_ANNOTATIONS, uniqueName } from './client';

/** What answers hold beside the columns: Microsoft Learn, "Query data using the Web API", "Select columns", "Page results", "Use FetchXML". */
export function describeAnswers(client: () => WebApiClient): void {
  describe('answers', () => {
    let accountId: string;
    let name: string;
    let own: string;

    beforeAll(async () => {
      name = uniqueName('Answers');
      accountId = await client().create('accounts', { name, revenue: 12.5 });
      own = `_parentcustomerid_value eq ${accountId}`;
      for (const lastname of ['Alpha', 'beta', 'Gamma']) {
        await client().create('contacts', {
          lastname,
          'parentcustomerid_account@odata.bind': `/accounts(${accountId})`,
        });
      }
    });

    const contacts = (options: string, headers?: Record<string, string>) =>
      client().get(`contacts?$filter=${own}${options}`, headers);

    it('show the currency with money, and lookups as values only', async () => {
      const { body } = await client().get(`accounts(${accountId})?$select=revenue`);
      expect(Object.keys(body)).toEqual(
        expect.arrayContaining([
          '@odata.context',
          '@odata.etag',
          'accountid',
          'revenue',
          '_transactioncurrencyid_value',
        ]),
      );
      expect((await client().get(`accounts(${accountId})?$select=primarycontactid`)).body).not.toHaveProperty(
        'primarycontactid',
      );
    });

    it('name the set and the columns in their context', async () => {
      const { body } = await contacts('&$select=lastname,firstname&$top=1');
      expect(body['@odata.context']).toBe(`${client().serviceRoot}$metadata#contacts(lastname,firstname)`);
    });

    it('compare texts without regard to case', async () => {
      expect((await contacts('&$select=lastname&$orderby=lastname')).body.value).toHaveLength(3);
      const rows = await client().rows(`contacts?$filter=${own} and lastname eq 'ALPHA'`);
      expect(rows).toHaveLength(1);
      expect(await client().rows(`contacts?$filter=${own} and contains(lastname,'ET')`)).toHaveLength(1);
    });

    it.each([
      ['an id in quotes for a lookup', (id: string) => `_parentcustomerid_value eq '${id}'`],
      ['arithmetic', () => 'statuscode add 1 eq 2'],
      ['other functions', () => 'length(lastname) eq 5'],
      ['an open parenthesis', () => "(lastname eq 'x'"],
    ])('refuse %s in a filter', async (_what, toFilter) => {
      expect((await client().get(`contacts?$filter=${encodeURIComponent(toFilter(accountId))}`)).status).toBe(400);
    });

    it('count only when asked', async () => {
      expect((await contacts('&$select=lastname')).body).not.toHaveProperty('@odata.count');
      expect((await contacts('&$select=lastname&$count=true')).body['@odata.count']).toBe(3);
      const annotated = await contacts('&$select=lastname&$count=true', ALL_ANNOTATIONS);
      expect(annotated.body).toMatchObject({
        '@Microsoft.Dynamics.CRM.totalrecordcount': 3,
        '@Microsoft.Dynamics.CRM.totalrecordcountlimitexceeded': false,
        '@Microsoft.Dynamics.CRM.globalmetadataversion': expect.any(String),
      });
      const uncounted = await contacts('&$select=lastname', ALL_ANNOTATIONS);
      expect(uncounted.body['@Microsoft.Dynamics.CRM.totalrecordcount']).toBe(-1);
    });

    it('link to the next page by an address that also works as a query alone, with the same page size', async () => {
      const prefer = { prefer: 'odata.maxpagesize=2' };
      const first = await contacts('&$select=lastname&$orderby=lastname', prefer);
      const next = String(first.body['@odata.nextLink']);
      expect(next.startsWith(`${client().serviceRoot}contacts?`)).toBe(true);
      expect(next).toContain('$skiptoken=');
      const byQuery = await client().get(`contacts${next.slice(next.indexOf('?'))}`, prefer);
      expect(byQuery.body.value).toEqual([expect.objectContaining({ lastname: 'Gamma' })]);
      expect(byQuery.body).not.toHaveProperty('@odata.nextLink');
    });

    it('link to more of an expanded collection for each row of a set', async () => {
      const query = `$select=name&$filter=accountid eq ${accountId}&$expand=contact_customer_accounts($select=lastname)`;
      const [row] = await client().rows(`accounts?${query}`);
      expect(row?.contact_customer_accounts).toHaveLength(3);
      expect(String(row?.['contact_customer_accounts@odata.nextLink'])).toContain(
        `accounts(${accountId})/contact_customer_accounts?`,
      );
    });

    it('annotate what was asked for, and nothing else', async () => {
      const lookup = '_parentcustomerid_value';
      const bare = (await contacts('&$top=1&$select=_parentcustomerid_value')).body.value as Record<string, unknown>[];
      expect(Object.keys(bare[0] ?? {}).filter((key) => key.startsWith(`${lookup}@`))).toEqual([]);
      const all = (await contacts('&$top=1&$select=_parentcustomerid_value', ALL_ANNOTATIONS)).body.value;
      expect(all).toEqual([
        expect.objectContaining({
          [`${lookup}@OData.Community.Display.V1.FormattedValue`]: name,
          [`${lookup}@Microsoft.Dynamics.CRM.lookuplogicalname`]: 'account',
          [`${lookup}@Microsoft.Dynamics.CRM.associatednavigationproperty`]: 'parentcustomerid_account',
        }),
      ]);
      const some = { prefer: 'odata.include-annotations="Microsoft.Dynamics.CRM.lookuplogicalname"' };
      const [one] = (await contacts('&$top=1&$select=_parentcustomerid_value', some)).body.value as object[];
      expect(Object.keys(one ?? {}).filter((key) => key.startsWith(`${lookup}@`))).toEqual([
        `${lookup}@Microsoft.Dynamics.CRM.lookuplogicalname`,
      ]);
    });

    it('to FetchXML leave empty columns out, name columns of links by their alias, and count when asked', async () => {
      const xml = `<fetch><entity name="contact"><attribute name="lastname"/><attribute name="fax"/><filter><condition attribute="parentcustomerid" operator="eq" value="${accountId}"/></filter><link-entity name="account" from="accountid" to="parentcustomerid" alias="a"><attribute name="name"/></link-entity></entity></fetch>`;
      const { body } = await client().get(`contacts?fetchXml=${encodeURIComponent(xml)}&$count=true`);
      expect(body['@odata.count']).toBe(3);
      const [row = {}] = body.value as Record<string, unknown>[];
      expect(row).toMatchObject({ 'a.name': name });
      expect(row).not.toHaveProperty('fax');
    });

    it('to a function name its response in their context', async () => {
      const { body } = await client().get('WhoAmI()');
      expect(body['@odata.context']).toBe(`${client().serviceRoot}$metadata#Microsoft.Dynamics.CRM.WhoAmIResponse`);
    });

    it('to an action that returns nothing are 204', async () => {
      const incidentId = await client().create('incidents', {
        title: name,
        'customerid_account@odata.bind': `/accounts(${accountId})`,
      });
      const answer = await client().send('POST', 'CloseIncident', {
        IncidentResolution: { subject: 'Done', 'incidentid@odata.bind': `/incidents(${incidentId})` },
        Status: 5,
      });
      expect([answer.status, answer.text]).toEqual([204, '']);
      expect((await client().get(`incidents(${incidentId})?$select=statecode`)).body.statecode).toBe(1);
    });

    it('to an action say which parameter is wrong', async () => {
      expect((await client().send('POST', 'CloseIncident', { Nosuch: 1 })).status).toBe(400);
      expect((await client().send('GET', 'CloseIncident')).status).toBeGreaterThanOrEqual(400);
      expect((await client().send('POST', 'NoSuchAction', {})).status).toBe(404);
    });
  });
}
