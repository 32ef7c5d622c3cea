/**
 * Texts made to do harm. What is asserted is the whole answer, by count and code: work that grows with the square of a
 * megabyte would run into the test's time limit by hours, so that no clock is needed.
 */
import { fillableSlugs, RECIPIENT_SOURCES } from '../../../../outbound/recipients/recipientSources';
import type { LintCode, LintFinding } from '../../../../outbound/templates/lintFinding';
import { lintOneText } from '../../../../outbound/templates/lintTemplate';
import { parseTemplate } from '../../../../outbound/templates/parseTemplate';
import { renderTemplate } from '../../../../outbound/templates/renderTemplate';
import { slugs } from '../../../builders/recipients';

const MEGABYTE = 1_000_000;
const fillable = fillableSlugs(RECIPIENT_SOURCES.incident);

const lint = (source: string, templateName?: string): readonly LintFinding[] =>
  lintOneText({ source, channelType: templateName === undefined ? 'SMS' : 'WhatsApp', templateName, fillable })
    .findings;

/** How many findings there are of each code. */
function counts(findings: readonly LintFinding[]): Partial<Record<LintCode, number>> {
  const byCode = new Map<LintCode, number>();
  for (const { code } of findings) byCode.set(code, (byCode.get(code) ?? 0) + 1);
  return Object.fromEntries(byCode);
}

describe('a hostile template', () => {
  // Two limits: what the column holds, and what an SMS holds.
  it.each<[string, string, Partial<Record<LintCode, number>>]>([
    ['a megabyte of letters', 'a'.repeat(MEGABYTE), { 'text-too-long': 2 }],
    ['a megabyte in one slug', `{${'a'.repeat(MEGABYTE)}}`, { 'slug-unknown': 1, 'text-too-long': 1 }],
    ['a megabyte of blanks', ' '.repeat(MEGABYTE), { 'text-empty': 1 }],
    ['a megabyte of blanks in braces', `{${' '.repeat(MEGABYTE)}}`, { 'empty-slug': 1, 'text-too-long': 2 }],
    ['10,000 opening braces', '{'.repeat(10_000), { 'unclosed-brace': 10_000, 'text-too-long': 2 }],
    ['10,000 closing braces', '}'.repeat(10_000), { 'unopened-brace': 10_000, 'text-too-long': 2 }],
    [
      '10,000 braces within braces',
      `${'{'.repeat(5_000)}${'}'.repeat(5_000)}`,
      { 'unclosed-brace': 4_998, 'empty-slug': 1, 'unopened-brace': 4_998, 'text-too-long': 2 },
    ],
    [
      'a megabyte of control characters',
      '\u0000\u0007\u001b\u0085\u200e'.repeat(MEGABYTE / 5),
      { 'control-character': 1, 'unicode-in-text': 1, 'text-too-long': 2 },
    ],
    ['a megabyte of one slug', '{CaseName}'.repeat(MEGABYTE / 10), { 'text-too-long': 1 }],
    [
      '10,000 different slugs',
      Array.from({ length: 10_000 }, (_, index) => `{Order${index}}`).join(''),
      { 'slug-unknown': 10_000, 'text-too-long': 1 },
    ],
    [
      'half a megabyte of lone surrogates',
      '\ud83d'.repeat(MEGABYTE / 2),
      { 'control-character': 1, 'unicode-in-text': 1, 'text-too-long': 2 },
    ],
  ])('gets its findings, each with its code: %s', (_what, source, expected) => {
    expect(counts(lint(source))).toEqual(expected);
  });

  it.each(['__proto__', '__PROTO__', 'constructor', 'prototype', ' __proto__', 'PROTOTYPE '])(
    'pollutes no prototype by a slug named %j, and is refused',
    (name) => {
      const source = `a {${name}} b`;
      const before = Object.getOwnPropertyNames(Object.prototype);
      expect(lint(source)).toContainEqual(
        expect.objectContaining({ code: 'slug-reserved', severity: 'error', slug: name }),
      );
      const rendered = renderTemplate(parseTemplate(source), slugs({ CaseName: 'x' }));
      expect(rendered).toMatchObject({ text: source, unresolved: [name] });
      expect(Object.getOwnPropertyNames(Object.prototype)).toEqual(before);
    },
  );

  it.each(['toString', 'hasOwnProperty', 'valueOf', '__defineGetter__'])(
    'gets no value from an object’s own prototype by a slug named %s',
    (name) => {
      expect(renderTemplate(parseTemplate(`{${name}}`), slugs({})).text).toBe(`{${name}}`);
      expect(counts(lint(`a {${name}} b`))).toEqual({ 'slug-unknown': 1 });
    },
  );

  // Each makes a pattern with nested or overlapping repetition try every way to cut it.
  it.each([
    ['blanks around a name', `{ ${'\t '.repeat(MEGABYTE / 2)}!}`, 'blank-in-slug'],
    ['blanks that never close', `{${' '.repeat(MEGABYTE)}`, 'unclosed-brace'],
    ['a name of repeated halves', `{${'aa'.repeat(MEGABYTE / 2)}!}`, 'slug-unknown'],
    ['a subject that is nearly one', `{${'Customer'.repeat(MEGABYTE / 8)}{Customer!}}`, 'nested-slug'],
    ['a slug of the context without end', `{OCContext.${'a.'.repeat(MEGABYTE / 2)}}`, 'slug-unfillable'],
    ['blanks between variables', `a {{1}}${' '.repeat(MEGABYTE)}{{2}} b`, 'variables-adjacent'],
    ['a number without end', `a {{${'1'.repeat(MEGABYTE)}}} b`, 'nested-slug'],
  ] as const)('is no regex bomb: %s', (_what, source, code) => {
    expect(counts(lint(source, code === 'variables-adjacent' ? 'order' : undefined))).toMatchObject({ [code]: 1 });
  });

  it('is no regex bomb by the name of its template', () => {
    for (const name of [`HX${'a'.repeat(MEGABYTE)}!`, `${' '.repeat(MEGABYTE)}HX`, 'HX'.repeat(MEGABYTE / 2)]) {
      expect(counts(lint('Hi {CaseName}, you', name))).toEqual({});
    }
  });

  it('is rendered with values of a megabyte, which are never read as slugs', () => {
    const value = '{CaseName}'.repeat(MEGABYTE / 10);
    const { text, replaced } = renderTemplate(parseTemplate('<{CaseName}{casename}>'), slugs({ CaseName: value }));
    expect(text).toBe(`<${value}${value}>`);
    expect(replaced).toEqual(['CaseName']);
  });
});
