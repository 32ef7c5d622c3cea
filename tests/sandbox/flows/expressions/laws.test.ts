/** Room tests. What holds for every expression and every value: the parser ends and fails only by name, and round trips. */
import * as fc from 'fast-check';
import type { EvaluationContext, FlowValue } from '../../../../sandbox/flows/expressions';
import {
  evaluateText,
  ExpressionError,
  functionNames,
  parseTemplate,
  readJson,
  toText,
  WholeFloat,
  writeJson,
} from '../../../../sandbox/flows/expressions';
import { emptyRun, valueOf } from './evaluation';

/** A run whose variables `a` and `b` hold the values. */
const holding = (a: FlowValue, b: FlowValue = null): Partial<EvaluationContext> => ({
  variable: (name) => (name === 'a' ? a : b),
});

const wellFormed = fc.string({ unit: 'binary' });
/** Numbers are safe integers or have a fraction, so that plain JavaScript numbers stand for themselves. */
const leaf = fc.oneof(
  fc.constant(null),
  fc.boolean(),
  fc.maxSafeInteger(),
  fc.double({ noNaN: true, noDefaultInfinity: true }).filter((value) => !Number.isInteger(value)),
  wellFormed,
);
const { value: anyValue } = fc.letrec<{ value: FlowValue }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    leaf,
    fc.array(tie('value'), { maxLength: 5 }),
    fc.dictionary(fc.string({ maxLength: 8 }), tie('value'), { maxKeys: 5 }).map((object) => ({ ...object })),
  ),
}));

/** Parts of expressions, right and wrong, in any order. */
const fragment = fc.oneof(
  fc.constantFrom(...functionNames(), 'foo', 'null', 'true', 'FALSE', 'xml'),
  fc.constantFrom(
    '(',
    ')',
    '[',
    ']',
    ',',
    '.',
    '?',
    '?.',
    '?[',
    "'",
    "''",
    '@',
    '@{',
    '}',
    '@@',
    ' ',
    '\n',
    '"',
    '-',
    '+',
  ),
  fc.constantFrom(
    "'x'",
    "'2026-01-01'",
    "'yyyy'",
    '1',
    '2',
    '-1',
    '1.5',
    '1e9',
    '.5',
    '99999999999999999999',
    "['a']",
    '.b',
  ),
  fc.string({ maxLength: 3 }),
);
const mess = fc.array(fragment, { maxLength: 40 }).map((parts) => parts.join(''));

/** Calls that parse, with arguments of every type in every place. */
const { call } = fc.letrec<{ call: string }>((tie) => ({
  call: fc.oneof(
    { maxDepth: 3, depthSize: 'small' },
    fc.constantFrom(
      "'x'",
      "''",
      "'a,b'",
      "'2026-02-28T10:00:00Z'",
      "'Day'",
      "'UTC'",
      '0',
      '1',
      '-3',
      '2.5',
      '1e300',
      'null',
      'true',
    ),
    fc.constantFrom("variables('a')", "createArray(1, 'b', null)", 'json(\'{"a":[1,{"b":2}]}\')', 'range(0, 5)'),
    fc
      .tuple(fc.constantFrom(...functionNames()), fc.array(tie('call'), { maxLength: 4 }))
      .map(([name, given]) => `${name}(${given.join(', ')})`),
  ),
}));

/** Ends with a value or with an error of the expression language; anything else fails the test. */
function evaluates(text: string, run: Partial<EvaluationContext> = {}): boolean {
  try {
    evaluateText(text, { ...emptyRun, ...run });
    return true;
  } catch (error) {
    if (!(error instanceof ExpressionError)) throw error;
    expect(error.code).toMatch(/^[a-z]+(-[a-z]+)+$/);
    return false;
  }
}

