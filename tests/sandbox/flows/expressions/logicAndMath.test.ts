/** Room tests. Logical functions, comparisons and math, with the examples of Microsoft's function reference. */
import { fails, float, gives, valueOf } from './evaluation';

describe('and, or, not, if', () => {
  gives([
    ['and(true, true)', true],
    ['and(false, true)', false],
    ['and(false, false)', false],
    ['and(equals(1, 1), equals(2, 2))', true],
    ['and(equals(1, 1), equals(1, 2))', false],
    ['and(equals(1, 2), equals(1, 3))', false],
    ['and(true, true, true, false)', false],
    ['or(true, false)', true],
    ['or(false, false)', false],
    ['or(equals(1, 1), equals(1, 2))', true],
    ['or(equals(1, 2), equals(1, 3))', false],
    ['not(false)', true],
    ['not(true)', false],
    ['not(equals(1, 2))', true],
    ['not(equals(1, 1))', false],
    ["if(equals(1, 1), 'yes', 'no')", 'yes'],
    ["if(equals(1, 2), 'yes', 'no')", 'no'],
    ['if(true, null, 1)', null],
    ['if(false, div(1, 0), 2)', 2],
    ["if(empty(null), '', formatDateTime(null))", ''],
    ["if(true, if(false, 1, if(true, 'deep', 2)), 3)", 'deep'],
    ['IF(TRUE, True, FALSE)', true],
  ]);
  fails([
    ["and(true, 'true')", 'argument-type'],
    ['and(1, true)', 'argument-type'],
    ['or(true, null)', 'argument-type'],
    ['or(true, equals(div(1, 0), 1))', 'argument-value'],
    ['not(null)', 'argument-type'],
    ['not()', 'argument-count'],
    ["if('true', 1, 2)", 'argument-type'],
    ['if(null, 1, 2)', 'argument-type'],
    ['if(true, 1)', 'argument-count'],
    ['if(true, div(1, 0), 2)', 'argument-value'],
  ]);
});

describe('equals', () => {
  gives([
    ['equals(true, 1)', true],
    ["equals('abc', 'abcd')", false],
    ["equals('abc', 'abc')", true],
    ["equals('abc', 'ABC')", false],
    ['equals(1, 1.0)', true],
    ['equals(1.5, 1.5)', true],
    ["equals(1, '1')", false],
    ['equals(0, false)', true],
    ['equals(1.0, true)', true],
    ['equals(2, true)', false],
    ["equals('true', true)", false],
    ['equals(null, null)', true],
    ["equals(null, '')", false],
    ['equals(null, 0)', false],
    ['equals(null, false)', false],
    ['equals(createArray(1, 2), createArray(1, 2))', true],
    ['equals(createArray(1, 2), createArray(2, 1))', false],
    ['equals(json(\'{"a":1,"b":[2]}\'), json(\'{"b":[2],"a":1}\'))', true],
    ['equals(json(\'{"a":1}\'), json(\'{"a":1,"b":null}\'))', false],
    ["equals(json('[]'), json('{}'))", false],
    ['equals(9007199254740993, 9007199254740992)', false],
  ]);
  fails([['equals(1)', 'argument-count']]);
});

describe('greater, greaterOrEquals, less, lessOrEquals', () => {
  gives([
    ['greater(10, 5)', true],
    ["greater('apple', 'banana')", false],
    ['greater(5, 5)', false],
    ['greater(5.5, 5)', true],
    ['greater(9007199254740993, 9007199254740992)', true],
    ['greaterOrEquals(5, 5)', true],
    ["greaterOrEquals('apple', 'banana')", false],
    ['greaterOrEquals(4.9, 5)', false],
    ['less(5, 10)', true],
    ["less('banana', 'apple')", false],
    ['less(-1, 0)', true],
    ["less('2026-01-01', '2026-01-02')", true],
    ['lessOrEquals(10, 10)', true],
    ["lessOrEquals('apply', 'apple')", false],
    ['lessOrEquals(10.0, 10)', true],
  ]);
  fails([
    ["greater(1, '1')", 'argument-value'],
    ['greater(null, 1)', 'argument-type'],
    ['less(true, false)', 'argument-type'],
    ['less(createArray(1), createArray(2))', 'argument-type'],
    ["lessOrEquals('a')", 'argument-count'],
  ]);
});

describe('add, sub, mul, div, mod', () => {
  gives([
    ['add(1, 1.5)', 2.5],
    ['add(1, 2)', 3],
    ['add(1.5, 1.5)', float(3)],
    ['add(9007199254740991, 2)', 9007199254740993n],
    ['add(-1, +1)', 0],
    ['sub(10.3, .3)', float(10)],
    ['sub(3, 5)', -2],
    ['sub(9007199254740993, 2)', 9007199254740991],
    ['mul(1, 2)', 2],
    ['mul(1.5, 2)', float(3)],
    ['mul(3000000000, 3000000000)', 9000000000000000000n],
    ['div(10,5)', 2],
    ['div(11,5)', 2],
    ['div(-11, 5)', -2],
    ['div(11,5.0)', 2.2],
    ['div(11.0,5)', 2.2],
    ['div(10.0, 5)', float(2)],
    ['div(637134336000000001, 2)', 318567168000000000n],
    ['mod(3, 2)', 1],
    ['mod(-5, 2)', -1],
    ['mod(4, -3)', 1],
    ['mod(5.5, 2)', 1.5],
    ['mod(4.0, 2)', float(0)],
  ]);
  fails([
    ['div(1, 0)', 'argument-value'],
    ['div(1.5, 0.0)', 'argument-value'],
    ['mod(1, 0)', 'argument-value'],
    ["add('1', 2)", 'argument-type'],
    ['add(null, 1)', 'argument-type'],
    ['add(1)', 'argument-count'],
    ['add(1, 2, 3)', 'argument-count'],
    ['add(9223372036854775807, 1)', 'argument-value'],
    ['mul(9223372036854775807, 2)', 'argument-value'],
    ['mul(1e308, 1e308)', 'argument-value'],
    ['sub(true, 1)', 'argument-type'],
  ]);
});

describe('max, min, rand', () => {
  gives([
    ['max(1, 2, 3)', 3],
    ['max(createArray(1, 2, 3))', 3],
    ['max(1, 2.5)', 2.5],
    ['max(5)', 5],
    ['max(9007199254740992, 9007199254740993)', 9007199254740993n],
    ['min(1, 2, 3)', 1],
    ['min(createArray(1, 2, 3))', 1],
    ['min(-1.5, -2)', -2],
    ['rand(1, 5)', 3],
    ['rand(0, 1)', 0],
  ]);
  fails([
    ["max(1, '2')", 'argument-type'],
    ["max(json('[]'))", 'argument-value'],
    ["min(createArray(1, 'a'))", 'argument-value'],
    ['min(createArray(1), 2)', 'argument-type'],
    ['min()', 'argument-count'],
    ['rand(5, 5)', 'argument-value'],
    ['rand(1.5, 3)', 'argument-type'],
  ]);

  it('reaches every number of a range and never its end', () => {
    const drawn = [0, 0.25, 0.5, 0.75, 0.999999].map((chance) => valueOf('rand(1, 5)', { random: () => chance }));
    expect(drawn).toEqual([1, 2, 3, 4, 4]);
  });
});
