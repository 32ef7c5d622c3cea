import { allTexts, chooseText } from '../../../../outbound/templates/chooseText';

const template = {
  defaultText: 'Hello',
  defaultLcid: 1033,
  localizedTexts: new Map([
    [1057, 'Halo'],
    [1036, '  '],
  ]),
};

describe('chooseText', () => {
  it.each([
    ['the localized text of the locale', 1057, { text: 'Halo', lcid: 1057, reason: 'requested-locale' }],
    ['the default text for its own language', 1033, { text: 'Hello', lcid: 1033, reason: 'requested-locale' }],
    ['the default text without a locale', undefined, { text: 'Hello', lcid: 1033, reason: 'no-locale' }],
    ['the default text for a locale without a text', 1031, { text: 'Hello', lcid: 1033, reason: 'no-text-for-locale' }],
    ['the default text for a blank localized text', 1036, { text: 'Hello', lcid: 1033, reason: 'no-text-for-locale' }],
  ])('takes %s', (_what, lcid, chosen) => {
    expect(chooseText(template, lcid)).toEqual(chosen);
  });

  it('lists all texts with the default text first', () => {
    expect(allTexts(template)).toEqual(['Hello', '  ', 'Halo']);
  });
});
