import fc from 'fast-check';
import { isTimeZone, toStableText, toTimeZone, toValueText } from '../../../../outbound/recipients/valueText';
import { VALUE_KINDS, type ValueKind } from '../../../../outbound/recipients/recipientSources';
import { codeOf } from '../../../builders/errors';

const jakarta = { language: 'id-ID', timeZone: 'Asia/Jakarta' };
const write = (kind: ValueKind, value: unknown, language = 'id-ID', timeZone = 'Asia/Jakarta'): string =>
  toValueText({ kind, value }, { language, timeZone });

describe('toValueText', () => {
  it.each<[string, number, string, string]>([
    ['number', 1234567.5, 'id-ID', '1.234.567,5'],
    ['number', 1234567.5, 'en-US', '1,234,567.5'],
    ['number', 1234567.5, 'fr-FR', '1 234 567,5'],
    ['number', 1234567.5, 'de-CH', "1'234'567.5"],
    ['number', 1234567.5, 'hi-IN', '12,34,567.5'],
    ['number', -1234.25, 'sv-SE', '-1 234,25'],
    ['number', 12, 'ar-EG', '12'],
    ['number', -0, 'en-US', '0'],
  ])('writes a %s %d in %s as %s', (_kind, value, language, text) => {
    expect(write('number', value, language)).toBe(text);
  });

  it.each([
    ['id-ID', 'IDR 1.500.000,00'],
    ['en-US', 'IDR 1,500,000.00'],
    ['ar-EG', 'IDR 1,500,000.00'],
  ])('writes money in %s with its ISO code: %s', (language, text) => {
    expect(toValueText({ kind: 'money', value: 1_500_000, currency: 'IDR' }, { ...jakarta, language })).toBe(text);
  });

  it('writes as many decimals as the currency has, and no code where none is known', () => {
    expect(toValueText({ kind: 'money', value: -1500, currency: 'IDR', precision: 0 }, jakarta)).toBe('IDR -1.500');
    expect(toValueText({ kind: 'money', value: 1.5, currency: 'rupiah', precision: 9 }, jakarta)).toBe('1,50');
  });

  it.each([
    ['id-ID', '12 Maret 2026'],
    ['id', '12 Maret 2026'],
    ['id_ID', '12 Maret 2026'],
    ['en-us', 'March 12, 2026'],
    ['en-GB', '12 March 2026'],
    ['da-DK', '12. marts 2026'],
    ['ja-JP', '2026年3月12日'],
    ['th-TH', '12 มีนาคม 2026'],
    ['fa-IR', '12 مارس 2026'],
    ['tlh-KX', 'March 12, 2026'],
    ['', 'March 12, 2026'],
    ['not a language', 'March 12, 2026'],
  ])('writes a date in %j as %s', (language, text) => {
    expect(write('date', '2026-03-12', language)).toBe(text);
  });

  it('writes a moment in the time zone of the reader, on a 24-hour clock', () => {
    const moment = '2026-03-12T17:05:00Z';
    expect(write('date-time', moment)).toBe('13 Maret 2026, 00:05');
    expect(write('date-time', moment, 'en-US', 'America/New_York')).toBe('March 12, 2026, 13:05');
    expect(write('date-time', moment, 'en-US', 'UTC')).toBe('March 12, 2026, 17:05');
  });

  it('knows summer time', () => {
    expect(write('date-time', '2026-07-01T10:00:00Z', 'da-DK', 'Europe/Copenhagen')).toBe('1. juli 2026, 12:00');
    expect(write('date-time', '2026-12-01T10:00:00Z', 'da-DK', 'Europe/Copenhagen')).toBe('1. december 2026, 11:00');
  });

  it('writes the day of a moment in the time zone, and a date without a time as the same day everywhere', () => {
    expect(write('date', '2026-03-12T17:05:00Z')).toBe('13 Maret 2026');
    expect(write('date', '2026-03-12', 'en-US', 'Pacific/Honolulu')).toBe('March 12, 2026');
    expect(write('date-time', '2026-03-12', 'en-US', 'Pacific/Honolulu')).toBe('March 12, 2026');
  });

  it('takes the label of a choice and the name of a lookup from what the Web API sends along', () => {
    expect(toValueText({ kind: 'choice', value: 1, formatted: 'In Progress' }, jakarta)).toBe('In Progress');
    expect(toValueText({ kind: 'lookup', value: 'f3c…', formatted: ' Siti ' }, jakarta)).toBe('Siti');
  });

  it('shows the option without its label, but never the id of a row', () => {
    expect(write('choice', 1)).toBe('1');
    expect(write('lookup', '10000000-0000-4000-8000-000000000001')).toBe('');
  });

  it.each(VALUE_KINDS)('is empty for an empty column of kind %s', (kind) => {
    expect(write(kind, null)).toBe('');
    expect(write(kind, undefined)).toBe('');
    expect(toValueText({ kind, value: null, formatted: 'left over' }, jakarta)).toBe('');
  });

  it.each(['soon', '2026-13-45', '12/03/2026', '2026-03-12T99:00:00Z', '2026-03-12 10:00'])(
    'leaves %j, which is no date of the Web API, as it is',
    (text) => {
      expect(write('date-time', text)).toBe(text);
    },
  );

  it('writes the same with no-break spaces and direction marks as without, so that releases of ICU agree', () => {
    const older = '1 234 567,50 kr. 5:05 PM';
    const newer = '\u200f1\u202f234\u00a0567,50\u2009kr.\u200e \u061c5:05\u202fPM';
    expect(toStableText(newer)).toBe(older);
    expect(toStableText(older)).toBe(older);
  });

  it('keeps such characters out of dates and numbers, whatever this host’s release writes', () => {
    const dates = Intl.DateTimeFormat.prototype as unknown as { format: unknown };
    const other = (): string => '12\u202fMaret\u00a02026\u200f';
    const stub = jest.spyOn(dates, 'format', 'get').mockReturnValue(other);
    const numbers = jest.spyOn(Intl.NumberFormat.prototype, 'formatToParts').mockReturnValue([
      { type: 'minusSign', value: '\u200e\u2212' },
      { type: 'integer', value: '1' },
      { type: 'group', value: '\u2019' },
      { type: 'integer', value: '234' },
      { type: 'group', value: '\u202f' },
      { type: 'integer', value: '567' },
    ]);
    try {
      expect(write('date', '2026-03-12')).toBe('12 Maret 2026');
      expect(write('number', -1_234_567)).toBe("-1'234 567");
    } finally {
      stub.mockRestore();
      numbers.mockRestore();
    }
  });

  it('writes no character that only some releases of ICU write, in any language', () => {
    const languages = [
      'ar',
      'bg',
      'cs',
      'de',
      'en-CA',
      'es',
      'fa',
      'fi',
      'fr-CA',
      'he',
      'hu',
      'lt',
      'nb',
      'pl',
      'ru',
      'uk',
    ];
    const values: [ValueKind, unknown][] = [
      ['number', -1_234_567.891],
      ['money', -1_234_567.8],
      ['date', '2026-03-12'],
      ['date-time', '2026-03-12T17:05:00Z'],
    ];
    for (const language of languages) {
      for (const [kind, value] of values) {
        expect(write(kind, value, language)).toMatch(/^[^\u00a0\u2000-\u200f\u2019\u202f\u2212\u061c\u0660-\u0669]+$/);
      }
    }
  });

  it('gives a text for any value of any kind', () => {
    fc.assert(
      fc.property(fc.constantFrom(...VALUE_KINDS), fc.anything(), fc.anything(), fc.anything(), (kind, ...values) => {
        const [value, formatted, currency] = values;
        const text = toValueText({ kind, value, formatted, currency, precision: formatted }, jakarta);
        expect(typeof text).toBe('string');
      }),
    );
  });
});

describe('toTimeZone', () => {
  it.each([
    ['Asia/Jakarta', 'Asia/Jakarta'],
    [' UTC ', 'UTC'],
    ['America/Argentina/Buenos_Aires', 'America/Argentina/Buenos_Aires'],
    ['', 'UTC'],
    [undefined, 'UTC'],
  ])('reads %j as %s', (setting, timeZone) => {
    expect(toTimeZone(setting)).toBe(timeZone);
  });

  it.each(['Jakarta', '+07:00', 'SE Asia Standard Time', 'Asia/Nowhere', '205'])('refuses %j', (setting) => {
    expect(isTimeZone(setting)).toBe(false);
    expect(codeOf(() => toTimeZone(setting))).toBe('time-zone-invalid');
  });
});
