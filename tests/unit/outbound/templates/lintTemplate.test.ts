import fc from 'fast-check';
import { fillableSlugs, RECIPIENT_SOURCES } from '../../../../outbound/recipients/recipientSources';
import { toContentVariables } from '../../../../outbound/templates/contentTemplate';
import type { LintCode } from '../../../../outbound/templates/lintFinding';
import {
  lintOneText,
  lintTemplate,
  type LintInput,
  type LintOneTextInput,
} from '../../../../outbound/templates/lintTemplate';
import { parseTemplate } from '../../../../outbound/templates/parseTemplate';
import { slugName } from '../../../../outbound/templates/slugName';
import { slugs } from '../../../builders/recipients';

const sid = `HX${'0123456789abcdef'.repeat(2)}`;
const fillable = fillableSlugs(RECIPIENT_SOURCES.incident);

const lint = (defaultText: string, facts: Partial<LintInput> = {}) =>
  lintTemplate({
    template: { defaultText, defaultLcid: 1033, localizedTexts: new Map() },
    channelType: 'SMS',
    fillable,
    ...facts,
  });
const codes = (defaultText: string, facts: Partial<LintInput> = {}) =>
  lint(defaultText, facts).map(({ code, place }) => `${code} ${place.start}-${place.end}`);
const only = (code: LintCode, defaultText: string, facts: Partial<LintInput> = {}) =>
  lint(defaultText, facts).filter((finding) => finding.code === code);

describe('lintTemplate, slugs and braces', () => {
  it('finds nothing wrong with a sound text', () => {
    expect(lint('Hi {CustomerName}, about {CASENAME}: {FullName{Customer}}.')).toEqual([]);
  });

  it('reports the parser’s problems at their place, with a severity and a remedy', () => {
    expect(lint('Hi\n {CaseName')).toEqual([
      {
        code: 'unclosed-brace',
        severity: 'error',
        place: { text: 'default', start: 4, end: 5, line: 2, column: 2 },
        remedy: expect.stringContaining('}'),
      },
    ]);
  });

  it.each([
    ['a } b', 'unopened-brace', 'error'],
    ['a {} b', 'empty-slug', 'warning'],
    ['a {{CaseName}} b', 'nested-slug', 'warning'],
    ['a {Case Name} b', 'blank-in-slug', 'warning'],
    ['a {OrderTotal} b', 'slug-unknown', 'warning'],
    ['a {CaseNmae} b', 'slug-misspelt', 'warning'],
    ['a {FullName{Agent}} b', 'slug-unfillable', 'warning'],
    ['a {OCContext.order} b', 'slug-unfillable', 'warning'],
    ['a {RegardingObjectId} b', 'slug-reserved', 'error'],
    ['a {__proto__} b', 'slug-reserved', 'error'],
    ['a {constructor} b', 'slug-reserved', 'error'],
  ])('reports in %j: %s, %s', (text, code, severity) => {
    expect(lint(text)).toContainEqual(expect.objectContaining({ code, severity }));
  });

  it('suggests the known slug a name is near to, for a blank in it too', () => {
    expect(only('slug-misspelt', 'a {CustomreName} b')[0]).toMatchObject({ suggestion: 'CustomerName' });
    expect(only('slug-misspelt', 'a {Case Number} b')[0]).toMatchObject({ suggestion: 'CaseNumber' });
  });

  it('suggests the known slug that stands in doubled braces, but no other and none in a content template', () => {
    expect(only('nested-slug', 'a {{casename}} b')[0]).toMatchObject({ slug: 'casename', suggestion: 'CaseName' });
    expect(only('nested-slug', 'a {{Order}} b')[0]?.suggestion).toBeUndefined();
    const contentTemplate = { channelType: 'WhatsApp', templateName: sid } as const;
    expect(only('nested-slug', 'a {{CaseName}} b', contentTemplate)[0]?.suggestion).toBeUndefined();
  });

  it.each([
    ['a {FullName{Custmer}} b', 'FullName{Customer}'],
    ['a {Case{Name}} b', 'CaseName'],
    ['a {{CaseNmae}} b', 'CaseName'],
  ])('suggests the known slug that braces within braces are near to: %s', (text, suggestion) => {
    expect(only('nested-slug', text)[0]).toMatchObject({ suggestion, place: { start: 2, end: text.length - 2 } });
  });

  it('reports a slug once a text, at its first place', () => {
    expect(codes('a {Order} {ORDER} {order} b')).toEqual(['slug-unknown 2-9']);
  });

  it('calls an empty text empty and says nothing else about it', () => {
    expect(codes(' \n ')).toEqual(['text-empty 0-3']);
  });
});

