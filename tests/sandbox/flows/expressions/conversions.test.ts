/** Room tests. Conversions and encodings, with the examples of Microsoft's function reference and their edges. */
import { fails, float, gives } from './evaluation';

describe('bool', () => {
  gives([
    ['bool(1)', true],
    ['bool(0)', false],
    ['bool(-1)', true],
    ["bool('true')", true],
    ["bool('false')", false],
    ["bool(' TRUE ')", true],
    ['bool(0.5)', true],
    ['bool(0.0)', false],
    ['bool(false)', false],
  ]);
  fails([
    ["bool('yes')", 'argument-value'],
    ["bool('1')", 'argument-value'],
    ['bool(null)', 'argument-type'],
    ["bool(json('[]'))", 'argument-type'],
  ]);
});

describe('int and isInt', () => {
  gives([
    ["int('10')", 10],
    ["int(' -7 ')", -7],
    ["int('+7')", 7],
    ['int(12)', 12],
    ['int(12.0)', 12],
    ["int('9223372036854775807')", 9223372036854775807n],
    ["isInt('10')", true],
    ["isInt('-10')", true],
    ["isInt('10.0')", false],
    ["isInt('ten')", false],
    ["isInt('')", false],
    ["isInt('9223372036854775808')", false],
  ]);
  fails([
    ["int('10.5')", 'argument-value'],
    ["int('')", 'argument-value'],
    ["int('1 000')", 'argument-value'],
    ["int('9223372036854775808')", 'argument-value'],
    ['int(10.5)', 'argument-value'],
    ['int(null)', 'argument-type'],
    ['int(true)', 'argument-type'],
    ['isInt(10)', 'argument-type'],
  ]);
});

describe('float and isFloat', () => {
  gives([
    ["float('10,000.333')", 10000.333],
    ["float('10.000,333', 'de-DE')", 10000.333],
    ["float('12,3,4,5678')", float(12345678)],
    ["float('1234567,8+')", float(12345678)],
    ["float('12345,6,78,-')", float(-12345678)],
    ["float('-12,345,678,')", float(-12345678)],
    ["float('12345678.-')", float(-12345678)],
    ["float('.12345678')", 0.12345678],
    ["float('1e3')", float(1000)],
    ["float('10')", float(10)],
    ['float(10)', float(10)],
    ['float(1.5)', 1.5],
    ["isFloat('10,000.00')", true],
    ["isFloat('10.000,00', 'de-DE')", true],
    ["isFloat('10.000,00')", false],
    ["isFloat('abc')", false],
    ["isFloat('')", false],
    ["isFloat('-')", false],
    ["isFloat(',5')", false],
    ["isFloat('-5-')", false],
    ["isFloat('1.5.2')", false],
  ]);
  fails([
    ["float('abc')", 'argument-value'],
    ["float('1', 'not a locale')", 'argument-value'],
    ["float('1', 'zz-ZZ')", 'argument-value'],
    ['float(null)', 'argument-type'],
    ['isFloat(1.5)', 'argument-type'],
  ]);
});

describe('string', () => {
  gives([
    ['string(10)', '10'],
    ['string(null)', ''],
    ['string(true)', 'True'],
    ["string('text')", 'text'],
    ['string(1.50)', '1.5'],
    ['string(5.0)', '5'],
    ['string(0.0001)', '0.0001'],
    ['string(0.00001)', '1E-05'],
    ['string(0.0000001)', '1E-07'],
    ['string(-0.0000125)', '-1.25E-05'],
    ['string(-0.00025)', '-0.00025'],
    ['string(123456.75)', '123456.75'],
    ['string(1234567890123456.0)', '1.234567890123456E+15'],
    ['string(1e20)', '1E+20'],
    ['string(123456789012345.0)', '123456789012345'],
    ['string(-0.0)', '0'],
    ['string(9223372036854775807)', '9223372036854775807'],
    ['string(json(\'{ "name": "Sophie Owen" }\'))', '{"name":"Sophie Owen"}'],
    ["string(createArray('a', null, true, 1.5))", '["a",null,true,1.5]'],
  ]);
  fails([
    ['string()', 'argument-count'],
    ["string(join(range(0, 40000), ','))", 'result-too-long'],
  ]);
});

