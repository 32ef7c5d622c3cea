/** Room sandbox/app. The global context of the Client API (Microsoft Learn, "Xrm.Utility.getGlobalContext"). */
import { languageTag, pickLabel } from '../host/labels';
import type { ShellServices } from '../host/services';
import { webResourceUrl } from '../host/scripts';
import { withRefusals } from './notSupported';

/** Date patterns of a culture, in .NET's spelling, made from what Intl knows. */
function datePatterns(tag: string): {
  short: string;
  long: string;
  separator: string;
  shortTime: string;
  isTwelveHours: boolean;
} {
  const sample = new Date(2001, 10, 22, 15, 4);
  const letters: Readonly<Record<string, string>> = { day: 'd', month: 'M', year: 'yyyy' };
  const parts = new Intl.DateTimeFormat(tag).formatToParts(sample);
  const short = parts.map(({ type, value }) =>
    type in letters
      ? value.length === 2 && type !== 'year' && tag !== 'en-US'
        ? (letters[type] ?? '').repeat(2)
        : letters[type]
      : value,
  );
  const isTwelveHours = new Intl.DateTimeFormat(tag, { hour: 'numeric' }).resolvedOptions().hour12 ?? false;
  return {
    short: short.join(''),
    long: tag === 'en-US' ? 'dddd, MMMM d, yyyy' : 'dddd, dd MMMM yyyy',
    separator: parts.find(({ type }) => type === 'literal')?.value ?? '/',
    shortTime: isTwelveHours ? 'h:mm tt' : 'HH:mm',
    isTwelveHours,
  };
}

/** Names of months or days, as the culture writes them. */
const names = (
  tag: string,
  count: number,
  options: Intl.DateTimeFormatOptions,
  toDate: (index: number) => Date,
): string[] =>
  Array.from({ length: count }, (_, index) =>
    new Intl.DateTimeFormat(tag, { ...options, timeZone: 'UTC' }).format(toDate(index)),
  );

function dateFormattingInfo(lcid: number) {
  const tag = languageTag(lcid);
  const patterns = datePatterns(tag);
  // 1 January 2023 was a Sunday.
  const day = (index: number): Date => new Date(Date.UTC(2023, 0, 1 + index));
  const month = (index: number): Date => new Date(Date.UTC(2023, index, 1));
  return {
    AMDesignator: 'AM',
    PMDesignator: 'PM',
    AbbreviatedDayNames: names(tag, 7, { weekday: 'short' }, day),
    AbbreviatedMonthNames: names(tag, 12, { month: 'short' }, month),
    CalendarWeekRule: 0,
    DateSeparator: patterns.separator,
    DayNames: names(tag, 7, { weekday: 'long' }, day),
    FirstDayOfWeek: tag === 'en-US' ? 0 : 1,
    FullDateTimePattern: `${patterns.long} ${patterns.isTwelveHours ? 'h:mm:ss tt' : 'HH:mm:ss'}`,
    LongDatePattern: patterns.long,
    LongTimePattern: patterns.isTwelveHours ? 'h:mm:ss tt' : 'HH:mm:ss',
    MonthNames: names(tag, 12, { month: 'long' }, month),
    ShortDatePattern: patterns.short,
    ShortTimePattern: patterns.shortTime,
    TimeSeparator: ':',
  };
}

/** The context of this app for this user. */
export function createGlobalContext(services: ShellServices) {
  const { session, user, app } = services;
  const clientUrl = window.location.origin;
  const roles = session.roles.map(({ id, name }) => ({ id, name, entityType: 'role' }));
  const collection = <T>(items: readonly T[]) => ({
    get: (index?: number) => (index === undefined ? [...items] : (items[index] ?? null)),
    getAll: () => [...items],
    getLength: () => items.length,
    forEach: (visit: (item: T, index: number) => void) => items.forEach(visit),
  });
  const userSettings = withRefusals('globalContext.userSettings', {
    userId: `{${user.id.toUpperCase()}}`,
    userName: user.name,
    languageId: user.languageId,
    isRTL: user.isRtl,
    isHighContrastEnabled: window.matchMedia('(forced-colors: active)').matches,
    isGuidedHelpEnabled: false,
    defaultDashboardId: '',
    securityRoles: roles.map(({ id }) => id),
    // Differs from the platform: names with levels come with the session, ids of privileges do not.
    securityRolePrivileges: [],
    roles: collection(roles),
    dateFormattingInfo: dateFormattingInfo(user.languageId),
    getTimeZoneOffsetMinutes: () => session.timeZoneOffsetMinutes ?? -new Date().getTimezoneOffset(),
  });
  const organizationSettings = withRefusals('globalContext.organizationSettings', {
    organizationId: session.organizationId,
    uniqueName: session.organizationName,
    languageId: session.organizationLanguageId,
    isAutoSaveEnabled: false,
    attributes: {},
    isTrialOrganization: false,
  });
  const client = withRefusals('globalContext.client', {
    getClient: () => 'Web',
    getClientState: () => 'Online',
    // 1 desktop, 2 tablet, 3 phone.
    getFormFactor: () => (window.innerWidth < 480 ? 3 : window.innerWidth < 900 ? 2 : 1),
    isOffline: () => false,
    isNetworkAvailable: () => navigator.onLine,
  });
  return withRefusals('globalContext', {
    client,
    userSettings,
    organizationSettings,
    getClientUrl: () => clientUrl,
    getVersion: () => session.version,
    getOrgLcid: () => session.organizationLanguageId,
    getOrgUniqueName: () => session.organizationName,
    getUserId: () => userSettings.userId,
    getUserLcid: () => user.languageId,
    getUserName: () => user.name,
    getUserRoles: () => [...userSettings.securityRoles],
    getQueryStringParameters: () => Object.fromEntries(new URLSearchParams(window.location.search)),
    isOnPremises: () => false,
    isOnPremise: () => false,
    prependOrgName: (path: string) => path,
    getWebResourceUrl: (name: string) => `${clientUrl}${webResourceUrl(name)}`,
    getCurrentAppName: () => Promise.resolve(app.name),
    getCurrentAppUrl: () => `${clientUrl}/main.aspx?appname=${encodeURIComponent(app.uniqueName)}`,
    getCurrentAppProperties: () =>
      Promise.resolve({
        appId: app.id,
        displayName: pickLabel({ 1033: app.name }, user.languageId),
        uniqueName: app.uniqueName,
        url: `${clientUrl}/main.aspx?appname=${encodeURIComponent(app.uniqueName)}`,
        webResourceId: '',
        webResourceName: '',
        welcomePageId: '',
        welcomePageName: '',
      }),
  });
}
