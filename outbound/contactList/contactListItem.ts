/**
 * Room outbound, contact list. One recipient of an outbound message as this code thinks of it; `wire.ts` has the platform's
 * spelling. Source: Microsoft Learn, "Configure outbound messaging", tables and samples of the ContactList.
 */
import type { ChannelType } from '../dataverse/names';
import type { EligibleRecipient } from '../recipients/decideRecipients';
import { slugKey, type SlugName } from '../templates/slugName';
import {
  regardingRelationshipName,
  type EntityRelationshipName,
  type RelationshipNames,
} from './regardingRelationship';

export interface ContactListItem {
  /** Phone number in E.164, such as `+6281234567890`. */
  readonly recipientNumber: string;
  /** May this person be messaged? */
  readonly optIn: boolean;
  /** SMS only: an LCID as text. Absent means the message template's fallback locale. */
  readonly locale?: string;
  /** Both halves or neither: with one missing the message never reaches the timeline. */
  readonly regarding?: { readonly id: string; readonly entityRelationshipName: EntityRelationshipName };
  /** Values that replace the template's slugs. Empty for a WhatsApp content template. */
  readonly slugs: ReadonlyMap<SlugName, string>;
  /** WhatsApp content template only: the values of its numbered variables, by number. */
  readonly contentTemplate?: { readonly parameters: ReadonlyMap<number, string> };
}

export interface ContactListOptions {
  readonly channelType: ChannelType;
  /** The outbound configuration's "Show in timeline": without it no regarding record is named. */
  readonly showInTimeline: boolean;
  /** The template's name: for WhatsApp it may be the SID of a content template. */
  readonly templateName?: string;
  /** Only these slugs are sent along (those the template uses); absent: all the recipient has. */
  readonly slugNames?: readonly SlugName[];
  /** WhatsApp content template: which slug's value each numbered variable gets. @default none */
  readonly contentVariables?: ReadonlyMap<number, SlugName>;
  /** Regarding relationships read from metadata, by table; the documented pattern fills the gaps. */
  readonly relationshipNames?: RelationshipNames;
}

const CONTENT_TEMPLATE_SID = /^HX[0-9a-f]{32}$/i;

/**
 * Is this the name of a template that lives at the provider? Since April 2025 a WhatsApp template's name has to be the SID
 * of its Twilio content template (Microsoft Learn, "Configure a WhatsApp channel"); the pattern is Twilio's.
 */
export const isContentTemplateName = (name: string | undefined): boolean =>
  name !== undefined && CONTENT_TEMPLATE_SID.test(name.trim());

/** The contact list item of an eligible recipient, shaped by the channel. */
export function toContactListItem(recipient: EligibleRecipient, options: ContactListOptions): ContactListItem {
  const { candidate, recipientNumber } = recipient;
  const regarding = options.showInTimeline
    ? {
        id: candidate.regarding.id,
        entityRelationshipName: regardingRelationshipName(candidate.regarding.table, options.relationshipNames),
      }
    : undefined;
  const common = { recipientNumber, optIn: candidate.optIn, ...(regarding && { regarding }) };
  if (options.channelType === 'WhatsApp' && isContentTemplateName(options.templateName)) {
    const parameters = contentParameters(candidate.slugs, options.contentVariables ?? new Map());
    return { ...common, slugs: new Map(), contentTemplate: { parameters } };
  }
  const slugs = pickSlugs(candidate.slugs, options.slugNames);
  if (options.channelType === 'WhatsApp' || candidate.lcid === undefined) return { ...common, slugs };
  return { ...common, locale: String(candidate.lcid), slugs };
}

/** The wanted slugs that have a value, in the template's spelling and order. */
function pickSlugs(
  values: ReadonlyMap<SlugName, string>,
  wanted: readonly SlugName[] | undefined,
): ReadonlyMap<SlugName, string> {
  if (!wanted) return values;
  const picked = new Map<SlugName, string>();
  const valueByKey = new Map([...values].map(([name, value]) => [slugKey(name), value]));
  for (const name of wanted) {
    const value = valueByKey.get(slugKey(name));
    if (value !== undefined) picked.set(name, value);
  }
  return picked;
}

function contentParameters(
  values: ReadonlyMap<SlugName, string>,
  variables: ReadonlyMap<number, SlugName>,
): ReadonlyMap<number, string> {
  const valueByKey = new Map([...values].map(([name, value]) => [slugKey(name), value]));
  return new Map([...variables].map(([number, name]) => [number, valueByKey.get(slugKey(name)) ?? '']));
}
