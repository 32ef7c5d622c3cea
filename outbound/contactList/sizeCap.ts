/**
 * Room outbound, contact list. How large the text of one request's contact list may become.
 */
import { OutboundError } from '../errors';
import type { ContactListItem } from './contactListItem';
import { contactWriter } from './wire';

/**
 * A request's contact list stays under this, in UTF-16 units. Own limit of this product: the platform documents a number of
 * contacts but no size, and 128 Ki stays far from every documented limit of a request or a column on the way.
 */
export const REQUEST_TEXT_CAP = 131_072;

/** The array's two brackets. */
export const LIST_OVERHEAD = 2;

/** Would a request with this one contact alone reach the cap? `length` is that of the contact's JSON text. */
export const isOverSizeCap = (length: number): boolean => length + LIST_OVERHEAD >= REQUEST_TEXT_CAP;

/** A contact that fits into no request. */
export interface OverSizeExclusion {
  readonly item: ContactListItem;
  /** Place among the items that were given, from 0. */
  readonly position: number;
  readonly reason: 'over-size-cap';
  /** Of the contact's JSON text, in UTF-16 units. */
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

/**
 * Tells the items that fit into a request from those that do not, in order, before a plan is made.
 * @throws {SlugReservedError} and {SlugRepeatedError} when an item cannot be written.
 */
export function separateOverSize(
  items: readonly ContactListItem[],
  outboundConfigurationId: string,
): { readonly items: ContactListItem[]; readonly excluded: OverSizeExclusion[] } {
  const write = contactWriter(outboundConfigurationId);
  const fitting: ContactListItem[] = [];
  const excluded: OverSizeExclusion[] = [];
  items.forEach((item, position) => {
    const { length } = write(item);
    if (isOverSizeCap(length)) excluded.push({ item, position, reason: 'over-size-cap', length });
    else fitting.push(item);
  });
  return { items: fitting, excluded };
}