describe('whatever the text', () => {
  it('reads it or refuses it by name, at a place inside of it', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          mess,
          mess.map((text) => `@${text}`),
          mess.map((text) => `@{${text}}`),
          wellFormed,
        ),
        (text) => {
          try {
            parseTemplate(text);
          } catch (error) {
            if (!(error instanceof ExpressionError)) throw error;
            expect(error.position ?? 0).toBeLessThanOrEqual(text.length);
          }
        },
      ),
      { numRuns: 5_000 },
    );
  });

  it('evaluates well-formed calls, or refuses them by name', () => {
    let succeeded = 0;
    fc.assert(
      fc.property(call, anyValue, (text, value) => {
        succeeded += Number(evaluates(`@${text}`, holding(value)));
      }),
      { numRuns: 5_000 },
    );
    expect(succeeded).toBeGreaterThan(500);
  });

  it.each(functionNames().map((name) => ({ name })))('$name takes any values or refuses them by name', ({ name }) => {
    fc.assert(
      fc.property(fc.array(anyValue, { maxLength: 4 }), (values) => {
        const given = values.map((_, index) => `variables('${index}')`).join(', ');
        evaluates(`@${name}(${given})`, { variable: (index) => values[Number(index)] ?? null });
      }),
      { numRuns: 60 },
    );
  });

  it('gives back every text that stands between quotes', () => {
    fc.assert(
      fc.property(wellFormed, (text) => {
        expect(valueOf(`'${text.replace(/'/g, "''")}'`)).toBe(text);
      }),
    );
  });

  it('gives back every escaped text', () => {
    fc.assert(
      fc.property(wellFormed, (text) => {
        expect(evaluateText(`@@${text}`, emptyRun)).toBe(`@${text}`);
        const plain = text.replace(/@/g, '');
        expect(evaluateText(`${plain}@@{x}`, emptyRun)).toBe(`${plain}@{x}`);
      }),
    );
  });

  it('keeps the type of a whole expression and makes text of an interpolated one', () => {
    fc.assert(
      fc.property(anyValue, (value) => {
        expect(valueOf("variables('a')", holding(value))).toStrictEqual(value);
        expect(evaluateText("<@{variables('a')}>", { ...emptyRun, ...holding(value) })).toBe(`<${toText(value)}>`);
      }),
    );
  });
});

describe('round trips', () => {
  it.each([
    ["base64ToString(base64(variables('a')))"],
    ["uriComponentToString(uriComponent(variables('a')))"],
    ["decodeUriComponent(encodeUriComponent(variables('a')))"],
    ["dataUriToString(dataUri(variables('a')))"],
    ["join(chunk(variables('a'), 3), '')"],
    ["join(split(variables('a'), 'e'), 'e')"],
    ["concat(take(variables('a'), 2), slice(variables('a'), 2))"],
  ])('%s gives back every text', (expression) => {
    // Half of a surrogate pair has no UTF-8.
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        expect(valueOf(expression, holding(text))).toBe(text);
      }),
    );
  });

  it("json(string(variables('a'))) gives back every array and object", () => {
    fc.assert(
      fc.property(fc.array(anyValue), (value) => {
        expect(writeJson(valueOf("json(string(variables('a')))", holding(value)))).toBe(writeJson(value));
      }),
    );
  });

  it('reads JSON as JavaScript does, where JavaScript loses nothing', () => {
    fc.assert(
      fc.property(anyValue, (value) => {
        const text = JSON.stringify(value, null, 1);
        expect(JSON.parse(writeJson(readJson(text)))).toEqual(JSON.parse(text));
      }),
    );
  });

  it('refuses as JSON what JavaScript refuses, and nothing else', () => {
    const nearly = fc
      .tuple(fc.json(), fc.nat(), fc.constantFrom('', ',', '"', '}', '0', '\\', '\u0001'))
      .map(([text, at, put]) => {
        const index = at % (text.length + 1);
        return text.slice(0, index) + put + text.slice(index + 1);
      });
    // JavaScript takes 1e999 as Infinity.
    const refuseInfinity = (_: string, value: unknown): unknown => {
      if (typeof value === 'number' && !Number.isFinite(value)) throw new Error('Not a number.');
      return value;
    };
    const accepts = (work: () => unknown): boolean => {
      try {
        work();
        return true;
      } catch {
        return false;
      }
    };
    fc.assert(
      fc.property(nearly, (text) => {
        expect(accepts(() => readJson(text))).toBe(accepts(() => JSON.parse(text, refuseInfinity)));
      }),
      { numRuns: 2_000 },
    );
  });

  it('keeps integers of 64 bits exact through text', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }), (integer) => {
        expect(valueOf(`string(int('${integer}'))`)).toBe(integer.toString());
        expect(valueOf(`string(json('${integer}'))`)).toBe(integer.toString());
      }),
    );
  });

  it('tells apart by equals what string tells apart, within one type', () => {
    fc.assert(
      fc.property(fc.array(anyValue), fc.array(anyValue), (left, right) => {
        expect(valueOf("equals(variables('a'), variables('a'))", holding(left))).toBe(true);
        const same = valueOf("equals(string(variables('a')), string(variables('b')))", holding(left, right));
        if (same) expect(valueOf("equals(variables('a'), variables('b'))", holding(left, right))).toBe(true);
      }),
    );
  });
});

