/** Laws of `contactLister`: its shortcuts decide what the long way decides, byte for byte. */
import fc from 'fast-check';
import { toContactListItem } from '../../../../outbound/contactList/contactListItem';
import { toContactList, type ListedDecision } from '../../../../outbound/contactList/toContactList';
import { serializeContactList } from '../../../../outbound/contactList/wire';
import { toLanguageTable } from '../../../../outbound/recipients/languages';
import { localeNegotiator, negotiateLocale } from '../../../../outbound/recipients/negotiateLocale';
import { messageWriter, templateSlugs } from '../../../../outbound/recipients/previewMessages';
import type { EligibleRecipient } from '../../../../outbound/recipients/recipientDecision';
import { toContentVariables, type ContentVariables } from '../../../../outbound/templates/contentTemplate';
import { passedMessageLimit } from '../../../../outbound/templates/lintText';
import { slugName } from '../../../../outbound/templates/slugName';
import { candidate, eligible, slugs } from '../../../builders/recipients';
import { mobileNumber } from '../../../builders/rows';

const outboundConfigurationId = '0c000000-0000-4000-8000-000000000001';
const SID = `HX${'0123456789abcdef'.repeat(2)}`;
const LCIDS = [1033, 1041, 1057, 2057, 3081];
const languages = toLanguageTable([
  { lcid: 1033, code: 'en-us', name: 'English - United States' },
  { lcid: 1057, code: 'id-id', name: 'Indonesian - Indonesia' },
  { lcid: 2057, code: 'en-gb', name: 'English - United Kingdom' },
  { lcid: 3081, code: 'en-au', name: 'English - Australia' },
]);

const piece = fc.oneof(
  fc.constantFrom('{CaseName}', '{casename}', '{CustomerName}', '{Nobody}', '{{1}}', '{{2}}', '{', '}', ' '),
  fc.nat({ max: 700 }).map((length) => 'a'.repeat(length)),
);
const anyText = fc.array(piece, { maxLength: 8 }).map((pieces) => pieces.join(''));
const anyTemplate = fc.record(
  {
    defaultText: anyText,
    defaultLcid: fc.constantFrom(...LCIDS),
    localizedTexts: fc
      .array(fc.tuple(fc.constantFrom(...LCIDS), fc.oneof(anyText, fc.constant(' '))), { maxLength: 3 })
      .map((entries) => new Map(entries)),
  },
  { requiredKeys: ['defaultText', 'localizedTexts'] },
);
/** Lengths at which limits are passed and missed by one, for one place or several. */
const anyValue = fc
  .oneof(fc.nat({ max: 600 }), fc.constantFrom(0, 255, 256, 512, 513, 800, 801, 1024, 1025, 1600, 1601))
  .map((length) => 'b'.repeat(length));
const anySlugs = fc
  .dictionary(fc.constantFrom('CaseName', 'CASENAME', 'CustomerName', 'Unused'), anyValue)
  .map((values) => slugs(values));
const anyRecipient = fc
  .record({
    lcid: fc.option(fc.constantFrom(...LCIDS), { nil: undefined }),
    isLocaleUnknown: fc.boolean(),
    slugs: anySlugs,
  })
  .map((facts) => candidate(facts));
const anyRecipients = fc
  .array(anyRecipient, { minLength: 1, maxLength: 6 })
  .map((candidates) =>
    candidates.map((one, index) => eligible({ candidate: one, recipientNumber: mobileNumber(index) })),
  );
const contentVariables = toContentVariables([
  ['1', { kind: 'slug', slug: slugName('casename') }],
  ['2', { kind: 'text', text: 'c'.repeat(250) }],
]);
const CHANNELS = [
  { channelType: 'SMS' },
  { channelType: 'WhatsApp' },
  { channelType: 'WhatsApp', templateName: SID, contentVariables },
] as const;
const anySend = fc
  .record({ template: anyTemplate, channel: fc.constantFrom(...CHANNELS) })
  .map(({ template, channel }) => ({
    ...channel,
    template,
    languages,
    showInTimeline: true,
    outboundConfigurationId,
  }));
type Send = Parameters<typeof toContactList>[1];

/** The long way: negotiates for this recipient alone, writes the whole message, and copies what it gives back. */
function listedTheLongWay(recipient: EligibleRecipient, options: Send): unknown {
  const { template, channelType } = options;
  const variables: ContentVariables | undefined = options.templateName === SID ? options.contentVariables : undefined;
  const locale = negotiateLocale(recipient.candidate, template, languages, channelType);
  const negotiated = { ...recipient, candidate: { ...recipient.candidate, lcid: locale.sentLcid }, locale };
  const item = toContactListItem(negotiated, { ...options, slugNames: templateSlugs(template) });
  const passed = passedMessageLimit(messageWriter(template, channelType, variables)(negotiated).text, channelType);
  if (passed) return { reason: 'message-too-long', length: passed.length, maxLength: passed.maxLength };
  const parameters = [...(item.contentTemplate?.parameters.values() ?? [])];
  const tooLong = parameters.find((value) => value.length > 255);
  if (tooLong !== undefined) return { reason: 'variable-too-long', length: tooLong.length, maxLength: 255 };
  return { ...negotiated, bytes: serializeContactList([item], outboundConfigurationId) };
}

function listed(decision: ListedDecision): unknown {
  if (decision.kind === 'excluded') {
    const { length, maxLength } = decision.tooLong ?? {};
    return { reason: decision.reason, length, maxLength };
  }
  const { item, ...recipient } = decision;
  return { ...recipient, bytes: serializeContactList([item], outboundConfigurationId) };
}

describe('contactLister', () => {
  it('decides, negotiates and writes what the long way does, for any template, values and channel', () => {
    const seen = new Map<string, number>();
    fc.assert(
      fc.property(anySend, anyRecipients, (options, recipients) => {
        const decisions = toContactList(recipients, options);
        expect(decisions.map(listed)).toEqual(recipients.map((one) => listedTheLongWay(one, options)));
        for (const one of decisions) {
          const outcome = one.kind === 'eligible' ? 'eligible' : one.reason;
          seen.set(outcome, (seen.get(outcome) ?? 0) + 1);
        }
      }),
      { numRuns: 400 },
    );
    expect([...seen.keys()].sort()).toEqual(['eligible', 'message-too-long', 'variable-too-long']);
  });

  it('counts a slug as often as it stands in the text', () => {
    const template = { defaultText: '{CaseName}{casename}{CASENAME}{CaseName}', localizedTexts: new Map() };
    const decide = (length: number) =>
      toContactList([eligible({ candidate: candidate({ slugs: slugs({ CaseName: 'a'.repeat(length) }) }) })], {
        channelType: 'SMS',
        template,
        languages,
        showInTimeline: false,
        outboundConfigurationId,
      });
    expect(decide(400)).toMatchObject([{ kind: 'eligible' }]);
    expect(decide(401)).toMatchObject([{ reason: 'message-too-long', tooLong: { length: 1604 } }]);
  });
});

describe('localeNegotiator', () => {
  it('answers as negotiateLocale does, whoever was asked about before', () => {
    const wanted = fc.record(
      { lcid: fc.oneof(fc.constantFrom(...LCIDS), fc.nat()), isLocaleUnknown: fc.boolean() },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(anyTemplate, fc.constantFrom('SMS', 'WhatsApp'), fc.array(wanted), (template, channel, many) => {
        const alone = many.map((one) => negotiateLocale(one, template, languages, channel));
        expect(many.map(localeNegotiator(template, languages, channel))).toEqual(alone);
      }),
    );
  });
});
