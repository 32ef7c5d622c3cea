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
  const seen = new Set<string>();
  for (const [name, value] of item.slugs) {
    if (isReservedSlug(name)) throw new SlugReservedError(name);
    if (seen.has(slugKey(name))) throw new SlugRepeatedError(name);
    seen.add(slugKey(name));
    entries.push([name, value]);
  }
  return {
    tocontactid: item.recipientNumber,
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

/** The JSON text of a contact list: the same items give the same text. */
export const serializeContactList = (items: readonly ContactListItem[], outboundConfigurationId: string): string =>
  JSON.stringify(items.map((item) => toWire(item, outboundConfigurationId)));
