import fc from 'fast-check';
import {
  EXCLUSION_PAGE_CAP,
  readExclusionPage,
  toExclusionPages,
  type Exclusion,
} from '../../../../outbound/sends/exclusionPages';
import { codeOf } from '../../../builders/errors';

const guid = (number: number): string => `10000000-0000-4000-8000-${String(number).padStart(12, '0')}`;

const exclusion: fc.Arbitrary<Exclusion> = fc.record(
  {
    rowId: fc.uuid(),
    reason: fc.oneof(fc.constantFrom('no-number', 'duplicate-number', 'opted-out'), fc.string({ unit: 'binary' })),
    detail: fc.oneof(fc.constantFrom('too-short', 'number-opted-out'), fc.string({ unit: 'binary' })),
    representedBy: fc.uuid(),
    optedOutRow: fc.uuid(),
  },
  { requiredKeys: ['rowId', 'reason'] },
);

describe('toExclusionPages', () => {
  it('keeps every excluded row once, in order, on pages under the cap', () => {
    fc.assert(
      fc.property(fc.array(exclusion, { maxLength: 60 }), fc.integer({ min: 1000, max: 4000 }), (exclusions, cap) => {
        const pages = [...toExclusionPages(exclusions, cap)];
        expect(pages.flatMap(({ text }) => [...readExclusionPage(text)])).toEqual(exclusions);
        expect(pages.map(({ index }) => index)).toEqual(pages.map((_, index) => index));
        for (const { text, exclusionCount } of pages) {
          expect(text.length).toBeLessThan(cap);
          expect([...readExclusionPage(text)]).toHaveLength(exclusionCount);
        }
      }),
    );
  });

  it('fills its pages: the next exclusion would not have fitted', () => {
    const exclusions = Array.from({ length: 200 }, (_, at) => ({ rowId: guid(at), reason: 'no-number' }));
    const pages = [...toExclusionPages(exclusions, 1000)];
    const [first, second] = pages;
    expect(pages.length).toBeGreaterThan(5);
    const next = JSON.stringify([[...readExclusionPage(second?.text ?? '')][0]?.rowId, 0]);
    expect((first?.text.length ?? 0) + 1 + next.length).toBeGreaterThanOrEqual(1000);
  });

  it('is never a character off the text that it counts', () => {
    fc.assert(
      fc.property(fc.array(exclusion, { minLength: 1, maxLength: 8 }), (exclusions) => {
        const text = [...toExclusionPages(exclusions)][0]?.text ?? '';
        expect([...toExclusionPages(exclusions, text.length + 1)]).toHaveLength(1);
        // One less, and the page is cut or, with a single row, refused.
        if (exclusions.length > 1) {
          expect(toCount(() => [...toExclusionPages(exclusions, text.length)].length)).not.toBe(1);
        }
      }),
    );
  });

  it('holds 300,000 people in less than thirty pages, one at a time', () => {
    function* many(): Generator<Exclusion> {
      for (let at = 0; at < 300_000; at += 1) {
        yield { rowId: guid(at), reason: 'duplicate-number', representedBy: guid(at + 1) };
      }
    }
    let pages = 0;
    let people = 0;
    for (const { text, exclusionCount } of toExclusionPages(many())) {
      expect(text.length).toBeLessThan(EXCLUSION_PAGE_CAP);
      pages += 1;
      people += exclusionCount;
    }
    expect(people).toBe(300_000);
    expect(pages).toBeLessThan(30);
  });

  it('makes no page of nobody, and refuses what fits into none', () => {
    expect([...toExclusionPages([])]).toEqual([]);
    expect(codeOf(() => [...toExclusionPages([{ rowId: 'x'.repeat(500), reason: 'no-number' }], 400)])).toBe(
      'exclusion-too-long',
    );
  });
});

describe('toExclusionPages, behind a page that is full', () => {
  it('refuses what fits into no page, and loses nobody in silence', () => {
    const exclusions = [
      { rowId: guid(1), reason: 'no-number' },
      { rowId: 'x'.repeat(500), reason: 'no-number' },
    ];
    expect(codeOf(() => [...toExclusionPages(exclusions, 400)])).toBe('exclusion-too-long');
  });
});

describe('readExclusionPage', () => {
  it.each([
    '',
    'null',
    '[]',
    '{"version":2,"words":[],"rows":[]}',
    '{"version":1,"words":[1],"rows":[]}',
    '{"version":1,"words":[],"rows":{}}',
    '{"version":1,"words":[],"rows":["a"]}',
    '{"version":1,"words":["a"],"rows":[["id",1]]}',
    '{"version":1,"words":["a"],"rows":[["id","a"]]}',
    '{"version":1,"words":["a"],"rows":[[1,0]]}',
    '{"version":1,"words":["a"],"rows":[["id",0,null,5]]}',
  ])('refuses %j', (text) => {
    expect(codeOf(() => [...readExclusionPage(text)])).toBe('exclusion-page-invalid');
  });
});

/** How many, 0 when it is refused. */
function toCount(count: () => number): number {
  try {
    return count();
  } catch {
    return 0;
  }
}