describe('collections', () => {
  const items = fc.array(fc.oneof(fc.integer({ min: 0, max: 20 }), fc.constantFrom('a', 'b', null)), { maxLength: 60 });

  it('cuts into chunks that hold everything once, in order, each full but the last', () => {
    fc.assert(
      fc.property(items, fc.integer({ min: 1, max: 10 }), (list, size) => {
        const chunks = valueOf(`chunk(variables('a'), ${size})`, holding(list)) as FlowValue[][];
        expect(chunks.flat()).toEqual(list);
        expect(chunks.slice(0, -1).every((chunk) => chunk.length === size)).toBe(true);
        expect(chunks.every((chunk) => chunk.length > 0 && chunk.length <= size)).toBe(true);
      }),
    );
  });

  it('unites to every item once, in the order of its first appearance', () => {
    fc.assert(
      fc.property(items, items, (left, right) => {
        expect(valueOf("union(variables('a'), variables('b'))", holding(left, right))).toEqual([
          ...new Set([...left, ...right]),
        ]);
        const common = [...new Set(left)].filter((item) => right.includes(item));
        expect(valueOf("intersection(variables('a'), variables('b'))", holding(left, right))).toEqual(common);
      }),
    );
  });

  it('takes and skips to the whole, and reverses twice to the same', () => {
    fc.assert(
      fc.property(items, fc.nat(70), (list, count) => {
        const taken = valueOf(`take(variables('a'), ${count})`, holding(list)) as FlowValue[];
        const left = valueOf(`skip(variables('a'), ${count})`, holding(list)) as FlowValue[];
        expect([...taken, ...left]).toEqual(list);
        expect(valueOf("reverse(reverse(variables('a')))", holding(list))).toEqual(list);
      }),
    );
  });
});

describe('numbers and dates', () => {
  it('divides integers so that quotient and remainder make up the whole', () => {
    const integer = fc.maxSafeInteger();
    fc.assert(
      fc.property(
        integer,
        integer.filter((value) => value !== 0),
        (left, right) => {
          expect(valueOf(`equals(add(mul(div(${left}, ${right}), ${right}), mod(${left}, ${right})), ${left})`)).toBe(
            true,
          );
        },
      ),
    );
  });

  it('answers an integer for integers and a float as soon as one argument is a float', () => {
    const number = fc.integer({ min: -1000, max: 1000 });
    fc.assert(
      fc.property(fc.constantFrom('add', 'sub', 'mul'), number, number, (name, left, right) => {
        expect(typeof valueOf(`${name}(${left}, ${right})`)).toBe('number');
        expect(valueOf(`${name}(${left}.0, ${right})`)).toBeInstanceOf(WholeFloat);
      }),
    );
  });

  const moment = fc.date({
    min: new Date('0002-01-01T00:00:00Z'),
    max: new Date('9998-12-31T00:00:00Z'),
    noInvalidDate: true,
  });

  it('reads back the timestamps it writes, and agrees with the calendar of JavaScript', () => {
    fc.assert(
      fc.property(moment, (date) => {
        const iso = date.toISOString();
        expect(valueOf(`formatDateTime('${iso}')`)).toBe(iso.replace('Z', '0000Z'));
        expect(valueOf(`formatDateTime(formatDateTime('${iso}', 'F'), 's')`)).toBe(iso.slice(0, 19));
        expect(
          valueOf(`parseDateTime(formatDateTime('${iso}', 'yyyyMMddHHmmssfff'), 'en-US', 'yyyyMMddHHmmssfff')`),
        ).toBe(iso.replace('Z', '0000'));
        expect(valueOf(`dayOfWeek('${iso}')`)).toBe(date.getUTCDay());
      }),
    );
  });

  it('comes back after adding and subtracting the same time, and differs by it in ticks', () => {
    fc.assert(
      fc.property(moment, fc.integer({ min: -100_000, max: 100_000 }), (date, seconds) => {
        const iso = date.toISOString();
        expect(valueOf(`addSeconds(addSeconds('${iso}', ${seconds}), ${-seconds})`)).toBe(iso.replace('Z', '0000Z'));
        expect(valueOf(`div(sub(ticks(addSeconds('${iso}', ${seconds})), ticks('${iso}')), 10000000)`)).toBe(seconds);
      }),
    );
  });

  it('leaves UTC as it is, at any time', () => {
    fc.assert(
      fc.property(moment, (date) => {
        const iso = date.toISOString();
        expect(valueOf(`convertFromUtc('${iso}', 'UTC')`)).toBe(iso.replace('Z', '0000Z'));
      }),
    );
  });

  it('comes back from a time zone without summer time', () => {
    const zone = fc.constantFrom('SE Asia Standard Time', 'India Standard Time', 'Tokyo Standard Time', 'UTC');
    const recent = fc.date({
      min: new Date('1990-01-01T00:00:00Z'),
      max: new Date('2100-01-01T00:00:00Z'),
      noInvalidDate: true,
    });
    fc.assert(
      fc.property(recent, zone, (date, name) => {
        const iso = date.toISOString();
        expect(valueOf(`convertToUtc(convertFromUtc('${iso}', '${name}'), '${name}')`)).toBe(iso.replace('Z', '0000Z'));
      }),
    );
  });
});
