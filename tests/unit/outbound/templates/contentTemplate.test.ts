import {
  contentPieces,
  fillContentVariables,
  isContentTemplateName,
  requireSameVariables,
  toContentVariables,
  tooLongVariable,
  type ContentVariableSource,
} from '../../../../outbound/templates/contentTemplate';
import { parseTemplate } from '../../../../outbound/templates/parseTemplate';
import { slugName } from '../../../../outbound/templates/slugName';
import { codeOf } from '../../../builders/errors';
import { slugs } from '../../../builders/recipients';

const sid = `HX${'0123456789abcdef'.repeat(2)}`;
const slug = (name: string): ContentVariableSource => ({ kind: 'slug', slug: slugName(name) });
const text = (value: string): ContentVariableSource => ({ kind: 'text', text: value });

describe('isContentTemplateName', () => {
  it.each([
    [sid, true],
    [sid.toLowerCase(), true],
    [` ${sid} `, true],
    [`${sid}0`, false],
    [sid.slice(0, -1), false],
    ['HX', false],
    ['order_shipped', false],
    [undefined, false],
  ])('reads %s as %s', (name, expected) => {
    expect(isContentTemplateName(name)).toBe(expected);
  });
});

describe('toContentVariables', () => {
  it('puts the variables in the order of their numbers', () => {
    const variables = toContentVariables([
      ['10', text('c')],
      ['2', slug('CaseName')],
      ['1', slug('CustomerName')],
    ]);
    expect([...variables.keys()]).toEqual([1, 2, 10]);
  });

  it.each(['0', '-1', '01', '1.0', ' 1', 'one', '', '101', '12345678901234567', '__proto__'])(
    'refuses the variable %j',
    (key) => {
      expect(codeOf(() => toContentVariables([[key, text('a')]]))).toBe('content-variable-key');
    },
  );

  it('takes 100 variables, and so never more', () => {
    const entries = Array.from({ length: 100 }, (_, index): [string, ContentVariableSource] => [
      String(index + 1),
      text('a'),
    ]);
    expect(toContentVariables(entries).size).toBe(100);
  });

  it('refuses a variable that stands twice', () => {
    const entries: [string, ContentVariableSource][] = [
      ['1', text('a')],
      ['1', text('b')],
    ];
    expect(codeOf(() => toContentVariables(entries))).toBe('content-variable-repeated');
  });

  it('takes a fixed text of 255 characters and refuses one of 256', () => {
    expect(toContentVariables([['1', text('a'.repeat(255))]]).size).toBe(1);
    expect(codeOf(() => toContentVariables([['1', text('a'.repeat(256))]]))).toBe('content-variable-too-long');
  });
});

describe('requireSameVariables', () => {
  const inText = (source: string) => parseTemplate(source, { contentVariables: true }).contentVariables;

  it('accepts a source for every variable, wherever and how often it stands', () => {
    const variables = toContentVariables([
      ['1', text('a')],
      ['2', text('b')],
    ]);
    expect(codeOf(() => requireSameVariables(variables, inText('{{2}} then {{1}} and {{2}}')))).toBeUndefined();
  });

  it('names the variables without a source and the sources without a variable', () => {
    const variables = toContentVariables([
      ['1', text('a')],
      ['4', text('b')],
    ]);
    expect(() => requireSameVariables(variables, inText('{{3}} {{1}} {{2}}'))).toThrow(
      expect.objectContaining({ code: 'content-variables-mismatch', missing: [2, 3], surplus: [4] }),
    );
  });
});

describe('fillContentVariables', () => {
  const variables = toContentVariables([
    ['1', slug('CUSTOMERNAME')],
    ['2', text('Toko Maju')],
    ['3', slug('Unknown')],
  ]);

  it('takes slugs’ values without regard to case, fixed texts as they are, and nothing for what is unknown', () => {
    expect(fillContentVariables(variables, slugs({ CustomerName: 'Siti' }))).toEqual(
      new Map([
        [1, 'Siti'],
        [2, 'Toko Maju'],
        [3, ''],
      ]),
    );
  });

  it('takes a value over 255 characters as it is, and tooLongVariable finds it', () => {
    const filled = fillContentVariables(variables, slugs({ CustomerName: 'a'.repeat(256), Unknown: 'b'.repeat(255) }));
    expect(tooLongVariable(filled)).toEqual({ number: 1, length: 256 });
    expect(tooLongVariable(fillContentVariables(variables, slugs({ CustomerName: 'a'.repeat(255) })))).toBeUndefined();
  });
});

describe('contentPieces', () => {
  const parsed = parseTemplate('{{1}} and {{2}}{{1}}.', { contentVariables: true });

  it('cuts the text where variables stand, repeated ones too, and leaves out what is empty', () => {
    expect(contentPieces(parsed, new Map([[1, 'Siti']]))).toEqual(['Siti', ' and ', 'Siti', '.']);
  });

  it('never takes a value for a variable', () => {
    expect(contentPieces(parsed, new Map([[1, '{{2}}']])).join('')).toBe('{{2}} and {{2}}.');
  });
});
