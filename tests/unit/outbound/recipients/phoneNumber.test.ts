import fc from 'fast-check';
import {
  INVALID_NUMBER_DETAILS,
  normalizeNumber,
  toCountryHint,
  toDefaultCountry,
} from '../../../../outbound/recipients/phoneNumber';
import { codeOf } from '../../../builders/errors';

const indonesia = toDefaultCountry('ID');

describe('normalizeNumber', () => {
  it.each([
    ['E.164', '+6281234567890'],
    ['blanks and hyphens', '+62 812-3456-7890'],
    ['the national format', '0812-3456-7890'],
    ['a bracketed trunk zero', '+62 (0)812 3456 7890'],
    ['the calling code without a plus', '6281234567890'],
    ['00 for the plus', '00 62 812 3456 7890'],
    ['Indonesia’s own international prefix', '008 62 812 3456 7890'],
    ['full-width digits', '＋６２８１２３４５６７８９０'],
    ['Arabic-Indic digits', '٠٨١٢٣٤٥٦٧٨٩٠'],
    ['invisible direction marks', '\u202a+6281234567890\u202c'],
    ['non-breaking blanks', '+62\u00a0812\u00a03456\u00a07890'],
  ])('brings %s to E.164', (_what, raw) => {
    expect(normalizeNumber(raw, indonesia)).toEqual({
      kind: 'valid',
      recipientNumber: '+6281234567890',
      lineType: 'mobile',
    });
  });

  it.each([
    ['letters', 'call Budi', 'has-letters'],
    ['a vanity number', '1-800-FLOWERS', 'has-letters'],
    ['an international vanity number', '+1 800 FLOWERS', 'has-letters'],
    ['a full-width vanity number', '１-８００-ＦＬＯＷＥＲＳ', 'has-letters'],
    ['a number within words', 'mobile: +6281234567890', 'has-letters'],
    ['an address', 'tel:+6281234567890', 'has-letters'],
    ['an address with its context', '081234567890;phone-context=+62', 'has-letters'],
    ['the same address again', '081234567890;phone-context=+62', 'has-letters'],
    ['no digits', '-/-', 'not-a-number'],
    ['nothing', '', 'not-a-number'],
    ['control characters between digits', '0812\u00003456\u00077890', 'not-a-number'],
    ['nothing but a plus', '+', 'not-a-number'],
    ['a calling code that does not exist', '+999 1234567', 'unknown-calling-code'],
    ['00 and a calling code that does not exist', '00999 1234567', 'unknown-calling-code'],
    ['a short code', '12345', 'short-code'],
    ['a short code of three digits', '110', 'short-code'],
    ['a short code of six digits with a hyphen', '123-456', 'short-code'],
    ['a full-width short code', '１２３４５', 'short-code'],
    ['00 and next to nothing', '00 62', 'too-short'],
    ['a number cut off', '0812', 'too-short'],
    ['too many digits', '+45 3212 3456 789', 'too-long'],
    ['a wall of digits', '1'.repeat(1_000_000), 'too-long'],
    ['a prefix nobody owns', '+1 555 555 0100', 'not-assigned'],
    ['an extension', '+62 21 2998 1234 ext. 5', 'has-extension'],
    ['an extension after x', '+62 21 2998 1234 x5', 'has-extension'],
    ['an extension after #', '021 2998 1234 #5', 'has-extension'],
    ['an extension of RFC 3966', '02129981234;ext=5', 'has-extension'],
    ['two numbers', '081234567890, 081234567891', 'not-a-number'],
  ])('refuses %s', (_what, raw, detail) => {
    expect(normalizeNumber(raw, indonesia)).toEqual({ kind: 'invalid', detail });
  });

  it('calls a short code one without a country too', () => {
    expect(normalizeNumber('12345', undefined)).toEqual({ kind: 'invalid', detail: 'short-code' });
  });

  it('takes short numbers of small countries for numbers', () => {
    expect(normalizeNumber('211234', toDefaultCountry('FO'))).toMatchObject({ recipientNumber: '+298211234' });
  });

  it('refuses a national format when no default country is set', () => {
    expect(normalizeNumber('0812-3456-7890', undefined)).toEqual({ kind: 'invalid', detail: 'no-country' });
  });

  it('keeps the country of an international number whatever the default country', () => {
    expect(normalizeNumber('+44 7400 123456', indonesia)).toMatchObject({ recipientNumber: '+447400123456' });
  });

  it('tells a fixed line from a mobile', () => {
    expect(normalizeNumber('+62 21 2998 1234', undefined)).toMatchObject({ lineType: 'fixed-line' });
    expect(normalizeNumber('+1 202 555 0123', undefined)).toMatchObject({ lineType: 'unclear' });
  });

  it('gives E.164 or a reason for every text', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.string({ unit: fc.constantFrom(...'+0123456789 -()') })), (raw) => {
        const number = normalizeNumber(raw, indonesia);
        if (number.kind === 'valid') expect(number.recipientNumber).toMatch(/^\+[1-9]\d{5,14}$/);
        else expect(INVALID_NUMBER_DETAILS).toContain(number.detail);
      }),
    );
  });

  it('leaves a number alone that it made itself', () => {
    fc.assert(
      fc.property(fc.integer({ min: 10_000_000, max: 99_999_999 }), (digits) => {
        const first = normalizeNumber(`0812 ${digits}`, indonesia);
        expect(first.kind).toBe('valid');
        expect(first.kind === 'valid' && normalizeNumber(first.recipientNumber, undefined)).toEqual(first);
      }),
    );
  });
});

describe('toCountryHint', () => {
  it.each([
    ['id', 'ID'],
    [' DK ', 'DK'],
    ['Indonesia', undefined],
    ['IDN', undefined],
    ['XX', undefined],
    ['', undefined],
    [undefined, undefined],
  ])('reads %j as %j', (text, country) => {
    expect(toCountryHint(text)).toBe(country);
  });

  it('finds no country in a megabyte of text', () => {
    expect(toCountryHint('x'.repeat(1_000_000))).toBeUndefined();
  });
});

describe('toDefaultCountry', () => {
  it.each([
    ['id', 'ID'],
    [' DK ', 'DK'],
    ['', undefined],
    [undefined, undefined],
  ])('reads %j as %j', (code, country) => {
    expect(toDefaultCountry(code)).toBe(country);
  });

  it.each(['XX', 'Indonesia', '62'])('refuses %s', (code) => {
    expect(codeOf(() => toDefaultCountry(code))).toBe('default-country-invalid');
  });
});
