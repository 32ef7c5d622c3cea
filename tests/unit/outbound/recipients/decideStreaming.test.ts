import fc from 'fast-check';
import { decideRecipients } from '../../../../outbound/recipients/decideRecipients';
import type { RecipientDecision } from '../../../../outbound/recipients/recipientDecision';
import { decideStreaming } from '../../../../outbound/recipients/decideStreaming';
import { NumberIndex } from '../../../../outbound/recipients/numberIndex';
import { codeOf } from '../../../builders/errors';
import { candidate } from '../../../builders/recipients';
import { mobileNumber } from '../../../builders/rows';

const idOf = (index: number) => `10000000-0000-4000-8000-${String(index).padStart(12, '0')}`;

/** Many candidates of few numbers, so that rows meet. */
const manyCandidates = fc
  .array(
    fc.record({
      number: fc.oneof(fc.nat(40).map(mobileNumber), fc.constantFrom('nonsense', undefined, '0812 1000 0001')),
      optIn: fc.oneof({ weight: 30, arbitrary: fc.constant(true) }, fc.constant(false)),
      isConsentKnown: fc.oneof({ weight: 30, arbitrary: fc.constant(true) }, fc.constant(false)),
      country: fc.constantFrom(undefined, 'ID', 'dk', 'Indonesia'),
      isPerson: fc.oneof({ weight: 30, arbitrary: fc.constant(true) }, fc.constant(false)),
    }),
    { maxLength: 200, size: 'max' },
  )
  .map((facts) =>
    facts.map(({ number, optIn, isConsentKnown, country, isPerson }, index) =>
      candidate({
        country,
        ...(!isPerson && { person: undefined }),
        sourceId: index % 50 === 0 ? `row ${index}` : idOf(index),
        rawNumber: number,
        optIn: optIn && isConsentKnown,
        isConsentKnown,
      }),
    ),
  );

const withoutMerged = (decision: RecipientDecision): RecipientDecision =>
  decision.kind === 'eligible' ? { ...decision, merged: [] } : decision;

describe('decideStreaming', () => {
  it('decides as decideRecipients does: one decision a candidate, in order, whichever rows meet', () => {
    const settings = fc.record({
      defaultCountry: fc.constant('ID'),
      optOutBlocksNumber: fc.boolean(),
      allowList: fc.option(fc.constant(new Set([mobileNumber(1), mobileNumber(2)])), { nil: undefined }),
    });
    fc.assert(
      fc.property(manyCandidates, settings, (candidates, chosen) => {
        expect([...decideStreaming(() => candidates, chosen)]).toEqual(
          decideRecipients(candidates, chosen).map(withoutMerged),
        );
      }),
      { numRuns: 60 },
    );
  });

  it.each([
    [true, 2],
    [false, 1],
  ])('reads the candidates no oftener than it has to: opt-outs for their number %s, %i times', (blocks, times) => {
    let read = 0;
    const readCandidates = () => {
      read += 1;
      return [candidate()];
    };
    expect([...decideStreaming(readCandidates, { optOutBlocksNumber: blocks })]).toHaveLength(1);
    expect(read).toBe(times);
  });

  it('gives a decision before it has read the next candidate', () => {
    let read = 0;
    function* endless() {
      for (;;) yield candidate({ sourceId: `row ${(read += 1)}`, rawNumber: mobileNumber(read) });
    }
    const decisions = decideStreaming(endless, { optOutBlocksNumber: false });
    for (let decided = 1; decided <= 3; decided += 1) {
      expect(decisions.next().value).toMatchObject({ kind: 'eligible' });
      expect(read).toBe(decided);
    }
  });

  it('refuses a default country that is none before it reads a candidate', () => {
    const readCandidates = () => {
      throw new Error('It read the candidates.');
    };
    expect(codeOf(() => decideStreaming(readCandidates, { defaultCountry: 'Nowhere' }).next())).toBe(
      'default-country-invalid',
    );
  });
});

describe('NumberIndex', () => {
  it('answers as a map of first entries does', () => {
    const numbers = fc.oneof(
      fc.nat(3000).map(mobileNumber),
      // Alike but for what stands first.
      fc.constantFrom('+6281210000001', '+4481210000001', '+16281210000001', '+81210000001'),
      fc.constantFrom('+1', '+999999999999999', '+999999999999998', '+1234567890123456', '+01', '1', '01', 'none', ''),
    );
    const ids = fc.oneof(
      fc.uuid(),
      fc.string(),
      fc.constantFrom('ABCDEF00-0000-4000-8000-000000000001', '0123456700000-4000-8000-0000000000010', 'g'.repeat(36)),
      fc.string({ unit: fc.constantFrom(...'0123456789abcdef'), minLength: 36, maxLength: 36 }),
    );
    fc.assert(
      fc.property(fc.array(fc.tuple(numbers, ids), { maxLength: 2000, size: 'max' }), (entries) => {
        const index = new NumberIndex();
        const map = new Map<string, string>();
        for (const [number, id] of entries) {
          expect(index.addFirst(number, id)).toBe(map.get(number));
          if (!map.has(number)) map.set(number, id);
        }
        expect(index.size).toBe(map.size);
        for (const [number, id] of map) expect(index.get(number)).toBe(id);
        expect(index.get('+62')).toBeUndefined();
      }),
      { numRuns: 20 },
    );
  });

  it('keeps 100,000 numbers apart', () => {
    const index = new NumberIndex();
    for (let at = 0; at < 100_000; at += 1) index.addFirst(mobileNumber(at), idOf(at));
    expect(index.size).toBe(100_000);
    for (let at = 0; at < 100_000; at += 977) expect(index.get(mobileNumber(at))).toBe(idOf(at));
  });
});
