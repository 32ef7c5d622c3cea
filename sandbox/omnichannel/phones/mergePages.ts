/** Room sandbox/omnichannel/phones, browser side. Keeps the loaded list right while messages arrive. Pure. */
import type { HandsetList } from './apiClient';

/** The list with its next page at the end. */
export const appendPage = (list: HandsetList, page: HandsetList): HandsetList => {
  const known = new Set(list.handsets.map(({ number }) => number));
  return { ...page, handsets: [...list.handsets, ...page.handsets.filter(({ number }) => !known.has(number))] };
};

/**
 * The list with a newer first page on top. Handsets that got a message rise; when so many did that the first page no
 * longer touches the list, the list begins anew, for nobody knows what lies between.
 */
export function refreshFirstPage(list: HandsetList | undefined, page: HandsetList): HandsetList {
  if (!list || page.next === undefined) return page;
  const known = new Set(list.handsets.map(({ number, lastMessage }) => `${number} ${lastMessage.id}`));
  const touches = page.handsets.some(({ number, lastMessage }) => known.has(`${number} ${lastMessage.id}`));
  if (!touches) return page;
  const fresh = new Set(page.handsets.map(({ number }) => number));
  const rest = list.handsets.filter(({ number }) => !fresh.has(number));
  return { ...page, handsets: [...page.handsets, ...rest], next: rest.length > 0 ? list.next : page.next };
}