describe('lintTemplate, Unicode and length', () => {
  it('names the character that forces Unicode, and where', () => {
    expect(only('unicode-in-text', 'Hi\n“you”')[0]).toMatchObject({
      severity: 'note',
      character: '“',
      place: { start: 3, end: 4, line: 2, column: 1 },
    });
  });

  it.each(['\u0000', '\u001b', '\u007f', '\u0085', '\ud83d'])('refuses %j, which no phone can show', (character) => {
    expect(only('control-character', `a\tb\r\nc${character}`)[0]).toMatchObject({
      severity: 'error',
      character,
      place: { start: 6, end: 7, line: 2, column: 2 },
    });
  });

  it('takes tabs, line ends and whole emoji', () => {
    expect(only('control-character', 'a\tb\r\nc 😀')).toEqual([]);
  });

  it('does not count what stands inside a slug, which is never sent', () => {
    expect(only('unicode-in-text', 'Hi {Имя}')).toEqual([]);
  });

  it('says nothing about Unicode for WhatsApp, which has no segments', () => {
    expect(lint('Hi “you” there', { channelType: 'WhatsApp' })).toEqual([]);
  });

  it.each([
    ['2000 characters of a default text', 'default-text', { defaultText: '{Case}'.padEnd(2001, '{A}') }],
    [
      '1000 characters of a localized text',
      'localized-text',
      { defaultText: 'a', localizedTexts: new Map([[1057, 'a'.repeat(1001)]]) },
    ],
    ['1600 characters of an SMS', 'sms-message', { defaultText: 'a'.repeat(1601) }],
  ])('reports a text over %s', (_what, kind, texts) => {
    const template = { localizedTexts: new Map(), ...texts };
    const found = lintTemplate({ template, channelType: 'SMS', fillable });
    expect(found.map(({ limit }) => limit?.kind)).toContain(kind);
  });

  it('takes a text that reaches a limit exactly', () => {
    const template = { defaultText: 'a'.repeat(1600), localizedTexts: new Map([[1057, 'a'.repeat(1000)]]) };
    expect(lintTemplate({ template, channelType: 'SMS', fillable })).toEqual([]);
  });

  it('points at what is over the column’s limit', () => {
    expect(only('text-too-long', `${'a'.repeat(1000)}${'{CaseName}'.repeat(101)}`)[0]).toMatchObject({
      limit: { kind: 'default-text', maxLength: 2000, length: 2010 },
      place: { start: 2000, end: 2010 },
    });
  });
});

describe('lintOneText', () => {
  const limits = (source: string, facts: Partial<LintOneTextInput> = {}) =>
    lintOneText({ source, channelType: 'SMS', fillable, ...facts }).findings.map(({ limit }) => limit);

  it.each([
    ['its column’s length, when that is known', { maxLength: 850 }, 'default-text', 850],
    ['that of its column, also for a localized text', { text: 1057, maxLength: 900 }, 'localized-text', 900],
    ['the documented length of a localized text', { text: 1057 }, 'localized-text', 1000],
  ] as const)('holds a text to %s', (_what, facts, kind, maxLength) => {
    expect(limits('a'.repeat(maxLength), facts)).toEqual([]);
    expect(limits('a'.repeat(maxLength + 1), facts)).toEqual([{ kind, maxLength, length: maxLength + 1 }]);
  });

  it('says whether the text is a content template’s, which only WhatsApp has', () => {
    const isContentTemplate = (channelType: 'SMS' | 'WhatsApp', templateName?: string) =>
      lintOneText({ source: 'Hi', channelType, templateName, fillable }).isContentTemplate;
    expect([isContentTemplate('WhatsApp', ` ${sid} `), isContentTemplate('WhatsApp', 'order')]).toEqual([true, false]);
    expect([isContentTemplate('WhatsApp'), isContentTemplate('SMS', sid)]).toEqual([false, false]);
  });
});

