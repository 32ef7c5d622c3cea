import * as fc from 'fast-check';
import { DataverseError } from '../../../../sandbox/dataverse/errors';
import { parseFilter } from '../../../../sandbox/dataverse/query/odata/parseFilter';
import { parseRequestOptions } from '../../../../sandbox/dataverse/query/odata/parseOptions';
import { ODataSyntaxError } from '../../../../sandbox/dataverse/query/odata/syntaxError';

/** Position and text of the complaint. */
function complaintOf(work: () => unknown): { position: number; detail: string } {
  try {
    work();
  } catch (error) {
    if (error instanceof ODataSyntaxError) return { position: error.position, detail: error.detail };
    throw error;
  }
  throw new Error('The text was accepted.');
}

describe('parseFilter', () => {
  it('binds and tighter than or, and keeps the place of each comparison', () => {
    expect(parseFilter('a eq 1 or b eq 2 and c eq 3')).toMatchObject({
      kind: 'logical',
      operator: 'or',
      operands: [
        { kind: 'compare', left: { segments: ['a'] }, position: 2 },
        {
          kind: 'logical',
          operator: 'and',
          operands: [{ left: { segments: ['b'] } }, { left: { segments: ['c'], position: 21 } }],
        },
      ],
    });
  });

  it.each<[string, string, string]>([
    ["x eq 'it''s'", 'string', "it's"],
    ['x eq 00000000-0000-4000-8000-00000000AAAA', 'guid', '00000000-0000-4000-8000-00000000AAAA'],
    ['x eq 2026-03-01', 'date', '2026-03-01'],
    ['x eq 2026-03-01T10:00:00Z', 'datetime', '2026-03-01T10:00:00Z'],
    ['x eq -1.5e3', 'number', '-1.5e3'],
    ['x eq true', 'boolean', 'true'],
    ['x eq null', 'null', 'null'],
    ["x eq Microsoft.Dynamics.CRM.Kind'Tug'", 'enum', "Microsoft.Dynamics.CRM.Kind'Tug'"],
  ])('reads the literal of %s', (text, type, literal) => {
    expect(parseFilter(text)).toMatchObject({ right: { kind: 'literal', type, text: literal } });
  });

  it('reads paths, calls, named arguments and lambdas', () => {
    expect(parseFilter('a/b/c eq 1')).toMatchObject({ left: { segments: ['a', 'b', 'c'] } });
    expect(parseFilter("not contains(name,'x')")).toMatchObject({
      kind: 'not',
      operand: { kind: 'call', name: 'contains' },
    });
    expect(parseFilter("Microsoft.Dynamics.CRM.In(PropertyName='a',PropertyValues=['1','2'])")).toMatchObject({
      kind: 'call',
      arguments: [
        { name: 'PropertyName' },
        { name: 'PropertyValues', value: { kind: 'list', items: [{ text: '1' }, { text: '2' }] } },
      ],
    });
    expect(parseFilter('x/all(s:s/crew gt 1)')).toMatchObject({
      kind: 'lambda',
      quantifier: 'all',
      path: ['x'],
      variable: 's',
    });
    expect(parseFilter('x/any()')).toEqual({ kind: 'lambda', quantifier: 'any', path: ['x'], position: 0 });
  });

  it.each<[string, number, RegExp]>([
    ['name eq', 7, /a value was expected/],
    ["name eq 'x", 8, /unterminated/],
    ['name eq 5)', 9, /'\)' was not expected/],
    ['(name eq 5', 10, /'\)' was expected/],
    ['name # 5', 5, /character '#'/],
    ['name eq 5 and', 13, /a value was expected/],
    ['a eq 1 b eq 2', 7, /'b' was not expected/],
    ['x/any(5:5)', 7, /range variable/],
  ])('says where %s is wrong', (text, position, detail) => {
    const complaint = complaintOf(() => parseFilter(text));
    expect(complaint.position).toBe(position);
    expect(complaint.detail).toMatch(detail);
  });

  it('refuses nesting without end', () => {
    expect(() => parseFilter(`${'('.repeat(5000)}a eq 1${')'.repeat(5000)}`)).toThrow(ODataSyntaxError);
    expect(() => parseFilter(`${'not '.repeat(5000)}a`)).toThrow(ODataSyntaxError);
  });

  it('either parses a text or says what is wrong with it, whatever the text', () => {
    const words = fc.constantFrom(
      'name',
      'eq',
      'and',
      'or',
      'not',
      '(',
      ')',
      "'x'",
      '5',
      ',',
      '/',
      'any',
      ':',
      '[',
      ']',
      '@p',
      "'",
      '2026-01-01',
      '%',
      'é',
    );
    fc.assert(
      fc.property(fc.array(words, { maxLength: 25 }), fc.constantFrom(' ', ''), (parts, glue) => {
        try {
          parseFilter(parts.join(glue));
        } catch (error) {
          expect(error).toBeInstanceOf(DataverseError);
        }
      }),
      { numRuns: 2000 },
    );
  });
});

describe('parseRequestOptions', () => {
  it('reads every option, encoded or not, with blanks as %20 or +', () => {
    const options = parseRequestOptions(
      '$select=name,_fleetid_value&%24filter=name+eq%20%27A%2BB%27&$orderby=name desc,FleetId/name&$top=5&$count=true&@p1=7',
    );
    expect(options.select?.map((item) => item.name)).toEqual(['name', '_fleetid_value']);
    expect(options.filter).toMatchObject({ right: { text: 'A+B' } });
    expect(options.orderby).toMatchObject([
      { segments: ['name'], descending: true },
      { segments: ['FleetId', 'name'], descending: false },
    ]);
    expect(options).toMatchObject({ top: 5, count: true });
    expect(options.aliases.get('@p1')).toBe('7');
  });

  it('reads nested expansions with their own options', () => {
    const [first, second] =
      parseRequestOptions("$expand=a($select=x,y;$filter=name eq ';),(';$orderby=z;$top=2;$expand=b($select=c),d),e")
        .expand ?? [];
    expect(first).toMatchObject({
      navigationProperty: 'a',
      options: {
        top: 2,
        filter: { right: { text: ';),(' } },
        expand: [{ navigationProperty: 'b' }, { navigationProperty: 'd' }],
      },
    });
    expect(first?.options.select?.map((item) => item.name)).toEqual(['x', 'y']);
    expect(second).toMatchObject({ navigationProperty: 'e', options: {} });
  });

  it.each<[string, number]>([
    ['$expand=a($select=x;$filter=name eq)', 27],
    ['$expand=a($nosuch=1)', 2],
    ['$expand=a($select=x', 11],
    ['$select=name,,x', 5],
    ['$orderby=name sideways', 0],
  ])('says where %s is wrong, counted from the start of the option', (query, position) => {
    expect(complaintOf(() => parseRequestOptions(query)).position).toBe(position);
  });

  it('refuses repeated and unknown options, and names what it does not support', () => {
    expect(() => parseRequestOptions('$top=1&$top=2')).toThrow(/more than once/);
    expect(() => parseRequestOptions('$nosuch=1')).toThrow(/\$nosuch/);
    expect(() => parseRequestOptions('$select=%')).toThrow(/percent/);
    expect(() => parseRequestOptions('$apply=compute(x)')).toThrow(expect.objectContaining({ status: 501 }));
  });
});
