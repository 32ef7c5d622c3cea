/**
 * Room outbound, contact list. From decisions to contact list items: what would be sent to each eligible recipient, and who
 * is left out because of it. The dry run and the live run call the same function, and nobody's value ends a send.
 */
import type { ChannelType } from '../dataverse/names';
import { toMergedRow } from '../recipients/decideRecipients';
import type {
  EligibleRecipient,
  ExcludedRecipient,
  MergedRow,
  RecipientDecision,
  TooLong,
} from '../recipients/recipientDecision';
import type { LanguageTable } from '../recipients/languages';
import type { WithLocale } from '../recipients/negotiateLocale';
import { messageWriter, parseMessageText, recipientNegotiator, templateSlugs } from '../recipients/previewMessages';
import { allTexts, type TemplateTexts } from '../templates/chooseText';
import {
  isContentTemplateName,
  MAX_CONTENT_VARIABLE_VALUE_LENGTH,
  tooLongVariable,
} from '../templates/contentTemplate';
import { messageMaxLength } from '../templates/limits';
import { passedMessageLimit } from '../templates/lintText';
import { contentMessageBound, slugMessageBound } from '../templates/messageLength';
import { toContactListItem, type ContactListItem, type ContactListOptions } from './contactListItem';
import { isOverSizeCap, postedLength, REQUEST_RESERVE, REQUEST_TEXT_CAP } from './sizeCap';
import { contactWriter } from './wire';

/** What a send has in common for all its recipients: the template with every text, the languages, and how items are shaped. */
export interface ToContactListOptions extends Omit<ContactListOptions, 'slugNames'> {
  readonly outboundConfigurationId: string;
  readonly template: TemplateTexts;
  /** The organisation's. */
  readonly languages: LanguageTable;
}

/** An eligible recipient with the locale and the item that are sent. */
export interface ListedRecipient extends EligibleRecipient, WithLocale {
  readonly locale: WithLocale['locale'];
  readonly item: ContactListItem;
}

/** The final decision about one recipient: with the item that is sent, or with the reason why nothing is. */
export type ListedDecision = ListedRecipient | ExcludedRecipient;

/** What became of the rows with the number of somebody who is left out here. */
interface Succession {
  readonly number: Pick<EligibleRecipient, 'recipientNumber' | 'lineType'>;
  /** The first of them that can be sent to. */
  successor?: { readonly sourceId: string; readonly merged: MergedRow[] };
}

/**
 * A function that takes the decisions of one send in their order and gives each back, final: eligible with its item, or
 * excluded. Left out is who would get a message over the channel's limit (`message-too-long`), a content variable over 255
 * (`variable-too-long`), or would fit into no request (`over-size-cap`). Of several rows with one number the next then
 * represents the others, so that one row's long value does not cost a person the message.
 * It throws what `toWire` throws for slugs that no item can carry, whoever the recipient is.
 */
