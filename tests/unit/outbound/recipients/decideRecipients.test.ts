import fc from 'fast-check';
import {
  decideRecipients,
  eligibleRecipients,
  EXCLUSION_REASONS,
  exclusionsByReason,
  summarizeDecisions,
} from '../../../../outbound/recipients/decideRecipients';
import type { RecipientCandidate } from '../../../../outbound/recipients/toCandidates';
import { codeOf } from '../../../builders/errors';
import { candidate } from '../../../builders/recipients';
import { mobileNumber } from '../../../builders/rows';

const settings = { defaultCountry: 'ID' };
const decide = (...candidates: RecipientCandidate[]) => decideRecipients(candidates, settings);

describe('decideRecipients', () => {
  it('makes a valid, consenting candidate eligible with the number in E.164', () => {
    expect(decide(candidate({ rawNumber: '0812-3456-7890' }))).toMatchObject([
      { kind: 'eligible', recipientNumber: '+6281234567890', lineType: 'mobile' },
    ]);
  });

  it.each<[string, Partial<RecipientCandidate>, object]>([
    ['nobody', { person: undefined, rawNumber: undefined }, { reason: 'no-person' }],
    ['no number', { rawNumber: undefined }, { reason: 'no-number' }],
    ['an invalid number', { rawNumber: '0812' }, { reason: 'invalid-number', detail: 'too-short' }],
    ['an opt-out', { optIn: false }, { reason: 'opted-out' }],
    ['an unread consent', { optIn: false, isConsentKnown: false }, { reason: 'opted-out', detail: 'consent-unknown' }],
  ])('excludes a candidate with %s', (_what, facts, expected) => {
    expect(decide(candidate(facts))).toMatchObject([{ kind: 'excluded', ...expected }]);
  });

  it('lets the first of several with one number represent the others, however the number is written', () => {
    const decisions = decide(
      candidate({ sourceId: 'first', rawNumber: '+6281234567890' }),
      candidate({ sourceId: 'second', rawNumber: '0812 3456 7890' }),
      candidate({ sourceId: 'third', rawNumber: '00 62 812 3456 7890' }),
    );
    expect(decisions).toMatchObject([
      { kind: 'eligible' },
      { kind: 'excluded', reason: 'duplicate-number', representedBy: 'first' },
      { kind: 'excluded', reason: 'duplicate-number', representedBy: 'first' },
    ]);
  });

  it('lets nobody be represented by an excluded row', () => {
    const decisions = decide(candidate({ sourceId: 'out', optIn: false }), candidate({ sourceId: 'in' }));
    expect(decisions).toMatchObject([{ reason: 'opted-out' }, { kind: 'eligible' }]);
  });

  it('refuses a default country that is none, once and before deciding', () => {
    expect(codeOf(() => decideRecipients([], { defaultCountry: 'Nowhere' }))).toBe('default-country-invalid');
  });

  const anyCandidate = fc
    .record({
      number: fc.constantFrom(undefined, 'x', '0812', mobileNumber(1), mobileNumber(2), '0812 10000001'),
      optIn: fc.boolean(),
      hasPerson: fc.boolean(),
    })
    .map(({ number, optIn, hasPerson }) => ({ rawNumber: number, optIn, ...(!hasPerson && { person: undefined }) }));
  const candidates = fc
    .array(anyCandidate)
    .map((list) => list.map((facts, index) => candidate({ ...facts, sourceId: `row-${index}` })));

  it('decides about everybody exactly once, in order', () => {
    fc.assert(
      fc.property(candidates, (list) => {
        expect(decide(...list).map((decision) => decision.candidate)).toEqual(list);
      }),
    );
  });

  it('never makes a number eligible twice', () => {
    fc.assert(
      fc.property(candidates, (list) => {
        const numbers = eligibleRecipients(decide(...list)).map((recipient) => recipient.recipientNumber);
        expect(new Set(numbers).size).toBe(numbers.length);
      }),
    );
  });

  it('names an eligible row with the same number as the representative of every duplicate', () => {
    fc.assert(
      fc.property(candidates, (list) => {
        const decisions = decide(...list);
        const eligibleIds = eligibleRecipients(decisions).map((recipient) => recipient.candidate.sourceId);
        for (const decision of decisions) {
          if (decision.kind === 'excluded' && decision.reason === 'duplicate-number') {
            expect(eligibleIds).toContain(decision.representedBy);
          }
        }
      }),
    );
  });

  it('sums to the audience', () => {
    fc.assert(
      fc.property(candidates, (list) => {
        const decisions = decide(...list);
        const { eligible, excluded } = summarizeDecisions(decisions);
        expect(EXCLUSION_REASONS.reduce((sum, reason) => sum + excluded[reason], eligible)).toBe(list.length);
        const excludedIds = Object.values(exclusionsByReason(decisions)).flat();
        expect(excludedIds).toHaveLength(list.length - eligible);
      }),
    );
  });
});

describe('summarizeDecisions', () => {
  it('counts every reason, zeros included', () => {
    expect(summarizeDecisions(decide(candidate(), candidate({ rawNumber: undefined })))).toEqual({
      eligible: 1,
      excluded: { 'no-person': 0, 'no-number': 1, 'invalid-number': 0, 'opted-out': 0, 'duplicate-number': 0 },
    });
  });
});

describe('exclusionsByReason', () => {
  it('lists row ids under their reason and leaves other reasons out', () => {
    const decisions = decide(candidate({ sourceId: 'a', rawNumber: undefined }), candidate({ sourceId: 'b' }));
    expect(exclusionsByReason(decisions)).toEqual({ 'no-number': ['a'] });
  });
});
