import * as fc from 'fast-check';
import { parseFetchXml } from '../../../../sandbox/dataverse/query/fetchXml/parseFetchXml';
import { bindOptions } from '../../../../sandbox/dataverse/query/odata/bindOptions';
import { parseRequestOptions } from '../../../../sandbox/dataverse/query/odata/parseOptions';
import { everythingIn, runQuery } from '../../../../sandbox/dataverse/query/runQuery';
import { toSelect } from '../../../../sandbox/dataverse/query/toSql';
import type { OpenedDataverse } from '../../../../sandbox/dataverse/open';
import { codeOf, openFixture, ship } from './fixture';

describe('queries', () => {
  let dataverse: OpenedDataverse;

  beforeAll(() => {
    dataverse = openFixture();
    const north = dataverse.rows.create('fleet', { name: 'North', flag: 'NO' });
    const south = dataverse.rows.create('fleet', { name: 'South', flag: 'ZA' });
    const ada = ship(dataverse, {
      name: 'Ada',
      crew: 5,
      kind: 1,
      cargo: [1, 3],
      fleetid: { table: 'fleet', id: north },
      docked: '2026-03-10T23:30:00Z',
    });
    ship(dataverse, {
      name: 'Bjørn',
      crew: 50,
      kind: 2,
      cargo: [2],
      fleetid: { table: 'fleet', id: north },
      docked: '2026-03-11T08:00:00Z',
    });
    ship(dataverse, {
      name: 'Çelik',
      crew: null,
      kind: 3,
      fleetid: { table: 'fleet', id: south },
      escortid: { table: 'ship', id: ada },
      docked: '2026-02-10T08:00:00Z',
    });
    ship(dataverse, { name: "R'); DROP TABLE --", crew: 7, escortid: { table: 'fleet', id: south } });
  });
  afterAll(() => dataverse.close());

  const bind = (query: string, table = 'ship') =>
    bindOptions(dataverse.metadata, table, parseRequestOptions(query), {
      ...dataverse.operatorContext(dataverse.administrator),
      aliases: new Map(),
    });
  const odata = (query: string, table = 'ship'): unknown[] =>
    runQuery(everythingIn(dataverse), bind(`$select=name&${query}`, table).query).map((row) => row.values.name);
  const filtered = (filter: string, table = 'ship'): unknown[] => odata(`$filter=${encodeURIComponent(filter)}`, table);
  const fetched = (inner: string): unknown[] =>
    dataverse.rows
      .query(`<fetch><entity name="ship"><attribute name="name"/>${inner}</entity></fetch>`)
      .map((row) => row.values.name);
  const condition = (attribute: string, operator: string, value = ''): unknown[] =>
    fetched(
      `<filter><condition attribute="${attribute}" operator="${operator}"${value === '' ? '' : ` value="${value}"`}/></filter>`,
    );

  it('compares texts without regard to case and accent, in every script', () => {
    expect(filtered("name eq 'çELIK'")).toEqual(['Çelik']);
    expect(filtered("name eq 'celik'")).toEqual(['Çelik']);
    expect(filtered("startswith(name,'BJØ')")).toEqual(['Bjørn']);
  });

  it('counts empty columns as different, and a negated comparison as fulfilled by them', () => {
    expect(filtered('crew ne 5')).toHaveLength(3);
    expect(filtered('not (crew gt 5)')).toEqual(['Ada', 'Çelik']);
    expect(filtered('crew eq null')).toEqual(['Çelik']);
  });

  it('compares columns with columns, and values on the left', () => {
    expect(filtered('crew gt kind')).toHaveLength(2);
    expect(filtered('5 lt crew')).toHaveLength(2);
  });

  it('follows single-valued navigation properties, and polymorphic ones by table', () => {
    expect(filtered("FleetId/flag eq 'no' and FleetId/name eq 'NORTH'")).toEqual(['Ada', 'Bjørn']);
    expect(filtered("escortid_ship/FleetId/name eq 'North'")).toEqual(['Çelik']);
    expect(filtered("escortid_fleet/name eq 'South'")).toHaveLength(1);
    expect(filtered('escortid_ship eq null')).toHaveLength(2);
  });

  it('asks about collections with any and all, nested too', () => {
    expect(filtered('fleet_ship_fleetid/any(s:s/crew gt 40)', 'fleet')).toEqual(['North']);
    expect(filtered('fleet_ship_fleetid/all(s:s/crew gt 0)', 'fleet')).toEqual(['North']);
    expect(filtered('fleet_ship_fleetid/any()', 'fleet')).toEqual(['North', 'South']);
    expect(
      filtered("fleet_ship_fleetid/any(s:s/ship_ship_escortid/any(e:e/name eq 'Çelik' and s/crew eq 5))", 'fleet'),
    ).toEqual(['North']);
    expect(filtered("not fleet_ship_fleetid/any(s:startswith(s/name,'a'))", 'fleet')).toEqual(['South']);
  });

  it('knows the query functions', () => {
    expect(filtered("Microsoft.Dynamics.CRM.ContainValues(PropertyName='cargo',PropertyValues=['3','2'])")).toEqual([
      'Ada',
      'Bjørn',
    ]);
    expect(filtered("Microsoft.Dynamics.CRM.LastXDays(PropertyName='docked',PropertyValue=2)")).toEqual([
      'Ada',
      'Bjørn',
    ]);
    expect(filtered("Microsoft.Dynamics.CRM.Between(PropertyName='crew',PropertyValues=['5','7'])")).toHaveLength(2);
    // The names of ships form no tree.
    expect(codeOf(() => filtered("Microsoft.Dynamics.CRM.Under(PropertyName='name',PropertyValue='x')"))).toBe(
      '0x80060888',
    );
  });

  it('orders lookups by the name behind them, and choices by label in FetchXML only', () => {
    expect(odata('$orderby=_fleetid_value desc,name').slice(0, 3)).toEqual(['Çelik', 'Ada', 'Bjørn']);
    expect(odata('$orderby=kind desc').slice(0, 3)).toEqual(['Çelik', 'Bjørn', 'Ada']);
    expect(
      fetched('<filter><condition attribute="kind" operator="not-null"/></filter><order attribute="kind"/>'),
    ).toEqual(['Çelik', 'Bjørn', 'Ada']);
  });

  it.each<[string, string, string, string[]]>([
    ['docked', 'today', '', ['Bjørn']],
    ['docked', 'yesterday', '', ['Ada']],
    ['docked', 'this-month', '', ['Ada', 'Bjørn']],
    ['docked', 'last-month', '', ['Çelik']],
    ['docked', 'this-week', '', ['Ada', 'Bjørn']],
    ['docked', 'on', '2026-03-10', ['Ada']],
    ['docked', 'on-or-after', '2026-03-11', ['Bjørn']],
    ['docked', 'on-or-before', '2026-03-10', ['Ada', 'Çelik']],
    ['docked', 'olderthan-x-days', '10', ['Çelik']],
    ['docked', 'last-x-hours', '5', ['Bjørn']],
    ['docked', 'next-x-days', '3', []],
    ['name', 'like', '_d%', ['Ada']],
    ['name', 'not-like', '%a%', ['Bjørn', 'Çelik']],
    ['name', 'ends-with', 'K', ['Çelik']],
    ['crew', 'ge', '50', ['Bjørn']],
    ['cargo', 'contain-values', '3', ['Ada']],
  ])('FetchXML: %s %s %s', (attribute, operator, value, expected) => {
    expect(condition(attribute, operator, value)).toEqual(expected);
  });

  it('keeps a semi-join from repeating rows', () => {
    const fleets = dataverse.rows.query(
      '<fetch><entity name="fleet"><attribute name="name"/><link-entity name="ship" from="fleetid" to="fleetid" link-type="exists"><filter><condition attribute="crew" operator="gt" value="1"/></filter></link-entity></entity></fetch>',
    );
    expect(fleets.map((row) => row.values.name)).toEqual(['North']);
  });

  it.each([
    ['inner', '', ['Ada', 'Bjørn', 'Çelik']],
    ['natural', '', ['Ada', 'Bjørn', 'Çelik']],
    ['outer', '<filter><condition attribute="crew" operator="gt" value="10"/></filter>', ['Bjørn', null]],
    ['matchfirstrowusingcrossapply', '', ['Ada', 'Çelik']],
    [
      'matchfirstrowusingcrossapply',
      '<filter><condition attribute="crew" operator="gt" value="10"/></filter>',
      ['Bjørn'],
    ],
  ])('joins with the link type "%s" and the filter "%s"', (type, filter, expected) => {
    const fleets = dataverse.rows.query(
      `<fetch><entity name="fleet"><attribute name="name"/><link-entity name="ship" from="fleetid" to="fleetid" alias="s" link-type="${type}"><attribute name="name"/>${filter}</link-entity></entity></fetch>`,
    );
    expect(fleets.map((row) => row.values['s.name'])).toEqual(expected);
  });

  it.each([
    ['any', ['North']],
    ['not any', ['South']],
    ['all', ['South']],
    ['not all', ['North']],
  ])('asks with the link type "%s" about related rows that meet its filters', (type, expected) => {
    const fleets = dataverse.rows.query(
      `<fetch><entity name="fleet"><attribute name="name"/><filter><link-entity name="ship" from="fleetid" to="fleetid" link-type="${type}"><filter><condition attribute="crew" operator="gt" value="1"/></filter></link-entity></filter></entity></fetch>`,
    );
    expect(fleets.map((row) => row.values.name)).toEqual(expected);
  });

  it('does not give rows of today where archived ones are asked for', () => {
    expect(codeOf(() => dataverse.rows.query('<fetch datasource="retained"><entity name="ship"/></fetch>'))).toBe(
      '0x80040800',
    );
  });

  it('refuses to skip rows, in the words of the platform', () => {
    expect(() => odata('$skip=1')).toThrow('Skip Clause is not supported in CRM');
  });

  it('names an operator that it does not support instead of answering with nothing', () => {
    const inner = '<filter><condition attribute="name" operator="eq-nobody" value="x"/></filter>';
    expect(codeOf(() => fetched(inner))).toBe('0x80040800');
  });

  it('refuses a link type that there is not', () => {
    const inner = '<link-entity name="fleet" from="fleetid" to="fleetid" link-type="sideways"/>';
    expect(codeOf(() => fetched(inner))).toBe('0x80041110');
  });

  it.each(['<attribute name="shipid"/>', '<filter/>', '<order attribute="shipid"/>'])(
    'refuses %s directly below <fetch>, where it would say nothing',
    (stray) => {
      const text = `<fetch>${stray}<entity name="ship"/></fetch>`;
      const context = dataverse.operatorContext(dataverse.administrator);
      expect(codeOf(() => parseFetchXml(dataverse.metadata, text, context))).toBe('0x80041110');
    },
  );

  it('refuses aggregates of nothing, aliases used twice and unknown link columns', () => {
    const bindFetch = (text: string) =>
      parseFetchXml(dataverse.metadata, text, dataverse.operatorContext(dataverse.administrator));
    expect(codeOf(() => bindFetch('<fetch aggregate="true"><entity name="ship"/></fetch>'))).toBe('0x80041110');
    const link = '<link-entity name="fleet" from="fleetid" to="fleetid" alias="a"/>';
    expect(codeOf(() => fetched(link + link))).toBe('0x80041110');
    expect(codeOf(() => fetched('<link-entity name="fleet" from="nosuch" to="fleetid"/>'))).toBe('0x80041103');
  });

  describe('with hostile texts', () => {
    const hostile = [
      "x' OR '1'='1",
      "'); DROP TABLE ship; --",
      '" OR 1=1 --',
      "%' UNION SELECT * FROM systemuser --",
      '\\',
    ];

    it.each(hostile)('takes %j as a value and nothing else', (text) => {
      const quoted = text.replaceAll("'", "''");
      expect(filtered(`name eq '${quoted}'`)).toEqual([]);
      expect(filtered(`contains(name,'${quoted}') and crew eq 0`)).toEqual([]);
      const xml = text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;');
      expect(condition('name', 'eq', xml)).toEqual([]);
      expect(filtered('name ne null')).toHaveLength(4);
    });

    it('refuses a text that the database would cut at its null character', () => {
      expect(() => filtered("name eq 'x\u0000''; DELETE FROM ship'")).toThrow(/0x80060888|U\+0000|null/i);
      expect(filtered('name ne null')).toHaveLength(4);
    });

    it('finds the row whose name is an attack by exactly that name', () => {
      expect(filtered("name eq 'R''); DROP TABLE --'")).toHaveLength(1);
    });

    it.each([
      '$select=name"; DROP TABLE ship',
      '$orderby=name; DROP TABLE ship',
      '$orderby=(select 1)',
      '$expand=FleetId"',
      '$filter="name" eq 1',
    ])('refuses %s', (query) => {
      expect(codeOf(() => bind(query))).toBe('0x80060888');
    });

    it('never writes a value or a caller’s name into the SQL text', () => {
      fc.assert(
        fc.property(fc.string({ minLength: 3, maxLength: 20 }), (text) => {
          const value = `zq${text}qz`;
          const statement = toSelect(
            everythingIn(dataverse),
            bind(`$filter=${encodeURIComponent(`name eq '${value.replaceAll("'", "''")}'`)}`).query,
          );
          expect(statement.sql).not.toContain('zq');
          expect(statement.parameters).toHaveLength(1);
        }),
        { numRuns: 300 },
      );
      const aliased = parseFetchXml(
        dataverse.metadata,
        '<fetch><entity name="ship"><link-entity name="fleet" from="fleetid" to="fleetid" alias="zq&quot; --"><attribute name="name"/></link-entity></entity></fetch>',
        dataverse.operatorContext(dataverse.administrator),
      );
      expect(toSelect(everythingIn(dataverse), aliased.query).sql).not.toContain('zq');
    });
  });
});
