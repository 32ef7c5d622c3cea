/** Room tests. String functions, with the examples of Microsoft's function reference and their edges. */
import { fails, gives } from './evaluation';

describe('concat', () => {
  gives([
    ["concat('Hello', 'World')", 'HelloWorld'],
    ["concat('one')", 'one'],
    ["concat('a', '', 'b')", 'ab'],
    ["concat('n', 1, 2.5)", 'n12.5'],
    ["concat('is ', true, false)", 'is TrueFalse'],
    ["concat('[', null, ']')", '[]'],
    ["concat('list ', createArray(1, 'a', null))", 'list [1,"a",null]'],
    ['concat(\'object \', json(\'{"a":{"b":true}}\'))', 'object {"a":{"b":true}}'],
    ["CONCAT('any', 'case')", 'anycase'],
  ]);
  fails([['concat()', 'argument-count']]);
});

describe('startsWith and endsWith', () => {
  gives([
    ["startsWith('hello world', 'hello')", true],
    ["startsWith('hello world', 'greetings')", false],
    ["startsWith('Hello', 'hELL')", true],
    ["startsWith('hello', '')", true],
    ["startsWith('', 'a')", false],
    ["endsWith('hello world', 'world')", true],
    ["endsWith('hello world', 'universe')", false],
    ["endsWith('hello WORLD', 'world')", true],
  ]);
  fails([
    ["startsWith('a')", 'argument-count'],
    ["startsWith(1, 'a')", 'argument-type'],
    ["endsWith('a', null)", 'argument-type'],
  ]);
});

describe('indexOf, lastIndexOf and nthIndexOf', () => {
  gives([
    ["indexOf('hello world', 'world')", 6],
    ["indexOf('hello world', 'WORLD')", 6],
    ["indexOf('hello', 'x')", -1],
    ["indexOf('hello', '')", 0],
    ["indexOf('straße', 'E')", 5],
    ["lastIndexOf('hello world hello world', 'world')", 18],
    ["lastIndexOf('hello world hello world', '')", 22],
    ["lastIndexOf('', '')", 0],
    ["lastIndexOf('', 'a')", -1],
    ["lastIndexOf('aXbx', 'X')", 3],
    ["nthIndexOf('123456789123465789', '1', 1)", 0],
    ["nthIndexOf('123456789123465789', '1', 2)", 9],
    ["nthIndexOf('123456789123465789', '12', 2)", 9],
    ["nthIndexOf('123456789123465789', '6', 4)", -1],
    ["nthIndexOf('abcabc', 'c', -1)", 5],
    ["nthIndexOf('abcabc', 'c', -2)", 2],
    ["nthIndexOf('abcabc', 'a', -3)", -1],
  ]);
  fails([
    ["nthIndexOf('abc', '', 1)", 'argument-value'],
    ["nthIndexOf('abc', 'a', '1')", 'argument-type'],
    ["indexOf(null, 'a')", 'argument-type'],
  ]);
});

describe('replace', () => {
  gives([
    ["replace('the old string', 'old', 'new')", 'the new string'],
    ["replace('a-b-c', '-', '')", 'abc'],
    ["replace('Old old', 'old', 'new')", 'Old new'],
    ["replace('abc', 'x', 'y')", 'abc'],
    ["replace('a.b', '.', '$&')", 'a$&b'],
    ["replace('it''s', '''', '\"')", 'it"s'],
  ]);
  fails([
    ["replace('abc', '', 'x')", 'argument-value'],
    ["replace(5, '5', '6')", 'argument-type'],
    ["replace('a', 'b')", 'argument-count'],
  ]);
});

describe('substring and slice', () => {
  gives([
    ["substring('hello world', 6, 5)", 'world'],
    ["substring('hello world', 6)", 'world'],
    ["substring('abc', 3)", ''],
    ["substring('abc', 0, 0)", ''],
    ["slice('Hello World', 2)", 'llo World'],
    ["slice('Hello World', 30)", ''],
    ["slice('Hello World', 10, 2)", ''],
    ["slice('Hello World', 0)", 'Hello World'],
    ["slice('Hello World', 2, 5)", 'llo'],
    ["slice('Hello World', 6, 20)", 'World'],
    ["slice('Hello World', -2)", 'ld'],
    ["slice('Hello World', 3, -1)", 'lo Worl'],
    ["slice('Hello World', 3, 3)", ''],
  ]);
  fails([
    ["substring('abc', 2, 5)", 'argument-value'],
    ["substring('abc', 4)", 'argument-value'],
    ["substring('abc', -1)", 'argument-value'],
    ["substring('abc', 1.5)", 'argument-type'],
    ["slice('abc', '1')", 'argument-type'],
  ]);
});

