/**
 * Room outbound, recipients. What each eligible recipient would read, before anything is sent, and which slugs of a template
 * no recipient source can fill. Works on the texts the platform will use; the platform itself renders the message.
 */
import { allTexts, chooseText, type TemplateTexts, type TextReason } from '../templates/chooseText';
import { contentPieces, fillContentVariables, type ContentVariables } from '../templates/contentTemplate';
import { measureSegments, type SegmentCount } from '../templates/measureSegments';
import { parseTemplate, slugNames, type ParsedTemplate, type TemplateToken } from '../templates/parseTemplate';
import { renderTemplate, type RenderedMessage } from '../templates/renderTemplate';
import { slugKey, type SlugName } from '../templates/slugName';
import type { ChannelType } from '../dataverse/names';
import type { EligibleRecipient } from './recipientDecision';
import type { LanguageTable } from './languages';
import { localeNegotiator, type LocaleReason, type WithLocale } from './negotiateLocale';

/** A message as one recipient reads it. */
export interface RecipientMessage extends RenderedMessage {
  /** LCID of the text. */
  readonly lcid: number | undefined;
  readonly textReason: TextReason;
  /** Fixed text and values, in order; joined they are the text. A slug without a value is a piece with its braces. */
  readonly toPieces: () => MessagePiece[];
}

/** A part of a message that comes from one place: fixed text, or one value. */
export interface MessagePiece {
  readonly text: string;
  /** A slug that nobody gives a value for. */
  readonly isUnresolved: boolean;
}

/** What one recipient would read, and how many SMS segments it takes. */
export interface MessagePreview extends Omit<RecipientMessage, 'textReason'> {
  readonly recipient: EligibleRecipient;
  /** Why this text. */
  readonly textReason: LocaleReason;
  readonly segments: SegmentCount;
}

/**
 * A function from a recipient to the same with the locale that is sent for them: `candidate.lcid` becomes the LCID of a text
 * that exists, or nothing, and `locale` says what was wanted. What is previewed, counted and sent from this is the same.
 */
export function recipientNegotiator(
  template: TemplateTexts,
  languages: LanguageTable,
  channelType: ChannelType,
): (recipient: EligibleRecipient) => EligibleRecipient & WithLocale {
  const negotiate = localeNegotiator(template, languages, channelType);
  // Runs once for every recipient of a send: members are named one by one, because spreading takes several times as long.
  return ({ kind, candidate, recipientNumber, lineType, consent, merged }) => {
    const locale = negotiate(candidate);
    const lcid = locale.sentLcid;
    const withSentLcid = candidate.lcid === lcid ? candidate : { ...candidate, lcid };
    return { kind, candidate: withSentLcid, recipientNumber, lineType, consent, merged, locale };
  };
}

/** A template's text as a channel reads it: only WhatsApp has content variables. */
export const parseMessageText = (text: string, channelType: ChannelType): ParsedTemplate =>
  parseTemplate(text, { contentVariables: channelType === 'WhatsApp' });

/**
 * A function from a recipient to their message. WhatsApp gets the default text: locale is for SMS only (Microsoft Learn,
 * "Configure outbound messaging").
 * @param contentVariables what fills the numbered variables: the template is a WhatsApp content template.
 */
export function messageWriter(
  template: TemplateTexts,
  channelType: ChannelType,
  contentVariables?: ContentVariables,
): (recipient: EligibleRecipient) => RecipientMessage {
  const parsedByText = new Map<string, ParsedTemplate>();
  const parsedOf = (text: string): ParsedTemplate => {
    const parsed = parsedByText.get(text) ?? parseMessageText(text, channelType);
    parsedByText.set(text, parsed);
    return parsed;
  };
  return ({ candidate }) => {
    const { text, lcid, reason } = chooseText(template, channelType === 'SMS' ? candidate.lcid : undefined);
    const parsed = parsedOf(text);
    const written = contentVariables
      ? fillContentTemplate(parsed, contentVariables, candidate.slugs)
      : fillSlugs(parsed, candidate.slugs);
    return { ...written, lcid, textReason: reason };
  };
}

type WrittenMessage = Omit<RecipientMessage, 'lcid' | 'textReason'>;

function fillSlugs(parsed: ParsedTemplate, values: ReadonlyMap<SlugName, string>): WrittenMessage {
  const rendered = renderTemplate(parsed, values);
  const toPiece = (token: TemplateToken): MessagePiece => {
    if (token.kind === 'text') return { text: token.text, isUnresolved: false };
    const { text, unresolved } = renderTemplate({ ...parsed, tokens: [token] }, values);
    return { text, isUnresolved: unresolved.length > 0 };
  };
  return { ...rendered, toPieces: () => parsed.tokens.map(toPiece) };
}

function fillContentTemplate(
  parsed: ParsedTemplate,
  variables: ContentVariables,
  values: ReadonlyMap<SlugName, string>,
): WrittenMessage {
  const filled = fillContentVariables(variables, values);
  const pieces = contentPieces(parsed, filled);
  const slugsWhere = (isEmpty: boolean): SlugName[] => {
    const byKey = new Map<string, SlugName>();
    for (const [number, source] of variables) {
      if (source.kind === 'slug' && (filled.get(number) === '') === isEmpty)
        byKey.set(slugKey(source.slug), source.slug);
    }
    return [...byKey.values()];
  };
  return {
    text: pieces.join(''),
    replaced: slugsWhere(false),
    empty: slugsWhere(true),
    unresolved: [],
    toPieces: () => pieces.map((text) => ({ text, isUnresolved: false })),
  };
}

/**
 * The message of each recipient, in order. Cut the list before calling when only the first few are shown.
 * @param contentVariables as for `messageWriter`.
 */
export function previewMessages(
  recipients: readonly EligibleRecipient[],
  template: TemplateTexts,
  channelType: ChannelType,
  contentVariables?: ContentVariables,
): MessagePreview[] {
  const write = messageWriter(template, channelType, contentVariables);
  return recipients.map((recipient) => {
    const message = write(recipient);
    const textReason = recipient.locale?.reason ?? message.textReason;
    return { ...message, recipient, textReason, segments: measureSegments(message.text) };
  });
}

/** Slugs that stand in any of the template's texts; each once, in the order of first appearance. */
export function templateSlugs(template: TemplateTexts): SlugName[] {
  const byKey = new Map<string, SlugName>();
  for (const text of allTexts(template)) {
    for (const name of slugNames(parseTemplate(text))) {
      if (!byKey.has(slugKey(name))) byKey.set(slugKey(name), name);
    }
  }
  return [...byKey.values()];
}

/**
 * Slugs whose values stand in the messages: those of the texts, or of what fills a content template's variables.
 * @param contentVariables as for `messageWriter`.
 */
export function usedSlugs(template: TemplateTexts, contentVariables?: ContentVariables): SlugName[] {
  if (!contentVariables) return templateSlugs(template);
  return [...contentVariables.values()].flatMap((source) => (source.kind === 'slug' ? [source.slug] : []));
}