export function contactLister(options: ToContactListOptions): (decision: RecipientDecision) => ListedDecision {
  const { template, languages, channelType } = options;
  const isContentTemplate = channelType === 'WhatsApp' && isContentTemplateName(options.templateName);
  const itemOptions: ContactListOptions = { ...options, slugNames: templateSlugs(template) };
  const write = messageWriter(
    template,
    channelType,
    isContentTemplate ? (options.contentVariables ?? new Map()) : undefined,
  );
  const mayPassLimit = limitWatch(template, channelType);
  const negotiate = recipientNegotiator(template, languages, channelType);
  const writeContact = contactWriter(options.outboundConfigurationId);
  const successions = new Map<string, Succession>();

  const refuse = (recipient: EligibleRecipient, item: ContactListItem): Refusal | undefined => {
    const passed = mayPassLimit(recipient, item) ? passedMessageLimit(write(recipient).text, channelType) : undefined;
    if (passed) return { reason: 'message-too-long', tooLong: { length: passed.length, maxLength: passed.maxLength } };
    const variable = item.contentTemplate && tooLongVariable(item.contentTemplate.parameters);
    if (variable) {
      const tooLong = {
        length: variable.length,
        maxLength: MAX_CONTENT_VARIABLE_VALUE_LENGTH,
        variable: variable.number,
      };
      return { reason: 'variable-too-long', tooLong };
    }
    if (lengthAtMost(item) < MAX_CONTACT_LENGTH) return undefined;
    const contact = writeContact(item);
    if (!isOverSizeCap(contact)) return undefined;
    return { reason: 'over-size-cap', tooLong: { length: postedLength(contact), maxLength: MAX_CONTACT_LENGTH } };
  };

  const list = (eligible: EligibleRecipient): ListedDecision => {
    const recipient = negotiate(eligible);
    const item = toContactListItem(recipient, itemOptions);
    const refusal = refuse(recipient, item);
    if (refusal) {
      const { candidate, consent } = eligible;
      return { kind: 'excluded', candidate, consent, ...refusal };
    }
    const { kind, candidate, recipientNumber, lineType, consent, merged, locale } = recipient;
    return { kind, candidate, recipientNumber, lineType, consent, merged, locale, item };
  };

  const succeed = (excluded: ExcludedRecipient, succession: Succession): ListedDecision => {
    const { candidate, consent } = excluded;
    const { number, successor } = succession;
    if (successor !== undefined) {
      successor.merged.push(toMergedRow(candidate));
      return { ...excluded, representedBy: successor.sourceId };
    }
    if (consent === undefined) return excluded;
    const merged: MergedRow[] = [];
    const decision = list({ kind: 'eligible', candidate, consent, merged, ...number });
    if (decision.kind === 'eligible') succession.successor = { sourceId: candidate.sourceId, merged };
    return decision;
  };

  return (decision) => {
    if (decision.kind === 'excluded') {
      const succession = decision.representedBy === undefined ? undefined : successions.get(decision.representedBy);
      return succession === undefined ? decision : succeed(decision, succession);
    }
    const listed = list(decision);
    if (listed.kind === 'excluded') {
      const { recipientNumber, lineType } = decision;
      successions.set(decision.candidate.sourceId, { number: { recipientNumber, lineType } });
    }
    return listed;
  };
}

/**
 * A function that says whether a recipient's message may pass the channel's limit in any of the template's texts. Where it
 * does not, which is so for nearly everybody, the message need not be written.
 */
function limitWatch(
  template: TemplateTexts,
  channelType: ChannelType,
): (recipient: EligibleRecipient, item: ContactListItem) => boolean {
  const texts = allTexts(template).map((text) => parseMessageText(text, channelType));
  const maxLength = messageMaxLength(channelType);
  const withSlugs = slugMessageBound(texts);
  const withVariables = contentMessageBound(texts);
  return ({ candidate }, { contentTemplate }) =>
    (contentTemplate ? withVariables(contentTemplate.parameters) : withSlugs(candidate.slugs)) > maxLength;
}

type Refusal = Required<Pick<ExcludedRecipient, 'reason'>> & { readonly tooLong: TooLong };

/** What one contact may take of a request: as many UTF-16 units as stay under the cap. */
const MAX_CONTACT_LENGTH = REQUEST_TEXT_CAP - REQUEST_RESERVE - 1;

/** Far more than the keys, the number, the ids and the names of the relationship and the channel take once posted. */
const FIXED_LENGTH = 4096;
/** An escaped control character (`\u0001`) whose backslash is escaped once more. */
const MAX_ESCAPED_LENGTH = 7;

/** No less than the item takes in a request; what is far below the cap need not be written to know that it fits. */
function lengthAtMost({ slugs, contentTemplate }: ContactListItem): number {
  let units = 0;
  for (const [name, value] of slugs) units += name.length + value.length + 1;
  if (contentTemplate) for (const [, value] of contentTemplate.parameters) units += value.length + 4;
  return FIXED_LENGTH + MAX_ESCAPED_LENGTH * units + 8 * slugs.size;
}

/**
 * The final decisions about all of a send's recipients, in order.
 * @throws {SlugReservedError} and {SlugRepeatedError} for slugs that no item can carry.
 */
export const toContactList = (
  decisions: Iterable<RecipientDecision>,
  options: ToContactListOptions,
): ListedDecision[] => Array.from(decisions, contactLister(options));
