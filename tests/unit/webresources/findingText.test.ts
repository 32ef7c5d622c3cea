/** Room tests. What the linter finds, in the user's language, with its place and what to do. */
import { toContentVariables } from '../../../outbound/templates/contentTemplate';
import { lintTemplate, type LintInput } from '../../../outbound/templates/lintTemplate';
import { slugName } from '../../../outbound/templates/slugName';
import { findingText, isBlocking } from '../../../webresources/strings/findingText';
import { slugs } from '../../builders/recipients';
import { initialiseXrm } from './xrmHost';

const SID = `HX${'0123456789abcdef'.repeat(2)}`;
const fillable = ['CaseName', 'CustomerName'].map(slugName);
const lint = (defaultText: string, input: Partial<LintInput> = {}) =>
  lintTemplate({ template: { defaultText, localizedTexts: new Map() }, channelType: 'SMS', fillable, ...input });
const whatsApp = { channelType: 'WhatsApp' } as const;
const content = { ...whatsApp, templateName: SID } as const;
const manyWords = { recipients: [{ slugs: slugs({ CaseName: `${'a'.repeat(200)}ł` }) }] };

/** A text for each code of the linter, with what it needs. */
const EXAMPLES: readonly (readonly [string, string, Partial<LintInput>, string])[] = [
  [
    'unclosed-brace',
    'Hi {CaseName',
    {},
    'The brace in line 1, character 4, is never closed. Add } after the slug name.',
  ],
  [
    'unopened-brace',
    'a}',
    {},
    'The brace in line 1, character 2, closes nothing. Remove it or add { before the slug name.',
  ],
  ['empty-slug', 'a {}', {}, 'The braces in line 1, character 3, are empty. Write a slug name between them.'],
  [
    'nested-slug',
    '{{a}}',
    {},
    'The slug in line 1, character 1, has another one inside. The service may leave it as it is.',
  ],
  ['blank-in-slug', 'a {Case Name}', {}, 'The slug in line 1, character 3, has a blank in its name. Write it without.'],
  [
    'slug-unknown',
    'Hi\n{Voucher}',
    {},
    'The slug {Voucher} in line 2, character 1, is not known for these rows, so it stays in the message. Use a slug that is known.',
  ],
  [
    'slug-misspelt',
    '{CaseNmae}',
    {},
    'The slug {CaseNmae} in line 1, character 1, is not known, so it stays in the message. Write {CaseName}, if that is what is meant.',
  ],
  [
    'slug-unfillable',
    '{FullName{Agent}}',
    {},
    'No column of these rows fills the slug {FullName{Agent}} in line 1, character 1, so it stays in the message. Use another slug.',
  ],
  [
    'slug-reserved',
    '{regardingobjectid}',
    {},
    'The slug {regardingobjectid} in line 1, character 1, has a name that the platform uses itself. Rename it.',
  ],
  [
    'slug-in-content-template',
    'a {CaseName} b',
    content,
    'The slug {CaseName} in line 1, character 3, is not filled in a WhatsApp content template. Use a numbered variable such as {{1}}.',
  ],
  [
    'control-character',
    'a\u0007b',
    {},
    'The invisible character U+0007 in line 1, character 2, cannot be shown on a phone. Remove it, or write the text there again.',
  ],
  [
    'unicode-in-text',
    'ał',
    {},
    'The character “ł” in line 1, character 2, leaves 70 instead of 160 characters to an SMS segment. Replace it by a plain one, or accept that.',
  ],
  [
    'unicode-in-value',
    '{CaseName}',
    manyWords,
    'Some values of {CaseName} have characters such as “ł” that leave 70 instead of 160 characters to an SMS segment. Count on more segments.',
  ],
  [
    'segments-worst-case',
    '{CaseName}',
    manyWords,
    'The longest message takes 3 SMS segments. Shorten the text, or accept what they cost.',
  ],
  [
    'language-missing',
    'a',
    { wantedLcids: [1057] },
    'There is no text in this language. Add a localized text; until then the default text is sent.',
  ],
  ['text-empty', ' ', {}, 'The text is empty. Write it: an empty message is not sent.'],
  ['text-too-long', 'a'.repeat(1601), {}, 'The text has 1,601 characters; 1,600 are allowed. Shorten it.'],
  [
    'variable-first',
    '{{1}} a',
    content,
    'The text starts with {{1}}. Put words before it: WhatsApp may reject such a text.',
  ],
  [
    'variable-last',
    'a {CaseName}',
    whatsApp,
    'The text ends with {CaseName}. Put words behind it: WhatsApp may reject such a text.',
  ],
  [
    'variables-adjacent',
    'a {{1}} {{2}} b',
    content,
    'There are no words before {{2}} in line 1, character 9, only another variable. Put some there: WhatsApp may reject such a text.',
  ],
  [
    'variable-skipped',
    'a {{3}} b',
    content,
    '{{3}} stands in line 1, character 3, but {{2}} is missing. Number the variables without a gap.',
  ],
  [
    'variable-too-long',
    'a {{1}} b',
    {
      ...content,
      contentVariables: toContentVariables([['1', { kind: 'slug', slug: slugName('CaseName') }]]),
      recipients: [{ slugs: slugs({ CaseName: 'a'.repeat(256) }) }],
    },
    'Some values of {{1}} in line 1, character 3, are longer than a variable takes. Shorten them.',
  ],
];

describe('a finding', () => {
  it.each(EXAMPLES)('of the code %s says what, where and what to do', (code, source, input, sentence) => {
    initialiseXrm();
    const found = lint(source, input).find((finding) => finding.code === code);
    expect(found && findingText(found)).toBe(sentence);
  });

  it.each(EXAMPLES)('of the code %s has an Indonesian sentence with the same facts', (code, source, input, english) => {
    initialiseXrm(1057);
    const found = lint(source, input).find((finding) => finding.code === code);
    const sentence = found ? findingText(found) : '';
    expect(sentence).not.toBe(english);
    expect(sentence).not.toMatch(/\{\d\}(?!\})/);
    for (const [fact] of english.matchAll(/\{+[A-Za-z{}]+\}+|“.”/g)) expect(sentence).toContain(fact);
  });

  it.each([
    ['\u3000', 'U+3000'],
    ['\u200b', 'U+200B'],
    ['😀', '😀'],
  ])('names a character that nobody can see by its number: %j', (character, name) => {
    initialiseXrm();
    const found = lint(`a${character}b`).find(({ code }) => code === 'unicode-in-text');
    expect(found && findingText(found)).toContain(`“${name}”`);
  });

  it('names its text when there are several', () => {
    initialiseXrm();
    const [finding] = lint('{');
    expect(finding && findingText(finding, 'Indonesian')).toMatch(/^In “Indonesian”: The brace in line 1/);
  });

  it('of a code from a newer release is its own remedy', () => {
    initialiseXrm();
    const [finding] = lint('{');
    expect(finding && findingText({ ...finding, code: 'from-tomorrow' as never, remedy: 'Mend it.' })).toBe('Mend it.');
  });

  it('forbids saving and sending when it is an error, and only then', () => {
    expect(lint('{Voucher} {').map((finding) => [finding.code, isBlocking(finding)])).toEqual([
      ['slug-unknown', false],
      ['unclosed-brace', true],
    ]);
  });
});
