/** Room sandbox/dataverse, Web API. GetTimeZoneCodeByLocalizedName: the code of a zone by its English name. Source: Microsoft Learn, Web API function reference. */
import type { Operation } from '../../contracts';
import { missingArgument } from '../../errors';
import { codeOfZone } from '../../time/timeZone';

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
