/** Room webresources/pages. The time of the app's user: the zone of their personal options, the language of the texts. */
import { textLanguage } from '../gateways/texts';
import { hostXrm } from '../gateways/xrmHost';
import { createUserTime, type UserTime } from './sendMonitor/userTime';

export const hostUserTime = (): UserTime =>
  createUserTime(
    hostXrm().Utility.getGlobalContext().userSettings.getTimeZoneOffsetMinutes(),
    (instant) => -instant.getTimezoneOffset(),
    new Date(),
    textLanguage,
  );
