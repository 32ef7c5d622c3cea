/** Room tests. The grammar: literals, calls, members, interpolation, escapes, whole JSON values, places in errors, limits. */
import type { FlowValue } from '../../../../sandbox/flows/expressions';
import {
  applyFunction,
  compileValue,
  DEFAULT_LIMITS,
  evaluateText,
  evaluateValue,
  functionNames,
  MemberAccessError,
  parseTemplate,
  readJson,
  refusedFunctionNames,
  writeJson,
} from '../../../../sandbox/flows/expressions';
import { emptyRun, failureOf, fails, float, gives, valueOf } from './evaluation';

const nested = { a: { b: [10, { c: 'deep' }], null: null }, 'with space': 1, list: [], text: 'abc' };
const run = { ...emptyRun, variable: (name: string): FlowValue | undefined => (name === 'v' ? nested : undefined) };

describe('literals', () => {
  gives([
    ["'text'", 'text'],
    ["''", ''],
    ["''''", "'"],
    ["'it''s'", "it's"],
    ["'a}b@{c'", 'a}b@{c'],
    ['5', 5],
    ['-5', -5],
    ['+7', 7],
    ['1.5', 1.5],
    ['.25', 0.25],
    ['2.0', float(2)],
    ['1e3', float(1000)],
    ['1.5E-2', 0.015],
    ['9223372036854775807', 9223372036854775807n],
    ['true', true],
    ['False', false],
    ['NULL', null],
    [' 5 ', 5],
  ]);
  fails([
    ['9223372036854775808', 'expression-syntax'],
    ['1e999', 'expression-syntax'],
    ['"text"', 'expression-syntax'],
    ["'open", 'expression-syntax'],
    ['5abc', 'expression-syntax'],
    ['-', 'expression-syntax'],
    ['', 'expression-syntax'],
    ['{}', 'expression-syntax'],
    ['[1]', 'expression-syntax'],
  ]);
});

describe('members', () => {
  gives(
    [
      ["variables('v').a.b[0]", 10],
      ["variables('v')['a']['b'][1]['c']", 'deep'],
      ["variables('v')?['a']?['b']?[1]?['c']", 'deep'],
      ["variables('v')?.a?.b[1].c", 'deep'],
      ["variables('v')['with space']", 1],
      ["variables('v')?['missing']", null],
      ["variables('v')?['missing']?['more']", null],
      ["variables('v')?.missing?.more?[3]", null],
      ["variables('v')['list']?[0]", null],
      ["variables('v')?['a/b']", [10, { c: 'deep' }]],
      ["variables('v')?['a/missing/more']", null],
      ["variables('v')[concat('te', 'xt')]", 'abc'],
      ["variables('v').a.b[sub(2, 1)].c", 'deep'],
      ["variables( 'v' ) . a [ 'b' ] [ 0 ]", 10],
      ["variables('v').a.null", null],
      ["createArray('x', 'y')[1]", 'y'],
      ["first(createArray(variables('v'))).text", 'abc'],
    ],
    run,
  );
  fails(
    [
      ["variables('v')['missing']", 'member-access'],
      ["variables('v').missing", 'member-access'],
      ["variables('v').A", 'member-access'],
      ["variables('v')?['missing']['more']", 'member-access'],
      ["variables('v').list[0]", 'member-access'],
      ["variables('v').a.b[2]", 'member-access'],
      ["variables('v').a.b[-1]", 'member-access'],
      ["variables('v').a.b['c']", 'member-access'],
      ["variables('v').a.b?['c']", 'member-access'],
      ["variables('v').a.b[1.5]", 'member-access'],
      ["variables('v')[0]", 'member-access'],
      ["variables('v').text?['x']", 'member-access'],
      ["variables('v').text.length", 'member-access'],
      ["variables('v')?['toString']['x']", 'member-access'],
      ["variables('v')['a/missing']", 'member-access'],
      ["'abc'[0]", 'expression-syntax'],
      ["variables('v')?", 'expression-syntax'],
      ["variables('v').", 'expression-syntax'],
      ["variables('v')[", 'expression-syntax'],
      ["variables('v')[0", 'expression-syntax'],
      ["variables('v')..a", 'expression-syntax'],
      ["variables('v').5a", 'member-access'],
    ],
    run,
  );

  it('opens nothing that an object inherits', () => {
    expect(valueOf("variables('v')?['constructor']", run)).toBeNull();
    expect(valueOf("variables('v')?['__proto__']", run)).toBeNull();
  });
});

