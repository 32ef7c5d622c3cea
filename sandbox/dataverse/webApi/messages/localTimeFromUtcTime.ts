/** Room sandbox/dataverse, Web API. LocalTimeFromUtcTime: what clocks of a zone show at a time. Source: Microsoft Learn, Web API function reference. */
import type { Operation } from '../../contracts';
import { requireZone, toTimeText } from './zoneArguments';

export const localTimeFromUtcTime = (): Operation => ({
  name: 'LocalTimeFromUtcTime',
  kind: 'function',
  parameters: [
    { name: 'TimeZoneCode', type: 'Edm.Int32' },
    { name: 'UtcTime', type: 'Edm.DateTimeOffset' },
  ],
  returns: [{ name: 'LocalTime', type: 'Edm.DateTimeOffset' }],
  run: ({ parameters }) => ({
    LocalTime: toTimeText(requireZone(parameters['TimeZoneCode']).toLocal(Date.parse(String(parameters['UtcTime'])))),
  }),
});
