import fc from 'fast-check';
import { toContactList, type ListedDecision } from '../../../../outbound/contactList/toContactList';
import { REQUEST_TEXT_CAP } from '../../../../outbound/contactList/sizeCap';
import { decideRecipients } from '../../../../outbound/recipients/decideRecipients';
import type { RecipientDecision } from '../../../../outbound/recipients/recipientDecision';
import { decideStreaming } from '../../../../outbound/recipients/decideStreaming';
import { NO_LANGUAGES } from '../../../../outbound/recipients/languages';
import type { RecipientCandidate } from '../../../../outbound/recipients/toCandidates';
import { planSend } from '../../../../outbound/sends/planSend';
import { toContentVariables } from '../../../../outbound/templates/contentTemplate';
import { slugName } from '../../../../outbound/templates/slugName';
import { candidate, slugs } from '../../../builders/recipients';
import { mobileNumber } from '../../../builders/rows';

const outboundConfigurationId = '0c000000-0000-4000-8000-000000000001';
const sid = `HX${'0123456789abcdef'.repeat(2)}`;
const texts = (defaultText: string) => ({ defaultText, localizedTexts: new Map<number, string>() });
const sms = {
  channelType: 'SMS',
  showInTimeline: false,
  outboundConfigurationId,
  languages: NO_LANGUAGES,
  template: texts('About {CaseName}'),
} as const;
const content = {
  ...sms,
  channelType: 'WhatsApp',
  templateName: sid,
  template: texts('About {{1}}.'),
  contentVariables: toContentVariables([['1', { kind: 'slug', slug: slugName('CaseName') }]]),
} as const;

/** A row of a person with that number, whose case has a title of that length. */
const row = (sourceId: string, titleLength: number, number = 1): RecipientCandidate =>
  candidate({ sourceId, rawNumber: mobileNumber(number), slugs: slugs({ CaseName: 'a'.repeat(titleLength) }) });
const list = (rows: readonly RecipientCandidate[], options: Parameters<typeof toContactList>[1] = sms) =>
  toContactList(decideRecipients(rows), options);
const outcome = (decision: ListedDecision | undefined): string | undefined =>
  decision?.kind === 'eligible' ? 'eligible' : decision?.reason;

describe('toContactList', () => {
  it('gives every eligible recipient the item that is sent', () => {
    const [decision] = list([row('a', 5)]);
    expect(decision).toMatchObject({ kind: 'eligible', item: { recipientNumber: mobileNumber(1) } });
    expect(decision?.kind === 'eligible' && decision.item.slugs).toEqual(slugs({ CaseName: 'aaaaa' }));
  });

  it('sends the locale of a text that exists, not the one that is recorded', () => {
    const template = { defaultText: 'a', localizedTexts: new Map([[1057, 'b']]) };
    const rows = [candidate({ lcid: 1057 }), candidate({ lcid: 1033, rawNumber: mobileNumber(2) })];
    const locales = list(rows, { ...sms, template }).map((one) => one.kind === 'eligible' && one.item.locale);
    expect(locales).toEqual(['1057', undefined]);
  });

  it('leaves out one person whose message is over the channel’s limit, and nobody else', () => {
    const [long, fine] = list([row('a', 1595), row('b', 1594, 2)]);
    expect(long).toMatchObject({ reason: 'message-too-long', tooLong: { length: 1601, maxLength: 1600 } });
    expect(outcome(fine)).toBe('eligible');
  });

  it('leaves out one person whose value is too long for a variable of a content template', () => {
    const [long, fine] = list([row('a', 256), row('b', 255, 2)], content);
    expect(long).toMatchObject({ reason: 'variable-too-long', tooLong: { length: 256, maxLength: 255, variable: 1 } });
    expect(outcome(fine)).toBe('eligible');
  });

  it('leaves out one person who fits into no request, also when the slug is in another text than theirs', () => {
    const template = { defaultText: 'Hello', localizedTexts: new Map([[1033, '{CaseName}']]) };
    const [large, fine] = list([row('a', REQUEST_TEXT_CAP), row('b', 10, 2)], { ...sms, template });
    expect(large).toMatchObject({ reason: 'over-size-cap', tooLong: { maxLength: 130_047 } });
    expect(outcome(fine)).toBe('eligible');
  });

  it('keeps the exclusions that were decided before, beside its own', () => {
    const decisions = list([candidate({ sourceId: 'a', optIn: false }), row('b', 2000, 2), row('c', 1, 3)]);
    expect(decisions.map((decision) => (decision.kind === 'excluded' ? decision.reason : decision.kind))).toEqual([
      'opted-out',
      'message-too-long',
      'eligible',
    ]);
  });

  it('messages the next row of a number when the representative is left out, and says so of the others', () => {
    const decisions = list([row('a', 2000), row('b', 2000), row('c', 1), row('d', 1), row('e', 1)]);
    expect(decisions.map(outcome)).toEqual([
      'message-too-long',
      'message-too-long',
      'eligible',
      'duplicate-number',
      'duplicate-number',
    ]);
    expect(decisions.slice(3)).toMatchObject([{ representedBy: 'c' }, { representedBy: 'c' }]);
    expect(decisions[2]).toMatchObject({ merged: [{ sourceId: 'd' }, { sourceId: 'e' }] });
  });

  it('loses nobody and messages no number twice, in one piece or streaming, and every item can be planned', () => {
    const rows = fc
      .array(fc.tuple(fc.nat(6), fc.constantFrom(0, 10, 255, 256, 1700, 140_000)), { maxLength: 40 })
      .map((facts) => facts.map(([number, length], index) => row(`r${index}`, length, number)));
    const summary = (decisions: Iterable<RecipientDecision>, options: Parameters<typeof toContactList>[1]) =>
      toContactList(decisions, options).map((one) =>
        one.kind === 'eligible'
          ? [one.candidate.sourceId, one.item.recipientNumber]
          : [one.candidate.sourceId, one.reason, one.representedBy],
      );
    fc.assert(
      fc.property(rows, fc.constantFrom(sms, content), (candidates, options) => {
        const decisions = list(candidates, options);
        expect(decisions.map((one) => one.candidate.sourceId)).toEqual(candidates.map(({ sourceId }) => sourceId));
        const items = decisions.flatMap((one) => (one.kind === 'eligible' ? [one.item] : []));
        expect(new Set(items.map(({ recipientNumber }) => recipientNumber)).size).toBe(items.length);
        expect(planSend({ items, outboundConfigurationId }).contactCount).toBe(items.length);
        const messaged = new Set(decisions.flatMap((one) => (one.kind === 'eligible' ? [one.candidate.sourceId] : [])));
        for (const one of decisions) {
          if (one.kind === 'excluded' && one.reason === 'duplicate-number') {
            expect(messaged.has(one.representedBy ?? '')).toBe(true);
          }
        }
        expect(
          summary(
            decideStreaming(() => candidates),
            options,
          ),
        ).toEqual(summary(decideRecipients(candidates), options));
      }),
      { numRuns: 60 },
    );
  });
});
