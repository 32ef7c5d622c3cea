import fc from 'fast-check';
import { languageKey, NO_LANGUAGES, readLocale, toLanguageTable } from '../../../../outbound/recipients/languages';

const languages = toLanguageTable([
  { lcid: 2057, code: 'en-gb', name: 'English - United Kingdom' },
  { lcid: 1033, code: 'en-us', name: 'English - United States' },
  { lcid: 1057, code: 'id-ID', name: 'Indonesian - Indonesia' },
  { lcid: 1044, code: 'nb-no', name: 'Norwegian (Bokmål) - Norway' },
  { lcid: 1028, code: 'zh-tw', name: 'Chinese (Traditional) - Taiwan' },
  { lcid: 2052, code: 'zh-cn', name: 'Chinese (Simplified) - China' },
  { lcid: 1087, code: '', name: 'Kazakh - Kazakhstan' },
]);

describe('readLocale', () => {
  it.each<[unknown, number, string]>([
    [1057, 1057, 'lcid'],
    ['1057', 1057, 'lcid'],
    [' 01057 ', 1057, 'lcid'],
    [1031, 1031, 'lcid'],
    ['id-ID', 1057, 'code'],
    ['id_ID', 1057, 'code'],
    ['ID-id', 1057, 'code'],
    ['id_ID.UTF-8', 1057, 'code'],
    ['en_GB', 2057, 'code'],
    ['id', 1057, 'language'],
    ['en', 1033, 'language'],
    ['en-AU', 1033, 'language'],
    ['zh-HK', 1028, 'language'],
    ['zh-Hans', 2052, 'language'],
    ['Indonesian - Indonesia', 1057, 'name'],
    ['INDONESIAN', 1057, 'name'],
    ['English', 1033, 'name'],
    ['norwegian (bokma\u030al)', 1044, 'name'],
    ['Kazakh', 1087, 'name'],
  ])('reads %j as %i by its %s', (value, lcid, by) => {
    expect(readLocale(value, languages)).toEqual({ kind: 'known', lcid, by });
  });

  it.each([undefined, null, '', ' ', 0, '0'])('finds nothing recorded in %j', (value) => {
    expect(readLocale(value, languages)).toEqual({ kind: 'absent' });
  });

  it.each(['tlh', 'Klingon', 'id ID', -1, 1.5, NaN, Infinity, '999999999999', true, {}, '__proto__', 'constructor'])(
    'knows no language called %j',
    (value) => {
      expect(readLocale(value, languages)).toEqual({ kind: 'unknown' });
    },
  );

  it('looks up no text of a megabyte', () => {
    expect(readLocale('x'.repeat(1_000_000), languages)).toEqual({ kind: 'unknown' });
  });

  it('understands only LCIDs where no languages were read', () => {
    expect(readLocale('1057', NO_LANGUAGES)).toMatchObject({ lcid: 1057 });
    expect(readLocale('id-ID', NO_LANGUAGES)).toEqual({ kind: 'unknown' });
  });

  it('does not depend on the order of the languages', () => {
    const rows = [...languages.byLcid.values()];
    fc.assert(
      fc.property(fc.shuffledSubarray(rows, { minLength: rows.length }), (shuffled) => {
        for (const value of ['en', 'zh', 'English', 'Chinese (Traditional)', 'en-AU']) {
          expect(readLocale(value, toLanguageTable(shuffled))).toEqual(readLocale(value, languages));
        }
      }),
    );
  });

  it('ends in an answer for any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(['known', 'absent', 'unknown']).toContain(readLocale(text, languages).kind);
      }),
    );
  });
});

describe('languageKey', () => {
  it.each([
    ['en-US', 'en'],
    ['en', 'en'],
    ['zh-TW', 'zh-hant'],
    ['zh_HK', 'zh-hant'],
    ['zh-Hant-SG', 'zh-hant'],
    ['zh-CN', 'zh-hans'],
    ['sr-Latn-RS', 'sr-latn'],
    ['sr-RS', 'sr'],
    ['', ''],
    ['English', ''],
  ])('takes %j for %j', (code, key) => {
    expect(languageKey(code)).toBe(key);
  });
});