describe('lintTemplate, with real recipients', () => {
  const recipient = (CaseName: string, lcid?: number) => ({ lcid, slugs: slugs({ CaseName }) });

  it('counts the segments of the worst case', () => {
    const recipients = [recipient('a'), recipient('b'.repeat(160)), recipient('c')];
    expect(lint('About {CaseName}', { recipients })).toEqual([
      expect.objectContaining({ code: 'segments-worst-case', severity: 'note', segments: 2 }),
    ]);
  });

  it('marks the slug whose values force Unicode', () => {
    const recipients = [recipient('a'), recipient('я')];
    expect(lint('About {CaseName} x', { recipients })[0]).toMatchObject({
      code: 'unicode-in-value',
      slug: 'CaseName',
      character: 'я',
      place: { start: 6, end: 16 },
    });
  });

  it('does not blame a value when the text itself is Unicode already', () => {
    expect(only('unicode-in-value', '“{CaseName}”', { recipients: [recipient('я')] })).toEqual([]);
  });

  it('judges each text by the recipients who get it', () => {
    const template = { defaultText: 'About {CaseName}', localizedTexts: new Map([[1057, 'Soal {CaseName}']]) };
    const recipients = [recipient('a', 1033), recipient('b'.repeat(200), 1057)];
    const found = lintTemplate({ template, channelType: 'SMS', fillable, recipients });
    expect(found.map(({ code, place }) => [code, place.text])).toEqual([['segments-worst-case', 1057]]);
  });

  it.each([
    ['SMS', 'sms-message', 1600],
    ['WhatsApp', 'whatsapp-message', 1024],
  ] as const)('reports a %s message that passes its limit only by its values, once', (channelType, kind, maxLength) => {
    const text = `${'a'.repeat(maxLength - 10)} {CaseName} b`;
    expect(only('text-too-long', text, { channelType, recipients: [recipient('12345')] })).toEqual([]);
    const recipients = [recipient('1'), recipient('1'.repeat(30))];
    expect(only('text-too-long', text, { channelType, recipients })).toEqual([
      expect.objectContaining({ severity: 'error', limit: { kind, maxLength, length: maxLength + 23 } }),
    ]);
  });

  it('never repeats a value', () => {
    const recipients = [recipient('secret я'.repeat(300))];
    expect(JSON.stringify(lint('About {CaseName} x', { recipients }))).not.toContain('secret');
  });
});

describe('lintTemplate, languages', () => {
  const template = {
    defaultText: 'Hi',
    defaultLcid: 1033,
    localizedTexts: new Map([
      [1057, 'Halo'],
      [1036, ' '],
    ]),
  };

  it('names the wanted languages without a text; a blank text is none', () => {
    const found = lintTemplate({ template, channelType: 'SMS', fillable, wantedLcids: [1033, 1057, 1031, 1036, 1031] });
    const missing = found.filter(({ code }) => code === 'language-missing');
    expect(missing.map(({ place }) => place.text)).toEqual([1031, 1036]);
  });

  it('asks for another template where a message has no locale', () => {
    const found = lintTemplate({ template, channelType: 'WhatsApp', fillable, wantedLcids: [1033, 1057] });
    expect(found.filter(({ code }) => code === 'language-missing')).toEqual([
      expect.objectContaining({ place: expect.objectContaining({ text: 1057 }) }),
    ]);
  });
});

