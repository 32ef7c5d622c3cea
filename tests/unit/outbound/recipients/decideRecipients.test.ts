import fc from 'fast-check';
import { decideRecipients } from '../../../../outbound/recipients/decideRecipients';
import { EXCLUSION_REASONS } from '../../../../outbound/recipients/recipientDecision';
import { parseAllowList } from '../../../../outbound/recipients/allowList';
import type { RecipientSettings } from '../../../../outbound/recipients/recipientDecision';
import { INVALID_NUMBER_DETAILS } from '../../../../outbound/recipients/phoneNumber';
import type { RecipientCandidate } from '../../../../outbound/recipients/toCandidates';
import { codeOf } from '../../../builders/errors';
import { candidate, eligibleRecipients } from '../../../builders/recipients';
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

  it('lists the others as merged into the one who represents them, each with what it was about', () => {
    const other = candidate({
      sourceId: 'second',
      sourceName: 'Wrong colour',
      regarding: { table: 'incident', id: 'second' },
    });
    const [first, second] = decide(candidate({ sourceId: 'first' }), other);
    expect(first).toMatchObject({
      merged: [
        {
          sourceId: 'second',
          sourceTable: 'incident',
          sourceName: 'Wrong colour',
          regarding: { table: 'incident', id: 'second' },
        },
      ],
    });
    expect(second).toMatchObject({ reason: 'duplicate-number', representedBy: 'first' });
    expect(decide(candidate())).toMatchObject([{ merged: [] }]);
  });

  it('says which column decided the consent, its value, and that donotphone is a call preference', () => {
    const column = 'customerid_contact.donotphone';
    expect(decide(candidate())).toMatchObject([
      { kind: 'eligible', consent: { column, value: false, meaning: 'call-preference', optIn: true } },
    ]);
    expect(decide(candidate({ optIn: false, consentValue: true }))).toMatchObject([
      { kind: 'excluded', consent: { column, value: true, meaning: 'call-preference', optIn: false } },
    ]);
    expect(decide(candidate({ consentValue: null }))).toMatchObject([{ consent: { value: null } }]);
    const unread = candidate({ optIn: false, isConsentKnown: false, consentValue: undefined });
    expect(decide(unread)).toMatchObject([{ consent: { value: 'not-read', optIn: false } }]);
    expect(decide(candidate({ consentColumn: 'owner.new_smsoptin' }))).toMatchObject([
      { consent: { column: 'owner.new_smsoptin', meaning: 'configured-consent' } },
    ]);
  });

  it('explains the consent of people it excludes for other reasons, and of nobody where nobody is', () => {
    expect(decide(candidate({ rawNumber: undefined }))).toMatchObject([{ consent: { optIn: true } }]);
    expect(decide(candidate({ person: undefined }))[0]).not.toHaveProperty('consent');
  });

  describe('when one of several rows with a number opted out', () => {
    const out = candidate({ sourceId: 'out', optIn: false, rawNumber: '0812 3456 7890' });
    const willing = candidate({ sourceId: 'in', rawNumber: '+6281234567890' });

    it.each([
      ['before', [out, willing], 1],
      ['after', [willing, out], 0],
    ] as const)('writes to none of them, whether it stands %s the others', (_where, candidates, willingAt) => {
      const decisions = decide(...candidates);
      expect(eligibleRecipients(decisions)).toEqual([]);
      expect(decisions[willingAt]).toMatchObject({
        reason: 'opted-out',
        detail: 'number-opted-out',
        optedOutRow: 'out',
        consent: { optIn: true },
      });
      expect(decisions[1 - willingAt]).not.toHaveProperty('optedOutRow');
    });

    it('asks each row alone when the setting says so, and lets nobody be represented by an excluded row', () => {
      expect(decideRecipients([out, willing], { ...settings, optOutBlocksNumber: false })).toMatchObject([
        { reason: 'opted-out' },
        { kind: 'eligible' },
      ]);
    });

    it('takes no opt-out from a row without a person', () => {
      expect(decide({ ...out, person: undefined }, willing)).toMatchObject([
        { reason: 'no-person' },
        { kind: 'eligible' },
      ]);
    });

    it('does not take an unread consent for an opt-out of the number', () => {
      expect(decide({ ...out, isConsentKnown: false }, willing)).toMatchObject([
        { detail: 'consent-unknown' },
        { kind: 'eligible' },
      ]);
    });
  });

  it('reads national numbers in the country of the record, when that is a code, else in the default one', () => {
    const danish = { rawNumber: '32 12 34 56' };
    expect(decide(candidate({ ...danish, country: 'dk' }))).toMatchObject([{ recipientNumber: '+4532123456' }]);
    expect(decide(candidate({ ...danish, country: 'Danmark' }))).toMatchObject([{ recipientNumber: '+6232123456' }]);
  });

  describe('with a test allow-list', () => {
    const withList = (text: string, ...candidates: RecipientCandidate[]) =>
      decideRecipients(candidates, { ...settings, allowList: parseAllowList(text, 'ID') });

    it('makes nobody else eligible', () => {
      expect(
        withList('+6281234567890', candidate({ rawNumber: '081234567890' }), candidate({ rawNumber: mobileNumber(2) })),
      ).toMatchObject([{ kind: 'eligible' }, { kind: 'excluded', reason: 'not-on-allow-list' }]);
    });

    it('does not make anybody eligible who opted out', () => {
      expect(withList(mobileNumber(1), candidate({ optIn: false }))).toMatchObject([{ reason: 'opted-out' }]);
    });

    it('makes nobody eligible when it is empty', () => {
      expect(decideRecipients([candidate()], { allowList: new Set() })).toMatchObject([
        { reason: 'not-on-allow-list' },
      ]);
    });
  });

  it('refuses a default country that is none, once and before deciding', () => {
    expect(codeOf(() => decideRecipients([], { defaultCountry: 'Nowhere' }))).toBe('default-country-invalid');
  });

  const anyCandidate = fc
    .record({
      rawNumber: fc.constantFrom(undefined, 'x', '0812', mobileNumber(1), mobileNumber(2), '0812 10000001'),
      optIn: fc.boolean(),
      isConsentKnown: fc.boolean(),
      hasPerson: fc.boolean(),
    })
    .map(({ hasPerson, ...facts }) => ({ ...facts, ...(!hasPerson && { person: undefined }) }));
  const candidates = fc
    .array(anyCandidate)
    .map((list) => list.map((facts, index) => candidate({ ...facts, sourceId: `row-${index}` })));
  const anySettings: fc.Arbitrary<RecipientSettings> = fc.record(
    {
      defaultCountry: fc.constant('ID'),
      optOutBlocksNumber: fc.boolean(),
      allowList: fc.constantFrom(undefined, new Set<string>(), new Set([mobileNumber(1)])),
    },
    { requiredKeys: ['defaultCountry'] },
  );
  const numbersOf = (list: readonly RecipientCandidate[], by: RecipientSettings): string[] =>
    eligibleRecipients(decideRecipients(list, by)).map((recipient) => recipient.recipientNumber);

  it('decides about everybody exactly once, in order, with one reason for everybody it excludes', () => {
    fc.assert(
      fc.property(candidates, anySettings, (list, by) => {
        const decisions = decideRecipients(list, by);
        expect(decisions.map((decision) => decision.candidate)).toEqual(list);
        for (const decision of decisions) {
          if (decision.kind === 'eligible') expect(decision).not.toHaveProperty('reason');
          else expect(EXCLUSION_REASONS).toContain(decision.reason);
        }
      }),
    );
  });

  it('decides the same when asked again, and changes no candidate', () => {
    fc.assert(
      fc.property(candidates, anySettings, (list, by) => {
        const before = structuredClone(list);
        const decisions = decideRecipients(list, by);
        expect(decideRecipients(list, by)).toEqual(decisions);
        expect(list).toEqual(before);
      }),
    );
  });

  it('gives a reason only to those to whom it applies', () => {
    fc.assert(
      fc.property(candidates, anySettings, (list, by) => {
        for (const decision of decideRecipients(list, by)) {
          const { person, rawNumber, optIn } = decision.candidate;
          const reason = decision.kind === 'excluded' ? decision.reason : undefined;
          expect(reason === 'no-person').toBe(person === undefined);
          if (person) expect(reason === 'no-number').toBe(rawNumber === undefined);
          if (person && rawNumber) expect(reason === 'invalid-number').toBe(!/\d{8}/.test(rawNumber));
          if (reason === undefined) expect(optIn).toBe(true);
          if (reason === 'not-on-allow-list') expect(by.allowList).toBeDefined();
        }
      }),
    );
  });

  it('never makes a number eligible twice', () => {
    fc.assert(
      fc.property(candidates, anySettings, (list, by) => {
        const numbers = numbersOf(list, by);
        expect(new Set(numbers).size).toBe(numbers.length);
      }),
    );
  });

  it('makes the same numbers eligible in whatever order the rows come', () => {
    const shuffled = candidates.chain((list) =>
      fc.tuple(fc.constant(list), fc.shuffledSubarray(list, { minLength: list.length })),
    );
    fc.assert(
      fc.property(shuffled, anySettings, ([list, other], by) => {
        expect(numbersOf(other, by).sort()).toEqual(numbersOf(list, by).sort());
      }),
    );
  });

  it('never writes to a number that somebody opted out of, nor to one off the list', () => {
    fc.assert(
      fc.property(candidates, anySettings, (list, by) => {
        const numbers = new Set(numbersOf(list, by));
        if (by.allowList) expect([...numbers].filter((number) => !by.allowList?.has(number))).toEqual([]);
        if (by.optOutBlocksNumber === false) return;
        for (const { rawNumber, optIn, isConsentKnown, person } of list) {
          if (rawNumber !== undefined && person && !optIn && isConsentKnown) {
            expect(numbers).not.toContain(`+62${rawNumber.replace(/\D/g, '').replace(/^(62|0)/, '')}`);
          }
        }
      }),
    );
  });

  it('names an eligible row as the representative of every duplicate, which lists it as merged', () => {
    fc.assert(
      fc.property(candidates, anySettings, (list, by) => {
        const decisions = decideRecipients(list, by);
        const mergedInto = eligibleRecipients(decisions).flatMap(({ candidate: { sourceId }, merged }) =>
          merged.map((row) => [row.sourceId, sourceId]),
        );
        const represented = decisions.flatMap((decision) =>
          decision.kind === 'excluded' && decision.reason === 'duplicate-number'
            ? [[decision.candidate.sourceId, decision.representedBy]]
            : [],
        );
        expect(mergedInto.sort()).toEqual(represented.sort());
      }),
    );
  });

  it('ends in a decision for any text in the number and country columns', () => {
    const anyText = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.string({ unit: fc.constantFrom(...'+0128x# ;\u0000\u202e') }),
    );
    fc.assert(
      fc.property(anyText, anyText, (rawNumber, country) => {
        const [decision] = decide(candidate({ rawNumber, country }));
        if (decision?.kind === 'excluded') expect(INVALID_NUMBER_DETAILS).toContain(decision.detail);
        else expect(decision?.recipientNumber).toMatch(/^\+[1-9]\d{4,14}$/);
      }),
    );
  });

  it('decides about a megabyte of digits, blanks or letters at once', () => {
    const texts = ['1', ' ', 'x', '+', '(', '\u0000', '１'].map((unit) => unit.repeat(1_000_000));
    expect(decide(...texts.map((rawNumber) => candidate({ rawNumber, country: rawNumber })))).toMatchObject(
      texts.map(() => ({ reason: 'invalid-number', detail: 'too-long' })),
    );
  });
});