describe('calls', () => {
  fails([
    ["concat('a'", 'expression-syntax'],
    ["concat('a',)", 'expression-syntax'],
    ["concat(,'a')", 'expression-syntax'],
    ["concat 'a'", 'expression-syntax'],
    ["concat('a') 'b'", 'expression-syntax'],
    ["concat('a'))", 'expression-syntax'],
    ["concat('a')@{concat('b')}", 'expression-syntax'],
    ['foo', 'expression-syntax'],
    ["foo('a')", 'function-not-known'],
    ["if(true, 1, foo('never evaluated'))", 'function-not-known'],
    ["if(true, 1, length('a', 'b'))", 'argument-count'],
    ["toString('a')", 'function-not-known'],
    ["constructor('a')", 'function-not-known'],
  ]);

  const documented = `action actions add addDays addHours addMinutes addProperty addSeconds addToTime and array base64
    base64ToBinary base64ToString binary body bool chunk coalesce concat contains convertFromUtc convertTimeZone convertToUtc
    createArray dataUri dataUriToBinary dataUriToString dateDifference dayOfMonth dayOfWeek dayOfYear decimal decodeBase64
    decodeDataUri decodeUriComponent div empty encodeUriComponent endsWith equals first float formatDateTime
    formDataMultiValues formDataValue formatNumber getFutureTime getPastTime greater greaterOrEquals guid if indexOf int
    intersection isFloat isInt item items iterationIndexes join json last lastIndexOf length less lessOrEquals listCallbackUrl
    max min mod mul multipartBody not nthIndexOf or outputs parameters parseDateTime rand range removeProperty replace result
    reverse setProperty skip slice sort split startOfDay startOfHour startOfMonth startsWith string sub substring
    subtractFromTime take ticks toLower toUpper trigger triggerBody triggerFormDataMultiValues triggerFormDataValue
    triggerMultipartBody triggerOutputs trim union uriComponent uriComponentToBinary uriComponentToString uriHost uriPath
    uriPathAndQuery uriPort uriQuery uriScheme utcNow variables workflow xml xpath`.split(/\s+/);

  it.each(documented.map((name) => ({ name })))(
    '$name, which is documented, is there or refused by its name',
    ({ name }) => {
      expect([...functionNames(), ...refusedFunctionNames()]).toContain(name);
    },
  );

  it('apply a function to values, as conditions written as objects do', () => {
    expect(applyFunction('EQUALS', ['a', 'a'], emptyRun)).toBe(true);
    expect(applyFunction('contains', [['x'], 'x'], emptyRun)).toBe(true);
    expect(failureOf(() => applyFunction('greater', [1, null], emptyRun)).code).toBe('argument-type');
    expect(failureOf(() => applyFunction('equals', [1], emptyRun)).code).toBe('argument-count');
    expect(failureOf(() => applyFunction('if', [true, 1, 2], emptyRun)).code).toBe('expression-not-supported');
  });

  it('knows more than sixty functions, each under one name, and names the documented rest as refused', () => {
    const names = [...functionNames(), ...refusedFunctionNames()].map((name) => name.toLowerCase());
    expect(functionNames().length).toBeGreaterThan(60);
    expect(new Set(names).size).toBe(names.length);
  });
});

