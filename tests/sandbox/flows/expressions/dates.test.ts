/** Room tests. Date and time functions, with the examples of Microsoft's function reference and their edges. */
import { fails, gives } from './evaluation';

describe('addDays, addHours, addMinutes, addSeconds', () => {
  gives([
    ["addDays('2018-03-15T00:00:00Z', 10)", '2018-03-25T00:00:00.0000000Z'],
    ["addDays('2018-03-15T00:00:00Z', -5)", '2018-03-10T00:00:00.0000000Z'],
    ["addDays('2018-02-28', 1, 'yyyy-MM-dd')", '2018-03-01'],
    ["addHours('2018-03-15T00:00:00Z', 10)", '2018-03-15T10:00:00.0000000Z'],
    ["addHours('2018-03-15T15:00:00Z', -5)", '2018-03-15T10:00:00.0000000Z'],
    ["addMinutes('2018-03-15T00:10:00Z', 10)", '2018-03-15T00:20:00.0000000Z'],
    ["addMinutes('2018-03-15T00:20:00Z', -5)", '2018-03-15T00:15:00.0000000Z'],
    ["addSeconds('2018-03-15T00:00:00Z', 10)", '2018-03-15T00:00:10.0000000Z'],
    ["addSeconds('2018-03-15T00:00:30Z', -5)", '2018-03-15T00:00:25.0000000Z'],
    ["addSeconds('2018-03-15T00:00:30.1234567Z', 1)", '2018-03-15T00:00:31.1234567Z'],
    ["addSeconds('1969-12-31T23:59:59.9Z', 1)", '1970-01-01T00:00:00.9000000Z'],
  ]);
  fails([
    ["addDays('2018-03-15', 1.5)", 'argument-type'],
    ["addDays('2018-03-15', '1')", 'argument-type'],
    ['addDays(null, 1)', 'argument-type'],
    ["addDays('tomorrow', 1)", 'argument-value'],
    ["addDays('2018-02-30', 1)", 'argument-value'],
    ["addDays('9999-12-31', 1)", 'argument-value'],
    ["addDays('2018-03-15')", 'argument-count'],
  ]);
});

describe('addToTime and subtractFromTime', () => {
  gives([
    ["addToTime('2018-01-01T00:00:00Z', 1, 'Day')", '2018-01-02T00:00:00.0000000Z'],
    ["addToTime('2018-01-01T00:00:00Z', 1, 'Day', 'D')", 'Tuesday, January 2, 2018'],
    ["addToTime('2024-01-31T00:00:00Z', 1, 'Month')", '2024-02-29T00:00:00.0000000Z'],
    ["addToTime('2024-02-29T00:00:00Z', 1, 'Year')", '2025-02-28T00:00:00.0000000Z'],
    ["addToTime('2018-01-01T00:00:00Z', 2, 'week', 'yyyy-MM-dd')", '2018-01-15'],
    ["addToTime('2018-01-01T00:00:00Z', 90, 'Minute', 'HH:mm')", '01:30'],
    ["subtractFromTime('2018-01-02T00:00:00Z', 1, 'Day')", '2018-01-01T00:00:00.0000000Z'],
    ["subtractFromTime('2018-01-02T00:00:00Z', 1, 'Day', 'D')", 'Monday, January 1, 2018'],
    ["subtractFromTime('2018-01-15T00:00:00Z', 1, 'Month', 'yyyy-MM-dd')", '2017-12-15'],
  ]);
  fails([
    ["addToTime('2018-01-01', 1, 'Fortnight')", 'argument-value'],
    ["addToTime('2018-01-01', 1)", 'argument-count'],
    ["subtractFromTime('0001-01-01', 1, 'Month')", 'argument-value'],
  ]);
});

