/**
 * Room sandbox/app. What clocks show to the user. A clock time is written as the milliseconds at which clocks of UTC would show the
 * same, as sandbox/dataverse/time does.
 */
import type { TimeZone } from '../../dataverse/time/timeZone';

export type Clock = Pick<TimeZone, 'toLocal' | 'toUtc'>;

/** The zone of the machine that shows the page. */
export const BROWSER_CLOCK: Clock = {
  toLocal(utcMs) {
    const at = new Date(utcMs);
    return Date.UTC(
      at.getFullYear(),
      at.getMonth(),
      at.getDate(),
      at.getHours(),
      at.getMinutes(),
      at.getSeconds(),
      at.getMilliseconds(),
    );
  },
  toUtc(localMs) {
    const clock = new Date(localMs);
    return new Date(
      clock.getUTCFullYear(),
      clock.getUTCMonth(),
      clock.getUTCDate(),
      clock.getUTCHours(),
      clock.getUTCMinutes(),
      clock.getUTCSeconds(),
      clock.getUTCMilliseconds(),
    ).getTime();
  },
};

/** The user's zone where their settings name one, else the browser's. */
export const clockOf = (user: { readonly timeZone?: Clock }): Clock => user.timeZone ?? BROWSER_CLOCK;
