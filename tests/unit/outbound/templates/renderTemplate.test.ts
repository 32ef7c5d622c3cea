import fc from 'fast-check';
import { parseTemplate, slugNames } from '../../../../outbound/templates/parseTemplate';
import { renderTemplate } from '../../../../outbound/templates/renderTemplate';

const render = (text: string, values: Record<string, string>) =>
  renderTemplate(parseTemplate(text), new Map(Object.entries(values)));

describe('renderTemplate', () => {
  it('replaces slugs without regard to case', () => {
    expect(render('Hi {customername}: {CASENAME}', { CustomerName: 'Budi', CaseName: 'Refund' })).toEqual({
      text: 'Hi Budi: Refund',
      replaced: ['customername', 'CASENAME'],
      empty: [],
      unresolved: [],
    });
  });

  it('leaves a slug without a value in the text and names it', () => {
    expect(render('{A} {B}', { A: 'x' })).toMatchObject({ text: 'x {B}', replaced: ['A'], unresolved: ['B'] });
  });

  it('names slugs whose value is empty', () => {
    expect(render('Hi {A}!', { A: '' })).toMatchObject({ text: 'Hi !', replaced: [], empty: ['A'], unresolved: [] });
  });

  it('never reads a value as a slug', () => {
    expect(render('{A}', { A: '{B}', B: 'no' }).text).toBe('{B}');
  });

  it('knows nothing by the names of an object’s own prototype', () => {
    expect(render('{constructor} {__proto__} {toString}', {}).unresolved).toEqual([
      'constructor',
      '__proto__',
      'toString',
    ]);
  });

  it('leaves malformed slugs as they are', () => {
    expect(render('{A {A} {} }', { A: 'x' }).text).toBe('{A x {} }');
  });

  it('never changes what stands outside the slugs', () => {
    const values = fc.dictionary(fc.constantFrom('A', 'b', 'CaseName'), fc.string());
    const parts = fc.array(fc.oneof(fc.string(), fc.constantFrom('{A}', '{B}', '{casename}', '{', '}')));
    fc.assert(
      fc.property(parts, values, (texts, map) => {
        const parsed = parseTemplate(texts.join(''));
        const rendered = renderTemplate(parsed, new Map(Object.entries(map)));
        const lowerCased = new Map(Object.entries(map).map(([name, value]) => [name.toLowerCase(), value]));
        const expected = parsed.tokens.map((token) =>
          token.kind === 'text' ? token.text : (lowerCased.get(token.name.toLowerCase()) ?? token.raw),
        );
        expect(rendered.text).toBe(expected.join(''));
      }),
    );
  });

  it('accounts for every slug exactly once', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom('{A}', '{a}', '{B}', '{C}', ' ')),
        fc.dictionary(fc.constantFrom('A', 'B'), fc.constantFrom('', 'x')),
        (texts, map) => {
          const { replaced, empty, unresolved } = render(texts.join(''), map);
          const names = [...replaced, ...empty, ...unresolved].map((name) => name.toLowerCase()).sort();
          const expected = [...new Set(texts.filter((text) => text !== ' ').map((text) => text.toLowerCase()))];
          expect(names).toEqual(expected.map((text) => text.slice(1, -1)).sort());
        },
      ),
    );
  });

  it('leaves, when the message is parsed again, exactly the slugs nobody gave a value for', () => {
    const parts = fc.array(fc.constantFrom('{A}', '{a}', '{B}', '{FullName{Customer}}', '{C}', ' x ', '\n', '😀'));
    const values = fc.dictionary(
      fc.constantFrom('A', 'b', 'fullname{customer}'),
      fc.string().map((value) => value.replace(/[{}]/g, '')),
    );
    fc.assert(
      fc.property(parts, values, (texts, map) => {
        const rendered = render(texts.join(''), map);
        const again = parseTemplate(rendered.text);
        expect(slugNames(again)).toEqual(rendered.unresolved);
        expect(again.problems).toEqual([]);
        expect(renderTemplate(again, new Map(Object.entries(map))).text).toBe(rendered.text);
      }),
    );
  });
});
