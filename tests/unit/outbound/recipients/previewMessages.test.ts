import { previewMessages, templateSlugs, unfillableSlugs } from '../../../../outbound/recipients/previewMessages';
import { RECIPIENT_SOURCES } from '../../../../outbound/recipients/recipientSources';
import { candidate, eligible, slugs } from '../../../builders/recipients';

const template = {
  defaultText: 'Hello {CustomerName}, about {CaseName} {Agent}',
  defaultLcid: 1033,
  localizedTexts: new Map([[1057, 'Halo {CustomerName}']]),
};
const recipient = (lcid: number | undefined) =>
  eligible({ candidate: candidate({ lcid, slugs: slugs({ CustomerName: 'Siti', CaseName: '' }) }) });

describe('previewMessages', () => {
  it('renders each recipient’s text in their locale and says why', () => {
    const previews = previewMessages([recipient(1057), recipient(1031), recipient(undefined)], template, 'SMS');
    expect(previews.map(({ text, lcid, textReason }) => ({ text, lcid, textReason }))).toEqual([
      { text: 'Halo Siti', lcid: 1057, textReason: 'requested-locale' },
      { text: 'Hello Siti, about  {Agent}', lcid: 1033, textReason: 'no-text-for-locale' },
      { text: 'Hello Siti, about  {Agent}', lcid: 1033, textReason: 'no-locale' },
    ]);
  });

  it('names the slugs replaced, empty and left, and measures the rendered text', () => {
    expect(previewMessages([recipient(1031)], template, 'SMS')).toMatchObject([
      { replaced: ['CustomerName'], empty: ['CaseName'], unresolved: ['Agent'], segments: { segments: 1 } },
    ]);
  });

  it('gives WhatsApp recipients the default text, whatever their locale', () => {
    expect(previewMessages([recipient(1057)], template, 'WhatsApp')).toMatchObject([
      { lcid: 1033, textReason: 'no-locale' },
    ]);
  });
});

describe('unfillableSlugs', () => {
  it('finds slugs of every text that no source fills', () => {
    expect(templateSlugs(template)).toEqual(['CustomerName', 'CaseName', 'Agent']);
    expect(unfillableSlugs(template, [RECIPIENT_SOURCES.incident])).toEqual(['Agent']);
    expect(unfillableSlugs(template, [RECIPIENT_SOURCES.contact])).toEqual(['CaseName', 'Agent']);
  });

  it('compares without regard to case', () => {
    const texts = { defaultText: '{CASENAME}', localizedTexts: new Map() };
    expect(unfillableSlugs(texts, [RECIPIENT_SOURCES.incident])).toEqual([]);
  });
});
