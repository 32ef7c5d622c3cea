/** Room sandbox/omnichannel/phones, browser side. How channels, languages and times are shown. */
import { channelTypeName, isChannelType } from '../channelTypes';
import { phonesText } from './strings';

/** The channel's name, the same in every language; undefined for a channel that the sandbox does not have. */
export const channelName = (channelType: number): string | undefined =>
  isChannelType(channelType) ? channelTypeName(channelType) : undefined;

/** `id-id` gives "Indonesian", in the language of the page; an unknown tag stays as it is. */
export function languageLabel(tag: string, shownIn: string): string {
  try {
    const [language = tag] = tag.split('-');
    return new Intl.DisplayNames([shownIn], { type: 'language' }).of(language) ?? tag;
  } catch {
    // Not a language tag: a RangeError says so.
    return tag;
  }
}

const TIME: Intl.DateTimeFormatOptions = { hour: '2-digit', minute: '2-digit' };

export const timeLabel = (at: string, language: string): string => new Date(at).toLocaleTimeString(language, TIME);

/** A day as people name it, such as "Today" or "14 January 2026". */
export function dayLabel(at: string, now: Date, language: string): string {
  const day = new Date(at);
  if (day.toDateString() === now.toDateString()) return phonesText(language, 'today');
  return day.toLocaleDateString(language, { day: 'numeric', month: 'long', year: 'numeric' });
}

/** Time today, else the day. */
export const shortTimeLabel = (at: string, now: Date, language: string): string => {
  const day = new Date(at);
  if (day.toDateString() === now.toDateString()) return timeLabel(at, language);
  return day.toLocaleDateString(language, { day: 'numeric', month: 'short' });
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
