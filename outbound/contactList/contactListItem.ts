/**
 * Room outbound, contact list. One recipient of an outbound message as this code thinks of it; `wire.ts` has the platform's
 * spelling. Source: Microsoft Learn, "Configure outbound messaging", tables and samples of the ContactList.
 */
import type { ChannelType } from '../dataverse/names';
import type { EligibleRecipient } from '../recipients/recipientDecision';
import { fillContentVariables, isContentTemplateName, type ContentVariables } from '../templates/contentTemplate';
import { slugKey, type SlugName } from '../templates/slugName';
import {
  regardingRelationshipName,
  type EntityRelationshipName,
  type RelationshipNames,
} from './regardingRelationship';

/**
 * One recipient as this product thinks of them. Lengths and limits are not in the type: `toContactList` decides what can
 * be sent.
 */
export interface ContactListItem {
  /** Phone number in E.164, such as `+6281234567890`. */
  readonly recipientNumber: string;
  /** May this person be messaged? */
  readonly optIn: boolean;
  /** Only for services of before 2025 that ask for it: the channel type once more, with every contact. */
  readonly channelId?: ChannelType;
  /** SMS only: an LCID as text. Absent means the message template's fallback locale. */
  readonly locale?: string;
  /** Both halves or neither: with one missing the message never reaches the timeline. */
  readonly regarding?: { readonly id: string; readonly entityRelationshipName: EntityRelationshipName };
  /** Values that replace the template's slugs. Empty for a WhatsApp content template. */
  readonly slugs: ReadonlyMap<SlugName, string>;
  /** WhatsApp content template only: the values of its numbered variables, by number. */
  readonly contentTemplate?: { readonly parameters: ReadonlyMap<number, string> };
}

/** What a send has in common for all its items. Source: Microsoft Learn, "Configure outbound messaging". */
export interface ContactListOptions {
  readonly channelType: ChannelType;
  /** The outbound configuration's "Show in timeline": without it no regarding record is named. */
  readonly showInTimeline: boolean;
  /** The template's name: for WhatsApp it may be the SID of a content template. */
  readonly templateName?: string;
  /** Only these slugs are sent along (those the template uses); absent: all the recipient has. */
  readonly slugNames?: readonly SlugName[];
  /** WhatsApp content template: what fills each numbered variable. @default none */
  readonly contentVariables?: ContentVariables;
  /**
   * Sends `channelid` along, which articles up to 2024 called required and the current one no longer names. Whether today's
   * service ignores it is not documented. @default false
   */
  readonly withChannelId?: boolean;
  /** Regarding relationships read from metadata, by table; the documented pattern fills the gaps. */
  readonly relationshipNames?: RelationshipNames;
}

/**
 * The contact list item of an eligible recipient, shaped by the channel. Values are taken as they are: whether the item can be
 * sent is for `toContactList` to decide.
 */
export function toContactListItem(recipient: EligibleRecipient, options: ContactListOptions): ContactListItem {
  const { candidate, recipientNumber } = recipient;
  const { channelType } = options;
  const item: Writable<ContactListItem> = { recipientNumber, optIn: candidate.optIn, slugs: NO_SLUGS };
  if (options.withChannelId) item.channelId = channelType;
  if (options.showInTimeline) {
    const { id, table } = candidate.regarding;
    item.regarding = { id, entityRelationshipName: regardingRelationshipName(table, options.relationshipNames) };
  }
  if (channelType === 'WhatsApp' && isContentTemplateName(options.templateName)) {
    const parameters = fillContentVariables(options.contentVariables ?? new Map(), candidate.slugs);
    return { ...item, contentTemplate: { parameters } };
  }
  if (channelType === 'SMS' && candidate.lcid !== undefined) item.locale = String(candidate.lcid);
  item.slugs = pickSlugs(candidate.slugs, options.slugNames);
  return item;
}

type Writable<T> = { -readonly [Key in keyof T]: T[Key] };

const NO_SLUGS: ReadonlyMap<SlugName, string> = new Map();

/** The wanted slugs that have a value, in the template's spelling and order. */
function pickSlugs(
  values: ReadonlyMap<SlugName, string>,
  wanted: readonly SlugName[] | undefined,
): ReadonlyMap<SlugName, string> {
  if (!wanted) return values;
  const picked = new Map<SlugName, string>();
  for (const name of wanted) {
    // Most templates spell a slug as its source does; only the others are worth a look at every name.
    const value = values.get(name) ?? valueWithoutCase(values, slugKey(name));
    if (value !== undefined) picked.set(name, value);
  }
  return picked;
}

function valueWithoutCase(values: ReadonlyMap<SlugName, string>, key: string): string | undefined {
  for (const [name, value] of values) if (slugKey(name) === key) return value;
  return undefined;
}
