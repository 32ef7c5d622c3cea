/** Room sandbox/dataverse, Web API. UtcTimeFromLocalTime: the time at which clocks of a zone show something. Source: Microsoft Learn, Web API function reference. */
import type { Operation } from '../../contracts';
import { requireZone, toTimeText } from './zoneArguments';

export const utcTimeFromLocalTime = (): Operation => ({
  name: 'UtcTimeFromLocalTime',
  kind: 'function',
  parameters: [
    { name: 'TimeZoneCode', type: 'Edm.Int32' },
    { name: 'LocalTime', type: 'Edm.DateTimeOffset' },
  ],
  returns: [{ name: 'UtcTime', type: 'Edm.DateTimeOffset' }],
  run: ({ parameters }) => ({
    UtcTime: toTimeText(requireZone(parameters['TimeZoneCode']).toUtc(Date.parse(String(parameters['LocalTime'])))),
  }),
});
