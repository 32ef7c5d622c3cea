import type { LintCode, LintFinding } from '../../../../outbound/templates/lintFinding';
import { slugName } from '../../../../outbound/templates/slugName';
import { findingText } from '../../../../pcf/MessageTemplateEditor/MessageTemplateEditor/findingRows';
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
const sid = `HX${'0123456789abcdef'.repeat(2)}`;
const whatsApp = { channel: 192300000 };
/** Each finding as `Severity place: sentence`. */
const findings = (facts: Partial<EditorInputs>) =>
  ready(facts).findings.map(({ severityText, placeText, text }) => `${severityText} ${placeText}: ${text}`);
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

  it('has no fault to find with a text that nobody has begun, and has with blanks alone', () => {
    expect(findings({ text: '' })).toEqual([]);
    expect(ready({ text: '' }).summary).toBe('Checked while you write.');
    expect(findings({ text: '  ' })).toHaveLength(1);
  });

  it('offers no slug that only leads fill, for they have no send command, yet knows it', () => {
    expect(ready().insertable.map((slug) => slug.text)).not.toContain('{LeadTopic}');
    expect(chips('{LeadTopic}')).toEqual(['{LeadTopic} known']);
  });

  it('tells slugs apart: known, without a value, unknown, misspelt, not allowed, malformed', () => {
    const text = '{casename} {FullName{Agent}} {OCContext.order} {Foo} {CaseNmae} {constructor} {Case Name} {{Bar}} {}';
    expect(chips(text)).toEqual([
      '{casename} known',
      '{FullName{Agent}} noValue',
      '{OCContext.order} noValue',
      '{Foo} unknown',
      '{CaseNmae} misspelt',
      '{constructor} notAllowed',
      '{Case Name} malformed',
      '{{Bar}} malformed',
      '{} malformed',
    ]);
  });

  it('shows each slug once, whatever its case', () => {
    expect(chips('{CaseName} {CASENAME} {Foo} {foo}')).toEqual(['{CaseName} known', '{Foo} unknown']);
  });

  it('cuts a slug that is far too long, and shows where characters are that one cannot see', () => {
    const { text } = ready({ text: `{a\u202e\u0000${'b'.repeat(100_000)}}` }).chips[0] ?? { text: '' };
    expect(text).toMatch(/^\{a\uFFFD\uFFFDb+…$/);
    expect(text.length).toBeLessThan(100);
  });

  it('counts the length against the column’s', () => {
    expect(ready({ text: 'abc', maxLength: 2000 }).lengthText).toBe('3 of 2000 characters');
    expect(ready({ text: 'abc', maxLength: undefined }).lengthText).toBe('3 characters');
  });

  it('says at the field by how much a text is too long for its column', () => {
    expect(ready({ text: 'a'.repeat(1000), maxLength: 1000 }).errorMessage).toBeUndefined();
    expect(ready({ text: 'a'.repeat(1003), maxLength: 1000 }).errorMessage).toMatch(/\b3 characters\b.*1000/);
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

  it('counts no segments for WhatsApp', () => {
    expect(ready({ ...whatsApp, text: 'a'.repeat(1024) }).segmentTexts).toEqual([]);
  });

  it('offers no slugs for a content template, which takes none, nor to those who may not edit', () => {
    expect(ready({ ...whatsApp, name: sid }).insertable).toEqual([]);
    expect(ready({ ...whatsApp, name: 'order' }).insertable).not.toEqual([]);
    expect(ready({ editable: false }).insertable).toEqual([]);
  });

  it('offers every slug that a recipient source can fill', () => {
    const offered = ready().insertable.map((slug) => slug.text);
    expect(offered).toEqual(expect.arrayContaining(['{CaseName}', '{CustomerName}', '{FullName{Customer}}']));
    expect(new Set(offered).size).toBe(offered.length);
  });
});

describe('findings', () => {
  it('name severity, line and column, in the order of the text', () => {
    expect(findings({ text: 'Hi\n  {Foo} {oops\n}’' })).toEqual([
      expect.stringMatching(/^Warning Line 2, column 3: .*\{Foo\}/),
      expect.stringMatching(/^Error Line 2, column 9: An opening brace/),
      expect.stringMatching(/^Error Line 3, column 1: A closing brace/),
      expect.stringMatching(/^Note Line 3, column 2: The character ’ \(U\+2019\) /),
    ]);
  });

  it('are counted by severity in one line', () => {
    expect(ready({ text: 'a {b} {oops\n}’' }).summary).toBe('Errors: 2, warnings: 1, notes: 1');
    expect(ready({ text: 'Hi {CaseName}' })).toMatchObject({ findings: [], summary: 'No problems found.' });
  });

  it('know the very characters they are about', () => {
    const text = 'Hi\n{CaseNmae} you';
    const [finding] = ready({ text }).findings;
    expect(text.slice(finding?.start, finding?.end)).toBe('{CaseNmae}');
  });

  it.each([
    ['a misspelt slug', 'a {CustomreName} b', '{CustomerName}'],
    ['a known slug in doubled braces', 'a {{casename}} b', '{CaseName}'],
    ['a known slug with a blank', 'a {Case Name} b', '{CaseName}'],
  ])('offer to replace %s', (_what, text, slug) => {
    const offers = ready({ text }).findings.flatMap(({ replacement }) => replacement ?? []);
    expect(offers).toEqual([{ text: slug, label: `Replace with ${slug}` }]);
  });

  it('offer no replacement to those who may not edit', () => {
    const [finding] = ready({ text: 'a {CaseNmae} b', editable: false }).findings;
    expect(finding).toMatchObject({ text: expect.stringContaining('{CaseName}') });
    expect(finding?.replacement).toBeUndefined();
  });

  it('list some of a wall of braces and count the others', () => {
    const { findings: listed, moreText, summary } = ready({ text: '}'.repeat(10_000) });
    // All braces, and more characters than the column holds, and than an SMS.
    expect(listed).toHaveLength(MAX_LISTED);
    expect(summary).toBe('Errors: 10002, warnings: 0, notes: 0');
    expect(moreText).toContain(String(10_002 - MAX_LISTED));
  });

  it('list an error that stands behind a wall of warnings', () => {
    const unknown = Array.from({ length: 50 }, (_, index) => `{Order${index}}`).join(' ');
    const { findings: listed } = ready({ text: `${unknown} }` });
    expect(listed).toHaveLength(MAX_LISTED);
    expect(listed.at(-1)?.severity).toBe('error');
  });

  it('say nothing about a text of a megabyte that is not short', () => {
    const name = 'x'.repeat(1_000_000);
    for (const text of [`{${name}}`, `{__proto__${name}`, '{constructor}'.repeat(77_000), '\u0000'.repeat(1_000_000)]) {
      const { findings: listed, chips: shown, errorMessage } = ready({ text });
      expect(listed.length).toBeGreaterThan(0);
      expect(shown.length).toBeLessThanOrEqual(MAX_LISTED);
      expect(JSON.stringify([listed, shown, errorMessage]).length).toBeLessThan(20_000);
    }
  });

  it('name a character one cannot see by its code point', () => {
    expect(findings({ text: 'a\u200bb' })).toEqual([
      expect.stringMatching(/^Note Line 1, column 2: The character U\+200B /),
    ]);
  });

  it('hold a WhatsApp text to 1024 characters, and an SMS to 1600', () => {
    expect(findings({ ...whatsApp, text: 'a'.repeat(1024) })).toEqual([]);
    expect(findings({ ...whatsApp, text: 'a'.repeat(1025) })).toEqual([expect.stringMatching(/1024.* 1 longer/)]);
    expect(findings({ text: 'a'.repeat(1601) })).toEqual([expect.stringMatching(/1600.* 1 longer/)]);
  });

  it('hold the text to the length its column has', () => {
    expect(findings({ text: 'abcdef', maxLength: 4 })).toEqual([
      expect.stringMatching(/^Error Line 1, column 5: .*2 characters longer than the 4/),
    ]);
  });

  it.each([
    ['{{1}} is ready.', 'Warning Line 1, column 1: The text starts with {{1}}.'],
    ['Ready: {{1}}', 'Warning Line 1, column 8: The text ends with {{1}}.'],
    ['Hi {{1}} {{2}}, yes', 'Warning Line 1, column 10: No words stand between {{2}} and'],
    ['Hi {{1}} and {{3}}!', 'Error Line 1, column 14: The text has {{3}}, but no {{2}}.'],
    [
      'Hi {CaseName}!',
      'Error Line 1, column 4: A WhatsApp content template takes no slugs. Write a numbered variable such as {{1}}',
    ],
  ])('say of the content template %j: %s', (text, sentence) => {
    expect(findings({ ...whatsApp, name: sid, text })).toEqual([expect.stringContaining(sentence)]);
  });

  it('take {{1}} for a content variable in WhatsApp only', () => {
    expect(findings({ ...whatsApp, text: 'Hi {{1}}!' })).toEqual([]);
    expect(findings({ text: 'Hi {{1}}!' })).toEqual([expect.stringContaining('Braces stand within braces')]);
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

/** What the sentence of each code has to name. */
const NAMED: Readonly<Record<LintCode, readonly string[]>> = {
  'unclosed-brace': ['{', '}'],
  'unopened-brace': ['{', '}'],
  'empty-slug': [],
  'nested-slug': ['{CaseName}'],
  'text-empty': [],
  'blank-in-slug': ['{TheSlug}'],
  'slug-unknown': ['{TheSlug}'],
  'slug-misspelt': ['{TheSlug}', '{TheSuggestion}'],
  'slug-unfillable': ['{TheSlug}'],
  'slug-reserved': ['{TheSlug}'],
  'slug-in-content-template': ['{TheSlug}', '{{1}}'],
  'control-character': ['ж (U+0436)'],
  'unicode-in-text': ['ж (U+0436)'],
  'unicode-in-value': ['{TheSlug}', 'ж (U+0436)'],
  'segments-worst-case': ['7'],
  'language-missing': ['1031'],
  'text-too-long': ['3', '10'],
  'variable-first': ['{{5}}'],
  'variable-last': ['{{5}}'],
  'variables-adjacent': ['{{5}}'],
  'variable-skipped': ['{{5}}', '{{4}}'],
  'variable-too-long': ['{{5}}'],
};

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

  const limits = ['default-text', 'localized-text', 'whatsapp-message', 'sms-message'] as const;
  const everyFinding = (Object.keys(NAMED) as LintCode[]).flatMap((code) =>
    (code === 'text-too-long' ? limits : [undefined]).map((kind) => ({ code, kind })),
  );

  it.each(everyFinding)('say in both languages what is wrong: $code $kind', ({ code, kind }) => {
    const finding: LintFinding = {
      code,
      severity: 'error',
      place: { text: 1031, start: 0, end: 1, line: 1, column: 1 },
      remedy: '',
      slug: slugName('TheSlug'),
      suggestion: slugName('TheSuggestion'),
      character: 'ж',
      segments: 7,
      ...(code.startsWith('variable') && { variable: 5 }),
      ...(kind && { limit: { kind, maxLength: 10, length: 13 } }),
    };
    for (const texts of [english, indonesian]) {
      const sentence = findingText(finding, translatorOf(texts));
      expect(sentence).not.toMatch(/\{\d\}(?!\})/);
      for (const fact of NAMED[code]) expect(sentence).toContain(fact);
    }
  });

  it('cover every state in Indonesian', () => {
    const translate = translatorOf(indonesian);
    const text = '{Foo} {FullName{Agent}} {a b} {{c}} {} } ’ {CaseName} {';
    expect(ready({ text, translate, maxLength: 5 })).toMatchObject({
      summary: expect.stringMatching(/^Kesalahan: 3, peringatan: \d, catatan: 1$/),
      errorMessage: expect.stringContaining('karakter'),
    });
    expect(ready({ text: '', translate, label: '' }).noSlugsText).not.toBe('');
  });
});
