/**
 * Room outbound, contact list. The platform's spelling of a contact list; nothing else in the room knows it.
 * Source: Microsoft Learn, "Configure outbound messaging", tables and samples of the ContactList.
 */
import { OutboundError, shownName } from '../errors';
import { slugKey } from '../templates/slugName';
import type { ContactListItem } from './contactListItem';
import { isReservedSlug } from './reservedNames';

export { isReservedSlug };

/** One element of `ContactList`. */
export interface WireContact {
  readonly tocontactid: string;
  /** Articles up to 2024 only. */
  readonly channelid?: string;
  readonly optin: boolean;
  readonly locale?: string;
  readonly contextitems: Readonly<Record<string, string>>;
  readonly sendastemplate?: true;
  readonly templateparameters?: Readonly<Record<string, string>>;
}

/** A slug's name is one the platform reads as something else, or one that would change an object's prototype. */
export class SlugReservedError extends OutboundError {
  override readonly name = 'SlugReservedError';
  readonly code = 'slug-reserved';
  constructor(readonly slug: string) {
    super(`The slug {${shownName(slug)}} has a name the platform uses itself. Rename the slug in the template.`);
  }
}

/** Two slugs of one item differ only in letter case: the platform would keep one of them. */
export class SlugRepeatedError extends OutboundError {
  override readonly name = 'SlugRepeatedError';
  readonly code = 'slug-repeated';
  constructor(readonly slug: string) {
    super(
      `The slug {${shownName(slug)}} has two values that differ only in the letter case of its name. ` +
        'Write the name in one way.',
    );
  }
}

/**
 * The platform's spelling of one item.
 * @throws {SlugReservedError} if a slug would overwrite a key the platform reads, or a prototype.
 * @throws {SlugRepeatedError} if two slugs differ only in case.
 */
export function toWire(item: ContactListItem, outboundConfigurationId: string): WireContact {
  requireWritable(item.slugs.keys());
  return spell(item, outboundConfigurationId);
}

type Writable<T> = { -readonly [Key in keyof T]: T[Key] };

/** Members are assigned one by one: `spell` runs once for every recipient of a send, and spreading takes thrice the time. */
function spell(item: ContactListItem, outboundConfigurationId: string): WireContact {
  const contextitems: Record<string, string> = { msdyn_ocoutboundconfigurationid: outboundConfigurationId };
  if (item.regarding) {
    contextitems['regardingobjectid'] = item.regarding.id;
    contextitems['entityrelationshipname'] = item.regarding.entityRelationshipName;
  }
  // Assignment reaches no prototype: the names are checked, and `__proto__` is refused.
  for (const [name, value] of item.slugs) contextitems[name] = value;
  const contact: Partial<Writable<WireContact>> = { tocontactid: item.recipientNumber };
  if (item.channelId !== undefined) contact.channelid = item.channelId;
  contact.optin = item.optIn;
  if (item.locale !== undefined) contact.locale = item.locale;
  contact.contextitems = contextitems;
  if (item.contentTemplate) {
    contact.sendastemplate = true;
    contact.templateparameters = Object.fromEntries(
      [...item.contentTemplate.parameters].map(([number, value]) => [String(number), value]),
    );
  }
  return contact as WireContact;
}

function requireWritable(names: Iterable<string>): void {
  const seen = new Set<string>();
  for (const name of names) {
    if (isReservedSlug(name)) throw new SlugReservedError(name);
    if (seen.has(slugKey(name))) throw new SlugRepeatedError(name);
    seen.add(slugKey(name));
  }
}

/**
 * A function from an item to the JSON text of its `toWire`, which throws what `toWire` throws. Names are checked once for each
 * row of names in sequence, and the items of a send share theirs.
 */
export function contactWriter(outboundConfigurationId: string): (item: ContactListItem) => string {
  let checked: readonly string[] = [];
  return (item) => {
    if (!hasNames(item.slugs, checked)) {
      requireWritable(item.slugs.keys());
      checked = [...item.slugs.keys()];
    }
    return JSON.stringify(spell(item, outboundConfigurationId));
  };
}

/** Are these the names, all of them, in this order? */
function hasNames(slugs: ReadonlyMap<string, string>, names: readonly string[]): boolean {
  if (slugs.size !== names.length) return false;
  let index = 0;
  for (const name of slugs.keys()) {
    if (name !== names[index]) return false;
    index += 1;
  }
  return true;
}

/** The JSON text of a contact list from the texts of its items. */
export const joinContacts = (texts: readonly string[]): string => `[${texts.join(',')}]`;

/**
 * The JSON text of a contact list: the same items give the same text.
 * @throws {SlugReservedError} and {SlugRepeatedError} as `toWire` does.
 */
export const serializeContactList = (items: readonly ContactListItem[], outboundConfigurationId: string): string =>
  joinContacts(items.map(contactWriter(outboundConfigurationId)));