describe('utcNow, getFutureTime, getPastTime', () => {
  gives([
    ['utcNow()', '2026-03-15T13:30:30.1250000Z'],
    ["utcNow('D')", 'Sunday, March 15, 2026'],
    ["utcNow('yyyy-MM-ddTHH:mm:ssZ')", '2026-03-15T13:30:30Z'],
    ["getFutureTime(5, 'Day')", '2026-03-20T13:30:30.1250000Z'],
    ["getFutureTime(5, 'Day', 'D')", 'Friday, March 20, 2026'],
    ["getPastTime(5, 'Day')", '2026-03-10T13:30:30.1250000Z'],
    ["getPastTime(1, 'Year', 'yyyy')", '2025'],
  ]);
  fails([
    ["utcNow('')", 'argument-value'],
    ["getFutureTime('5', 'Day')", 'argument-type'],
    ["getPastTime(5, 'day', 'j')", 'argument-value'],
  ]);
});

describe('the examples of utcNow at 2025-09-25T05:18:31.3384797Z', () => {
  const at = (format: string): string => `formatDateTime('2025-09-25T05:18:31.3384797Z', '${format}')`;
  gives([
    [at('o'), '2025-09-25T05:18:31.3384797Z'],
    [at('u'), '2025-09-25 05:18:31Z'],
    [at('U'), 'Thursday, September 25, 2025 5:18:31 AM'],
    [at('d'), '9/25/2025'],
    [at('D'), 'Thursday, September 25, 2025'],
    [at('t'), '5:18 AM'],
    [at('T'), '5:18:31 AM'],
    [at('y'), 'September 2025'],
    [at('yyyy'), '2025'],
    [at('ddd, d MMM yyyy'), 'Thu, 25 Sep 2025'],
    [at('f'), 'Thursday, September 25, 2025 5:18 AM'],
    [at('F'), 'Thursday, September 25, 2025 5:18:31 AM'],
    [at('g'), '9/25/2025 5:18 AM'],
    [at('G'), '9/25/2025 5:18:31 AM'],
    [at('M'), 'September 25'],
    [at('r'), 'Thu, 25 Sep 2025 05:18:31 GMT'],
    [at('s'), '2025-09-25T05:18:31'],
    [at('HH:mm:ss.fff'), '05:18:31.338'],
    [at('h tt'), '5 AM'],
    [at('yy M d H m s'), '25 9 25 5 18 31'],
    [at('dddd'), 'Thursday'],
    [at('%d'), '25'],
    [at("yyyy''T''HH"), '2025T05'],
    [at('"day" dd \\d'), 'day 25 d'],
    [at('zzz'), '+00:00'],
    [at('yyyyMMddHHmmssfffffff'), '20250925051831' + '3384797'],
  ]);
});

