import { AllowListInvalidError, parseAllowList } from '../../../../outbound/recipients/allowList';
import { codeOf } from '../../../builders/errors';

function mistake(text: string): AllowListInvalidError {
  try {
    parseAllowList(text, 'ID');
  } catch (error) {
    if (error instanceof AllowListInvalidError) return error;
    throw error;
  }
  throw new Error('nothing was refused');
}

describe('parseAllowList', () => {
  it.each([undefined, '', ' \n'])('takes %j for no list at all', (text) => {
    expect(parseAllowList(text)).toBeUndefined();
  });

  it('reads numbers between line breaks, commas and semicolons, however they are written', () => {
    expect([...parseAllowList('+62 812-3456-7890\r\n0812 1000 0001, +4532123456;;\n', 'ID')!]).toEqual([
      '+6281234567890',
      '+6281210000001',
      '+4532123456',
    ]);
  });

  it('lists a number once', () => {
    expect(parseAllowList('081234567890,+6281234567890', 'ID')?.size).toBe(1);
  });

  it.each([
    ['+6281234567890\nBudi', 2, 'has-letters'],
    ['12345', 1, 'short-code'],
    [',;\n', 0, 'no-entries'],
  ])('refuses %j and says which entry and why', (text, entry, detail) => {
    expect(mistake(text)).toMatchObject({ code: 'allow-list-invalid', entry, detail });
  });

  it('refuses a megabyte of text unread', () => {
    expect(mistake('1'.repeat(1_000_000))).toMatchObject({ entry: 0, detail: 'too-many-characters' });
  });

  it('does not repeat the entry in its message', () => {
    expect(mistake('081234567890\n99999999999999').message).toBe(
      'Entry 2 of the test allow-list is not a phone number (not-assigned). Write it like +6281234567890.',
    );
  });

  it('refuses a default country that is none', () => {
    expect(codeOf(() => parseAllowList('+6281234567890', 'XX'))).toBe('default-country-invalid');
  });
});
