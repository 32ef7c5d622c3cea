/**
 * Room outbound, recipients. What each eligible recipient would read, before anything is sent, and which slugs of a template
 * no recipient source can fill. Works on the texts the platform will use; the platform itself renders the message.
 */
import { allTexts, chooseText, type TemplateTexts } from '../templates/chooseText';
import { measureSegments, type SegmentCount } from '../templates/measureSegments';
import { parseTemplate, slugNames, type ParsedTemplate } from '../templates/parseTemplate';
import { renderTemplate, type RenderedMessage } from '../templates/renderTemplate';
import { slugKey, type SlugName } from '../templates/slugName';
import type { ChannelType } from '../dataverse/names';
import { fillableSlugs, type RecipientSource } from './recipientSources';
import type { EligibleRecipient } from './decideRecipients';
import type { LanguageTable } from './languages';
import { negotiateLocale, type LocaleReason, type WithLocale } from './negotiateLocale';

export interface MessagePreview extends RenderedMessage {
  readonly recipient: EligibleRecipient;
  /** LCID of the text. */
  readonly lcid: number | undefined;
  /** Why this text. */
  readonly textReason: LocaleReason;
  readonly segments: SegmentCount;
}

/**
 * The recipients with the locale that is sent for them: `candidate.lcid` becomes the LCID of a text that exists, or nothing,
 * and `locale` says what was wanted. What is previewed, counted and sent from these is the same.
 */
export const negotiateRecipients = (
  recipients: readonly EligibleRecipient[],
  template: TemplateTexts,
  languages: LanguageTable,
  channelType: ChannelType,
): (EligibleRecipient & WithLocale)[] =>
  recipients.map((recipient) => {
    const locale = negotiateLocale(recipient.candidate, template, languages, channelType);
    const { sentLcid: lcid } = locale;
    return { ...recipient, candidate: { ...recipient.candidate, lcid }, locale };
  });

/**
 * The rendered text of each recipient, in order. Cut the list before calling when only the first few are shown.
 * WhatsApp gets the default text: locale is for SMS only (Microsoft Learn, "Configure outbound messaging").
 */
export function previewMessages(
  recipients: readonly EligibleRecipient[],
  template: TemplateTexts,
  channelType: ChannelType,
): MessagePreview[] {
  const parsedByText = new Map<string, ParsedTemplate>();
  const parsedOf = (text: string): ParsedTemplate => {
    const parsed = parsedByText.get(text) ?? parseTemplate(text, { contentVariables: channelType === 'WhatsApp' });
    parsedByText.set(text, parsed);
    return parsed;
  };
  return recipients.map((recipient) => {
    const chosen = chooseText(template, channelType === 'SMS' ? recipient.candidate.lcid : undefined);
    const rendered = renderTemplate(parsedOf(chosen.text), recipient.candidate.slugs);
    return {
      ...rendered,
      recipient,
      lcid: chosen.lcid,
      textReason: recipient.locale?.reason ?? chosen.reason,
      segments: measureSegments(rendered.text),
    };
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

/** Slugs of the template that none of these sources can fill: they would stay in the message with their braces. */
export function unfillableSlugs(template: TemplateTexts, sources: readonly RecipientSource[]): SlugName[] {
  const fillable = new Set(sources.flatMap(fillableSlugs).map(slugKey));
  return templateSlugs(template).filter((name) => !fillable.has(slugKey(name)));
}
