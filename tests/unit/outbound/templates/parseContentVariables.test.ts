import fc from 'fast-check';
import {
  parseContentVariables,
  type ContentVariablesInvalidError,
} from '../../../../outbound/templates/parseContentVariables';

const sid = `HX${'0123456789abcdef'.repeat(2)}`;
const of = (variables: unknown) => JSON.stringify({ [sid]: variables });

function pathOf(json: string): string | undefined {
  try {
    parseContentVariables(json);
  } catch (error) {
    const { code, path } = error as ContentVariablesInvalidError;
    return code === 'content-variables-invalid' ? path : `another error: ${code}`;
  }
  return undefined;
}

describe('parseContentVariables', () => {
  it('reads slugs and fixed texts by content template, in the order of the variables', () => {
    const variables = parseContentVariables(of({ '10': 'FullName{Customer}', '2': { text: 'Toko Maju' } })).find(sid);
    expect([...(variables ?? [])]).toEqual([
      [2, { kind: 'text', text: 'Toko Maju' }],
      [10, { kind: 'slug', slug: 'FullName{Customer}' }],
    ]);
  });

  it('finds a template without regard to letter case or blanks around its name', () => {
    const variables = parseContentVariables(of({ '1': 'CaseName' }));
    expect(variables.find(` ${sid.toUpperCase()} `)?.size).toBe(1);
    expect(variables.find(`HX${'0'.repeat(32)}`)).toBeUndefined();
  });

  it.each(['', '  \n'])('says nothing about any template when the setting is %j', (json) => {
    expect(parseContentVariables(json).find(sid)).toBeUndefined();
  });

  it.each([
    ['no JSON', '{', ''],
    ['a list', '[]', ''],
    ['a name that is no SID', '{"Hello":{}}', 'Hello'],
    ['variables that are a list', of(['CaseName']), sid],
    ['a variable 0', of({ '0': 'CaseName' }), `${sid}.0`],
    ['a variable 101', of({ '101': 'CaseName' }), `${sid}.101`],
    ['a variable with a leading zero', of({ '01': 'CaseName' }), `${sid}.01`],
    ['a number for a source', of({ '1': 5 }), `${sid}.1`],
    ['a slug with its braces', of({ '1': '{CaseName}' }), `${sid}.1`],
    ['a slug of nothing', of({ '1': '' }), `${sid}.1`],
    ['an unknown key', of({ '1': { texts: 'a' } }), `${sid}.1.texts`],
    ['no text', of({ '1': {} }), `${sid}.1.text`],
    ['an empty text', of({ '1': { text: '' } }), `${sid}.1.text`],
    ['a text of 256 characters', of({ '1': { text: 'a'.repeat(256) } }), `${sid}.1.text`],
    ['one SID in two spellings', `{"${sid}":{},"${sid.toUpperCase()}":{}}`, sid.toUpperCase()],
    ['a name that reaches prototypes', '{"__proto__":{}}', '__proto__'],
    ['more than a setting holds', ' '.repeat(100_001), ''],
  ])('refuses %s and names the path', (_what, json, path) => {
    expect(pathOf(json)).toBe(path);
  });

  it('throws nothing but its own error, whatever the JSON is', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.json(),
          fc.json().map((json) => `{"${sid}":${json}}`),
          fc.string(),
        ),
        (json) => {
          expect(pathOf(json) ?? '').not.toContain('another error');
        },
      ),
    );
  });
});
