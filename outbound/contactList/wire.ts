/**
 * Room outbound, contact list. The platform's spelling of a contact list; nothing else in the room knows it.
 * Source: Microsoft Learn, "Configure outbound messaging", tables and samples of the ContactList.
 */
import { OutboundError } from '../errors';
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
    super(`The slug {${slug}} has a name the platform uses itself. Rename the slug in the template.`);
  }
}

/** Two slugs of one item differ only in letter case: the platform would keep one of them. */
export class SlugRepeatedError extends OutboundError {
  override readonly name = 'SlugRepeatedError';
  readonly code = 'slug-repeated';
  constructor(readonly slug: string) {
    super(`The slug {${slug}} has two values that differ only in the letter case of its name.`);
  }
}

/**
 * The platform's spelling of one item. `contextitems` is made of entries, never by assignment, so that no name reaches an
 * object's prototype.
 * @throws {SlugReservedError} if a slug would overwrite a key the platform reads, or a prototype.
 * @throws {SlugRepeatedError} if two slugs differ only in case.
 */
export function toWire(item: ContactListItem, outboundConfigurationId: string): WireContact {
  const entries: [string, string][] = [['msdyn_ocoutboundconfigurationid', outboundConfigurationId]];
  if (item.regarding) {
    entries.push(['regardingobjectid', item.regarding.id]);
    entries.push(['entityrelationshipname', item.regarding.entityRelationshipName]);
  }
  requireWritable(item.slugs.keys());
  entries.push(...item.slugs);
  return {
    tocontactid: item.recipientNumber,
    ...(item.channelId !== undefined && { channelid: item.channelId }),
    optin: item.optIn,
    ...(item.locale !== undefined && { locale: item.locale }),
    contextitems: Object.fromEntries(entries),
    ...(item.contentTemplate && {
      sendastemplate: true,
      templateparameters: Object.fromEntries(
        [...item.contentTemplate.parameters].map(([number, value]) => [String(number), value]),
      ),
    }),
  };
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
 * A function from an item to its JSON text: what `toWire` says, in the order of the item's own slugs, written without building
 * the object. Names are checked, and made JSON, once for each row of names in sequence, and the items of a send share theirs.
 * The function throws what `toWire` throws.
 */
export function contactWriter(outboundConfigurationId: string): (item: ContactListItem) => string {
  const configuration = `"msdyn_ocoutboundconfigurationid":${JSON.stringify(outboundConfigurationId)}`;
  let checked: readonly string[] = [];
  let slugStarts: readonly string[] = [];

  const writeSlugs = (slugs: ReadonlyMap<string, string>): string => {
    let isSameRow = slugs.size === checked.length;
    let index = 0;
    if (isSameRow) {
      for (const name of slugs.keys()) {
        if (name === checked[index]) index += 1;
        else {
          isSameRow = false;
          break;
        }
      }
    }
    if (!isSameRow) {
      requireWritable(slugs.keys());
      checked = [...slugs.keys()];
      slugStarts = checked.map((name) => `,${JSON.stringify(name)}:`);
    }
    let text = '';
    index = 0;
    for (const value of slugs.values()) {
      text += slugStarts[index] + JSON.stringify(value);
      index += 1;
    }
    return text;
  };

  return (item) => {
    let text = `{"tocontactid":${JSON.stringify(item.recipientNumber)}`;
    if (item.channelId !== undefined) text += `,"channelid":${JSON.stringify(item.channelId)}`;
    text += item.optIn ? ',"optin":true' : ',"optin":false';
    if (item.locale !== undefined) text += `,"locale":${JSON.stringify(item.locale)}`;
    text += `,"contextitems":{${configuration}`;
    if (item.regarding) {
      text += `,"regardingobjectid":${JSON.stringify(item.regarding.id)}`;
      text += `,"entityrelationshipname":${JSON.stringify(item.regarding.entityRelationshipName)}`;
    }
    text += `${writeSlugs(item.slugs)}}`;
    if (item.contentTemplate) {
      const parameters = [...item.contentTemplate.parameters];
      const written = parameters.map(([number, value]) => `"${number}":${JSON.stringify(value)}`);
      text += `,"sendastemplate":true,"templateparameters":{${written.join(',')}}`;
    }
    return `${text}}`;
  };
}

/** The JSON text of a contact list from the texts of its items. */
export const joinContacts = (texts: readonly string[]): string => `[${texts.join(',')}]`;

/** The JSON text of a contact list: the same items give the same text. */
export const serializeContactList = (items: readonly ContactListItem[], outboundConfigurationId: string): string =>
  joinContacts(items.map(contactWriter(outboundConfigurationId)));
