import type { RowBody, WebApiClient } from './client';
import { ALL_ANNOTATIONS, errorCode, uniqueName } from './client';

/** Queries: Microsoft Learn, "Query data using the Web API". */
export function describeReads(client: () => WebApiClient): void {
  describe('querying with OData', () => {
    const label = uniqueName('Query');
    const contactIds: string[] = [];
    let account = '';

    beforeAll(async () => {
      account = await client().create('accounts', { name: `${label} AB`, numberofemployees: 10, revenue: 1500.5 });
      for (const [index, firstname] of ['Åsa', 'Budi', 'citra', "D'Arcy", 'Eko 100%'].entries()) {
        contactIds.push(
          await client().create('contacts', {
            firstname,
            lastname: label,
            donotphone: index % 2 === 1,
            birthdate: `199${index}-05-0${index + 1}`,
            ...(index < 3 ? { 'parentcustomerid_account@odata.bind': `/accounts(${account})` } : {}),
          }),
        );
      }
    });

    const names = async (query: string): Promise<unknown[]> => {
      const rows = await client().rows(`contacts?$select=firstname&${query}`);
      return rows.map((row) => row.firstname);
    };
    const own = `lastname eq '${label}'`;

    it.each<[string, string, string[]]>([
      ['eq, without regard to case', "firstname eq 'BUDI'", ['Budi']],
      ['eq, without regard to case beyond ASCII', "firstname eq 'åSA'", ['Åsa']],
      ['ne', "firstname ne 'Budi'", ['Åsa', 'citra', "D'Arcy", 'Eko 100%']],
      ['contains', "contains(firstname,'IT')", ['citra']],
      ['startswith', "startswith(firstname,'å')", ['Åsa']],
      ['endswith', "endswith(firstname,'RA')", ['citra']],
      ['not contains', "not contains(firstname,'i')", ['Åsa', "D'Arcy", 'Eko 100%']],
      ['wildcards', "contains(firstname,'b_d%i')", ['Budi']],
      ['a wildcard in brackets, which stands for itself', "contains(firstname,'[%]')", ['Eko 100%']],
      ['a doubled quote', "firstname eq 'D''Arcy'", ["D'Arcy"]],
      ['a boolean', 'donotphone eq true', ['Budi', "D'Arcy"]],
      ['a date', 'birthdate lt 1992-01-01', ['Åsa', 'Budi']],
      ['null', '_parentcustomerid_value eq null', ["D'Arcy", 'Eko 100%']],
      ['not null', '_parentcustomerid_value ne null', ['Åsa', 'Budi', 'citra']],
      ['and before or', "donotphone eq true and startswith(firstname,'B') or firstname eq 'citra'", ['Budi', 'citra']],
      ['parentheses', "donotphone eq true and (startswith(firstname,'B') or firstname eq 'citra')", ['Budi']],
      [
        'a query function',
        "Microsoft.Dynamics.CRM.In(PropertyName='firstname',PropertyValues=['Budi','citra'])",
        ['Budi', 'citra'],
      ],
      [
        'a date function',
        "Microsoft.Dynamics.CRM.Today(PropertyName='createdon')",
        ['Åsa', 'Budi', 'citra', "D'Arcy", 'Eko 100%'],
      ],
    ])('filters by %s', async (_what, filter, expected) => {
      expect(await names(`$filter=${encodeURIComponent(`${own} and (${filter})`)}&$orderby=birthdate`)).toEqual(
        expected,
      );
    });

    it('filters by a column of a related row, and by a lookup', async () => {
      const byName = `${own} and parentcustomerid_account/name eq '${label} AB'`;
      expect(await names(`$filter=${encodeURIComponent(byName)}&$orderby=birthdate`)).toEqual(['Åsa', 'Budi', 'citra']);
      expect((await names(`$filter=${own} and _parentcustomerid_value eq ${account}`)).length).toBe(3);
    });

    it('filters by what is true of any or all related rows', async () => {
      const filter = (quantifier: string): string =>
        encodeURIComponent(
          `accountid eq ${account} and contact_customer_accounts/${quantifier}(c:c/donotphone eq false)`,
        );
      expect((await client().rows(`accounts?$select=name&$filter=${filter('any')}`)).length).toBe(1);
      expect((await client().rows(`accounts?$select=name&$filter=${filter('all')}`)).length).toBe(0);
    });

    it('reads blanks as plus signs, and values from parameter aliases', async () => {
      expect(
        await names(`$filter=lastname+eq+@p1+and+firstname+eq+@p2&@p1='${encodeURIComponent(label)}'&@p2='Budi'`),
      ).toEqual(['Budi']);
    });

    it('reads properties from parameter aliases, in $filter and in $orderby', async () => {
      expect(
        await names(
          `$filter=contains(@p1,'i') and @p2 eq '${label}'&$orderby=@p3 desc,@p1&@p1=firstname&@p2=lastname&@p3=donotphone`,
        ),
      ).toEqual(['Budi', 'citra']);
    });

    it('takes an alias without a value for null', async () => {
      expect(await names(`$filter=${own} and _parentcustomerid_value eq @p9&$orderby=birthdate`)).toEqual([
        "D'Arcy",
        'Eko 100%',
      ]);
    });

    it('orders by several columns and directions', async () => {
      expect(await names(`$filter=${own}&$orderby=donotphone desc,firstname desc`)).toEqual([
        "D'Arcy",
        'Budi',
        'Eko 100%',
        'citra',
        'Åsa',
      ]);
    });

    it('expands in both directions with options of their own', async () => {
      const expanded = async (options: string): Promise<unknown> => {
        const path = `accounts(${account})?$select=name&$expand=contact_customer_accounts(${options})`;
        return (await client().get(path)).body.contact_customer_accounts;
      };
      expect(await expanded('$select=firstname;$filter=donotphone eq false;$orderby=birthdate desc;$top=1')).toEqual([
        expect.objectContaining({ firstname: 'citra' }),
      ]);
      const nested = "$select=firstname;$filter=firstname eq 'Budi';$expand=parentcustomerid_account($select=name)";
      expect(await expanded(nested)).toEqual([
        expect.objectContaining({
          firstname: 'Budi',
          parentcustomerid_account: expect.objectContaining({ name: `${label} AB` }),
        }),
      ]);
    });

    it('expands a lookup to a link', async () => {
      const { body } = await client().get(
        `contacts(${contactIds[0]})?$select=firstname&$expand=parentcustomerid_account/$ref`,
      );
      expect(body).toMatchObject({
        firstname: 'Åsa',
        _parentcustomerid_value: account,
        parentcustomerid_account: { '@odata.id': `${client().serviceRoot}accounts(${account})` },
      });
    });

    it('limits an expanded collection for each row by itself', async () => {
      const other = await client().create('accounts', { name: `${label} CD` });
      await client().create('contacts', {
        lastname: `${label} other`,
        'parentcustomerid_account@odata.bind': `/accounts(${other})`,
      });
      const rows = await client().rows(
        `accounts?$select=name&$filter=startswith(name,'${label}')&$orderby=name&$expand=contact_customer_accounts($select=lastname;$top=1)`,
      );
      expect(rows.map((row) => (row.contact_customer_accounts as unknown[]).length)).toEqual([1, 1]);
      expect(rows[0]).toHaveProperty(['contact_customer_accounts@odata.nextLink']);
    });

    it('gives null for an empty single-valued expansion', async () => {
      const [row] = await client().rows(
        `contacts?$select=firstname&$filter=contactid eq ${contactIds[4]}&$expand=parentcustomerid_account($select=name)`,
      );
      expect(row).toMatchObject({ firstname: 'Eko 100%', parentcustomerid_account: null });
    });

    it('always shows the primary id, and lookups only as values', async () => {
      const [row] = await client().rows(
        `contacts?$select=firstname,_parentcustomerid_value&$filter=contactid eq ${contactIds[0]}`,
      );
      expect(Object.keys(row ?? {}).sort()).toEqual([
        '@odata.etag',
        '_parentcustomerid_value',
        'contactid',
        'firstname',
      ]);
    });

    it('gives formatted values only when asked', async () => {
      const path = `accounts(${account})?$select=statecode,numberofemployees,_ownerid_value`;
      const plain = (await client().get(path)).body;
      expect(Object.keys(plain).filter((name) => name.includes('@') && !name.startsWith('@'))).toEqual([]);
      const annotated = await client().get(path, ALL_ANNOTATIONS);
      expect(annotated.headers.get('preference-applied')).toBe('odata.include-annotations="*"');
      expect(annotated.body).toMatchObject({
        'statecode@OData.Community.Display.V1.FormattedValue': 'Active',
        'numberofemployees@OData.Community.Display.V1.FormattedValue': '10',
        '_ownerid_value@Microsoft.Dynamics.CRM.lookuplogicalname': 'systemuser',
      });
      expect(annotated.body['_ownerid_value@OData.Community.Display.V1.FormattedValue']).toEqual(expect.any(String));
    });

    it('pages by the size the client prefers, without losing or repeating a row', async () => {
      const prefer = { prefer: 'odata.maxpagesize=2' };
      const seen: unknown[] = [];
      let next: string | undefined =
        `contacts?$select=firstname&$filter=${encodeURIComponent(own)}&$orderby=birthdate&$count=true`;
      const sizes: number[] = [];
      while (next !== undefined) {
        const { body, headers }: { body: RowBody; headers: Headers } = await client().get(next, prefer);
        expect(headers.get('preference-applied')).toContain('odata.maxpagesize=2');
        expect(body['@odata.count']).toBe(5);
        const rows = body.value as RowBody[];
        sizes.push(rows.length);
        seen.push(...rows.map((row) => row.contactid));
        next = body['@odata.nextLink'] as string | undefined;
      }
      expect(sizes).toEqual([2, 2, 1]);
      expect(seen).toEqual(contactIds);
    });

    it('counts a set and a collection', async () => {
      const count = async (path: string): Promise<number> =>
        Number((await client().get(path)).text.replace('\ufeff', ''));
      expect(await count(`contacts/$count?$filter=${encodeURIComponent(own)}`)).toBe(5);
      expect(await count(`accounts(${account})/contact_customer_accounts/$count`)).toBe(3);
    });

    it('honours $top', async () => {
      expect(await names(`$filter=${own}&$orderby=birthdate desc&$top=2`)).toEqual(['Eko 100%', "D'Arcy"]);
    });

    it('ignores $top beside a preferred page size', async () => {
      const path = `contacts?$select=firstname&$filter=${encodeURIComponent(own)}&$top=1`;
      expect(await client().rows(path, { prefer: 'odata.maxpagesize=3' })).toHaveLength(3);
    });

    const ONLY_SELECT_AND_FILTER = 'Only $select and $filter clause can be provided';
    it.each([
      ['links to a collection', 'contact_customer_accounts/$ref', 'Expand with $ref is only supported on lookup type'],
      ['an ordered lookup', 'primarycontactid($orderby=fullname)', ONLY_SELECT_AND_FILTER],
      [
        'an ordered collection with an expansion inside',
        'contact_customer_accounts($orderby=fullname;$expand=owninguser($select=fullname))',
        ONLY_SELECT_AND_FILTER,
      ],
      [
        'a limited collection beside one with an expansion inside',
        'Account_Tasks($top=1),contact_customer_accounts($expand=owninguser($select=fullname))',
        ONLY_SELECT_AND_FILTER,
      ],
      ['a counted collection', 'contact_customer_accounts($count=true)', '$count'],
      ['levels', 'parentaccountid($levels=2)', '$levels'],
      ['by a parameter alias', "contact_customer_accounts($filter=lastname eq @p1)&@p1='x'", '@p1'],
      [
        'more than 15 properties',
        `${Array.from({ length: 14 }, () => 'createdby').join()},primarycontactid($expand=createdby)`,
        'expand',
      ],
    ])('does not expand %s', async (_what, expand, named) => {
      const answer = await client().get(`accounts?$select=name&$top=1&$expand=${expand}`);
      expect([answer.status, errorCode(answer)]).toEqual([400, '0x80060888']);
      expect(answer.text).toContain(named);
    });

    it.each([
      [
        'a collection behind a lookup in $filter',
        '$filter=parentcustomerid_account/Account_Tasks/any()',
        'Account_Tasks',
      ],
      [
        'a negated query function',
        "$filter=not (firstname eq 'x' or Microsoft.Dynamics.CRM.Today(PropertyName='createdon'))",
        'Not operator along with the Custom Named Condition operators is not allowed',
      ],
      ['an alias without a value in $orderby', '$orderby=@p1', '@p1'],
      ['an unknown column in $select', '$select=nosuchcolumn', 'nosuchcolumn'],
      ['an unknown column in $filter', '$filter=nosuchcolumn eq 1', 'nosuchcolumn'],
      ['a bare lookup name in $filter', `$filter=ownerid/x eq 1`, 'x'],
      ['an unknown navigation property', '$expand=nosuchnavigation', 'nosuchnavigation'],
      ['types that do not compare', '$filter=firstname eq 5', 'incompatible types'],
      ['an open quote', "$filter=firstname eq 'x", 'unterminated'],
      ['an unknown function', "$filter=trim(firstname) eq 'x'", 'trim'],
      ['a top that is no number', '$top=many', 'many'],
      ['an unknown option', '$nosuchoption=1', '$nosuchoption'],
    ])('refuses %s', async (_what, query, named) => {
      const answer = await client().get(`contacts?${query}`);
      expect([answer.status, errorCode(answer)]).toEqual([400, '0x80060888']);
      expect(answer.text).toContain(named);
    });

    it('does not know a set that does not exist', async () => {
      const answer = await client().get('nosuchset');
      expect([answer.status, errorCode(answer)]).toEqual([404, '0x8006088a']);
    });
  });
}