describe('formatDateTime', () => {
  gives([
    ["formatDateTime('03/15/2018')", '2018-03-15T00:00:00.0000000'],
    ["formatDateTime('03/15/2018 12:00:00', 'yyyy-MM-ddTHH:mm:ss')", '2018-03-15T12:00:00'],
    ["formatDateTime('01/31/2016', 'dddd MMMM d')", 'Sunday January 31'],
    ["formatDateTime('01/31/2016', 'dddd MMMM d', 'fr-fr')", 'dimanche janvier 31'],
    ["formatDateTime('01/31/2016', 'dddd MMMM d', 'fr-FR')", 'dimanche janvier 31'],
    ["formatDateTime('01/31/2016', 'dddd MMMM d', 'es-es')", 'domingo enero 31'],
    ["formatDateTime('2026-08-17', 'd MMMM yyyy', 'id-ID')", '17 Agustus 2026'],
    ["formatDateTime('2026-01-31', 'd MMMM', 'ru-RU')", '31 января'],
    ["formatDateTime('2026-01-31', 'MMMM', 'ru-RU')", 'январь'],
    ["formatDateTime('2026-01-31', 'dd/MM/yyyy', 'de-DE')", '31.01.2026'],
    ["formatDateTime('2026-01-31', 's', 'de-DE')", '2026-01-31T00:00:00'],
    ["formatDateTime('2026-01-31T10:00:00+07:00')", '2026-01-31T03:00:00.0000000Z'],
    ["formatDateTime('2026-01-31T10:00:00-0330', 'HH:mm')", '13:30'],
    ["formatDateTime('2026-01-31T10:00:00+07', 'HH:mm')", '03:00'],
    ["formatDateTime('2026-01-31 22:05', 'h:mm tt')", '10:05 PM'],
    ["formatDateTime('1/5/2026 12:30 AM', 'HH:mm')", '00:30'],
    ["formatDateTime('March 5, 2026', 'yyyy-MM-dd')", '2026-03-05'],
    ["formatDateTime('Thursday, March 5, 2026 1:02:03 PM', 'o')", '2026-03-05T13:02:03.0000000'],
    ["formatDateTime('Thu, 05 Mar 2026 13:02:03 GMT', 'o')", '2026-03-05T13:02:03.0000000Z'],
    ["formatDateTime('2026-03-05T01:02:03.5Z', 's.FFF')", '3.5'],
    ["formatDateTime('2026-03-05T01:02:03Z', 's.FFF')", '3'],
  ]);
  fails([
    ["formatDateTime('2026-01-31', 'D', 'fr-fr')", 'expression-not-supported'],
    ["formatDateTime('2026-01-31', 'tt', 'ja-JP')", 'expression-not-supported'],
    ["formatDateTime('2026-01-31', 'gg yyyy')", 'expression-not-supported'],
    ["formatDateTime('2026-01-31', 'j')", 'argument-value'],
    ["formatDateTime('2026-01-31', 'K')", 'argument-value'],
    ["formatDateTime('2026-01-31', 'ffffffff')", 'argument-value'],
    ["formatDateTime('2026-01-31', 'yyyy', 'nowhere land')", 'argument-value'],
    ["formatDateTime('31/01/2026')", 'argument-value'],
    ["formatDateTime('2026-01-31T25:00:00Z')", 'argument-value'],
    ["formatDateTime('')", 'argument-value'],
    ['formatDateTime(20260131)', 'argument-type'],
  ]);
});

