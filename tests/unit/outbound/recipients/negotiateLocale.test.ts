import fc from 'fast-check';
import { toContactListItem } from '../../../../outbound/contactList/contactListItem';
import { toLanguageTable } from '../../../../outbound/recipients/languages';
import { negotiateLocale, reportLanguages } from '../../../../outbound/recipients/negotiateLocale';
import { previewMessages, recipientNegotiator } from '../../../../outbound/recipients/previewMessages';
import { candidate, eligible } from '../../../builders/recipients';

const languages = toLanguageTable([
  { lcid: 1033, code: 'en-us', name: 'English - United States' },
  { lcid: 2057, code: 'en-gb', name: 'English - United Kingdom' },
  { lcid: 3081, code: 'en-au', name: 'English - Australia' },
  { lcid: 1057, code: 'id-id', name: 'Indonesian - Indonesia' },
  { lcid: 1030, code: 'da-dk', name: 'Danish - Denmark' },
  { lcid: 1028, code: 'zh-tw', name: 'Chinese (Traditional) - Taiwan' },
  { lcid: 2052, code: 'zh-cn', name: 'Chinese (Simplified) - China' },
]);
const template = {
  defaultText: 'Halo',
  defaultLcid: 1057,
  localizedTexts: new Map([
    [3081, 'G’day'],
    [2057, 'Good day'],
    [2052, '你好'],
    [1030, ' '],
  ]),
};
const negotiate = (lcid: number | undefined) => negotiateLocale({ lcid }, template, languages, 'SMS');

describe('negotiateLocale', () => {
  it('takes the text in the recipient’s own locale', () => {
    expect(negotiate(3081)).toEqual({ wantedLcid: 3081, sentLcid: 3081, textLcid: 3081, reason: 'requested-locale' });
    expect(negotiate(1057)).toMatchObject({ sentLcid: 1057, reason: 'requested-locale' });
  });

  it('takes the same language of another region next, the lowest LCID first, and sends the LCID of that text', () => {
    expect(negotiate(1033)).toEqual({ wantedLcid: 1033, sentLcid: 2057, textLcid: 2057, reason: 'same-language' });
  });

  it('prefers the default text among texts of the same language', () => {
    const english = { ...template, defaultLcid: 3081, localizedTexts: new Map([[2057, 'Good day']]) };
    expect(negotiateLocale({ lcid: 1033 }, english, languages, 'SMS')).toMatchObject({ sentLcid: 3081 });
  });

  it.each([
    ['a language without a text', 1036],
    ['a text of nothing but blanks', 1030],
    ['the same language in another script', 1028],
  ])('falls back to the default text for %s, and sends no locale', (_what, lcid) => {
    expect(negotiate(lcid)).toEqual({ wantedLcid: lcid, textLcid: 1057, reason: 'no-text-for-locale' });
    expect(negotiate(lcid).sentLcid).toBeUndefined();
  });

  it('falls back to the default text for want of a recorded language, and says if it is unknown', () => {
    expect(negotiate(undefined)).toEqual({ textLcid: 1057, reason: 'no-locale' });
    expect(negotiateLocale({ isLocaleUnknown: true }, template, languages, 'SMS')).toEqual({
      textLcid: 1057,
      reason: 'unknown-locale',
    });
  });

  it('gives WhatsApp the default text', () => {
    expect(negotiateLocale({ lcid: 2057 }, template, languages, 'WhatsApp')).toEqual({
      textLcid: 1057,
      reason: 'no-locale',
    });
  });

  it('sends only LCIDs that the template has a text for, and the text is the one the service finds there', () => {
    const lcids = fc.constantFrom<number[]>(1033, 2057, 3081, 1057, 1030, 1028, 2052, 1036);
    const templates = fc.record({
      defaultText: fc.constant('default'),
      defaultLcid: fc.option(lcids, { nil: undefined }),
      localizedTexts: fc.array(fc.tuple(lcids, fc.constantFrom('text', ' '))).map((list) => new Map(list)),
    });
    fc.assert(
      fc.property(templates, fc.option(lcids, { nil: undefined }), (texts, lcid) => {
        const { sentLcid, textLcid } = negotiateLocale({ lcid }, texts, languages, 'SMS');
        if (sentLcid === undefined) {
          expect(textLcid).toBe(texts.defaultLcid);
          return;
        }
        expect(sentLcid).toBe(textLcid);
        expect(sentLcid === texts.defaultLcid || texts.localizedTexts.get(sentLcid) === 'text').toBe(true);
      }),
    );
  });
});

describe('recipientNegotiator', () => {
  const negotiate = recipientNegotiator(template, languages, 'SMS');
  const of = (lcid: number | undefined) => negotiate(eligible({ candidate: candidate({ lcid }) }));
  const negotiated = [of(1033), of(1036), of(undefined), of(3081)];

  it('puts the LCID that is sent in the place of the wanted one, so that preview and contact list agree', () => {
    const previews = previewMessages(negotiated, template, 'SMS');
    expect(previews.map(({ text, lcid, textReason }) => ({ text, lcid, textReason }))).toEqual([
      { text: 'Good day', lcid: 2057, textReason: 'same-language' },
      { text: 'Halo', lcid: 1057, textReason: 'no-text-for-locale' },
      { text: 'Halo', lcid: 1057, textReason: 'no-locale' },
      { text: 'G’day', lcid: 3081, textReason: 'requested-locale' },
    ]);
    const items = negotiated.map((item) => toContactListItem(item, { channelType: 'SMS', showInTimeline: false }));
    expect(items.map(({ locale }) => locale)).toEqual(['2057', undefined, undefined, '3081']);
  });

  it('counts before sending who gets which language, who falls back, and why', () => {
    expect(reportLanguages(negotiated)).toEqual([
      {
        lcid: 1057,
        count: 2,
        fallbacks: [
          { wantedLcid: 1036, reason: 'no-text-for-locale', count: 1 },
          { wantedLcid: undefined, reason: 'no-locale', count: 1 },
        ],
      },
      { lcid: 2057, count: 1, fallbacks: [{ wantedLcid: 1033, reason: 'same-language', count: 1 }] },
      { lcid: 3081, count: 1, fallbacks: [] },
    ]);
  });

  it('counts everybody once', () => {
    const lcids = fc.array(fc.constantFrom(undefined, 1033, 2057, 1036, 1028, 1057));
    fc.assert(
      fc.property(lcids, (list) => {
        const report = reportLanguages(list.map(of));
        expect(report.reduce((sum, { count }) => sum + count, 0)).toBe(list.length);
        for (const { count, fallbacks } of report) {
          expect(fallbacks.reduce((sum, fallback) => sum + fallback.count, 0)).toBeLessThanOrEqual(count);
        }
      }),
    );
  });
});
