/**
 * Room webresources/pages. Times as the user's own time zone writes them. The client API tells the zone of the user's personal
 * options only by its present offset (Microsoft Learn, "getGlobalContext.userSettings", getTimeZoneOffsetMinutes); where the
 * browser's zone has the same one, it is taken, because it knows summer time as well.
 */

export interface UserTime {
  /** `2026-03-05T09:30`, the value of a `datetime-local` field, as an instant; `undefined` for what is none. */
  toInstant(local: string): Date | undefined;
  /** The value of a `datetime-local` field. */
  toLocal(instant: Date): string;
  /** Date and time, in words of the language. */
  format(instant: Date): string;
  /** `UTC+07:00`, at that instant. */
  zone(instant: Date): string;
}

/**
 * @param userOffset minutes that the user's zone is ahead of UTC now; `undefined` where the host does not say.
 * @param browserOffset the same of the browser's zone, at an instant.
 * @param language BCP 47 tag.
 */
export function createUserTime(
  userOffset: number | undefined,
  browserOffset: (instant: Date) => number,
  now: Date,
  language: () => string,
): UserTime {
  const isBrowsers = userOffset === undefined || userOffset === browserOffset(now);
  const offsetAt = (instant: Date): number => (isBrowsers ? browserOffset(instant) : userOffset);
  /** An instant whose UTC parts are the local ones. */
  const shifted = (instant: Date): Date => new Date(instant.getTime() + offsetAt(instant) * 60_000);
  return {
    toInstant(local) {
      if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d)?$/.test(local)) return undefined;
      const wall = Date.parse(`${local}Z`);
      if (Number.isNaN(wall)) return undefined;
      // The offset is that of the instant, which is not known before; the second look settles it outside the skipped hour.
      const first = wall - offsetAt(new Date(wall)) * 60_000;
      return new Date(wall - offsetAt(new Date(first)) * 60_000);
    },
    toLocal: (instant) => shifted(instant).toISOString().slice(0, 16),
    format: (instant) =>
      new Intl.DateTimeFormat(language(), { dateStyle: 'medium', timeStyle: 'short', timeZone: 'UTC' }).format(
        shifted(instant),
      ),
    zone(instant) {
      const minutes = Math.abs(offsetAt(instant));
      const two = (count: number): string => String(count).padStart(2, '0');
      return `UTC${offsetAt(instant) < 0 ? '-' : '+'}${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
    },
  };
}
