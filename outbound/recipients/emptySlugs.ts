/**
 * Room outbound, recipients. Which slugs leave a hole in somebody's message. Looks at values alone and writes no message, so that
 * ten thousand recipients take no longer than reading their values.
 */
import type { ChannelType } from '../dataverse/names';
import { chooseText, type TemplateTexts } from '../templates/chooseText';
import type { ContentVariables } from '../templates/contentTemplate';
import { slugNames } from '../templates/parseTemplate';
import { slugKey, type SlugName } from '../templates/slugName';
import type { EligibleRecipient } from './recipientDecision';
import { parseMessageText } from './previewMessages';

/**
 * The slugs that `previewMessages` finds empty in at least one of these messages: each once without regard to case, in the order
 * of the recipients and, within a message, of its text or variables.
 * @param contentVariables as for `messageWriter`.
 */
export function findEmptySlugs(
  recipients: Iterable<Pick<EligibleRecipient, 'candidate'>>,
  template: TemplateTexts,
  channelType: ChannelType,
  contentVariables?: ContentVariables,
): SlugName[] {
  const slugsFor = contentVariables ? variableSlugs(contentVariables) : textSlugs(template, channelType);
  // A variable without a value is an empty text; a slug without one stays in the text with its braces.
  const isEmpty = (value: string | undefined): boolean => (contentVariables ? !value : value === '');
  const found = new Map<string, SlugName>();
  for (const { candidate } of recipients) {
    const open = slugsFor(candidate.lcid).filter(({ key }) => !found.has(key));
    if (open.length === 0) continue;
    const values = valuesByKey(candidate.slugs);
    for (const { key, name } of open) if (isEmpty(values.get(key))) found.set(key, name);
  }
  return [...found.values()];
}

interface UsedSlug {
  readonly key: string;
  readonly name: SlugName;
}

/** The slugs of the text that a recipient of that locale gets. */
function textSlugs(template: TemplateTexts, channelType: ChannelType): (lcid: number | undefined) => UsedSlug[] {
  const byLcid = new Map<number | undefined, UsedSlug[]>();
  return (wanted) => {
    const lcid = channelType === 'SMS' ? wanted : undefined;
    const known = byLcid.get(lcid);
    if (known) return known;
    const { text } = chooseText(template, lcid);
    const slugs = slugNames(parseMessageText(text, channelType)).map((name) => ({ key: slugKey(name), name }));
    byLcid.set(lcid, slugs);
    return slugs;
  };
}

/** The slugs that fill variables, whatever the locale; of one that fills several the last spelling. */
function variableSlugs(variables: ContentVariables): () => UsedSlug[] {
  const byKey = new Map<string, SlugName>();
  for (const source of variables.values()) if (source.kind === 'slug') byKey.set(slugKey(source.slug), source.slug);
  const slugs = [...byKey].map(([key, name]) => ({ key, name }));
  return () => slugs;
}

/** When two names differ only in case, the first counts. */
function valuesByKey(values: ReadonlyMap<SlugName, string>): ReadonlyMap<string, string> {
  const byKey = new Map<string, string>();
  for (const [name, value] of values) {
    const key = slugKey(name);
    if (!byKey.has(key)) byKey.set(key, value);
  }
  return byKey;
}