describe('texts of a definition', () => {
  it.each<[string, FlowValue]>([
    ['plain text', 'plain text'],
    ['', ''],
    ['someone@contoso.com', 'someone@contoso.com'],
    ["@concat('a', 'b')", 'ab'],
    ['@createArray(1)', [1]],
    ['@null', null],
    ['@{createArray(1)}', '[1]'],
    ['@{5}', '5'],
    ['@{null}', ''],
    ['@{true} or @{false}', 'True or False'],
    ["Hello @{concat('Wo', 'rld')}!", 'Hello World!'],
    ["@{toLower('A')}@{toUpper('b')}", 'aB'],
    ["@{concat('{', '}')}", '{}'],
    ["a@{'}'}b", 'a}b'],
    ['x @@{y} z', 'x @{y} z'],
    ['@@{y}', '@{y}'],
    ['@@', '@'],
    ['@@x@y', '@x@y'],
    ['@@a @{1}', '@a @{1}'],
    ['a@@b', 'a@@b'],
    ['a @{ 1 } b', 'a 1 b'],
    ['a @{add(1,\n 1)} b', 'a 2 b'],
    ['{"n": @{mul(2, 2)}}', '{"n": 4}'],
  ])('%j gives %j', (text, expected) => {
    expect(evaluateText(text, emptyRun)).toStrictEqual(expected);
  });

  it.each<[string, number]>([
    ['@', 1],
    ['@{}', 2],
    ['@{1', 3],
    ['ab @{1 2}', 7],
    ["@concat('a', )", 13],
    ["@concat('a'", 11],
    ["@'open", 1],
    ['@foo(1)', 1],
    ['@concat(foo(1))', 8],
    ["@length('a', 'b')", 1],
    ['x @{concat(substring())}', 11],
    ['@odata.type', 6],
  ])('says where %j is wrong', (text, position) => {
    expect(failureOf(() => parseTemplate(text)).position).toBe(position);
  });

  it('says where an evaluation fails', () => {
    expect(failureOf(() => evaluateText('@add(1, div(4, 0))', emptyRun))).toMatchObject({
      code: 'argument-value',
      functionName: 'div',
      position: 8,
    });
    const error = failureOf(() => evaluateText("n: @{variables('v').a.x}", run));
    expect(error).toBeInstanceOf(MemberAccessError);
    expect(error.position).toBe(21);
  });

  it('never puts a value into a message', () => {
    const secret = '+4512345678';
    const secrets = { ...emptyRun, variable: (): FlowValue => secret };
    const failing = [
      "int(concat(variables('v'), 'x'))",
      "json(variables('v'))",
      "formatDateTime(variables('v'))",
      "variables('v')['x']",
      "add(variables('v'), 1)",
      "base64ToString(variables('v'))",
      "uriHost(variables('v'))",
      "guid(variables('v'))",
      "convertFromUtc('2026-01-01', variables('v'))",
      "addToTime('2026-01-01', 1, variables('v'))",
      "float('1', variables('v'))",
      "bool(variables('v'))",
      "parseDateTime(variables('v'), 'en-US', 'yyyy')",
    ];
    for (const expression of failing) {
      expect(failureOf(() => valueOf(expression, secrets)).message).not.toContain('12345678');
    }
  });
});

describe('whole JSON values', () => {
  it('keeps types, evaluates every text and every name, and leaves the rest as it is', () => {
    const value = {
      number: 5,
      none: null,
      typed: '@add(1, 2)',
      text: 'n = @{add(1, 2)}',
      list: ['@true', { deep: "@json('[1]')" }],
      "@{concat('a', 'b')}": 1,
      '@@odata.type': 'x',
      'item/parent@odata.bind': "rows(@{'1'})",
    };
    expect(evaluateValue(value, emptyRun)).toStrictEqual({
      number: 5,
      none: null,
      typed: 3,
      text: 'n = 3',
      list: [true, { deep: [1] }],
      ab: 1,
      '@odata.type': 'x',
      'item/parent@odata.bind': 'rows(1)',
    });
  });

  it('names the way to what is wrong, when reading and when evaluating', () => {
    const reading = failureOf(() => compileValue({ parameters: { 'item/name': ['ok', '@concat('] } }));
    expect(reading).toMatchObject({ code: 'expression-syntax', path: 'parameters/item~1name/1', position: 8 });
    expect(reading.message).toBe(
      "The expression is not valid: A value was expected and the end was found. (character 8) in 'parameters/item~1name/1'",
    );
    const evaluating = failureOf(() => evaluateValue({ a: { b: 'x@{div(1, 0)}' } }, emptyRun));
    expect(evaluating).toMatchObject({ code: 'argument-value', path: 'a/b', position: 3 });
    expect(failureOf(() => compileValue({ '@odata.id': 1 })).path).toBe('@odata.id');
  });

  it('leaves floats without a fraction plain numbers to JavaScript', () => {
    expect(JSON.stringify({ n: valueOf('div(10.0, 5)') })).toBe('{"n":2}');
    expect(writeJson(valueOf("json('[5.0, 637134336000000001]')"))).toBe('[5,637134336000000001]');
  });

  it('keeps a property named __proto__ a plain property', () => {
    const value = evaluateValue(readJson('{"__proto__":{"polluted":"@add(1,1)"}}'), emptyRun);
    expect(writeJson(value)).toBe('{"__proto__":{"polluted":2}}');
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });
});

