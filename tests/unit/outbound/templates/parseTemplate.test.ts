import fc from 'fast-check';
import { parseTemplate, slugNames } from '../../../../outbound/templates/parseTemplate';

const slugsIn = (text: string) => slugNames(parseTemplate(text));
const problemsIn = (text: string) =>
  parseTemplate(text).problems.map(({ code, start, end }) => `${code} ${start}-${end}`);

describe('parseTemplate', () => {
  it('finds custom slugs with their place', () => {
    expect(parseTemplate('Hi {CaseName}!').tokens).toEqual([
      { kind: 'text', text: 'Hi ', start: 0, end: 3 },
      { kind: 'slug', name: 'CaseName', raw: '{CaseName}', start: 3, end: 13 },
      { kind: 'text', text: '!', start: 13, end: 14 },
    ]);
  });

  it('counts places in UTF-16 units', () => {
    expect(parseTemplate('😀{A}').tokens[1]).toMatchObject({ kind: 'slug', start: 2, end: 5 });
  });

  it.each([
    '{FullName{Customer}}',
    '{LastName{Customer}}',
    '{NickName{Customer}}',
    '{FirstName{Customer}}',
    '{FullName{Agent}}',
    '{FirstName{Agent}}',
    '{LastName{Agent}}',
    '{Nickname{Agent}}',
    '{fullname{CUSTOMER}}',
    '{OCContext.orderNumber}',
  ])('takes the built-in slug %s as one slug', (raw) => {
    expect(parseTemplate(raw)).toMatchObject({ tokens: [{ kind: 'slug', name: raw.slice(1, -1), raw }], problems: [] });
  });

  it('names each slug once, in its first spelling, in order', () => {
    expect(slugsIn('{CaseName} {CustomerName} {casename} {CASENAME}')).toEqual(['CaseName', 'CustomerName']);
  });

  it.each([
    ['an opening brace without a closing one', 'a {b', ['unclosed-brace 2-3']],
    ['an opening brace closed on the next line', '{a\n}', ['unclosed-brace 0-1', 'unopened-brace 3-4']],
    ['a closing brace without an opening one', 'a} b', ['unopened-brace 1-2']],
    ['a closing brace too many', '{a}}', ['unopened-brace 3-4']],
    ['braces around nothing', 'x{}', ['empty-slug 1-3']],
    ['braces around blanks', '{ \t}', ['empty-slug 0-4']],
    ['doubled braces around nothing', 'x{{ }}', ['empty-slug 1-6']],
    ['doubled braces', '{{CaseName}}', ['nested-slug 0-12']],
    ['braces within braces', '{Case{Name}}', ['nested-slug 0-12']],
    ['a blank in a name', '{Case Name}', ['blank-in-slug 0-11']],
    ['a blank around a name', '{ CaseName }', ['blank-in-slug 0-12']],
    ['a brace left open before a slug', '{a {CaseName}', ['unclosed-brace 0-1']],
    ['a built-in slug with one closing brace', '{FullName{Customer}', ['unclosed-brace 0-1']],
  ])('reports %s', (_what, text, problems) => {
    expect(problemsIn(text)).toEqual(problems);
  });

  it('goes on behind a mistake: the next slug is still a slug', () => {
    expect(slugsIn('{oops\nHi {CaseName}, {a {CustomerName}')).toEqual(['CaseName', 'CustomerName']);
  });

  it('takes {{1}} for a content variable only when asked', () => {
    const text = 'Hi {{1}}, your case {{2}}';
    const variables = [
      { number: 1, start: 3, end: 8 },
      { number: 2, start: 20, end: 25 },
    ];
    expect(parseTemplate(text, { contentVariables: true })).toMatchObject({
      problems: [],
      contentVariables: variables,
    });
    expect(problemsIn(text)).toEqual(['nested-slug 3-8', 'nested-slug 20-25']);
  });

  const bracedText = fc
    .array(fc.oneof(fc.constantFrom('{', '}', '{{', '}}', '{Customer}', '\n', ' '), fc.string()))
    .map((parts) => parts.join(''));

  it('covers every text by its tokens, without gap or overlap', () => {
    fc.assert(
      fc.property(bracedText, (text) => {
        const { tokens } = parseTemplate(text);
        expect(tokens.map((token) => (token.kind === 'text' ? token.text : token.raw)).join('')).toBe(text);
        let end = 0;
        for (const token of tokens) {
          expect(token.start).toBe(end);
          end = token.end;
        }
        expect(end).toBe(text.length);
      }),
    );
  });

  it('leaves no brace outside slugs without a problem that points at it', () => {
    fc.assert(
      fc.property(bracedText, (text) => {
        const { tokens, problems } = parseTemplate(text);
        for (const token of tokens) {
          if (token.kind === 'slug') continue;
          for (const { index } of token.text.matchAll(/[{}]/g)) {
            const place = token.start + index;
            expect(problems.some(({ start, end }) => start <= place && place < end)).toBe(true);
          }
        }
      }),
    );
  });

  // Quadratic work on a megabyte would run into the test's time limit by hours, not by a slow machine.
  it.each([
    ['opening braces', '{'],
    ['closing braces', '}'],
    ['half-open slugs', '{a'],
    ['half-open nested slugs', '{a{b'],
    ['half-closed nested slugs', '{a{b}'],
    ['slugs', '{a}'],
    ['braces around blanks', '{   '],
    ['letters', 'a'],
  ])('reads a megabyte of %s in linear time', (_what, part) => {
    const text = part.repeat(1_000_000 / part.length);
    const { tokens, problems } = parseTemplate(text);
    expect(tokens.length + problems.length).toBeGreaterThan(0);
    expect(tokens.at(-1)?.end).toBe(text.length);
  });
});