describe('json', () => {
  gives([
    ["json('[1, 2, 3]')", [1, 2, 3]],
    ['json(\'{"fullName": "Sophia Owen"}\')', { fullName: 'Sophia Owen' }],
    ['json(\'"text"\')', 'text'],
    ["json('null')", null],
    ["json(' true ')", true],
    ['json(null)', {}],
    ["json('5.0')", float(5)],
    ["json('-1.5e1')", float(-15)],
    ["json('9007199254740993')", 9007199254740993n],
    ["json('[]')", []],
    ['json(\'{"a":{"b":[{}]}}\')', { a: { b: [{}] } }],
    ['json(\'"\\u00e9\\n"\')', 'é\n'],
    ['json(\'{"a":1,"a":2}\')', { a: 2 }],
  ]);
  fails([
    ["json('')", 'argument-value'],
    ["json('{')", 'argument-value'],
    ["json('[1,]')", 'argument-value'],
    ["json('01')", 'argument-value'],
    ["json('nul')", 'argument-value'],
    ["json('[1] 2')", 'argument-value'],
    ["json('\"a')", 'argument-value'],
    ['json(\'"\\x"\')', 'argument-value'],
    ["json('{a:1}')", 'argument-value'],
    ["json('1e999')", 'argument-value'],
    ['json(5)', 'argument-type'],
    ["json(xml('<a/>'))", 'expression-not-supported'],
  ]);
});

describe('base64 and data URIs', () => {
  gives([
    ["base64('hello')", 'aGVsbG8='],
    ["base64('')", ''],
    ["base64('é😀')", 'w6nwn5iA'],
    ["base64ToString('aGVsbG8=')", 'hello'],
    ["decodeBase64('aGVsbG8=')", 'hello'],
    ["dataUri('hello')", 'data:text/plain;charset=utf-8;base64,aGVsbG8='],
    ["dataUriToString('data:text/plain;charset=utf-8;base64,aGVsbG8=')", 'hello'],
    ["dataUriToString('data:,a%20b')", 'a b'],
  ]);
  fails([
    ["base64ToString('aGVsbG8')", 'argument-value'],
    ["base64ToString('a*b=')", 'argument-value'],
    ["dataUriToString('hello')", 'argument-value'],
    ['base64(5)', 'argument-type'],
    ["base64ToBinary('aGVsbG8=')", 'expression-not-supported'],
    ["binary('a')", 'expression-not-supported'],
    ["decimal('1.5')", 'expression-not-supported'],
    ["dataUriToBinary('data:,a')", 'expression-not-supported'],
    ["xml('<a/>')", 'expression-not-supported'],
    ["XPath(null, '/a')", 'expression-not-supported'],
    ["multipartBody('A', 0)", 'expression-not-supported'],
    ['listCallbackUrl()', 'expression-not-supported'],
  ]);
});

describe('URIs', () => {
  gives([
    ["uriComponent('https://contoso.com')", 'https%3A%2F%2Fcontoso.com'],
    ["encodeUriComponent('https://contoso.com')", 'https%3A%2F%2Fcontoso.com'],
    ["uriComponent('a b+c!*''()~é')", 'a%20b%2Bc%21%2A%27%28%29~%C3%A9'],
    ["decodeUriComponent('https%3A%2F%2Fcontoso.com')", 'https://contoso.com'],
    ["uriComponentToString('https%3A%2F%2Fcontoso.com')", 'https://contoso.com'],
    ["uriComponentToString('100%')", '100%'],
    ["uriComponentToString('%FF')", '%FF'],
    ["uriHost('https://www.localhost.com:8080')", 'www.localhost.com'],
    ["uriPath('https://www.contoso.com/catalog/shownew.htm?date=today')", '/catalog/shownew.htm'],
    ["uriPath('https://www.contoso.com')", '/'],
    ["uriPathAndQuery('https://www.contoso.com/catalog/shownew.htm?date=today')", '/catalog/shownew.htm?date=today'],
    ["uriPort('https://www.localhost:8080')", 8080],
    ["uriPort('https://www.contoso.com')", 443],
    ["uriQuery('https://www.contoso.com/catalog/shownew.htm?date=today')", '?date=today'],
    ["uriQuery('https://www.contoso.com')", ''],
    ["uriScheme('http://www.contoso.com/catalog/shownew.htm?date=today')", 'http'],
  ]);
  fails([
    ["uriHost('contoso')", 'argument-value'],
    ['uriComponent(null)', 'argument-type'],
  ]);
});
