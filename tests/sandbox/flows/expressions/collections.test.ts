/** Room tests. Collection functions and functions on objects, with the examples of Microsoft's function reference. */
import { fails, gives } from './evaluation';

describe('chunk', () => {
  gives([
    ["chunk('abcdefghijklmnopqrstuvwxyz', 10)", ['abcdefghij', 'klmnopqrst', 'uvwxyz']],
    [
      'chunk(createArray(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12), 5)',
      [
        [1, 2, 3, 4, 5],
        [6, 7, 8, 9, 10],
        [11, 12],
      ],
    ],
    ["chunk(json('[]'), 100)", []],
    ["chunk('', 3)", []],
    ['chunk(createArray(1, 2), 100)', [[1, 2]]],
    ['length(chunk(range(0, 101), 100))', 2],
  ]);
  fails([
    ["chunk('abc', 0)", 'argument-value'],
    ["chunk('abc', -1)", 'argument-value'],
    ["chunk('abc', 1.5)", 'argument-type'],
    ['chunk(null, 2)', 'argument-type'],
    ["chunk('abc')", 'argument-count'],
  ]);
});

describe('contains', () => {
  gives([
    ["contains('hello world', 'world')", true],
    ["contains('hello world', 'universe')", false],
    ["contains('Hello', 'hello')", false],
    ["contains('abc', '')", true],
    ["contains(createArray('a', 'b'), 'b')", true],
    ["contains(createArray('a', 'b'), 'B')", false],
    ['contains(createArray(1, 2), 2)', true],
    ["contains(createArray(1, 2), '2')", false],
    ['contains(json(\'[{"a":1,"b":2}]\'), json(\'{"b":2,"a":1}\'))', true],
    ["contains(json('{\"key\":null}'), 'key')", true],
    ["contains(json('{}'), 'toString')", false],
  ]);
  fails([
    ["contains(null, 'a')", 'argument-type'],
    ["contains('abc', 1)", 'argument-type'],
    ["contains(5, '5')", 'argument-type'],
    ["contains(json('{}'), 1)", 'argument-type'],
  ]);
});

describe('empty and length', () => {
  gives([
    ["empty('')", true],
    ["empty('abc')", false],
    ["empty(json('[]'))", true],
    ["empty(json('{}'))", true],
    ['empty(json(\'{"a":null}\'))', false],
    ['empty(null)', true],
    ["empty(' ')", false],
    ['length(createArray(0, 1, 2, 3))', 4],
    ["length(json('[]'))", 0],
  ]);
  fails([
    ['empty(0)', 'argument-type'],
    ['length(null)', 'argument-type'],
    ["length(json('{}'))", 'argument-type'],
    ['length(12)', 'argument-type'],
    ["length('a', 'b')", 'argument-count'],
  ]);
});

describe('first, last, skip, take, reverse', () => {
  gives([
    ["first('hello')", 'h'],
    ['first(createArray(0, 1, 2))', 0],
    ["first('')", ''],
    ["first(json('[]'))", null],
    ["last('abcd')", 'd'],
    ['last(createArray(0, 1, 2, 3))', 3],
    ["last(json('[]'))", null],
    ['skip(createArray(0, 1, 2, 3), 1)', [1, 2, 3]],
    ['skip(createArray(0, 1), 5)', []],
    ['skip(createArray(0, 1), 0)', [0, 1]],
    ["take('abcde', 3)", 'abc'],
    ['take(createArray(0, 1, 2, 3, 4), 3)', [0, 1, 2]],
    ['take(createArray(0), 3)', [0]],
    ["take('abc', 0)", ''],
    ['reverse(createArray(0, 1, 2, 3))', [3, 2, 1, 0]],
    ["reverse(json('[]'))", []],
  ]);
  fails([
    ['first(null)', 'argument-type'],
    ["first(json('{}'))", 'argument-type'],
    ['last(1)', 'argument-type'],
    ["skip('abc', 1)", 'argument-type'],
    ['skip(createArray(1), -1)', 'argument-value'],
    ["take(createArray(1), '1')", 'argument-type'],
    ["take('a', -1)", 'argument-value'],
    ["reverse('abc')", 'argument-type'],
  ]);
});

describe('join and range', () => {
  gives([
    ["join(createArray('a', 'b', 'c'), '.')", 'a.b.c'],
    ["join(json('[]'), ',')", ''],
    ["join(createArray(1, true, null, 'x'), '-')", '1-True--x'],
    ["join(createArray('a', 'b'), '')", 'ab'],
    ['range(1, 4)', [1, 2, 3, 4]],
    ['range(0, 0)', []],
    ['range(-2, 3)', [-2, -1, 0]],
    ['length(range(0, 100000))', 100000],
  ]);
  fails([
    ["join('abc', ',')", 'argument-type'],
    ['join(createArray(1), 2)', 'argument-type'],
    ['range(0, 100001)', 'argument-value'],
    ['range(0, -1)', 'argument-value'],
    ['range(2147483647, 1)', 'argument-value'],
    ['range(0, 1.5)', 'argument-type'],
  ]);
});