describe('split', () => {
  gives([
    ["split('a_b_c', '_')", ['a', 'b', 'c']],
    ["split('a_b_c', ' ')", ['a_b_c']],
    ["split('a,,b', ',')", ['a', '', 'b']],
    ["split('', ',')", ['']],
    ["split('abc', '')", ['abc']],
    ["split('a and b', ' and ')", ['a', 'b']],
  ]);
  fails([
    ["split(null, ',')", 'argument-type'],
    ["split('a')", 'argument-count'],
  ]);
});

describe('toLower, toUpper, trim, length', () => {
  gives([
    ["toLower('Hello World')", 'hello world'],
    ["toUpper('Hello World')", 'HELLO WORLD'],
    ["toUpper('größe 1')", 'GRÖßE 1'],
    ["toLower('ΟΔΟΣ İ')", 'οδοσ İ'],
    ["trim(' Hello World  ')", 'Hello World'],
    ["trim('\t\n')", ''],
    ["length('abcd')", 4],
    ["length('')", 0],
    ["length('😀')", 2],
  ]);
  fails([
    ['toLower(1)', 'argument-type'],
    ['toUpper(null)', 'argument-type'],
    ['trim(true)', 'argument-type'],
  ]);
});

describe('guid', () => {
  gives([
    ['guid()', 'c2ecc88d-88c8-4096-912c-d6f2e2b138ce'],
    ["guid('D')", 'c2ecc88d-88c8-4096-912c-d6f2e2b138ce'],
    ["guid('N')", 'c2ecc88d88c84096912cd6f2e2b138ce'],
    ["guid('P')", '(c2ecc88d-88c8-4096-912c-d6f2e2b138ce)'],
    ["guid('b')", '{c2ecc88d-88c8-4096-912c-d6f2e2b138ce}'],
    ["guid('X')", '{0xc2ecc88d,0x88c8,0x4096,{0x91,0x2c,0xd6,0xf2,0xe2,0xb1,0x38,0xce}}'],
  ]);
  fails([
    ["guid('Q')", 'argument-value'],
    ['guid(1)', 'argument-type'],
  ]);
});

describe('formatNumber', () => {
  gives([
    ["formatNumber(1234567890, '#,##0.00', 'en-US')", '1,234,567,890.00'],
    ["formatNumber(1234567890, '#,##0.00', 'is-IS')", '1.234.567.890,00'],
    ["formatNumber(17.35, 'C2')", '$17.35'],
    ["formatNumber(-1234.5, 'C2')", '-$1,234.50'],
    ["formatNumber(1234.567, 'N1')", '1,234.6'],
    ["formatNumber(1234.567, 'N')", '1,234.57'],
    ["formatNumber(0.125, 'F2')", '0.13'],
    ["formatNumber(-0.001, 'F2')", '0.00'],
    ["formatNumber(2.5, 'F0')", '3'],
    ["formatNumber(42, 'D5')", '00042'],
    ["formatNumber(-42, 'D5')", '-00042'],
    ["formatNumber(255, 'X')", 'FF'],
    ["formatNumber(255, 'x4')", '00ff'],
    ["formatNumber(7, '000')", '007'],
    ["formatNumber(1.5, '0.0##')", '1.5'],
    ["formatNumber(0.5, '#.00')", '.50'],
    ["formatNumber(12, '0 kg')", '12 kg'],
    ["formatNumber(1234.5, 'N2', 'de-DE')", '1.234,50'],
    ["formatNumber(0.00001234, 'F7')", '0.0000123'],
  ]);
  fails([
    ["formatNumber(17.35, 'C2', 'is-IS')", 'expression-not-supported'],
    ["formatNumber(1, 'P')", 'expression-not-supported'],
    ["formatNumber(1, '0;0')", 'expression-not-supported'],
    ["formatNumber(1000, '0,')", 'expression-not-supported'],
    ["formatNumber(1.5, 'D')", 'argument-value'],
    ["formatNumber('1', 'N')", 'argument-type'],
    ["formatNumber(1, 'N', 'no locale')", 'argument-value'],
  ]);
});
