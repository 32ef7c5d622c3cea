import {
  insertAt,
  MAX_LISTED,
  toViewModel,
  type EditorInputs,
  type ReadyEditor,
} from '../../../../pcf/MessageTemplateEditor/MessageTemplateEditor/viewModel';
import { editorInputs, editorResxPath } from '../../../builders/messageTemplateEditor';
import { readResx, translatorOf } from '../../../builders/resx';

function ready(facts: Partial<EditorInputs> = {}): ReadyEditor {
  const model = toViewModel(editorInputs(facts));
  if (model.kind !== 'ready') throw new Error(`the editor is ${model.kind}`);
  return model;
}
const chips = (text: string) => ready({ text }).chips.map((chip) => `${chip.text} ${chip.status}`);

describe('toViewModel', () => {
  it('shows nothing of a text that column security hides', () => {
    const model = toViewModel(editorInputs({ readable: false, text: 'secret' }));
    expect(model.kind).toBe('masked');
    expect(JSON.stringify(model)).not.toContain('secret');
  });

  it('is disabled for a user who may not edit', () => {
    expect(ready({ editable: false }).disabled).toBe(true);
  });

  it('uses its own label when the form gives none', () => {
    expect(ready({ label: '' }).label).toBe('Message text');
  });

  it('offers no slug that only leads fill, for they have no send command, yet knows it', () => {
    expect(ready().insertable.map((slug) => slug.text)).not.toContain('{LeadTopic}');
    expect(chips('{LeadTopic}')).toEqual(['{LeadTopic} known']);
  });

  it('tells slugs apart: known, without a value, unknown, malformed', () => {
    expect(chips('{casename} {FullName{Agent}} {OCContext.order} {Foo} {Case Name} {{Bar}} {}')).toEqual([
      '{casename} known',
      '{FullName{Agent}} noValue',
      '{OCContext.order} noValue',
      '{Foo} unknown',
      '{Case Name} malformed',
      '{{Bar}} malformed',
      '{} malformed',
    ]);
  });

  it('shows each slug once, whatever its case', () => {
    expect(chips('{CaseName} {CASENAME} {Foo} {foo}')).toEqual(['{CaseName} known', '{Foo} unknown']);
  });

  it('names each problem with its line and column, in the order of the text', () => {
    expect(ready({ text: 'Hi\n  {Foo} {oops\n}' }).problems).toEqual([
      expect.stringMatching(/^Line 2, column 3: .*\{Foo\}/),
      expect.stringMatching(/^Line 2, column 9: An opening brace/),
      expect.stringMatching(/^Line 3, column 1: A closing brace/),
    ]);
  });

  it('finds nothing wrong with known slugs', () => {
    expect(ready({ text: '{CaseName} {FullName{Customer}}' }).problems).toEqual([]);
  });

  it('lists some problems of a wall of braces and counts the others', () => {
    const { problems } = ready({ text: '}'.repeat(10_000) });
    expect(problems).toHaveLength(MAX_LISTED + 1);
    expect(problems.at(-1)).toContain(String(10_000 - MAX_LISTED));
  });

  it('counts the length against the column’s', () => {
    expect(ready({ text: 'abc', maxLength: 2000 }).lengthText).toBe('3 of 2000 characters');
    expect(ready({ text: 'abc', maxLength: undefined }).lengthText).toBe('3 characters');
  });

  it('says by how much a text is too long', () => {
    expect(ready({ text: 'a'.repeat(2000), maxLength: 2000 }).errorMessage).toBeUndefined();
    expect(ready({ text: 'a'.repeat(2003), maxLength: 2000 }).errorMessage).toMatch(/\b3 characters\b.*2000/);
  });

  it('shows what the platform finds wrong', () => {
    expect(ready({ platformError: 'Required.' }).errorMessage).toBe('Required.');
  });

  it('counts segments of the text around the slugs', () => {
    expect(ready({ text: 'a'.repeat(160) }).segmentTexts).toEqual(['SMS segments: 1 (GSM-7, 160 of 160 places)']);
    expect(ready({ text: `{CaseName}${'a'.repeat(161)}` }).segmentTexts).toEqual([
      'SMS segments: 2 (GSM-7, 161 of 306 places)',
      expect.stringContaining('slugs'),
    ]);
  });

  it('names the character that forces Unicode, with its place in the text', () => {
    const texts = ready({ text: '{CaseName}\nIt’s here' }).segmentTexts;
    expect(texts[0]).toContain('UCS-2, 10 of 70');
    expect(texts.at(-1)).toMatch(/^The character ’ \(U\+2019\) at line 2, column 3 /);
  });

  it('names a character one cannot see by its code point', () => {
    expect(ready({ text: 'a\u200bb' }).segmentTexts.at(-1)).toMatch(/^The character U\+200B at line 1, column 2 /);
  });

  it('counts no segments for WhatsApp, and holds its text to 1024 characters', () => {
    const whatsApp = { channel: 192300000, maxLength: 2000 };
    expect(ready({ ...whatsApp, text: 'a'.repeat(1024) })).toMatchObject({ segmentTexts: [], errorMessage: undefined });
    expect(ready({ ...whatsApp, text: 'a'.repeat(1025) }).errorMessage).toContain('1024');
  });

  it('takes {{1}} for a content variable in WhatsApp only', () => {
    expect(ready({ text: 'Hi {{1}}', channel: 192300000 }).problems).toEqual([]);
    expect(ready({ text: 'Hi {{1}}', channel: 192340000 }).problems).toHaveLength(1);
  });

  it('offers every slug that a recipient source can fill', () => {
    const offered = ready().insertable.map((slug) => slug.text);
    expect(offered).toEqual(expect.arrayContaining(['{CaseName}', '{CustomerName}', '{FullName{Customer}}']));
    expect(new Set(offered).size).toBe(offered.length);
  });
});

describe('insertAt', () => {
  it('puts a slug at the caret', () => {
    expect(insertAt('ab', '{X}', 1, 1)).toEqual({ text: 'a{X}b', caret: 4 });
  });

  it('puts a slug in place of the selection', () => {
    expect(insertAt('abcd', '{X}', 1, 3)).toEqual({ text: 'a{X}d', caret: 4 });
  });
});

describe('texts', () => {
  const english = readResx(editorResxPath(1033));
  const indonesian = readResx(editorResxPath(1057));
  const placeholders = (text: string | undefined) => [...new Set(text?.match(/\{\d\}/g) ?? [])].sort();

  it('exist in both languages, with the same placeholders', () => {
    expect([...indonesian.keys()]).toEqual([...english.keys()]);
    for (const [key, text] of english)
      expect([key, placeholders(indonesian.get(key))]).toEqual([key, placeholders(text)]);
  });

  it('are translated', () => {
    const same = [...english].filter(([key, text]) => indonesian.get(key) === text).map(([key]) => key);
    expect(same).toEqual([]);
  });

  it('cover every state in Indonesian', () => {
    const translate = translatorOf(indonesian);
    const text = '{Foo} {FullName{Agent}} {a b} {{c}} {} } ’ {CaseName} {';
    expect(ready({ text, translate, maxLength: 5 }).problems).toHaveLength(7);
    expect(ready({ text: '', translate, label: '' }).noSlugsText).not.toBe('');
  });
});