describe('union and intersection', () => {
  gives([
    ['union(createArray(1, 2, 3), createArray(1, 2, 10, 101))', [1, 2, 3, 10, 101]],
    ['union(createArray(1, 1, 2))', [1, 2]],
    ["union(createArray('a', 'A'), createArray('a'))", ['a', 'A']],
    ["union(createArray(1), createArray('1'))", [1, '1']],
    ["union(createArray(null, false, ''), createArray(null))", [null, false, '']],
    ['union(json(\'[{"a":1,"b":2}]\'), json(\'[{"b":2,"a":1},{"a":2}]\'))', [{ a: 1, b: 2 }, { a: 2 }]],
    ['union(json(\'{"a":1,"b":1}\'), json(\'{"b":2,"c":3}\'))', { a: 1, b: 2, c: 3 }],
    ['intersection(createArray(1, 2, 3), createArray(101, 2, 1, 10), createArray(6, 8, 1, 2))', [1, 2]],
    ['intersection(createArray(1, 1, 2), createArray(1))', [1]],
    ["intersection(createArray('a'), createArray('A'))", []],
    ['intersection(json(\'{"a":1,"b":1}\'), json(\'{"b":2,"c":3}\'))', { b: 2 }],
  ]);
  fails([
    ["union('a', 'b')", 'argument-type'],
    ["union(createArray(1), json('{}'))", 'argument-type'],
    ["intersection(json('{}'), createArray(1))", 'argument-type'],
    ['intersection(null)', 'argument-type'],
  ]);
});

describe('sort', () => {
  gives([
    ['sort(createArray(2, 1, 0, 3))', [0, 1, 2, 3]],
    [
      'sort(createArray(json(\'{"first":"Amalie","last":"Rose"}\'), json(\'{"first":"Elise","last":"Renee"}\')), \'last\')',
      [
        { first: 'Elise', last: 'Renee' },
        { first: 'Amalie', last: 'Rose' },
      ],
    ],
    ["sort(createArray('b', 'a', 'C'))", ['C', 'a', 'b']],
    ['sort(createArray(10, 9.5, 2))', [2, 9.5, 10]],
    ['sort(createArray(true, false))', [false, true]],
    ["sort(json('[]'))", []],
    ['reverse(sort(createArray(1, 3, 2)))', [3, 2, 1]],
  ]);
  fails([
    ["sort(createArray(1, 'a'))", 'argument-value'],
    ["sort(createArray(1), 'key')", 'argument-value'],
    ["sort('cab')", 'argument-type'],
    ["sort(json('[{}]'), 'key')", 'argument-value'],
  ]);
});

describe('array and createArray', () => {
  gives([
    ["array('hello')", ['hello']],
    ['array(null)', [null]],
    ["createArray('h', 'e', 'l', 'l', 'o')", ['h', 'e', 'l', 'l', 'o']],
    ['createArray(1, null, createArray(true))', [1, null, [true]]],
  ]);
  fails([
    ['createArray()', 'argument-count'],
    ['array()', 'argument-count'],
  ]);
});

describe('addProperty, setProperty, removeProperty, coalesce', () => {
  gives([
    [
      'addProperty(json(\'{ "firstName": "Sophia", "surName": "Owen" }\'), \'middleName\', \'Anne\')',
      { firstName: 'Sophia', surName: 'Owen', middleName: 'Anne' },
    ],
    [
      'setProperty(json(\'{ "firstName": "Sophia", "surName": "Owen" }\'), \'surName\', \'Hartnett\')',
      { firstName: 'Sophia', surName: 'Hartnett' },
    ],
    [
      'setProperty(json(\'{ "customerName": { "firstName": "Sophia" } }\'), \'customerName\', addProperty(json(\'{ "customerName": { "firstName": "Sophia" } }\')[\'customerName\'], \'middleName\', \'Anne\'))',
      { customerName: { firstName: 'Sophia', middleName: 'Anne' } },
    ],
    ["setProperty(json('{}'), 'new', createArray(1))", { new: [1] }],
    ['removeProperty(json(\'{ "a": 1, "b": 2 }\'), \'b\')', { a: 1 }],
    ["removeProperty(json('{ \"a\": 1 }'), 'x')", { a: 1 }],
    ['removeProperty(json(\'{ "c": { "a": 1, "b": 2 } }\')[\'c\'], \'a\')', { b: 2 }],
    ['coalesce(null, true, false)', true],
    ["coalesce(null, 'hello', 'world')", 'hello'],
    ['coalesce(null, null, null)', null],
    ["coalesce('', 'x')", ''],
    ['coalesce(false, true)', false],
    ["coalesce(json('[]'), 1)", []],
  ]);
  fails([
    ["addProperty(json('{\"a\":1}'), 'a', 2)", 'argument-value'],
    ["addProperty('text', 'a', 2)", 'argument-type'],
    ["setProperty(json('{}'), 1, 2)", 'argument-type'],
    ["removeProperty(null, 'a')", 'argument-type'],
    ['coalesce()', 'argument-count'],
  ]);
});
