import fc from 'fast-check';
import { findEmptySlugs } from '../../../../outbound/recipients/emptySlugs';
import { previewMessages } from '../../../../outbound/recipients/previewMessages';
import { toContentVariables } from '../../../../outbound/templates/contentTemplate';
import { slugKey, slugName, type SlugName } from '../../../../outbound/templates/slugName';
import { candidate, eligible, slugs } from '../../../builders/recipients';

const names = fc.constantFrom('Name', 'NAME', 'name', 'Case', 'case', 'Agent').map(slugName);
const values = fc.array(fc.tuple(names, fc.constantFrom('', '', 'Siti', '{Case}')), { maxLength: 6 });
const recipients = fc.array(
  fc
    .record({ lcid: fc.constantFrom(undefined, 1033, 1057, 1030), values })
    .map((facts) => eligible({ candidate: candidate({ lcid: facts.lcid, slugs: new Map(facts.values) }) })),
  { maxLength: 8 },
);
const text = fc.array(
  fc.oneof(
    names.map((name) => `{${name}}`),
    fc.constantFrom(' ', 'Hi', '{', '{{1}}', '}'),
  ),
  {
    maxLength: 6,
  },
);
const template = fc.record({
  defaultText: text.map((parts) => parts.join('')),
  defaultLcid: fc.constantFrom(undefined, 1033),
  localizedTexts: fc
    .array(
      fc.tuple(
        fc.constantFrom(1030, 1057),
        text.map((parts) => parts.join('')),
      ),
    )
    .map((texts) => new Map(texts)),
});
const variables = fc
  .array(
    fc.oneof(
      names.map((slug) => ({ kind: 'slug', slug }) as const),
      fc.constant({ kind: 'text', text: '' } as const),
    ),
  )
  .map((sources) => toContentVariables(sources.map((source, index) => [String(index + 1), source] as const)));

/** By writing every message. */
function byPreviews(...[all, ...setup]: Parameters<typeof previewMessages>): SlugName[] {
  const byKey = new Map<string, SlugName>();
  for (const name of previewMessages(all, ...setup).flatMap(({ empty }) => empty)) {
    if (!byKey.has(slugKey(name))) byKey.set(slugKey(name), name);
  }
  return [...byKey.values()];
}

describe('findEmptySlugs', () => {
  it('finds what writing every message finds: the same slugs, spelling and order', () => {
    fc.assert(
      fc.property(
        recipients,
        template,
        fc.constantFrom('SMS', 'WhatsApp'),
        fc.option(variables, { nil: undefined }),
        (all, texts, channelType, filled) => {
          const contentVariables = channelType === 'WhatsApp' ? filled : undefined;
          expect(findEmptySlugs(all, texts, channelType, contentVariables)).toEqual(
            byPreviews(all, texts, channelType, contentVariables),
          );
        },
      ),
      { numRuns: 500 },
    );
  });

  it('asks no recipient for values any more once every slug is found', () => {
    let asked = 0;
    const empty = candidate({ lcid: undefined, slugs: slugs({ Name: '' }) });
    const watched = {
      candidate: {
        ...empty,
        get slugs() {
          asked += 1;
          return empty.slugs;
        },
      },
    };
    const texts = { defaultText: 'Hi {Name}', localizedTexts: new Map<number, string>() };
    expect(findEmptySlugs(Array(1000).fill(watched), texts, 'SMS')).toEqual(['Name']);
    expect(asked).toBe(1);
  });
});
