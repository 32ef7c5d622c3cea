/**
 * Room outbound, contact list. How large the text of one request may become, and how much of that a contact takes. What
 * counts is the body as it is posted. Where the action takes the contact list as text, that text stands inside the body as a JSON
 * string, in which every quotation mark and every backslash takes a second character; where it takes a collection of open
 * types, every object says its type. Which of them an environment wants is known only when a batch is sent, so a contact is
 * counted at whatever is more: the plan is the same for both.
 */
import { OutboundError } from '../errors';
import type { ContactListItem } from './contactListItem';

/**
 * A request's body stays under this, in UTF-16 units. Own limit of this product: the platform documents a number of contacts but
 * no size. It is the longest text an expression of a cloud flow may give (Microsoft Learn, "Limits of automated, scheduled,
 * and instant flows", 2022-10), so that a flow can carry the same batches.
 */
export const REQUEST_TEXT_CAP = 131_072;

/** Kept free for what is not a contact: the parameters' names, the outbound configuration, quotation marks, brackets. */
export const REQUEST_RESERVE = 1024;

/** What three open types (contact, context items, template parameters) say about themselves. */
const OPEN_TYPES_LENGTH = 3 * '"@odata.type":"Microsoft.Dynamics.CRM.expando",'.length;
/** Quotation marks of a contact that is a text of its own, once escaped, and the comma behind it. */
const SEPARATORS_LENGTH = 3;

const QUOTATION_MARK = 0x22;
const BACKSLASH = 0x5c;

/** UTF-16 units that a contact's JSON text takes in a request's body, at most. Linear time. */
export function postedLength(contact: string): number {
  let escapes = 0;
  for (let position = 0; position < contact.length; position += 1) {
    const unit = contact.charCodeAt(position);
    if (unit === QUOTATION_MARK || unit === BACKSLASH) escapes += 1;
  }
  return contact.length + SEPARATORS_LENGTH + Math.max(escapes, OPEN_TYPES_LENGTH);
}

/** Never less than `postedLength`, and known without a look at the text. */
const postedLengthAtMost = ({ length }: string): number =>
  length + SEPARATORS_LENGTH + Math.max(length, OPEN_TYPES_LENGTH);

/** Would a request with this one contact alone reach the cap? */
export const isOverSizeCap = (contact: string): boolean =>
  REQUEST_RESERVE + postedLengthAtMost(contact) >= REQUEST_TEXT_CAP &&
  REQUEST_RESERVE + postedLength(contact) >= REQUEST_TEXT_CAP;

/** The room that contacts leave in a request. Contacts are counted only when the request may be getting full. */
export class RequestRoom {
  private atMost = REQUEST_RESERVE;
  private counted = REQUEST_RESERVE;
  private uncounted: string[] = [];

  /** Does the request stay under the cap with this contact too? Takes the contact's JSON text. */
  takes(contact: string): boolean {
    if (this.atMost + postedLengthAtMost(contact) < REQUEST_TEXT_CAP) return true;
    for (const text of this.uncounted) this.counted += postedLength(text);
    this.uncounted = [];
    this.atMost = this.counted;
    return this.counted + postedLength(contact) < REQUEST_TEXT_CAP;
  }

  /** Puts a contact in. */
  add(contact: string): void {
    this.atMost += postedLengthAtMost(contact);
    this.uncounted.push(contact);
  }
}

/** A contact that fits into no request. */
export interface OverSizeExclusion {
  readonly item: ContactListItem;
  /** Place among the items that were given, from 0. */
  readonly position: number;
  readonly reason: 'over-size-cap';
  /** Of the contact as it would be posted, in UTF-16 units. */
  readonly length: number;
}

/** A contact fits into no request, and nobody took note of it. Names the place, never a value. */
export class ContactOverSizeCapError extends OutboundError {
  override readonly name = 'ContactOverSizeCapError';
  readonly code = 'over-size-cap';
  constructor(
    readonly position: number,
    readonly length: number,
  ) {
    super(
      `Contact ${position + 1} takes ${length} characters, more than one request may have. ` +
        'Shorten the values of its slugs, or leave the contact out.',
    );
  }
}
