/**
 * Room outbound, contact list. Reads the JSON text of a contact list back into items: what a flow or a journal holds can be
 * checked against what this product would write. The reverse of `serializeContactList`.
 */
import { OutboundError, shownName } from '../errors';
import { slugKey, slugName, type SlugName } from '../templates/slugName';
import type { ContactListItem } from './contactListItem';
import type { EntityRelationshipName } from './regardingRelationship';
import { isReservedSlug } from './reservedNames';
import { SlugRepeatedError, SlugReservedError } from './wire';

/** A contact list read back, in the order of its text. */
export interface ParsedContactList {
  readonly items: readonly ContactListItem[];
  /** Of each item, in the same order; absent where the item does not say it, which is allowed. */
  readonly outboundConfigurationIds: readonly (string | undefined)[];
}

/** The text is no contact list. Names the place, never a value. */
export class ContactListInvalidError extends OutboundError {
  override readonly name = 'ContactListInvalidError';
  readonly code = 'contact-list-invalid';
  constructor(
    /** Such as `[3].contextitems.regardingobjectid`; empty for the whole text. */
    readonly path: string,
    expected: string,
    options?: ErrorOptions,
  ) {
    super(`The contact list cannot be read: ${path === '' ? 'the text' : path} has to be ${expected}.`, options);
  }
}

type JsonObject = Readonly<Record<string, unknown>>;

/**
 * Reads a contact list.
 * @throws {ContactListInvalidError} naming the first place that is not as the platform wants it.
 * @throws {SlugReservedError} when a context item has a reserved name in another letter case.
 * @throws {SlugRepeatedError} when two context items differ only in letter case.
 */
export function parseContactList(text: string): ParsedContactList {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new ContactListInvalidError('', 'JSON', { cause });
  }
  if (!Array.isArray(value)) throw new ContactListInvalidError('', 'an array');
  const contacts = value.map((element, index) => readContact(element, `[${index}]`));
  return {
    items: contacts.map(({ item }) => item),
    outboundConfigurationIds: contacts.map(({ outboundConfigurationId }) => outboundConfigurationId),
  };
}

function readContact(element: unknown, path: string) {
  const contact = readObject(element, path);
  const context = readObject(contact['contextitems'] ?? {}, `${path}.contextitems`);
  const slugs = new Map<SlugName, string>();
  const seen = new Set<string>();
  for (const [name, value] of Object.entries(context)) {
    if (PLATFORM_KEYS.has(name)) continue;
    if (isReservedSlug(name)) throw new SlugReservedError(name);
    if (seen.has(slugKey(name))) throw new SlugRepeatedError(name);
    seen.add(slugKey(name));
    slugs.set(slugName(name), readText(value, `${path}.contextitems${shownKey(name)}`));
  }
  const item: ContactListItem = {
    recipientNumber: readText(contact['tocontactid'], `${path}.tocontactid`),
    optIn: readBoolean(contact['optin'], `${path}.optin`),
    ...readChannelId(contact['channelid'], `${path}.channelid`),
    ...(contact['locale'] !== undefined && { locale: readText(contact['locale'], `${path}.locale`) }),
    ...readRegarding(context, `${path}.contextitems`),
    slugs,
    ...readContentTemplate(contact, path),
  };
  const id = context['msdyn_ocoutboundconfigurationid'];
  const outboundConfigurationId =
    id === undefined ? undefined : readText(id, `${path}.contextitems.msdyn_ocoutboundconfigurationid`);
  return { item, outboundConfigurationId };
}

const PLATFORM_KEYS: ReadonlySet<string> = new Set([
  'msdyn_ocoutboundconfigurationid',
  'regardingobjectid',
  'entityrelationshipname',
]);

function readChannelId(value: unknown, path: string): Pick<ContactListItem, 'channelId'> {
  if (value === undefined) return {};
  if (value !== 'SMS' && value !== 'WhatsApp') throw new ContactListInvalidError(path, '“SMS” or “WhatsApp”');
  return { channelId: value };
}

function readRegarding(context: JsonObject, path: string): Pick<ContactListItem, 'regarding'> {
  const { regardingobjectid: id, entityrelationshipname: name } = context;
  if (id === undefined && name === undefined) return {};
  const readHalf = (value: unknown, key: string): string => readText(value, `${path}.${key}`);
  const entityRelationshipName = readHalf(name, 'entityrelationshipname') as EntityRelationshipName;
  return { regarding: { id: readHalf(id, 'regardingobjectid'), entityRelationshipName } };
}

function readContentTemplate(contact: JsonObject, path: string): Pick<ContactListItem, 'contentTemplate'> {
  const { sendastemplate, templateparameters } = contact;
  // The article calls it a boolean, so a flow may say false where this product says nothing.
  if ((sendastemplate === undefined || sendastemplate === false) && templateparameters === undefined) return {};
  if (sendastemplate !== true) throw new ContactListInvalidError(`${path}.sendastemplate`, 'true');
  const parameters = new Map<number, string>();
  for (const [key, value] of Object.entries(readObject(templateparameters, `${path}.templateparameters`))) {
    const at = `${path}.templateparameters${shownKey(key)}`;
    if (!/^[1-9]\d{0,2}$/.test(key)) throw new ContactListInvalidError(at, 'called by a number from 1');
    parameters.set(Number(key), readText(value, at));
  }
  return { contentTemplate: { parameters } };
}

const shownKey = (key: string): string => `[${JSON.stringify(shownName(key))}]`;

function readObject(value: unknown, path: string): JsonObject {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new ContactListInvalidError(path, 'an object');
  }
  return value as JsonObject;
}

function readText(value: unknown, path: string): string {
  if (typeof value !== 'string') throw new ContactListInvalidError(path, 'a text');
  return value;
}

function readBoolean(value: unknown, path: string): boolean {
  if (typeof value !== 'boolean') throw new ContactListInvalidError(path, 'true or false');
  return value;
}