describe('limits', () => {
  it('follows the deepest nesting an expression of allowed length can have', () => {
    const depth = 1_630;
    const calls = `@${'not('.repeat(depth)}true${')'.repeat(depth)}`;
    expect(evaluateText(calls, emptyRun)).toBe(true);
    expect(failureOf(() => evaluateText(`@${'not('.repeat(2_000)}`, emptyRun)).code).toBe('expression-syntax');
    const brackets = `@variables('v')${"?['x']".repeat(1_300)}`;
    expect(evaluateText(brackets, run)).toBeNull();
  });

  it('refuses an expression of more than 8,192 characters, and not a text around expressions', () => {
    const literal = (length: number): string => `@'${'x'.repeat(length - 2)}'`;
    expect(evaluateText(literal(8_192), emptyRun)).toHaveLength(8_190);
    expect(failureOf(() => evaluateText(literal(8_193), emptyRun)).code).toBe('expression-too-long');
    expect(failureOf(() => evaluateText(`@concat(${' '.repeat(9_000)}'a')`, emptyRun)).code).toBe(
      'expression-too-long',
    );
    expect(evaluateText(`${'x'.repeat(500_000)}@{1}`, emptyRun)).toHaveLength(500_001);
  });

  it('reads a long text with many expressions in time that grows with its length', () => {
    // Of the processor, whatever else the machine does.
    const before = process.cpuUsage();
    const text = "@{concat('a', 'b')} @@{".repeat(40_000);
    expect(evaluateText(`x${text}`, emptyRun)).toHaveLength(1 + 40_000 * 5);
    expect(process.cpuUsage(before).user).toBeLessThan(10_000_000);
  });

  it('stops after the steps it was given', () => {
    const limits = { ...DEFAULT_LIMITS, maxSteps: 5 };
    expect(valueOf('add(1, add(1, 1))', {}, limits)).toBe(3);
    expect(failureOf(() => valueOf('add(1, add(1, add(1, 1)))', {}, limits)).code).toBe('step-limit');
    const rows = Array.from({ length: 6 }, () => '@1');
    expect(failureOf(() => evaluateValue(rows, emptyRun, limits)).code).toBe('step-limit');
  });

  it('refuses a text of more than 131,072 characters from string, concat and base64', () => {
    const long = { variable: (): FlowValue => 'x'.repeat(131_072) };
    expect(valueOf("concat(variables('v'))", long)).toHaveLength(131_072);
    expect(failureOf(() => valueOf("concat(variables('v'), '1')", long))).toMatchObject({
      code: 'result-too-long',
      length: 131_073,
    });
    expect(failureOf(() => valueOf("base64(variables('v'))", long)).code).toBe('result-too-long');
    expect(failureOf(() => valueOf("string(createArray(variables('v')))", long)).code).toBe('result-too-long');
  });

  it('refuses values nested too deep instead of exhausting the stack', () => {
    let value: FlowValue = 1;
    for (let depth = 0; depth < 100_000; depth += 1) value = [value];
    expect(failureOf(() => compileValue(value)).code).toBe('value-too-deep');
    const deep = { variable: (): FlowValue => value };
    expect(failureOf(() => valueOf("string(variables('v'))", deep)).code).toBe('value-too-deep');
    expect(failureOf(() => valueOf("union(variables('v'))", deep)).code).toBe('value-too-deep');
    const text = { variable: (): FlowValue => '['.repeat(100_000) };
    expect(failureOf(() => valueOf("json(variables('v'))", text)).code).toBe('argument-value');
  });
});
