/** Room tests. Locale, slugs and variables: what one contact's text becomes. */
import { pickText } from '../../../sandbox/omnichannel/service/pickText';
import { replaceSlugs, replaceVariables } from '../../../sandbox/omnichannel/service/replaceSlugs';

const items = (values: Record<string, string>): Map<string, string> => new Map(Object.entries(values));

describe('pickText', () => {
  const template = { defaultText: 'Hello', defaultLcid: 1033, localizedTexts: new Map([[1057, 'Halo']]) };

  it('takes the text of the locale asked for', () => {
    expect(pickText(template, '1057')).toEqual({ text: 'Halo', lcid: 1057, reason: 'requested-locale' });
  });
  it('knows that the default text is in the locale asked for', () => {
    expect(pickText(template, '1033')).toEqual({ text: 'Hello', lcid: 1033, reason: 'requested-locale' });
  });
  it('falls back to the default text without a locale', () => {
    expect(pickText(template, undefined)).toEqual({ text: 'Hello', lcid: 1033, reason: 'no-locale' });
  });
  it.each(['1031', 'id-id', '10577', '1057.0'])('falls back to the default text for %s, which has none', (locale) => {
    expect(pickText(template, locale)).toEqual({ text: 'Hello', lcid: 1033, reason: 'no-text-for-locale' });
  });
  it('prefers a localized row in the default language over the default text', () => {
    const both = { ...template, localizedTexts: new Map([[1033, 'Hello there']]) };
    expect(pickText(both, '1033').text).toBe('Hello there');
  });
});

describe('replaceSlugs', () => {
  it('replaces without regard to case on either side', () => {
    expect(
      replaceSlugs('{CASENAME} for {customername}', items({ CaseName: 'Refund', CustomerName: 'Sari' })).text,
    ).toBe('Refund for Sari');
  });
  it('replaces the built-in customer slugs when the context items give them', () => {
    expect(replaceSlugs('Hi {FullName{Customer}}!', items({ 'fullname{customer}': 'Sari' })).text).toBe('Hi Sari!');
  });
  it('replaces every occurrence', () => {
    expect(replaceSlugs('{A}{a} {A}', items({ a: 'x' })).text).toBe('xx x');
  });
  it('leaves a slug without a value as written and names it once', () => {
    expect(replaceSlugs('{CaseName} {Other} {other}{Other}', items({ casename: 'R' }))).toEqual({
      text: 'R {Other} {other}{Other}',
      unresolved: ['Other'],
    });
  });
  it('never looks for slugs inside a value', () => {
    expect(replaceSlugs('{CaseName} {Secret}', items({ CaseName: '{Secret}', Secret: 'x' })).text).toBe('{Secret} x');
  });
  it('takes values literally, dollar signs and markup too', () => {
    expect(replaceSlugs('{A}', items({ A: '$& <b>$1</b>' })).text).toBe('$& <b>$1</b>');
  });
  it('does not offer the keys the service itself reads', () => {
    expect(replaceSlugs('{regardingobjectid}', items({ RegardingObjectId: 'x' })).unresolved).toEqual([
      'regardingobjectid',
    ]);
  });
  it.each(['{', '}', '{}', 'a { b', '}{', '{{'])('leaves %s alone', (text) => {
    expect(replaceSlugs(text, items({ '': 'x', ' b': 'y' }))).toEqual({ text, unresolved: [] });
  });
  it('replaces an empty value by nothing', () => {
    expect(replaceSlugs('[{A}]', items({ A: '' }))).toEqual({ text: '[]', unresolved: [] });
  });
});

describe('replaceVariables', () => {
  it('replaces numbered variables by the parameters of the same number', () => {
    expect(replaceVariables('{{1}} and {{2}}, {{1}}', items({ 1: 'a', 2: 'b' })).text).toBe('a and b, a');
  });
  it('names a variable without a parameter', () => {
    expect(replaceVariables('{{1}} {{2}}', items({ 1: 'a' }))).toEqual({ text: 'a {{2}}', unresolved: ['2'] });
  });
});
