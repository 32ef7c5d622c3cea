import { previewMessages, templateSlugs } from '../../../../outbound/recipients/previewMessages';
import { toContentVariables } from '../../../../outbound/templates/contentTemplate';
import { slugName } from '../../../../outbound/templates/slugName';
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

describe('the pieces of a message', () => {
  it('are its text, with slugs that nobody gives a value for marked', () => {
    const [preview] = previewMessages([recipient(1031)], template, 'SMS');
    expect(preview?.toPieces()).toEqual([
      { text: 'Hello ', isUnresolved: false },
      { text: 'Siti', isUnresolved: false },
      { text: ', about ', isUnresolved: false },
      { text: '', isUnresolved: false },
      { text: ' ', isUnresolved: false },
      { text: '{Agent}', isUnresolved: true },
    ]);
  });

  it('hold the values of a content template’s variables, and the slugs without a value are named', () => {
    const contentVariables = toContentVariables([
      ['1', { kind: 'slug', slug: slugName('customername') }],
      ['2', { kind: 'text', text: 'Toko Maju' }],
      ['3', { kind: 'slug', slug: slugName('CaseName') }],
    ]);
    const texts = { defaultText: 'Hi {{1}}, {{2}} on {{3}}.', localizedTexts: new Map() };
    const [preview] = previewMessages([recipient(1057)], texts, 'WhatsApp', contentVariables);
    expect(preview).toMatchObject({
      text: 'Hi Siti, Toko Maju on .',
      replaced: ['customername'],
      empty: ['CaseName'],
      unresolved: [],
    });
    expect(preview?.toPieces().map(({ text }) => text)).toEqual(['Hi ', 'Siti', ', ', 'Toko Maju', ' on ', '.']);
  });
});

describe('templateSlugs', () => {
  it('finds the slugs of every text, each once, without regard to case', () => {
    expect(templateSlugs(template)).toEqual(['CustomerName', 'CaseName', 'Agent']);
    const texts = { defaultText: '{CaseName}', localizedTexts: new Map([[1057, '{CASENAME} {Agent}']]) };
    expect(templateSlugs(texts)).toEqual(['CaseName', 'Agent']);
  });
});
