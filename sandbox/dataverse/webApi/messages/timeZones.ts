/**
 * Room sandbox/dataverse, Web API. LocalTimeFromUtcTime, UtcTimeFromLocalTime and GetTimeZoneCodeByLocalizedName: clock times of
 * zones by their codes. Source: Microsoft Learn, Web API function reference.
 */
import type { Operation } from '../../contracts';
import { missingArgument } from '../../errors';
import type { TimeZone } from '../../time/timeZone';
import { codeOfZone, zoneOfCode } from '../../time/timeZone';

function requireZone(code: unknown): TimeZone {
  const zone = zoneOfCode(Number(code));
  if (!zone) throw missingArgument(`There is no time zone with the code ${String(code)}.`);
  return zone;
}

const toText = (time: number): string => `${new Date(time).toISOString().slice(0, 19)}Z`;

export const localTimeFromUtcTime = (): Operation => ({
  name: 'LocalTimeFromUtcTime',
  kind: 'function',
  parameters: [
    { name: 'TimeZoneCode', type: 'Edm.Int32' },
    { name: 'UtcTime', type: 'Edm.DateTimeOffset' },
  ],
  returns: [{ name: 'LocalTime', type: 'Edm.DateTimeOffset' }],
  run: ({ parameters }) => ({
    LocalTime: toText(requireZone(parameters['TimeZoneCode']).toLocal(Date.parse(String(parameters['UtcTime'])))),
  }),
});

export const utcTimeFromLocalTime = (): Operation => ({
  name: 'UtcTimeFromLocalTime',
  kind: 'function',
  parameters: [
    { name: 'TimeZoneCode', type: 'Edm.Int32' },
    { name: 'LocalTime', type: 'Edm.DateTimeOffset' },
  ],
  returns: [{ name: 'UtcTime', type: 'Edm.DateTimeOffset' }],
  run: ({ parameters }) => ({
    UtcTime: toText(requireZone(parameters['TimeZoneCode']).toUtc(Date.parse(String(parameters['LocalTime'])))),
  }),
});

export const getTimeZoneCodeByLocalizedName = (): Operation => ({
  name: 'GetTimeZoneCodeByLocalizedName',
  kind: 'function',
  parameters: [
    { name: 'LocalizedStandardName', type: 'Edm.String' },
    { name: 'LocaleId', type: 'Edm.Int32' },
  ],
  returns: [{ name: 'TimeZoneCode', type: 'Edm.Int32' }],
  run({ parameters }) {
    const name = String(parameters['LocalizedStandardName']);
    const code = codeOfZone(name);
    if (code === undefined) throw missingArgument(`There is no time zone with the name '${name}'.`);
    return { TimeZoneCode: code };
  },
});