describe('lintTemplate, WhatsApp variables', () => {
  const whatsApp = { channelType: 'WhatsApp', templateName: sid } as const;

  it.each([
    ['{{1}} is ready.', ['variable-first 0-5']],
    ['Ready: {{1}} ', ['variable-last 7-12']],
    ['Hi {{1}} {{2}}, yes', ['variables-adjacent 9-14']],
    ['Hi {{1}}{{2}}, yes', ['variables-adjacent 8-13']],
    ['{{1}}', ['variable-first 0-5', 'variable-last 0-5']],
    ['Hi {{1}} and {{3}}!', ['variable-skipped 13-18']],
    ['Hi {{1}}, {{2}}!', []],
  ])('reports in %j: %j', (text, expected) => {
    expect(codes(text, whatsApp)).toEqual(expected);
  });

  it('holds slugs of the older plain-text way to the same rules', () => {
    expect(codes('{CustomerName} {CaseName}', { channelType: 'WhatsApp', templateName: 'order' })).toEqual([
      'variable-first 0-14',
      'variables-adjacent 15-25',
      'variable-last 15-25',
    ]);
  });

  it('says nothing of this for SMS', () => {
    expect(lint('{CustomerName} {CaseName}')).toEqual([]);
  });

  it('refuses slugs in a content template', () => {
    expect(only('slug-in-content-template', 'Hi {CustomerName}, you', whatsApp)).toHaveLength(1);
  });

  it('fills the variables with real values: too long a value, and a message over 1024', () => {
    const contentVariables = toContentVariables([['1', { kind: 'slug', slug: slugName('CaseName') }]]);
    const recipients = [{ slugs: slugs({ CaseName: 'a'.repeat(256) }) }];
    const found = lint(`${'b'.repeat(900)} {{1}} c`, { ...whatsApp, contentVariables, recipients });
    expect(found.map(({ code, variable, limit }) => [code, variable ?? limit?.length])).toEqual([
      ['text-too-long', 1159],
      ['variable-too-long', 1],
    ]);
  });
});

describe('lintTemplate, whatever the text is', () => {
  const anyText = fc
    .array(fc.oneof(fc.constantFrom('{', '}', '{A}', '{CaseName}', '{{1}}', '\n', '\u0000', '😀'), fc.string()))
    .map((parts) => parts.join(''));

  it('places every finding inside its text, in order, and leaves out no problem of the parser', () => {
    fc.assert(
      fc.property(anyText, fc.constantFrom('SMS' as const, 'WhatsApp' as const), (text, channelType) => {
        const found = lint(text, { channelType, recipients: [{ slugs: slugs({ CaseName: text }) }] });
        for (const { place, remedy } of found) {
          expect(place.start).toBeGreaterThanOrEqual(0);
          expect(place.end).toBeLessThanOrEqual(text.length);
          expect(remedy).not.toBe('');
        }
        const starts = found.map(({ place }) => place.start);
        expect(starts).toEqual([...starts].sort((one, other) => one - other));
        if (text.trim() === '') return;
        const { problems } = parseTemplate(text, { contentVariables: channelType === 'WhatsApp' });
        for (const { code, start } of problems)
          expect(found.some((f) => f.code === code && f.place.start === start)).toBe(true);
      }),
    );
  });

  // Quadratic work on these would run into the test's time limit by hours, not by a slow machine.
  it.each([
    ['a megabyte of letters', 'a'.repeat(1_000_000)],
    ['a megabyte of opening braces', '{'.repeat(1_000_000)],
    ['a megabyte of variables', '{{1}}'.repeat(200_000)],
    [
      'a megabyte of different slugs',
      Array.from({ length: 10_000 }, (_, index) => `{CaseNa${index}}`.padEnd(100)).join(''),
    ],
    ['a megabyte in one slug', `{${'CaseName'.repeat(125_000)}}`],
    ['a megabyte of blanks in one slug', `{a${' '.repeat(1_000_000)}b}`],
    ['a megabyte of control characters', '\u0000\u001b'.repeat(500_000)],
    ['a megabyte of lines', `{${' '.repeat(8)}\n`.repeat(100_000)],
    ['a megabyte of polluting names', '{__proto__}{constructor}'.repeat(41_000)],
    ['10,000 braces in braces', `${'{'.repeat(10_000)}${'}'.repeat(10_000)}`],
  ])('ends with an error in linear time: %s', (_what, text) => {
    for (const channelType of ['SMS', 'WhatsApp'] as const) {
      const found = lint(text, { channelType, recipients: [{ slugs: slugs({ CaseName: 'x' }) }] });
      expect(found.some(({ severity }) => severity === 'error')).toBe(true);
    }
  });
});