describe('parseDateTime', () => {
  gives([
    ["parseDateTime('20/10/2014', 'fr-fr')", '2014-10-20T00:00:00.0000000'],
    ["parseDateTime('20 octobre 2010', 'fr-FR')", '2010-10-20T00:00:00.0000000'],
    ["parseDateTime('martes 20 octubre 2020', 'es-es')", '2020-10-20T00:00:00.0000000'],
    ["parseDateTime('21052019', 'fr-fr', 'ddMMyyyy')", '2019-05-21T00:00:00.0000000'],
    ["parseDateTime('20190521', 'fr-fr', 'yyyyMMdd')", '2019-05-21T00:00:00.0000000'],
    ["parseDateTime('10/20/2014 15h', 'en-US', 'MM/dd/yyyy HH\\h')", '2014-10-20T15:00:00.0000000'],
    ["parseDateTime('10/20/2014')", '2014-10-20T00:00:00.0000000'],
    ["parseDateTime('Tuesday, January 2, 2018', 'en-US', 'D')", '2018-01-02T00:00:00.0000000'],
    ["parseDateTime('2 Jan 18', 'en-US', 'd MMM yy')", '2018-01-02T00:00:00.0000000'],
    ["parseDateTime('2 janvier 2018', 'fr-FR', 'd MMMM yyyy')", '2018-01-02T00:00:00.0000000'],
    ["parseDateTime('31.01.2026', 'de-DE', 'dd/MM/yyyy')", '2026-01-31T00:00:00.0000000'],
    ["parseDateTime('1/2/99', 'en-US', 'M/d/y')", '1999-01-02T00:00:00.0000000'],
    ["parseDateTime('2018-01-02 3:04:05.678', 'en-US', 'yyyy-MM-dd H:m:s.fff')", '2018-01-02T03:04:05.6780000'],
    ["parseDateTime('2018-01-02Z', 'en-US', 'yyyy-MM-ddK')", '2018-01-02T00:00:00.0000000Z'],
    ["parseDateTime('2018-01-02', 'en-US', 'yyyy-MM-ddK')", '2018-01-02T00:00:00.0000000'],
    ["parseDateTime('2018-01-02 -05', 'en-US', 'yyyy-MM-dd zz')", '2018-01-02T05:00:00.0000000Z'],
    ["parseDateTime('12:30 AM 2018-01-02', 'en-US', 'h:mm tt yyyy-MM-dd')", '2018-01-02T00:30:00.0000000'],
    ["parseDateTime('31.1.2026', 'de-DE')", '2026-01-31T00:00:00.0000000'],
    ["parseDateTime('2026/01/31', 'de-DE')", '2026-01-31T00:00:00.0000000'],
    ["parseDateTime('1/2/49')", '2049-01-02T00:00:00.0000000'],
    ["parseDateTime('5 Mei 2026', 'id-ID')", '2026-05-05T00:00:00.0000000'],
    ["parseDateTime('2026-05-05 07:08 pm', 'en-US', 'yyyy-MM-dd hh:mm tt')", '2026-05-05T19:08:00.0000000'],
    ["parseDateTime('2026-05-05T07:08:09+02:00', 'en-US', 'yyyy-MM-ddTHH:mm:ssK')", '2026-05-05T05:08:09.0000000Z'],
  ]);
  fails([
    ["parseDateTime('20/13/2014', 'fr-fr')", 'argument-value'],
    ["parseDateTime('1/2/3')", 'argument-value'],
    ["parseDateTime('1/2')", 'argument-value'],
    ["parseDateTime('13:30 PM 2018-01-02')", 'argument-value'],
    ["parseDateTime('2018-01-02 13:30 PM')", 'argument-value'],
    ["parseDateTime('15 15 2018')", 'argument-value'],
    ["parseDateTime('Monday Tuesday March 5, 2026')", 'argument-value'],
    ["parseDateTime('March 2026')", 'argument-value'],
    ["parseDateTime('2 janvier 2018', 'en-US', 'd MMMM yyyy')", 'argument-value'],
    ["parseDateTime('02/30/2018', 'en-US', 'MM/dd/yyyy')", 'argument-value'],
    ["parseDateTime('2018 A.D.', 'en-US', 'yyyy gg')", 'expression-not-supported'],
    ["parseDateTime('02.01.2018', 'de-DE', 'd')", 'expression-not-supported'],
    ["parseDateTime('x', 'en-US', 'j')", 'argument-value'],
    ["formatDateTime('2026-01-31', 'yyyy\\')", 'argument-value'],
    ["parseDateTime('2019', 'en-US', 'yyyyMMdd')", 'argument-value'],
    ["parseDateTime('2019-01-01 01', 'en-US', 'yyyy-MM-dd MM')", 'expression-not-supported'],
    ["parseDateTime('1PM', 'en-GB', 'htt')", 'expression-not-supported'],
    ["parseDateTime('x', 'en-US', 'yyyy''open')", 'argument-value'],
    ["parseDateTime('20190521', 'xx-not-a-locale!', 'yyyyMMdd')", 'argument-value'],
  ]);
});

describe('parts of a date', () => {
  gives([
    ["dayOfMonth('2018-03-15T13:27:36Z')", 15],
    ["dayOfWeek('2018-03-15T13:27:36Z')", 4],
    ["dayOfWeek('2026-03-15')", 0],
    ["dayOfYear('2018-03-15T13:27:36Z')", 74],
    ["dayOfYear('2024-12-31')", 366],
    ["startOfDay('2018-03-15T13:30:30Z')", '2018-03-15T00:00:00.0000000Z'],
    ["startOfHour('2018-03-15T13:30:30Z')", '2018-03-15T13:00:00.0000000Z'],
    ["startOfMonth('2018-03-15T13:30:30Z')", '2018-03-01T00:00:00.0000000Z'],
    ["startOfMonth('2018-03-15T13:30:30Z', 'yyyy-MM-dd')", '2018-03-01'],
    ["dateDifference('2015-02-08', '2018-07-30')", '1268.00:00:00'],
    ["dateDifference('2018-07-30', '2015-02-08')", '-1268.00:00:00'],
    ["dateDifference('2018-07-30T00:00:00Z', '2018-07-30T01:02:03.5Z')", '01:02:03.5000000'],
    ["ticks('0001-01-01T00:00:00Z')", 0],
    ["ticks('2000-01-01T00:00:00Z')", 630822816000000000n],
    ["div(sub(ticks('2026-01-02'), ticks('2026-01-01')), 10000000)", 86400],
  ]);
  fails([
    ["dayOfWeek('someday')", 'argument-value'],
    ['ticks(5)', 'argument-type'],
    ["dateDifference('2015-02-08')", 'argument-count'],
  ]);
});

