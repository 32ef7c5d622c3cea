/**
 * Room sandbox/omnichannel/service. Reads the ContactList of a call: the fields of Microsoft Learn, "Configure outbound
 * messaging", and nothing else. A list that is not well-formed is refused whole, before anybody is messaged.
 */
import { invalidArgument } from '../errors';

/** Contacts one request may carry. Source: Microsoft Learn, "Configure outbound messaging", closing note (2025-03). */
export const MAX_CONTACTS_PER_REQUEST = 100;

/** One recipient as the call named it. */
export interface Contact {
  /** `tocontactid`: the phone number written to, as given. */
  readonly number: string;
  /** `optin`: may this person be messaged? The service does not look it up. */
  readonly optIn: boolean;
  /** `locale` as given, such as `1057`; absent when missing, null or blank. */
  readonly locale?: string;
  /** The values in `contextitems`, by name as written; null and missing values are left out. */
  readonly contextItems: ReadonlyMap<string, string>;
  /** `sendastemplate`: an approved WhatsApp content template. */
  readonly sendAsTemplate: boolean;
  /** `templateparameters`: the numbered values of a content template, keyed `1`, `2`, … */
  readonly templateParameters: ReadonlyMap<string, string>;
}

/**
 * The contacts of a call.
 * @param value JSON text of an array, or an array whose elements are objects or JSON texts of objects.
 * @throws {DataverseError} (400) when the list or one of its items is not well-formed; the text names the item.
 */
export function readContactList(value: unknown, parameterName: string): Contact[] {
  const items = typeof value === 'string' ? parse(value, parameterName) : value;
  if (!Array.isArray(items)) throw invalidArgument(`${parameterName} must be an array of contacts.`);
  if (items.length > MAX_CONTACTS_PER_REQUEST) {
    throw invalidArgument(
      `${parameterName} has ${items.length} contacts. One request takes at most ${MAX_CONTACTS_PER_REQUEST}: send the others in further requests.`,
    );
  }
  return items.map((item: unknown, index) => readContact(item, `${parameterName}[${index}]`));
}

function parse(text: string, where: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    // The parser's own message quotes the text, which holds numbers and names.
    throw invalidArgument(`${where} is not valid JSON.`);
  }
}

type Fields = Readonly<Record<string, unknown>>;

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function readContact(item: unknown, where: string): Contact {
  const fields = typeof item === 'string' ? parse(item, where) : item;
  if (!isFields(fields)) throw invalidArgument(`${where} must be an object.`);
  return {
    number: readNumber(fields['tocontactid'], where),
    optIn: readBoolean(fields['optin'], `${where}.optin`, 'says whether the person may be messaged'),
    locale: readLocale(fields['locale'], where),
    contextItems: readTexts(fields['contextitems'], `${where}.contextitems`),
    sendAsTemplate:
      fields['sendastemplate'] != null &&
      readBoolean(fields['sendastemplate'], `${where}.sendastemplate`, 'marks a WhatsApp content template'),
    templateParameters: readTexts(fields['templateparameters'], `${where}.templateparameters`),
  };
}

function readNumber(value: unknown, where: string): string {
  if (typeof value !== 'string' || value.trim() === '') {
    throw invalidArgument(`${where}.tocontactid is required: the phone number of the customer, as text.`);
  }
  return value;
}

function readBoolean(value: unknown, where: string, meaning: string): boolean {
  if (typeof value !== 'boolean') throw invalidArgument(`${where} must be true or false: it ${meaning}.`);
  return value;
}

function readLocale(value: unknown, where: string): string | undefined {
  if (value == null) return undefined;
  if (typeof value !== 'string' && typeof value !== 'number') {
    throw invalidArgument(`${where}.locale must be a language as text, such as "1033".`);
  }
  const locale = String(value).trim();
  return locale === '' ? undefined : locale;
}

function readTexts(value: unknown, where: string): Map<string, string> {
  if (value == null) return new Map();
  if (!isFields(value)) throw invalidArgument(`${where} must be an object of names and texts.`);
  const texts = new Map<string, string>();
  for (const [name, text] of Object.entries(value)) {
    if (text == null) continue;
    if (typeof text === 'object') throw invalidArgument(`${where} may hold texts only, no objects or arrays.`);
    texts.set(name, String(text));
  }
  return texts;
}
