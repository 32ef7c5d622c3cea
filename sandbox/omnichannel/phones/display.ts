/** Room sandbox/omnichannel/phones, browser side. How channels, languages and times are shown. */
import { channelTypeName, isChannelType } from '../channelTypes';

export const channelLabel = (channelType: number): string =>
  isChannelType(channelType) ? channelTypeName(channelType) : 'Message';

/** `id-id` gives "Indonesian"; an unknown tag stays as it is. */
export function languageLabel(tag: string): string {
  try {
    const [language = tag] = tag.split('-');
    return new Intl.DisplayNames(['en'], { type: 'language' }).of(language) ?? tag;
  } catch {
    // Not a language tag: a RangeError says so.
    return tag;
  }
}

const TIME: Intl.DateTimeFormatOptions = { hour: '2-digit', minute: '2-digit' };

export const timeLabel = (at: string): string => new Date(at).toLocaleTimeString([], TIME);

/** A day as people name it, such as "Today" or "14 January 2026". */
export function dayLabel(at: string, now: Date): string {
  const day = new Date(at);
  if (day.toDateString() === now.toDateString()) return 'Today';
  return day.toLocaleDateString([], { day: 'numeric', month: 'long', year: 'numeric' });
}

/** Time today, else the day. */
export const shortTimeLabel = (at: string, now: Date): string => {
  const day = new Date(at);
  if (day.toDateString() === now.toDateString()) return timeLabel(at);
  return day.toLocaleDateString([], { day: 'numeric', month: 'short' });
};

/** What stands in a round picture: the first letters of up to two names, or nothing. */
export function initials(name: string | undefined): string {
  return (name ?? '')
    .split(/\s+/)
    .filter((part) => /^\p{Letter}/u.test(part))
    .slice(0, 2)
    .map((part) => [...part][0]?.toLocaleUpperCase() ?? '')
    .join('');
}