describe('time zones by Windows names', () => {
  gives([
    ["convertFromUtc('2018-01-01T08:00:00.0000000Z', 'Pacific Standard Time')", '2018-01-01T00:00:00.0000000'],
    ["convertFromUtc('2018-01-01T08:00:00.0000000Z', 'Pacific Standard Time', 'D')", 'Monday, January 1, 2018'],
    ["convertFromUtc('2018-07-01T08:00:00Z', 'pacific standard time', 'HH:mm')", '01:00'],
    ["convertFromUtc('2026-01-01T00:00:00Z', 'SE Asia Standard Time', 'HH:mm')", '07:00'],
    ["convertFromUtc('2026-01-01T00:00:00Z', 'Nepal Standard Time', 'HH:mm')", '05:45'],
    ["convertTimeZone('2018-01-01T08:00:00.0000000Z', 'UTC', 'Pacific Standard Time')", '2018-01-01T00:00:00.0000000'],
    ["convertTimeZone('2018-01-01T08:00:00.0000000Z', 'UTC', 'Pacific Standard Time', 'D')", 'Monday, January 1, 2018'],
    ["convertTimeZone('2026-07-01T12:00:00', 'W. Europe Standard Time', 'Tokyo Standard Time', 'HH:mm')", '19:00'],
    ["convertTimeZone('2026-07-01T12:00:00', 'Tokyo Standard Time', 'UTC')", '2026-07-01T03:00:00.0000000Z'],
    ["convertFromUtc('0500-01-01T12:00:00Z', 'UTC')", '0500-01-01T12:00:00.0000000Z'],
    ["convertFromUtc('9999-12-31T12:00:00Z', 'UTC')", '9999-12-31T12:00:00.0000000Z'],
    ["convertToUtc('01/01/2018 00:00:00', 'Pacific Standard Time')", '2018-01-01T08:00:00.0000000Z'],
    ["convertToUtc('01/01/2018 00:00:00', 'Pacific Standard Time', 'D')", 'Monday, January 1, 2018'],
    ["convertToUtc('2026-10-25T02:30:00', 'W. Europe Standard Time')", '2026-10-25T01:30:00.0000000Z'],
    ["convertToUtc('2026-10-25T01:30:00', 'W. Europe Standard Time')", '2026-10-24T23:30:00.0000000Z'],
    ["convertToUtc('2026-03-29T03:30:00', 'W. Europe Standard Time')", '2026-03-29T01:30:00.0000000Z'],
  ]);
  fails([
    ["convertToUtc('2026-03-29T02:30:00', 'W. Europe Standard Time')", 'argument-value'],
    ["convertFromUtc('2026-01-01', 'Europe/Berlin')", 'argument-value'],
    ["convertFromUtc('2026-01-01', 'Nowhere Standard Time')", 'argument-value'],
    ["convertTimeZone('2018-01-01T80:00:00.0000000Z', 'UTC', 'Pacific Standard Time', 'D')", 'argument-value'],
    ["convertFromUtc('2026-01-01')", 'argument-count'],
  ]);
});

describe('texts and formats made to be read slowly', () => {
  const digits = '1'.repeat(99);
  fails([
    [`parseDateTime('${digits}x', 'en-US', '${"F''''".repeat(500)}')`, 'expression-not-supported'],
    [`parseDateTime('${digits}x', 'en-US', 'yMdHmsFFFFFFF')`, 'argument-value'],
    [`formatDateTime('${'1 '.repeat(2000)}')`, 'argument-value'],
    [`formatDateTime('${' '.repeat(4000)}x')`, 'argument-value'],
  ]);
});
